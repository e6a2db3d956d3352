//! A path differs from the packed one by case.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{near, report, words},
    },
};

rule! {
    /// A path is written in another case than the packed file has.
    ///
    /// ## Why it matters
    ///
    /// It works on macOS and Windows, whose disks ignore case, and fails with `ERR_MODULE_NOT_FOUND` on Linux: in CI, in
    /// containers, on servers.
    ///
    /// ## Example
    ///
    /// ```js
    /// import { format } from './Formatters.js' // packed as formatters.js
    /// ```
    ///
    /// Write the name as the file has it:
    ///
    /// ```js
    /// import { format } from './formatters.js'
    /// ```
    "case-mismatch", Error where it breaks an entry point, of CaseMismatch
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let missing = words::missing(problem);
        let Some(packed) = near::differing_only_by_case(facts.package, missing) else { continue };
        let message = match &problem.request {
            Some(_) => format!("{}, but the file is packed as {packed}", words::subject(problem)),
            None => {
                format!("{} leads to {missing}, but the file is packed as {packed}", words::subject(problem))
            }
        };
        let help =
            "write the path in the case of the file: most disks outside macOS and Windows tell the two apart";
        findings.add(report(&RULE, problem, message, Some(help.to_owned())));
    }
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::messages;

    #[test]
    fn only_the_case_differs() {
        let main = r#"{"exports":{".":"./Lib/a.js","./b":"./b.js"}}"#;
        let files = [("package.json", main), ("lib/a.js", ""), ("b.js", "require('./C')"), ("c.js", "")];
        assert_eq!(
            messages("case-mismatch", &files),
            [
                "b.js requires \"./C\", but the file is packed as c.js",
                "\".\" leads to Lib/a.js, but the file is packed as lib/a.js",
            ]
        );
        assert!(messages("missing-file", &files).is_empty());
    }

    #[test]
    fn what_differs_in_more_is_silent() {
        for target in ["./a.js", "./B.js"] {
            let manifest = format!(r#"{{"exports":"{target}"}}"#);
            assert!(messages("case-mismatch", &[("package.json", &manifest), ("a.js", "")]).is_empty());
        }
    }
}
