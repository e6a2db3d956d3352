//! The declarations promise values that the module does not export.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// The declarations promise values that the module does not export.
    ///
    /// ## Why it matters
    ///
    /// TypeScript accepts the import, and Node refuses it: `SyntaxError: The requested module does not provide an export named …`. A
    /// `require` gives `undefined`. A default that is not there, and declarations most of whose values are not there, are errors, because
    /// most of those who import the entry point run into them; single names are a warning, and so are the few variables of a subpath
    /// that is there for its types (`./types`), whose module exports nothing. So is `export =` in the declarations of an
    /// ES module, of which TypeScript finds no default: an error, unless it has names that can be imported. Names whose
    /// declarations lie in other packages are not judged, nor are builds for `<script>` that a pattern lets through.
    ///
    /// ## Example
    ///
    /// ```ts
    /// // index.d.ts; index.js only has `export const parse = …`
    /// export declare function parse(text: string): Options
    /// export declare class Options {}
    /// ```
    ///
    /// What is only a type must not be declared as a value:
    ///
    /// ```ts
    /// export declare function parse(text: string): Options
    /// export interface Options {}
    /// ```
    "declared-not-exported", Error where "a default, `export =` or most of the names are not there"
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::DeclaredNotExported, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::{
        diagnostic::Severity,
        rules::support::testing::{findings, messages},
    };

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1, c = 3"#),
            (r#"a.d.ts"#, r#"export declare const a: 1, b: 2; export declare const c: 3;"#),
        ];
        assert_eq!(
            messages("declared-not-exported", &files),
            [
                r##"a.d.ts declares `b`, which a.js does not export: `import { b } from "p"` is a SyntaxError"##
            ]
        );
    }

    #[test]
    fn members_of_what_export_equals_hands_over_are_no_error_beside_a_default() {
        let files = [
            ("package.json", r#"{"name":"p","exports":{".":{"types":"./a.d.ts","import":"./a.mjs"}}}"#),
            ("a.mjs", "export default { red: 1, blue: 2 }"),
            ("a.d.ts", "interface Colors { red: 1; blue: 2 } declare const colors: Colors; export = colors"),
        ];
        let found = findings("declared-not-exported", &files);
        assert_eq!(found.iter().map(|found| found.severity).collect::<Vec<_>>(), [Severity::Warning]);
    }

    #[test]
    fn values_that_serve_types_are_no_error_of_an_entry_point_for_types() {
        let types =
            "export type A = typeof a; export interface B {} export interface C {} export interface D {}";
        let value = "export declare const a: 'a', b: 'b';";
        for (subpath, module, values, expected) in [
            ("./types", "export {}", value, Severity::Warning),
            (".", "export {}", value, Severity::Error),
            ("./types", "export const c = 1", value, Severity::Error),
            (
                "./types",
                "export {}",
                "export declare function a(): void; export declare const b: 1;",
                Severity::Error,
            ),
            (
                "./types",
                "export {}",
                "export declare enum a { X } export declare enum b { X }",
                Severity::Error,
            ),
            ("./types", "export {}", "export declare const a: 1, b: 1, c: 1;", Severity::Error),
        ] {
            let manifest = format!(
                r#"{{"name":"p","type":"module","exports":{{"{subpath}":{{"types":"./t.d.ts","default":"./t.js"}}}}}}"#
            );
            let declared = format!("{values} {types}");
            let files =
                [("package.json", manifest.as_str()), ("t.js", module), ("t.d.ts", declared.as_str())];
            let found = findings("declared-not-exported", &files);
            let found: Vec<_> = found.iter().map(|found| found.severity).collect();
            assert_eq!(found, [expected], "{subpath} {module} {values}");
        }
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (
                r#"a.d.ts"#,
                r#"export declare const a: 1; export interface I {} export declare const enum E { A }"#,
            ),
        ];
        assert!(messages("declared-not-exported", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export * from "other""#),
            (r#"a.d.ts"#, r#"export declare const a: 1;"#),
        ];
        assert!(messages("declared-not-exported", &files).is_empty());
    }

    #[test]
    fn a_build_for_pages_is_silent_below_a_pattern_alone() {
        let lacking = |exports: &str| {
            let manifest = format!(r#"{{"name":"p","type":"module","exports":{exports}}}"#);
            let files = [
                ("package.json", manifest.as_str()),
                ("dist/a.js", "var A = function (it) { it.a = it.b = 1; return it }({})"),
                ("dist/a.d.ts", "export declare const a: 1, b: 1"),
            ];
            messages("declared-not-exported", &files).len()
        };
        assert_eq!(lacking(r#"{"./*":"./dist/*"}"#), 0);
        assert_eq!(lacking(r#"{"./a":"./dist/a.js"}"#), 1);
    }
}
