//! Lists of names in messages.

/// The most names that a message lists.
const LISTED: usize = 5;

/// Names with quotes, the first ones of many.
pub(super) fn listed<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = names.len().saturating_sub(LISTED);
    let shown: Vec<_> = names.take(LISTED).map(|name| format!("`{name}`")).collect();
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more names", shown.join(", ")),
    }
}

/// A name as an import lists it: one that is no identifier stands in quotes, and gets another name.
pub(super) fn imported(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { format!("{name:?} as x") }
}

/// The access to a property.
pub(super) fn member(name: &str) -> String {
    if is_identifier(name) { format!(".{name}") } else { format!("[{name:?}]") }
}

fn is_identifier(name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '$' | '_');
    !name.starts_with(|letter: char| letter.is_numeric()) && !name.is_empty() && name.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_no_identifiers_are_quoted() {
        for (name, in_import, in_access) in [
            ("a", "a", ".a"),
            ("$\u{e4}_1", "$\u{e4}_1", ".$\u{e4}_1"),
            ("module.exports", "\"module.exports\" as x", "[\"module.exports\"]"),
            ("1a", "\"1a\" as x", "[\"1a\"]"),
            ("", "\"\" as x", "[\"\"]"),
        ] {
            assert_eq!((imported(name).as_str(), member(name).as_str()), (in_import, in_access));
        }
    }
}
