//! The verdict on each source module: how far it gets, and why not further.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    entry_points::EntryKind,
    link::Cause,
    package::Package,
    trace::{
        disk::WriteKind,
        outputs::{BuildOutput, BuildOutputs, OutputFate},
        packing::{Excluded, NpmPacking},
        plan::{BuildPlan, UnreadPart},
        reach::{EntryWay, FileReach, TarballReach},
        roots::is_verbatim,
        stage::{Mapping, Stage},
    },
};

/// What becomes of one source module.
#[derive(Clone, Debug)]
pub struct TracedModule {
    pub source: String,
    pub stage: Stage,
    pub outputs: Vec<BuildOutput>,
    pub packed_as: Vec<String>,
    /// The exports that import and reach it.
    pub specifiers: Vec<String>,
    /// Its names, and the specifier they can be imported from.
    pub imports: Vec<(String, Vec<String>)>,
    pub bins: Vec<String>,
    pub reason: String,
    pub mapping: Mapping,
    pub overwritten: Option<Overwriting>,
    pub excluded: Option<(String, Excluded)>,
    pub causes: Vec<Cause>,
    /// What modules of one group have in common.
    pub key: String,
}

/// Who took the place of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overwriting {
    pub output: String,
    pub source: String,
    pub first: usize,
    pub then: usize,
}

/// Everything that a verdict is made of.
pub struct FateJudge<'a> {
    pub plan: &'a BuildPlan<'a>,
    pub package: &'a Package,
    pub outputs: &'a BuildOutputs,
    pub packing: &'a NpmPacking,
    pub reach: &'a TarballReach,
    /// The names that each source exports by its text, where it adds none from elsewhere.
    pub names: &'a BTreeMap<String, BTreeSet<String>>,
}

impl FateJudge<'_> {
    pub fn verdict(&self, source: &str) -> TracedModule {
        let outputs = self.outputs.of(source).to_vec();
        let is_packed = |path: &str| self.package.files().get(path).is_some();
        let live = outputs.iter().filter(|output| output.fate == OutputFate::Live);
        let packed: Vec<&BuildOutput> = live.filter(|output| is_packed(&output.path)).collect();
        let mut packed_as: Vec<String> = packed.iter().map(|output| output.path.clone()).collect();
        let is_verbatim =
            is_verbatim(self.plan, self.package, source) && !packed_as.iter().any(|path| path == source);
        packed_as.extend(is_verbatim.then(|| source.to_owned()));
        let mut lineage = TracedModule {
            source: source.to_owned(),
            stage: Stage::NotCompiled,
            mapping: mapping(&outputs, is_verbatim),
            outputs,
            packed_as,
            specifiers: Vec::new(),
            imports: Vec::new(),
            bins: Vec::new(),
            reason: String::new(),
            overwritten: None,
            excluded: None,
            causes: Vec::new(),
            key: String::new(),
        };
        self.place(&mut lineage, is_verbatim);
        lineage
    }

    /// A packed copy counts by the best that it does; where its output is lost, a copy that no export reaches is no gain.
    fn place(&self, lineage: &mut TracedModule, is_verbatim: bool) {
        let compiled_is_packed = lineage.packed_as.len() > usize::from(is_verbatim);
        let packed = self.packed_stage(lineage);
        let is_lost = !compiled_is_packed && !lineage.outputs.is_empty();
        match packed {
            Some(stage) if !(is_lost && stage == Stage::Unreachable) => {
                lineage.stage = stage;
                self.say_packed(lineage);
            }
            _ if lineage.outputs.is_empty() => self.say_not_compiled(lineage),
            _ if lineage
                .outputs
                .iter()
                .all(|output| matches!(output.fate, OutputFate::Overwritten { .. })) =>
            {
                self.say_overwritten(lineage);
            }
            _ => self.say_not_packed(lineage),
        }
    }

    fn packed_stage(&self, lineage: &TracedModule) -> Option<Stage> {
        lineage.packed_as.iter().map(|path| self.stage_of(path)).max()
    }

    fn stage_of(&self, path: &str) -> Stage {
        let reached = self.reach.reached(path);
        let own_is_ok = self.reach.own(path).is_some_and(|own| own.causes.is_empty());
        match () {
            () if !reached.working.is_empty() => Stage::Importable,
            () if !reached.broken.is_empty() => Stage::Broken,
            () if self.reach.has_exports => Stage::Unreachable,
            () if own_is_ok => Stage::Importable,
            () => Stage::Broken,
        }
    }

    fn say_packed(&self, lineage: &mut TracedModule) {
        let stage = lineage.stage;
        let best: Vec<String> =
            lineage.packed_as.iter().filter(|path| self.stage_of(path) == stage).cloned().collect();
        let mut all = FileReach::default();
        for path in &best {
            let reached = self.reach.reached(path);
            all.working.extend(reached.working);
            all.broken.extend(reached.broken);
            all.bins.extend(reached.bins);
            all.broken_bins.extend(reached.broken_bins);
        }
        lineage.bins = self.reach.ways(&all.bins).map(|way| way.specifier.clone()).collect();
        match stage {
            Stage::Importable => self.say_importable(lineage, &best, &all),
            Stage::Broken => self.say_broken(lineage, &best, &all),
            _ => self.say_unreachable(lineage, &best, &all),
        }
    }

    fn say_importable(&self, lineage: &mut TracedModule, best: &[String], reached: &FileReach) {
        lineage.specifiers = self.reach.ways(&reached.working).map(|way| way.specifier.clone()).collect();
        // A bundle offers what others export, too.
        let is_bundled = lineage.outputs.iter().any(|output| output.how == WriteKind::Bundled);
        let own_names = self.names.get(&lineage.source).filter(|_| is_bundled);
        let own = |way: &EntryWay| -> Vec<String> {
            let made_here = |path: &str| best.iter().any(|own| own == path);
            let is_target = way.target.as_deref().is_some_and(made_here);
            let names = way.names.iter().filter(|(name, path)| {
                let is_own = own_names.is_none_or(|own| own.contains(*name));
                is_own && (is_target || made_here(path.as_str()))
            });
            names.map(|(name, _)| name.clone()).collect()
        };
        let with_names = self.reach.ways(&reached.working).map(|way| (way.specifier.clone(), own(way)));
        lineage.imports = with_names.filter(|(_, names)| !names.is_empty()).collect();
        if lineage.specifiers.is_empty() {
            lineage.specifiers = best.iter().map(|path| format!("{}/{path}", self.package.name())).collect();
        }
        lineage.reason = match (lineage.imports.first(), lineage.specifiers.as_slice()) {
            (Some((specifier, names)), _) => format!("{} from \"{specifier}\"", listed(names, 3)),
            (None, [only]) => format!("loaded with \"{only}\""),
            (None, [first, rest @ ..]) => format!("loaded with \"{first}\" and {} more", rest.len()),
            (None, []) => String::new(),
        };
        lineage.key = lineage.specifiers.first().cloned().unwrap_or_default();
    }

    fn say_broken(&self, lineage: &mut TracedModule, best: &[String], reached: &FileReach) {
        let ways: Vec<&EntryWay> = self.reach.ways(&reached.broken).collect();
        let own = best.iter().filter_map(|path| self.reach.own(path)).flat_map(|own| &own.causes);
        for cause in own.chain(ways.iter().flat_map(|way| &way.causes)) {
            if !lineage
                .causes
                .iter()
                .any(|known| known.fault.at == cause.fault.at && known.fault.message == cause.fault.message)
            {
                lineage.causes.push(cause.clone());
            }
        }
        let subpaths: Vec<String> = ways.iter().map(|way| way.specifier.clone()).collect();
        let who = if subpaths.is_empty() { "it".to_owned() } else { listed_quoted(&subpaths, 2) };
        let what = lineage.causes.first().map(|cause| format!(": {}", short(cause))).unwrap_or_default();
        let verb = if subpaths.len() > 1 { "do" } else { "does" };
        lineage.reason = format!("{who} {verb} not import{what}");
        lineage.key = lineage.causes.first().map(|cause| cause.fault.message.clone()).unwrap_or_default();
    }

    fn say_unreachable(&self, lineage: &mut TracedModule, best: &[String], reached: &FileReach) {
        let broken: Vec<String> =
            self.reach.ways(&reached.broken_bins).map(|way| way.specifier.clone()).collect();
        let packed = best.first().cloned().unwrap_or_default();
        lineage.reason = match (lineage.bins.as_slice(), broken.as_slice()) {
            ([], []) => format!("packed as {packed}, but no entry point leads there"),
            ([], bins) => format!("only the command {} loads it, and that does not run", listed(bins, 2)),
            (bins, _) => format!("only the command {} loads it", listed(bins, 2)),
        };
        lineage.key = match (lineage.bins.first(), broken.first()) {
            (Some(bin), _) => format!("bin {bin}"),
            (None, Some(bin)) => format!("broken bin {bin}"),
            (None, None) => String::new(),
        };
    }

    fn say_overwritten(&self, lineage: &mut TracedModule) {
        lineage.stage = Stage::Overwritten;
        let found = lineage.outputs.iter().find_map(|output| match &output.fate {
            OutputFate::Overwritten { by, step } => Some(Overwriting {
                output: output.path.clone(),
                source: by.clone(),
                first: output.step.unwrap_or(0),
                then: *step,
            }),
            _ => None,
        });
        if let Some(over) = &found {
            let command = |step: usize| self.plan.steps.get(step).map_or("", |step| step.command.as_str());
            lineage.reason = format!(
                "`{}` writes {}, then `{}` writes {} over it",
                command(over.first),
                over.output,
                command(over.then),
                over.source
            );
            lineage.key.clone_from(&lineage.reason);
        }
        lineage.overwritten = found;
    }

    fn say_not_packed(&self, lineage: &mut TracedModule) {
        lineage.stage = Stage::NotPacked;
        let live = lineage.outputs.iter().find(|output| output.fate == OutputFate::Live);
        let Some(output) = live.map(|output| output.path.clone()) else {
            let path = lineage.outputs.first().map(|output| output.path.clone()).unwrap_or_default();
            lineage.reason = format!("{path} is written, and then taken away again by the build");
            lineage.key = "removed".to_owned();
            return;
        };
        match self.packing.excluded(&output) {
            Some(by) => {
                lineage.reason = format!("{output} is left out: {}", in_words(&by));
                lineage.key = in_words(&by);
                lineage.excluded = Some((output, by));
            }
            None => {
                lineage.reason = format!(
                    "{output} is not in the tarball, although nothing leaves it out: it was packed before this build, or the build writes something else"
                );
                lineage.key = "not written".to_owned();
            }
        }
    }

    fn say_not_compiled(&self, lineage: &mut TracedModule) {
        lineage.stage = Stage::NotCompiled;
        let source = lineage.source.as_str();
        let skipped = self.plan.steps.iter().flat_map(|step| &step.skipped).find(|(path, _)| path == source);
        let bundlers: BTreeSet<&str> = self
            .plan
            .steps
            .iter()
            .filter(|step| !step.bundles.is_empty())
            .map(|step| step.tool.as_str())
            .collect();
        let unread: Vec<&UnreadPart> = self.plan.unread.iter().filter(|unread| unread.is_command).collect();
        let has_maps = !self.outputs.maps.is_empty();
        lineage.mapping = Mapping::Declared;
        lineage.reason = match (skipped, bundlers.first(), unread.first()) {
            (Some((_, why)), _, _) => why.clone(),
            (None, Some(tool), _) if self.outputs.bundled.contains(source) && has_maps => {
                format!("{tool} finds nothing in it that is used: no source map lists it")
            }
            (None, Some(tool), _) => format!("no entry of {tool} imports it"),
            (None, None, Some(unread)) => {
                lineage.mapping = Mapping::Unknown;
                format!("no step that can be read takes it; what `{}` does is not known", unread.what)
            }
            (None, None, None) if self.plan.steps.is_empty() => {
                "nothing builds it, and it is not packed as it is".to_owned()
            }
            (None, None, None) => "no step of the build takes it".to_owned(),
        };
        lineage.key.clone_from(&lineage.reason);
    }
}

fn mapping(outputs: &[BuildOutput], is_verbatim: bool) -> Mapping {
    let known = outputs.iter().map(|output| output.mapping).min();
    known.unwrap_or(if is_verbatim { Mapping::Verbatim } else { Mapping::Unknown })
}

/// The line that keeps a file out, as people say it.
pub fn in_words(by: &Excluded) -> String {
    let place = by.line.map(|line| format!(" ({}:{line})", by.file)).unwrap_or_default();
    match (by.file.as_str(), by.pattern.as_str()) {
        ("npm", pattern) => format!("npm never packs \"{pattern}\""),
        (_, "\"files\"") => format!("no pattern of \"files\" takes it{place}"),
        (file, pattern) => format!("\"{pattern}\" in {file}{place}")
            .replace(&format!(" in {file} ({file}:"), &format!(" ({file}:")),
    }
}

/// A cause in a few words.
pub fn short(cause: &Cause) -> String {
    let place = &cause.fault.at.file;
    match &cause.fault.missing {
        Some(missing) if cause.fault.code == "SyntaxError" => {
            format!("{place} asks for the name {missing}, which is not there")
        }
        Some(missing) => format!("{place} needs {missing}, which is not there"),
        None => format!("{place}: {}", cause.fault.message.lines().next().unwrap_or_default()),
    }
}

/// `a, b and 3 more`
pub fn listed(items: &[String], most: usize) -> String {
    let shown = items.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    match items.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn listed_quoted(items: &[String], most: usize) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    listed(&quoted, most)
}

/// Whether an entry point is one to import, not to run.
pub fn is_export(way: &EntryWay) -> bool {
    way.kind != EntryKind::Bin
}
