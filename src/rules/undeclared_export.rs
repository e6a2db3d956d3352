//! A module exports names that its declarations lack.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// A module exports names that its declarations lack.
    ///
    /// ## Why it matters
    ///
    /// TypeScript refuses the import of such a name (`TS2305`), which works in JavaScript.
    ///
    /// Names that are not meant for consumers are passed over: those that begin with `_`, those below a comment with `@internal` (in the
    /// module or in its source map), another name for what is declared, what Node's lexer finds in a CommonJS module that does not
    /// assign it itself, and the modules that a pattern offers. So are declarations that have none of the module's values, or
    /// that several modules share.
    ///
    /// ## Example
    ///
    /// ```ts
    /// // index.d.ts; index.mjs has `export function parse() {}` and `export function format() {}`
    /// export declare function parse(): void
    /// ```
    ///
    /// Declare `format`, or do not export it.
    "undeclared-export", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::UndeclaredExport, "declarations", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(js: &str, types: &str) -> Vec<String> {
        let manifest = r#"{"name":"p","type":"module","exports":"./a.js"}"#;
        messages("undeclared-export", &[("package.json", manifest), ("a.js", js), ("a.d.ts", types)])
    }

    #[test]
    fn what_is_wrong_is_said() {
        let types = "export declare const a: 1;";
        for (js, expected) in [
            (
                "export const a = 1, b = 2, c = 3",
                r#"a.d.ts lacks `b`, `c`, which a.js exports: TypeScript refuses `import { b } from "p"`"#,
            ),
            (
                "export const a = 1; export default function () {}",
                r#"a.d.ts lacks `default`, which a.js exports: TypeScript refuses `import x from "p"`"#,
            ),
        ] {
            assert_eq!(found(js, types), [expected], "{js}");
        }
    }

    #[test]
    fn look_alikes_are_silent() {
        for (js, types) in [
            ("export const a = 1", "export declare const a: 1;"),
            ("export const a = 1, _b = 2", "export declare const a: 1;"),
            ("export const a = 1; export class B {}", "export declare const a: 1; export interface B {}"),
            ("export const a = 1, b = 1", "export {};"),
            ("export const a = 1, b = 1", "export declare const a: 1; export * from 'other';"),
            ("export const a = 1; export * from 'other'", "export declare const b: 1;"),
            ("export const a = 1; /** @internal */ export function b() {}", "export declare const a: 1;"),
            (
                "const a = 1; /** @internal */ const b$1 = 2; export { a, b$1 as b }",
                "export declare const a: 1;",
            ),
            ("const a = 1; export { a, a as b }", "export declare const a: 1;"),
            ("export const a = 1; export default a;", "export declare const a: 1;"),
            ("export default a; export const a = 1, b = 1", "export declare const b: 1; export default b;"),
            ("export const a = 1, b = 1", "export type T = 1;"),
        ] {
            assert!(found(js, types).is_empty(), "{js} {types}");
        }
    }

    fn found_among(manifest: &str, files: &[(&'static str, &'static str)]) -> usize {
        let manifest = format!(r#"{{"name":"p",{manifest}}}"#);
        let package = [("package.json", manifest.as_str())];
        messages("undeclared-export", &[&package, files].concat()).len()
    }

    #[test]
    fn several_modules_and_formats() {
        let types = ("a.d.ts", "export declare const a: 1;");
        let two = ("a.js", "export const a = 1, b = 2");
        for (manifest, files, expected) in [
            (r#""type":"module","exports":{".":"./a.js"}"#, vec![two, types], 1),
            (r#""type":"module","exports":{"./*":"./*.js"}"#, vec![two, types], 0),
            (
                r#""type":"module","exports":{".":"./a.js","./b":{"types":"./a.d.ts","default":"./b.js"}}"#,
                vec![two, types, ("b.js", "export const a = 1")],
                0,
            ),
            (
                r#""type":"module","exports":"./a.js""#,
                vec![two, types, ("a.js.map", r#"{"sourcesContent":["/** @internal */\nexport const b"]}"#)],
                0,
            ),
            (
                r#""type":"module","exports":"./a.js""#,
                vec![("a.js", "export * from './c.js'"), types, ("c.js", "export const a = 1, b = 2")],
                1,
            ),
            (
                r#""type":"module","exports":"./a.js""#,
                vec![
                    ("a.js", "export * from './c.js'"),
                    types,
                    ("c.js", "export const a = 1;\n/** @internal */\nexport const b = 2"),
                ],
                0,
            ),
            (r#""exports":"./a.js""#, vec![("a.js", "exports.a = 1; exports.b = 2"), types], 1),
            (
                r#""exports":"./a.js""#,
                vec![("a.js", "exports.a = 1; /** @internal */ exports.b = 2"), types],
                0,
            ),
            (
                r#""exports":"./a.js""#,
                vec![("a.js", "exports.a = 1; (function (exports) { exports.b = 2 })({})"), types],
                0,
            ),
        ] {
            assert_eq!(found_among(manifest, &files), expected, "{manifest} {files:?}");
        }
    }
}
