//! Modules that no entry point needs to reach: their names or their contents say so.

use crate::{
    facts::Facts,
    link::graph::{Edge, Module, ModuleGraph, ReachedBy, Record},
    path::{PackagePath, join},
};

/// Parts of names of files or folders that hold builds for `<script>`: content delivery networks serve every
/// file by its path.
const FOR_SCRIPT_TAGS: [&str; 12] = [
    "umd",
    "iife",
    "cdn",
    "browser",
    "global",
    "globals",
    "amd",
    "system",
    "systemjs",
    "standalone",
    "bundle",
    "bundles",
];
/// Words that distinguish the name of a build from its twin's.
const TWINS: [&str; 8] = ["min", "dev", "prod", "development", "production", "debug", "slim", "full"];
/// Words that React Native's bundler puts before an extension.
const PLATFORMS: [&str; 7] = ["native", "ios", "android", "web", "windows", "macos", "visionos"];
/// Files that tools look for by their name, in the root of a package.
const BY_CONVENTION: [&str; 17] = [
    "jest-preset",
    "app.plugin",
    "react-native.config",
    "gatsby-node",
    "gatsby-browser",
    "gatsby-ssr",
    "gatsby-config",
    "ember-cli-build",
    "addon-main",
    "preset",
    "manager",
    "preview",
    "register",
    "eslint-preset",
    "tailwind.config",
    "browser",
    "cdn",
];
/// The longest file, comments included, that is searched for code.
const LONGEST_COMMENTED: usize = 1 << 17;
/// Folders in the root in which tools look for files that they write into projects.
const FOLDERS_BY_CONVENTION: [&str; 5] = ["blueprints", "generators", "schematics", "template", "templates"];
/// The longest file that can be one that only re-exports another one's names.
const LONGEST_STUB: usize = 600;

/// Tells whether nothing is lost if no entry point reaches a module.
pub(in crate::rules) fn is_idle(facts: &Facts<'_>, graph: &ModuleGraph, module: &Module) -> bool {
    let text = facts.package.files().contents(module.path.as_str()).unwrap_or_default();
    is_for_others(facts, &module.path) || is_empty(module, text) || is_stub(graph, module, text.len())
}

fn is_for_others(facts: &Facts<'_>, path: &PackagePath) -> bool {
    let parts: Vec<&str> = path.file_name().split(['.', '-', '_']).collect();
    let has = |names: &[&str]| parts.iter().any(|part| names.contains(part));
    let is_in =
        |folder: &str| FOR_SCRIPT_TAGS.contains(&folder) && folder != "bundles" && folder != "browser";
    let is_script = has(&FOR_SCRIPT_TAGS) || path.directory().split('/').any(is_in);
    let stem = path.file_name().strip_suffix(path.extension()).unwrap_or(path.file_name());
    let is_by_convention = match path.as_str().split_once('/') {
        None => BY_CONVENTION.contains(&stem),
        Some((folder, _)) => FOLDERS_BY_CONVENTION.contains(&folder),
    };
    is_script || is_by_convention || has_sibling(facts, path, stem)
}

/// Tells whether a file is another build, or another platform's version, of a file beside it.
fn has_sibling(facts: &Facts<'_>, path: &PackagePath, stem: &str) -> bool {
    let files = facts.package.files();
    let is_packed =
        |name: &str| files.get(&join(path.directory(), &format!("{name}{}", path.extension()))).is_some();
    let plain = stem.rsplit_once('.').filter(|(_, last)| TWINS.contains(last) || PLATFORMS.contains(last));
    let longer = || TWINS.iter().any(|twin| is_packed(&format!("{stem}.{twin}")));
    plain.is_some_and(|(plain, _)| {
        is_packed(plain) || TWINS.iter().any(|twin| is_packed(&format!("{plain}.{twin}")))
    }) || longer()
}

/// Tells whether a module is empty, as compilers leave one for a file that holds only types.
fn is_empty(module: &Module, text: &[u8]) -> bool {
    let exports = module.es().is_some_and(|es| !es.local_exports.is_empty());
    let is_short = module.requests.is_empty() && !exports && text.len() < LONGEST_COMMENTED;
    is_short && std::str::from_utf8(text).is_ok_and(is_without_code)
}

/// Tells whether a text has only comments, directives, `export {}` and the mark of a compiled module.
fn is_without_code(text: &str) -> bool {
    let mut code = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    let plain: String = lines.collect::<String>().split_whitespace().collect();
    // Minifiers write `!0` for `true`.
    let plain = plain.replace('\'', "\"").replace("!0", "true");
    // The texts that compilers leave in an empty module. They are written without blanks, as those are gone
    // from `plain`.
    let known = [
        "\"usestrict\"",
        "export{}",
        "Object.defineProperty(exports,\"__esModule\",{value:true})",
        "exports.__esModule=true",
        "module.exports={}",
        "exports.default=void0",
        ";",
    ];
    known.iter().fold(plain, |plain, word| plain.replace(word, "")).is_empty()
}

/// Tells whether a module only re-exports reached modules, for tools that do not know "exports".
fn is_stub(graph: &ModuleGraph, module: &Module, length: usize) -> bool {
    let is_reached = |edge: &Edge| {
        let target = edge.module().and_then(|id| graph.get(id));
        target.is_some_and(|target| target.reached_by != ReachedBy::NoOne)
    };
    let only_passes_on = match &module.record {
        // A module that calls something, as a test does, is there for its effects.
        Record::Es(es) if es.local_exports.is_empty() => es.calls.is_empty(),
        Record::Es(es) => {
            // `import x from './a.js'; export default x` passes a default on, too.
            es.local_exports.iter().all(|export| export.name.value == "default") && length < LONGEST_STUB
        }
        Record::CommonJs => module.requests.len() == 1 && length < LONGEST_STUB,
        _ => false,
    };
    only_passes_on && !module.requests.is_empty() && module.requests.iter().all(is_reached)
}
