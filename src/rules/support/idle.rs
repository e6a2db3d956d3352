//! Modules that no entry point needs to reach: their names or their contents say so.

use std::sync::Arc;

use crate::{
    facts::{Facts, NodeFacts},
    link::graph::{Edge, Module, ModuleGraph, ReachedBy, Record},
    path::{PackagePath, join},
    resolve::{Mode, Referrer, resolve},
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
    is_for_programs(facts, &module.path)
        || is_empty(module, text)
        || is_stub(graph, module, text.len())
        || is_subpath_in_commonjs(facts, module, text.len())
}

/// Tells whether a module is a short one of CommonJS at the path of a subpath of "exports". Tools that do not know "exports" take it,
/// and they do not know "type" either, by which it is an ES module.
fn is_subpath_in_commonjs(facts: &Facts<'_>, module: &Module, length: usize) -> bool {
    let Record::Es(es) = &module.record else { return false };
    let gives = es.exportless.as_ref().is_some_and(|it| it.gives_commonjs.is_some());
    if !gives || length >= LONGEST_STUB || module.path.extension() != ".js" {
        return false;
    }
    let stem = module.path.as_str().trim_end_matches(".js");
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    let specifier = format!("{}/{stem}", facts.package.name());
    let is_offered = |node: &Arc<NodeFacts>| {
        resolve(facts.package, &Referrer::Consumer, &specifier, Mode::Require, &node.node).result.is_ok()
    };
    facts.nodes.iter().any(is_offered)
}

/// Tells whether a file's path says that it is there for `<script>`, for a tool that looks for it, or beside another build of it.
pub(in crate::rules) fn is_for_programs(facts: &Facts<'_>, path: &PackagePath) -> bool {
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
    // Minifiers write `!0` for `true`.
    let plain = plain_code(text).replace("!0", "true");
    // The code that compilers leave in an empty module, without the blanks that are gone from `plain`, too.
    let known = [
        "\"use strict\"",
        "export{}",
        "Object.defineProperty(exports,\"__esModule\",{value:true})",
        "exports.__esModule=true",
        "module.exports={}",
        "exports.default=void0",
        ";",
    ];
    known.iter().fold(plain, |plain, word| plain.replace(word, "")).is_empty()
}

/// Returns the code without comments, and without blanks outside of its texts, which get double quotation marks.
fn plain_code(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let mut behind = rest.chars();
        behind.next();
        rest = match first {
            _ if rest.starts_with("//") => rest.split_once(LINE_ENDS).map_or("", |(_, after)| after),
            _ if rest.starts_with("/*") => {
                behind.next();
                behind.as_str().split_once("*/").map_or("", |(_, after)| after)
            }
            // What looks like a comment in a text is none.
            '"' | '\'' => {
                let (inner, after) = until_quote(behind.as_str(), first);
                plain.extend(["\"", inner, "\""]);
                after
            }
            // A regular expression or a template is code, whatever is taken for a comment in it.
            _ => {
                plain.push(first);
                behind.as_str()
            }
        };
        rest = rest.trim_start();
    }
    plain
}

const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// Divides a text at the quotation mark that ends it.
fn until_quote(text: &str, quote: char) -> (&str, &str) {
    let mut is_escaped = false;
    let end = text.char_indices().find(|(_, char)| {
        let is_end = !is_escaped && *char == quote;
        is_escaped = !is_escaped && *char == '\\';
        is_end
    });
    let (inner, after) = end.and_then(|(at, _)| text.split_at_checked(at)).unwrap_or((text, ""));
    (inner, after.strip_prefix(quote).unwrap_or(after))
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

#[cfg(test)]
mod tests {
    use super::is_without_code;

    #[test]
    fn texts_are_no_comments() {
        for code in [
            "",
            "'use strict';\n/* a 'b' */ // c\nexport {};",
            "// it's 'quoted /*\n\"use strict\"",
            "\"use strict\";Object.defineProperty(exports, '__esModule', { value: !0 })",
            "/* 1 *//* 2 */;",
        ] {
            assert!(is_without_code(code), "{code}");
        }
        for code in [
            "'use strict/*'; start(); '*/'",
            "'use strict//'; start()",
            "'\\'/*'; start(); '*/'",
            "\"'/*\"; start(); \"*/\"",
            "/[/*]/; start(); /[*/]/",
            "// a\rstart()",
            "start()",
        ] {
            assert!(!is_without_code(code), "{code}");
        }
    }
}
