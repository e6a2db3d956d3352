//! Declarations import JavaScript of their own package that no declarations stand beside.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// Declarations import JavaScript of their own package that no declarations stand beside.
    ///
    /// ## Why it matters
    ///
    /// All that comes from there is `any` to consumers, without a word; with `skipLibCheck: false` their builds fail (`TS7016`). The
    /// declarations were not packed, or have another name: beside `a.mjs` TypeScript looks for `a.d.mts`, not for `a.d.ts`.
    ///
    /// ## Example
    ///
    /// ```ts
    /// // index.d.mts; beside options.mjs stands options.d.ts
    /// export { Options } from './options.mjs'
    /// ```
    ///
    /// Rename options.d.ts to options.d.mts.
    "untyped-import", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::UntypedImport, "imports", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::findings;

    fn found(types: &str) -> Vec<(String, String)> {
        let files = [
            ("package.json", r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            ("a.js", "export const a = 1"),
            ("a.d.ts", types),
            ("b.js", "export const B = 1"),
            ("c.mjs", "export const C = 1"),
            ("c.d.ts", "export declare const C: 1"),
            ("d.js", "export const D = 1"),
            ("d.d.ts", "export declare const D: 1"),
            ("e.json", "{}"),
        ];
        let found = findings("untyped-import", &files).into_iter();
        found.map(|finding| (finding.message, finding.help.unwrap_or_default())).collect()
    }

    #[test]
    fn javascript_without_declarations() {
        for (types, message, help) in [
            (
                "export { B } from './b.js'; export declare const a: 1;",
                r#"a.d.ts imports "./b.js", and b.js has no declarations: what comes from there is `any`"#,
                "pack declarations beside b.js, or declare what is used of it here",
            ),
            (
                "import * as C from './c.mjs'; export declare const a: typeof C;",
                r#"a.d.ts imports "./c.mjs", and c.mjs has no declarations: what comes from there is `any`"#,
                "rename c.d.ts to c.d.mts: TypeScript looks for no other file beside c.mjs",
            ),
        ] {
            assert_eq!(found(types), [(message.to_owned(), help.to_owned())], "{types}");
        }
    }

    #[test]
    fn look_alikes_are_silent() {
        for types in [
            "import './b.js'; export declare const a: 1;",
            "export { D } from './d.js'; export declare const a: 1;",
            "import e from './e.json'; export declare const a: typeof e;",
            "// @ts-ignore\nimport { B } from './b.js'; export declare const a: B;",
        ] {
            assert!(found(types).is_empty(), "{types}");
        }
    }
}
