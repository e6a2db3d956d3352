//! An entry point needs a file that only an install script makes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    beside::BesidePackage,
    diagnostic::{Diagnostic, RuleFindings, Severity},
    facts::{Facts, Problem, ThrownBy},
    link::{fault::FaultKind, made_at_installation},
    package::Package,
    rules::{
        rule,
        support::{dependency, report, words},
    },
};

rule! {
    /// An entry point needs a file that is not packed, and that an install script may make.
    ///
    /// ## Why it matters
    ///
    /// An addon that node-gyp compiles or a download brings, or a file that a `postinstall` script writes, is in no tarball.
    /// Whether it is there shows only once the package is installed: pnpm and bun run no install scripts of dependencies
    /// unless they are told to, npm does not with `--ignore-scripts`, and a download may fail. So the entry point is not broken, and not
    /// certain to work either.
    ///
    /// A missing file is excused where a command that runs at installation could write it: a program that makes addons, with the
    /// `binding.gyp` that it needs, for what looks like an addon; a compiler in `"dependencies"`, for what has a packed source; a packed
    /// script that writes files and names that file or its folder. `npx`, `npm exec`, `pnpm exec` and `npm run` stand for what they run; npx
    /// fetches what is not declared. A script that prints a banner excuses nothing. The file of a
    /// dependency that has an install script is excused, whatever the script does.
    ///
    /// It is a suggestion where npm compiles or downloads the addon by a packed `binding.gyp`, which is what such a package is made for.
    ///
    /// ## Example
    ///
    /// ```js
    /// module.exports = require('./build/Release/fast.node') // "install": "node-gyp rebuild"
    /// ```
    ///
    /// Pack prebuilt addons (`prebuildify`, or one package for each platform in `"optionalDependencies"`), or fall back:
    ///
    /// ```js
    /// let fast
    /// try { fast = require('./build/Release/fast.node') } catch { fast = require('./slow.js') }
    /// module.exports = fast
    /// ```
    "made-at-installation", Warning, of MadeAtInstallation
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let mut made: BTreeMap<(Option<BesidePackage>, String), Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        if let Some(by) = maker(facts.package, problem) {
            let owner = problem.at.as_ref().and_then(|at| facts.package.owner(&at.file));
            made.entry((owner, by)).or_default().push(problem);
        }
    }
    findings.extend(made.into_iter().filter_map(|((owner, by), problems)| match owner {
        Some(owner) => of_dependency(&owner, &by, &problems),
        None => finding(facts.package, &by, &problems),
    }));
}

/// Makes one finding for a script of another package.
fn of_dependency(owner: &BesidePackage, by: &str, problems: &[&Problem]) -> Option<Diagnostic> {
    let first = problems.iter().min_by_key(|problem| &problem.at)?;
    let needs = match &first.request {
        Some(request) => format!("{} \"{}\"", words::verb(request.kind), request.specifier.value),
        None => format!("leads to {}", dependency::inside(words::missing(first))),
    };
    let message =
        format!("{owner} {needs}, which is not there: `{}` may make it at installation", shortened(by));
    let help = format!(
        "where install scripts do not run, importing it fails: load {} when it is needed, and catch the failure",
        owner.name
    );
    Some(reaching(report(&RULE, first, message, Some(help)), problems))
}

/// Makes one finding for a script, however many modules need the files that it makes.
fn finding(package: &Package, by: &str, problems: &[&Problem]) -> Option<Diagnostic> {
    let first = problems.iter().min_by_key(|problem| &problem.at)?;
    let path = words::missing(first);
    let needs = match first.request {
        Some(_) => words::subject(first),
        None => format!("{} leads to {path}", words::subject(first)),
    };
    let files: BTreeSet<String> = problems.iter().map(|problem| words::place(problem)).collect();
    let others = match files.len().saturating_sub(1) {
        0 => String::new(),
        more => format!("; {} what it makes, too", counted(more)),
    };
    let message =
        format!("{needs}, which is not packed: `{}` may make it at installation{others}", shortened(by));
    let help =
        "where install scripts do not run, importing it fails: pack it, or catch the failure and fall back";
    let is_built = problems.iter().all(|problem| package.builds_addon(words::missing(problem)));
    let severity = if is_built { Severity::Suggestion } else { RULE.severity };
    let found = Diagnostic { severity, ..report(&RULE, first, message, Some(help.to_owned())) };
    Some(reaching(found, problems))
}

fn reaching(mut finding: Diagnostic, problems: &[&Problem]) -> Diagnostic {
    for problem in problems {
        finding.reached_from.extend(problem.reached_from.iter().cloned());
    }
    finding
}

fn counted(more: usize) -> String {
    if more == 1 { "another file needs".to_owned() } else { format!("{more} other files need") }
}

fn maker(package: &Package, problem: &Problem) -> Option<String> {
    match &problem.thrown {
        ThrownBy::Target { error, .. } => made_at_installation(package, error, ""),
        ThrownBy::Fault(fault) => match &fault.kind {
            FaultKind::MadeAtInstallation { by } => Some(by.clone()),
            _ => None,
        },
        ThrownBy::Unkept(_) => None,
    }
}

/// The number of characters of a script that are shown.
const SHOWN: usize = 60;

fn shortened(script: &str) -> String {
    match script.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{} …", script.get(..at).unwrap_or_default().trim_end()),
        None => script.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        diagnostic::Severity,
        rules::support::testing::{findings, messages},
    };

    const GYP: (&str, &str) = ("binding.gyp", "{ 'targets': [{ 'target_name': 'fast' }] }");

    #[test]
    fn one_file_is_one_warning_that_names_who_needs_it() {
        let manifest = r#"{"main":"a.js","bin":{"t":"b.js"}}"#;
        let files = [
            ("package.json", manifest),
            ("a.js", "module.exports = require('./build/Release/fast')"),
            ("b.js", "require('./build/Release/fast'); require('./a.js')"),
            GYP,
        ];
        let found = findings("made-at-installation", &files);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "a.js requires \"./build/Release/fast\", which is not packed: `node-gyp rebuild` may make it at installation; \
             another file needs what it makes, too"
        );
        assert_eq!(found[0].reached_from.iter().collect::<Vec<_>>(), [".", "t"]);
        assert_eq!(found[0].severity, Severity::Suggestion);
        assert!(messages("missing-file", &files).is_empty());
    }

    #[test]
    fn a_main_that_is_made_is_no_missing_file() {
        let files = [("package.json", r#"{"main":"./build/Release/fast.node"}"#), GYP];
        let expected = "\"main\" leads to build/Release/fast.node, which is not packed: `node-gyp rebuild` may make it at \
                        installation";
        assert_eq!(messages("made-at-installation", &files), [expected]);
        assert!(messages("missing-file", &files).is_empty());
    }

    #[test]
    fn what_no_binding_gyp_makes_is_a_warning() {
        let main = ("index.js", "module.exports = require('./build/Release/fast.node')");
        for (script, is_built) in
            [("node-gyp rebuild", true), ("prebuild-install", true), ("node make.js", false)]
        {
            let manifest = format!(
                r#"{{"dependencies":{{"prebuild-install":"7"}},"scripts":{{"install":"{script}"}}}}"#
            );
            let make = ("make.js", "require('fs').copyFileSync('x', 'build/Release/fast.node')");
            let files = [("package.json", manifest.as_str()), main, make, GYP];
            let found = findings("made-at-installation", &files);
            let expected = if is_built { Severity::Suggestion } else { Severity::Warning };
            assert_eq!(found.iter().map(|it| it.severity).collect::<Vec<_>>(), [expected], "{script}");
            let found = findings("made-at-installation", &files[..3]);
            assert!(found.iter().all(|it| it.severity == Severity::Warning), "{script}");
        }
    }

    #[test]
    fn what_is_caught_or_tried_is_silent() {
        for main in [
            "try { require('./build/Release/fast') } catch {}",
            "if (process.env.DEBUG) require('./build/Debug/fast')",
            "exports.f = () => require('./build/Release/fast')",
        ] {
            let files = [("package.json", "{}"), ("index.js", main), GYP];
            assert!(messages("made-at-installation", &files).is_empty(), "{main}");
            assert!(messages("deferred-missing-file", &files).is_empty(), "{main}");
        }
    }
}
