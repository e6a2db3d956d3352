//! The versions of Node and yarn that "engines" admits, as far as they end an installation: yarn 1 refuses what they exclude.

use crate::{
    install::no_text::no_text,
    json::JsonNode,
    node::{lines::is_out_of_sight, range::NodeRange},
    package::{Package, engines::DeclaredEngines},
    ranges::{
        comparators::{comparator_words, is_comparator},
        is_empty_range,
    },
    text::Span,
};

/// A range in "engines" for which an installation ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnginesFault {
    pub engine: &'static str,
    /// The range, or the words for what is no text.
    pub text: String,
    pub at: Span,
    pub kind: EnginesFaultKind,
}

/// The reasons why a range admits nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnginesFaultKind {
    /// No text at all.
    NoText,
    /// Words that are no range.
    NoRange,
    /// A range in which no version is, or only versions that are not there for years.
    Empty,
}

/// Returns the ranges for which an installation ends wherever it is tried. Only yarn 1 looks at `engines.yarn`.
pub fn engines_faults(package: &Package) -> Vec<EnginesFault> {
    let of = |engine: &'static str| {
        let node: &JsonNode = package.manifest()?.get("engines")?.get(engine)?;
        let of = |text: &str, kind| EnginesFault { engine, text: text.to_owned(), at: node.span, kind };
        let Some(text) = node.as_str() else { return Some(of(no_text(node)?, EnginesFaultKind::NoText)) };
        Some(of(text, if is_no_range(text) { EnginesFaultKind::NoRange } else { empty(engine, text)? }))
    };
    [of("node"), of("yarn")].into_iter().flatten().collect()
}

fn empty(engine: &str, text: &str) -> Option<EnginesFaultKind> {
    let is_out = || NodeRange::parse(text).is_some_and(|range| is_out_of_sight(&range));
    (engine == "node" && (is_empty_range(text) || is_out())).then_some(EnginesFaultKind::Empty)
}

/// Tells whether a text has no alternative that yarn 1 reads. It drops the words that are no comparators, as in `>=18 LTS`.
fn is_no_range(text: &str) -> bool {
    text.split("||")
        .all(|part| !part.trim().is_empty() && !comparator_words(part).any(|word| is_comparator(&word)))
}

/// Returns the declared range, if it does not admit a version of Node.
pub fn excluding(package: &Package, version: crate::node::NodeVersion) -> Option<DeclaredEngines> {
    DeclaredEngines::of(package).filter(|engines| !engines.admits(version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn kind(engine: &str, range: &str) -> Option<EnginesFaultKind> {
        let manifest = format!(r#"{{"name":"p","engines":{{"{engine}":"{range}"}}}}"#);
        let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
        engines_faults(&package).pop().map(|fault| fault.kind)
    }

    #[test]
    fn ranges_that_admit_nothing() {
        for (engine, range, expected) in [
            ("node", "lts", EnginesFaultKind::NoRange),
            ("node", "latest", EnginesFaultKind::NoRange),
            ("node", "≥18", EnginesFaultKind::NoRange),
            ("node", "=>18", EnginesFaultKind::NoRange),
            ("node", ">=18,<99", EnginesFaultKind::NoRange),
            ("node", "18+", EnginesFaultKind::NoRange),
            ("node", "n/a", EnginesFaultKind::NoRange),
            ("yarn", "please-use-npm", EnginesFaultKind::NoRange),
            ("node", ">=99", EnginesFaultKind::Empty),
            ("node", "^120.0.0", EnginesFaultKind::Empty),
            ("node", ">=20 <18", EnginesFaultKind::Empty),
            ("node", "^18 ^20", EnginesFaultKind::Empty),
        ] {
            assert_eq!(kind(engine, range), Some(expected), "{range}");
        }
    }

    #[test]
    fn ranges_that_admit_something_are_silent() {
        for (engine, range) in [
            ("node", ""),
            ("node", "*"),
            ("node", "x"),
            ("node", ">=0.10"),
            ("node", "^16 || >=18"),
            ("node", ">=18 <20"),
            ("node", ">=20 <18 || >=22"),
            ("node", ">= 28"),
            ("node", "18.x.x"),
            ("node", "20.18.1"),
            ("node", ">=18 LTS"),
            ("node", "node >=18"),
            ("node", "lts/* || >=18"),
            ("node", ">=18 and <99"),
            ("node", "||"),
            ("yarn", ">=1"),
            ("yarn", "99"),
            ("npm", "please-use-yarn"),
        ] {
            assert_eq!(kind(engine, range), None, "{range}");
        }
    }
}
