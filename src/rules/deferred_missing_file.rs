//! A file that is loaded later is not packed.

use crate::{
    diagnostic::Findings,
    facts::Facts,
    rules::{
        rule,
        support::{near, problems, report, words},
    },
};

rule! {
    /// A file that is loaded later, only sometimes, or by what no entry point reaches, is not packed.
    ///
    /// ## Why it matters
    ///
    /// The package imports cleanly, and fails with `ERR_MODULE_NOT_FOUND` when the command or function is used that loads the
    /// file. No import test finds it. What stands in `try` with a `catch` is not reported.
    ///
    /// ## Example
    ///
    /// ```js
    /// export const deploy = () => import('./commands/deploy.js') // not packed
    /// ```
    ///
    /// Pack the file, or correct the path:
    ///
    /// ```js
    /// export const deploy = () => import('./deploy.js')
    /// ```
    "deferred-missing-file", Warning
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let guide = near::Guide::default();
    for problem in problems(facts, &RULE) {
        let missing = words::missing(problem);
        let message = format!("{}, but {missing} is not packed", words::subject(problem));
        let help = guide.help(facts.package, problem, missing);
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest = ("package.json", r#"{"type":"module","exports":"./a.js"}"#);
        messages("deferred-missing-file", &[manifest, ("a.js", main), ("b.js", ""), ("c.cjs", CONDITIONAL)])
    }

    const CONDITIONAL: &str = "if (globalThis.x) require('./gone')";

    #[test]
    fn files_that_are_missed_later() {
        assert_eq!(
            found("export const f = () => import('./x.js')"),
            ["a.js imports \"./x.js\", but x.js is not packed"]
        );
        assert_eq!(found("import './c.cjs'"), ["c.cjs requires \"./gone\", but gone is not packed"]);
    }

    #[test]
    fn what_is_packed_caught_or_missed_at_once_is_silent() {
        for main in [
            "export const f = () => import('./b.js')",
            "export const f = (name) => import(`./${name}.js`)",
            "try { await import('./x.js') } catch {}",
            "import './x.js'",
            "export const url = new URL('./x.js', import.meta.url)",
        ] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
