//! TypeScript finds no declarations for an entry point.

use crate::{
    diagnostic::{Diagnostic, RuleFindings, Severity},
    facts::Facts,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{aside, types},
    },
    text::Span,
    types::TypesProblemKind,
};

rule! {
    /// TypeScript finds no declarations for an entry point of a package that has some.
    ///
    /// ## Why it matters
    ///
    /// Everything that is imported from there is `any`, or the build fails with `Could not find a declaration file`. `"types"`
    /// in package.json counts for nothing where there is `"exports"`. With `--types required` it is an error for the package itself, as
    /// is a package without any declarations, which is not reported otherwise. A module that exports nothing, and a file that is a
    /// command as well, need no declarations; nor does what is internal: `./internal/x`, `./_x`, or `./lib/x` for lib/x.js beside a root.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "types": "./types/index.d.ts", "exports": { "import": "./index.mjs" } }
    /// ```
    ///
    /// Name the declarations where TypeScript looks for them:
    ///
    /// ```json
    /// { "exports": { "types": "./types/index.d.mts", "import": "./index.mjs" } }
    /// ```
    "untyped-resolution", Error where "types are required and it is the package itself"
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::UntypedResolution, "entry points", findings);
    let has_none = facts.types.as_ref().is_some_and(|types| !types.has_types);
    let has_entries = facts.types.as_ref().is_some_and(|types| !types.entries.is_empty());
    if facts.types_required && has_none && has_entries {
        let place =
            |path: &crate::path::PackagePath| PackagePlace { file: path.clone(), span: Span::default() };
        let at = facts.package.manifest().map(|manifest| place(manifest.path()));
        let help = "add declarations and name them by \"types\", or do not require them".to_owned();
        let message = "the package has no types".to_owned();
        let found = aside(&RULE, at, message, Some(help));
        findings.add(Diagnostic { severity: Severity::Error, ..found });
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        diagnostic::Severity,
        facts::Facts,
        files::FileTree,
        package::Package,
        resolve::NodeTarget,
        rules::{self, support::testing::messages},
    };

    #[test]
    fn what_is_wrong_is_said() {
        let manifest = r#"{"name":"p","types":"t/a.d.ts","exports":"./a.mjs"}"#;
        let files = [
            ("package.json", manifest),
            ("a.mjs", "export const a = 1"),
            ("t/a.d.ts", "export declare const a: 1;"),
        ];
        let message = "TypeScript finds no declarations for \"p\": it takes a.mjs";
        assert_eq!(messages("untyped-resolution", &files), [message]);
    }

    #[test]
    fn what_is_required_and_declared_is_an_error() {
        let js = ("a.js", "exports.a = 1");
        for (manifest, expected) in [
            (r#"{"name":"p","main":"a.js","types":"t.d.ts"}"#, Severity::Error),
            (r#"{"name":"p","exports":"./a.js","types":"t.d.ts"}"#, Severity::Error),
            (r#"{"name":"p","exports":"./a.js"}"#, Severity::Error),
            (r#"{"name":"p","exports":{"./a":"./a.js"},"types":"t.d.ts"}"#, Severity::Warning),
        ] {
            let package = Package::new(FileTree::of([("package.json", manifest), js]));
            let facts = Facts::gather(&package, vec![NodeTarget::default()]);
            let facts = Facts { types_required: true, ..facts };
            let mut found = rules::check(&facts, &[]).into_sorted();
            found.retain(|found| found.rule == "untyped-resolution");
            let severities: Vec<_> = found.iter().map(|found| found.severity).collect();
            assert_eq!(severities, [expected], "{manifest}");
        }
    }

    #[test]
    fn a_place_is_named_once_for_all_modes() {
        let manifest =
            r#"{"name":"p","types":"t/a.d.ts","exports":{".":{"import":"./a.mjs","require":"./a.cjs"}}}"#;
        let files = [
            ("package.json", manifest),
            ("a.mjs", "export const a = 1"),
            ("a.cjs", "exports.a = 1"),
            ("t/a.d.ts", "export declare const a: 1;"),
        ];
        assert_eq!(messages("untyped-resolution", &files).len(), 1);
    }

    #[test]
    fn what_needs_no_declarations_is_silent() {
        let manifest = r#"{"name":"p","types":"t/a.d.ts","bin":"./cli.js","exports":{
            "./register":"./register.mjs","./cli":"./cli.js","./a":"./a.mjs"}}"#;
        let files = [
            ("package.json", manifest),
            ("register.mjs", "import './a.mjs'"),
            ("cli.js", "#!/usr/bin/env node\nexports.run = () => {}"),
            ("a.mjs", "export const a = 1"),
            ("t/a.d.ts", "export declare const a: 1;"),
        ];
        let message = "TypeScript finds no declarations for \"p/a\": it takes a.mjs";
        assert_eq!(messages("untyped-resolution", &files), [message]);
    }

    #[test]
    fn internals_need_no_declarations() {
        let typed = ("t/a.d.ts", "export declare const a: 1;");
        for (exports, count) in [
            (r#""./internal/a":"./lib/a.mjs""#, 0),
            (r#""./a/_private.js":"./lib/a.mjs""#, 0),
            (r#""./lib/a":"./lib/a.mjs""#, 0),
            (r#""./lib/a.mjs":"./lib/a.mjs""#, 0),
            (r#""./a":"./lib/a.mjs""#, 1),
            (r#""./lib/other":"./lib/a.mjs""#, 1),
            (r#""./international":"./lib/a.mjs""#, 1),
            (r#""./index.blank":"./index.blank.js""#, 1),
        ] {
            let root = r#"".":{"types":"./t/a.d.mts","default":"./lib/a.mjs"}"#;
            let manifest = format!(r#"{{"name":"p","exports":{{{root},{exports}}}}}"#);
            let files = [
                ("package.json", manifest.as_str()),
                ("lib/a.mjs", "export const a = 1"),
                ("index.blank.js", "exports.a = 1"),
                ("t/a.d.mts", "export declare const a: 1;"),
                typed,
            ];
            assert_eq!(messages("untyped-resolution", &files).len(), count, "{exports}");
        }
        // Without a root, the paths are what consumers are told to import.
        let manifest = r#"{"name":"p","types":"t/a.d.ts","exports":{"./lib/a":"./lib/a.mjs"}}"#;
        let files = [("package.json", manifest), ("lib/a.mjs", "export const a = 1"), typed];
        assert_eq!(messages("untyped-resolution", &files).len(), 1);
    }

    #[test]
    fn packages_without_types_are_silent() {
        for manifest in
            [r#"{"name":"p","exports":"./a.mjs"}"#, r#"{"name":"p","exports":{"import":"./a.mjs"}}"#]
        {
            let files = [("package.json", manifest), ("a.mjs", "export const a = 1")];
            assert!(messages("untyped-resolution", &files).is_empty(), "{manifest}");
        }
    }
}
