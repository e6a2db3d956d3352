//! Files that could be asked for by their paths, as the older release has no "exports".

use std::collections::BTreeSet;

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        releases::Releases,
        statements::loading,
    },
    hash::HashSet,
    package::Package,
    resolve::{Mode, NodeTarget, Resolver},
    surface::{
        deep::{DeepFile, deep_files, documented, is_documented, is_open},
        offered::Offered,
    },
};

/// The changes of files without a declaration.
pub(super) fn changes(releases: &Releases<'_>) -> Vec<Change> {
    let node = releases.node();
    let mut files = deep_files(releases.old.package(), &node);
    files.extend(manifest(releases.old.package(), &node));
    if files.is_empty() {
        return Vec::new();
    }
    let deep = DeepFiles { releases, node: &node, documented: documented(releases.old.package()) };
    let mut resolvers = Mode::ALL.map(|mode| (mode, Resolver::new(releases.new.package(), mode, &node)));
    let all = files.iter().map(|file| (file, lost(file, &mut resolvers)));
    let lost: Vec<(&DeepFile, Vec<&str>)> = all.filter(|(_, lost)| !lost.is_empty()).collect();
    let is_packed = |file: &DeepFile| releases.new.package().files().get(file.path.as_str()).is_some();
    let (kept, gone): (Vec<_>, Vec<_>) = lost.into_iter().partition(|(file, _)| is_packed(file));
    let is_closed = !is_open(releases.new.package(), &node);
    let mut changes: Vec<Change> = deep.removed(&gone);
    changes.extend(deep.closed(&kept).filter(|_| is_closed));
    changes
}

/// Tools ask for package.json to learn the version and the folder of a package.
fn manifest(package: &Package, node: &NodeTarget) -> Option<DeepFile> {
    let path = package.manifest().filter(|_| is_open(package, node))?.path().clone();
    Some(DeepFile { subpaths: vec![format!("/{path}")], path })
}

/// The ways to name a file that lead nowhere in the newer release.
fn lost<'f>(file: &'f DeepFile, resolvers: &mut [(Mode, Resolver<'_>); 2]) -> Vec<&'f str> {
    let asked = mode_of(file);
    let mut is_lost = |subpath: &str| {
        let of_mode = resolvers.iter_mut().find(|(mode, _)| *mode == asked);
        of_mode.is_some_and(|(_, resolver)| resolver.resolve_subpath(&format!(".{subpath}")).is_err())
    };
    file.subpaths.iter().map(String::as_str).filter(|subpath| is_lost(subpath)).collect()
}

/// The mode in which consumers ask for a file.
fn mode_of(file: &DeepFile) -> Mode {
    if file.path.extension() == ".mjs" { Mode::Import } else { Mode::Require }
}

/// The files by path of both releases.
struct DeepFiles<'r> {
    releases: &'r Releases<'r>,
    node: &'r NodeTarget,
    /// The subpaths that the README of the older release names.
    documented: HashSet<String>,
}

impl DeepFiles<'_> {
    /// All that "exports" closes, as one change.
    fn closed(&self, closed: &[(&DeepFile, Vec<&str>)]) -> Option<Change> {
        let (first, subpaths) = self.example(closed)?;
        let count = closed.len();
        let files = if count == 1 { "file that" } else { "files that" };
        let message = format!("\"exports\" closes {count} {files} could be asked for by path");
        let change = Change::new(ChangeKind::DeepFilesClosed, ChangeEffect::Major, message);
        let at = self.releases.new_places.of_member("exports", "");
        Some(Change { new: at, specifiers: self.specifiers(closed), ..self.proved(change, first, subpaths) })
    }

    /// The file that shows it best: one that is documented, else package.json, else the first.
    fn example<'f>(
        &self,
        files: &'f [(&'f DeepFile, Vec<&'f str>)],
    ) -> Option<(&'f DeepFile, &'f [&'f str])> {
        let old = self.releases.old.package();
        let documented = files.iter().find(|(file, _)| is_documented(old, &self.documented, file));
        let manifest = || files.iter().find(|(file, _)| file.path.as_str() == "package.json");
        documented.or_else(manifest).or(files.first()).map(|(file, subpaths)| (*file, subpaths.as_slice()))
    }

    fn specifiers(&self, files: &[(&DeepFile, Vec<&str>)]) -> Vec<String> {
        let all: BTreeSet<String> = files
            .iter()
            .flat_map(|(_, subpaths)| subpaths.iter().map(|subpath| self.releases.specifier(subpath)))
            .collect();
        all.into_iter().collect()
    }

    /// The files that are gone: one change for each that is documented, and one for all others.
    fn removed(&self, gone: &[(&DeepFile, Vec<&str>)]) -> Vec<Change> {
        let old = self.releases.old.package();
        let is_documented = |(file, _): &&(&DeepFile, Vec<&str>)| is_documented(old, &self.documented, file);
        let (documented, others): (Vec<_>, Vec<_>) = gone.iter().partition(is_documented);
        let mut changes: Vec<Change> = documented
            .into_iter()
            .map(|(file, subpaths)| {
                let message = format!("{} is gone", self.releases.specifier(&format!("/{}", file.path)));
                let change = Change::new(ChangeKind::DeepFileRemoved, ChangeEffect::Major, message);
                let change = Change { subpath: Some(format!("./{}", file.path)), ..change };
                self.proved(change, file, subpaths)
            })
            .collect();
        let others: Vec<(&DeepFile, Vec<&str>)> = others.into_iter().cloned().collect();
        changes.extend(self.example(&others).map(|(first, subpaths)| {
            let files = match others.len() {
                1 => "1 file that could be asked for by path is gone".to_owned(),
                count => format!("{count} files that could be asked for by path are gone"),
            };
            let message = format!("{files}: it cannot be told whether anybody does, as no README says so");
            let change = Change::new(ChangeKind::DeepFileRemoved, ChangeEffect::Unknown, message);
            Change { specifiers: self.specifiers(&others), ..self.proved(change, first, subpaths) }
        }));
        changes
    }

    /// The change with a statement that shows it.
    fn proved(&self, change: Change, file: &DeepFile, subpaths: &[&str]) -> Change {
        let mode = mode_of(file);
        let specifier = self.releases.specifier(subpaths.first().copied().unwrap_or_default());
        let statement = loading(&specifier, mode, Offered::Module);
        let errors = self.releases.errors(&statement, self.node);
        let now = errors.first().map(|error| format!("{}: {}", error.code, error.message));
        let effect = if now.is_none() { change.effect.max(ChangeEffect::Unknown) } else { change.effect };
        let node = self.releases.options.node_names();
        Change { effect, node, statement: Some(statement), now, ..change }
    }
}
