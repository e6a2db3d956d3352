//! The versions of Node and yarn that "engines" admits, as far as they end an installation: yarn 1 refuses what they exclude.

use crate::{
    json::JsonNode,
    node::{lines::is_out_of_sight, range::NodeRange},
    package::{Package, engines::DeclaredEngines},
    text::Span,
};

/// A range in "engines" for which an installation ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnginesFault {
    pub engine: &'static str,
    pub text: String,
    pub at: Span,
    pub kind: EnginesFaultKind,
}

/// The reasons why a range admits nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnginesFaultKind {
    /// Words that are no range.
    NoRange,
    /// A range in which no version is, or only versions that are not there for years.
    Empty,
}

/// Returns the ranges for which an installation ends wherever it is tried. Only yarn 1 looks at `engines.yarn`.
pub fn engines_faults(package: &Package) -> Vec<EnginesFault> {
    let of = |engine: &'static str| {
        let node: &JsonNode = package.manifest()?.get("engines")?.get(engine)?;
        let text = node.as_str()?;
        let kind = if is_no_range(text) { EnginesFaultKind::NoRange } else { empty(engine, text)? };
        Some(EnginesFault { engine, text: text.to_owned(), at: node.span, kind })
    };
    [of("node"), of("yarn")].into_iter().flatten().collect()
}

fn empty(engine: &str, text: &str) -> Option<EnginesFaultKind> {
    let range = NodeRange::parse(text).filter(|_| engine == "node")?;
    is_out_of_sight(&range).then_some(EnginesFaultKind::Empty)
}

/// Tells whether a text has nothing that can stand in a range: no number, and no word that stands for any.
fn is_no_range(text: &str) -> bool {
    let mut words = text
        .split(|char: char| char.is_whitespace() || "|<>=~^,".contains(char))
        .filter(|word| !word.is_empty());
    let is_wild = |word: &str| matches!(word, "*" | "x" | "X");
    !text.trim().is_empty()
        // yarn 1 reads `>=18 LTS`: words beside a number do no harm.
        && !text.contains(|char: char| char.is_ascii_digit())
        && words.next().is_some_and(|word| !is_wild(word))
        && !words.any(is_wild)
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
            ("yarn", "please-use-npm", EnginesFaultKind::NoRange),
            ("node", ">=99", EnginesFaultKind::Empty),
            ("node", "^120.0.0", EnginesFaultKind::Empty),
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
            ("node", ">= 28"),
            ("node", "18.x.x"),
            ("node", "20.18.1"),
            ("node", ">=18 LTS"),
            ("yarn", ">=1"),
            ("yarn", "99"),
            ("npm", "please-use-yarn"),
        ] {
            assert_eq!(kind(engine, range), None, "{range}");
        }
    }
}
