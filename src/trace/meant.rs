//! Finds the source modules that are meant to reach those who use the package.
//!
//! A module is meant to if an entry point of package.json is made of it, be it that the build leaves it out or writes
//! something else to its place; and if one that is meant to imports it, now or later. Of the others, nothing says that
//! anybody outside of the project should get them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    entry_points::{EntryKind, entry_points, target_file},
    files::FileTree,
    module::source::read_source,
    package::Package,
    path::{join, parent},
    resolve::NodeTarget,
    trace::{
        absent::AbsentSource,
        disk::WriteKind,
        fixes::rewrite::target,
        imports::{SourceModules, resolve},
        older::OutputEvidence,
        outputs::{BuildOutput, BuildOutputs},
        paths::{extension_of, joined, with_extension},
        plan::{BuildPlan, compiled_name},
        roots::is_verbatim,
        source_path::SourcePath,
        stage::Mapping,
        tools::effect::BuildTool,
    },
};

/// The evidence that a module is meant to reach those who use the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeantBy {
    /// This specifier leads to an output of it.
    Export(String),
    /// This command of the package is an output of it.
    Bin(String),
    /// No entry point is made of a source, so that all that the build writes may be imported by its path.
    Path,
    /// This source, which is meant to, imports it.
    Import(SourcePath),
    /// So does this one, but its output does not ask for it: a command that is not read may have taken it in there.
    TakenIn(SourcePath),
}

/// Everything that the evidence is taken from.
pub struct DemandReader<'a> {
    pub plan: &'a BuildPlan<'a>,
    pub package: &'a Package,
    pub outputs: &'a BuildOutputs,
    pub node: &'a NodeTarget,
    pub evidence: &'a OutputEvidence,
    /// "exports" name all that may be imported, and all of it is sound.
    pub is_closed: bool,
}

impl DemandReader<'_> {
    /// The modules that are meant to arrive, each with the evidence; not those that others replace in all that they offer.
    pub fn meant(
        &self,
        wanted: &BTreeSet<SourcePath>,
        replaced: &BTreeSet<SourcePath>,
        sources: &mut SourceModules,
    ) -> BTreeMap<SourcePath, MeantBy> {
        let places = self.places(wanted);
        let mut meant = self.declared(&places);
        meant.retain(|source, _| !replaced.contains(source));
        if meant.is_empty() && !self.is_closed {
            let lacks_sources = self.lacks_sources();
            let built = wanted.iter().filter(|source| {
                let is_packed = || is_verbatim(self.plan, self.package, source);
                !self.outputs.of(source).is_empty() || (!lacks_sources && is_packed())
            });
            meant = built.map(|source| (source.clone(), MeantBy::Path)).collect();
        }
        let is_open = |source: &SourcePath| wanted.contains(source) && !replaced.contains(source);
        let mut taken: Vec<(SourcePath, SourcePath)> = Vec::new();
        let mut open: Vec<SourcePath> = meant.keys().cloned().collect();
        while let Some(importer) = open.pop() {
            let asked = self.asked(&importer);
            for (source, specifier) in self.imported(&importer, sources) {
                if !is_open(&source) || meant.contains_key(&source) {
                    continue;
                }
                if asked.as_ref().is_some_and(|asked| !asked.contains(&specifier)) {
                    taken.push((source, importer.clone()));
                    continue;
                }
                meant.insert(source.clone(), MeantBy::Import(importer.clone()));
                open.push(source);
            }
        }
        while let Some((source, importer)) = taken.pop() {
            if !is_open(&source) || meant.contains_key(&source) {
                continue;
            }
            taken.extend(self.imported(&source, sources).into_iter().map(|(next, _)| (next, source.clone())));
            meant.insert(source, MeantBy::TakenIn(importer));
        }
        meant
    }

    /// A step takes a folder that is not there, as in an unpacked tarball: the other files are templates, or not the package's sources.
    fn lacks_sources(&self) -> bool {
        let disk = &self.plan.disk;
        let is_gone = |path: &String| !disk.is_file(path) && !disk.is_directory(path);
        let compiling = self.plan.steps.iter().filter(|step| step.tool != BuildTool::Copy);
        compiling.map(|step| &step.from).any(|from| !from.is_empty() && from.iter().all(is_gone))
    }

    /// The specifiers, without extensions, that the packed outputs of a source ask for, where a command that is not read has made them: it
    /// may have bundled them. `None` where the output asks for all that the source does.
    fn asked(&self, importer: &SourcePath) -> Option<BTreeSet<String>> {
        let outputs = self.outputs.of(importer);
        let is_guess = |output: &BuildOutput| output.mapping == Mapping::Inferred;
        if !self.plan.is_uncertain() || outputs.is_empty() || !outputs.iter().all(is_guess) {
            return None;
        }
        let text = |path: &SourcePath| std::str::from_utf8(self.package.files().contents(path)?).ok();
        let modules = outputs
            .iter()
            .filter_map(|output| read_source(&output.path, text(&output.path)?))
            .flat_map(|it| it.requests);
        Some(modules.map(|request| stem(&request.specifier.value)).collect())
    }

    /// The places where sources are written, or would be if the build took them as it takes others.
    fn places(&self, wanted: &BTreeSet<SourcePath>) -> BTreeMap<String, Vec<SourcePath>> {
        let mut places: BTreeMap<String, Vec<SourcePath>> = BTreeMap::new();
        let mut add =
            |path: String, source: &SourcePath| places.entry(path).or_default().push(source.clone());
        for source in wanted {
            let outputs = self.outputs.of(source);
            outputs.iter().for_each(|output| add(output.path.to_string(), source));
            if is_verbatim(self.plan, self.package, source) {
                add(source.to_string(), source);
            }
            if outputs.is_empty() {
                // A place that is taken is the output of another source.
                let is_free = |path: &String| {
                    self.package.files().get(path).is_none() && self.plan.disk.live_at(path).next().is_none()
                };
                self.expected(source).into_iter().filter(is_free).for_each(|path| add(path, source));
            }
        }
        places
    }

    fn expected(&self, source: &str) -> BTreeSet<String> {
        let folder = parent(source).unwrap_or_default();
        let name = source.rsplit('/').next().unwrap_or(source);
        let steps = self.plan.steps.iter().filter(|step| step.bundles.is_empty());
        let places = steps.filter_map(|step| match (step.from.as_slice(), &step.to) {
            // A step that takes one file would not take another one.
            ([from], Some(to)) if !self.plan.disk.tree.contains(from) => {
                Some(compiled_name(&join(&target(folder, from, to)?, name)))
            }
            _ => None,
        });
        places.collect()
    }

    /// The modules that entry points are made of, once everything that is or should be written is there.
    fn declared(&self, places: &BTreeMap<String, Vec<SourcePath>>) -> BTreeMap<SourcePath, MeantBy> {
        let packed = self.package.files();
        // Entry points are found by the names of files and by package.json alone.
        let text = |path: &str| {
            if path.ends_with("package.json") {
                packed.contents(path).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
            } else {
                ""
            }
        };
        let all: BTreeSet<&str> =
            packed.iter().map(|(path, _)| path.as_str()).chain(places.keys().map(String::as_str)).collect();
        let whole = Package::new(FileTree::of(all.into_iter().map(|path| (path, text(path)))));
        let whole = whole.within(self.package.limits().clone());
        let skips = self.plan.skips();
        let mut meant = BTreeMap::new();
        for entry in entry_points(&whole, self.node) {
            // A pattern takes what is there: it asks for nothing that the build is told to leave out.
            let is_asked = |source: &&SourcePath| {
                entry.pattern.is_none() || !skips.contains_key(*source) || !self.outputs.of(source).is_empty()
            };
            let modes = entry.resolutions.iter().filter(|(mode, _)| entry.is_meant_for(&whole, *mode));
            let targets: BTreeSet<&str> = modes
                .filter_map(|(_, resolution)| target_file(resolution))
                .map(|path| path.as_str())
                .collect();
            let sources = targets.into_iter().filter_map(|path| places.get(path)).flatten();
            for source in sources.filter(is_asked) {
                let by = match entry.kind {
                    EntryKind::Bin => MeantBy::Bin(entry.subpath.clone()),
                    _ => MeantBy::Export(entry.specifier(&whole)),
                };
                meant.entry(source.clone()).or_insert(by);
            }
        }
        meant
    }

    /// The sources that a source imports, each with the specifier without its extension, types left out: those that the compiler erases, too, where its output is packed.
    fn imported(&self, importer: &SourcePath, sources: &mut SourceModules) -> Vec<(SourcePath, String)> {
        let tree = self.plan.disk.tree;
        let Some(module) = sources.get(tree, importer) else { return Vec::new() };
        let kept = self.kept(importer);
        // Without an output of its own, the names tell that are used as values.
        let is_kept = |specifier: &str| match &kept {
            Some(kept) => kept.contains(&stem(specifier)),
            None => !is_typescript(importer) || module.needs(specifier),
        };
        let requests = module.requests.iter().filter(|request| !request.is_type);
        let found = requests.flat_map(|request| {
            let specifier = request.specifier.value.as_str();
            let is_kept = is_kept(specifier);
            let leads_to = self.leads_to(importer, specifier).into_iter();
            // An output that is older does not ask for all that it should.
            let found = leads_to.filter(move |source| is_kept || self.evidence.older.contains_key(source));
            found.map(|source| (source, stem(specifier)))
        });
        found.collect()
    }

    /// The sources that a relative specifier leads to; one that leads to an output leads to what that is made of.
    fn leads_to(&self, importer: &SourcePath, specifier: &str) -> Vec<SourcePath> {
        let found = resolve(self.plan.disk.tree, importer, specifier);
        let path = found.or_else(|| {
            let is_relative = specifier.starts_with("./") || specifier.starts_with("../");
            joined(parent(importer).unwrap_or_default(), specifier)
                .filter(|_| is_relative)
                .map(SourcePath::from)
        });
        path.map(|path| self.plan.disk.origins(&path)).unwrap_or_default()
    }

    /// The specifiers that are left in the packed output of TypeScript, without their extensions.
    fn kept(&self, importer: &SourcePath) -> Option<BTreeSet<String>> {
        if !is_typescript(importer) {
            return None;
        }
        let output = self.outputs.of(importer).iter().find(|output| output.how == WriteKind::Compiled)?;
        let text = std::str::from_utf8(self.package.files().contents(&output.path)?).ok()?;
        let module = read_source(&output.path, text)?;
        Some(module.requests.iter().map(|request| stem(&request.specifier.value)).collect())
    }
}

fn is_typescript(path: &str) -> bool {
    matches!(extension_of(path), ".ts" | ".tsx" | ".mts" | ".cts")
}

fn stem(specifier: &str) -> String {
    with_extension(specifier, "")
}

/// The importer of an absent module that is meant to arrive, where there is one.
pub fn importer_meant<'a>(
    absent: &'a AbsentSource,
    meant: &BTreeMap<SourcePath, MeantBy>,
) -> Option<&'a SourcePath> {
    absent.importers.iter().map(|importer| &importer.source).find(|source| meant.contains_key(*source))
}
