//! Two files of the declarations declare a global name so that TypeScript refuses the two.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// Two files of the declarations declare a global name so that TypeScript refuses the two.
    ///
    /// ## Why it matters
    ///
    /// An import of the package brings both files. With `skipLibCheck: false` the consumer's build fails (`TS2300`, `TS2403`, `TS2451`);
    /// without it, the type of the name is that of one of the two files.
    ///
    /// ## Example
    ///
    /// ```ts
    /// // index.d.ts
    /// /// <reference path="./globals.d.ts" />
    /// declare global {
    ///   const VERSION: string
    /// }
    /// export declare const a: string
    ///
    /// // globals.d.ts
    /// declare const VERSION: string
    /// ```
    ///
    /// Declare `VERSION` in one of them.
    "conflicting-globals", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::ConflictingGlobals, "names", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    /// The messages for a module that declares something global, beside a file that it refers to.
    fn found(global: &str, beside: &str) -> Vec<String> {
        let index = format!(
            "/// <reference path=\"./g.d.ts\" />\ndeclare global {{ {global} }}\nexport declare const a: 1;"
        );
        let files = [
            ("package.json", r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            ("a.js", "export const a = 1"),
            ("a.d.ts", index.as_str()),
            ("g.d.ts", beside),
        ];
        messages("conflicting-globals", &files)
    }

    /// TypeScript 5.9 and 6 were asked for each row, and for the look-alikes of known types.
    #[test]
    fn what_is_wrong_is_said() {
        for (global, beside) in [
            ("const X: string;", "declare const X: string;"),
            ("let X: string;", "declare function X(): void;"),
            ("const X: string;", "declare namespace X { const a: 1 }"),
            ("var X: string;", "declare var X: number;"),
            ("var X: any;", "declare var X: unknown;"),
            ("var X: string;", "declare class X {}"),
            ("var X: string;", "declare namespace X { function f(): void }"),
            ("function X(): void;", "declare enum X { A }"),
            ("class X {}", "declare class X {}"),
            ("class X {}", "type X = 1;"),
            ("enum X { A }", "interface X {}"),
            ("const enum X { A }", "declare namespace X { const a: 1 }"),
            ("enum X { A }", "declare const enum X { B }"),
            ("interface X {}", "type X = 1;"),
            ("type X = 1;", "type X = 1;"),
        ] {
            let message =
                "g.d.ts declares the global `X`, which a.d.ts declares otherwise: TypeScript refuses the two";
            assert_eq!(found(global, beside), [message], "{global} {beside}");
        }
    }

    #[test]
    fn look_alikes_are_silent() {
        for (global, beside) in [
            ("var X: string;", "declare var X: string;"),
            ("var X: Foo;", "declare var X: Bar;"),
            ("var X: Foo;", "declare var X: string;"),
            ("var X: 1 | 2;", "declare var X: 2 | 1;"),
            ("function X(): void;", "declare function X(a: 1): void;"),
            ("function X(): void;", "declare class X {}"),
            ("function X(): void;", "declare namespace X { const a: 1 }"),
            ("class X {}", "interface X {}"),
            ("class X {}", "declare namespace X { const a: 1 }"),
            ("enum X { A }", "declare enum X { B = 1 }"),
            ("enum X { A }", "declare namespace X { const a: 1 }"),
            ("namespace X { const a: 1 }", "declare namespace X { const b: 1 }"),
            ("const X: string;", "declare namespace X { type a = 1 }"),
            ("const X: string;", "interface X {}"),
            ("const X: string;", "type X = 1;"),
            ("interface X { a: 1 }", "interface X { b: 1 }"),
            ("const X: string;", "// @ts-ignore\ndeclare const X: string;"),
            ("const X: string;", "declare const X: string; export {};"),
            ("const X: string;", "declare module 'x' { const X: string }"),
        ] {
            assert!(found(global, beside).is_empty(), "{global} {beside}");
        }
    }

    #[test]
    fn files_that_no_import_brings_together_are_silent() {
        let global = "declare global { const X: string }\nexport declare const a: 1;";
        let files = [
            ("package.json", r#"{"name":"p","type":"module","exports":{"./a":"./a.js","./b":"./b.js"}}"#),
            ("a.js", "export const a = 1"),
            ("b.js", "export const a = 1"),
            ("a.d.ts", global),
            ("b.d.ts", global),
        ];
        assert!(messages("conflicting-globals", &files).is_empty());
        let files = [
            (
                "package.json",
                r#"{"name":"p","exports":{"import":{"types":"./a.d.mts","default":"./a.mjs"},"require":{"types":"./a.d.cts","default":"./a.cjs"}}}"#,
            ),
            ("a.mjs", "export const a = 1"),
            ("a.cjs", "exports.a = 1"),
            ("a.d.mts", global),
            ("a.d.cts", global),
        ];
        assert!(messages("conflicting-globals", &files).is_empty());
    }
}
