//! A specifier that Node refuses.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    resolve::error::ResolveError,
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// A specifier is malformed, so that Node refuses it before it looks for a file.
    ///
    /// ## Why it matters
    ///
    /// The entry point fails with `ERR_INVALID_MODULE_SPECIFIER` or its like. Windows' backslashes and escaped slashes (`%2F`)
    /// are the usual ones.
    ///
    /// ## Example
    ///
    /// ```js
    /// import './lib%2Findex.js'
    /// ```
    ///
    /// Write the plain path:
    ///
    /// ```js
    /// import './lib/index.js'
    /// ```
    "invalid-specifier", Error where it breaks an entry point, of InvalidSpecifier
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let reason = match words::resolve_error(problem) {
            Some(ResolveError::InvalidModuleSpecifier { reason, .. }) => reason.clone(),
            _ => words::nodes_words(problem),
        };
        let message = match &problem.request {
            Some(_) => format!("{}, which Node refuses: {reason}", words::subject(problem)),
            None => format!("{} is refused by Node: {reason}", words::subject(problem)),
        };
        let help = "write a plain path with `/`, or the name of a package".to_owned();
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest = r#"{"type":"module","exports":"./a.js"}"#;
        messages("invalid-specifier", &[("package.json", manifest), ("a.js", main), ("lib/b.js", "")])
    }

    #[test]
    fn specifiers_that_node_refuses() {
        assert_eq!(found("import './lib%2fb.js'").len(), 1);
        assert_eq!(found("import 'a%2fb'").len(), 1);
    }

    #[test]
    fn specifiers_that_it_takes_are_silent() {
        for main in ["import './lib/b.js'", "import './lib/%62.js'", "import './lib/b.js?query'"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
