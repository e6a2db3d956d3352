//! Reads a tsconfig.json with those that it extends: the files that it takes, and the folders that it writes to.

use std::collections::BTreeSet;

use crate::{
    json::{self, JsonContent, JsonNode},
    path::{join, parent},
    text::Span,
    trace::{
        disk::BuildDisk,
        fixes::manifest::with_members,
        glob::{Glob, GlobOptions},
        paths::{extension_of, is_declaration, joined, with_extension},
        relaxed::{relaxed_json, texts},
        source_path::SourcePath,
        source_tree::SourceTree,
        unread::{UnreadPart, UnreadReason},
    },
};

/// The part of a tsconfig.json that decides which files are written; all its paths are those of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TsConfig {
    pub path: String,
    pub out_dir: Option<String>,
    pub root_dir: Option<String>,
    pub declaration_dir: Option<String>,
    pub out_file: Option<String>,
    pub emits_nothing: bool,
    pub emits_declarations_only: bool,
    pub allows_js: bool,
    pub preserves_jsx: bool,
    pub is_composite: bool,
    /// JSON that is imported is a part of the program; without a word about it, the mode of modules decides.
    takes_json: Option<bool>,
    has_new_modules: bool,
    /// The places of options that decide what is written, each in the file that has the last word.
    pub places: OptionPlaces,
    /// The mode in which imports are resolved.
    pub resolution: Option<String>,
    pub references: Vec<String>,
    files: Option<Vec<SourcePath>>,
    include: Option<Vec<String>>,
    exclude: Option<Vec<String>>,
}

/// The places of options, and their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionPlaces {
    pub module: Option<OptionPlace>,
    pub resolves_json: Option<OptionPlace>,
    pub allows_js: Option<OptionPlace>,
}

/// A file, the place of a value in it, and the value as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionPlace {
    pub file: SourcePath,
    pub span: Span,
    pub value: String,
}

/// The limit of how long a chain of `extends` may be.
const CHAIN: usize = 16;

impl TsConfig {
    /// Reads a configuration, and adds to `unread` the files that cannot be read.
    pub fn read(disk: &BuildDisk<'_>, path: &str, unread: &mut Vec<UnreadPart>) -> Option<Self> {
        let text = disk.tree.text(path)?;
        let Some(document) = relaxed_json(text) else {
            unread.push(UnreadPart::of_file(path, UnreadReason::NotJson, None));
            return None;
        };
        let mut config = Self { path: path.to_owned(), ..Self::default() };
        let mut chain = vec![(path.to_owned(), document)];
        let mut at = 0;
        while let Some((own, document)) = chain.get(at).cloned() {
            let place = document.get("extends").map(|node| node.span);
            for base in texts(document.get("extends")).unwrap_or_default().iter().rev() {
                match base_config(disk, &own, base).filter(|_| chain.len() < CHAIN) {
                    Some(found) => chain.push(found),
                    None => {
                        let why = UnreadReason::AbsentBase(base.clone());
                        unread.push(UnreadPart::of_file(&own, why, place));
                    }
                }
            }
            at += 1;
        }
        // The bases first, so that what extends them has the last word.
        for (own, document) in chain.iter().rev() {
            config.take(own, document);
        }
        // `references` are not inherited.
        let own = chain.first().map(|(_, document)| document);
        let references = own.and_then(|document| document.get("references"));
        config.references = references.map(|node| reference_paths(disk, path, node)).unwrap_or_default();
        Some(config)
    }

    /// The configuration of a command line that names files: it has no tsconfig.json.
    pub fn of_files(files: Vec<SourcePath>) -> Self {
        Self { files: Some(files), ..Self::default() }
    }

    pub fn directory(&self) -> &str {
        parent(&self.path).unwrap_or_default()
    }

    /// Takes over the options of one file, which overrule those of the files that it extends.
    fn take(&mut self, own: &str, document: &JsonNode) {
        let directory = parent(own).unwrap_or_default();
        let leaf = self.directory().to_owned();
        // Paths are relative to the file that they stand in. Only `${configDir}` is the folder of the file
        // that extends it.
        let path = |text: &str| match text.strip_prefix("${configDir}") {
            Some(rest) => joined(&leaf, rest.trim_start_matches('/')),
            None => joined(directory, text),
        };
        let list = |key: &str| -> Option<Vec<String>> {
            let written = texts(document.get(key))?;
            Some(written.iter().filter_map(|text| path(text)).collect())
        };
        self.files =
            list("files").map(|all| all.into_iter().map(SourcePath::from).collect()).or(self.files.take());
        // A list takes the place of the base's, and is not added to it.
        self.include = list("include").or(self.include.take());
        self.exclude = list("exclude").or(self.exclude.take());
        let Some(options) = document.get("compilerOptions") else { return };
        let text = |key: &str| options.get(key).and_then(JsonNode::as_str);
        let flag = |key: &str, before: bool| match options.get(key).map(|node| &node.value) {
            Some(JsonContent::Bool(value)) => *value,
            _ => before,
        };
        let place = |key: &str| {
            let node = options.get(key)?;
            let value = node.as_str().unwrap_or_default().to_ascii_lowercase();
            Some(OptionPlace { file: own.into(), span: node.span, value })
        };
        let places = &mut self.places;
        places.module = place("module").or(places.module.take());
        places.resolves_json = place("resolveJsonModule").or(places.resolves_json.take());
        places.allows_js = place("allowJs").or(places.allows_js.take());
        self.resolution = text("moduleResolution").map(str::to_ascii_lowercase).or(self.resolution.take());
        self.out_dir = text("outDir").and_then(path).or(self.out_dir.take());
        self.root_dir = text("rootDir").and_then(path).or(self.root_dir.take());
        self.declaration_dir = text("declarationDir").and_then(path).or(self.declaration_dir.take());
        self.out_file = text("outFile").and_then(path).or(self.out_file.take());
        self.emits_nothing = flag("noEmit", self.emits_nothing);
        self.emits_declarations_only = flag("emitDeclarationOnly", self.emits_declarations_only);
        // `checkJs` allows JavaScript, too, unless `allowJs` forbids it.
        self.allows_js = flag("allowJs", self.allows_js || flag("checkJs", false));
        self.is_composite = flag("composite", self.is_composite);
        if let Some(JsonContent::Bool(value)) = options.get("resolveJsonModule").map(|node| &node.value) {
            self.takes_json = Some(*value);
        }
        // As TypeScript 5.9 has it; before, an import of JSON in these modes is an error.
        let new = ["nodenext", "node20", "node18", "preserve", "bundler"];
        let is_new = |key: &str| text(key).map(|mode| new.contains(&mode.to_ascii_lowercase().as_str()));
        self.has_new_modules =
            is_new("moduleResolution").or(is_new("module")).unwrap_or(self.has_new_modules);
        self.preserves_jsx =
            text("jsx").map_or(self.preserves_jsx, |jsx| matches!(jsx, "preserve" | "react-native"));
    }

    /// The files that it names or its patterns find.
    pub fn roots(&self, disk: &BuildDisk<'_>) -> Vec<SourcePath> {
        let mut found: BTreeSet<SourcePath> =
            self.files.iter().flatten().filter(|path| disk.is_file(path)).cloned().collect();
        if self.files.is_none() || self.include.is_some() {
            let include = self.include.clone().unwrap_or_else(|| vec![join(self.directory(), "**/*")]);
            let include: Vec<Glob> = include.iter().map(|pattern| including(disk, pattern)).collect();
            let exclude = self.excluding();
            let below = disk.files();
            disk.work.take(below.len().saturating_mul(include.len() + exclude.len()));
            if disk.work.is_spent() {
                return Vec::new();
            }
            // `exclude` holds for what `include` finds, and not for `files`.
            let taken = below.into_iter().filter(|path| {
                self.is_supported(path)
                    && include.iter().any(|glob| glob.matches(path))
                    && !exclude.iter().any(|glob| glob.matches(path))
            });
            found.extend(taken);
        }
        let all = found.clone();
        found.into_iter().filter(|path| !is_shadowed(path, &all)).collect()
    }

    /// The patterns of what is left out by `exclude`.
    pub fn excluding(&self) -> Vec<Glob> {
        let defaults = || {
            let folders = ["node_modules", "bower_components", "jspm_packages"];
            let mut all: Vec<String> =
                folders.iter().map(|name| join(self.directory(), &format!("**/{name}"))).collect();
            all.extend([self.out_dir.clone(), self.declaration_dir.clone()].into_iter().flatten());
            all
        };
        let patterns = self.exclude.clone().unwrap_or_else(defaults);
        let dotted = GlobOptions { dot: true, ..GlobOptions::default() };
        let both = |pattern: &String| {
            let pattern = pattern.trim_end_matches('/');
            [pattern.to_owned(), format!("{pattern}/**")]
        };
        patterns
            .iter()
            .filter(|pattern| !pattern.is_empty())
            .flat_map(both)
            .map(|pattern| Glob::new(&pattern, dotted))
            .collect()
    }

    /// A file that is taken where another imports it.
    pub fn takes_import(&self, path: &str) -> bool {
        let is_json = extension_of(path) == ".json" && self.takes_json.unwrap_or(self.has_new_modules);
        is_json || self.is_supported(path)
    }

    pub fn is_supported(&self, path: &str) -> bool {
        match extension_of(path) {
            ".ts" | ".tsx" | ".mts" | ".cts" => true,
            ".js" | ".jsx" | ".mjs" | ".cjs" => self.allows_js,
            _ => false,
        }
    }
}

/// A file is shadowed by another of its name: of `a.ts`, `a.tsx`, `a.d.ts` and `a.js` only the first is taken.
fn is_shadowed(path: &str, all: &BTreeSet<SourcePath>) -> bool {
    let stem = if is_declaration(path) {
        with_extension(&with_extension(path, ""), "")
    } else {
        with_extension(path, "")
    };
    let before: &[&str] = match extension_of(path) {
        ".tsx" => &[".ts"],
        ".ts" if is_declaration(path) => &[".ts", ".tsx"],
        ".js" | ".jsx" => &[".ts", ".tsx", ".d.ts"],
        ".mjs" => &[".mts", ".d.mts"],
        ".cjs" => &[".cts", ".d.cts"],
        _ => &[],
    };
    before.iter().any(|extension| all.contains(format!("{stem}{extension}").as_str()))
}

/// A pattern of `include`; a folder stands for all below it.
fn including(disk: &BuildDisk<'_>, pattern: &str) -> Glob {
    let last = pattern.rsplit('/').next().unwrap_or(pattern);
    let is_folder = !last.contains(['*', '?']) && !disk.is_file(pattern);
    let pattern = if is_folder { join(pattern.trim_end_matches('/'), "**/*") } else { pattern.to_owned() };
    Glob::new(&pattern, GlobOptions::default())
}

fn base_config(disk: &BuildDisk<'_>, own: &str, base: &str) -> Option<(String, JsonNode)> {
    let directory = parent(own).unwrap_or_default();
    let path = if base.starts_with('.') { joined(directory, base)? } else { return None };
    let candidates = [path.clone(), format!("{path}.json"), join(&path, "tsconfig.json")];
    let found = candidates.into_iter().find(|path| disk.tree.text(path).is_some())?;
    let document = relaxed_json(disk.tree.text(&found)?)?;
    Some((found, document))
}

fn reference_paths(disk: &BuildDisk<'_>, own: &str, node: &JsonNode) -> Vec<String> {
    let JsonContent::Array(items) = &node.value else { return Vec::new() };
    let paths = items.iter().filter_map(|item| item.get("path")?.as_str());
    paths.filter_map(|path| project_file(disk, &joined(parent(own).unwrap_or_default(), path)?)).collect()
}

/// A configuration with one more option that is true, its file, and the place of the options.
pub fn with_flag(tree: &SourceTree, path: &str, option: &str) -> Option<(SourcePath, Span, String)> {
    let text = tree.text(path)?;
    let span = json::parse(text).ok()?.member("compilerOptions")?.key.span;
    // Written as a text, and its quotes taken off again.
    let written = with_members(text, "compilerOptions", &[(option.to_owned(), "true".to_owned())])?;
    let plain = written.replacen(&format!("\"{option}\": \"true\""), &format!("\"{option}\": true"), 1);
    Some((path.into(), span, plain))
}

/// The configuration that a path stands for: the file, or the one in the folder.
pub fn project_file(disk: &BuildDisk<'_>, path: &str) -> Option<String> {
    let inside = join(path, "tsconfig.json");
    [path.to_owned(), inside].into_iter().find(|path| !path.is_empty() && disk.tree.contains(path))
}
