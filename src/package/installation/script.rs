//! A packed script that runs at installation: the text of it and of what it requires, and what that tells it may write.

use std::collections::BTreeSet;

use crate::{
    files::FileTree,
    path::{beside, parent},
};

/// The texts of a script, all files that it requires included.
#[derive(Debug, Default)]
pub(super) struct PackedScript {
    texts: Vec<String>,
}

/// How many files are followed, and how long they may be together.
const FILES: usize = 64;
const BYTES: usize = 4 << 20;
/// What may be left out at the end of a script's path.
const ENDINGS: [&str; 6] = ["", ".js", ".cjs", ".mjs", ".sh", "/index.js"];
/// Words of a script that writes files or starts what does.
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
/// Words before a path that only reads it.
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
    /// What `node` or a shell runs, given these arguments: a packed file, or the code behind `-e`.
    pub(super) fn of_arguments(files: &FileTree, arguments: &[&str]) -> Option<Self> {
        let mut reader = ScriptReader { files, seen: BTreeSet::new(), texts: Vec::new(), bytes: 0 };
        match arguments {
            ["-e" | "--eval" | "-p" | "-pe", code, ..] => reader.text("", code),
            _ => reader.file("", arguments.iter().find(|argument| !argument.starts_with('-'))?),
        }
        (!reader.texts.is_empty()).then_some(Self { texts: reader.texts })
    }

    /// Whether it starts what makes addons.
    pub(super) fn builds_addons(&self) -> bool {
        self.has_one_of(&ADDON_WORDS)
    }

    /// Whether it writes files, and names this one or a folder of its own that it is in.
    pub(super) fn may_write(&self, missing: &str) -> bool {
        let words = telling(missing);
        let names = |text: &String| words.iter().any(|word| names_as_written(text, word));
        self.texts.iter().any(names) && self.has_one_of(&WRITING)
    }

    fn has_one_of(&self, words: &[&str]) -> bool {
        self.texts.iter().any(|text| words.iter().any(|word| text.contains(word)))
    }
}

/// The path, its file name, and its folders, as far as they are telling.
fn telling(missing: &str) -> Vec<&str> {
    let stem =
        |name: &str| name.split('.').find(|part| !part.is_empty()).is_some_and(|it| COMMON.contains(&it));
    let segments = missing.split('/').filter(|segment| segment.len() > 2 && !stem(segment));
    let whole = missing.contains('/').then_some(missing);
    whole.into_iter().chain(segments).collect()
}

/// Whether a word stands by itself in a text where it is not only read.
fn names_as_written(text: &str, word: &str) -> bool {
    let is_inside = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + word.len()..).unwrap_or_default();
        let stands = !before.ends_with(is_inside) && !after.starts_with(is_inside);
        stands && !is_read(before)
    })
}

/// Whether the call or statement right before a path only reads what is there.
fn is_read(before: &str) -> bool {
    let line = before.rsplit(['\n', ';', '{', '}']).next().unwrap_or_default();
    READING.iter().any(|word| line.contains(word)) && !WRITING.iter().any(|word| line.contains(word))
}

struct ScriptReader<'f> {
    files: &'f FileTree,
    seen: BTreeSet<String>,
    texts: Vec<String>,
    bytes: usize,
}

impl ScriptReader<'_> {
    /// The file that a path leads to, and every file that it names in quotes.
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

/// What stands in quotes and begins like a relative path.
fn quoted_paths(text: &str) -> impl Iterator<Item = &str> {
    let starts = ["'./", "\"./", "'../", "\"../"];
    let found = starts.into_iter().flat_map(move |start| text.match_indices(start));
    found.filter_map(move |(at, start)| {
        let rest = text.get(at + 1..)?;
        rest.split(start.chars().next()?).next().filter(|path| path.len() < 256)
    })
}
