//! A package is loaded later that package.json does not declare.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Diagnostic, RuleFindings, Severity},
    facts::{Facts, Problem, ThrownBy},
    link::fault::FaultKind,
    manifest::dependencies::DependencyKind,
    path::PackagePath,
    rules::{
        rule,
        support::{packages::is_package_name, report, words},
    },
};

rule! {
    /// A package is loaded later, or only sometimes, that package.json does not declare as something installers get.
    ///
    /// ## Why it matters
    ///
    /// The package imports cleanly, and fails with `ERR_MODULE_NOT_FOUND` when the feature is used, unless the package happens to
    /// be there. What stands in `try` with a `catch`, in a function too, or whose failure `.catch(…)` handles, is not reported.
    /// A file that may load eight packages or more which no field names is a table of engines, of which users choose one: a suggestion.
    ///
    /// ## Example
    ///
    /// ```js
    /// export const render = (view) => require('pug').compile(view) // "pug" is declared nowhere
    /// ```
    ///
    /// If users choose to install it, say so, and package managers will tell them which versions fit:
    ///
    /// ```json
    /// { "peerDependencies": { "pug": "^3.0.0" }, "peerDependenciesMeta": { "pug": { "optional": true } } }
    /// ```
    "deferred-undeclared-dependency", Warning, of DeferredUndeclaredDependency
}

/// The number of packages that are named.
const MOST: usize = 3;
/// The number of packages in one file from which on users choose one of them.
const ENGINES: usize = 8;

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let mut by_file: BTreeMap<&PackagePath, Vec<&Problem>> = BTreeMap::new();
    // yarn itself brings `pnpapi`, where there is one.
    let is_declarable = |name: &str| is_package_name(name) && name != "pnpapi";
    for problem in problems.iter().copied().filter(|problem| is_declarable(words::missing(problem))) {
        if let Some(place) = &problem.at {
            by_file.entry(&place.file).or_default().push(problem);
        }
    }
    for (file, problems) in by_file {
        let (engines, others): (Vec<_>, Vec<_>) = problems.into_iter().partition(|it| is_named_nowhere(it));
        if packages_of(&engines).len() >= ENGINES {
            let found = finding(file, engines);
            findings.extend(found.map(|it| Diagnostic { severity: Severity::Suggestion, ..it }));
            findings.extend(finding(file, others));
        } else {
            findings.extend(finding(file, engines.into_iter().chain(others).collect()));
        }
    }
}

/// Tells whether no field of package.json names the package, not even "devDependencies".
fn is_named_nowhere(problem: &Problem) -> bool {
    let ThrownBy::Fault(fault) = &problem.thrown else { return false };
    matches!(fault.kind, FaultKind::Undeclared { declared: DependencyKind::Nowhere, .. })
}

/// Returns the packages that these problems are about, each once.
fn packages_of<'p>(problems: &[&'p Problem]) -> Vec<&'p str> {
    let mut seen = BTreeSet::new();
    let packages = problems.iter().map(|problem| words::missing(problem));
    packages.filter(|package| seen.insert(*package)).collect()
}

fn finding(file: &PackagePath, mut problems: Vec<&Problem>) -> Option<Diagnostic> {
    problems.sort_by_key(|problem| &problem.at);
    let first = problems.first()?;
    let packages = packages_of(&problems);
    let message = format!(
        "{file} loads {} later, which package.json does not declare for installers",
        listed(&packages)
    );
    let them = if packages.len() == 1 { "it" } else { "them" };
    let help = format!("declare {them} in \"dependencies\", or as optional in \"peerDependencies\"");
    let mut finding = report(&RULE, first, message, Some(help));
    finding.reached_from.extend(problems.iter().flat_map(|problem| &problem.reached_from).cloned());
    Some(finding)
}

/// Lists packages: `"a", "b" and 3 other packages`.
fn listed(packages: &[&str]) -> String {
    let quoted: Vec<String> = packages.iter().take(MOST).map(|package| format!("\"{package}\"")).collect();
    match packages.len() - quoted.len() {
        0 => match quoted.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => quoted.concat(),
        },
        1 => format!("{} and another package", quoted.join(", ")),
        more => format!("{} and {more} other packages", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;
    use crate::{
        diagnostic::Severity,
        rules::support::testing::{findings, messages},
    };

    fn found(main: &str) -> Vec<String> {
        let manifest = r#"{"main":"a.js","dependencies":{"d":"1"},"devDependencies":{"v":"1"},"peerDependencies":{"p":"1"}}"#;
        messages("deferred-undeclared-dependency", &[("package.json", manifest), ("a.js", main)])
    }

    #[test]
    fn packages_that_may_be_missed_later() {
        assert_eq!(
            found("exports.f = () => require('x')"),
            ["a.js loads \"x\" later, which package.json does not declare for installers"]
        );
        assert_eq!(
            found("exports.f = () => { try { return import('x') } catch {} }"),
            ["a.js loads \"x\" later, which package.json does not declare for installers"]
        );
        assert_eq!(
            found(
                "exports.f = () => { try { const x = require('x'); return x.f() } catch (e) { throw new Error(e.message) } }"
            ),
            ["a.js loads \"x\" later, which package.json does not declare for installers"]
        );
        assert_eq!(
            found("exports.f = () => { try { return require('x') } catch (error) { throw error } }"),
            ["a.js loads \"x\" later, which package.json does not declare for installers"]
        );
        assert_eq!(
            found("exports.f = () => [require('x'), import('v'), require('x')]"),
            ["a.js loads \"x\" and \"v\" later, which package.json does not declare for installers"]
        );
    }

    #[test]
    fn what_is_declared_caught_certain_or_no_package_is_silent() {
        for main in [
            "exports.f = () => require('d')",
            "exports.f = () => require('p')",
            "try { require('x') } catch {}",
            "exports.f = () => { try { return require('x') } catch { return null } }",
            "exports.f = async () => { try { return await import('x') } catch {} }",
            "exports.f = { get g() { try { return require('x') } catch {} } }",
            "exports.f = () => import('x').then(x => x.y).catch(() => null)",
            "exports.f = async () => { try { return await import('x') } catch { throw new Error('install x') } }",
            "exports.f = () => require.resolve('x', { paths: [process.cwd()] })",
            "require('x')",
            "exports.f = () => import('$app/env')",
            "exports.f = () => import('bun:sqlite')",
            "exports.f = () => require('pnpapi')",
            "exports.f = async () => { try { return await Promise.resolve().then(() => require('x')) } catch {} }",
        ] {
            assert!(found(main).is_empty(), "{main}");
        }
    }

    #[test]
    fn a_table_of_engines_is_a_suggestion() {
        let of = |count: usize, others: &str| {
            let engines: String =
                (0..count).map(|at| format!("exports.e{at} = () => require('e{at}');")).collect();
            let main = format!("{engines}{others}");
            let manifest = r#"{"main":"a.js","devDependencies":{"v":"1"}}"#;
            let files = [("package.json", manifest), ("a.js", main.as_str())];
            let found = findings("deferred-undeclared-dependency", &files);
            found.iter().map(|found| found.severity).collect::<Vec<_>>()
        };
        assert_eq!(of(7, ""), [Severity::Warning]);
        assert_eq!(of(8, ""), [Severity::Suggestion]);
        assert_eq!(of(7, "exports.v = () => require('v')"), [Severity::Warning]);
        let both = of(8, "exports.v = () => require('v')");
        assert!(both.len() == 2 && both.contains(&Severity::Warning), "{both:?}");
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(listed(&["a", "b", "c", "d", "e"]), "\"a\", \"b\", \"c\" and 2 other packages");
    }
}
