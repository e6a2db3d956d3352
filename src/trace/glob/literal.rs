//! Tells quickly that a path does not match: a pattern has letters that every match has, too.

use crate::trace::glob::parse::{GlobPart, GlobPiece};

/// The longest run of plain letters in a pattern; empty where it has none.
pub fn literal(parts: &[GlobPart]) -> String {
    let of = |part: &GlobPart| match part {
        GlobPart::Any => String::new(),
        GlobPart::Name(pieces) => longest(pieces),
    };
    parts.iter().map(of).max_by_key(String::len).unwrap_or_default()
}

fn longest(pieces: &[GlobPiece]) -> String {
    let plain = |piece: &GlobPiece| match piece {
        GlobPiece::Char(char) if char.is_ascii() => Some(*char),
        _ => None,
    };
    let runs = pieces.split(|piece| plain(piece).is_none());
    runs.map(|run| run.iter().filter_map(plain).collect()).max_by_key(String::len).unwrap_or_default()
}

/// A path may match a pattern with this literal. Letters beyond ASCII have cases of their own, so that any such path may.
pub fn is_in(path: &str, literal: &str, nocase: bool) -> bool {
    let is_equal = |window: &[u8]| {
        if nocase { window.eq_ignore_ascii_case(literal.as_bytes()) } else { window == literal.as_bytes() }
    };
    literal.is_empty() || !path.is_ascii() || path.as_bytes().windows(literal.len()).any(is_equal)
}

#[cfg(test)]
mod tests {
    use crate::trace::glob::{Glob, GlobOptions};

    #[test]
    fn letters_of_other_cases_and_scripts_are_no_reason_to_give_up() {
        let options = GlobOptions { dot: true, nocase: true, base: false };
        for (pattern, path, expected) in [
            ("**/Node_Modules/*.js", "a/node_modules/b.JS", true),
            ("**/node_modules/*.js", "a/node_module/b.js", false),
            ("k/**", "\u{212a}/a", true), // The sign for Kelvin is a small k.
            ("{dist,lib}/!(x).js", "lib/y.js", true),
            ("*", "a", true),
        ] {
            assert_eq!(Glob::new(pattern, options).matches(path), expected, "{pattern} {path}");
        }
    }
}
