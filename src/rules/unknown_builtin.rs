//! A module of Node that this version does not have.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{report, words},
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
    let nodes: Vec<String> = facts.nodes.iter().map(|node| node.node.version.to_string()).collect();
    for problem in problems {
        let message = format!("{}, which Node {} does not have", words::subject(problem), nodes.join(" or "));
        let help = "correct the name, or load it only where Node has it".to_owned();
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::messages;

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
    fn builtins_that_exist_are_silent() {
        for main in ["import 'node:fs'", "import 'fs/promises'", "import 'node:test'"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
