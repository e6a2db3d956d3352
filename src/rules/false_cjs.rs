//! The declarations say that an ES module is CommonJS.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// The declarations say that an ES module is CommonJS.
    ///
    /// ## Why it matters
    ///
    /// TypeScript takes the format of a module from its declarations. In an ES module, it then expects the default import to be all of
    /// `module.exports`, and Node gives the real default: `x.default` compiles and is `undefined`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { "types": "./index.d.ts", "import": "./index.mjs", "require": "./index.cjs" } }
    /// ```
    ///
    /// Give each build declarations of its own:
    ///
    /// ```json
    /// {
    ///   "exports": {
    ///     "import": { "types": "./index.d.mts", "default": "./index.mjs" },
    ///     "require": { "types": "./index.d.cts", "default": "./index.cjs" }
    ///   }
    /// }
    /// ```
    "false-cjs", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::FalseCjs, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            (
                r#"package.json"#,
                r#"{"name":"p","exports":{"types":"./a.d.ts","import":"./a.mjs","require":"./a.js"}}"#,
            ),
            (r#"a.mjs"#, r#"export const a = 1"#),
            (r#"a.js"#, r#"exports.a = 1"#),
            (r#"a.d.ts"#, r#"export declare const a: 1;"#),
        ];
        assert_eq!(
            messages("false-cjs", &files),
            [r##"to TypeScript, a.d.ts declares CommonJS, but a.mjs is an ES module"##]
        );
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","exports":{"import":"./a.mjs","require":"./a.js"}}"#),
            (r#"a.mjs"#, r#"export const a = 1"#),
            (r#"a.js"#, r#"exports.a = 1"#),
            (r#"a.d.ts"#, r#"export declare const a: 1;"#),
            (r#"a.d.mts"#, r#"export declare const a: 1;"#),
        ];
        assert!(messages("false-cjs", &files).is_empty());
        let files = [
            (
                r#"package.json"#,
                r#"{"name":"p","type":"module","exports":{"types":"./a.d.ts","default":"./a.js"}}"#,
            ),
            (r#"a.js"#, r#"export const a = 1"#),
            (r#"a.d.ts"#, r#"export declare const a: 1;"#),
        ];
        assert!(messages("false-cjs", &files).is_empty());
    }
}
