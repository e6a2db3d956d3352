//! The declarations have names that Node does not see in a CommonJS module.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// The declarations have names that Node does not see in a CommonJS module.
    ///
    /// ## Why it matters
    ///
    /// To import a CommonJS module into an ES module, Node looks for its names in the text, without running it. TypeScript accepts
    /// `import { a } from "p"`, and Node refuses it with a `SyntaxError`. The default import, and `require`, do have the names.
    ///
    /// ## Example
    ///
    /// ```js
    /// // index.cjs; index.d.cts declares `parse`
    /// const all = { parse }
    /// module.exports = all
    /// ```
    ///
    /// Write the names where Node looks for them:
    ///
    /// ```js
    /// exports.parse = parse
    /// ```
    "named-exports", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::NamedExports, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (r#"a.js"#, r#"const all = {}; all.b = 1; module.exports = all"#),
            (r#"a.d.ts"#, r#"export declare const b: 1;"#),
        ];
        assert_eq!(
            messages("named-exports", &files),
            [
                r##"a.d.ts declares `b`, which Node does not see in a.js: `import { b } from "p"` is a SyntaxError"##
            ]
        );
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (r#"a.js"#, r#"exports.b = 1"#),
            (r#"a.d.ts"#, r#"export declare const b: 1; export interface C {}"#),
        ];
        assert!(messages("named-exports", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (r#"a.js"#, r#"module.exports = require("other")"#),
            (r#"a.d.ts"#, r#"export declare const b: 1;"#),
        ];
        assert!(messages("named-exports", &files).is_empty());
    }
}
