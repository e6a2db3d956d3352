//! The two builds of an entry point export different names.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// The two builds of an entry point export different names.
    ///
    /// ## Why it matters
    ///
    /// `import { a }` works, and `require("p").a` is undefined, or the other way round. Who moves from one to the other loses the name. Names
    /// that begin with `_` do not count, nor does the default. What declarations promise and a build lacks is reported by `named-exports` and
    /// `declared-not-exported`. Only packages with types are asked.
    ///
    /// ## Example
    ///
    /// ```js
    /// // index.mjs
    /// export const parse = 1, format = 2
    /// // index.cjs
    /// exports.parse = 1
    /// ```
    ///
    /// Build both from the same source.
    "different-builds", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::DifferentBuilds, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    const MANIFEST: &str = r#"{"name":"p","exports":{"import":{"types":"./a.d.mts","default":"./a.mjs"},"require":{"types":"./a.d.cts","default":"./a.cjs"}}}"#;

    /// The messages for two builds, each with the names that it declares.
    fn found(esm: &str, declared: &str, commonjs: &str, also_declared: &str) -> Vec<String> {
        let types = |names: &str| format!("export declare const {names};");
        let (types, also_types) = (types(declared), types(also_declared));
        let files = [
            ("package.json", MANIFEST),
            ("a.mjs", esm),
            ("a.d.mts", types.as_str()),
            ("a.cjs", commonjs),
            ("a.d.cts", also_types.as_str()),
        ];
        messages("different-builds", &files)
    }

    #[test]
    fn what_is_wrong_is_said() {
        let (more, other) = ("export const a = 1, bb = 2", "exports.a = 1; exports.cc = 2");
        for (esm, declared, commonjs, also_declared, expected) in [
            (more, "a: 1, bb: 2", "exports.a = 1", "a: 1", "a.cjs lacks `bb`"),
            ("export const a = 1", "a: 1", other, "a: 1, cc: 2", "a.mjs lacks `cc`"),
            (more, "a: 1, bb: 2", other, "a: 1, cc: 2", "a.cjs lacks `bb`, and a.mjs lacks `cc`"),
        ] {
            let message = format!("`import` and `require` of \"p\" give different names: {expected}");
            assert_eq!(found(esm, declared, commonjs, also_declared), [message], "{esm}");
        }
    }

    #[test]
    fn look_alikes_are_silent() {
        let more = "export const a = 1, bb = 2";
        for (esm, declared, commonjs, also_declared) in [
            ("export const a = 1", "a: 1", "exports.a = 1", "a: 1"),
            ("export const a = 1; export default a", "a: 1", "exports.a = 1", "a: 1"),
            ("export const a = 1, _b = 1", "a: 1", "exports.a = 1; exports._c = 1", "a: 1"),
            (more, "a: 1, bb: 2", "Object.assign(exports, require('./b')); exports.a = 1", "a: 1"),
            (more, "a: 1, bb: 2", "const x = { a: 1, bb: 2 }; module.exports = x", "a: 1, bb: 2"),
            ("export const a = 1; export * from 'other'", "a: 1", "exports.a = 1; exports.cc = 1", "a: 1"),
            // The declarations of the build that lacks it have it, too: that is told.
            (more, "a: 1, bb: 2", "exports.a = 1", "a: 1, bb: 2"),
        ] {
            assert!(found(esm, declared, commonjs, also_declared).is_empty(), "{esm} {commonjs}");
        }
    }
}
