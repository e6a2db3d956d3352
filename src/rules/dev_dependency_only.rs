//! A package is imported that is in "devDependencies" only.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{rule, support::packages},
};

rule! {
    /// A package is imported that is in `"devDependencies"` only.
    ///
    /// ## Why it matters
    ///
    /// npm does not install the devDependencies of an installed package. It works for the author, and for no one else.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "devDependencies": { "chalk": "^5.0.0" } }
    /// ```
    ///
    /// What the packed code imports belongs here:
    ///
    /// ```json
    /// { "dependencies": { "chalk": "^5.0.0" } }
    /// ```
    "dev-dependency-only", Error, of DevDependencyOnly
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    packages::report_each(&RULE, problems, findings, |package, _| packages::PackageWords {
        message: format!("\"{package}\", which is in \"devDependencies\" only"),
        help: format!("move \"{package}\" to \"dependencies\", or to \"peerDependencies\""),
    });
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest = r#"{"type":"module","exports":"./a.js","devDependencies":{"d":"1","e":"1"},"peerDependencies":{"e":"1"}}"#;
        messages("dev-dependency-only", &[("package.json", manifest), ("a.js", main)])
    }

    #[test]
    fn what_no_one_else_gets() {
        assert_eq!(found("import 'd'"), ["a.js imports \"d\", which is in \"devDependencies\" only"]);
    }

    #[test]
    fn what_is_declared_elsewhere_too_is_silent() {
        for main in ["import 'e'", "import 'x'"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
