//! TypeScript finds no file for an entry point that Node loads.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// TypeScript finds no file for an entry point that Node loads.
    ///
    /// ## Why it matters
    ///
    /// Whoever imports it in TypeScript gets `Cannot find module`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "types": "./index.d.ts", "exports": { ".": "./index.js", "./lib/": "./lib/" } }
    /// ```
    ///
    /// Since version 6, TypeScript ends its search at a condition that leads to `null`, too, where older ones went on to the next:
    ///
    /// ```json
    /// { "exports": { ".": { "types": null, "default": "./index.js" } } }
    /// ```
    ///
    /// and from declarations without an import or export, nothing can be imported.
    "no-resolution", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::NoResolution, "entry points", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let manifest =
            r#"{"name":"p","exports":{".":{"types":"./a.d.ts","default":"./a.js"},"./odd":"./odd"}}"#;
        let files = [
            ("package.json", manifest),
            ("a.js", "exports.a = 1"),
            ("a.d.ts", "export declare const a: 1;"),
            ("odd", "exports.b = 1"),
        ];
        let expected = "TypeScript finds no file for \"p/odd\", which Node loads";
        assert_eq!(messages("no-resolution", &files), [expected]);
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (
                r#"package.json"#,
                r#"{"name":"p","types":"a.d.ts","exports":{"./b.css":"./b.css","./a":"./a.mjs"}}"#,
            ),
            (r#"a.mjs"#, r#"export const a = 1"#),
            (r#"a.d.mts"#, r#"export declare const a: 1;"#),
            (r#"b.css"#, r#""#),
        ];
        assert!(messages("no-resolution", &files).is_empty());
    }
}
