//! The name of a package leads to none of its modules.

use crate::{
    diagnostic::RuleFindings,
    entry_points::name::{BehindName, behind_name},
    facts::{Facts, Problem},
    rules::{rule, support::report},
};

rule! {
    /// A package has modules, and its name leads to none of them: there is no `"exports"`, no `"main"`, no `index.js`.
    ///
    /// ## Why it matters
    ///
    /// `import 'pkg'` fails with `ERR_MODULE_NOT_FOUND`. Bundlers read `"module"`, Node does not, nor does it look for `index.mjs`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "type": "module", "module": "./dist/index.js" }
    /// ```
    ///
    /// Say what the name leads to:
    ///
    /// ```json
    /// { "type": "module", "exports": "./dist/index.js" }
    /// ```
    "no-main", Error where it breaks an entry point, of NoMain
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let BehindName::Meant(meant) = behind_name(facts.package) else { continue };
        let file = &meant.file;
        let message = match &meant.field {
            Some(field) => {
                format!("Node does not read \"{field}\", and so the package's name does not lead to {file}")
            }
            None => format!(
                "the package's name does not lead to {file}, and package.json has neither \"exports\" nor \"main\""
            ),
        };
        let help = format!(
            "add \"exports\": \"./{file}\", or \"main\" where other files are asked for by their paths"
        );
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::only;

    #[test]
    fn names_that_lead_nowhere() {
        for (manifest, file, message) in [
            (
                r#"{"type":"module","module":"dist/index.js"}"#,
                "dist/index.js",
                "Node does not read \"module\", and so the package's name does not lead to dist/index.js",
            ),
            (
                "{}",
                "index.mjs",
                "the package's name does not lead to index.mjs, and package.json has neither \"exports\" nor \"main\"",
            ),
        ] {
            assert_eq!(
                only("no-main", &[("package.json", manifest), (file, "export const a = 1")]).0,
                message
            );
        }
    }

    #[test]
    fn names_that_lead_somewhere_or_need_not_are_silent() {
        for (manifest, file) in [
            (r#"{"main":"a.js"}"#, "a.js"),
            ("{}", "index.js"),
            (r#"{"types":"a.d.ts"}"#, "a.d.ts"),
            (r#"{"bin":"a.js"}"#, "a.js"),
            (r#"{"exports":{"./a":"./a.js"},"module":"a.js"}"#, "a.js"),
        ] {
            assert_eq!(only("no-main", &[("package.json", manifest), (file, "")]).0, "", "{manifest}");
        }
    }
}
