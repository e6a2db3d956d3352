//! A `#` name that "imports" does not define.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// A `#name` is imported that `"imports"` of package.json does not define, or not for Node.
    ///
    /// ## Why it matters
    ///
    /// The entry point fails with `ERR_PACKAGE_IMPORT_NOT_DEFINED`. A name that only TypeScript's `paths` or a bundler's alias
    /// knows is not compiled away by itself.
    ///
    /// ## Example
    ///
    /// ```js
    /// import { log } from '#log'
    /// ```
    ///
    /// Define it:
    ///
    /// ```json
    /// { "imports": { "#log": "./lib/log.js" } }
    /// ```
    "import-not-defined", Error where it breaks an entry point, of ImportNotDefined
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let subject = words::subject(problem);
        let message = format!("{subject}, which \"imports\" of package.json does not define for Node");
        let help = format!(
            "add the key \"{}\" to \"imports\", or import the file itself",
            words::specifier(problem)
        );
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest =
            r##"{"type":"module","exports":"./a.js","imports":{"#a":"./a.js","#b":{"browser":"./a.js"}}}"##;
        messages("import-not-defined", &[("package.json", manifest), ("a.js", main)])
    }

    #[test]
    fn names_without_a_key() {
        for name in ["#x", "#b"] {
            assert_eq!(
                found(&format!("import '{name}'")),
                [format!(
                    "a.js imports \"{name}\", which \"imports\" of package.json does not define for Node"
                )]
            );
        }
    }

    #[test]
    fn names_with_a_key_are_silent() {
        assert!(found("import '#a'").is_empty());
    }
}
