//! The outputs that the build writes of each source, and the evidence for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    hash::HashMap,
    package::Package,
    path::PackagePath,
    trace::{
        disk::{PastWrite, WriteKind},
        imports::{SourceModules, closure},
        paths::{extension_of, is_below, with_extension},
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
}

impl BuildOutputs {
    pub fn new(plan: &BuildPlan<'_>, package: &Package, sources: &mut SourceModules) -> Self {
        let mut outputs = Self { maps: source_maps(package), ..Self::default() };
        outputs.add_written(plan, package, sources);
        outputs.add_bundles(plan, package, sources);
        outputs.add_source_maps(plan, sources);
        outputs
    }

    pub fn of(&self, source: &str) -> &[BuildOutput] {
        self.of.get(source).map_or(&[], Vec::as_slice)
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

    fn add_written(&mut self, plan: &BuildPlan<'_>, package: &Package, sources: &mut SourceModules) {
        for written in plan.disk.history.iter().filter(|written| is_code(&written.output)) {
            let is_map = plan.steps.get(written.step).is_some_and(|step| step.tool == BuildTool::Map);
            let output = BuildOutput {
                path: written.output.clone(),
                step: Some(written.step),
                mapping: if is_map { Mapping::Configured } else { Mapping::Declared },
                how: written.how,
                fate: fate(written, plan, package, sources),
            };
            self.add(&written.origin, output);
        }
    }

    /// Adds the bundles: source maps tell which sources are in them; else these are the modules that the entries import.
    fn add_bundles(&mut self, plan: &BuildPlan<'_>, package: &Package, sources: &mut SourceModules) {
        for (place, step) in plan.steps.iter().enumerate() {
            for bundle in &step.bundles {
                let named = outputs_of(package, &bundle.directory, &bundle.name);
                let is_guess = named.is_empty();
                let found = if is_guess {
                    self.unnamed(plan, step, bundle, package, sources)
                } else {
                    named.iter().map(|path| SourcePath::from(path.as_str())).collect()
                };
                let inside = closure(&plan.disk, [&bundle.entry]);
                self.bundled.extend(inside.iter().cloned());
                let mapped = found.iter().any(|path| self.maps.contains_key(&**path));
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
        package: &Package,
        sources: &mut SourceModules,
    ) -> Vec<SourcePath> {
        let known: BTreeSet<PackagePath> = step
            .bundles
            .iter()
            .flat_map(|other| outputs_of(package, &other.directory, &other.name))
            .collect();
        let below = package.files().under(&bundle.directory).map(|(path, _)| path.as_str());
        let open: Vec<&str> = below.filter(|path| is_code(path) && !known.contains(*path)).collect();
        let names = sources.get(plan.disk.tree, &bundle.entry).map(|module| module.names.clone());
        let is_like =
            |path: &&&str| names_of(package, path).is_some_and(|found| names.as_ref() == Some(&found));
        let entries: BTreeSet<&SourcePath> = step.bundles.iter().map(|other| &other.entry).collect();
        match entries.len() {
            1 => open.into_iter().map(SourcePath::from).collect(),
            _ => open.iter().filter(is_like).map(|path| SourcePath::from(*path)).collect(),
        }
    }

    /// Adds the outputs that packed source maps tell of, where no step has.
    fn add_source_maps(&mut self, plan: &BuildPlan<'_>, sources: &mut SourceModules) {
        let maps = self.maps.clone();
        for (path, listed) in &maps {
            let listed_sources = listed.iter().map(|it| &it.path);
            for source in listed_sources.filter(|source| plan.disk.tree.contains(source)) {
                let known = self.of(source).iter().any(|output| output.path == *path.as_str());
                let written_by_others = !plan.disk.live_at(path.as_str()).is_empty();
                if known || written_by_others {
                    continue;
                }
                let step = plan.steps.iter().position(|step| {
                    step.bundles.iter().any(|bundle| is_below(path.as_str(), &bundle.directory))
                });
                let how = if listed.len() > 1 { WriteKind::Bundled } else { WriteKind::Compiled };
                let output = BuildOutput {
                    path: path.as_str().into(),
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
        let claimed: BTreeSet<SourcePath> =
            self.of.values().flatten().map(|output| output.path.clone()).collect();
        let open: Vec<SourcePath> =
            wanted.iter().filter(|source| self.of(source).is_empty()).cloned().collect();
        let packed = package.files().iter().map(|(path, _)| path.as_str());
        // By their endings, so that each source takes one look-up.
        let free = by_ending(packed.filter(|path| is_code(path) && !claimed.contains(*path)));
        for source in open {
            let Some(names) = sources.get(plan.disk.tree, &source).map(|module| module.names.clone()) else {
                continue;
            };
            let stem = with_extension(&source, "");
            let tail = stem.split_once('/').map_or(stem.as_str(), |(_, tail)| tail);
            // Outputs lie in another top folder than their source.
            let is_elsewhere = |path: &&&str| path.split('/').next() != source.split('/').next();
            for path in free.get(tail).into_iter().flatten().filter(is_elsewhere) {
                // An equal path alone is no evidence: an index is in every folder.
                if names_of(package, path).is_some_and(|found| found == names) {
                    let output = BuildOutput {
                        path: (*path).into(),
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
        let all = self.of.values().flatten().filter(|output| output.mapping == Mapping::Inferred);
        all.map(|output| output.path.clone()).collect()
    }
}

/// Paths by each of their endings, without the extension: `a/b/c.js` by `a/b/c`, `b/c` and `c`.
fn by_ending<'p>(paths: impl Iterator<Item = &'p str>) -> HashMap<&'p str, Vec<&'p str>> {
    let mut all: HashMap<&str, Vec<&str>> = HashMap::default();
    for path in paths {
        let stem = path.strip_suffix(extension_of(path)).unwrap_or(path);
        let starts = std::iter::once(0).chain(stem.match_indices('/').map(|(at, _)| at + 1));
        for ending in starts.filter_map(|start| stem.get(start..)) {
            all.entry(ending).or_default().push(path);
        }
    }
    all
}

/// A file that Node could run, by its extension.
fn is_code(path: &str) -> bool {
    matches!(extension_of(path), ".js" | ".mjs" | ".cjs" | ".jsx")
}

fn fate(
    written: &PastWrite,
    plan: &BuildPlan<'_>,
    package: &Package,
    sources: &mut SourceModules,
) -> OutputFate {
    let live = plan.disk.live_at(&written.output);
    if live.iter().any(|other| other.origin == written.origin) {
        return match live.iter().find(|_| lost_the_race(written, plan, package, sources)) {
            Some(_) => match rival(written, plan) {
                Some(rival) => OutputFate::Overwritten { by: rival.origin.clone(), step: rival.step },
                None => OutputFate::Live,
            },
            None => OutputFate::Live,
        };
    }
    match live.first() {
        Some(winner) if won_the_race(written, winner, plan, package, sources) => OutputFate::Live,
        Some(winner) => OutputFate::Overwritten { by: winner.origin.clone(), step: winner.step },
        None => OutputFate::Removed,
    }
}

/// The last write of another source, by another step, to the same place.
fn rival<'p>(written: &PastWrite, plan: &'p BuildPlan<'_>) -> Option<&'p PastWrite> {
    plan.disk
        .past_at(&written.output)
        .find(|other| other.origin != written.origin && other.step != written.step)
}

/// The first of two writes to one place has won if the packed file exports the names of its source, and not those of the
/// last one's: steps that run beside each other end in any order.
fn won_the_race(
    first: &PastWrite,
    last: &PastWrite,
    plan: &BuildPlan<'_>,
    package: &Package,
    sources: &mut SourceModules,
) -> bool {
    let Some(packed) = names_of(package, &first.output) else { return false };
    let mut names = |source: &SourcePath| {
        let module = sources.get(plan.disk.tree, source)?;
        (!module.has_stars && !module.names.is_empty()).then(|| module.names.clone())
    };
    let (Some(first), Some(last)) = (names(&first.origin), names(&last.origin)) else { return false };
    packed == first && packed != last
}

fn lost_the_race(
    written: &PastWrite,
    plan: &BuildPlan<'_>,
    package: &Package,
    sources: &mut SourceModules,
) -> bool {
    rival(written, plan).is_some_and(|rival| won_the_race(rival, written, plan, package, sources))
}

/// The names that a packed file exports by its text; `None` where it is not there or is no ES module.
fn names_of(package: &Package, path: &str) -> Option<BTreeSet<String>> {
    let text = std::str::from_utf8(package.files().contents(path)?).ok()?;
    let module = crate::module::source::read_source(path, text)?;
    (!module.has_stars && !module.names.is_empty()).then_some(module.names)
}
