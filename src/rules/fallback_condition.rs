//! TypeScript finds the declarations only by a mistake of its own, after a condition that came to nothing.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// TypeScript finds the declarations only by a mistake of its own, after a condition that came to nothing.
    ///
    /// ## Why it matters
    ///
    /// Where the target of a condition does not lead to declarations, TypeScript goes on with the next condition, although Node would not.
    /// That is a known fault of TypeScript; when it is corrected, the types are gone. The usual cause is a `"types"` condition that stands
    /// behind the conditions of Node.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { "import": "./index.mjs", "types": "./types/index.d.ts" } }
    /// ```
    ///
    /// Put `"types"` first:
    ///
    /// ```json
    /// { "exports": { "types": "./types/index.d.ts", "import": "./index.mjs" } }
    /// ```
    "fallback-condition", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::FallbackCondition, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","exports":{"import":"./a.mjs","types":"./t/a.d.mts"}}"#),
            (r#"a.mjs"#, r#"export const a = 1"#),
            (r#"t/a.d.mts"#, r#"export declare const a: 1;"#),
        ];
        assert_eq!(
            messages("fallback-condition", &files),
            [
                r##"TypeScript finds t/a.d.mts for "p" only because it goes on where a condition comes to nothing"##
            ]
        );
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","exports":{"types":"./t/a.d.mts","import":"./a.mjs"}}"#),
            (r#"a.mjs"#, r#"export const a = 1"#),
            (r#"t/a.d.mts"#, r#"export declare const a: 1;"#),
        ];
        assert!(messages("fallback-condition", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","exports":{"import":"./a.mjs","types":"./t/a.d.mts"}}"#),
            (r#"a.mjs"#, r#"export const a = 1"#),
            (r#"a.d.mts"#, r#"export declare const a: 1;"#),
            (r#"t/a.d.mts"#, r#"export declare const a: 1;"#),
        ];
        assert!(messages("fallback-condition", &files).is_empty());
    }
}
