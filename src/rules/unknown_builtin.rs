//! A module of Node that this version does not have.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    link::fault::FaultKind,
    rules::{
        rule,
        support::{nodes::NodesOfFaults, report, words},
    },
};

rule! {
    /// A `node:` module is imported that this version of Node does not have.
    ///
    /// ## Why it matters
    ///
    /// The entry point fails with `ERR_UNKNOWN_BUILTIN_MODULE` for everyone on that version, although `"engines"` may allow it.
    ///
    /// ## Example
    ///
    /// ```js
    /// import { DatabaseSync } from 'node:sqlite' // Node 22.5 and newer
    /// ```
    ///
    /// Raise `"engines"`, or load it only where it is there:
    ///
    /// ```js
    /// const sqlite = process.getBuiltinModule?.('node:sqlite')
    /// ```
    "unknown-builtin", Error where it breaks an entry point, of UnknownBuiltin
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    if problems.is_empty() {
        return;
    }
    // `require` looks for one like for a package.
    let nodes = NodesOfFaults::of(facts, |kind| match kind {
        FaultKind::Undeclared { package, .. } => package.starts_with("node:"),
        kind => *kind == FaultKind::UnknownBuiltin,
    });
    for problem in problems {
        let message =
            format!("{}, which Node {} does not have", words::subject(problem), nodes.words(problem));
        let help = "correct the name, or load it only where Node has it".to_owned();
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {

    use crate::{
        facts::Facts,
        files::FileTree,
        package::Package,
        resolve::NodeTarget,
        rules::{check, support::testing::messages},
    };

    fn found(main: &str) -> Vec<String> {
        messages(
            "unknown-builtin",
            &[("package.json", r#"{"type":"module","exports":"./a.js"}"#), ("a.js", main)],
        )
    }

    #[test]
    fn builtins_that_do_not_exist() {
        assert_eq!(
            found("import 'node:nothing'"),
            ["a.js imports \"node:nothing\", which Node 22 does not have"]
        );
    }

    #[test]
    fn builtins_that_are_required() {
        for (main, expected) in [
            ("require('node:nothing')", 1),
            ("exports.a = () => require('node:nothing')", 1),
            ("try { require('node:nothing') } catch {}", 0),
            ("exports.a = () => require('bun:sqlite')", 0),
        ] {
            let files = [("package.json", r#"{"main":"./a.js"}"#), ("a.js", main)];
            assert_eq!(messages("unknown-builtin", &files).len(), expected, "{main}");
        }
    }

    #[test]
    fn only_the_versions_without_it_are_named() {
        let files = [
            ("package.json", r#"{"type":"module","exports":"./a.js"}"#),
            ("a.js", "import { DatabaseSync } from 'node:sqlite'"),
        ];
        let package = Package::new(FileTree::of(files));
        let targets = ["20.18", "22", "24"]
            .map(|version| NodeTarget { version: version.parse().unwrap(), ..NodeTarget::default() });
        let facts = Facts::gather(&package, targets.into());
        let found = check(&facts, &[]).into_sorted();
        let message = "a.js imports \"node:sqlite\", which Node 20.18 does not have";
        assert!(found.iter().any(|found| found.message == message), "{found:?}");
    }

    #[test]
    fn builtins_that_exist_are_silent() {
        for main in ["import 'node:fs'", "import 'fs/promises'", "import 'node:test'"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
