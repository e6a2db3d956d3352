//! A package is loaded later that package.json does not declare.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
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

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let mut by_file: BTreeMap<&PackagePath, Vec<&Problem>> = BTreeMap::new();
    // yarn itself brings `pnpapi`, where there is one.
    let is_declarable = |name: &str| is_package_name(name) && name != "pnpapi";
    for problem in problems.iter().copied().filter(|problem| is_declarable(words::missing(problem))) {
        if let Some(place) = &problem.at {
            by_file.entry(&place.file).or_default().push(problem);
        }
    }
    for (file, mut problems) in by_file {
        problems.sort_by_key(|problem| &problem.at);
        let Some(first) = problems.first() else { continue };
        let mut seen = BTreeSet::new();
        let packages = problems.iter().map(|problem| words::missing(problem));
        let packages: Vec<&str> = packages.filter(|package| seen.insert(*package)).collect();
        let message = format!(
            "{file} loads {} later, which package.json does not declare for installers",
            listed(&packages)
        );
        let them = if packages.len() == 1 { "it" } else { "them" };
        let help = format!("declare {them} in \"dependencies\", or as optional in \"peerDependencies\"");
        let mut finding = report(&RULE, first, message, Some(help));
        finding.reached_from.extend(problems.iter().flat_map(|problem| &problem.reached_from).cloned());
        findings.add(finding);
    }
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
    use crate::rules::support::testing::messages;

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
    fn long_lists_are_cut() {
        assert_eq!(listed(&["a", "b", "c", "d", "e"]), "\"a\", \"b\", \"c\" and 2 other packages");
    }
}
