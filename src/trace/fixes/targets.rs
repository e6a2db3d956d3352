//! Changes of the targets of entry points: the build writes what they should lead to, at another place.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    json::{self, JsonContent, JsonNode},
    path::parent,
    text::Span,
    trace::{
        disk::WriteKind,
        fate::TracedModule,
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
            contents::requires_modules,
            manifest::{quoted, replaced},
        },
        paths::{extension_of, with_extension},
        reach::EntryWay,
        source_path::SourcePath,
        stage::Mapping,
        tools::effect::BuildTool,
    },
};

/// The keys of package.json that lead to files.
const KEYS: [&str; 3] = ["exports", "main", "bin"];

const STYLE: &str = ".css";

/// Every missing target that a module is packed for at another place, in one change.
pub fn target_changes(state: &ProjectState<'_, '_>) -> Option<Candidate> {
    let ways = &state.assessment.reach.ways;
    let missing = ways.iter().flat_map(EntryWay::missing);
    let missing: BTreeSet<&str> = missing.collect();
    if missing.is_empty() {
        return None;
    }
    let bundles = state.assessment.plan.steps.iter().flat_map(|step| &step.bundles);
    let mut entries: BTreeSet<&SourcePath> = bundles.map(|bundle| &bundle.entry).collect();
    entries.extend(bundled_by_esbuild(state));
    let mut places = PackedPlaces::of(&state.assessment.modules, entries);
    let assessment = state.assessment;
    let is_kept_out =
        |path: &&str| assessment.plan.disk.is_file(path) || assessment.packing.excluded(path).is_some();
    places.kept_out = missing.iter().copied().filter(is_kept_out).map(str::to_owned).collect();
    let targets = ways.iter().filter_map(|way| Some(way.target.as_ref()?.as_str())).collect();
    let unasked = only_unasked(&missing, &targets, &places);
    let beside = BuiltBeside::of(state);
    let required = required_targets(state);
    let is_read = |target: &str, path: &str| !required.contains(target) || !is_module(path, beside.is_module);
    let instead = |target| {
        let unasked = || unasked.and_then(|module| places.output(module, target));
        let made = places.instead(target).or_else(unasked).map(|(path, module)| (path, Some(module)));
        let found = made.or_else(|| beside.instead(target)).filter(|(path, _)| is_read(target, path));
        Some((target, found?))
    };
    let instead: Vec<(&str, (&str, Option<&TracedModule>))> =
        missing.iter().copied().filter_map(instead).collect();
    let moved: BTreeMap<&str, &str> = instead.iter().map(|(target, (path, _))| (*target, *path)).collect();
    let (text, span) = with_targets(state.manifest(), &moved)?;
    let packed_manifest = with_targets(state.packed_manifest()?, &moved).map(|(text, _)| text);
    let pairs = moved.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    let modules = instead.iter().filter_map(|(_, (_, module))| *module);
    let modules = modules.filter(|module| module.is_lost()).map(|module| module.source.clone()).collect();
    let candidate = Candidate::of_manifest(FixChange::MoveTargets { pairs }, span, text, modules);
    Some(Candidate { packed_manifest, ..candidate })
}

/// The entries of esbuild that are in one bundle alone, which is then made of them.
fn bundled_by_esbuild<'s>(state: &'s ProjectState<'_, '_>) -> impl Iterator<Item = &'s SourcePath> {
    let steps = state.assessment.plan.steps.iter().filter(|step| step.tool == BuildTool::Esbuild);
    let entries: BTreeSet<&str> = steps.flat_map(|step| &step.from).map(String::as_str).collect();
    let is_one = move |module: &&TracedModule| {
        let bundles = module.outputs.iter().filter(|output| output.how == WriteKind::Bundled);
        entries.contains(&*module.source) && bundles.count() == 1
    };
    state.assessment.modules.iter().filter(is_one).map(|module| &module.source)
}

/// The targets that `require` is to get, where a Node that the package is for cannot `require` ES modules.
fn required_targets(state: &ProjectState<'_, '_>) -> BTreeSet<String> {
    let manifest = json::parse(state.manifest()).ok().filter(|_| !requires_modules(state.package));
    let plain = |text: &str| text.strip_prefix("./").unwrap_or(text).to_owned();
    let targets = manifest.iter().flat_map(conditional_targets);
    let is_for_require = |(node, is_required): &(&JsonNode, bool)| {
        *is_required || node.as_str().is_some_and(|text| extension_of(text) == ".cjs")
    };
    targets.filter(is_for_require).filter_map(|(node, _)| node.as_str().map(plain)).collect()
}

fn is_module(path: &str, is_module_package: bool) -> bool {
    format_of(path, is_module_package) == Some(true)
}

/// The packed files by the module that each is made of.
struct PackedPlaces<'m> {
    /// By the place of the source below its top folder, without extension.
    by_place: BTreeMap<String, Vec<&'m TracedModule>>,
    by_name: BTreeMap<String, Vec<&'m TracedModule>>,
    /// The missing targets that a build may have written, and that are not packed: nothing else stands for them.
    kept_out: BTreeSet<String>,
    /// The entries of bundlers.
    entries: BTreeSet<&'m SourcePath>,
}

impl<'m> PackedPlaces<'m> {
    fn of(modules: &'m [TracedModule], entries: BTreeSet<&'m SourcePath>) -> Self {
        let (mut by_place, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        for module in modules.iter().filter(|module| !module.packed_as.is_empty()) {
            by_place.entry(place(&module.source)).or_insert_with(Vec::new).push(module);
            by_name.entry(name(&module.source)).or_insert_with(Vec::new).push(module);
        }
        Self { by_place, by_name, kept_out: BTreeSet::new(), entries }
    }

    /// The packed file that a missing target stands for: of the source at its place, else of the only one with its name.
    fn instead(&self, target: &str) -> Option<(&'m str, &'m TracedModule)> {
        let is_telling = name(target) != "index";
        let named = || self.by_name.get(&name(target)).filter(|_| is_telling);
        let modules = self.by_place.get(&place(target)).or_else(named)?;
        let [module] = modules.as_slice() else { return None };
        self.output(module, target)
    }

    /// The packed output of a module that a missing target stands for.
    fn output(&self, module: &'m TracedModule, target: &str) -> Option<(&'m str, &'m TracedModule)> {
        let is_alike = |path: &&str| extension_of(path) == extension_of(target);
        // A bundle of another name has this module in it, and offers what it will, unless it is made of this one.
        let is_own = |path: &&str| {
            let mut outputs = module.outputs.iter().filter(|output| *output.path == **path);
            let is_entry = self.entries.contains(&module.source);
            is_entry
                && outputs
                    .any(|output| output.how == WriteKind::Bundled && output.mapping == Mapping::Declared)
        };
        let all = || module.packed_as.iter().map(|path| path.as_str());
        let named = all().find(|path| is_alike(path) && name(path) == name(target));
        let own = || all().find(|path| is_alike(path) && is_own(path));
        let other = || only(all().filter(is_own)).filter(|_| !self.kept_out.contains(target));
        let path = named.or_else(own).or_else(other)?;
        (path != target).then_some((path, module))
    }
}

/// The files that the build wrote and no target leads to, by folder, name and format.
struct BuiltBeside<'s> {
    files: BTreeMap<(&'s str, String, bool), Vec<&'s str>>,
    by_output: BTreeMap<&'s str, &'s TracedModule>,
    is_module: bool,
    /// The packed style sheets that no target leads to, by the folder of a bundler.
    styles: BTreeMap<&'s str, Vec<&'s str>>,
}

impl<'s> BuiltBeside<'s> {
    fn of(state: &'s ProjectState<'_, '_>) -> Self {
        let manifest = json::parse(state.manifest()).ok();
        let kind = manifest.as_ref().and_then(|manifest| manifest.get("type")?.as_str());
        let is_module = kind == Some("module");
        let texts = manifest.iter().flat_map(targets_of).filter_map(JsonNode::as_str);
        let taken: BTreeSet<&str> = texts.map(|text| text.strip_prefix("./").unwrap_or(text)).collect();
        let plan = &state.assessment.plan;
        let bundles = plan.steps.iter().flat_map(|step| &step.bundles);
        let bundles: BTreeSet<(&str, &str)> =
            bundles.map(|bundle| (bundle.directory.as_str(), bundle.name.as_str())).collect();
        let folders: BTreeSet<&str> = bundles.iter().map(|(folder, _)| *folder).collect();
        let mut files: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        let mut styles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let packed = state.package.files().iter().map(|(path, _)| path.as_str());
        for path in packed.filter(|path| !taken.contains(path)) {
            let (folder, plain) = (parent(path).unwrap_or_default(), plain(path));
            if extension_of(path) == STYLE && folders.contains(folder) {
                styles.entry(folder).or_default().push(path);
            }
            let Some(format) = format_of(path, is_module) else { continue };
            let is_written = plan.disk.live_at(path).any(|written| *written.origin != *path);
            if is_written || bundles.contains(&(folder, plain.as_str())) {
                files.entry((folder, plain, format)).or_default().push(path);
            }
        }
        let modules = state.assessment.modules.iter();
        let by_output =
            modules.flat_map(|module| module.packed_as.iter().map(move |path| (path.as_str(), module)));
        Self { files, by_output: by_output.collect(), is_module, styles }
    }

    /// The only such file beside a missing target with its name and format: `a.umd.cjs` for `a.cjs`, `a.js` for `a.mjs`. Of style sheets,
    /// a bundler writes one, whatever its name.
    fn instead(&self, target: &'s str) -> Option<(&'s str, Option<&'s TracedModule>)> {
        if extension_of(target) == STYLE {
            let styles = self.styles.get(parent(target).unwrap_or_default())?;
            return Some((only(styles.iter().copied())?, None));
        }
        let format = format_of(target, self.is_module)?;
        let all = self.files.get(&(parent(target).unwrap_or_default(), plain(target), format))?;
        let path = only(all.iter().copied())?;
        Some((path, self.by_output.get(path).copied()))
    }
}

/// `a.umd.cjs` and `a.mjs` to `a`.
fn plain(path: &str) -> String {
    let name = name(path);
    name.strip_suffix(".umd").map(str::to_owned).unwrap_or(name)
}

/// An ES module, by the ending and by "type"; `None` for what is no code.
fn format_of(path: &str, is_module: bool) -> Option<bool> {
    match extension_of(path) {
        ".mjs" => Some(true),
        ".cjs" => Some(false),
        ".js" => Some(is_module),
        _ => None,
    }
}

/// The only entry of a bundler that no entry point leads to, where all that is missing has one name.
fn only_unasked<'m>(
    missing: &BTreeSet<&str>,
    targets: &BTreeSet<&str>,
    places: &PackedPlaces<'m>,
) -> Option<&'m TracedModule> {
    let names: BTreeSet<String> = missing.iter().map(|target| name(target)).collect();
    let is_entry = |module: &&&TracedModule| places.entries.contains(&module.source);
    let is_asked =
        |module: &&&TracedModule| module.packed_as.iter().any(|path| targets.contains(path.as_str()));
    let mut all = places.by_name.values().flatten().filter(is_entry).filter(|module| !is_asked(module));
    let first = all.next().filter(|_| names.len() == 1)?;
    all.next().is_none().then_some(*first)
}

/// The only one of these.
fn only<'p>(mut all: impl Iterator<Item = &'p str>) -> Option<&'p str> {
    all.next().filter(|_| all.next().is_none())
}

/// `src/a/b.ts` to `a/b`.
fn place(path: &str) -> String {
    let inner = path.split_once('/').map_or(path, |(_, inner)| inner);
    with_extension(inner, "")
}

/// `src/a/b.ts` to `b`.
fn name(path: &str) -> String {
    with_extension(path.rsplit('/').next().unwrap_or(path), "")
}

/// The text of package.json with other targets, and the place of the first.
fn with_targets(text: &str, moved: &BTreeMap<&str, &str>) -> Option<(String, Span)> {
    let manifest = json::parse(text).ok()?;
    let targets = targets_of(&manifest).into_iter();
    let mut found: Vec<(Span, String)> =
        targets.filter_map(|node| Some((node.span, moved_target(node.as_str()?, moved)?))).collect();
    // From the end, so that the places of the others stay.
    found.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let first = found.last()?.0;
    let with = |text: String, (span, to): &(Span, String)| replaced(&text, *span, &quoted(to));
    Some((found.iter().try_fold(text.to_owned(), with)?, first))
}

/// Everything that entry points may lead to.
fn targets_of(manifest: &JsonNode) -> Vec<&JsonNode> {
    conditional_targets(manifest).into_iter().map(|(node, _)| node).collect()
}

/// Everything that entry points may lead to, and for each, true if it stands below the condition "require".
fn conditional_targets(manifest: &JsonNode) -> Vec<(&JsonNode, bool)> {
    let mut open: Vec<(&JsonNode, bool)> =
        KEYS.iter().filter_map(|key| manifest.get(key)).map(|node| (node, false)).collect();
    let mut found = Vec::new();
    while let Some((node, is_required)) = open.pop() {
        match &node.value {
            JsonContent::Array(items) => open.extend(items.iter().map(|item| (item, is_required))),
            JsonContent::Object(members) => {
                let below = |key: &str| is_required || key == "require";
                open.extend(members.iter().map(|it| (&it.value, below(&it.key.value))));
            }
            _ => found.push((node, is_required)),
        }
    }
    found
}

fn moved_target(target: &str, moved: &BTreeMap<&str, &str>) -> Option<String> {
    let plain = target.strip_prefix("./").unwrap_or(target);
    let dot = if plain == target { "" } else { "./" };
    moved.get(plain).map(|to| format!("{dot}{to}"))
}
