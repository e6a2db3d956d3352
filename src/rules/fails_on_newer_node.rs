//! A newer maintained line of Node cannot load the package.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, UnkeptVersion, too_new},
    rules::{
        rule,
        support::{finding, words::some_of},
    },
};

rule! {
    /// A maintained line of Node, newer than the one that decides, cannot load the package.
    ///
    /// ## Why it matters
    ///
    /// Node takes things away, too: a built-in module, or a name that one exports. Whoever moves on to the newer line can no
    /// longer import the package. It is a warning, because the oldest maintained line loads it. A line that `engines` excludes is
    /// not looked at.
    ///
    /// ## Example
    ///
    /// ```js
    /// import { isError } from 'node:util' // It went with Node 23.
    /// ```
    ///
    /// Use what every line has:
    ///
    /// ```js
    /// const isError = (value) => value instanceof Error
    /// ```
    "fails-on-newer-node", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    if let Some(base) = facts.nodes.first().filter(|_| facts.by_engines) {
        findings.extend(too_new(facts.package, base).map(diagnostic));
    }
}

fn diagnostic(found: UnkeptVersion) -> Diagnostic {
    let UnkeptVersion { version, fault, entry_points, modes, .. } = found;
    let message = format!(
        "Node {version} cannot load {}: {}",
        some_of(&entry_points),
        fault.message.trim_end_matches('.')
    );
    let help = "use what every maintained line has, or exclude this one in \"engines\"".to_owned();
    Diagnostic { entry_points, modes, ..finding(&RULE, Some(fault.at), message, Some(help)) }
}

#[cfg(test)]
mod tests {
    use crate::{files::FileTree, options::Options, package::Package};

    fn found(engines: &str, text: &str) -> Vec<String> {
        let manifest =
            format!(r#"{{"name":"p","type":"module","exports":"./a.js","engines":{{"node":"{engines}"}}}}"#);
        found_in(&[("package.json", manifest.as_str()), ("a.js", text)])
    }

    fn found_in(files: &[(&str, &str)]) -> Vec<String> {
        let report = crate::check(
            &Package::new(FileTree::of(files.iter().copied())),
            &Options { by_engines: true, ..Options::default() },
        );
        let findings = report.findings.into_iter().filter(|finding| finding.rule == "fails-on-newer-node");
        findings.map(|finding| finding.message).collect()
    }

    #[test]
    fn names_that_node_took_away() {
        for (engines, text, expected) in [
            (">=18", "import { isError } from 'node:util'", "Node 24 cannot load .: "),
            (">=18", "import '_stream_wrap'", "Node 26 cannot load .: "),
        ] {
            let found = found(engines, text);
            assert!(found.len() == 1 && found[0].starts_with(expected), "{text}: {found:?}");
        }
    }

    fn found_in_modules(modules: &[(&str, &str)]) -> Vec<String> {
        let manifest = r#"{"name":"p","type":"module","exports":"./a.js","engines":{"node":">=22"}}"#;
        let inner = ("inner.cjs", "module.exports = { get level() { return 1 } }");
        found_in(&[&[("package.json", manifest), inner], modules].concat())
    }

    #[test]
    fn names_that_one_lexer_finds_are_followed() {
        for modules in [
            &[("a.js", "import { get } from './inner.cjs'")][..],
            &[
                ("a.js", "import { get } from './b.cjs'"),
                ("b.cjs", "module.exports = require('./inner.cjs')"),
            ],
            &[("a.js", "export { get } from './b.js'"), ("b.js", "export * from './inner.cjs'")],
        ] {
            let found = found_in_modules(modules);
            assert!(found.len() == 1 && found[0].starts_with("Node 24 cannot load .: "), "{found:?}");
        }
        for modules in [
            &[("a.js", "import inner from './b.cjs'"), ("b.cjs", "module.exports = require('./inner.cjs')")]
                [..],
            &[("a.js", "import * as all from './b.js'"), ("b.js", "export * from './inner.cjs'")],
            &[("a.js", "import { one } from './b.cjs'"), ("b.cjs", "exports.one = require('./inner.cjs')")],
        ] {
            assert!(found_in_modules(modules).is_empty(), "{modules:?}");
        }
    }

    #[test]
    fn what_all_have_or_engines_excludes_is_silent() {
        for (engines, text) in [
            (">=18", "import { inspect } from 'node:util'"),
            ("22", "import { isError } from 'node:util'"),
            (">=18", "import * as util from 'node:util'; export const { isError } = util"),
        ] {
            assert!(found(engines, text).is_empty(), "{text}");
        }
    }
}
