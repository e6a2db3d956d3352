//! The names that someone who wrote another one may have meant.

/// How many are worth naming.
const MOST: usize = 3;

/// Longer names are nobody's slip of the pen, and comparing takes the product of their lengths.
const LONGEST: usize = 200;

/// The names most like `wanted`: first those that differ only by case, then those a few letters away.
pub fn nearest<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut near: Vec<(usize, &str)> =
        names.filter_map(|name| Some((distance(wanted, name)?, name))).collect();
    near.sort_unstable();
    near.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
}

/// How far two names are apart; `None` where they are too far to be meant for each other.
fn distance(wanted: &str, name: &str) -> Option<usize> {
    if wanted.eq_ignore_ascii_case(name) {
        return Some(0);
    }
    let most = (wanted.chars().count() / 3).min(4);
    if wanted.len() > LONGEST {
        return None;
    }
    let apart = wanted.len().abs_diff(name.len()) <= most;
    apart.then(|| strsim::damerau_levenshtein(wanted, name)).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

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
