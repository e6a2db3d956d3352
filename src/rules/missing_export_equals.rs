//! The declarations have a default alone, and the CommonJS module is that value itself, too.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// The declarations have a default alone, and the CommonJS module is that value itself, too.
    ///
    /// ## Why it matters
    ///
    /// Nothing breaks: what TypeScript accepts, Node does. But under `node16` and `nodenext`, TypeScript refuses `x()` after
    /// `import x from "p"`, which Node accepts, and asks for `x.default()`.
    ///
    /// ## Example
    ///
    /// ```js
    /// // index.js; index.d.ts has `export default function parse(text: string): object`
    /// module.exports = function parse(text) {}
    /// module.exports.default = module.exports
    /// ```
    ///
    /// Declare both:
    ///
    /// ```ts
    /// declare function parse(text: string): object
    /// declare namespace parse { export { parse as default } }
    /// export = parse
    /// ```
    "missing-export-equals", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::MissingExportEquals, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(js: &str, types: &str) -> Vec<String> {
        let manifest = r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#;
        messages("missing-export-equals", &[("package.json", manifest), ("a.js", js), ("a.d.ts", types)])
    }

    #[test]
    fn what_is_wrong_is_said() {
        for js in [
            "module.exports = function parse() {}; module.exports.default = module.exports",
            "class A {} module.exports = A; A.default = A",
            "exports.default = function () {}; module.exports = exports.default; module.exports.default = exports.default",
        ] {
            assert_eq!(
                found(js, "export default function parse(): void;"),
                [
                    r##"a.d.ts declares a default only, and a.js is that value itself, too: in an ES module, `import x from "p"` is the value, which TypeScript expects at x.default"##
                ],
                "{js}"
            );
        }
    }

    #[test]
    fn look_alikes_are_silent() {
        for (js, types) in [
            (
                "module.exports = function parse() {}; module.exports.default = module.exports",
                "declare function parse(): void; declare namespace parse { export { parse as default } } export = parse;",
            ),
            ("exports.default = function parse() {}", "export default function parse(): void;"),
            ("module.exports = { default: 1 }", "declare const a: 1; export default a;"),
            ("module.exports = function parse() {}", "export default function parse(): void;"),
        ] {
            assert!(found(js, types).is_empty(), "{js}");
        }
    }
}
