//! A file that is loaded later is not packed.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, RuleFindings, Severity},
    facts::{Facts, Problem},
    hash::HashSet,
    install::{ScriptFault, scripts::failing_script},
    link::graph::{Module, ReachedBy},
    package::Package,
    path::PackagePath,
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
    /// is not reported, nor what stands below a folder of templates (`template/`) to which only a path leads that code puts together:
    /// such files are copied into a new project. `reachedFrom` names the entry points and bins that lead to the request; what none of them leads to
    /// comes last. Where no consumer can name the file that asks, either, nor any other of
    /// its outermost folder, it is a suggestion.
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
    let foreign = ForeignPlaces::of(facts);
    let problems = problems.filter(|problem| !foreign.hold(facts.package, problem));
    let (reached, others): (Vec<_>, Vec<_>) = problems.partition(|problem| !problem.reached_from.is_empty());
    let mut of_file: BTreeMap<&str, Vec<&Problem>> = BTreeMap::new();
    for problem in others {
        of_file.entry(words::missing(problem)).or_default().push(problem);
    }
    let each = reached.into_iter().map(|problem| vec![problem]);
    let found = each.chain(of_file.into_values());
    findings.extend(found.filter_map(|problems| {
        // A file that nothing can load hurts nobody.
        let severity = if foreign.are_unused(&problems) { Severity::Suggestion } else { RULE.severity };
        Some(Diagnostic { severity, ..finding(facts.package, &guide, problems)? })
    }));
}

/// Code that does not run, or not as Node would run it where it lies.
struct ForeignPlaces<'f> {
    /// The modules below folders of templates to which no request leads for certain.
    templates: HashSet<&'f PackagePath>,
    /// The modules that no entry point leads to and no consumer can name, in folders that have no others.
    unused: HashSet<&'f PackagePath>,
    /// True if a module of the package puts something else in place of its `require`.
    replaces_require: bool,
}

/// Returns the outermost folder of a file; the file itself where it lies in none.
fn top(path: &PackagePath) -> &str {
    path.as_str().split('/').next().unwrap_or_default()
}

impl<'f> ForeignPlaces<'f> {
    fn of(facts: &'f Facts<'_>) -> Self {
        let modules = || facts.nodes.first().into_iter().flat_map(|node| node.linkage.graph.iter());
        let is_template =
            |module: &&Module| module.reached_by != ReachedBy::Node && is_below_templates(&module.path);
        let templates = modules().map(|(_, module)| module).filter(is_template).map(|module| &module.path);
        // Beside what entry points lead to, a module was meant to be reached: a build has lost its way there.
        let is_node_s = |module: &&Module| module.reached_by == ReachedBy::Node;
        let outputs: HashSet<_> =
            modules().map(|(_, module)| module).filter(is_node_s).map(|it| top(&it.path)).collect();
        let is_unused =
            |module: &&Module| module.reached_by == ReachedBy::NoOne && !outputs.contains(top(&module.path));
        let unused = modules().map(|(_, module)| module).filter(is_unused).map(|module| &module.path);
        let replaces_require = modules().any(|(_, module)| module.effects.replaces_require);
        Self { templates: templates.collect(), unused: unused.collect(), replaces_require }
    }

    /// Tells whether all of these problems lie in modules that nothing can load.
    fn are_unused(&self, problems: &[&Problem]) -> bool {
        let is_unused =
            |problem: &&Problem| problem.at.as_ref().is_some_and(|at| self.unused.contains(&at.file));
        problems.iter().all(is_unused)
    }

    /// Tells whether a problem lies in such code. A `require` of the package's own finds a file by other folders.
    fn hold(&self, package: &Package, problem: &Problem) -> bool {
        let is_template = problem.at.as_ref().is_some_and(|at| self.templates.contains(&at.file));
        is_template || self.replaces_require && is_elsewhere(package, words::missing(problem))
    }
}

/// Names, in lower case, of folders whose files are copied into new projects.
const TEMPLATES: [&str; 8] = [
    "boilerplate",
    "boilerplates",
    "scaffold",
    "scaffolds",
    "scaffolding",
    "skeleton",
    "starter",
    "starters",
];

/// Tells whether a file lies below a folder whose files are copied into new projects, where others stand beside them.
fn is_below_templates(path: &PackagePath) -> bool {
    let folders = path.as_str().rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').map(str::to_ascii_lowercase).any(|folder| {
        folder.starts_with("template")
            || folder.ends_with("-template")
            || TEMPLATES.contains(&folder.as_str())
    })
}

/// Tells whether a package-like specifier is that of a file in some folder: `jsdoc/env` of `lib/jsdoc/env.js`.
fn is_elsewhere(package: &Package, missing: &str) -> bool {
    let name = missing.rsplit('/').next().unwrap_or_default();
    let mut endings = ["", ".js", ".json"].into_iter();
    let is_packed = endings.any(|ending| {
        let end = format!("/{missing}{ending}");
        package.files().named(&format!("{name}{ending}")).any(|path| path.as_str().ends_with(&end))
    });
    let index = format!("/{missing}/index.js");
    missing.contains('/')
        && (is_packed || package.files().named("index.js").any(|path| path.as_str().ends_with(&index)))
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

    use crate::{
        diagnostic::Severity,
        rules::support::testing::{findings, messages},
    };

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

    fn of_command(cli: &str, file: &str, text: &str) -> Vec<String> {
        let manifest = ("package.json", r#"{"name":"make","bin":"cli.js"}"#);
        let files = [manifest, ("cli.js", cli), (file, text), ("lib/make/env.js", "")];
        messages("deferred-missing-file", &files)
    }

    #[test]
    fn files_of_templates_do_not_run_where_they_lie() {
        let computed = "exports.f = (name) => require(`./${name}`)";
        for (file, count) in [
            ("template/vue/src/main.js", 0),
            ("templates/main.js", 0),
            ("lib/template-ts/main.js", 0),
            ("starter/main.js", 0),
            ("lib/main.js", 1),
            ("lib/template.js", 1),
        ] {
            assert_eq!(of_command(computed, file, "require('./App.vue')").len(), count, "{file}");
        }
        // A template that code certainly loads runs.
        let certain = "require('./template/main.js')";
        assert_eq!(of_command(certain, "template/main.js", "exports.f = () => require('./gone')").len(), 1);
    }

    #[test]
    fn a_require_of_the_package_finds_files_in_its_own_way() {
        let other = "exports.f = () => require('make/env')";
        assert_eq!(
            of_command("require = require('any')(); require('./a')", "a.js", other),
            Vec::<String>::new()
        );
        assert_eq!(of_command("require('./a')", "a.js", other).len(), 1);
        let gone = "exports.f = () => require('make/gone')";
        assert_eq!(of_command("require = require('any')(); require('./a')", "a.js", gone).len(), 1);
    }

    #[test]
    fn programs_that_the_author_runs_are_silent() {
        for (scripts, file, count) in [
            (r#""build":"node scripts/build.js""#, "scripts/build.js", 0),
            (r#""build":"tsx ./scripts/all""#, "scripts/deep/part.js", 0),
            (r#""build":"tsc""#, "scripts/build.js", 1),
            (r#""build":"node scripts/a","install":"node scripts/b""#, "scripts/build.js", 1),
            (r#""build":"node lib/build.js""#, "lib/build.js", 1),
        ] {
            let manifest = format!(r#"{{"name":"p","main":"a.js","scripts":{{{scripts}}}}}"#);
            let files =
                [("package.json", manifest.as_str()), ("a.js", ""), (file, "const x = require('./gone')")];
            assert_eq!(messages("deferred-missing-file", &files).len(), count, "{scripts} {file}");
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
            ("scripts/five.js", "import './util.js'"),
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
        let severities: Vec<_> = found.iter().map(|found| found.severity).collect();
        assert_eq!(severities, [Severity::Warning, Severity::Suggestion]);
        let outside = findings("outside-package", &files);
        assert_eq!(outside[0].reached_from.iter().collect::<Vec<_>>(), ["t"]);
    }
}
