//! "exports" keeps package.json from those who ask for it.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{finding, manifest},
    },
};

rule! {
    /// `"exports"` has no `"./package.json"`.
    ///
    /// ## Why it matters
    ///
    /// Programs that look after other packages (for React Native, Svelte, Storybook, licenses) read the version or a field of their own
    /// by `require('my-lib/package.json')`, which fails with ERR_PACKAGE_PATH_NOT_EXPORTED. The subpath costs nothing.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { ".": "./index.js" } }
    /// ```
    ///
    /// Export it, too:
    ///
    /// ```json
    /// { "exports": { ".": "./index.js", "./package.json": "./package.json" } }
    /// ```
    "unexported-package-json", Suggestion
}

const SUBPATH: &str = "./package.json";

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    findings.extend(diagnostic(facts));
}

fn diagnostic(facts: &Facts<'_>) -> Option<Diagnostic> {
    let declared = facts.package.manifest()?;
    let name = facts.package.declared_name()?;
    let exports = declared.get("exports")?;
    // `"exports": {}` closes the package on purpose.
    let has_keys = manifest::exports(facts).next().is_some();
    let is_declared = manifest::exports(facts).any(|entry| covers(&entry.key.value));
    if is_declared || !has_keys {
        return None;
    }
    let at = PackagePlace { file: declared.path().clone(), span: exports.span };
    let message = format!("\"exports\" has no \"{SUBPATH}\": require(\"{name}/package.json\") fails");
    let help = manifest::adding(facts.package, &format!("\"{SUBPATH}\": \"{SUBPATH}\""));
    Some(finding(&RULE, Some(at), message, help))
}

/// Tells whether a key is about package.json, whatever it leads to: one that leads nowhere was meant so.
fn covers(key: &str) -> bool {
    match key.split_once('*') {
        None => key == SUBPATH || (key.ends_with('/') && SUBPATH.starts_with(key)),
        Some((before, behind)) => {
            // A `*` stands for at least one character.
            SUBPATH.len() > before.len() + behind.len()
                && SUBPATH.starts_with(before)
                && SUBPATH.ends_with(behind)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::only;

    fn found(exports: &str) -> (String, String) {
        let manifest = format!(r#"{{"name":"@s/p","exports":{exports}}}"#);
        only("unexported-package-json", &[("package.json", &manifest), ("a.js", "")])
    }

    #[test]
    fn exports_that_hide_package_json() {
        let message = "\"exports\" has no \"./package.json\": require(\"@s/p/package.json\") fails";
        for (exports, help) in [
            (r#"{".":"./a.js"}"#, "add \"./package.json\": \"./package.json\""),
            (r#"{".":"./a.js","./lib/*":"./*"}"#, "add \"./package.json\": \"./package.json\""),
            (r#""./a.js""#, "put what is there under \".\", and add \"./package.json\": \"./package.json\""),
            (
                r#"{"import":"./a.js"}"#,
                "put what is there under \".\", and add \"./package.json\": \"./package.json\"",
            ),
        ] {
            assert_eq!(found(exports), (message.to_owned(), help.to_owned()), "{exports}");
        }
    }

    #[test]
    fn exports_that_have_it_or_forbid_it_are_silent() {
        for exports in [
            r#"{".":"./a.js","./package.json":"./package.json"}"#,
            r#"{".":"./a.js","./package.json":null}"#,
            r#"{".":"./a.js","./*":"./*"}"#,
            r#"{".":"./a.js","./*.json":"./*.json"}"#,
            r#"{".":"./a.js","./":"./"}"#,
            "{}",
            "null",
        ] {
            assert_eq!(found(exports).0, "", "{exports}");
        }
    }
}
