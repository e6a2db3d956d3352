//! An entry point that reads a browser's globals while Node loads it.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, NodeFacts},
    link::browsers::GlobalNeeds,
    node::{LINES, NodeLine, NodeVersion},
    package::{Package, engines::DeclaredEngines},
    rules::{rule, support::needs::EntryNeeds},
};

rule! {
    /// An entry point reads a global that browsers have and Node lacks, and so throws a `ReferenceError` in Node.
    ///
    /// ## Why it matters
    ///
    /// People who render on a server, test without a browser or only list the exports import the package in Node, and `window is
    /// not defined` is all that they get. What is read in functions, behind `typeof window` or in a `try` is not meant.
    /// Code that runs where `NODE_ENV` is not set counts, as most who import a package have not set it: the development build of two.
    /// Without `--node`, the lowest version that `engines` admits is asked, too: Node 18 and 20 have no `navigator` and no `WebSocket`.
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

const HELP: &str = "read it where it is used, or behind `typeof`; if it is for browsers alone, say so by a \"browser\" condition";
const HELP_FOR_OLD: &str =
    "read it where it is used, or behind `typeof`, or exclude the version in \"engines\"";

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    findings.extend(
        facts.nodes.iter().find_map(|node| of_node(facts.package, node)).or_else(|| of_lowest(facts)),
    );
}

fn of_node(package: &Package, node: &NodeFacts) -> Option<Diagnostic> {
    let version = node.node.version;
    let found = needs(package, node, version)?;
    let newest = LINES.last().map(NodeLine::newest);
    let is_there_later = newest.is_some_and(|newest| needs(package, node, newest).is_none());
    let who = if is_there_later { format!("Node {version}") } else { "Node".to_owned() };
    Some(found.diagnostic(&RULE, &format!("and {who} has none"), HELP))
}

/// Returns the finding about the lowest version that "engines" admits, where the one that decides has all globals.
fn of_lowest(facts: &Facts<'_>) -> Option<Diagnostic> {
    let base = facts.nodes.first().filter(|_| facts.by_engines)?;
    let lowest = DeclaredEngines::of(facts.package)?.lowest()?;
    let needs = needs(facts.package, base, lowest)?;
    let lack = format!("and Node {lowest}, which \"engines\" admits, has none");
    Some(needs.diagnostic(&RULE, &lack, HELP_FOR_OLD))
}

fn needs<'g>(package: &Package, node: &'g NodeFacts, version: NodeVersion) -> Option<EntryNeeds<'g>> {
    let readers = GlobalNeeds::of_browsers(&node.linkage.graph, version)?;
    EntryNeeds::of(package, node, &readers, |_| false)
}

#[cfg(test)]
mod tests {
    use crate::{files::FileTree, options::Options, package::Package, rules::support::testing::messages};

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
                "export const p = new URLPattern({ pathname: '/' })",
                "a.mjs reads `URLPattern` while it loads, and Node 22 has none: \".\" throws there",
            ),
            (
                "(function () { const l = localStorage })()",
                "a.mjs reads `localStorage` while it loads, and Node 22 has none: \".\" throws there",
            ),
        ] {
            assert_eq!(found(r#"{"exports":"./a.mjs"}"#, text), [expected], "{text}");
        }
    }

    #[test]
    fn globals_that_the_lowest_version_lacks() {
        let found = |engines: &str, text: &str| {
            let manifest = format!(r#"{{"name":"p","exports":"./a.mjs","engines":{{"node":"{engines}"}}}}"#);
            let files = [("package.json", manifest.as_str()), ("a.mjs", text)];
            let options = Options { by_engines: true, ..Options::default() };
            let report = crate::check(&Package::new(FileTree::of(files)), &options);
            let findings = report.findings.into_iter().filter(|finding| finding.rule == "needs-browser");
            findings.map(|finding| finding.message).collect::<Vec<_>>()
        };
        for (engines, name) in [(">=18", "navigator"), (">=20", "WebSocket"), ("18 || >=24", "CustomEvent")] {
            let lowest = engines.trim_start_matches(">=").split(' ').next().unwrap();
            let expected = format!(
                "a.mjs reads `{name}` while it loads, and Node {lowest}.0.0, which \"engines\" admits, has none: \".\" throws there"
            );
            assert_eq!(found(engines, &format!("export const it = {name}.x")), [expected]);
        }
        for (engines, text) in [
            (">=22", "export const it = navigator.x"),
            ("*", "export const it = typeof navigator"),
            (">=18", "export const it = () => navigator.x"),
            (">=18", "globalThis.navigator ??= {}; export const it = navigator.x"),
            (">=18", "export const it = performance.now()"),
        ] {
            assert!(found(engines, text).is_empty(), "{engines} {text}");
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
