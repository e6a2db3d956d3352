//! An entry point that reads a browser's globals while Node loads it.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, NodeFacts},
    link::browsers::GlobalNeeds,
    package::Package,
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

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let found = facts.nodes.iter().find_map(|node| needs(facts.package, node));
    findings.extend(found.map(|needs| needs.diagnostic(&RULE, "and Node has none", HELP)));
}

fn needs<'g>(package: &Package, node: &'g NodeFacts) -> Option<EntryNeeds<'g>> {
    let readers = GlobalNeeds::of_browsers(&node.linkage.graph, node.node.version)?;
    EntryNeeds::of(package, node, &readers, |_| false)
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
