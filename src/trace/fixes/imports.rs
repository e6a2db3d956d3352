//! Changes for imports that lead nowhere: their specifiers, the files that they ask for, and undeclared packages.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::{
    json::{self, JsonNode},
    link::{
        LinkCause,
        fault::{Fault, FaultKind},
    },
    module::source::SourceRequest,
    path::{PackagePath, join, parent},
    text::Span,
    trace::{
        fate::TracedModule,
        fixes::{
            candidate::{Candidate, ENDINGS, NewOutputs, ProjectState},
            change::{CorrectedImport, FixChange, ImportFault},
            files::packed_too,
            manifest::with_members,
        },
        imports::{EXTENSIONS, resolve},
        known_ranges::{NEWEST, is_range},
        paths::{common_directory, extension_of, is_declaration, joined, with_extension},
        plan::compiled_name,
        source_path::SourcePath,
    },
};

/// The number of `../` that are tried.
const MOST_STEPS: usize = 8;

/// An import of a source with the specifier that it should have.
struct Correction {
    import: CorrectedImport,
    span: Span,
}

/// The changes for imports that lead nowhere.
pub fn import_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let faults = faults(state);
    let modules: Vec<SourcePath> = state.lost().map(|module| module.source.clone()).collect();
    let mut owners: PackedOwners<'_> = BTreeMap::new();
    for module in state.assessment.modules.iter().filter(|_| !faults.is_empty()) {
        for path in &module.packed_as {
            owners.entry(path).or_insert(module);
        }
    }
    let requests = own_requests(state, &owners, &faults);
    let mut corrections: Vec<Correction> =
        faults.iter().filter_map(|fault| moved(state, &owners, &requests, fault)).collect();
    corrections.extend(absent(state));
    let aliased: Vec<Option<Correction>> =
        faults.iter().map(|fault| aliased(state, &owners, &requests, fault)).collect();
    let others: Vec<&Fault> =
        faults.iter().zip(&aliased).filter(|(_, alias)| alias.is_none()).map(|(fault, _)| *fault).collect();
    corrections.extend(aliased.into_iter().flatten());
    let corrected = corrected(state, corrections, &modules);
    let packed = packed(state, &faults, &modules);
    let declared = declared(state, &others, &modules);
    corrected.into_iter().chain(packed).chain(declared).collect()
}

/// The faults that keep lost modules from arriving and entry points from being imported, each once.
fn faults<'s>(state: &'s ProjectState<'_, '_>) -> Vec<&'s Fault> {
    let of_ways = state.assessment.reach.ways.iter().flat_map(|way| &way.causes);
    let causes = state.lost().flat_map(TracedModule::causes).chain(of_ways);
    let mut known = HashSet::new();
    let mut faults = Vec::new();
    for LinkCause { fault, .. } in causes {
        // The set tells what is known, and the list keeps the order.
        if known.insert((&fault.at, &fault.message)) {
            faults.push(&**fault);
        }
    }
    faults
}

/// The first module that each packed file is made of.
type PackedOwners<'s> = BTreeMap<&'s PackagePath, &'s TracedModule>;

/// The first request for each specifier in each of the modules that have faults.
type OwnRequests<'s> = HashMap<(&'s SourcePath, &'s str), &'s SourceRequest>;

fn own_requests<'s>(
    state: &'s ProjectState<'_, '_>,
    owners: &PackedOwners<'s>,
    faults: &[&Fault],
) -> OwnRequests<'s> {
    let owner = |fault: &&Fault| owners.get(&fault.at.file).map(|module| &module.source);
    let sources: BTreeSet<&SourcePath> = faults.iter().filter_map(owner).collect();
    let mut found = OwnRequests::new();
    for source in sources {
        for request in state.sources.known(source).iter().flat_map(|module| &module.requests) {
            found.entry((source, request.specifier.value.as_str())).or_insert(request);
        }
    }
    found
}

/// The request of a source that became the faulty one of its packed file.
fn request<'s>(
    state: &'s ProjectState<'_, '_>,
    owners: &PackedOwners<'s>,
    requests: &OwnRequests<'s>,
    fault: &Fault,
) -> Option<(&'s TracedModule, &'s SourceRequest)> {
    let packed = std::str::from_utf8(state.package.files().contents(fault.at.file.as_str())?).ok()?;
    let written = packed.get(fault.at.span.start as usize..fault.at.span.end as usize)?;
    let written = written.trim_matches(['"', '\'', '`']);
    let module = *owners.get(&fault.at.file)?;
    Some((module, *requests.get(&(&module.source, written))?))
}

/// A path that is right in the source and wrong in the output: the same one with another number of `../` is there.
fn moved<'s>(
    state: &'s ProjectState<'_, '_>,
    owners: &PackedOwners<'s>,
    requests: &OwnRequests<'s>,
    fault: &Fault,
) -> Option<Correction> {
    if !matches!(fault.kind, FaultKind::Unresolved(_) | FaultKind::OutsidePackage) {
        return None;
    }
    let (module, request) = request(state, owners, requests, fault)?;
    let specifier = &request.specifier.value;
    let tail = specifier.trim_start_matches("../").trim_start_matches("./");
    let steps = specifier.matches("../").count();
    if tail.is_empty() || !specifier.starts_with('.') || tail.contains("../") {
        return None;
    }
    let folder = parent(fault.at.file.as_str()).unwrap_or_default();
    let is_packed =
        |to: &str| joined(folder, to).is_some_and(|path| state.package.files().get(&path).is_some());
    let as_file = |depth: usize| {
        let plain = climbed(depth, tail);
        ENDINGS.iter().map(|ending| format!("{plain}{ending}")).find(|to| is_packed(to))
    };
    if let Some(to) = as_file(steps).filter(|to| to != specifier) {
        let (source, from) = (module.source.clone(), specifier.clone());
        let import = CorrectedImport { source, from, to, why: ImportFault::Ending };
        return Some(Correction { import, span: request.specifier.span });
    }
    let mut depths: Vec<usize> = (0..MOST_STEPS).filter(|depth| *depth != steps).collect();
    depths.sort_by_key(|depth| depth.abs_diff(steps));
    let to = depths.into_iter().find_map(as_file)?;
    let step = module.outputs.iter().find(|output| *output.path == *fault.at.file.as_str())?.step?;
    let command = state.assessment.plan.steps.get(step)?.command.clone();
    let why = match resolve(state.tree, &module.source, specifier) {
        Some(_) => ImportFault::Moved { packed: fault.at.file.clone(), command },
        None => ImportFault::Elsewhere,
    };
    let import = CorrectedImport { source: module.source.clone(), from: specifier.clone(), to, why };
    Some(Correction { import, span: request.specifier.span })
}

/// An import by an alias, which the build has left as it is: the path of the file that it stands for.
fn aliased(
    state: &ProjectState<'_, '_>,
    owners: &PackedOwners<'_>,
    requests: &OwnRequests<'_>,
    fault: &Fault,
) -> Option<Correction> {
    let (module, request) = request(state, owners, requests, fault)?;
    let from = request.specifier.value.clone();
    let target = resolve(state.tree, &module.source, &from).filter(|target| !is_declaration(target));
    let target = target.filter(|_| !from.starts_with('.'))?;
    // Node completes the paths of CommonJS alone.
    let written = if is_module(state, &fault.at.file) { compiled_name(&target) } else { from.clone() };
    let to = specifier(&module.source, &target, &written);
    let import = CorrectedImport { source: module.source.clone(), from, to, why: ImportFault::Alias };
    Some(Correction { import, span: request.specifier.span })
}

/// Node takes a packed file for an ES module, by its ending or by "type".
fn is_module(state: &ProjectState<'_, '_>, packed: &PackagePath) -> bool {
    let manifest = state.package.manifest();
    match extension_of(packed.as_str()) {
        ".js" => manifest.and_then(|manifest| manifest.get("type")?.as_str()) == Some("module"),
        extension => extension == ".mjs",
    }
}

fn climbed(depth: usize, tail: &str) -> String {
    if depth == 0 { format!("./{tail}") } else { format!("{}{tail}", "../".repeat(depth)) }
}

/// Imports of files that are there by a name of another case, or elsewhere.
fn absent(state: &ProjectState<'_, '_>) -> Vec<Correction> {
    let mut found = Vec::new();
    let alike = SourceNames::of(state);
    let requests = requests_by_place(state);
    for absent in state.assessment.absent.iter().filter(|absent| absent.meant_by.is_some()) {
        let (target, why) = match &absent.near {
            Some(near) => (near.clone(), ImportFault::Case),
            None => match alike.elsewhere(&absent.path) {
                Some(path) => (path, ImportFault::Elsewhere),
                None => continue,
            },
        };
        for importer in &absent.importers {
            let Some(request) = requests.get(&(&importer.source, importer.offset)) else { continue };
            let from = request.specifier.value.clone();
            let to = specifier(&importer.source, &target, &from);
            let import = CorrectedImport { source: importer.source.clone(), from, to, why: why.clone() };
            found.push(Correction { import, span: request.specifier.span });
        }
    }
    found
}

/// The requests of the modules that import what is not there, each by its module and its place.
fn requests_by_place<'s>(
    state: &'s ProjectState<'_, '_>,
) -> HashMap<(&'s SourcePath, u32), &'s SourceRequest> {
    let importers = state.assessment.absent.iter().flat_map(|absent| &absent.importers);
    let sources: BTreeSet<&SourcePath> = importers.map(|importer| &importer.source).collect();
    let mut found = HashMap::new();
    for source in sources {
        for request in state.sources.known(source).iter().flat_map(|module| &module.requests) {
            found.entry((source, request.specifier.span.start)).or_insert(request);
        }
    }
    found
}

/// The source modules by the names of their files: whole, as they are compiled, and without their extensions.
struct SourceNames<'s> {
    whole: HashMap<String, Vec<&'s SourcePath>>,
    stems: HashMap<String, Vec<&'s SourcePath>>,
}

impl<'s> SourceNames<'s> {
    fn of(state: &'s ProjectState<'_, '_>) -> Self {
        let mut names = Self { whole: HashMap::new(), stems: HashMap::new() };
        for source in state.assessment.modules.iter().map(|module| &module.source) {
            let name = source.rsplit('/').next().unwrap_or(source);
            for whole in BTreeSet::from([name.to_owned(), compiled_name(name)]) {
                names.whole.entry(whole).or_default().push(source);
            }
            names.stems.entry(with_extension(name, "")).or_default().push(source);
        }
        names
    }

    /// The only source module of the same name in another folder.
    fn elsewhere(&self, path: &str) -> Option<SourcePath> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let found = if extension_of(name).is_empty() { self.stems.get(name) } else { self.whole.get(name) };
        match found?.as_slice() {
            [only] => Some((*only).clone()),
            _ => None,
        }
    }
}

/// The specifier from one source to another, with the extension as the old one has it.
fn specifier(from: &str, to: &str, old: &str) -> String {
    let (mut base, mut rest): (Vec<&str>, Vec<&str>) = (
        parent(from).unwrap_or_default().split('/').filter(|it| !it.is_empty()).collect(),
        to.split('/').collect(),
    );
    while rest.len() > 1 && !base.is_empty() && base.first() == rest.first() {
        base.remove(0);
        rest.remove(0);
    }
    let path = climbed(base.len(), &rest.join("/"));
    if EXTENSIONS.contains(&extension_of(old)) {
        with_extension(&path, extension_of(old))
    } else {
        with_extension(&path, "")
    }
}

/// All corrections as one change: they have one cause.
fn corrected(
    state: &ProjectState<'_, '_>,
    mut corrections: Vec<Correction>,
    modules: &[SourcePath],
) -> Option<Candidate> {
    let others: Vec<Correction> = corrections.iter().flat_map(|one| asked_alike(state, one)).collect();
    corrections.extend(others);
    corrections.sort_by(|a, b| (&a.import.source, b.span.start).cmp(&(&b.import.source, a.span.start)));
    // One import may be found twice: by the fault of the packed file, and by the source that is absent.
    corrections.dedup_by(|a, b| (&a.import.source, a.span) == (&b.import.source, b.span));
    let mut edits: BTreeMap<SourcePath, String> = BTreeMap::new();
    for of_file in corrections.chunk_by(|a, b| a.import.source == b.import.source) {
        let source = &of_file.first()?.import.source;
        edits.insert(source.clone(), rewritten(state.tree.text(source)?, of_file)?);
    }
    let file = &corrections.first()?.import.source;
    let first = corrections.iter().take_while(|it| it.import.source == *file).last()?;
    Some(Candidate {
        at: (first.import.source.clone(), first.span),
        change: FixChange::CorrectImports { first: first.import.clone(), count: corrections.len() },
        edits,
        packed_manifest: None,
        outputs: NewOutputs::default(),
        modules: modules.to_vec(),
    })
}

/// The text of a file with other specifiers; the corrections stand in the order of their places, the last first.
/// The imports of one source that ask for the same path, types among them: a compiler reads these, too.
fn asked_alike(state: &ProjectState<'_, '_>, one: &Correction) -> Vec<Correction> {
    let known = state.sources.known(&one.import.source);
    let requests = known.iter().flat_map(|module| &module.requests);
    let alike = requests.filter(|request| request.specifier.value == one.import.from);
    alike.map(|request| Correction { import: one.import.clone(), span: request.specifier.span }).collect()
}

fn rewritten(text: &str, corrections: &[Correction]) -> Option<String> {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for Correction { import, span } in corrections.iter().rev() {
        let (start, end) = (span.start as usize, span.end as usize);
        new.push_str(text.get(done..start)?);
        new.push_str(&text.get(start..end)?.replacen(&import.from, &import.to, 1));
        done = end;
    }
    new.push_str(text.get(done..)?);
    Some(new)
}

/// Packs the folders of the project that packed files look into.
fn packed(state: &ProjectState<'_, '_>, faults: &[&Fault], modules: &[SourcePath]) -> Vec<Candidate> {
    let missing = faults.iter().filter_map(|fault| fault.missing.as_deref());
    let is_there = |path: &&str| {
        let with_endings = ["", ".js", ".mjs", ".cjs", ".json", "/index.js"];
        let disk = &state.assessment.plan.disk;
        let is_source = |path: String| disk.tree.contains(&path) && !disk.is_written(&path);
        with_endings.iter().any(|ending| is_source(format!("{path}{ending}")))
    };
    let mut tops: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in missing.filter(is_there) {
        tops.entry(path.split('/').next().unwrap_or(path)).or_default().push(path);
    }
    if tops.is_empty() {
        return Vec::new();
    }
    let wide: Vec<String> = tops.keys().map(|top| (*top).to_owned()).collect();
    let folder = |(top, paths): (&&str, &Vec<&str>)| {
        let folder = common_directory(paths.iter().copied());
        if folder.is_empty() { (*top).to_owned() } else { folder }
    };
    let narrow: Vec<String> = tops.iter().map(folder).collect();
    let wide = Some(wide).filter(|wide| *wide != narrow);
    [Some(narrow), wide]
        .into_iter()
        .flatten()
        .filter_map(|entries| packed_too(state, &entries, modules))
        .collect()
}

/// Declares the packages that packed files import.
fn declared(state: &ProjectState<'_, '_>, faults: &[&Fault], modules: &[SourcePath]) -> Option<Candidate> {
    let names: BTreeSet<&str> = faults
        .iter()
        .filter_map(|fault| match &fault.kind {
            FaultKind::Undeclared { package, .. } => Some(package.as_str()),
            _ => None,
        })
        .filter(|name| is_publishable(name))
        .collect();
    if names.is_empty() {
        return None;
    }
    let ranges = ranges(state, names);
    let text = with_members(state.manifest(), "dependencies", &ranges)?;
    let packed_manifest = with_members(state.packed_manifest()?, "dependencies", &ranges);
    let manifest = json::parse(state.manifest()).ok()?;
    let key = manifest.member("dependencies").map(|member| member.key.span).unwrap_or_default();
    let candidate =
        Candidate::of_manifest(FixChange::AddDependencies { ranges }, key, text, modules.to_vec());
    Some(Candidate { packed_manifest, ..candidate })
}

/// A registry could have a package of that name: `@/help` and `~lib` are aliases.
fn is_publishable(name: &str) -> bool {
    let is_plain = |part: &str| {
        let is_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
        !part.is_empty() && !part.starts_with(['.', '_']) && part.chars().all(is_word)
    };
    match name.strip_prefix('@').map(|scoped| scoped.split_once('/')) {
        Some(parts) => parts.is_some_and(|(scope, rest)| is_plain(scope) && is_plain(rest)),
        None => is_plain(name),
    }
}

/// The ranges that the project itself develops with, that its lock file tells, or that are known around it.
fn ranges(state: &ProjectState<'_, '_>, names: BTreeSet<&str>) -> Vec<(String, String)> {
    let parsed = |file: &str| json::parse(state.tree.text(file)?.trim_start_matches('\u{feff}')).ok();
    let (manifest, lock) = (parsed("package.json"), parsed("package-lock.json"));
    let fields = ["devDependencies", "peerDependencies", "optionalDependencies"];
    let declared = fields.map(|field| members(manifest.as_ref(), field));
    let locked = members(lock.as_ref(), "packages");
    let range = |name: &str| {
        let version = || locked.get(join("node_modules", name).as_str())?.get("version")?.as_str();
        let mut own = declared.iter().filter_map(|field| field.get(name)?.as_str()).map(str::to_owned);
        let own = own.find(|range| is_range(range));
        let locked = || version().map(|version| format!("^{version}"));
        let around = || state.tree.ranges.0.as_ref()?.range(name);
        own.or_else(locked).or_else(around).unwrap_or_else(|| NEWEST.to_owned())
    };
    names.into_iter().map(|name| (name.to_owned(), range(name))).collect()
}

/// The members of an object of JSON, by their keys.
fn members<'j>(root: Option<&'j JsonNode>, key: &str) -> HashMap<&'j str, &'j JsonNode> {
    let object = root.and_then(|root| root.get(key)?.as_object()).unwrap_or_default();
    object.iter().map(|member| (member.key.value.as_str(), &member.value)).collect()
}
