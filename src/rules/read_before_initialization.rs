//! A binding is read before it is initialized.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem, ThrownBy},
    link::fault::FaultKind,
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// A module reads, while it loads, what has not been made yet: by another module of an import cycle, or by itself further down.
    ///
    /// ## Why it matters
    ///
    /// The specification fixes the order of evaluation, so this is certain: `ReferenceError: Cannot access 'x' before
    /// initialization`. A `var` may be read, but has no value then: `extends x`, `new x`, `x()` and `x.y` throw a `TypeError`.
    /// So does a call of a function that certainly reads a `const`, `let` or class of a module which has not run: its own, or one
    /// that it imports from. Bundlers reorder modules: they may hide it, or make it where the module that reads comes first.
    ///
    /// ## Example
    ///
    /// ```js
    /// // a.js
    /// import { createLogger } from './b.js' // which imports a.js
    /// const logger = createLogger('a') // b.js is evaluated later
    /// ```
    ///
    /// Read it when it is needed, or move it out of the cycle:
    ///
    /// ```js
    /// import { createLogger } from './logger.js' // which imports neither
    /// const logger = createLogger('a')
    /// ```
    "read-before-initialization", Error where it breaks an entry point, of ReadBeforeInitialization
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let ThrownBy::Fault(fault) = &problem.thrown else { continue };
        let FaultKind::ReadBeforeInitialization { name, cycle } = &fault.kind else { continue };
        if cycle.is_empty() {
            let message =
                format!("{} reads `{name}` above its declaration: {}", fault.at.file, fault.message);
            let help = format!("move the declaration of `{name}` above this line");
            findings.add(report(&RULE, problem, message, Some(help)));
            continue;
        }
        // A function reads it that another module calls: the cycle begins there.
        let caller = cycle.first().filter(|first| **first != fault.at.file);
        let early = caller.map_or_else(
            || "before it is initialized".to_owned(),
            |caller| format!("in a function that {caller} calls before it is initialized"),
        );
        let file = &fault.at.file;
        let message = format!("{file} reads `{name}` {early}, in the import cycle {}", words::cycle(cycle));
        let help = caller.map_or_else(
            || format!("read `{name}` inside a function that is called later, or move it out of the cycle"),
            |caller| format!("let {caller} call it later, or move `{name}` out of the cycle"),
        );
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(reader: &str, maker: &str) -> Vec<String> {
        let files =
            [("package.json", r#"{"type":"module","exports":"./b.js"}"#), ("a.js", reader), ("b.js", maker)];
        messages("read-before-initialization", &files)
    }

    #[test]
    fn reads_that_come_too_early() {
        assert_eq!(
            found("import { x } from './b.js'; x()", "import './a.js'; export const x = () => 1"),
            ["a.js reads `x` before it is initialized, in the import cycle a.js → b.js → a.js"]
        );
        let uses = ["class A extends x {}", "new x", "x()", "x.y", "x.y = 1", "x.y()"];
        for code in uses {
            let reader = format!("import {{ x }} from './b.js'; {code}");
            assert_eq!(found(&reader, "import './a.js'; export var x = class {}").len(), 1, "{code}");
        }
    }

    #[test]
    fn reads_above_the_declaration() {
        let of = |file: &str, code: &str| {
            let manifest = format!(r#"{{"exports":"./{file}"}}"#);
            messages("read-before-initialization", &[("package.json", manifest.as_str()), (file, code)])
        };
        assert_eq!(
            of("a.mjs", "export class B extends A {} export class A {}"),
            ["a.mjs reads `A` above its declaration: Cannot access 'A' before initialization"]
        );
        for code in [
            "export const a = x; const x = 1",
            "export default a; const a = 1",
            "class B { static x = A.y } class A {}",
            "{ x.y } const x = {}; export {}",
            "x = 1; let x; export {}",
            "export const a = new A; class A {}",
            "export const [a] = [x()], x = () => 1",
        ] {
            assert_eq!(of("a.mjs", code).len(), 1, "{code}");
            let code =
                code.replace("export default", "exports.d =").replace("export {}", "").replace("export ", "");
            assert_eq!(of("a.cjs", &code).len(), 1, "{code}");
        }
        for code in [
            "export class A {} export class B extends A {}",
            "export const f = () => x; const x = 1",
            "export { x }; const x = 1",
            "export const a = x; var x = 1",
            "export const a = x(); function x() {}",
            "try { x } catch {} const x = 1; export {}",
            "if (globalThis.y) x; const x = 1; export {}",
            "{ const x = 1; x } const x = 2; export {}",
            "(function (x) { return x })(1); const x = 2; export {}",
            "export class A { static make() { return new A } static b = () => x; c = x } const x = 1",
            "import { x } from './a.mjs'; export { x }",
            "queueMicrotask(() => x); const x = 1; export {}",
            "export const go = (async () => { await null; return x })(); const x = 1",
            "label: { break label; x } const x = 1; export {}",
        ] {
            assert!(of("a.mjs", code).is_empty(), "{code}");
        }
    }

    #[test]
    fn reads_in_time_are_silent() {
        for (reader, maker) in [
            ("import { x } from './b.js'; x()", "import './a.js'; export function x() {}"),
            ("import { x } from './b.js'; export const f = () => x()", "import './a.js'; export const x = 1"),
            ("import { x } from './b.js'; x()", "export const x = () => 1"),
            ("import { x } from './b.js'; x || x?.y", "import './a.js'; export var x = {}"),
            (
                "import { x, f } from './b.js'; f(); x()",
                "import './a.js'; export var x; export function f() { x = () => 1 }",
            ),
        ] {
            assert!(found(reader, maker).is_empty(), "{reader} {maker}");
        }
    }
}
