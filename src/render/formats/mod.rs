//! The report in the forms that other programs take: one file per form, each a function of plain data to text.

pub mod github;
mod issue;
pub mod junit;
pub mod markdown;
pub mod sarif;

use std::collections::BTreeMap;

use crate::{
    package::Package,
    render::{terminal::visible, text::package_name},
    report::{At, Report},
};

/// A target, and what came of it.
#[derive(Debug)]
pub struct CheckedTarget<'r> {
    /// As it was asked for.
    pub target: String,
    pub outcome: Result<CheckedPackage<'r>, NotOpened>,
}

/// A package that was checked.
#[derive(Debug)]
pub struct CheckedPackage<'r> {
    pub package: &'r Package,
    pub report: &'r Report,
    pub sources: RepositoryFiles,
}

/// The reason why a target could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotOpened {
    pub code: String,
    pub message: String,
    /// The words of the package manager.
    pub details: Vec<String>,
    pub help: Option<String>,
}

/// The files of a package that are files of the repository, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryFiles(pub BTreeMap<String, RepositoryFile>);

/// A file of the repository that a file of the package was packed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryFile {
    /// Relative to the root of the repository, separated by `/`.
    pub path: String,
    pub kept: PackedCopy,
}

/// The difference that packing made to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackedCopy {
    /// The bytes are the same, so that lines and columns are, too.
    Same,
    /// Something was rewritten, as package managers do with package.json.
    Changed,
}

/// The file in which a place of a package is to be found.
pub(in crate::render) enum Spot<'a> {
    /// In the repository; with its lines and columns where these are the same there.
    Repository(&'a str, Option<&'a At>),
    /// In the package only.
    Package(&'a At),
}

impl CheckedPackage<'_> {
    fn name(&self) -> String {
        package_name(&self.report.package)
    }

    fn spot<'a>(&'a self, at: &'a At) -> Spot<'a> {
        self.sources.spot(at)
    }
}

impl RepositoryFiles {
    /// The place of what a report points at, for those who see the repository.
    pub(in crate::render) fn spot<'a>(&'a self, at: &'a At) -> Spot<'a> {
        match self.0.get(&at.file) {
            Some(source) => {
                Spot::Repository(&source.path, Some(at).filter(|_| source.kept == PackedCopy::Same))
            }
            None => Spot::Package(at),
        }
    }

    /// Tells whether the repository's file has other bytes than the package's.
    fn is_changed(&self, file: &str) -> bool {
        self.0.get(file).is_some_and(|source| source.kept == PackedCopy::Changed)
    }
}

impl NotOpened {
    /// All of it in lines.
    fn lines(&self) -> Vec<String> {
        let help = self.help.iter().map(|help| format!("help: {help}"));
        let first = format!("{}: {}", self.code, self.message);
        [first].into_iter().chain(self.details.iter().cloned()).chain(help).collect()
    }
}

/// Lines as one text, in which nothing is invisible and no line has another in it.
pub(in crate::render) fn visible_lines(lines: &[String]) -> String {
    lines.iter().map(|line| visible(line)).collect::<Vec<_>>().join("\n")
}
