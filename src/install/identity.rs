//! Names and versions that no registry takes, as npm's own check reads them.
//!
//! Capitals and long names, which npm forbids for new packages only, are no fault: old packages have such names.

use crate::{
    install::no_text::no_text,
    json::{JsonContent, JsonNode},
    package::Package,
    text::Span,
};

/// A name or a version that registries refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedIdentity {
    pub field: &'static str,
    /// The name or the version, or the words for what is no text.
    pub text: String,
    pub at: Span,
    pub reason: IdentityFault,
}

/// The reason why a registry refuses a name or a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityFault {
    /// It is no text.
    NoText,
    /// The name has a character that must be escaped in a URL.
    Character(char),
    /// The name starts with a dot, an underscore or a hyphen, or its part behind the scope with a dot.
    FirstCharacter,
    /// The name is one that folders and servers have.
    Reserved,
    /// A scope without a name, or several slashes.
    Shape,
    /// The version is not three numbers.
    Version,
}

/// The longest version that is read.
// The bound of npm's `semver`.
const MOST_VERSION: usize = 256;

/// The largest number that JavaScript counts to.
const MOST_NUMBER: u64 = (1 << 53) - 1;

/// Returns what a registry refuses of the name and the version; what is absent is not asked.
pub fn refused_identity(package: &Package) -> Vec<RefusedIdentity> {
    let of = |field: &'static str, judge: fn(&str) -> Option<IdentityFault>| {
        let node: &JsonNode = package.manifest()?.get(field)?;
        let (text, reason) = match &node.value {
            JsonContent::Null | JsonContent::Bool(false) => return None,
            JsonContent::String(text) if text.is_empty() => return None,
            JsonContent::String(text) => (text.as_str(), judge(text)?),
            _ => (no_text(node)?, IdentityFault::NoText),
        };
        Some(RefusedIdentity { field, text: text.to_owned(), at: node.span, reason })
    };
    [of("name", name_fault), of("version", version_fault)].into_iter().flatten().collect()
}

/// Tells whether npm refuses a name wherever it stands.
pub fn is_refused_name(name: &str) -> bool {
    name_fault(name).is_some()
}

fn name_fault(name: &str) -> Option<IdentityFault> {
    let (scope, own) = match name.strip_prefix('@') {
        Some(scoped) => match scoped.split_once('/') {
            Some((scope, own)) => (Some(scope), own),
            None => return Some(IdentityFault::Shape),
        },
        None => (None, name),
    };
    let parts = [scope, Some(own)];
    let mut parts = parts.iter().flatten();
    if own.is_empty() || scope == Some("") || own.contains('/') {
        return Some(IdentityFault::Shape);
    }
    if let Some(odd) = parts.find_map(|part| part.chars().find(|char| !is_plain(*char))) {
        return Some(IdentityFault::Character(odd));
    }
    match own {
        // With a scope before it, only the dot is forbidden.
        _ if own.starts_with('.') || scope.is_none() && own.starts_with(['_', '-']) => {
            Some(IdentityFault::FirstCharacter)
        }
        "node_modules" | "favicon.ico" if scope.is_none() => Some(IdentityFault::Reserved),
        _ => None,
    }
}

/// Tells whether `encodeURIComponent` leaves a character as it is.
fn is_plain(char: char) -> bool {
    char.is_ascii_alphanumeric() || "-_.!~*'()".contains(char)
}

/// Tells whether npm reads a version, by the loose grammar of its `semver`.
fn version_fault(version: &str) -> Option<IdentityFault> {
    let text =
        version.trim().trim_start_matches(|char: char| char == 'v' || char == '=' || char.is_whitespace());
    let is_read = version.len() <= MOST_VERSION && behind_numbers(text).is_some_and(is_tail);
    (!is_read).then_some(IdentityFault::Version)
}

/// Returns what stands behind three numbers with points between them.
fn behind_numbers(text: &str) -> Option<&str> {
    let rest = behind_number(text)?.strip_prefix('.')?;
    let rest = behind_number(rest)?.strip_prefix('.')?;
    behind_number(rest)
}

fn behind_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|char: char| char.is_ascii_digit());
    let number = text.get(..text.len() - rest.len())?;
    number.parse::<u64>().is_ok_and(|number| number <= MOST_NUMBER).then_some(rest)
}

/// Tells whether a text can stand behind the numbers: a prerelease, then a build.
fn is_tail(text: &str) -> bool {
    let (release, build) =
        text.split_once('+').map_or((text, None), |(release, build)| (release, Some(build)));
    let is_listed = |list: &str| {
        list.split('.').all(|word| {
            !word.is_empty() && word.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
        })
    };
    // The loose grammar needs no hyphen, and takes one alone: `1.0.0beta`, `1.0.0-`.
    (text.is_empty() || text.starts_with('+') || is_listed(release)) && build.is_none_or(is_listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_registry_takes() {
        for (name, expected) in [
            ("my package", IdentityFault::Character(' ')),
            ("a:b", IdentityFault::Character(':')),
            ("@s/a b", IdentityFault::Character(' ')),
            ("größe", IdentityFault::Character('ö')),
            (".a", IdentityFault::FirstCharacter),
            ("_a", IdentityFault::FirstCharacter),
            ("-a", IdentityFault::FirstCharacter),
            ("@s/.a", IdentityFault::FirstCharacter),
            ("node_modules", IdentityFault::Reserved),
            ("@s", IdentityFault::Shape),
            ("@s/", IdentityFault::Shape),
            ("@s/a/b", IdentityFault::Shape),
            ("a/b", IdentityFault::Shape),
        ] {
            assert_eq!(name_fault(name), Some(expected), "{name}");
        }
        for name in [
            "a",
            "@s/a",
            "JSONStream",
            "a.b",
            "a_b",
            "a~b",
            "3d",
            "fs",
            "@s/-a",
            "@s/_a",
            "@types/node",
            "@s/node_modules",
        ] {
            assert_eq!(name_fault(name), None, "{name}");
        }
    }

    #[test]
    fn versions_that_no_registry_takes() {
        for version in
            ["1.0", "1", "next", "1.0.0.0", "x.1.2", "1.0.0+", "9007199254740992.0.0", "1.0.0-a..b", "1. 0.0"]
        {
            assert_eq!(version_fault(version), Some(IdentityFault::Version), "{version}");
        }
        for version in [
            "1.0.0",
            "v1.0.0",
            " 1.0.0 ",
            "=1.0.0",
            "1.02.0",
            "1.0.0-beta.1",
            "1.0.0beta",
            "1.0.0-",
            "9007199254740991.0.0",
            "1.0.0-rc-1+b.2",
            "1.0.0+7",
            "0.0.0-0123",
        ] {
            assert_eq!(version_fault(version), None, "{version}");
        }
    }
}
