//! Declarations ask for a name that another file of declarations does not have, or export one that nothing declares.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// Declarations ask for a name that another file of declarations does not have.
    ///
    /// ## Why it matters
    ///
    /// The type is `any` to consumers, without a word; with `skipLibCheck: false` their builds fail.
    ///
    /// ## Example
    ///
    /// ```ts
    /// // index.d.ts; options.d.ts declares `ParseOptions`
    /// export { Options } from './options.js'
    /// ```
    ///
    /// Ask for what is there:
    ///
    /// ```ts
    /// export { ParseOptions as Options } from './options.js'
    /// ```
    ///
    /// It is also said of names in a list of exports that nothing declares, which some bundlers of declarations leave:
    ///
    /// ```ts
    /// declare const parse: () => void
    /// export { parse, Options }
    /// ```
    "missing-declared-name", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::MissingDeclaredName, "imports", findings);
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
            (r#"b.d.ts"#, r#"export type C = 1;"#),
        ];
        assert_eq!(
            messages("missing-declared-name", &files),
            [r##"a.d.ts asks for `B`, which b.d.ts does not declare"##]
        );
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"declare const a: 1; export { a, type B };"#),
        ];
        assert_eq!(
            messages("missing-declared-name", &files),
            [r##"a.d.ts exports `B`, which nothing declares"##]
        );
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"import { B } from "./b.js"; export declare const a: B;"#),
            (r#"b.d.ts"#, r#"export * from "other";"#),
        ];
        assert!(messages("missing-declared-name", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"import { B } from "./b.js"; export declare const a: B;"#),
            (r#"b.d.ts"#, r#"type B = 1; export type C = 1;"#),
        ];
        assert!(messages("missing-declared-name", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"import { B } from "./b.js"; export declare const a: B.C;"#),
            (r#"b.d.ts"#, r#"declare namespace N { namespace B { type C = 1 } } export = N;"#),
        ];
        assert!(messages("missing-declared-name", &files).is_empty());
    }
}
