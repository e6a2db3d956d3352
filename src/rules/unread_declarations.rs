//! A file of declarations cannot be read as TypeScript.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::types},
    types::TypesProblemKind,
};

rule! {
    /// A file of declarations cannot be read as TypeScript.
    ///
    /// ## Why it matters
    ///
    /// TypeScript reports a syntax error to every consumer, with `skipLibCheck: true`, too, and takes from the rest what it can guess.
    /// The names that the file declares are not known here, either.
    ///
    /// ## Example
    ///
    /// ```ts
    /// export = function parse(..): object
    /// ```
    "unread-declarations", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    types::report(facts, &RULE, TypesProblemKind::UnreadDeclarations, "files", findings);
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_is_wrong_is_said() {
        let files = [
            ("package.json", r#"{"name":"p","exports":{"types":"./a.d.ts","default":"./a.js"}}"#),
            ("a.js", "module.exports = function parse() {}"),
            ("a.d.ts", "export = function parse(..): object"),
        ];
        let expected = "a.d.ts cannot be read as TypeScript: Unexpected token";
        assert_eq!(messages("unread-declarations", &files), [expected]);
    }

    #[test]
    fn look_alikes_are_silent() {
        let files = [
            (r#"package.json"#, r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            (r#"a.js"#, r#"export const a = 1"#),
            (
                r#"a.d.ts"#,
                r#"export declare const a: unique symbol; export declare function f<const T extends readonly unknown[]>(x: T): asserts x is T;"#,
            ),
        ];
        assert!(messages("unread-declarations", &files).is_empty());
    }
}
