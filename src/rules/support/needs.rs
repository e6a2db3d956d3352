//! Entry points that throw a `ReferenceError` while Node loads them, for a read of a global that it lacks.

use std::collections::{BTreeSet, HashSet};

use crate::{
    diagnostic::Diagnostic,
    entry_points::{EntryKind, target_file},
    facts::{NodeFacts, is_meant},
    link::{
        Verdict,
        browsers::{GlobalNeed, GlobalNeeds},
        graph::ModuleId,
    },
    manifest::{Manifest, target::Target},
    package::Package,
    path::{PackagePath, beside},
    resolve::{Mode, error::PackagePlace},
    rules::{Rule, support::finding},
};

/// The reads of globals that one version of Node lacks.
pub struct EntryNeeds<'g> {
    /// The first read that loading the first of the entry points comes to.
    pub first: GlobalNeed<'g>,
    /// The modules of the entry points.
    pub starts: Vec<ModuleId>,
    entry_points: BTreeSet<String>,
    modes: BTreeSet<Mode>,
}

impl<'g> EntryNeeds<'g> {
    /// Returns the reads that the entry points for Node come to, other than those whose modules are passed over.
    pub fn of(
        package: &Package,
        node: &'g NodeFacts,
        readers: &GlobalNeeds<'g>,
        passed: impl Fn(ModuleId) -> bool,
    ) -> Option<Self> {
        let browsers = browsers_files(package);
        let mut needs: Option<Self> = None;
        for verdict in node.linkage.verdicts.iter().filter(|verdict| verdict.causes.is_empty()) {
            let start = verdict.module.filter(|id| readers.has(*id) && !passed(*id));
            let subpath = start.and_then(|_| for_node(package, node, verdict, &browsers));
            if let (Some(start), Some(subpath)) = (start, subpath) {
                match &mut needs {
                    Some(needs) => needs.add(subpath, verdict.mode),
                    None => needs = Some(Self::new(readers.first(start)?, subpath, verdict.mode)),
                }
                needs.iter_mut().for_each(|needs| needs.starts.push(start));
            }
        }
        needs
    }

    fn new(first: GlobalNeed<'g>, subpath: String, mode: Mode) -> Self {
        Self { first, starts: Vec::new(), entry_points: [subpath].into(), modes: [mode].into() }
    }

    fn add(&mut self, subpath: String, mode: Mode) {
        self.entry_points.insert(subpath);
        self.modes.insert(mode);
    }

    /// Makes the finding of a rule; `lack` says that nobody gives the name.
    pub fn diagnostic(self, rule: &Rule, lack: &str, help: &str) -> Diagnostic {
        let at = PackagePlace { file: self.first.reader.path.clone(), span: self.first.read.span };
        let message = format!("{}, {lack}: {}", self.read(), self.who());
        let finding = finding(rule, Some(at), message, Some(help.to_owned()));
        Diagnostic { entry_points: self.entry_points, modes: self.modes, ..finding }
    }

    fn read(&self) -> String {
        let GlobalNeed { reader, read, chain, is_unset } = &self.first;
        let mode = if *is_unset { " where NODE_ENV is not set" } else { "" };
        let way = match chain.as_slice() {
            [] | [_] => String::new(),
            [entry, between @ .., _] => match between.len() {
                0 => format!(" ({entry} loads it)"),
                count => format!(" ({entry} loads it through {})", plural(count, "file", "files")),
            },
        };
        format!("{} reads `{}` while it loads{way}{mode}", reader.path, read.name)
    }

    fn who(&self) -> String {
        match self.entry_points.first() {
            Some(only) if self.entry_points.len() == 1 => format!("\"{only}\" throws there"),
            Some(first) => format!(
                "\"{first}\" and {} throw there",
                plural(self.entry_points.len() - 1, "other entry point", "other entry points")
            ),
            None => String::new(),
        }
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns the entry point if it is offered to Node in this mode.
fn for_node(
    package: &Package,
    node: &NodeFacts,
    verdict: &Verdict,
    browsers: &HashSet<PackagePath>,
) -> Option<String> {
    let entry = node.entry_points.get(verdict.entry)?;
    let resolution = entry.resolutions.iter().find(|(mode, _)| *mode == verdict.mode);
    let file = resolution.and_then(|(_, resolution)| target_file(resolution))?;
    // A pattern lets every file through, those in a folder for browsers included.
    let is_for_node = entry.kind == EntryKind::Bin && entry.is_meant_for(package, verdict.mode)
        || entry.pattern.is_none()
            && !browsers.contains(file)
            && !file.file_name().contains(".min.")
            && is_meant(package, entry, verdict.mode, Some(verdict));
    is_for_node.then(|| entry.subpath.clone())
}

/// Returns the files that package.json names for browsers.
fn browsers_files(package: &Package) -> HashSet<PackagePath> {
    let Some(manifest) = package.manifest() else { return HashSet::new() };
    let fields = ["browser", "unpkg", "jsdelivr"].iter().filter_map(|field| manifest.get(field));
    let named = fields.flat_map(|node| paths(&Target::read(node)));
    let conditional = exports(manifest);
    named.chain(conditional).filter_map(|path| file(package, &path)).collect()
}

fn file(package: &Package, path: &str) -> Option<PackagePath> {
    let path = beside("", path)?;
    let files = package.files();
    let found = files.get(&path).or_else(|| files.get(&format!("{path}.js")));
    found.map(|(path, _)| path.clone())
}

fn paths(target: &Target) -> Vec<String> {
    target.paths().into_iter().map(|path| path.value.clone()).collect()
}

/// Returns the paths under a `browser` condition.
fn exports(manifest: &Manifest) -> Vec<String> {
    let reader = crate::node::ManifestReader::Simdjson;
    let subpaths = manifest.exports(reader).and_then(|exports| exports.subpaths());
    let mut open: Vec<&Target> =
        subpaths.into_iter().flat_map(|subpaths| subpaths.entries()).map(|entry| &entry.target).collect();
    let mut found = Vec::new();
    while let Some(target) = open.pop() {
        match target {
            Target::Conditions(branches, _) => {
                for branch in branches {
                    if branch.condition.value == "browser" {
                        found.extend(paths(&branch.target));
                    } else {
                        open.push(&branch.target);
                    }
                }
            }
            Target::Fallbacks(targets, _) => open.extend(targets),
            _ => {}
        }
    }
    found
}
