//! The outputs that the build writes of each source, and the evidence for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    hash::{HashMap, HashSet},
    limits::LimitReached,
    package::Package,
    path::PackagePath,
    trace::{
        alike::AlikeFiles,
        disk::{PastWrite, WriteKind},
        imports::{ImportedSources, SourceModules, closure},
        output_names::{ModuleOffers, OutputNames},
        paths::{extension_of, is_below},
        plan::{BuildPlan, BuildStep},
        source_path::SourcePath,
        stage::Mapping,
        tools::{
            bundles::{MappedSource, outputs_of, source_maps},
            effect::{BuildTool, BundleEntry},
        },
    },
};

/// An output of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildOutput {
    pub path: SourcePath,
    pub step: Option<usize>,
    pub mapping: Mapping,
    pub how: WriteKind,
    pub fate: OutputFate,
}

/// The fate of an output until the build is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputFate {
    Live,
    Overwritten { by: SourcePath, step: usize },
    Removed,
}

/// The outputs of every source.
#[derive(Debug, Default)]
pub struct BuildOutputs {
    of: BTreeMap<SourcePath, Vec<BuildOutput>>,
    /// The place of each output among those of its source.
    places: HashMap<(SourcePath, SourcePath), usize>,
    /// The packed files that have a source map, with their sources.
    pub maps: BTreeMap<PackagePath, Vec<MappedSource>>,
    /// The sources that are entries of bundlers or imported by these, and those without code that sources of a bundle import.
    pub bundled: BTreeSet<SourcePath>,
    /// The limit that kept outputs from being looked at.
    pub cut: Option<LimitReached>,
    steps: u64,
}

/// An output of a source is remembered and told, which takes as long as so many steps.
const STEPS_OF_AN_OUTPUT: usize = 40;

/// A module that a bundle has is found in so many steps.
const STEPS_OF_A_MODULE: usize = 4;

impl BuildOutputs {
    pub fn new(plan: &BuildPlan<'_>, package: &Package, sources: &mut SourceModules) -> Self {
        let mut outputs = Self { maps: source_maps(package), ..Self::default() };
        let mut packed = OutputNames::new(package);
        outputs.add_written(plan, &mut packed, sources);
        outputs.add_bundles(plan, &mut packed, sources);
        outputs.add_source_maps(plan, sources);
        outputs
    }

    pub fn of(&self, source: &str) -> &[BuildOutput] {
        self.of.get(source).map_or(&[], Vec::as_slice)
    }

    /// The outputs of all sources.
    pub fn all(&self) -> impl Iterator<Item = &BuildOutput> {
        self.of.values().flatten()
    }

    /// Every source with an output.
    pub fn sources(&self) -> impl Iterator<Item = &SourcePath> {
        self.of.keys()
    }

    fn add(&mut self, source: &SourcePath, output: BuildOutput) {
        let all = self.of.entry(source.clone()).or_default();
        let place = *self.places.entry((source.clone(), output.path.clone())).or_insert(all.len());
        match all.get_mut(place) {
            // The last write decides the fate of an output.
            Some(other) => *other = output,
            None => all.push(output),
        }
    }

    /// Counts steps, and tells whether there may be so many: bundles times modules grow with the square of a project's size.
    fn allows(&mut self, steps: usize, package: &Package) -> bool {
        self.steps = self.steps.saturating_add(steps as u64);
        let place = || "the bundles that each source is in are not all told".to_owned();
        self.cut = package.limits().link_steps().check(self.steps, place).err();
        self.cut.is_none()
    }

    fn add_written(
        &mut self,
        plan: &BuildPlan<'_>,
        packed: &mut OutputNames<'_>,
        sources: &mut SourceModules,
    ) {
        let live: HashSet<_> = plan.disk.live().map(|written| (&written.output, &written.origin)).collect();
        for written in plan.disk.history.iter().filter(|written| is_code(&written.output)) {
            let is_map = plan.steps.get(written.step).is_some_and(|step| step.tool == BuildTool::Map);
            let output = BuildOutput {
                path: written.output.clone(),
                step: Some(written.step),
                mapping: if is_map { Mapping::Configured } else { Mapping::Declared },
                how: written.how,
                fate: fate(
                    written,
                    live.contains(&(&written.output, &written.origin)),
                    plan,
                    packed,
                    sources,
                ),
            };
            self.add(&written.origin, output);
        }
    }

    /// Adds the bundles: source maps tell which sources are in them; else these are the modules that the entries import.
    fn add_bundles(
        &mut self,
        plan: &BuildPlan<'_>,
        packed: &mut OutputNames<'_>,
        sources: &mut SourceModules,
    ) {
        let mut imported = ImportedSources::default();
        for (place, step) in plan.steps.iter().enumerate() {
            for bundle in &step.bundles {
                let named = outputs_of(packed.package, &bundle.directory, &bundle.name);
                let is_guess = named.is_empty();
                let found = if is_guess {
                    self.unnamed(plan, step, bundle, packed, sources)
                } else {
                    named.iter().map(|path| SourcePath::from(path.as_str())).collect()
                };
                let inside = imported.closure(&plan.disk, [&bundle.entry]);
                self.bundled.extend(inside.iter().cloned());
                let mapped = found.iter().any(|path| self.maps.contains_key(&**path));
                let outputs = if mapped { 0 } else { found.len().max(1) };
                let steps = STEPS_OF_A_MODULE + outputs.saturating_mul(STEPS_OF_AN_OUTPUT);
                if !self.allows(inside.len().saturating_mul(steps), packed.package) {
                    return;
                }
                let expected =
                    vec![crate::path::join(&bundle.directory, &format!("{}.js", bundle.name)).into()];
                for source in &inside {
                    let is_entry = *source == bundle.entry;
                    // The source map knows better which sources are in the bundle; without it, only the entry
                    // is certain.
                    if mapped && !is_entry {
                        continue;
                    }
                    for path in if found.is_empty() { &expected } else { &found } {
                        let output = BuildOutput {
                            path: path.clone(),
                            step: Some(place),
                            mapping: if is_entry && !is_guess {
                                Mapping::Declared
                            } else {
                                Mapping::Inferred
                            },
                            how: WriteKind::Bundled,
                            fate: OutputFate::Live,
                        };
                        self.add(source, output);
                    }
                }
            }
        }
    }

    /// The packed files of a bundle whose name is not known: those that export what its entry exports; or all files of the
    /// folder, where the bundler has one entry only.
    fn unnamed(
        &self,
        plan: &BuildPlan<'_>,
        step: &BuildStep,
        bundle: &BundleEntry,
        packed: &mut OutputNames<'_>,
        sources: &mut SourceModules,
    ) -> Vec<SourcePath> {
        let package = packed.package;
        let known: BTreeSet<PackagePath> = step
            .bundles
            .iter()
            .flat_map(|other| outputs_of(package, &other.directory, &other.name))
            .collect();
        let below = package.files().under(&bundle.directory).map(|(path, _)| path.as_str());
        let open: Vec<&str> = below.filter(|path| is_code(path) && !known.contains(*path)).collect();
        let names = sources.get(plan.disk.tree, &bundle.entry).map(|module| module.names.clone());
        let mut is_like = |path: &&&str| packed.of(path).is_some_and(|found| names.as_ref() == Some(found));
        let entries: BTreeSet<&SourcePath> = step.bundles.iter().map(|other| &other.entry).collect();
        match entries.len() {
            1 => open.into_iter().map(SourcePath::from).collect(),
            _ => open.iter().filter(&mut is_like).map(|path| SourcePath::from(*path)).collect(),
        }
    }

    /// Adds the outputs that packed source maps tell of, where no step has.
    fn add_source_maps(&mut self, plan: &BuildPlan<'_>, sources: &mut SourceModules) {
        let maps = self.maps.clone();
        for (path, listed) in &maps {
            let listed_sources = listed.iter().map(|it| &it.path);
            let output = SourcePath::from(path.as_str());
            if plan.disk.is_written(&output) {
                continue;
            }
            let step = plan.steps.iter().position(|step| {
                step.bundles.iter().any(|bundle| is_below(path.as_str(), &bundle.directory))
            });
            for source in listed_sources.filter(|source| plan.disk.tree.contains(source)) {
                if self.places.contains_key(&(source.clone(), output.clone())) {
                    continue;
                }
                let how = if listed.len() > 1 { WriteKind::Bundled } else { WriteKind::Compiled };
                let output = BuildOutput {
                    path: output.clone(),
                    step,
                    mapping: Mapping::SourceMap,
                    how,
                    fate: OutputFate::Live,
                };
                self.add(source, output);
            }
        }
        // A source map does not list modules that have no code: they only pass on what others export.
        let listed = maps.values().filter(|listed| listed.len() > 1).flatten().map(|it| &it.path);
        let mut is_empty = |source: &SourcePath| {
            sources.get(plan.disk.tree, source).is_some_and(|module| module.only_passes_on)
        };
        self.bundled.extend(closure(&plan.disk, listed).into_iter().filter(|source| is_empty(source)));
    }

    /// Adds the outputs that equal names suggest, for sources that have none yet: a command may have written anything.
    pub fn infer(
        &mut self,
        wanted: &BTreeSet<SourcePath>,
        plan: &BuildPlan<'_>,
        package: &Package,
        sources: &mut SourceModules,
    ) {
        let claimed: BTreeSet<SourcePath> = self.all().map(|output| output.path.clone()).collect();
        let open: Vec<SourcePath> =
            wanted.iter().filter(|source| self.of(source).is_empty()).cloned().collect();
        let all = package.files().iter().map(|(path, _)| path.as_str());
        let alike = AlikeFiles::new(all.filter(|path| is_code(path) && !claimed.contains(*path)));
        let mut packed = OutputNames::new(package);
        for source in open {
            let Some(offers) = sources.get(plan.disk.tree, &source).and_then(ModuleOffers::of) else {
                continue;
            };
            for path in alike.of(&source) {
                // An equal path alone is no evidence: an index is in every folder.
                if packed.offers(path) == Some(&offers) {
                    let output = BuildOutput {
                        path: path.into(),
                        step: None,
                        mapping: Mapping::Inferred,
                        how: WriteKind::Compiled,
                        fate: OutputFate::Live,
                    };
                    self.add(&source, output);
                }
            }
        }
    }
}

impl BuildOutputs {
    /// The files that are only thought to be outputs: nothing but their names says so.
    pub fn inferred(&self) -> BTreeSet<SourcePath> {
        let inferred = self.all().filter(|output| output.mapping == Mapping::Inferred);
        inferred.map(|output| output.path.clone()).collect()
    }
}

/// A file that Node could run, by its extension.
fn is_code(path: &str) -> bool {
    matches!(extension_of(path), ".js" | ".mjs" | ".cjs" | ".jsx")
}

fn fate(
    written: &PastWrite,
    is_live: bool,
    plan: &BuildPlan<'_>,
    packed: &mut OutputNames<'_>,
    sources: &mut SourceModules,
) -> OutputFate {
    if is_live {
        return match rival(written, plan).filter(|rival| won_the_race(rival, written, plan, packed, sources))
        {
            Some(rival) => OutputFate::Overwritten { by: rival.origin.clone(), step: rival.step },
            None => OutputFate::Live,
        };
    }
    match plan.disk.live_at(&written.output).next() {
        Some(winner) if won_the_race(written, winner, plan, packed, sources) => OutputFate::Live,
        Some(winner) => OutputFate::Overwritten { by: winner.origin.clone(), step: winner.step },
        None => OutputFate::Removed,
    }
}

/// The writes of one output that are looked at, the last first, in search of one that another step has made.
const MOST_RIVALS: usize = 64;

/// The last write of another source, by another step, to the same place.
fn rival<'p>(written: &PastWrite, plan: &'p BuildPlan<'_>) -> Option<&'p PastWrite> {
    let mut last = plan.disk.past_at(&written.output).take(MOST_RIVALS);
    last.find(|other| other.origin != written.origin && other.step != written.step)
}

/// The first of two writes to one place has won if the packed file exports the names of its source, and not those of the
/// last one's: steps that run beside each other end in any order.
fn won_the_race(
    first: &PastWrite,
    last: &PastWrite,
    plan: &BuildPlan<'_>,
    packed: &mut OutputNames<'_>,
    sources: &mut SourceModules,
) -> bool {
    let Some(packed) = packed.of(&first.output) else { return false };
    let mut has_names_of = |source: &SourcePath| {
        let module = sources.get(plan.disk.tree, source)?;
        (!module.has_stars && !module.names.is_empty()).then(|| module.names == *packed)
    };
    has_names_of(&first.origin) == Some(true) && has_names_of(&last.origin) == Some(false)
}
