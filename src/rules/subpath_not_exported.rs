//! A module asks a package for a subpath that it does not export.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem, ThrownBy},
    resolve::error::{NotExported, ResolveError},
    rules::{
        rule,
        support::{manifest, report, words},
    },
};

rule! {
    /// A module asks its own package, or one packed along with it, for a subpath that `"exports"` does not offer; or `"main"` does.
    ///
    /// ## Why it matters
    ///
    /// `"exports"` closes a package for itself, too: `import 'pkg/lib/a.js'` from inside fails with
    /// `ERR_PACKAGE_PATH_NOT_EXPORTED` unless there is a key for it. Node does not read `"main"` where there is `"exports"`: without a key
    /// `"."`, nobody can import the package by its name.
    ///
    /// ## Example
    ///
    /// ```js
    /// // in the package "pkg", with { "exports": "./index.js" }
    /// import { version } from 'pkg/package.json'
    /// ```
    ///
    /// Export it, or import the file:
    ///
    /// ```js
    /// import { version } from './version.js'
    /// ```
    "subpath-not-exported", Error where it breaks an entry point, of SubpathNotExported
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let Some(ResolveError::PackagePathNotExported { subpath, why, at, .. }) =
            words::resolve_error(problem)
        else {
            continue;
        };
        let reason = match why {
            NotExported::NoKey => format!("has no key for \"{subpath}\""),
            NotExported::Excluded => format!("excludes \"{subpath}\" by null"),
            NotExported::NoConditionMatched | NotExported::SubpathsBelowCondition => {
                format!("offers \"{subpath}\" under no condition that holds here")
            }
        };
        let owner = at.as_ref().and_then(|at| facts.package.owner(&at.file));
        let (message, help) = match &problem.thrown {
            ThrownBy::Fault(_) if owner.is_some() => {
                let owner = owner.as_ref().map(ToString::to_string).unwrap_or_default();
                (
                    format!("{}, but \"exports\" of {owner} {reason}", words::subject(problem)),
                    format!(
                        "name a subpath that {owner} exports, or declare a version that exports \"{subpath}\""
                    ),
                )
            }
            ThrownBy::Target { .. } => (
                format!(
                    "\"main\" leads to a packed module, but \"exports\" {reason}, and closes the package's name"
                ),
                of_root(why).to_owned(),
            ),
            _ => (
                format!("{}, but \"exports\" {reason}", words::subject(problem)),
                format!("{}, or import the file by its relative path", opening(facts, subpath, *why)),
            ),
        };
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

/// Returns the words for offering a subpath to the package itself.
fn opening(facts: &Facts<'_>, subpath: &str, why: NotExported) -> String {
    match why {
        NotExported::NoKey => {
            manifest::adding(facts.package, &format!("\"{subpath}\" to \"exports\"")).unwrap_or_default()
        }
        NotExported::Excluded => format!("give \"{subpath}\" a target in place of null"),
        NotExported::NoConditionMatched | NotExported::SubpathsBelowCondition => {
            format!("offer \"{subpath}\" under a condition that holds here, such as \"default\"")
        }
    }
}

/// Returns the help for a package whose name leads nowhere although "main" is there.
fn of_root(why: &NotExported) -> &'static str {
    match why {
        NotExported::NoKey => "add \".\" to \"exports\", or remove \"main\"",
        _ => {
            "offer \".\" under a condition that Node has (\"import\", \"require\", \"default\"), begin subpaths with \"./\", or remove \"main\""
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest =
            r#"{"name":"p","type":"module","exports":{".":"./a.js","./x":null,"./y":{"browser":"./a.js"}}}"#;
        messages("subpath-not-exported", &[("package.json", manifest), ("a.js", main)])
    }

    #[test]
    fn subpaths_that_the_package_keeps_from_itself() {
        for (specifier, reason) in [
            ("p/a.js", "has no key for \"./a.js\""),
            ("p/x", "excludes \"./x\" by null"),
            ("p/y", "offers \"./y\" under no condition that holds here"),
        ] {
            let message = format!("a.js imports \"{specifier}\", but \"exports\" {reason}");
            assert_eq!(found(&format!("import '{specifier}'")), [message]);
        }
    }

    #[test]
    fn a_main_that_exports_closes() {
        let closed = |manifest: &str| {
            messages("subpath-not-exported", &[("package.json", manifest), ("i.js", ""), ("sub.js", "")])
        };
        assert_eq!(
            closed(r#"{"main":"./i.js","exports":{"./sub":"./sub.js"}}"#),
            [
                "\"main\" leads to a packed module, but \"exports\" has no key for \".\", and closes the package's name"
            ]
        );
        for (exports, reason) in [
            (r#"{".":{"imports":"./i.js"}}"#, "offers \".\" under no condition that holds here"),
            (r#"{"lib/sub":"./sub.js"}"#, "offers \".\" under no condition that holds here"),
            (r#"{".":{"import":null,"require":null}}"#, "excludes \".\" by null"),
            ("[]", "excludes \".\" by null"),
        ] {
            let message = format!(
                "\"main\" leads to a packed module, but \"exports\" {reason}, and closes the package's name"
            );
            assert_eq!(
                closed(&format!(r#"{{"main":"./i.js","exports":{exports}}}"#)),
                [message],
                "{exports}"
            );
        }
        for manifest in [
            r#"{"main":"./i.js","exports":{".":{"browser":"./i.js"}}}"#,
            r#"{"main":"./i.js","exports":{".":{"types":"./i.d.ts"}}}"#,
            r#"{"main":"./i.js","exports":{".":{"node":null,"default":"./i.js"}}}"#,
            r#"{"main":"./i.js","exports":{".":{"import":"./sub.js"}}}"#,
            r#"{"main":"./i.js","exports":{".":null,"./sub":"./sub.js"}}"#,
            r#"{"exports":{".":{"imports":"./i.js"}}}"#,
            r#"{"main":"./gone.js","exports":{"./sub":"./sub.js"}}"#,
            r#"{"exports":{"./sub":"./sub.js"}}"#,
            r#"{"main":"./i.js","bin":"./i.js","exports":{"./sub":"./sub.js"}}"#,
            r#"{"main":"./i.js","bin":"./sub.js","exports":{"./package.json":"./package.json"}}"#,
        ] {
            assert!(closed(manifest).is_empty(), "{manifest}");
        }
    }

    #[test]
    fn what_is_exported_is_silent() {
        assert!(found("import 'p'").is_empty());
    }
}
