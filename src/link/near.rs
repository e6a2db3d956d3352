//! The names that someone who wrote another one may have meant.

/// How many are worth naming.
const MOST: usize = 3;

/// Longer names are nobody's slip of the pen, and comparing takes the product of their lengths.
const LONGEST: usize = 200;

/// Names and pairs of letters that are looked at before nobody is helped any more: half a second's worth of them.
const PATIENCE: u64 = 5_000_000;

/// Finds near names as long as its patience lasts; how long that is depends on the names only.
#[derive(Debug)]
pub struct Nearest {
    left: u64,
}

impl Default for Nearest {
    fn default() -> Self {
        Self { left: PATIENCE }
    }
}

/// The names most like `wanted`: first those that differ only by case, then those a few letters away.
pub fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    Nearest::default().to(wanted, names)
}

impl Nearest {
    /// The names most like `wanted`, or none once too many were compared.
    pub fn to<'n>(&mut self, wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
        if self.left == 0 {
            return Vec::new();
        }
        let letters = letters(wanted);
        let mut near: Vec<(usize, &str)> =
            names.filter_map(|name| Some((self.distance(wanted, letters, name)?, name))).collect();
        if self.left == 0 {
            return Vec::new();
        }
        near.sort_unstable();
        near.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
    }

    /// How far two names are apart; `None` where they are too far to be meant for each other.
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

/// Which characters a name has, as far as one word tells.
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
