//! A file that is loaded later is not packed.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, Problem},
    install::{ScriptFault, scripts::failing_script},
    package::Package,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{near, report, words},
    },
};

rule! {
    /// A file that is loaded later, only sometimes, or by what no entry point reaches, is not packed.
    ///
    /// ## Why it matters
    ///
    /// The package imports cleanly, and fails with `ERR_MODULE_NOT_FOUND` when the command or function is used that loads the
    /// file. No import test finds it. What stands in `try` with a `catch`, in a function too, or whose failure `.catch(…)` handles,
    /// is not reported. `reachedFrom` names the entry points and bins that lead to the request; what none of them leads to
    /// comes last.
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
    "deferred-missing-file", Warning, of DeferredMissingFile
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let guide = near::Guide::default();
    let ends_installation = place_of_failure(facts, problems);
    let problems =
        problems.iter().copied().filter(|problem| problem.at.is_none() || problem.at != ends_installation);
    let (reached, others): (Vec<_>, Vec<_>) = problems.partition(|problem| !problem.reached_from.is_empty());
    let mut of_file: BTreeMap<&str, Vec<&Problem>> = BTreeMap::new();
    for problem in others {
        of_file.entry(words::missing(problem)).or_default().push(problem);
    }
    let each = reached.into_iter().map(|problem| vec![problem]);
    findings.extend(
        each.chain(of_file.into_values()).filter_map(|problems| finding(facts.package, &guide, problems)),
    );
}

/// Returns the place for which an install script fails, of which `failing-install-script` tells.
fn place_of_failure(facts: &Facts<'_>, problems: &[&Problem]) -> Option<PackagePlace> {
    let nodes: Vec<_> = facts.nodes.iter().map(|facts| facts.node.clone()).collect();
    let failing = (!problems.is_empty()).then(|| failing_script(facts.package, &nodes)).flatten()?;
    match failing.fault {
        ScriptFault::FailingFile { fault, .. } => Some(fault.at),
        _ => None,
    }
}

/// Makes one finding of problems with one missing file. Problems that no entry point leads to are grouped by
/// that file.
fn finding(package: &Package, guide: &near::Guide, mut problems: Vec<&Problem>) -> Option<Diagnostic> {
    problems.sort_by_key(|problem| &problem.at);
    let first = problems.first()?;
    let mut files: Vec<_> = problems.iter().map(|problem| words::place(problem)).collect();
    files.dedup();
    let others = words::and_others(files.len().saturating_sub(1));
    let missing = words::missing(first);
    let message = format!("{}, but {missing} is not packed{others}", words::subject(first));
    Some(report(&RULE, first, message, Some(guide.help(package, first, missing))))
}

#[cfg(test)]
mod tests {

    use crate::rules::support::testing::{findings, messages};

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
            "export class A { async m() { try { await import('./x.js') } catch {} } }",
            "export const f = () => import('./x.js').catch(() => {})",
            "import './x.js'",
            "export const url = new URL('./x.js', import.meta.url)",
        ] {
            assert!(found(main).is_empty(), "{main}");
        }
    }

    #[test]
    fn those_who_are_hurt_are_named() {
        let files = [
            (
                "package.json",
                r#"{"type":"module","exports":{".":"./a.js","./b":"./b.js","./c":"./c.js"},"bin":{"t":"cli.js"}}"#,
            ),
            ("a.js", "export const f = () => import('./b.js')"),
            ("b.js", "export const g = () => import('./gone.js')"),
            ("c.js", "try { await import('./b.js') } catch {}"),
            ("cli.js", "import(new URL(`./commands/${process.argv[2]}.js`, import.meta.url))"),
            ("commands/run.js", "import '../../lib/x.js'"),
            ("old/one.js", "import './util.js'"),
            ("old/two.js", "import './util.js'"),
            ("test/three.js", "import './util.js'"),
            ("examples/four.js", "import './util.js'"),
            ("b.test.js", "import './util.js'"),
            ("rollup.config.js", "import './util.js'"),
        ];
        let found = findings("deferred-missing-file", &files);
        let rows: Vec<_> = found
            .iter()
            .map(|found| {
                (found.message.as_str(), found.reached_from.iter().map(String::as_str).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(
            rows,
            [
                ("b.js imports \"./gone.js\", but gone.js is not packed", vec![".", "./b"]),
                (
                    "old/one.js imports \"./util.js\", but old/util.js is not packed, and so does another file",
                    vec![]
                ),
            ]
        );
        let outside = findings("outside-package", &files);
        assert_eq!(outside[0].reached_from.iter().collect::<Vec<_>>(), ["t"]);
    }
}
