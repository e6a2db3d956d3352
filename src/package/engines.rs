//! The versions of Node that package.json says the package is for.

use crate::{
    node::{LINES, NodeLine, NodeVersion, range::NodeRange},
    package::Package,
    text::Span,
};

/// The most minor releases that a line may get.
const MOST_MINORS: u16 = 40;

/// The range in `engines.node`.
#[derive(Clone, Debug)]
pub struct DeclaredEngines {
    pub text: String,
    pub span: Span,
    range: NodeRange,
}

impl DeclaredEngines {
    /// Reads the range; `None` if there is none, or no package manager can read it.
    pub fn of(package: &Package) -> Option<Self> {
        let node = package.manifest()?.get("engines")?.get("node")?;
        let text = node.as_str()?;
        Some(Self { text: text.to_owned(), span: node.span, range: NodeRange::parse(text)? })
    }

    pub fn admits(&self, version: NodeVersion) -> bool {
        self.range.admits(version)
    }

    /// Returns the lowest version that it admits, of the lines that are known.
    pub fn lowest(&self) -> Option<NodeVersion> {
        let stretches = LINES.iter().flat_map(NodeLine::stretches);
        stretches.flat_map(|stretch| stretch.versions()).find(|version| self.admits(*version))
    }

    /// Tells whether it admits some version of a line.
    pub fn admits_any_of_line(&self, major: u16) -> bool {
        (0..=MOST_MINORS).any(|minor| self.range.admits_any_of(major, minor))
    }

    /// Tells whether it admits the newest versions of a line.
    pub fn admits_newest(&self, line: &NodeLine) -> bool {
        let newest = line.stretches().next_back();
        newest.is_some_and(|stretch| stretch.versions().any(|version| self.admits(version)))
    }
}

/// Returns the version that decides for a package where none is asked for: the oldest maintained line that it admits; else
/// the newest line that it admits; else the oldest maintained one.
pub fn deciding(package: &Package) -> NodeVersion {
    let Some(engines) = DeclaredEngines::of(package) else { return NodeVersion::default() };
    let admitted = || LINES.iter().filter(|line| engines.admits_newest(line));
    let maintained = admitted().find(|line| line.is_maintained());
    maintained.or_else(|| admitted().next_back()).map_or_else(NodeVersion::default, NodeLine::newest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn package(engines: &str) -> Package {
        let manifest = format!(r#"{{"name":"p","engines":{{"node":"{engines}"}}}}"#);
        Package::new(FileTree::of([("package.json", manifest.as_str())]))
    }

    #[test]
    fn the_lowest_version_and_the_one_that_decides() {
        for (engines, lowest, decides) in [
            (">=18", "18.0.0", "22"),
            (">=14.17", "18.0.0", "22"),
            ("*", "18.0.0", "22"),
            ("^18.12.0 || ^20.9 || >=22", "18.12.0", "22"),
            ("^20.19.0 || >=22.12.0", "20.19.0", "22"),
            (">=20.18.2", "20.18.2", "22"),
            (">=22.18", "22.18.0", "22"),
            (">=24", "24.0.0", "24"),
            ("18 || 20", "18.0.0", "20"),
            (">=20 <21", "20.0.0", "20"),
        ] {
            let package = package(engines);
            let found =
                DeclaredEngines::of(&package).and_then(|engines| engines.lowest()).map(|it| it.to_string());
            assert_eq!(found.as_deref(), Some(lowest), "{engines}");
            assert_eq!(deciding(&package).to_string(), decides, "{engines}");
        }
    }

    #[test]
    fn what_is_no_range_of_known_lines_decides_nothing() {
        for engines in ["lts", "^16", "soon!"] {
            let package = package(engines);
            assert!(
                DeclaredEngines::of(&package).is_none_or(|engines| engines.lowest().is_none()),
                "{engines}"
            );
            assert_eq!(deciding(&package), NodeVersion::default(), "{engines}");
        }
    }
}
