//! The words of a range, as the `semver` package of npm reads them in its loose way: words that are no comparators are dropped.

use std::borrow::Cow;

/// Returns the words of one alternative of a range, each operator with the version behind it: `>= 7` is one word.
pub(crate) fn comparator_words(alternative: &str) -> impl Iterator<Item = String> {
    let mut operator = String::new();
    let joined = move |word: &str| {
        operator.push_str(word);
        (!is_operator(word)).then(|| std::mem::take(&mut operator))
    };
    alternative.split_whitespace().filter_map(joined)
}

fn is_operator(word: &str) -> bool {
    word.chars().all(|char| "<>=~^".contains(char))
}

/// Tells whether a word is a comparator: an operator and a version, of which parts may be left out.
pub(crate) fn is_comparator(word: &str) -> bool {
    let word = without_build(word);
    let operators = ["<=", ">=", "~>", "<", ">", "~", "^"];
    let behind = operators.iter().find_map(|operator| word.strip_prefix(operator)).unwrap_or(&word);
    is_version(behind.trim_start_matches(['=', 'v'])) || word.is_empty()
}

/// Takes the first build out of a word, wherever it stands, as `semver` does since 7.7.
fn without_build(word: &str) -> Cow<'_, str> {
    let of_build = |char: char| char.is_ascii_alphanumeric() || "-.".contains(char);
    let Some((before, behind)) = word.split_once('+') else { return Cow::Borrowed(word) };
    let rest = behind.trim_start_matches(of_build);
    let build = behind.strip_suffix(rest).unwrap_or(behind).trim_end_matches('.');
    let rest = behind.strip_prefix(build).unwrap_or(rest);
    if are_identifiers(build) { Cow::Owned(format!("{before}{rest}")) } else { Cow::Borrowed(word) }
}

/// Tells whether a text is a version as comparators have it: `1`, `1.x`, `1.2.3-beta+build`, `1.2.3beta`.
fn is_version(text: &str) -> bool {
    let mut parts = text.splitn(3, '.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(major), None, None) => is_part(major),
        (Some(major), Some(minor), None) => is_part(major) && is_part(minor),
        (Some(major), Some(minor), Some(rest)) => is_part(major) && is_part(minor) && is_patch(rest),
        _ => false,
    }
}

fn is_part(part: &str) -> bool {
    matches!(part, "x" | "X" | "*") || is_number(part)
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a text is the third part of a version, with what may stand behind it.
fn is_patch(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let length = if text.starts_with(['x', 'X', '*']) { 1 } else { digits };
    let Some((patch, prerelease)) = text.split_at_checked(length) else { return false };
    // The expression of `semver` goes back: `1.2.34.5` is `1.2.3` with the prerelease `4.5`.
    let goes_back = || digits > 1 && text.get(1..).is_some_and(are_identifiers);
    is_part(patch) && (prerelease.is_empty() || are_identifiers(prerelease) || goes_back())
}

fn are_identifiers(text: &str) -> bool {
    let is_identifier = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split('.').all(is_identifier)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_comparators() {
        for word in [
            "7",
            "^7",
            "~>7.1",
            "=v7",
            "1.x",
            "1.*.X",
            "1.2.3",
            "1.2.3-beta.1",
            "1.2.3beta",
            "1.2.3+b.7",
            "7+b",
            "1.2.34.5",
            "1.x.x-",
            ">=1.0.0-0",
        ] {
            assert!(is_comparator(word), "{word}");
        }
        for word in [
            "x.y",
            "^1.x.y",
            "7.0.0.0",
            "1.-2",
            "=>7.0",
            "or",
            "|",
            "-",
            "1.2-beta",
            "7+",
            "1.2.3+",
            "1.2.3-b..1",
            "*-beta",
        ] {
            assert!(!is_comparator(word), "{word}");
        }
    }

    #[test]
    fn operators_stand_with_their_versions() {
        assert_eq!(comparator_words(" >= 7  < 8 7 > = 2 ~").collect::<Vec<_>>(), [">=7", "<8", "7", ">=2"]);
    }
}
