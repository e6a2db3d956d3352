//! A binding is read before its module was evaluated.

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
    /// A module of an import cycle reads, while it loads, what another one has not made yet.
    ///
    /// ## Why it matters
    ///
    /// The specification fixes the order of evaluation, so this is certain: `ReferenceError: Cannot access 'x' before
    /// initialization`. Bundlers reorder modules and hide it.
    ///
    /// ## Example
    ///
    /// ```js
    /// // a.js
    /// import { createLogger } from './b.js' // which imports a.js
    /// const logger = createLogger('a') // b.js is evaluated later
    /// ```
    ///
    /// Read it when it is needed, or move it out of the cycle:
    ///
    /// ```js
    /// import { createLogger } from './logger.js' // which imports neither
    /// const logger = createLogger('a')
    /// ```
    "read-before-initialization", Error where it breaks an entry point, of ReadBeforeInitialization
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let ThrownBy::Fault(fault) = &problem.thrown else { continue };
        let FaultKind::ReadBeforeInitialization { name, cycle } = &fault.kind else { continue };
        let message = format!(
            "{} reads `{name}` before it is initialized, in the import cycle {}",
            fault.at.file,
            words::cycle(cycle)
        );
        let help =
            format!("read `{name}` inside a function that is called later, or move it out of the cycle");
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(reader: &str, maker: &str) -> Vec<String> {
        let files =
            [("package.json", r#"{"type":"module","exports":"./b.js"}"#), ("a.js", reader), ("b.js", maker)];
        messages("read-before-initialization", &files)
    }

    #[test]
    fn reads_that_come_too_early() {
        assert_eq!(
            found("import { x } from './b.js'; x()", "import './a.js'; export const x = () => 1"),
            ["a.js reads `x` before it is initialized, in the import cycle a.js → b.js → a.js"]
        );
    }

    #[test]
    fn reads_in_time_are_silent() {
        for (reader, maker) in [
            ("import { x } from './b.js'; x()", "import './a.js'; export function x() {}"),
            ("import { x } from './b.js'; export const f = () => x()", "import './a.js'; export const x = 1"),
            ("import { x } from './b.js'; x()", "export const x = () => 1"),
        ] {
            assert!(found(reader, maker).is_empty(), "{reader} {maker}");
        }
    }
}
