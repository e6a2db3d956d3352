//! The range that would be true: what a range admits, from a lowest version on.

use nodejs_semver::{Range, Version};

use crate::ranges::parse_range;

/// Returns a range that admits those of `versions` that `range` admits and that are not below `floor`; `None` if no simple
/// change of the range does that.
pub(super) fn true_range(range: &str, floor: &Version, versions: &[Version]) -> Option<String> {
    let old = parse_range(range)?;
    let mut kept = Vec::new();
    for part in range.split("||").map(str::trim) {
        let admitted = parse_range(part)?;
        let inside = || versions.iter().filter(|version| version.satisfies(&admitted));
        if inside().all(|version| version < floor) {
            continue;
        }
        let is_whole = inside().all(|version| version >= floor);
        kept.push(if is_whole { part.to_owned() } else { raised(part, floor, versions)? });
    }
    let text = kept.join(" || ");
    is_cut(&old, &text, floor, versions).then_some(text)
}

/// Tells whether a range admits exactly what is left of another.
fn is_cut(old: &Range, text: &str, floor: &Version, versions: &[Version]) -> bool {
    let Some(new) = parse_range(text) else { return false };
    !text.is_empty()
        && versions
            .iter()
            // The new range is held to each version that exists, so that a form which is wrong for this range
            // is dropped.
            .all(|version| version.satisfies(&new) == (version.satisfies(old) && version >= floor))
}

/// Returns one part of a range with a higher lower end, written as the part is.
fn raised(part: &str, floor: &Version, versions: &[Version]) -> Option<String> {
    let old = parse_range(part)?;
    let upper = part.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
    let from = format!(">={floor}");
    let mut candidates = match part.chars().next() {
        Some('~') => vec![format!("~{floor}")],
        Some('>') => vec![format!("{from} {upper}")],
        Some('*') | None => vec![from],
        _ if part.contains(" - ") => vec![format!("{floor} {upper}")],
        _ => vec![format!("^{floor}"), format!("~{floor}")],
    };
    // The old part with the new lower end is true of every part, and the longest to write.
    candidates.push(format!(">={floor} {part}"));
    candidates.into_iter().map(|text| text.trim().to_owned()).find(|text| is_cut(&old, text, floor, versions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_keeps_its_form() {
        let all = ["1.0.0", "1.2.0", "1.2.5", "1.3.0", "2.0.0", "2.1.0", "3.0.0"];
        let versions: Vec<Version> = all.iter().map(|text| text.parse().unwrap()).collect();
        for (range, floor, expected) in [
            ("^1.0.0", "1.2.5", Some("^1.2.5")),
            ("1", "1.2.0", Some("^1.2.0")),
            ("1.x", "1.2.0", Some("^1.2.0")),
            ("~1.2.0", "1.2.5", Some("~1.2.5")),
            ("1.2", "1.2.5", Some("~1.2.5")),
            (">=1", "2.0.0", Some(">=2.0.0")),
            (">=1 <3", "1.3.0", Some(">=1.3.0 <3")),
            ("*", "1.3.0", Some(">=1.3.0")),
            ("", "1.3.0", Some(">=1.3.0")),
            ("1.0.0 - 2.0.0", "1.2.0", Some("1.2.0 - 2.0.0")),
            ("^1 || ^2 || ^3", "2.1.0", Some("^2.1.0 || ^3")),
            ("^1.0.0 || ^2.0.0", "1.3.0", Some("^1.3.0 || ^2.0.0")),
            ("^1 || ^3", "3.0.0", Some("^3")),
            ("no range", "1.0.0", None),
        ] {
            let floor = floor.parse().unwrap();
            assert_eq!(true_range(range, &floor, &versions).as_deref(), expected, "{range} {floor}");
        }
    }
}
