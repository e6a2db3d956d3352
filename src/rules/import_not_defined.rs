//! A `#` name that "imports" does not define.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    path::join,
    rules::{
        rule,
        support::{report, words},
        wrong_format::scope,
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

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let (subject, specifier) = (words::subject(problem), words::specifier(problem));
        let scope = problem.at.as_ref().map(|at| scope(facts, &at.file)).unwrap_or_default();
        let decides = join(&scope, "package.json");
        let (what, help) = if has_key(facts, &scope, specifier) {
            (
                format!("{decides} defines under no condition that Node has"),
                format!("add \"default\" to the key \"{specifier}\""),
            )
        } else if !scope.is_empty() && has_key(facts, "", specifier) {
            (
                format!(
                    "{decides} does not define: it counts in its folder, and not package.json of the root"
                ),
                format!("define \"{specifier}\" in \"imports\" of {decides}, with the path from there"),
            )
        } else {
            (
                format!("{decides} does not define for Node"),
                format!("add the key \"{specifier}\" to \"imports\""),
            )
        };
        let message = format!("{subject}, which \"imports\" of {what}");
        findings.add(report(&RULE, problem, message, Some(format!("{help}, or import the file itself"))));
    }
}

/// Tells whether a key of "imports" in a folder's package.json is the one for a name.
fn has_key(facts: &Facts<'_>, folder: &str, name: &str) -> bool {
    let reader = facts.nodes.first().map(|node| node.node.version.profile().manifest_reader);
    let imports = reader.and_then(|reader| facts.package.manifest_in(folder)?.imports(reader));
    imports.is_some_and(|imports| imports.get(name).is_some() || imports.matching(name).is_some())
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{messages, only};

    fn found(main: &str) -> Vec<String> {
        let manifest =
            r##"{"type":"module","exports":"./a.js","imports":{"#a":"./a.js","#b":{"browser":"./a.js"}}}"##;
        messages("import-not-defined", &[("package.json", manifest), ("a.js", main)])
    }

    #[test]
    fn names_without_a_key() {
        for (name, what) in
            [("#x", "does not define for Node"), ("#b", "defines under no condition that Node has")]
        {
            assert_eq!(
                found(&format!("import '{name}'")),
                [format!("a.js imports \"{name}\", which \"imports\" of package.json {what}")]
            );
        }
    }

    #[test]
    fn a_nearer_package_json_counts() {
        let manifest = r##"{"type":"module","exports":"./dist/a.js","imports":{"#a":"./dist/b.js"}}"##;
        let found = |nearer: &str| {
            let files = [
                ("package.json", manifest),
                ("dist/package.json", nearer),
                ("dist/a.js", "import '#a'"),
                ("dist/b.js", ""),
            ];
            only("import-not-defined", &files)
        };
        let (message, help) = found(r#"{"type":"module"}"#);
        let what = "does not define: it counts in its folder, and not package.json of the root";
        assert_eq!(
            message,
            format!("dist/a.js imports \"#a\", which \"imports\" of dist/package.json {what}")
        );
        assert!(help.starts_with("define \"#a\" in \"imports\" of dist/package.json"), "{help}");
        assert_eq!(found(r##"{"type":"module","imports":{"#a":"./b.js"}}"##).0, "");
    }

    #[test]
    fn names_with_a_key_are_silent() {
        assert!(found("import '#a'").is_empty());
    }
}
