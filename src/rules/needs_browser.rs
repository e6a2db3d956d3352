//! An entry point that reads a browser's globals while Node loads it.

use std::collections::{BTreeSet, HashSet};

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::{EntryKind, target_file},
    facts::{Facts, NodeFacts, is_meant},
    link::{
        Verdict,
        browsers::{BrowserNeed, BrowserNeeds},
    },
    manifest::{Manifest, target::Target},
    package::Package,
    path::{PackagePath, beside},
    resolve::{Mode, error::PackagePlace},
    rules::{rule, support::finding},
};

rule! {
    /// An entry point reads a global that browsers have and Node lacks, and so throws a `ReferenceError` in Node.
    ///
    /// ## Why it matters
    ///
    /// People who render on a server, test without a browser or only list the exports import the package in Node, and `window is
    /// not defined` is all that they get. What is read in functions, behind `typeof window` or in a `try` is not meant.
    /// Code that runs where `NODE_ENV` is not set counts, as most who import a package have not set it: the development build of two.
    /// `define`, which loaders of AMD modules bring along, counts as such a global in a module before which no other one runs.
    /// An entry point is a browser's, and nothing is said of it, where a `"browser"` condition or field, `"unpkg"` or
    /// `"jsdelivr"` leads to its file, where that is minified by its name, and where only a pattern leads there.
    ///
    /// ## Example
    ///
    /// ```js
    /// const root = document.documentElement
    /// export const setTheme = (name) => root.dataset.theme = name
    /// ```
    ///
    /// Read it where it is used:
    ///
    /// ```js
    /// export const setTheme = (name) => document.documentElement.dataset.theme = name
    /// ```
    "needs-browser", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(needs) = facts.nodes.iter().find_map(|node| Needs::of(facts.package, node)) else { return };
    findings.add(needs.diagnostic());
}

/// The reads of globals that one version of Node lacks.
struct Needs<'g> {
    /// The first read that loading the first of the entry points comes to.
    first: BrowserNeed<'g>,
    entry_points: BTreeSet<String>,
    modes: BTreeSet<Mode>,
}

impl<'g> Needs<'g> {
    fn of(package: &Package, node: &'g NodeFacts) -> Option<Self> {
        let readers = BrowserNeeds::of(&node.linkage.graph, node.node.version)?;
        let browsers = browsers_files(package);
        let mut needs: Option<Self> = None;
        for verdict in node.linkage.verdicts.iter().filter(|verdict| verdict.causes.is_empty()) {
            let start = verdict.module.filter(|id| readers.has(*id));
            let subpath = start.and_then(|_| for_node(package, node, verdict, &browsers));
            if let (Some(start), Some(subpath)) = (start, subpath) {
                match &mut needs {
                    Some(needs) => needs.add(subpath, verdict.mode),
                    None => needs = Some(Self::new(readers.first(start)?, subpath, verdict.mode)),
                }
            }
        }
        needs
    }

    fn new(first: BrowserNeed<'g>, subpath: String, mode: Mode) -> Self {
        Self { first, entry_points: [subpath].into(), modes: [mode].into() }
    }

    fn add(&mut self, subpath: String, mode: Mode) {
        self.entry_points.insert(subpath);
        self.modes.insert(mode);
    }

    fn diagnostic(self) -> Diagnostic {
        let help = "read it where it is used, or behind `typeof`; if it is for browsers alone, say so by a \"browser\" condition";
        let at = PackagePlace { file: self.first.reader.path.clone(), span: self.first.read.span };
        let finding = finding(&RULE, Some(at), self.message(), Some(help.to_owned()));
        Diagnostic { entry_points: self.entry_points, modes: self.modes, ..finding }
    }

    fn message(&self) -> String {
        let BrowserNeed { reader, read, chain, is_unset } = &self.first;
        let mode = if *is_unset { " where NODE_ENV is not set" } else { "" };
        let way = match chain.as_slice() {
            [] | [_] => String::new(),
            [entry, between @ .., _] => match between.len() {
                0 => format!(" ({entry} loads it)"),
                count => format!(" ({entry} loads it through {})", plural(count, "file", "files")),
            },
        };
        format!(
            "{} reads `{}` while it loads{way}{mode}, and Node has none: {}",
            reader.path,
            read.name,
            self.who()
        )
    }

    fn who(&self) -> String {
        match self.entry_points.first() {
            Some(only) if self.entry_points.len() == 1 => format!("\"{only}\" throws there"),
            Some(first) => format!(
                "\"{first}\" and {} throw there",
                plural(self.entry_points.len() - 1, "other entry point", "other entry points")
            ),
            None => String::new(),
        }
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns the entry point if it is offered to Node in this mode.
fn for_node(
    package: &Package,
    node: &NodeFacts,
    verdict: &Verdict,
    browsers: &HashSet<PackagePath>,
) -> Option<String> {
    let entry = node.entry_points.get(verdict.entry)?;
    let resolution = entry.resolutions.iter().find(|(mode, _)| *mode == verdict.mode);
    let file = resolution.and_then(|(_, resolution)| target_file(resolution))?;
    // A pattern lets every file through, those in a folder for browsers included.
    let is_for_node = entry.kind == EntryKind::Bin
        || entry.pattern.is_none()
            && !browsers.contains(file)
            && !file.file_name().contains(".min.")
            && is_meant(package, entry, verdict.mode, Some(verdict));
    is_for_node.then(|| entry.subpath.clone())
}

/// Returns the files that package.json names for browsers.
fn browsers_files(package: &Package) -> HashSet<PackagePath> {
    let Some(manifest) = package.manifest() else { return HashSet::new() };
    let fields = ["browser", "unpkg", "jsdelivr"].iter().filter_map(|field| manifest.get(field));
    let named = fields.flat_map(|node| paths(&Target::read(node)));
    let conditional = exports(manifest);
    named.chain(conditional).filter_map(|path| file(package, &path)).collect()
}

fn file(package: &Package, path: &str) -> Option<PackagePath> {
    let path = beside("", path)?;
    let files = package.files();
    let found = files.get(&path).or_else(|| files.get(&format!("{path}.js")));
    found.map(|(path, _)| path.clone())
}

fn paths(target: &Target) -> Vec<String> {
    target.paths().into_iter().map(|path| path.value.clone()).collect()
}

/// Returns the paths under a `browser` condition.
fn exports(manifest: &Manifest) -> Vec<String> {
    let reader = crate::node::ManifestReader::Simdjson;
    let subpaths = manifest.exports(reader).and_then(|exports| exports.subpaths());
    let mut open: Vec<&Target> =
        subpaths.into_iter().flat_map(|subpaths| subpaths.entries()).map(|entry| &entry.target).collect();
    let mut found = Vec::new();
    while let Some(target) = open.pop() {
        match target {
            Target::Conditions(branches, _) => {
                for branch in branches {
                    if branch.condition.value == "browser" {
                        found.extend(paths(&branch.target));
                    } else {
                        open.push(&branch.target);
                    }
                }
            }
            Target::Fallbacks(targets, _) => open.extend(targets),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(manifest: &str, text: &str) -> Vec<String> {
        let files = [
            ("package.json", manifest),
            ("a.mjs", text),
            ("b.mjs", "export default class extends HTMLElement {}"),
        ];
        messages("needs-browser", &files)
    }

    #[test]
    fn reads_that_throw_in_node() {
        for (text, expected) in [
            ("window.x = 1", "a.mjs reads `window` while it loads, and Node has none: \".\" throws there"),
            (
                "import './b.mjs'",
                "b.mjs reads `HTMLElement` while it loads (a.mjs loads it), and Node has none: \".\" throws there",
            ),
            (
                "(function () { const l = localStorage })()",
                "a.mjs reads `localStorage` while it loads, and Node has none: \".\" throws there",
            ),
        ] {
            assert_eq!(found(r#"{"exports":"./a.mjs"}"#, text), [expected], "{text}");
        }
    }

    #[test]
    fn what_does_not_or_is_a_browsers_is_silent() {
        for text in [
            "typeof window !== 'undefined' && window.x",
            "export const f = () => window.x",
            "globalThis.window?.x; try { document.x } catch {}",
            "globalThis.window ??= {}; window.x = 1",
            "Object.assign(globalThis, { window: {} }); window.x = 1",
            "import 'jsdom-global/register'; window.x = 1",
            "const window = {}; window.x = 1",
            "navigator.userAgent; new WebSocket('x'); new EventTarget()",
            "import './gone.mjs'; window.x",
        ] {
            assert!(found(r#"{"exports":"./a.mjs"}"#, text).is_empty(), "{text}");
        }
        for manifest in [
            r#"{"exports":{"browser":"./a.mjs","default":"./a.mjs"}}"#,
            r#"{"main":"a.mjs","browser":"a.mjs"}"#,
            r#"{"main":"a.mjs","unpkg":"./a.mjs"}"#,
            r#"{"main":"a.mjs","jsdelivr":"./a.mjs"}"#,
            r#"{"exports":{"./*":"./*.mjs"}}"#,
        ] {
            assert!(found(manifest, "window.x = 1").is_empty(), "{manifest}");
        }
    }
}
