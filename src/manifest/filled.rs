//! Puts what a star stands for into a target.

/// Returns a target with what its stars stand for, cut where it is longer than any path of a file: thousands of stars that stand
/// for a long text each would take up all memory.
pub(crate) fn filled(target: &str, star: &str) -> String {
    let mut filled = String::with_capacity(target.len().min(LONGEST));
    for (index, part) in target.split('*').enumerate() {
        if filled.len() > LONGEST {
            break;
        }
        filled.push_str(if index == 0 { "" } else { star });
        filled.push_str(part);
    }
    filled
}

/// The bytes of a filled target, which is cut behind the part that exceeds them.
const LONGEST: usize = 8 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_star_is_filled() {
        for (target, star, expected) in
            [("./a/*.js", "b", "./a/b.js"), ("*/*", "c", "c/c"), ("./a", "b", "./a")]
        {
            assert_eq!(filled(target, star), expected);
        }
    }

    #[test]
    fn many_stars_take_no_memory() {
        let (stars, star) = ("*".repeat(1 << 20), "a".repeat(1 << 20));
        assert!(filled(&stars, &star).len() < 3 << 20);
    }
}
