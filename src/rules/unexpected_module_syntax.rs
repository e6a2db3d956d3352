//! TypeScript takes a file for CommonJS that is written as an ES module.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// TypeScript takes a file for CommonJS that is written as an ES module.
    ///
    /// ## Why it matters
    ///
    /// Node 20.19, 22.7 and newer read the text of a `.js` file where package.json has no `"type"`, and load it as what it is written as.
    /// TypeScript goes by the names alone: to it, the default import of the file is all of `module.exports`, and so `x.default`
    /// compiles and is `undefined`. Bundlers differ from each other, too. What Node itself refuses is `wrong-format`, and CommonJS in an
    /// ES module that exports nothing is `exports-nothing`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "name": "my-lib", "main": "./index.js", "types": "./index.d.ts" }
    /// ```
    ///
    /// Say what index.js is:
    ///
    /// ```json
    /// { "name": "my-lib", "type": "module", "main": "./index.js", "types": "./index.d.ts" }
    /// ```
    "unexpected-module-syntax", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::UnexpectedModuleSyntax, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(manifest: &str, js: &str) -> Vec<String> {
        let files = [("package.json", manifest), ("a.js", js), ("a.d.ts", "export declare const a: 1;")];
        messages("unexpected-module-syntax", &files)
    }

    #[test]
    fn what_is_wrong_is_said() {
        let found = found(r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#, "export const a = 1");
        let message = "to TypeScript, a.js is CommonJS, and Node sees by its syntax that it is an ES module";
        assert_eq!(found, [message]);
    }

    #[test]
    fn look_alikes_are_silent() {
        for (manifest, js) in [
            (r#"{"name":"p","type":"module","main":"a.js","types":"a.d.ts"}"#, "export const a = 1"),
            (r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#, "exports.a = 1"),
            (
                r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#,
                "const f = () => import('./b.js'); exports.a = 1",
            ),
            // `wrong-format` says it.
            (r#"{"name":"p","type":"commonjs","main":"a.js","types":"a.d.ts"}"#, "export const a = 1"),
        ] {
            assert!(found(manifest, js).is_empty(), "{manifest} {js}");
        }
    }
}
