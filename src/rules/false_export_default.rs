//! The declarations have a default export, and the CommonJS module is the value itself.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// The declarations have a default export, and the CommonJS module is the value itself.
    ///
    /// ## Why it matters
    ///
    /// In an ES module under `node16` or `nodenext`, TypeScript expects the value at `x.default`, and Node gives the value as `x`. The
    /// call that compiles throws.
    ///
    /// ## Example
    ///
    /// ```ts
    /// // index.d.ts; index.js has `module.exports = parse`
    /// declare function parse(text: string): object
    /// export default parse
    /// ```
    ///
    /// Declare what the module is:
    ///
    /// ```ts
    /// declare function parse(text: string): object
    /// export = parse
    /// ```
    "false-export-default", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::FalseExportDefault, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (r#"a.js"#, r#"module.exports = function parse() {}"#),
            (r#"a.d.ts"#, r#"export default function parse(): void;"#),
        ];
        assert_eq!(
            messages("false-export-default", &files),
            [
                r##"a.d.ts declares a default, and a.js assigns module.exports without one: `import x from "p"` gives the value where TypeScript expects x.default"##
            ]
        );
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (r#"a.js"#, r#"module.exports = function parse() {}; module.exports.default = module.exports"#),
            (r#"a.d.ts"#, r#"export default function parse(): void;"#),
        ];
        assert!(messages("false-export-default", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (r#"a.js"#, r#"module.exports = function parse() {}"#),
            (r#"a.d.ts"#, r#"declare function parse(): void; export = parse;"#),
        ];
        assert!(messages("false-export-default", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (r#"a.js"#, r#"module.exports = require("./b")"#),
            (r#"b.js"#, r#"exports.default = 1"#),
            (r#"a.d.ts"#, r#"export default function parse(): void;"#),
        ];
        assert!(messages("false-export-default", &files).is_empty());
    }
}
