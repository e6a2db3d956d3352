//! Declarations import a file of their own package that TypeScript does not find.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// Declarations import a file of their own package that TypeScript does not find.
    ///
    /// ## Why it matters
    ///
    /// All types that come from there are `any` to consumers, without a word; with `skipLibCheck: false` their builds fail. The file was not
    /// packed, or only as its source, or an ES module asks for it without the extension.
    ///
    /// ## Example
    ///
    /// ```ts
    /// // dist/index.d.ts; dist/options.d.ts is not packed
    /// export { Options } from './options.js'
    /// ```
    "internal-resolution-error", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::InternalResolutionError, "imports", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"import { B } from "./b.js"; export declare const a: B;"#),
        ];
        assert_eq!(
            messages("internal-resolution-error", &files),
            [r##"a.d.ts imports "./b.js", which TypeScript does not find in the package"##]
        );
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"import { B } from "./b.js"; export declare const a: B;"#),
            (r#"b.d.ts"#, r#"export type B = 1;"#),
        ];
        assert!(messages("internal-resolution-error", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"import "./b.js"; export declare const a: 1;"#),
            (r#"b.js"#, r#""#),
        ];
        assert!(messages("internal-resolution-error", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (
                r#"a.d.ts"#,
                r#"/// <reference path="./g.d.ts" />
export declare const a: 1;"#,
            ),
            (r#"g.d.ts"#, r#"declare module "./b.js" {}"#),
        ];
        assert!(messages("internal-resolution-error", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"export declare const a: 1;"#),
            (r#"unused.d.ts"#, r#"export * from "./gone.js""#),
        ];
        assert!(messages("internal-resolution-error", &files).is_empty());
    }
}
