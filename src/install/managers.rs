//! The package managers, and those of them that a refused specification stops.

use crate::install::specs::{RefusedDependency, SpecRefusal};

/// A package manager that installs packages. `tests/install` has the answers of the real ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum Installer {
    #[serde(rename = "npm")]
    Npm,
    #[serde(rename = "pnpm")]
    Pnpm,
    #[serde(rename = "yarn 1")]
    YarnClassic,
    #[serde(rename = "yarn 4")]
    Yarn,
    #[serde(rename = "bun")]
    Bun,
}

use Installer::{Bun, Npm, Pnpm, Yarn, YarnClassic};

impl Installer {
    pub const ALL: [Self; 5] = [Npm, Pnpm, YarnClassic, Yarn, Bun];

    /// Those that run the install scripts of dependencies unless they are told not to.
    pub const RUNNING_SCRIPTS: [Self; 3] = [Npm, YarnClassic, Yarn];

    pub fn name(self) -> &'static str {
        match self {
            Npm => "npm",
            Pnpm => "pnpm",
            YarnClassic => "yarn 1",
            Yarn => "yarn 4",
            Bun => "bun",
        }
    }

    /// Returns those that a word names: `yarn` is both.
    pub fn named(word: &str) -> Vec<Self> {
        let is_meant =
            |it: &Self| it.name() == word || it.name().split_once(' ').is_some_and(|(name, _)| name == word);
        Self::ALL.into_iter().filter(is_meant).collect()
    }
}

impl RefusedDependency {
    /// Returns the managers that certainly fail; others may, too.
    pub fn failing(&self) -> &'static [Installer] {
        if self.overruled_by.is_some() {
            return &[Bun];
        }
        match (self.field, &self.refusal) {
            ("optionalDependencies", SpecRefusal::Workspace | SpecRefusal::Protocol(_)) => {
                &[Npm, YarnClassic, Yarn]
            }
            // bun passes over a peer of these.
            ("peerDependencies", _) if ["catalog:", "patch:"].iter().any(|it| self.spec.starts_with(it)) => {
                &[Npm]
            }
            ("peerDependencies", SpecRefusal::Workspace | SpecRefusal::Protocol(_)) => &[Npm, Bun],
            ("optionalDependencies", SpecRefusal::NotText) => &[Npm, Bun],
            (_, SpecRefusal::NotText) => &[Npm, Pnpm, Bun],
            // pnpm links such a path, as it does `link:`.
            ("dependencies", SpecRefusal::Workspace) if self.spec.contains('/') => {
                &[Npm, YarnClassic, Yarn, Bun]
            }
            ("dependencies", SpecRefusal::Workspace) => &Installer::ALL,
            // The others hand such an address to git.
            ("dependencies", SpecRefusal::Protocol(protocol))
                if protocol == "ssh" || protocol.starts_with("git+") =>
            {
                &[Npm]
            }
            ("dependencies", SpecRefusal::Protocol(protocol)) if protocol == "patch" => {
                &[Npm, YarnClassic, Yarn]
            }
            ("dependencies", SpecRefusal::Protocol(protocol)) if protocol == "exec" => {
                &[Npm, YarnClassic, Yarn, Bun]
            }
            ("dependencies", SpecRefusal::Protocol(_)) => &Installer::ALL,
            ("dependencies", SpecRefusal::Link) if self.spec.starts_with("portal:") => {
                &[Npm, YarnClassic, Yarn, Bun]
            }
            ("dependencies", SpecRefusal::Link) => &[Npm, Bun],
            // pnpm links a path without `file:` to nothing.
            ("dependencies", SpecRefusal::NotPacked(_))
                if !self.spec.to_ascii_lowercase().starts_with("file:") =>
            {
                &[YarnClassic, Yarn, Bun]
            }
            ("dependencies", SpecRefusal::NotPacked(path)) if !is_archive(path) => {
                &[Pnpm, YarnClassic, Yarn, Bun]
            }
            ("dependencies", SpecRefusal::NotPacked(_)) => &Installer::ALL,
            ("optionalDependencies", SpecRefusal::NotPacked(_)) => &[YarnClassic, Yarn],
            ("peerDependencies", SpecRefusal::NotPacked(_)) => &[Bun],
            ("dependencies", SpecRefusal::Malformed) => &[Npm, Pnpm, YarnClassic, Yarn],
            ("dependencies", SpecRefusal::NoTag) => &[Npm, Pnpm, YarnClassic, Yarn],
            ("dependencies", SpecRefusal::Empty) => &Installer::ALL,
            ("optionalDependencies", SpecRefusal::Empty) => &[YarnClassic, Yarn],
            ("dependencies", SpecRefusal::List) => &[Npm, Pnpm, YarnClassic, Bun],
            // The characters of a text are names to yarn 1 only.
            ("optionalDependencies", SpecRefusal::List) if !self.spec.is_empty() => &[YarnClassic, Bun],
            ("optionalDependencies", SpecRefusal::List) => &[YarnClassic, Yarn, Bun],
            (_, SpecRefusal::List) => &[Npm, Bun],
            ("dependencies", SpecRefusal::Name) => &[Npm, Pnpm],
            _ => &[Npm],
        }
    }
}

fn is_archive(path: &str) -> bool {
    [".tgz", ".tar.gz", ".tar"].iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_one_or_both_yarns() {
        assert_eq!(Installer::named("npm"), [Npm]);
        assert_eq!(Installer::named("yarn"), [YarnClassic, Yarn]);
        assert_eq!(Installer::named("yarn 1"), [YarnClassic]);
        assert!(Installer::named("cargo").is_empty());
    }
}
