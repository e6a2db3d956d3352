//! Names that are similar to a wrong one, and so may have been meant.

/// The number of names that are suggested.
const MOST: usize = 3;

/// The longest name that is compared: longer ones are no slips of the pen, and comparing takes the product of
/// the lengths.
const LONGEST: usize = 200;

/// The number of names and pairs of letters that are looked at before suggestions end: about half a second's
/// work.
const PATIENCE: u64 = 5_000_000;

/// Finds near names until its patience ends; only the names decide when that is.
#[derive(Debug)]
pub struct Nearest {
    left: u64,
}

impl Default for Nearest {
    fn default() -> Self {
        Self { left: PATIENCE }
    }
}

/// Returns the name that `wanted` was probably meant to be: the one most like it, if one is near.
pub fn closest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let near = Nearest::default().near(wanted, names.into_iter());
    near.into_iter().min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// Returns the names most like `wanted`: first those that differ only by case, then those a few letters away.
pub fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    Nearest::default().to(wanted, names)
}

impl Nearest {
    /// Returns the names most like `wanted`, or none once too many were compared.
    pub fn to<'n>(&mut self, wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
        let mut near = self.near(wanted, names);
        near.sort_unstable();
        near.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
    }

    /// Counts names that were looked at and are not compared.
    pub fn pass_over(&mut self, names: u64) {
        self.left = self.left.saturating_sub(names);
    }

    /// Returns the names that are near, with their distances, in their order; none once too many were compared.
    fn near<'n>(&mut self, wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<(usize, &'n str)> {
        if self.left == 0 {
            return Vec::new();
        }
        let letters = letters(wanted);
        let near = names.filter_map(|name| Some((self.distance(wanted, letters, name)?, name))).collect();
        if self.left == 0 { Vec::new() } else { near }
    }

    /// Returns the distance of two names; `None` if they are too different for one to be meant by the other.
    fn distance(&mut self, wanted: &str, asked: u64, name: &str) -> Option<usize> {
        self.left = self.left.saturating_sub(1);
        if wanted.eq_ignore_ascii_case(name) {
            return Some(0);
        }
        let most = (wanted.chars().count() / 3).min(4);
        // An edit takes one letter away and adds another.
        let may_be_near = wanted.len().abs_diff(name.len()) <= most
            && (asked ^ letters(name)).count_ones() as usize <= 2 * most;
        if wanted.len() > LONGEST || !may_be_near || self.left == 0 {
            return None;
        }
        self.left = self.left.saturating_sub(wanted.len().saturating_mul(name.len()) as u64);
        Some(strsim::damerau_levenshtein(wanted, name)).filter(|distance| *distance <= most)
    }
}

/// Returns the set of a name's characters, as far as 64 bits tell.
fn letters(name: &str) -> u64 {
    name.chars().fold(0, |letters, letter| letters | 1 << (u32::from(letter) % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends() {
        let names: Vec<String> = (0..2_000).map(|index| format!("createSomeLogger{index}")).collect();
        let mut nearest = Nearest::default();
        let mut asked = || nearest.to("createSomeLogger9999", names.iter().map(String::as_str)).len();
        assert_eq!(asked(), MOST);
        assert!((0..1_000).any(|_| asked() == 0));
    }

    #[test]
    fn only_what_is_close_was_meant() {
        for (word, expected) in [("mising-file", Some("missing-file")), ("quite-else", None), ("", None)] {
            assert_eq!(closest(word, ["missing-file", "other-rule"]), expected, "{word}");
        }
    }

    #[test]
    fn near_names_come_first() {
        for (wanted, names, expected) in [
            (
                "createLogger",
                vec!["CreateLogger", "createLoger", "other"],
                vec!["CreateLogger", "createLoger"],
            ),
            ("a", vec!["b"], vec![]),
            ("Formatter", vec!["Formatters"], vec!["Formatters"]),
        ] {
            assert_eq!(nearest(wanted, names.into_iter()), expected, "{wanted}");
        }
    }
}
