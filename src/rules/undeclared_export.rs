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
    /// TypeScript refuses the import of such a name (`TS2305`), which works in JavaScript. Names that begin with `_` are nobody's to import,
    /// and are not asked for; nor is anything where the declarations have no name at all.
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
                "export const a = 1; export default a",
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
        ] {
            assert!(found(js, types).is_empty(), "{js} {types}");
        }
    }
}
