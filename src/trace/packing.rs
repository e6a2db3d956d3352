//! The files of a folder that npm packs, and the line that keeps a file out.
//!
//! npm walks the folder from the root down. Every folder on the way has a say: rules of npm's own, then "files" of
//! package.json or, where there is none, `.npmignore` or else `.gitignore`, then what is packed or refused in any case.
//! The tarball is the truth; this only explains why a file is not in it.

use std::{cell::RefCell, collections::HashMap};

use crate::{
    entry_points::bins::bin_path,
    json::{JsonContent, JsonNode},
    path::parent,
    text::LineIndex,
    trace::{
        glob::{Glob, GlobOptions},
        source_path::SourcePath,
        source_tree::SourceTree,
    },
};

/// The rules by which npm packs a project.
#[derive(Debug, Default)]
pub struct NpmPacking {
    /// The rules that every folder begins with.
    first: Vec<PackingRule>,
    folders: HashMap<String, Vec<PackingRule>>,
    has_files: bool,
    /// The folders that were asked for already.
    entered: RefCell<HashMap<String, EnteredFolder>>,
}

/// The answer of the folders above to a folder.
#[derive(Clone, Debug)]
struct EnteredFolder {
    /// npm does not enter it, for this rule.
    kept_out: Option<ExcludedBy>,
    /// A rule takes the folder itself, and not only something below it.
    is_exact: bool,
}

/// The rule that keeps a file out of the tarball. Groups are sorted by it, so the order of the variants shows in reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExcludedBy {
    /// A line of an ignore file.
    IgnoreLine { pattern: String, file: SourcePath, line: u32 },
    /// An entry of "files" in package.json, as a rule one that begins with `!`.
    FilesEntry { pattern: String, line: u32 },
    /// "files" in package.json as a whole: none of its entries takes the file.
    NoFilesEntry { line: u32 },
    /// A rule of npm's own.
    Npm { pattern: String },
}

#[derive(Clone, Debug)]
struct PackingRule {
    glob: Glob,
    /// A negated rule takes a file in again.
    is_negated: bool,
    from: ExcludedBy,
}

const NPM: GlobOptions = GlobOptions { dot: true, nocase: true, base: true };
// The lists are those of npm-packlist, in its order: the last rule that matches decides. `/.git` is twice in
// it.
const FIRST: [&str; 22] = [
    ".npmignore",
    ".gitignore",
    "**/.git",
    "**/.svn",
    "**/.hg",
    "**/CVS",
    "**/.git/**",
    "**/.svn/**",
    "**/.hg/**",
    "**/CVS/**",
    "/.lock-wscript",
    "/.wafpickle-*",
    "/build/config.gypi",
    "npm-debug.log",
    "**/.npmrc",
    ".*.swp",
    ".DS_Store",
    "**/.DS_Store/**",
    "._*",
    "**/._*/**",
    "*.orig",
    "/archived-packages/**",
];
const LAST: [&str; 13] = [
    "/.git",
    "!/package.json",
    "!/readme{,.*[^~$]}",
    "!/copying{,.*[^~$]}",
    "!/license{,.*[^~$]}",
    "!/licence{,.*[^~$]}",
    "/.git",
    "/node_modules",
    ".npmrc",
    "/package-lock.json",
    "/yarn.lock",
    "/pnpm-lock.yaml",
    "/bun.lockb",
];

impl NpmPacking {
    /// `exists` tells what lies at a path once the build has run.
    pub fn new(
        tree: &SourceTree,
        manifest: Option<&JsonNode>,
        exists: &dyn Fn(&str) -> Option<PathKind>,
    ) -> Self {
        let files = manifest.and_then(|manifest| manifest.get("files")).and_then(strings);
        let first = FIRST.iter().map(|rule| PackingRule::of(rule, ExcludedBy::npm(rule))).collect();
        let mut packing = Self { first, has_files: files.is_some(), ..Self::default() };
        let (own, strict, required) = package_rules(tree, manifest, files.as_deref(), exists);
        packing.add_root(tree, own, strict);
        for path in tree.paths().filter(|path| path.contains('/')) {
            if let Some(name @ (".npmignore" | ".gitignore")) = path.rsplit('/').next() {
                packing.add_ignore_file(tree, parent(path).unwrap_or_default(), name);
            }
        }
        for path in &required {
            // npm hands a required file on to the folder that it lies right in, and to none further down.
            if let Some((folder, name)) = path.split_once('/').filter(|(_, name)| !name.contains('/')) {
                let rule = PackingRule::of(&format!("!{name}"), ExcludedBy::npm(""));
                packing.folders.entry(folder.to_owned()).or_default().push(rule);
            }
        }
        packing
    }

    /// The rules of git's ignore files alone: most of what they name is built.
    pub fn by_git(tree: &SourceTree) -> Self {
        let mut packing = Self::default();
        for path in tree.paths().filter(|path| path.rsplit('/').next() == Some(".gitignore")) {
            packing.folders.insert(parent(path).unwrap_or_default().to_owned(), ignore_rules(tree, path));
        }
        packing
    }

    fn add_root(&mut self, tree: &SourceTree, own: Vec<PackingRule>, strict: Vec<PackingRule>) {
        let mut rules = Vec::new();
        let ignore_file = [".npmignore", ".gitignore"].into_iter().find(|name| tree.contains(name));
        match ignore_file {
            // At the root, "files" puts ignore files out of force. In the folders below they still count.
            _ if self.has_files => rules.extend(own),
            Some(name) => rules.extend(ignore_rules(tree, name)),
            None => {}
        }
        rules.extend(strict);
        self.folders.insert(String::new(), rules);
    }

    fn add_ignore_file(&mut self, tree: &SourceTree, folder: &str, name: &str) {
        let is_second = name == ".gitignore" && tree.contains(&format!("{folder}/.npmignore"));
        if !is_second {
            let rules = ignore_rules(tree, &format!("{folder}/{name}"));
            self.folders.entry(folder.to_owned()).or_default().extend(rules);
        }
    }

    /// The line that keeps a file out; `None` where it is packed.
    pub fn excluded(&self, path: &str) -> Option<ExcludedBy> {
        let folders: Vec<&str> =
            std::iter::once("").chain(path.match_indices('/').filter_map(|(at, _)| path.get(..at))).collect();
        let mut exact = vec![true];
        for (depth, folder) in folders.iter().enumerate().skip(1) {
            let level = folders.get(..depth).unwrap_or_default();
            let EnteredFolder { kept_out, is_exact } = self.entered(level, &exact, folder);
            if kept_out.is_some() {
                return kept_out;
            }
            exact.push(is_exact);
        }
        self.filter(&folders, &exact, path, PathKind::File)
    }

    /// The answer to a folder, which is the same for all files below it.
    fn entered(&self, level: &[&str], exact: &[bool], folder: &str) -> EnteredFolder {
        if let Some(known) = self.entered.borrow().get(folder) {
            return known.clone();
        }
        let as_file = |path: &str| self.filter(level, exact, path, PathKind::File).is_none();
        let answer = EnteredFolder {
            kept_out: self.filter(level, exact, folder, PathKind::Folder),
            // ignore-walk asks a second time with a slash behind the name.
            is_exact: as_file(folder) || as_file(&format!("{folder}/")),
        };
        self.entered.borrow_mut().insert(folder.to_owned(), answer.clone());
        answer
    }

    /// The rule that keeps an entry out, once every folder on the way has been asked, from the root down.
    fn filter(&self, folders: &[&str], exact: &[bool], path: &str, asked: PathKind) -> Option<ExcludedBy> {
        let deepest = folders.last().copied().unwrap_or_default();
        let own_name = within(deepest, path);
        let mut excluded: Option<ExcludedBy> = None;
        for (depth, folder) in folders.iter().enumerate() {
            // npm entered this folder for what may lie below it: what a folder above refuses, no rule here
            // takes in again.
            if depth > 0 && excluded.is_some() && exact.get(depth) == Some(&false) {
                return excluded;
            }
            let entry = within(folder, path);
            let base = (*folder != deepest).then_some(own_name);
            for rule in self.first.iter().chain(self.folders.get(*folder).into_iter().flatten()) {
                // A rule is asked only where it would change the answer.
                if rule.is_negated == excluded.is_some() && rule.matches(entry, base, asked) {
                    excluded = (!rule.is_negated).then(|| rule.from.clone());
                }
            }
        }
        excluded
    }
}

/// A path is taken for a file; or for a folder, which npm enters where something below may be packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    File,
    Folder,
}

impl ExcludedBy {
    fn npm(pattern: &str) -> Self {
        Self::Npm { pattern: pattern.to_owned() }
    }
}

impl PackingRule {
    fn of(line: &str, from: ExcludedBy) -> Self {
        let pattern = line.trim_start_matches('!');
        // minimatch turns a rule around for each `!` at its beginning.
        let is_negated = (line.len() - pattern.len()) % 2 == 1;
        Self { glob: Glob::new(pattern, NPM), is_negated, from }
    }

    fn matches(&self, entry: &str, base: Option<&str>, asked: PathKind) -> bool {
        let glob = &self.glob;
        let plain = |entry: &str| glob.matches(&format!("/{entry}")) || glob.matches(entry);
        let as_folder = |entry: &str| {
            let closed = format!("{entry}/");
            let below = || glob.may_match_below(&format!("/{entry}")) || glob.may_match_below(entry);
            plain(&closed) || (self.is_negated && below())
        };
        // ignore-walk compares a rule of one name with the last name of a folder as well, wherever the folder
        // is.
        let by_name = || base.filter(|_| glob.is_single_name()).is_some_and(as_folder);
        plain(entry) || (asked == PathKind::Folder && (as_folder(entry) || by_name()))
    }
}

/// A path relative to a folder above it.
fn within<'p>(folder: &str, path: &'p str) -> &'p str {
    match folder {
        "" => path,
        _ => path.get(folder.len() + 1..).unwrap_or(path),
    }
}

fn ignore_rules(tree: &SourceTree, path: &str) -> Vec<PackingRule> {
    let text = tree.text(path).unwrap_or_default();
    let numbered = text.lines().map(str::trim).zip(1..);
    let lines = numbered.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    let from = |line: &str, number| {
        let (pattern, file) = (line.to_owned(), path.into());
        ExcludedBy::IgnoreLine { pattern, file, line: number }
    };
    lines.map(|(line, number)| PackingRule::of(line, from(line, number))).collect()
}

/// The rules of package.json in three parts: those of "files", those that hold in any case, and the files that "files"
/// names.
fn package_rules(
    tree: &SourceTree,
    manifest: Option<&JsonNode>,
    files: Option<&[(String, u32)]>,
    exists: &dyn Fn(&str) -> Option<PathKind>,
) -> (Vec<PackingRule>, Vec<PackingRule>, Vec<String>) {
    let text = tree.text("package.json").unwrap_or_default();
    let lines = LineIndex::of(text.as_bytes());
    let line = |offset: u32| lines.position(text.as_bytes(), offset).line;
    let member = manifest.and_then(|manifest| manifest.member("files"));
    let whole = member.map(|member| ExcludedBy::NoFilesEntry { line: line(member.key.span.start) });
    let mut own: Vec<PackingRule> = whole.into_iter().map(|whole| PackingRule::of("*", whole)).collect();
    let (mut strict, mut required) = (Vec::new(), Vec::new());
    for (entry, offset) in files.unwrap_or_default() {
        let shown = ExcludedBy::FilesEntry { pattern: entry.clone(), line: line(*offset) };
        let trimmed = entry.strip_prefix('.').filter(|rest| rest.starts_with('/')).unwrap_or(entry);
        // npm makes `dist/**` of `dist/*`.
        let pattern = if trimmed.ends_with("/*") { format!("{trimmed}*") } else { trimmed.to_owned() };
        let inverse = format!("!{pattern}");
        let path = pattern.trim_start_matches('!').trim_matches('/');
        // npm looks on the disk: a name of a file holds against all other rules, a folder is taken with all
        // below it, and anything else is a pattern.
        match if path.is_empty() { Some(PathKind::Folder) } else { exists(path) } {
            Some(PathKind::File) => {
                // At the front, so that npm's own rules have the last word.
                strict.insert(0, PackingRule::of(&inverse, shown));
                required.push(pattern.trim_start_matches('/').to_owned());
            }
            Some(PathKind::Folder) => {
                own.push(PackingRule::of(&inverse, shown.clone()));
                own.push(PackingRule::of(&format!("{inverse}/**"), shown));
            }
            None => own.push(PackingRule::of(&inverse, shown)),
        }
    }
    strict.extend(LAST.iter().map(|rule| PackingRule::of(rule, ExcludedBy::npm(rule))));
    let always = always_packed(manifest);
    strict.extend(always.iter().map(|path| PackingRule::of(&format!("!/{path}"), ExcludedBy::npm(path))));
    (own, strict, required)
}

/// The files that "browser", "main" and "bin" name. npm tidies up the paths of "bin" only: `./index.js` as "main" is the
/// name of no file to it.
fn always_packed(manifest: Option<&JsonNode>) -> Vec<String> {
    let get = |key: &str| manifest.and_then(|manifest| manifest.get(key));
    let plain = ["browser", "main"].iter().filter_map(|key| get(key)?.as_str()).map(str::to_owned);
    let bins: Vec<&str> = match get("bin").map(|bin| &bin.value) {
        Some(JsonContent::String(path)) => vec![path],
        Some(JsonContent::Object(members)) => {
            members.iter().filter_map(|member| member.value.as_str()).collect()
        }
        Some(JsonContent::Array(paths)) => paths.iter().filter_map(JsonNode::as_str).collect(),
        _ => Vec::new(),
    };
    plain.chain(bins.into_iter().map(bin_path)).filter(|path| !path.is_empty()).collect()
}

fn strings(node: &JsonNode) -> Option<Vec<(String, u32)>> {
    let JsonContent::Array(items) = &node.value else { return None };
    Some(items.iter().filter_map(|item| Some((item.as_str()?.to_owned(), item.span.start))).collect())
}
