//! Decides the fate of each source module.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    hash::HashSet,
    link::LinkCause,
    package::Package,
    path::PackagePath,
    trace::{
        disk::WriteKind,
        fate::{ModuleFate, NotCompiledReason, NotPackedReason, OfferedNames, Overwriting, TracedModule},
        older::OutputEvidence,
        outputs::{BuildOutput, BuildOutputs, OutputFate},
        packing::NpmPacking,
        plan::BuildPlan,
        reach::{EntryWay, FileReach, TarballReach},
        roots::is_verbatim,
        source_path::SourcePath,
        stage::{Mapping, Stage},
        tools::effect::SkipReason,
    },
};

/// Everything that a verdict follows from.
pub struct FateJudge<'a> {
    pub plan: &'a BuildPlan<'a>,
    pub package: &'a Package,
    pub outputs: &'a BuildOutputs,
    pub evidence: &'a OutputEvidence,
    pub packing: &'a NpmPacking,
    pub reach: &'a TarballReach,
    /// The names that each source exports by its text, where it adds none from elsewhere.
    pub names: &'a BTreeMap<SourcePath, BTreeSet<String>>,
    pub skips: &'a BTreeMap<&'a SourcePath, &'a SkipReason>,
    /// The tarball may hold modules that a command made which is not read.
    pub may_hide: bool,
}

impl FateJudge<'_> {
    pub fn verdict(&self, source: &SourcePath) -> TracedModule {
        let outputs = self.outputs.of(source).to_vec();
        let live = outputs.iter().filter(|output| output.fate == OutputFate::Live);
        let mut packed_as: Vec<PackagePath> = live.filter_map(|output| self.packed(&output.path)).collect();
        let has_packed_output = !packed_as.is_empty();
        let is_verbatim = is_verbatim(self.plan, self.package, source)
            && !packed_as.iter().any(|path| *source == *path.as_str());
        packed_as.extend(self.packed(source).filter(|_| is_verbatim));
        let (packed_stage, reached) = self.reached(&packed_as);
        let is_lost = !has_packed_output && !outputs.is_empty();
        let fate = match packed_stage {
            _ if let Some(older) = self.evidence.older.get(source) => {
                ModuleFate::NotPacked(NotPackedReason::Older(older.clone()))
            }
            // A copy that no export reaches is no gain where the output itself is lost.
            Some((stage, best)) if !(is_lost && stage == Stage::Unreachable) => {
                self.packed_fate(source, &outputs, stage, &best, &reached)
            }
            _ => self.lost_fate(source, &outputs),
        };
        let bins = match &fate {
            ModuleFate::NotCompiled(_) | ModuleFate::Overwritten(_) | ModuleFate::NotPacked(_) => Vec::new(),
            _ => self.specifiers(&reached.bins),
        };
        let mapping = match &fate {
            ModuleFate::NotCompiled(NotCompiledReason::UnreadCommand(_)) => Mapping::Unknown,
            ModuleFate::NotCompiled(_) => Mapping::Declared,
            _ => mapping(&outputs, is_verbatim),
        };
        TracedModule {
            source: source.clone(),
            mapping,
            outputs,
            packed_as,
            bins,
            meant_by: None,
            cut_off_by: None,
            fate,
        }
    }

    /// The place in the tarball of a file of the project; `None` where it is not packed.
    fn packed(&self, path: &str) -> Option<PackagePath> {
        self.package.files().get(path).map(|(path, _)| path.clone())
    }

    /// The furthest stage that one of the packed files gets to, the files that get there, and who reaches these.
    fn reached(&self, packed_as: &[PackagePath]) -> (Option<(Stage, Vec<PackagePath>)>, FileReach) {
        let Some(stage) = packed_as.iter().map(|path| self.stage_of(path)).max() else {
            return (None, FileReach::default());
        };
        let best = packed_as.iter().filter(|path| self.stage_of(path) == stage);
        let best: Vec<PackagePath> = best.cloned().collect();
        let mut all = FileReach::default();
        for path in &best {
            all.add(self.reach.reached(path.as_str()));
        }
        (Some((stage, best)), all)
    }

    fn stage_of(&self, path: &PackagePath) -> Stage {
        let reached = self.reach.reached(path.as_str());
        match () {
            () if !reached.working.is_empty() => Stage::Importable,
            () if !reached.broken.is_empty() || !reached.failing.is_empty() => Stage::Broken,
            () if self.reach.has_exports => Stage::Unreachable,
            () if self.reach.later(path.as_str()).is_some_and(|causes| causes.is_empty()) => {
                Stage::Importable
            }
            () => Stage::Broken,
        }
    }

    fn packed_fate(
        &self,
        source: &SourcePath,
        outputs: &[BuildOutput],
        stage: Stage,
        best: &[PackagePath],
        reached: &FileReach,
    ) -> ModuleFate {
        match (stage, best) {
            (Stage::Unreachable, [packed, ..]) => ModuleFate::Unreachable {
                packed: packed.clone(),
                broken_bins: self.specifiers(&reached.broken_bins),
            },
            (Stage::Importable, _) => self.importable(source, outputs, best, reached),
            _ if reached.broken.is_empty() => ModuleFate::Broken {
                specifiers: self.specifiers(&reached.failing),
                is_later: true,
                causes: self.causes_later(best),
            },
            _ => ModuleFate::Broken {
                specifiers: self.specifiers(&reached.broken),
                is_later: false,
                causes: self.causes_of_ways(reached),
            },
        }
    }

    fn importable(
        &self,
        source: &SourcePath,
        outputs: &[BuildOutput],
        best: &[PackagePath],
        reached: &FileReach,
    ) -> ModuleFate {
        let files: HashSet<&PackagePath> = best.iter().collect();
        // A bundle offers what others export, too.
        let is_bundled = outputs.iter().any(|output| output.how == WriteKind::Bundled);
        let own_names = self.names.get(source).filter(|_| is_bundled);
        let own = |place: usize, way: &EntryWay| -> Vec<String> {
            let is_target = way.target.as_ref().is_some_and(|target| files.contains(target));
            let is_offered = |name: &&String| {
                let path = way.names.get(*name);
                path.is_some_and(|path| is_target || files.contains(path))
            };
            match own_names {
                Some(own) => own.iter().filter(is_offered).cloned().collect(),
                None if is_target => way.names.keys().cloned().collect(),
                None => self.declared(place, best),
            }
        };
        let offers = self.reach.placed(&reached.working);
        let offers = offers
            .map(|(place, way)| OfferedNames { specifier: way.specifier.clone(), names: own(place, way) });
        let imports = offers.filter(|offer| !offer.names.is_empty()).collect();
        let mut specifiers = self.specifiers(&reached.working);
        if specifiers.is_empty() {
            specifiers = best.iter().map(|path| format!("{}/{path}", self.package.name())).collect();
        }
        ModuleFate::Importable { specifiers, imports }
    }

    /// The names that an entry point offers of some files, sorted.
    fn declared(&self, way: usize, files: &[PackagePath]) -> Vec<String> {
        let names = files.iter().flat_map(|path| self.reach.declared(way, path));
        names.cloned().collect::<BTreeSet<String>>().into_iter().collect()
    }

    /// The first causes of the exports that reach a file, each once.
    fn causes_of_ways(&self, reached: &FileReach) -> Vec<LinkCause> {
        each_once(self.reach.ways(&reached.broken).flat_map(|way| &way.causes))
    }

    /// The causes for which loading these files later fails, each once.
    fn causes_later(&self, best: &[PackagePath]) -> Vec<LinkCause> {
        let later = best.iter().filter_map(|path| self.reach.later(path.as_str()));
        each_once(later.flatten().collect::<Vec<_>>().iter())
    }

    fn specifiers(&self, ways: &BTreeSet<usize>) -> Vec<String> {
        self.reach.ways(ways).map(|way| way.specifier.clone()).collect()
    }

    fn lost_fate(&self, source: &SourcePath, outputs: &[BuildOutput]) -> ModuleFate {
        let Some(first) = outputs.first() else { return ModuleFate::NotCompiled(self.not_compiled(source)) };
        match overwriting(outputs) {
            Some(overwriting) => ModuleFate::Overwritten(overwriting),
            None => ModuleFate::NotPacked(self.not_packed(outputs, first)),
        }
    }

    fn not_packed(&self, outputs: &[BuildOutput], first: &BuildOutput) -> NotPackedReason {
        let Some(live) = outputs.iter().find(|output| output.fate == OutputFate::Live) else {
            return NotPackedReason::Removed(first.path.clone());
        };
        let output = live.path.clone();
        match self.packing.excluded(&output) {
            Some(by) => NotPackedReason::Excluded { output, by },
            None => NotPackedReason::NotWritten(output),
        }
    }

    fn not_compiled(&self, source: &SourcePath) -> NotCompiledReason {
        let skipped = self.skips.get(source);
        let bundlers = self.plan.steps.iter().filter(|step| !step.bundles.is_empty()).map(|step| step.tool);
        let unread = self.plan.unread.iter().find(|unread| unread.is_command && self.may_hide);
        let has_maps = !self.outputs.maps.is_empty();
        let is_taken =
            (self.outputs.bundled.contains(source) && has_maps) || self.evidence.unused.contains(source);
        match (skipped, bundlers.min(), unread) {
            (Some(reason), _, _) => NotCompiledReason::Skipped((*reason).clone()),
            (None, tool, _) if is_taken => NotCompiledReason::Unused(tool),
            (None, _, Some(unread)) => NotCompiledReason::UnreadCommand(unread.what.clone()),
            (None, Some(tool), None) => NotCompiledReason::NoEntry(tool),
            (None, None, None) if self.plan.steps.is_empty() => NotCompiledReason::NoBuild,
            (None, None, None) => NotCompiledReason::NoStep,
        }
    }
}

/// The number of causes that are looked at for one module, and of files that are named in their chains. Modules times entry
/// points times causes times the length of a chain grow with the fourth power of a package's size.
const MOST_LOOKED_AT: usize = 2_000;
const MOST_NAMED: usize = 256;

/// The causes without those that stand further ahead, the first of them in any case.
fn each_once<'c>(all: impl Iterator<Item = &'c LinkCause>) -> Vec<LinkCause> {
    let mut seen = HashSet::default();
    let mut named = 0;
    let new =
        all.take(MOST_LOOKED_AT).filter(|cause| seen.insert((&cause.fault.at, cause.fault.message.as_str())));
    let is_told = |cause: &&LinkCause| {
        let is_told = named <= MOST_NAMED;
        named += 1 + cause.chain.len();
        is_told
    };
    new.take_while(is_told).cloned().collect()
}

/// The first of the overwritings, where every output is overwritten.
fn overwriting(outputs: &[BuildOutput]) -> Option<Overwriting> {
    let of = |output: &BuildOutput| match &output.fate {
        OutputFate::Overwritten { by, step } => Some(Overwriting {
            first: output.step.unwrap_or(0),
            output: output.path.clone(),
            then: *step,
            source: by.clone(),
        }),
        _ => None,
    };
    outputs.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().next()
}

fn mapping(outputs: &[BuildOutput], is_verbatim: bool) -> Mapping {
    let known = outputs.iter().map(|output| output.mapping).min();
    known.unwrap_or(if is_verbatim { Mapping::Verbatim } else { Mapping::Unknown })
}
