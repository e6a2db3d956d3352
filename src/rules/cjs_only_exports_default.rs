//! A CommonJS module exports a default and nothing else, which an ES module does not get as its default.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// A CommonJS module exports a default and nothing else, which an ES module does not get as its default.
    ///
    /// ## Why it matters
    ///
    /// `exports.default` behind `__esModule` is a convention of compilers, which Node does not follow: in an ES module,
    /// `import x from "p"` is the whole `module.exports`, and the function is `x.default`. Bundlers differ from each other here.
    ///
    /// ## Example
    ///
    /// ```js
    /// // index.cjs
    /// exports.__esModule = true
    /// exports.default = function parse() {}
    /// ```
    ///
    /// Let the module be the function, and keep the old name:
    ///
    /// ```js
    /// module.exports = function parse() {}
    /// module.exports.default = module.exports
    /// ```
    "cjs-only-exports-default", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::CjsOnlyExportsDefault, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (
                r#"a.js"#,
                r#"Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 1"#,
            ),
            (r#"a.d.ts"#, r#"declare const a: 1; export default a;"#),
        ];
        assert_eq!(
            messages("cjs-only-exports-default", &files),
            [
                r##"a.js exports a default only, by `exports.default`: in an ES module, `import x from "p"` is { default: … }"##
            ]
        );
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (
                r#"a.js"#,
                r#"Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 1; exports.b = 2"#,
            ),
            (r#"a.d.ts"#, r#"declare const a: 1; export default a;"#),
        ];
        assert!(messages("cjs-only-exports-default", &files).is_empty());
        let files = [
            (r#"package.json"#, r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            (
                r#"a.js"#,
                r#"exports.__esModule = true; exports.default = 1; module.exports = exports.default"#,
            ),
            (r#"a.d.ts"#, r#"declare const a: 1; export default a;"#),
        ];
        assert!(messages("cjs-only-exports-default", &files).is_empty());
    }
}
