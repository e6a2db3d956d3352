//! Judges a project with its tarball: everything that a change of either may change.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    facts::NodeFacts,
    json::{self, JsonNode},
    limits::LimitReached,
    module::source::read_source,
    package::Package,
    resolve::NodeTarget,
    trace::{
        absent::{AbsentSource, absent},
        evidence::evidence,
        fate::{Overwriting, TracedModule},
        hidden::may_hide,
        imports::SourceModules,
        meant::{DemandReader, MeantBy, importer_meant},
        older::OutputEvidence,
        outputs::BuildOutputs,
        packing::{NpmPacking, PathKind},
        paths,
        plan::{BuildPlan, plan},
        reach::TarballReach,
        roots::source_modules,
        source_path::SourcePath,
        source_tree::SourceTree,
        verdict::FateJudge,
    },
};

/// The options of a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceOptions {
    pub node: NodeTarget,
    /// The script that builds; by default `build`.
    pub build_script: Option<String>,
    /// Pairs of a source folder and its output folder, which overrule the build script.
    pub maps: Vec<(String, String)>,
}

/// A project with its tarball, judged.
#[derive(Debug)]
pub struct Assessment<'t> {
    pub plan: BuildPlan<'t>,
    pub packing: NpmPacking,
    pub reach: TarballReach,
    /// Sorted by source.
    pub modules: Vec<TracedModule>,
    pub absent: Vec<AbsentSource>,
    pub evidence: Arc<OutputEvidence>,
    /// The limit that kept something from being judged.
    pub cut: Option<LimitReached>,
}

/// The plan of the build, and package.json.
pub fn planned<'t>(tree: &'t SourceTree, options: &TraceOptions) -> (BuildPlan<'t>, Option<JsonNode>) {
    let source = tree.text("package.json").unwrap_or_default().trim_start_matches('\u{feff}');
    let manifest = json::parse(source).ok();
    let maps = if options.maps.is_empty() {
        manifest.as_ref().map(configured_maps).unwrap_or_default()
    } else {
        options.maps.clone()
    };
    (plan(tree, options.build_script.as_deref(), &maps), manifest)
}

/// The rules of packing, once the build has run.
pub fn packing(tree: &SourceTree, manifest: Option<&JsonNode>, plan: &BuildPlan<'_>) -> NpmPacking {
    let bundles = plan.steps.iter().flat_map(|step| &step.bundles);
    // Bundles are not among the files of the plan, as only the tarball tells their names. Their folders count
    // as existing.
    let folders: BTreeSet<&str> = bundles.map(|bundle| bundle.directory.as_str()).collect();
    let is_folder = |path: &str| {
        plan.disk.is_directory(path) || folders.iter().any(|folder| paths::is_at_or_below(folder, path))
    };
    let exists = |path: &str| match () {
        () if plan.disk.is_file(path) => Some(PathKind::File),
        () if !path.is_empty() && is_folder(path) => Some(PathKind::Folder),
        () => None,
    };
    NpmPacking::new(tree, manifest, &exists)
}

/// Judges every source module of a project, by the evidence that is known from before a change, where there is one.
pub fn assess<'t>(
    plan: BuildPlan<'t>,
    packing: NpmPacking,
    package: &Package,
    facts: &Arc<NodeFacts>,
    options: &TraceOptions,
    sources: &mut SourceModules,
    known: Option<Arc<OutputEvidence>>,
) -> Assessment<'t> {
    let mut outputs = BuildOutputs::new(&plan, package, sources);
    let reach = TarballReach::new(package, facts);
    let mut wanted = source_modules(&plan, package, &outputs, &reach, sources);
    if plan.steps.is_empty() || plan.is_uncertain() {
        outputs.infer(&wanted, &plan, package, sources);
        let inferred = outputs.inferred();
        // A file that turns out to be an output of another one is no source.
        wanted.retain(|path| !inferred.contains(path));
    }
    let lexer = options.node.version.profile().lexer;
    let evidence = known.unwrap_or_else(|| Arc::new(evidence(&plan, package, &outputs, sources, lexer)));
    let cut = reach.cut.first().or(outputs.cut.as_ref()).cloned();
    let cut = cut.or_else(|| too_many_ways(&wanted, &outputs, &reach, package));
    if cut.is_some() {
        // It is all that is told.
        wanted.clear();
    }
    let names = own_names(&wanted, plan.disk.tree, sources);
    let skips = plan.skips();
    let judge = FateJudge {
        plan: &plan,
        package,
        outputs: &outputs,
        evidence: &evidence,
        packing: &packing,
        reach: &reach,
        names: &names,
        skips: &skips,
        may_hide: may_hide(&plan, package, &outputs),
    };
    let mut modules: Vec<TracedModule> = wanted.iter().map(|source| judge.verdict(source)).collect();
    let mut absent = absent(&wanted, &plan, package, &outputs, sources);
    let demand = DemandReader {
        plan: &plan,
        package,
        outputs: &outputs,
        node: &options.node,
        evidence: &evidence,
        is_closed: reach.is_closed(),
    };
    let replaced = replaced(&modules, package, &names);
    tell_demand(&mut modules, &mut absent, &demand.meant(&wanted, &replaced, sources));
    Assessment { plan, packing, reach, modules, absent, evidence, cut }
}

/// Returns the limit that is reached by the outputs of each source, times the entry points that get to each of these.
fn too_many_ways(
    wanted: &BTreeSet<SourcePath>,
    outputs: &BuildOutputs,
    reach: &TarballReach,
    package: &Package,
) -> Option<LimitReached> {
    let outputs = wanted.iter().flat_map(|source| outputs.of(source));
    let ways: u64 = outputs.map(|output| reach.ways_to(&output.path)).sum();
    let place = || "the entry points that get to each source are not all told".to_owned();
    package.limits().link_steps().check(ways, place).err()
}

/// Tells each module by what it is meant to be there, and which overwriting cuts it off.
fn tell_demand(
    modules: &mut [TracedModule],
    absent: &mut [AbsentSource],
    meant: &BTreeMap<SourcePath, MeantBy>,
) {
    let mut cut_off = cut_off(modules, meant);
    for module in modules {
        module.meant_by = meant.get(&module.source).cloned();
        let is_taken = matches!(module.meant_by, Some(MeantBy::TakenIn(_)));
        if is_taken && !module.arrives() && !module.is_unknown() {
            module.meant_by = None;
        }
        module.cut_off_by = cut_off.remove(&module.source);
    }
    for one in absent {
        one.meant_by = importer_meant(one, meant).cloned();
    }
}

/// The modules that only overwritten outputs would have led to, each with the first of these.
fn cut_off(
    modules: &[TracedModule],
    meant: &BTreeMap<SourcePath, MeantBy>,
) -> BTreeMap<SourcePath, Overwriting> {
    let mut imports: BTreeMap<&SourcePath, Vec<&SourcePath>> = BTreeMap::new();
    for (source, by) in meant {
        if let MeantBy::Import(importer) = by {
            imports.entry(importer).or_default().push(source);
        }
    }
    let overwritten = modules.iter().filter_map(|module| Some((&module.source, module.overwriting()?)));
    let mut open: Vec<(&SourcePath, &Overwriting)> = overwritten.collect();
    let mut found = BTreeMap::new();
    while let Some((importer, overwriting)) = open.pop() {
        // Removed, so that each importer is followed once, also in a circle.
        for source in imports.remove(importer).unwrap_or_default() {
            found.entry(source.clone()).or_insert_with(|| overwriting.clone());
            open.push((source, overwriting));
        }
    }
    found
}

/// Overwritten modules of which nobody misses anything: what is in their place exports every name of theirs.
fn replaced(
    modules: &[TracedModule],
    package: &Package,
    names: &BTreeMap<SourcePath, BTreeSet<String>>,
) -> BTreeSet<SourcePath> {
    // Many modules may be overwritten at one place, whose text is read once.
    let mut offered_at: BTreeMap<SourcePath, Option<BTreeSet<String>>> = BTreeMap::new();
    let mut is_replaced = |module: &&TracedModule| {
        let Some(Overwriting { output, .. }) = module.overwriting() else { return false };
        let read = || {
            let text = std::str::from_utf8(package.files().contents(output)?).ok()?;
            Some(read_source(output, text)?.names)
        };
        let offered = offered_at.entry(output.clone()).or_insert_with(read).as_ref();
        let own = names.get(&module.source).filter(|own| !own.is_empty());
        own.zip(offered).is_some_and(|(own, offered)| own.is_subset(offered))
    };
    modules.iter().filter(&mut is_replaced).map(|module| module.source.clone()).collect()
}

/// The names that each source exports by its text, where it adds none from elsewhere.
fn own_names(
    wanted: &BTreeSet<SourcePath>,
    tree: &SourceTree,
    sources: &mut SourceModules,
) -> BTreeMap<SourcePath, BTreeSet<String>> {
    let mut names = |source: &SourcePath| {
        let module = sources.get(tree, source).filter(|module| !module.has_stars)?;
        Some((source.clone(), module.names.clone()))
    };
    wanted.iter().filter_map(&mut names).collect()
}

/// The mappings of `"packproof": { "trace": { "src": "dist" } }`.
fn configured_maps(manifest: &JsonNode) -> Vec<(String, String)> {
    let trace = manifest.get("packproof").and_then(|own| own.get("trace"));
    let members = trace.and_then(JsonNode::as_object).unwrap_or_default();
    let pair = |member: &json::Member| {
        Some((paths::joined("", &member.key.value)?, paths::joined("", member.value.as_str()?)?))
    };
    members.iter().filter_map(pair).collect()
}
