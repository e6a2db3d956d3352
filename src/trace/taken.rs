//! Tells from packed source maps which sources a bundler has taken in, be they listed or not.
//!
//! A map that has the text of a source as it is on the disk proves that the bundler saw all that this source imports; one that is
//! not listed all the same had nothing that is used. A map with another text that does not ask for a module is older than it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    json::JsonContent,
    module::source::{SourceModule, read_source},
    package::Package,
    path::PackagePath,
    trace::{
        imports::{SourceModules, closure, resolve},
        older::{LackingPart, OlderOutput, OutputEvidence},
        outputs::BuildOutputs,
        paths::joined,
        plan::BuildPlan,
        source_path::SourcePath,
        tools::bundles::MappedSource,
        value_names::ValueNames,
    },
};

/// The evidence of the source maps that have the texts of their sources.
pub fn taken(
    plan: &BuildPlan<'_>,
    package: &Package,
    outputs: &BuildOutputs,
    sources: &mut SourceModules,
) -> OutputEvidence {
    let texts = MappedTexts::new(plan, package, outputs);
    if texts.same.is_empty() && texts.other.is_empty() {
        return OutputEvidence::default();
    }
    let entries = plan.steps.iter().flat_map(|step| &step.bundles).map(|bundle| bundle.entry.clone());
    let mut reader = MapReader {
        plan,
        package,
        outputs,
        texts,
        entries: entries.collect(),
        names: ValueNames::new(&plan.disk, sources),
    };
    let seen = reader.seen();
    let users = reader.users();
    let mut found = OutputEvidence { older: reader.missed(&seen), ..OutputEvidence::default() };
    for (source, is_direct) in seen {
        match reader.older(&source, users.get(&source).filter(|_| !is_direct)) {
            Some(older) => drop(found.older.insert(source, older)),
            None => drop(found.unused.insert(source)),
        }
    }
    found
}

/// The texts of sources in source maps, compared with those on the disk.
struct MappedTexts {
    /// Sources that have the text of the disk in a map, with the file that has the map.
    same: BTreeMap<SourcePath, PackagePath>,
    /// Sources that have another text in all maps, with one of them.
    other: BTreeMap<SourcePath, (PackagePath, SourceModule)>,
}

impl MappedTexts {
    fn new(plan: &BuildPlan<'_>, package: &Package, outputs: &BuildOutputs) -> Self {
        let tree = plan.disk.tree;
        let listed = outputs.maps.values().flatten().map(|it| &it.path).filter(|path| tree.contains(path));
        let is_open = closure(&plan.disk, listed).iter().any(|path| outputs.of(path).is_empty());
        let mut found = Self { same: BTreeMap::new(), other: BTreeMap::new() };
        // Nothing is asked where every source has an output.
        let maps = outputs.maps.iter().filter(|(path, all)| {
            is_open && all.iter().any(|it| it.text.is_some()) && is_whole(package, path)
        });
        for (path, mapped) in maps {
            for MappedSource { path: source, text } in mapped {
                let (Some(text), Some(now)) = (text, tree.text(source)) else { continue };
                if is_same(text, now) {
                    found.same.entry(source.clone()).or_insert_with(|| path.clone());
                } else if let Some(module) = read_source(source, text) {
                    found.other.entry(source.clone()).or_insert_with(|| (path.clone(), module));
                }
            }
        }
        found.other.retain(|source, _| !found.same.contains_key(source));
        found
    }
}

/// The line ends may be those of another system.
fn is_same(one: &str, other: &str) -> bool {
    let lines = |text: &str| text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    one == other || lines(one) == lines(other)
}

/// A file that asks for what is not packed is no bundle of all that its sources import.
fn is_whole(package: &Package, path: &PackagePath) -> bool {
    let text = package.files().contents(path.as_str()).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let Some(module) = text.and_then(|text| read_source(path.as_str(), text)) else { return false };
    let is_packed = |specifier: &str| {
        let place = joined(path.directory(), specifier);
        place.is_some_and(|place| {
            ["", ".js", ".cjs", ".json", "/index.js"]
                .iter()
                .any(|ending| package.files().get(&format!("{place}{ending}")).is_some())
        })
    };
    let own = module.requests.iter().filter(|request| request.specifier.value.starts_with('.'));
    own.map(|request| &request.specifier.value).all(|specifier| is_packed(specifier))
}

struct MapReader<'a, 't> {
    plan: &'a BuildPlan<'t>,
    package: &'a Package,
    outputs: &'a BuildOutputs,
    texts: MappedTexts,
    /// The entries of known bundlers.
    entries: BTreeSet<SourcePath>,
    names: ValueNames<'a, 't>,
}

impl MapReader<'_, '_> {
    /// The sources without an output that a bundler has seen; true for those that a listed source imports itself.
    fn seen(&mut self) -> BTreeMap<SourcePath, bool> {
        let mut seen = BTreeMap::new();
        let same: Vec<SourcePath> = self.texts.same.keys().cloned().collect();
        for source in &same {
            seen.extend(self.imported(source, |_, _| true).into_iter().map(|path| (path, true)));
        }
        for (source, (_, module)) in &self.texts.other {
            seen.extend(self.open(source, module, |_, _| true).into_iter().map(|path| (path, true)));
        }
        let entries = self.entries.iter().filter(|path| self.outputs.of(path).is_empty());
        let mut open: Vec<SourcePath> = seen.keys().chain(entries).cloned().collect();
        while let Some(path) = open.pop() {
            for next in self.imported(&path, |_, _| true) {
                if !seen.contains_key(&next) {
                    seen.insert(next.clone(), false);
                    open.push(next);
                }
            }
        }
        seen
    }

    /// The sources that an older bundle has not seen, as the text in its map does not ask for them, and all that they import.
    fn missed(&mut self, seen: &BTreeMap<SourcePath, bool>) -> BTreeMap<SourcePath, OlderOutput> {
        let mut found = BTreeMap::new();
        let mut open: Vec<(SourcePath, OlderOutput)> = Vec::new();
        let others: Vec<_> =
            self.texts.other.iter().map(|(source, (output, _))| (source.clone(), output.clone())).collect();
        for (source, output) in others {
            let older = OlderOutput {
                output: output.as_str().into(),
                lacks: LackingPart::Import { importer: source.clone() },
            };
            let needed = self.imported(&source, SourceModule::needs);
            open.extend(needed.into_iter().map(|path| (path, older.clone())));
        }
        while let Some((path, older)) = open.pop() {
            if seen.contains_key(&path) || found.contains_key(&path) {
                continue;
            }
            found.insert(path.clone(), older.clone());
            open.extend(self.imported(&path, SourceModule::needs).into_iter().map(|it| (it, older.clone())));
        }
        let has_code =
            |path: &SourcePath| !self.names.sources.known(path).is_some_and(|module| module.only_passes_on);
        found.retain(|path, _| has_code(path));
        found
    }

    /// The sources without an output that a source imports, by what it asks for.
    fn imported(
        &mut self,
        source: &SourcePath,
        asks: impl Fn(&SourceModule, &str) -> bool,
    ) -> Vec<SourcePath> {
        let module = self.names.sources.shared(self.plan.disk.tree, source);
        module.map(|module| self.open(source, &module, asks)).unwrap_or_default()
    }

    fn open(
        &self,
        source: &SourcePath,
        module: &SourceModule,
        asks: impl Fn(&SourceModule, &str) -> bool,
    ) -> Vec<SourcePath> {
        let specifiers = module.requests.iter().filter(|request| !request.is_type);
        let specifiers = specifiers.map(|request| request.specifier.value.as_str());
        let found = specifiers
            .filter(|specifier| asks(module, specifier))
            .filter_map(|specifier| resolve(&self.plan.disk, source, specifier));
        found.filter(|path| self.outputs.of(path).is_empty()).collect()
    }

    /// The output that is older than a source of which it should have something; `None` where nothing in it is used.
    fn older(&mut self, source: &SourcePath, used: Option<&OlderOutput>) -> Option<OlderOutput> {
        let module = self.names.sources.shared(self.plan.disk.tree, source)?;
        let output = self.texts.same.values().next()?.as_str().into();
        if module.values.changes_globals && !self.may_be_left_out() {
            return Some(OlderOutput { output, lacks: LackingPart::Effect });
        }
        used.cloned()
    }

    /// The sources that listed ones use through others that are not listed: what leads there may have come in later.
    fn users(&mut self) -> BTreeMap<SourcePath, OlderOutput> {
        let mut found = BTreeMap::new();
        for (importer, output) in self.texts.same.clone() {
            let Some(module) = self.names.sources.shared(self.plan.disk.tree, &importer) else { continue };
            for used in module.values.used.iter().filter(|used| used.name != "*") {
                let Some(first) = resolve(&self.plan.disk, &importer, &used.specifier) else { continue };
                if !self.outputs.of(&first).is_empty() {
                    continue;
                }
                let holder = self.names.holder(&first, &used.name).filter(|holder| *holder != first);
                let lacks = LackingPart::Use { name: used.name.clone(), importer: importer.clone() };
                let older = OlderOutput { output: output.as_str().into(), lacks };
                found.extend(holder.map(|holder| (holder, older)));
            }
        }
        found
    }

    /// Bundlers leave out what a module does where package.json says that nobody misses it.
    fn may_be_left_out(&self) -> bool {
        let own = self.package.manifest().and_then(|manifest| manifest.get("sideEffects"));
        own.is_some_and(|value| value.value != JsonContent::Bool(true))
    }
}
