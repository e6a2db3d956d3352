//! A top-level `await` that never ends.

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
    /// A module awaits, at its top level, the `import()` of a module that waits for it.
    ///
    /// ## Why it matters
    ///
    /// A module that imports another one runs when that one has ended, and `import()` is settled when its module has run. Where
    /// that module imports the one that awaits it, be it through others, neither ever ends. Node tells no error: a program
    /// ends with exit code 13 (`Detected unsettled top-level await`), and whoever imports the module waits for ever.
    ///
    /// ## Example
    ///
    /// ```js
    /// // index.js
    /// export const plugins = []
    /// await import('./plugin.js') // which imports index.js
    /// ```
    ///
    /// Move what both need out of the circle, or import it statically, which a circle does not hinder:
    ///
    /// ```js
    /// // index.js
    /// export { plugins } from './plugins.js' // which imports neither
    /// await import('./plugin.js')
    /// ```
    "unsettled-await", Error where it breaks an entry point, of UnsettledAwait
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let ThrownBy::Fault(fault) = &problem.thrown else { continue };
        let FaultKind::UnsettledAwait { cycle } = &fault.kind else { continue };
        let circle =
            if cycle.is_empty() { String::new() } else { format!(": the circle {}", words::cycle(cycle)) };
        let file = &fault.at.file;
        let message = format!("{file} awaits a module that waits for it, so that neither ever ends{circle}");
        let help = match cycle.as_slice() {
            [one, other] if one == other => "use the module's own variables: it cannot import itself",
            _ => "move what both need out of the circle, or import the module statically",
        };
        findings.add(report(&RULE, problem, message, Some(help.to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(awaiting: &str, other: &str) -> Vec<String> {
        let files = [
            ("package.json", r#"{"type":"module","exports":"./a.js"}"#),
            ("a.js", awaiting),
            ("b.js", other),
        ];
        messages("unsettled-await", &files)
    }

    #[test]
    fn circles_that_an_await_closes() {
        for (awaiting, other) in [
            ("await import('./b.js')", "import './a.js'"),
            ("await import('./b.js')", "export * from './a.js'"),
            ("await import('./b.js')", "await import('./a.js')"),
            ("import './b.js'; await import('./b.js')", "import './a.js'"),
            ("await import('./b.js').then(it => it)", "import './a.js'"),
            ("const [b] = await Promise.all([import('./b.js')])", "import './a.js'"),
            ("const load = async () => { await import('./b.js') }; await load()", "import './a.js'"),
        ] {
            // Where both await, each is told.
            assert_eq!(
                found(awaiting, other).first().map(String::as_str),
                Some(
                    "a.js awaits a module that waits for it, so that neither ever ends: the circle a.js → b.js → a.js"
                ),
                "{awaiting} {other}"
            );
        }
        let itself = found("await import('./a.js')", "");
        assert_eq!(itself.len(), 1, "{itself:?}");
    }

    #[test]
    fn awaits_that_end_are_silent() {
        for (awaiting, other) in [
            ("await import('./b.js')", "import('./a.js')"),
            ("await import('./b.js')", "export const load = async () => { await import('./a.js') }"),
            ("import('./b.js')", "import './a.js'"),
            ("import('./b.js').then(it => it); await 1", "import './a.js'"),
            ("const load = async () => { await import('./b.js') }; load(); await 1", "import './a.js'"),
            ("if (globalThis.debug) await import('./b.js')", "import './a.js'"),
            ("await Promise.race([1, import('./b.js')])", "import './a.js'"),
            ("try { await import('./b.js') } catch {}", "import './a.js'; import './gone.js'"),
            ("await import('./b.js')", "export const b = 1"),
        ] {
            assert!(found(awaiting, other).is_empty(), "{awaiting} {other}");
        }
    }
}
