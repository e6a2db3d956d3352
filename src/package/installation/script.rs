//! A packed script that runs at installation: its text and that of the files that it requires, and the paths
//! that it may write according to them.

use std::collections::BTreeSet;

use crate::{
    files::FileTree,
    hash::HashSet,
    path::{beside, parent},
};

/// The words of a script and of all files that it requires.
#[derive(Debug, Default)]
pub(super) struct PackedScript {
    /// The paths that it names other than to read them, and their segments.
    named: HashSet<String>,
    writes: bool,
    builds_addons: bool,
}

/// The number of files that are followed.
const FILES: usize = 64;
/// The bytes of the files that were read, beyond which no further one is.
const BYTES: usize = 4 << 20;
/// The endings that may be left out of a script's path.
const ENDINGS: [&str; 6] = ["", ".js", ".cjs", ".mjs", ".sh", "/index.js"];
/// The endings that may be left out of a path that is required.
const MODULES: [&str; 5] = [".js", ".cjs", ".mjs", ".json", ".node"];
/// Words of a script that writes files, or that starts a program which does.
const WRITING: [&str; 21] = [
    "writeFile",
    "createWriteStream",
    "copyFile",
    "cpSync",
    "renameSync",
    ".rename(",
    "symlink",
    "linkSync",
    "outputFile",
    "outputJson",
    "copySync",
    ".copy(",
    "child_process",
    "execa",
    "extract",
    "unzip",
    "pipeline(",
    "curl ",
    "wget ",
    "cp ",
    "mv ",
];
/// Words before a path whose file is only read.
const READING: [&str; 9] =
    ["require(", "require.resolve(", "import ", "import(", "from ", "exists", "readFile", "access", "stat"];
/// Programs that make addons.
const ADDON_WORDS: [&str; 4] = ["node-gyp", "node-pre-gyp", "prebuild", "cmake-js"];
/// Folders and stems that say nothing: any script may name them.
const COMMON: [&str; 36] = [
    "dist",
    "lib",
    "build",
    "src",
    "out",
    "output",
    "es",
    "esm",
    "cjs",
    "umd",
    "module",
    "modules",
    "commonjs",
    "main",
    "index",
    "bin",
    "node",
    "node_modules",
    "packages",
    "common",
    "core",
    "utils",
    "util",
    "types",
    "client",
    "server",
    "shared",
    "api",
    "internal",
    "test",
    "components",
    "browser",
    "web",
    "config",
    "package",
    "mod",
];

impl PackedScript {
    /// Reads the script that `node` or a shell runs, given these arguments: a packed file, or the code behind
    /// `-e`.
    pub(super) fn of_arguments(files: &FileTree, arguments: &[&str]) -> Option<Self> {
        let mut reader = ScriptReader { files, seen: BTreeSet::new(), texts: Vec::new(), bytes: 0 };
        match arguments {
            ["-e" | "--eval" | "-p" | "-pe", code, ..] => reader.text("", code),
            _ => reader.file("", arguments.iter().find(|argument| !argument.starts_with('-'))?),
        }
        let has =
            |words: &[&str]| reader.texts.iter().any(|text| words.iter().any(|word| text.contains(word)));
        (!reader.texts.is_empty()).then(|| Self {
            named: reader.texts.iter().flat_map(|text| named_as_written(text)).collect(),
            writes: has(&WRITING),
            builds_addons: has(&ADDON_WORDS),
        })
    }

    /// Tells whether the script starts a program that makes addons.
    pub(super) fn builds_addons(&self) -> bool {
        self.builds_addons
    }

    /// Tells whether the script writes files, and names this one or a folder that it is in, other than one
    /// that any script may name.
    pub(super) fn may_write(&self, missing: &str) -> bool {
        self.writes && telling(missing).iter().any(|word| self.named.contains(*word))
    }
}

/// Returns the path, its file name and its folders, without those names that any script may say.
fn telling(missing: &str) -> Vec<&str> {
    let stem =
        |name: &str| name.split('.').find(|part| !part.is_empty()).is_some_and(|it| COMMON.contains(&it));
    let segments = missing.split('/').filter(|segment| segment.len() > 2 && !stem(segment));
    let whole = missing.contains('/').then_some(missing);
    whole.into_iter().chain(segments).collect()
}

/// Returns the paths in a text that are not only read, and their segments.
fn named_as_written(text: &str) -> HashSet<String> {
    let is_inside = |char: char| char.is_ascii_alphanumeric() || "-_./@".contains(char);
    let mut named = HashSet::default();
    let mut at = 0;
    for part in text.split(|char| !is_inside(char)) {
        let path = part.trim_start_matches("./").trim_start_matches("../").trim_end_matches('/');
        if path.len() > 2 && !is_read(text.get(..at).unwrap_or_default()) {
            let plain = |path: &str| MODULES.iter().find_map(|end| path.strip_suffix(end)).map(str::to_owned);
            named.extend(
                path.split('/').flat_map(|segment| [Some(segment.to_owned()), plain(segment)]).flatten(),
            );
            named.extend([Some(path.to_owned()), plain(path)].into_iter().flatten());
        }
        let end = at + part.len();
        at = end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    named
}

/// The number of bytes before a path in which a word that reads it is looked for.
const BEFORE: usize = 80;

/// Tells whether the call or statement right before a path only reads its file.
fn is_read(before: &str) -> bool {
    // The look back is bounded, as it is made for every path in the text.
    let from = before.len().saturating_sub(BEFORE);
    let near = before.get(before.floor_char_boundary(from)..).unwrap_or_default();
    let line = near.rsplit(['\n', ';', '{', '}']).next().unwrap_or_default();
    // A line that reads and writes, `writeFileSync(to, readFileSync(from))`, may write any of its paths.
    READING.iter().any(|word| line.contains(word)) && !WRITING.iter().any(|word| line.contains(word))
}

struct ScriptReader<'f> {
    files: &'f FileTree,
    seen: BTreeSet<String>,
    texts: Vec<String>,
    bytes: usize,
}

impl ScriptReader<'_> {
    /// Reads the file that a path leads to, and every file that it names in quotes.
    fn file(&mut self, directory: &str, path: &str) {
        let mut open = vec![(directory.to_owned(), path.to_owned())];
        while let Some((directory, path)) = open.pop() {
            let Some(path) = beside(&directory, &path).and_then(|path| self.packed(&path)) else { continue };
            if self.texts.len() >= FILES || self.bytes > BYTES || !self.seen.insert(path.clone()) {
                continue;
            }
            let text = String::from_utf8_lossy(self.files.contents(&path).unwrap_or_default()).into_owned();
            self.bytes = self.bytes.saturating_add(text.len());
            let directory = parent(&path).unwrap_or_default();
            open.extend(quoted_paths(&text).map(|path| (directory.to_owned(), path.to_owned())));
            self.texts.push(text);
        }
    }

    fn text(&mut self, directory: &str, code: &str) {
        let paths: Vec<String> = quoted_paths(code).map(str::to_owned).collect();
        self.texts.push(code.to_owned());
        paths.iter().for_each(|path| self.file(directory, path));
    }

    fn packed(&self, path: &str) -> Option<String> {
        ENDINGS.iter().map(|ending| format!("{path}{ending}")).find(|path| self.files.get(path).is_some())
    }
}

/// Returns the texts in quotes that begin like a relative path.
fn quoted_paths(text: &str) -> impl Iterator<Item = &str> {
    let starts = ["'./", "\"./", "'../", "\"../"];
    let found = starts.into_iter().flat_map(move |start| text.match_indices(start));
    found.filter_map(move |(at, start)| {
        let rest = text.get(at + 1..)?;
        rest.split(start.chars().next()?).next().filter(|path| path.len() < 256)
    })
}
