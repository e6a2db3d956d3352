//! The packed files that install scripts run as `node FILE`, and the fault for which one certainly ends.

use crate::{
    entry_points::script_entry,
    hash::HashMap,
    link::{
        LinkCause, Linkage,
        fault::{Fault, FaultKind},
        link_reached,
    },
    module::When,
    package::Package,
    path::PackagePath,
    resolve::{NodeTarget, format::Format},
};

/// The number of files that are linked; any further one is unknown.
const MOST_FILES: usize = 16;
/// Beginnings of names of functions that may make what a script asks for afterwards.
const MAKING: [&str; 15] = [
    "exec", "spawn", "fork", "write", "copy", "cp", "mkdir", "rename", "symlink", "install", "extract",
    "build", "generate", "download", "run",
];
/// Words of code that loads modules in a way of its own, or goes on after any failure. Most are parts of the names of
/// packages that change what `require` finds: `ts-node/register`, `module-alias`, `require-hook`.
const BEYOND: [&str; 18] = [
    "uncaughtException",
    "Module._",
    "module.paths",
    "require.extensions",
    "NODE_PATH",
    "register",
    "hook",
    "alias",
    "module-path",
    "babel",
    "coffee",
    "ts-node",
    "tsx",
    "jiti",
    "sucrase",
    "pirates",
    "'esm'",
    "\"esm\"",
];

/// Judges the files, each once.
pub(super) struct NodeScripts<'p> {
    package: &'p Package,
    nodes: &'p [NodeTarget],
    known: HashMap<PackagePath, Option<Fault>>,
}

impl<'p> NodeScripts<'p> {
    pub fn new(package: &'p Package, nodes: &'p [NodeTarget]) -> Self {
        Self { package, nodes, known: HashMap::default() }
    }

    /// Returns the file that Node runs for a path, and the fault for which it ends in every version of Node that is asked.
    pub fn fault(&mut self, path: &str) -> Option<(String, Fault)> {
        let files = self.package.files();
        // A folder with a package.json has a main file of its own, which is not looked for.
        let endings: &[&str] = if files.get(&format!("{path}/package.json")).is_some() {
            &["", ".js"]
        } else {
            &["", ".js", "/index.js"]
        };
        let file = endings.iter().find_map(|ending| files.get(&format!("{path}{ending}")))?.0.clone();
        if !self.known.contains_key(&file) && self.known.len() < MOST_FILES {
            let fault = self.in_every_node(&file);
            self.known.insert(file.clone(), fault);
        }
        let fault = self.known.get(&file)?.clone()?;
        Some((file.to_string(), fault))
    }

    fn in_every_node(&self, file: &PackagePath) -> Option<Fault> {
        let mut faults = self.nodes.iter().map(|node| self.in_node(file, node));
        let first = faults.next()??;
        faults.all(|fault| fault.is_some()).then_some(first)
    }

    fn in_node(&self, file: &PackagePath, node: &NodeTarget) -> Option<Fault> {
        let linkage = link_reached(self.package, &[script_entry(self.package, node, file)], node);
        let verdict = linkage.verdicts.first()?;
        let is_module = verdict.format == Some(Format::Module);
        let causes = verdict.causes.iter();
        let mut certain =
            causes.filter(|cause| cause.fault.breaks() && self.is_certain(cause, file, &linkage, is_module));
        certain.next().map(|cause| (*cause.fault).clone())
    }

    /// Tells whether nothing that the script itself does can make what it misses.
    fn is_certain(&self, cause: &LinkCause, file: &PackagePath, linkage: &Linkage, is_module: bool) -> bool {
        let fault = &cause.fault;
        let is_own = |path: &PackagePath| !path.as_str().split('/').any(|part| part == "node_modules");
        if matches!(fault.kind, FaultKind::Limit(_)) || !is_own(&fault.at.file) {
            return false;
        }
        // Imports are linked before any code runs.
        if is_module && fault.when == When::Link {
            return true;
        }
        let is_first = || {
            let before = self.text(file).get(..fault.at.span.start as usize).map(str::to_owned);
            fault.at.file == *file && before.is_some_and(|before| only_requires(&before))
        };
        is_first() || {
            let own = linkage.graph.iter().map(|(_, module)| &module.path).filter(|path| is_own(path));
            own.into_iter().all(|path| is_plain(&self.text(path), is_missing(&fault.kind)))
        }
    }

    fn text(&self, path: &PackagePath) -> String {
        String::from_utf8_lossy(self.package.files().contents(path.as_str()).unwrap_or_default()).into_owned()
    }
}

/// Tells whether a fault is the want of something that may be made.
fn is_missing(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Unresolved(_)
            | FaultKind::Undeclared { .. }
            | FaultKind::OutsidePackage
            | FaultKind::MissingAsset { .. }
    )
}

/// Tells whether code calls nothing but `require`, and that not for a module of its own package.
fn only_requires(code: &str) -> bool {
    let is_usual = !BEYOND.iter().any(|word| code.contains(word));
    is_usual
        && code.match_indices('(').all(|(at, _)| {
            let is_require = code.get(..at).is_some_and(|before| before.ends_with("require"));
            is_require
                && code
                    .get(at + 1..)
                    .is_some_and(|after| !after.starts_with("'.") && !after.starts_with("\"."))
        })
}

/// Tells whether a text neither makes files, if that counts, nor changes how modules are found.
fn is_plain(text: &str, may_not_make: bool) -> bool {
    let makes = || {
        text.match_indices('(').any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            let is_part = |char: char| !(char.is_alphanumeric() || char == '_' || char == '$');
            let name = before.rsplit(is_part).next().unwrap_or_default().to_ascii_lowercase();
            MAKING.iter().any(|making| name.contains(making))
        })
    };
    let is_usual = BEYOND.iter().all(|word| !text.contains(word));
    is_usual && !(may_not_make && makes())
}
