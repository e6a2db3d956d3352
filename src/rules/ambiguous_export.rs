//! Two `export *` offer the same name.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem, ThrownBy},
    link::fault::FaultKind,
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// Two `export *` of a module offer the same name, and it is imported.
    ///
    /// ## Why it matters
    ///
    /// The specification leaves such a name out without a word. Importing it is a `SyntaxError`, and the entry point fails.
    ///
    /// ## Example
    ///
    /// ```js
    /// // index.js; both files export `parse`
    /// export * from './json.js'
    /// export * from './yaml.js'
    /// ```
    ///
    /// Say which one is meant:
    ///
    /// ```js
    /// export * from './json.js'
    /// export * from './yaml.js'
    /// export { parse } from './json.js'
    /// ```
    "ambiguous-export", Error where it breaks an entry point, of AmbiguousExport
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let ThrownBy::Fault(fault) = &problem.thrown else { continue };
        let FaultKind::AmbiguousExport { name, provider } = &fault.kind else { continue };
        let message = format!(
            "{provider} exports `{name}` by two `export *`, and so not at all; {} imports it from \"{}\"",
            fault.at.file,
            words::specifier(problem)
        );
        let help = format!("say in {provider} which is meant: `export {{ {name} }} from \"…\"`");
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let files = [
            ("package.json", r#"{"type":"module","exports":"./a.js"}"#),
            ("a.js", main),
            ("all.js", "export * from './b.js'; export * from './c.js'"),
            ("b.js", "export const x = 1, y = 1"),
            ("c.js", "export const x = 2"),
        ];
        messages("ambiguous-export", &files)
    }

    #[test]
    fn a_name_of_two_stars() {
        assert_eq!(
            found("import { x } from './all.js'"),
            ["all.js exports `x` by two `export *`, and so not at all; a.js imports it from \"./all.js\""]
        );
    }

    #[test]
    fn a_name_of_one_and_names_that_no_one_asks_for_are_silent() {
        for main in ["import { y } from './all.js'", "export * from './all.js'"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
