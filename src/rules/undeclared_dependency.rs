//! A package is imported that package.json does not declare.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{packages, words},
    },
};

rule! {
    /// A package is imported that package.json does not declare.
    ///
    /// ## Why it matters
    ///
    /// It is in the author's `node_modules`, through another dependency or from the root of a monorepo. Whoever installs the
    /// package gets it by chance or not at all, and then `ERR_MODULE_NOT_FOUND`.
    ///
    /// ## Example
    ///
    /// ```js
    /// import fetch from 'node-fetch' // in no dependencies of package.json
    /// ```
    ///
    /// Declare it:
    ///
    /// ```json
    /// { "dependencies": { "node-fetch": "^3.3.2" } }
    /// ```
    "undeclared-dependency", Error, of UndeclaredDependency
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    packages::report_each(&RULE, problems, findings, |package, first| packages::PackageWords {
        message: format!("\"{package}\", which package.json does not declare"),
        help: help(facts, package, first),
    });
}

fn help(facts: &Facts<'_>, package: &str, problem: &Problem) -> String {
    if let Some(file) = packages::own_file(facts, problem) {
        let specifier = words::specifier(problem);
        return format!(
            "{file} is packed, and \"{specifier}\" a path that only your compiler's \"baseUrl\" or \"paths\" knows: write it \
             from the importing file on"
        );
    }
    if packages::is_package_name(package) {
        format!("add \"{package}\" to \"dependencies\"")
    } else {
        "no package can have this name: it is an alias or a virtual module, which only your bundler knows"
            .to_owned()
    }
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::{findings, messages};

    const MANIFEST: (&str, &str) =
        ("package.json", r#"{"name":"p","type":"module","exports":"./a.js","dependencies":{"d":"1"}}"#);

    #[test]
    fn one_package_is_one_finding() {
        let files = [MANIFEST, ("a.js", "import 'x'; import './b.js'"), ("b.js", "import 'x/sub'")];
        let found = findings("undeclared-dependency", &files);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "a.js imports \"x\", which package.json does not declare, and so does another file"
        );
        assert_eq!(found[0].help.as_deref(), Some("add \"x\" to \"dependencies\""));
    }

    #[test]
    fn a_path_of_the_compiler_is_no_package() {
        for (main, help) in [
            ("import 'src/b.js'", "dist/src/b.js is packed"),
            ("import 'src/b'", "dist/src/b.js is packed"),
            ("import 'src/c.js'", "add \"src\" to"),
            ("import 'b'", "add \"b\" to"),
        ] {
            let manifest = r#"{"name":"p","type":"module","exports":"./dist/a.js"}"#;
            let files =
                [("package.json", manifest), ("dist/a.js", main), ("dist/src/b.js", ""), ("dist/b.js", "")];
            let found = findings("undeclared-dependency", &files);
            let found = found[0].help.as_deref().unwrap();
            assert!(found.starts_with(help), "{main}: {found}");
        }
    }

    #[test]
    fn what_is_declared_built_in_caught_or_the_package_itself_is_silent() {
        for main in ["import 'd/x'", "import 'fs'", "try { await import('x') } catch {}", "import 'p'"] {
            assert!(messages("undeclared-dependency", &[MANIFEST, ("a.js", main)]).is_empty(), "{main}");
        }
    }
}
