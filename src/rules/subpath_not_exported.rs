//! A module asks a package for a subpath that it does not export.

use crate::{
    diagnostic::Findings,
    facts::Facts,
    resolve::error::{NotExported, ResolveError},
    rules::{
        rule,
        support::{problems, report, words},
    },
};

rule! {
    /// A module asks its own package, or one packed along with it, for a subpath that `"exports"` does not offer.
    ///
    /// ## Why it matters
    ///
    /// `"exports"` closes a package for itself, too: `import 'pkg/lib/a.js'` from inside fails with
    /// `ERR_PACKAGE_PATH_NOT_EXPORTED` unless there is a key for it.
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
    "subpath-not-exported", Error
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for problem in problems(facts, &RULE) {
        let Some(ResolveError::PackagePathNotExported { subpath, why, .. }) = words::resolve_error(problem)
        else {
            continue;
        };
        let reason = match why {
            NotExported::NoKey => format!("has no key for \"{subpath}\""),
            NotExported::Excluded => format!("excludes \"{subpath}\" by null"),
            NotExported::NoConditionMatched => {
                format!("offers \"{subpath}\" under no condition that holds here")
            }
        };
        let message = format!("{}, but \"exports\" {reason}", words::subject(problem));
        let help = format!("add \"{subpath}\" to \"exports\", or import the file by its relative path");
        findings.add(report(&RULE, problem, message, Some(help)));
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
    fn what_is_exported_is_silent() {
        assert!(found("import 'p'").is_empty());
    }
}
