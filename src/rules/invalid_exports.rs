//! Node cannot make sense of "exports".

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    resolve::error::{ConfigFault, ResolveError},
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// Node cannot make sense of `"exports"` as a whole.
    ///
    /// ## Why it matters
    ///
    /// Subpaths and conditions side by side, or numbers as keys, make every request for the package fail with
    /// `ERR_INVALID_PACKAGE_CONFIG`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { ".": "./index.js", "import": "./index.mjs" } }
    /// ```
    ///
    /// Conditions stand below a subpath:
    ///
    /// ```json
    /// { "exports": { ".": { "import": "./index.mjs", "default": "./index.js" } } }
    /// ```
    "invalid-exports", Error where it breaks an entry point, of InvalidExports
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let message = match words::resolve_error(problem) {
            Some(ResolveError::InvalidPackageConfig { fault: ConfigFault::MixedKeys, .. }) => {
                "\"exports\" has subpaths and conditions side by side".to_owned()
            }
            Some(ResolveError::InvalidPackageConfig { fault: ConfigFault::NumericKeys, .. }) => {
                "\"exports\" cannot contain numeric property keys".to_owned()
            }
            _ => format!("Node cannot read \"exports\": {}", words::nodes_words(problem)),
        };
        let help = "give each subpath its own key, from \".\" on, with the conditions below it".to_owned();
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(exports: &str) -> Vec<String> {
        let manifest = format!(r#"{{"exports":{exports}}}"#);
        messages("invalid-exports", &[("package.json", &manifest), ("a.js", "")])
    }

    #[test]
    fn maps_that_node_refuses() {
        for (exports, message) in [
            (r#"{".":"./a.js","import":"./a.js"}"#, "\"exports\" has subpaths and conditions side by side"),
            (r#"{".":{"0":"./a.js"}}"#, "\"exports\" cannot contain numeric property keys"),
        ] {
            assert_eq!(found(exports), [message], "{exports}");
        }
    }

    #[test]
    fn maps_that_it_reads_are_silent() {
        for exports in [r#"{"import":"./a.js"}"#, r#"{".":{"import":"./a.js"}}"#, r#""./a.js""#, "{}"] {
            assert!(found(exports).is_empty(), "{exports}");
        }
    }
}
