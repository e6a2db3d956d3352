//! Modules that a text names by their path: workers, tools' fields, scripts, files that `require.resolve`
//! looks up.

use crate::{
    bytes::ByteSet,
    facts::Facts,
    hash::{HashMap, HashSet},
    json::{JsonContent, JsonNode},
    link::{
        computed::named_folder,
        graph::{Edge, Module, ModuleGraph, ModuleId, ReachedBy},
    },
    path::{PackagePath, beside, extension},
    rules::support::handed::{OwnTexts, may_hold_modules},
    text::quoted,
};

/// Members of package.json whose paths do not lead a program to a file.
const SILENT: [&str; 12] = [
    "files",
    "sideEffects",
    "keywords",
    "description",
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "overrides",
    "resolutions",
    // "exports" was followed already, by the rules of Node and of bundlers.
    "exports",
];
/// Extensions of files that are no modules for Node, and may name some.
const LEADING: [&str; 19] = [
    ".ts", ".mts", ".cts", ".tsx", ".jsx", ".vue", ".svelte", ".astro", ".marko", ".html", ".htm", ".json",
    ".gyp", ".gypi", ".sh", ".yml", ".yaml", ".map", "",
];
const MODULES: [&str; 3] = [".js", ".mjs", ".cjs"];
/// The longest file without an extension that can be a script.
const LONGEST_SCRIPT: usize = 1 << 16;

/// Returns the modules that no request reaches and that some text names: package.json, another language's file, or a
/// module that is reached itself. Of those that are asked for all are among them, of the others some.
pub(in crate::rules) fn named(
    facts: &Facts<'_>,
    graph: &ModuleGraph,
    asked: HashSet<ModuleId>,
) -> HashSet<ModuleId> {
    let mut search = NamedSearch::new(facts, graph, asked);
    search.package_json();
    search.other_files();
    for (_, module) in graph.iter().filter(|(_, module)| module.reached_by != ReachedBy::NoOne) {
        search.module(module);
    }
    // A module that is named may be loaded, so that what it asks for and what its own text names is found, too.
    while let Some(id) = search.open.pop() {
        let Some(module) = graph.get(id) else { continue };
        module.requests.iter().filter_map(Edge::module).for_each(|id| search.found(id));
        search.module(module);
    }
    if search.steps > MOST_STEPS { graph.iter().map(|(id, _)| id).collect() } else { search.named }
}

struct NamedSearch<'f> {
    facts: &'f Facts<'f>,
    graph: &'f ModuleGraph,
    /// The modules that are asked for, and were not found: without them nothing is searched.
    left: HashSet<ModuleId>,
    outline: Outline,
    /// The modules that are searched for, by the name of the file, and by the name that may stand for it
    /// without its extension.
    by_name: HashMap<&'f str, Vec<ModuleId>>,
    by_stem: HashMap<&'f str, Vec<ModuleId>>,
    /// The modules by their paths, and the names of all folders that they are in.
    by_path: HashMap<&'f str, Vec<ModuleId>>,
    folders: HashSet<&'f str>,
    /// The folders of which all modules were found.
    handed: HashSet<String>,
    named: HashSet<ModuleId>,
    open: Vec<ModuleId>,
    /// The number of modules that were compared with a text.
    steps: usize,
}

/// The number of comparisons that are made; beyond it, every module counts as named.
const MOST_STEPS: usize = 2_000_000;

impl<'f> NamedSearch<'f> {
    fn new(facts: &'f Facts<'f>, graph: &'f ModuleGraph, left: HashSet<ModuleId>) -> Self {
        let (mut by_name, mut by_stem) = (HashMap::<_, Vec<_>>::default(), HashMap::<_, Vec<_>>::default());
        let (mut by_path, mut folders) = (HashMap::<_, Vec<_>>::default(), HashSet::default());
        for (id, module) in graph.iter().filter(|(_, module)| module.reached_by == ReachedBy::NoOne) {
            by_path.entry(module.path.as_str()).or_default().push(id);
            folders.extend(module.path.directory().split('/').filter(|name| !name.is_empty()));
            by_name.entry(module.path.file_name()).or_default().push(id);
            by_stem
                .entry(stem(module.path.as_str()).rsplit('/').next().unwrap_or_default())
                .or_default()
                .push(id);
        }
        let outline = Outline::of(by_name.keys().chain(by_stem.keys()));
        let (named, open, handed) = Default::default();
        Self {
            facts,
            graph,
            left,
            outline,
            by_name,
            by_stem,
            by_path,
            folders,
            handed,
            named,
            open,
            steps: 0,
        }
    }

    fn found(&mut self, id: ModuleId) {
        let is_looked_for = self.graph.get(id).is_some_and(|module| module.reached_by == ReachedBy::NoOne);
        if is_looked_for && self.named.insert(id) {
            self.left.remove(&id);
            self.open.push(id);
        }
    }

    fn package_json(&mut self) {
        let document = self.facts.package.manifest().and_then(|manifest| manifest.document().ok());
        let members = document.and_then(JsonNode::as_object).into_iter().flatten();
        for member in members.filter(|member| !SILENT.contains(&member.key.value.as_str())) {
            self.value(&member.value.value, member.key.value == "scripts");
            if may_hold_modules(&member.key.value) {
                self.folders_in(&member.value.value);
            }
        }
    }

    fn value(&mut self, value: &JsonContent, is_script: bool) {
        match value {
            JsonContent::String(text) if is_script => {
                let separates = |char: char| char.is_whitespace() || "'\"=();&|`".contains(char);
                text.split(separates).for_each(|word| self.path_in_script(word));
            }
            JsonContent::String(text) => self.path("", text),
            JsonContent::Array(items) => items.iter().for_each(|item| self.value(&item.value, is_script)),
            JsonContent::Object(members) => members.iter().for_each(|member| {
                self.path("", &member.key.value);
                self.value(&member.value.value, is_script);
            }),
            _ => {}
        }
    }

    /// Finds the modules of the folders that a tool's field names: `"oclif": { "commands": "./lib/commands" }`.
    fn folders_in(&mut self, value: &JsonContent) {
        match value {
            JsonContent::String(text) => self.folder("", &format!("./{}", text.trim_start_matches("./"))),
            JsonContent::Array(items) => items.iter().for_each(|item| self.folders_in(&item.value)),
            JsonContent::Object(members) => {
                members.iter().for_each(|member| self.folders_in(&member.value.value));
            }
            _ => {}
        }
    }

    /// Finds all modules below a folder that a text names.
    fn folder(&mut self, directory: &str, words: &str) {
        let fixed = words.split(['*', '$']).next().unwrap_or(words);
        let mut names = fixed.trim_end_matches('/').rsplit('/');
        let is_one = |name: Option<&str>| name.is_some_and(|name| self.folders.contains(name));
        // Before a mark the last name may be the beginning of a file's.
        if !(is_one(names.next()) || is_one(names.next())) || self.steps > MOST_STEPS {
            return;
        }
        let files = self.facts.package.files();
        let Some(folder) = named_folder(files, directory, words) else { return };
        if !self.handed.insert(folder.path.clone()) {
            return;
        }
        let ids: Vec<_> = folder
            .files(files)
            .filter_map(|path| self.by_path.get(path.as_str()))
            .flatten()
            .copied()
            .collect();
        self.steps += ids.len();
        ids.into_iter().for_each(|id| self.found(id));
    }

    /// Reads the texts of a module, and the paths from its own place that they are handed on with.
    fn module(&mut self, module: &Module) {
        self.file(&module.path);
        if self.left.is_empty() {
            return;
        }
        let bytes = self.facts.package.files().contents(module.path.as_str()).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        let directory = module.path.directory();
        let own = OwnTexts::of(module, text);
        for (words, may_be_file) in own.paths() {
            self.folder(directory, &words);
            if may_be_file {
                self.path(directory, &words);
            }
        }
    }

    /// Reads the paths of a script: `node b` names a file without its extension and without `./`.
    fn path_in_script(&mut self, word: &str) {
        self.path("", word);
        if !word.starts_with(['.', '-']) {
            self.path("", &format!("./{word}"));
        }
    }

    /// Reads the files of other languages, which may be ways into the package.
    fn other_files(&mut self) {
        let files = self.facts.package.files();
        for (path, _) in files.iter() {
            let is_declaration = [".d.ts", ".d.mts", ".d.cts"].iter().any(|end| path.as_str().ends_with(end));
            if LEADING.contains(&path.extension()) && !is_declaration && path.as_str() != "package.json" {
                self.file(path);
            }
        }
    }

    fn file(&mut self, path: &PackagePath) {
        if self.left.is_empty() {
            return;
        }
        let bytes = self.facts.package.files().contents(path.as_str()).unwrap_or_default();
        let is_too_long = path.extension().is_empty() && bytes.len() > LONGEST_SCRIPT;
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        // A source map that contains the sources needs none of the files.
        let is_idle = path.extension() == ".map" && memchr::memmem::find(bytes, b"sourcesContent").is_some();
        if !is_too_long && !is_idle {
            quoted(text).for_each(|words| self.path(path.directory(), words));
        }
    }

    /// Finds the modules that a text in quotes may name: the one at that path, or those whose path ends with
    /// it.
    fn path(&mut self, directory: &str, words: &str) {
        if !self.outline.has(words.as_bytes()) {
            return;
        }
        let plain = words.split(['#', '?']).next().unwrap_or(words);
        // The path may stand behind a placeholder (`${dir}/w.js`) or behind a loader of a bundler
        // (`worker-loader!./w.js`).
        let plain = plain.rsplit(['}', '!']).next().unwrap_or(plain);
        let tail = plain.trim_start_matches('/').trim_start_matches("./").trim_start_matches("../");
        let name = tail.rsplit('/').next().unwrap_or(tail);
        if name.is_empty() || name.contains(' ') {
            return;
        }
        let has_extension = MODULES.contains(&extension(name));
        let table = if has_extension { &self.by_name } else { &self.by_stem };
        let Some(alike) = table.get(name).filter(|_| self.steps <= MOST_STEPS) else { return };
        let exact = beside(directory, plain).unwrap_or_default();
        // `index.js`, or a word such as `w`, stands in too many texts to name a module of another folder.
        let is_telling = tail.contains('/') || (has_extension && !name.starts_with("index."));
        let is_relative = plain.starts_with("./") || plain.starts_with("../");
        let is_meant = |path: &str| {
            let path = if has_extension { path } else { stem(path) };
            let ends = || path.strip_suffix(tail).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
            ((is_relative || has_extension) && path == exact) || (is_telling && ends())
        };
        self.steps += alike.len();
        let ids = alike.iter().copied();
        let meant = ids.filter(|id| self.graph.get(*id).is_some_and(|module| is_meant(module.path.as_str())));
        for id in meant.collect::<Vec<_>>() {
            self.found(id);
        }
    }
}

/// The lengths of names, and the bytes they begin and end with: nearly every word of a text differs from all names in one
/// of these.
struct Outline {
    lengths: ByteSet,
    first: ByteSet,
    last: ByteSet,
}

impl Outline {
    fn of<'n>(names: impl Iterator<Item = &'n &'n str>) -> Self {
        let mut outline = Self { lengths: ByteSet::of(&[]), first: ByteSet::of(&[]), last: ByteSet::of(&[]) };
        for name in names.map(|name| name.as_bytes()) {
            outline.lengths.add(length(name));
            name.first().into_iter().for_each(|byte| outline.first.add(*byte));
            name.last().into_iter().for_each(|byte| outline.last.add(*byte));
        }
        outline
    }

    /// Tells whether the last segment of a path looks like one of the names.
    fn has(&self, words: &[u8]) -> bool {
        let plain = memchr::memchr2(b'#', b'?', words).and_then(|end| words.get(..end)).unwrap_or(words);
        let start = memchr::memrchr3(b'/', b'}', b'!', plain).map_or(0, |at| at + 1);
        let name = plain.get(start..).unwrap_or_default();
        let is_one = |set: &ByteSet, byte: Option<&u8>| byte.is_some_and(|byte| set.has(*byte));
        self.lengths.has(length(name)) && is_one(&self.last, name.last()) && is_one(&self.first, name.first())
    }
}

fn length(name: &[u8]) -> u8 {
    u8::try_from(name.len()).unwrap_or(u8::MAX)
}

/// Returns a path without its extension, or the folder of an index file.
fn stem(path: &str) -> &str {
    let stem = MODULES.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
    stem.strip_suffix("/index").unwrap_or(stem)
}
