//! `require` of an ES module that cannot be required.

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
    /// A CommonJS module requires an ES module, where Node cannot do that.
    ///
    /// ## Why it matters
    ///
    /// Node 20.19, 22.12 and newer require ES modules, but none that awaits at its top level, or imports one that does:
    /// `ERR_REQUIRE_ASYNC_MODULE`. Nor do they require one that is being evaluated, because it imports, perhaps through others,
    /// the module that requires it: `ERR_REQUIRE_CYCLE_MODULE`. One that is linked and waits its turn is refused with that code
    /// before 20.19.5, 22.15 and 23.10; where it waits for the module that requires it, Node 20.19.5, 22.17, 24.1 and newer crash
    /// (`Fatal error … Check failed`), which no `try` catches; Node 22.15, 23.10 and 24.0 do so if `require` linked it. Older ones
    /// require none: `ERR_REQUIRE_ESM`.
    ///
    /// A refusal that `try` catches stays: the next `require` of that module is refused, too, and so is an import of one that failed
    /// for it.
    ///
    /// ## Example
    ///
    /// ```js
    /// const { config } = require('./config.mjs') // has a top-level await
    /// ```
    ///
    /// Import it, where the answer is needed:
    ///
    /// ```js
    /// const loadConfig = async () => (await import('./config.mjs')).config
    /// ```
    "require-of-module", Error where it breaks an entry point, of RequireOfModule
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let ThrownBy::Fault(fault) = &problem.thrown else { continue };
        let subject = words::subject(problem);
        let message = match &fault.kind {
            FaultKind::RequiredAsync { awaiting } => {
                format!("{subject}, an ES module that waits for the top-level await in {awaiting}")
            }
            FaultKind::RequiredWasm { file } => {
                format!(
                    "{subject}, an ES module that imports WebAssembly ({file}), which this version of Node cannot require"
                )
            }
            FaultKind::RequiredInCycle { cycle } => {
                format!("{subject}, an ES module, in the cycle {}", words::cycle(cycle))
            }
            FaultKind::RequiredBeforeItsTurn => {
                format!(
                    "{subject}, an ES module that is imported as well and has not had its turn, which this version of Node refuses"
                )
            }
            FaultKind::RequiredWhileWaiting { cycle } => {
                format!(
                    "{subject}, an ES module that waits for what is running, which ends the process: the cycle {}",
                    words::cycle(cycle)
                )
            }
            _ => format!("{subject}, an ES module, which this version of Node cannot require"),
        };
        let help = match &fault.kind {
            FaultKind::RequiredBeforeItsTurn => {
                "import it before the module that requires it, or require it inside a function that is called later"
            }
            FaultKind::RequiredInCycle { .. } | FaultKind::RequiredWhileWaiting { .. } => {
                "require it inside a function that is called later, or move what both need out of the cycle"
            }
            _ => "use `import()`, or pack a CommonJS build of it",
        };
        findings.add(report(&RULE, problem, message, Some(help.to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(module: &str) -> Vec<String> {
        let files =
            [("package.json", r#"{"main":"a.js"}"#), ("a.js", "require('./b.mjs')"), ("b.mjs", module)];
        messages("require-of-module", &files)
    }

    #[test]
    fn modules_that_wait() {
        assert_eq!(
            found("await 1"),
            ["a.js requires \"./b.mjs\", an ES module that waits for the top-level await in b.mjs"]
        );
    }

    #[test]
    fn modules_that_import_what_requires_them() {
        assert_eq!(
            found("import './a.js'"),
            ["a.js requires \"./b.mjs\", an ES module, in the cycle a.js → b.mjs → a.js"]
        );
    }

    #[test]
    fn modules_that_do_not_are_silent() {
        for module in ["export default 1", "export const f = async () => await 1"] {
            assert!(found(module).is_empty(), "{module}");
        }
    }
}
