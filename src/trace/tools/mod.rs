//! What each tool makes of its arguments and its configuration: one file a tool, each checked against the real one.

mod arguments;
mod babel;
mod bundler;
pub mod bundles;
mod config;
mod copy;
mod esbuild;
mod remove;
mod sucrase;
mod swc;
mod tsc;
mod tsconfig;

use crate::trace::{
    disk::{BuildDisk, Write},
    script::ScriptCommand,
};

/// What a command does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandEffect {
    pub tool: String,
    /// The folders and files that it takes.
    pub from: Vec<String>,
    /// The folder or file that it writes.
    pub to: Option<String>,
    pub writes: Vec<Write>,
    /// The paths that it takes away, before it writes.
    pub removes: Vec<String>,
    /// The folders that it makes.
    pub makes: Vec<String>,
    /// The paths that it takes away when it has written.
    pub removes_after: Vec<String>,
    /// What it leaves out although it looks there, and why.
    pub skipped: Vec<(String, String)>,
    /// What could not be read of its configuration: the file, and why.
    pub unread: Vec<(String, String)>,
    /// The bundles that it makes; what is in them only the tarball tells.
    pub bundles: Vec<BundleEntry>,
}

/// An entry of a bundler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleEntry {
    pub entry: String,
    /// The folder that it is written to.
    pub directory: String,
    /// The path there, without extension.
    pub name: String,
}

/// What is made of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandReading {
    Does(Box<CommandEffect>),
    /// It writes nothing that is packed.
    Nothing,
    /// It may write anything.
    Unknown(String),
}

/// Programs that look, test, or start something, and write nothing that matters.
const WATCHERS: [&str; 42] = [
    "eslint",
    "prettier",
    "biome",
    "oxlint",
    "standard",
    "xo",
    "tslint",
    "stylelint",
    "jest",
    "vitest",
    "mocha",
    "ava",
    "tap",
    "c8",
    "nyc",
    "playwright",
    "cypress",
    "publint",
    "attw",
    "packproof",
    "size-limit",
    "husky",
    "lint-staged",
    "touch",
    "chmod",
    "ls",
    "cat",
    "sleep",
    "wait-on",
    "test",
    "[",
    "git",
    "changeset",
    "semantic-release",
    "release-it",
    "np",
    "typedoc",
    "knip",
    "depcheck",
    "madge",
    "vue-tsc",
    "open-cli",
];

/// Reads one command.
pub fn read(run: &ScriptCommand, disk: &BuildDisk<'_>) -> CommandReading {
    let words = &run.words;
    let Some(program) = words.first() else { return CommandReading::Nothing };
    let name = program.text.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".cmd");
    let rest = words.get(1..).unwrap_or_default();
    let at = CommandPlace { disk, directory: &run.directory };
    match name {
        "babel" => babel::read(rest, at),
        "tsc" | "tspc" | "ttsc" => tsc::read(rest, at),
        "swc" => swc::read(rest, at),
        "sucrase" => sucrase::read(rest, at),
        "esbuild" => esbuild::read(rest, at),
        "cp" | "copyfiles" | "copyup" | "cpy" | "cpx" | "cpx2" | "ncp" | "mv" | "rsync" => {
            copy::read(name, rest, at)
        }
        "shx" | "shjs" => match rest.split_first() {
            Some((inner, rest)) if matches!(inner.text.as_str(), "cp" | "mv") => {
                copy::read(&inner.text, rest, at)
            }
            Some((inner, rest)) if inner.text == "rm" => remove::read(rest, at),
            Some((inner, rest)) if inner.text == "mkdir" => remove::make(rest, at),
            _ => CommandReading::Nothing,
        },
        "rm" | "rimraf" | "del" | "del-cli" | "trash" | "premove" => remove::read(rest, at),
        "mkdir" | "mkdirp" | "make-dir" => remove::make(rest, at),
        "node" => node(rest, at),
        _ if bundler::is_one(name) => bundler::read(name, rest, at),
        _ if WATCHERS.contains(&name) => CommandReading::Nothing,
        _ => CommandReading::Unknown("packproof does not know what it writes".to_owned()),
    }
}

/// `node -e "fs.cpSync('a', 'b')"`, or a script, which may do anything.
fn node(words: &[crate::trace::shell::Word], at: CommandPlace<'_, '_>) -> CommandReading {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let code = texts.windows(2).find_map(|pair| match pair {
        ["-e" | "--eval" | "-p" | "-pe" | "--print", code] => Some(*code),
        _ => None,
    });
    match code {
        Some(code) => copy::by_node(code, at),
        None if texts.contains(&"--test") => CommandReading::Nothing,
        None => {
            let script = texts.iter().find(|text| !text.starts_with('-')).copied().unwrap_or_default();
            match tool_script(script) {
                Some(tool) => {
                    let place = texts.iter().position(|text| *text == script).unwrap_or(0);
                    let mut run = ScriptCommand {
                        words: words.get(place..).unwrap_or_default().to_vec(),
                        directory: at.directory.to_owned(),
                        command: String::new(),
                        script: String::new(),
                        span: None,
                        is_beside: false,
                        is_otherwise: false,
                    };
                    if let Some(first) = run.words.first_mut() {
                        tool.clone_into(&mut first.text);
                    }
                    read(&run, at.disk)
                }
                None => CommandReading::Unknown(
                    "it is a script of the project's own, which may write anything".to_owned(),
                ),
            }
        }
    }
}

/// A tool that is started by the path of its script: `node node_modules/typescript/bin/tsc`.
fn tool_script(path: &str) -> Option<&str> {
    let inside = path.split("node_modules/").nth(1)?;
    let name = inside.rsplit('/').next()?;
    Some(name.strip_suffix(".js").unwrap_or(name)).filter(|name| *name != "index")
}

/// Where a command runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommandPlace<'d, 't> {
    pub disk: &'d BuildDisk<'t>,
    pub directory: &'d str,
}

impl CommandPlace<'_, '_> {
    /// A path on its command line, as the project sees it.
    pub fn path(&self, text: &str) -> Option<String> {
        crate::trace::script::joined(self.directory, text)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.disk.tree.text(path)
    }
}

/// The texts of a JSON array.
pub(super) fn config_texts(node: Option<&crate::json::Node>) -> Option<Vec<String>> {
    config::texts(node)
}

/// A path with another extension; without one it gets it.
pub(super) fn with_extension(path: &str, extension: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let old = crate::path::extension(name);
    let stem = path.strip_suffix(old).unwrap_or(path);
    format!("{stem}{extension}")
}

pub(super) fn extension_of(path: &str) -> &str {
    crate::path::extension(path.rsplit('/').next().unwrap_or(path))
}

pub(super) fn is_declaration(path: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| path.ends_with(ending))
}

/// The folder that all of these lie in.
pub(super) fn common_directory<'p>(paths: impl IntoIterator<Item = &'p str>) -> String {
    let mut common: Option<Vec<&str>> = None;
    for path in paths {
        let folders: Vec<&str> = path.split('/').collect();
        let folders = folders.get(..folders.len().saturating_sub(1)).unwrap_or_default();
        let shared = match &common {
            None => folders.to_vec(),
            Some(so_far) => {
                so_far.iter().zip(folders).take_while(|(a, b)| *a == *b).map(|(a, _)| *a).collect()
            }
        };
        common = Some(shared);
    }
    common.unwrap_or_default().join("/")
}

/// The major and minor number of the version that package.json asks for; the newest for `latest` and `*`.
pub(super) fn declared_version(at: CommandPlace<'_, '_>, package: &str) -> Option<(u32, u32)> {
    let manifest = crate::json::parse(at.text("package.json")?.trim_start_matches('\u{feff}')).ok()?;
    let fields = ["devDependencies", "dependencies", "peerDependencies"];
    let range = fields.iter().find_map(|field| manifest.get(field)?.get(package)?.as_str())?;
    let first = range.find(|char: char| char.is_ascii_digit());
    let Some(version) = first.and_then(|at| range.get(at..)) else { return Some((u32::MAX, 0)) };
    let mut numbers =
        version.split(|char: char| !char.is_ascii_digit()).map(|text| text.parse().unwrap_or(0));
    Some((numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)))
}
