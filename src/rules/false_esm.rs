//! The declarations say that a CommonJS module is an ES module.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// The declarations say that a CommonJS module is an ES module.
    ///
    /// ## Why it matters
    ///
    /// TypeScript takes the format of a module from its declarations. In a CommonJS file it then refuses a `require` that works
    /// (`node16`), and in an ES module it expects a default export where Node gives all of `module.exports`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "type": "module", "exports": { "types": "./index.d.ts", "import": "./index.js", "require": "./index.cjs" } }
    /// ```
    ///
    /// Give each build declarations of its own:
    ///
    /// ```json
    /// {
    ///   "type": "module",
    ///   "exports": {
    ///     "import": { "types": "./index.d.ts", "default": "./index.js" },
    ///     "require": { "types": "./index.d.cts", "default": "./index.cjs" }
    ///   }
    /// }
    /// ```
    "false-esm", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::FalseEsm, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            (
                r#"package.json"#,
                r#"{"name":"p","type":"module","exports":{"types":"./a.d.ts","import":"./a.js","require":"./a.cjs"}}"#,
            ),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.cjs"#, r#"exports.a = 1"#),
            (r#"a.d.ts"#, r#"export declare const a: 1;"#),
        ];
        assert_eq!(
            messages("false-esm", &files),
            [r##"to TypeScript, a.d.ts declares an ES module, but a.cjs is CommonJS"##]
        );
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (
                r#"package.json"#,
                r#"{"name":"p","type":"module","exports":{"import":"./a.js","require":"./a.cjs"}}"#,
            ),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.cjs"#, r#"exports.a = 1"#),
            (r#"a.d.ts"#, r#"export declare const a: 1;"#),
            (r#"a.d.cts"#, r#"export declare const a: 1;"#),
        ];
        assert!(messages("false-esm", &files).is_empty());
    }
}
