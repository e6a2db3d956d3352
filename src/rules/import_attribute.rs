//! An import attribute is missing, wrong or unknown.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// An import lacks the attribute that Node asks for, or has one that Node does not know.
    ///
    /// ## Why it matters
    ///
    /// Bundlers take JSON as it comes. Node imports it `with { type: 'json' }` only, and refuses every other attribute: the entry
    /// point fails.
    ///
    /// ## Example
    ///
    /// ```js
    /// import data from './data.json'
    /// ```
    ///
    /// Say what it is:
    ///
    /// ```js
    /// import data from './data.json' with { type: 'json' }
    /// ```
    "import-attribute", Error where it breaks an entry point, of ImportAttribute
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let message =
            format!("{}, and Node refuses: {}", words::subject(problem), words::nodes_words(problem));
        let help = if problem
            .request
            .as_ref()
            .is_none_or(|request| request.attributes.as_ref().is_some_and(Vec::is_empty))
        {
            "add `with { type: \"json\" }`, or read the file by `createRequire`"
        } else {
            "Node knows `with { type: \"json\" }` only, and for JSON only"
        };
        findings.add(report(&RULE, problem, message, Some(help.to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest = r#"{"type":"module","exports":"./a.js"}"#;
        messages("import-attribute", &[("package.json", manifest), ("a.js", main), ("b.json", "{}")])
    }

    #[test]
    fn attributes_that_node_refuses() {
        assert_eq!(
            found("import './b.json'"),
            [
                "a.js imports \"./b.json\", and Node refuses: Module \"b.json\" needs an import attribute of \"type: json\""
            ]
        );
        assert_eq!(found("import './a.js' with { type: 'css' }").len(), 1);
    }

    #[test]
    fn attributes_that_node_takes_are_silent() {
        for main in ["import './b.json' with { type: 'json' }", "import './a.js'"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
