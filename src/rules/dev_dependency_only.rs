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
    /// npm does not install the devDependencies of an installed package. It works for the author, and for no one else. Nothing is
    /// said of what a host gives to what it loads: of `electron` where `"devDependencies"` or `"engines"` has it, and of `vscode` and
    /// `bun` where `"engines"` has them or `"devDependencies"` their types.
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

    use crate::rules::support::testing::{findings, messages};

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

    #[test]
    fn what_a_host_gives_is_not_declared() {
        for (name, rest, expected) in [
            ("electron", r#""devDependencies":{"electron":"^30"}"#, 0),
            ("electron", r#""engines":{"electron":">=30"}"#, 0),
            ("electron/main", r#""devDependencies":{"electron":"^30"}"#, 0),
            ("vscode", r#""engines":{"vscode":"^1.80.0"}"#, 0),
            ("vscode", r#""devDependencies":{"@types/vscode":"^1.80.0"}"#, 0),
            ("electron", r#""devDependencies":{"electron-builder":"^30"}"#, 1),
            ("vscode", r#""devDependencies":{"electron":"^30"}"#, 1),
            ("bun", r#""engines":{"node":">=20"}"#, 1),
            ("electron-log", r#""devDependencies":{"electron":"^30","electron-log":"5"}"#, 1),
        ] {
            let manifest = format!(r#"{{"name":"p","type":"module","exports":"./a.js",{rest}}}"#);
            let main = format!("import '{name}'");
            let files = [("package.json", manifest.as_str()), ("a.js", main.as_str())];
            let rules = ["dev-dependency-only", "undeclared-dependency"];
            let found: usize = rules.iter().map(|rule| findings(rule, &files).len()).sum();
            assert_eq!(found, expected, "{name} {rest}");
        }
    }
}
