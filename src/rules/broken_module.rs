//! A module that consumers name by its path fails.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, NodeFacts, ThrownBy},
    hash::HashSet,
    link::{
        by_path::{early_reads_by_path, faults_by_path, loaded_by_path},
        fault::{Fault, FaultKind},
        graph::Module,
    },
    module::{ThrowKind, parses_as_typescript},
    package::Package,
    path::PackagePath,
    resolve::error::{PackagePlace, ResolveError},
    rules::{
        rule,
        support::{finding, nameable::NameableModules, packages::is_package_name, words},
    },
};

rule! {
    /// A module that no entry point needs, and that consumers name by its path, fails in Node.
    ///
    /// ## Why it matters
    ///
    /// Without `"exports"`, every packed module can be imported: `require('my-lib/lib/parse')`. Whoever does gets the error, and no
    /// test of the entry point finds it.
    ///
    /// If the package's name leads nowhere (no `"main"`, no `index.js`), all modules are judged but tests, examples, templates,
    /// scripts, configurations and builds for `<script>`. Beside an entry point that Node loads, these are only the modules
    /// that the README shows (`'my-lib/lib/parse'`) and those with declarations beside them (`lib/parse.d.ts`), with all that they load.
    ///
    /// It is a package that nobody installs, a text that does not parse, one of CommonJS's variables in an ES module, or a binding that
    /// is read before it has a value, because a circle of imports is entered there; and where all is imported by its path, what
    /// an ES module by name or `"type"` imports without an ending. Files in JSX or Flow, and sources with types, are for
    /// compilers, and nothing is said of them, nor of styles and JSON, which bundlers load. Other files that are not packed are
    /// told by `deferred-missing-file`, other names by `missing-export`. Nothing is said of a module that is named like the package
    /// which it lacks (`adapters/msw.js`), of a package that is written for that one by its name or keywords, and of companions
    /// (`rxjs-compat`): who names the module has them.
    ///
    /// It is always a warning: the consumers of such a module may be bundlers, or have a package installed themselves.
    ///
    /// ## Example
    ///
    /// ```js
    /// // lib/store.js, and "react" stands nowhere in package.json
    /// exports.useStore = require('react').useState
    /// ```
    ///
    /// Declare what consumers bring along themselves:
    ///
    /// ```json
    /// { "peerDependencies": { "react": ">=18" }, "peerDependenciesMeta": { "react": { "optional": true } } }
    /// ```
    "broken-module", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(node) = facts.nodes.first() else { return };
    let named = NameableModules::of(facts, node);
    if named.ids.is_empty() {
        return;
    }
    let mut groups: BTreeMap<FaultGroup, BTreeMap<PackagePlace, Fault>> = BTreeMap::new();
    for fault in faults(facts, node, &named) {
        groups.entry(FaultGroup::of(&fault)).or_default().entry(fault.at.clone()).or_insert(fault);
    }
    findings.extend(groups.iter().filter_map(|(group, faults)| diagnostic(facts.package, group, faults)));
    if named.is_all {
        findings.extend(early(facts, node, &named));
    }
}

/// The faults of one finding: they lack one package, or are of one kind and in one folder.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum FaultGroup {
    Lacking(String),
    Unparsed(String),
    Other(String),
}

impl FaultGroup {
    fn of(fault: &Fault) -> Self {
        let folder = || fault.at.file.directory().to_owned();
        match &fault.kind {
            FaultKind::Undeclared { package, .. } => Self::Lacking(package.clone()),
            FaultKind::Syntax => Self::Unparsed(folder()),
            _ => Self::Other(folder()),
        }
    }
}

/// Returns the faults of the modules that consumers name, and of those that these load, that nothing else tells.
fn faults(facts: &Facts<'_>, node: &NodeFacts, named: &NameableModules) -> Vec<Fault> {
    let graph = &node.linkage.graph;
    let told: HashSet<&PackagePlace> = facts
        .problems
        .iter()
        .filter(|problem| matches!(problem.thrown, ThrownBy::Fault(_)))
        .filter_map(|problem| problem.at.as_ref())
        .collect();
    let mut by_path = faults_by_path(facts.package, &node.node, graph);
    let loaded = loaded_by_path(graph, &named.ids);
    let all = loaded.into_iter().filter_map(|id| Some((graph.get(id)?, by_path.remove(&id)?)));
    let is_told = |module: &Module, fault: &Fault| {
        !told.contains(&fault.at) && is_certain(facts.package, module, fault, named.is_all)
    };
    all.flat_map(|(module, faults)| {
        faults.into_iter().filter(move |fault| is_told(module, fault)).collect::<Vec<_>>()
    })
    .collect()
}

/// Tells whether a fault is one for everybody, whatever bundler or compiler comes first.
fn is_certain(package: &Package, module: &Module, fault: &Fault, is_all: bool) -> bool {
    match &fault.kind {
        FaultKind::Undeclared { package: lacking, .. } => {
            is_package_name(lacking)
                && lacking != "pnpapi"
                && !is_alias(lacking)
                && !is_brought(package, &module.path, lacking)
        }
        // A style or a picture that is required runs as a script, which bundlers never let happen.
        FaultKind::Syntax => is_module_name(&fault.at.file) && !is_other_language(package, fault),
        // A browser may have what one version of Node lacks.
        FaultKind::Throws(ThrowKind::NewerBuiltin { .. }) => false,
        FaultKind::CommonJsVariable { .. } | FaultKind::Throws(_) => module.is_declared && fault.is_certain(),
        FaultKind::Unresolved(error) => {
            let is_path = matches!(
                **error,
                ResolveError::ModuleNotFound { .. } | ResolveError::UnsupportedDirectoryImport { .. }
            );
            is_all && module.is_declared && is_path
        }
        _ => false,
    }
}

/// Tells whether a name is one that bundlers of sites give to modules they make, and that nobody can declare.
fn is_alias(package: &str) -> bool {
    ["@generated/", "@site/", "@theme/", "@theme-init/", "@theme-original/"]
        .iter()
        .any(|scope| package.starts_with(scope))
}

/// Tells whether whoever names a module has the package that it lacks: the module is named like it, the package is written for it by
/// its name or keywords, or the other is a companion that is named like this one (`rxjs-compat`).
fn is_brought(package: &Package, file: &PackagePath, lacking: &str) -> bool {
    let plain = lacking.rsplit('/').next().unwrap_or(lacking);
    let stem = file.file_name().split('.').next().unwrap_or_default();
    let own = package.name();
    let begins = |whole: &str, name: &str| whole.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
    let keywords = package.manifest().and_then(|manifest| manifest.get("keywords"));
    let is_keyword =
        keywords.is_some_and(|words| words.elements().iter().any(|word| word.as_str() == Some(lacking)));
    stem == plain
        || file.directory().split('/').any(|folder| folder == plain)
        || begins(own.rsplit('/').next().unwrap_or(own), plain)
        || begins(lacking, own)
        || is_keyword
}

fn is_module_name(file: &PackagePath) -> bool {
    matches!(file.extension(), ".js" | ".mjs" | ".cjs")
}

/// Tells whether a file is written in JSX, Flow or a proposal that compilers know. Types without a mark are those of a source.
fn is_other_language(package: &Package, fault: &Fault) -> bool {
    let text = package.files().contents(fault.at.file.as_str()).unwrap_or_default();
    let place = usize::try_from(fault.at.span.start).ok();
    let (before, at) = place.and_then(|start| text.split_at_checked(start)).unwrap_or((text, &[]));
    let head = text.get(..HEAD.min(text.len())).unwrap_or_default();
    let is_source = || fault.at.file.directory().split('/').any(|folder| folder.starts_with("src"));
    at.starts_with(b"<")
        || before.trim_ascii_end().ends_with(b"export")
        || memchr::memmem::find(head, b"@flow").is_some()
        || is_source() && parses_as_typescript(text)
}

/// The bytes at the beginning of a file in which its mark for Flow stands.
const HEAD: usize = 2048;

fn diagnostic(
    package: &Package,
    group: &FaultGroup,
    faults: &BTreeMap<PackagePlace, Fault>,
) -> Option<Diagnostic> {
    let (at, fault) = faults.first_key_value()?;
    let files: HashSet<_> = faults.keys().map(|place| &place.file).collect();
    let others = words::and_others(files.len().saturating_sub(1));
    let (file, specifier) = (&at.file, format!("{}/{}", package.name(), at.file));
    let message = match group {
        FaultGroup::Lacking(lacking) => format!(
            "{file} loads \"{lacking}\", which package.json does not declare for installers{others}: loading \"{specifier}\" fails"
        ),
        FaultGroup::Unparsed(_) => {
            format!("{file} does not parse: {}{others}: loading \"{specifier}\" fails", fault.message)
        }
        FaultGroup::Other(_) => {
            format!("{file} fails where it is loaded by its path: {}{others}", fault.message)
        }
    };
    let mut finding = finding(&RULE, Some(at.clone()), message, Some(help(fault)));
    finding.also = faults.keys().skip(1).cloned().collect();
    Some(finding)
}

fn help(fault: &Fault) -> String {
    match &fault.kind {
        FaultKind::Undeclared { .. } => {
            "declare it in \"dependencies\", or as optional in \"peerDependencies\"; leave out of \"files\" what nobody should load"
        }
        FaultKind::Unresolved(_) => "write the whole path, with its ending: Node adds none to an import",
        _ => "mend it, or leave out of \"files\" what nobody should load",
    }
    .to_owned()
}

/// The reads that come too early where a circle of imports is entered by the path of one of its modules, as one finding.
fn early(facts: &Facts<'_>, node: &NodeFacts, named: &NameableModules) -> Option<Diagnostic> {
    let graph = &node.linkage.graph;
    let found = early_reads_by_path(facts.package, &node.node, graph, named.ids.iter().copied());
    let (fault, by) = found.iter().min_by_key(|(fault, _)| &fault.at)?;
    let roots: HashSet<_> = found.iter().flat_map(|(_, by)| by).collect();
    let first = &graph.get(*by.first()?)?.path;
    let others = match roots.len().saturating_sub(1) {
        0 => String::new(),
        1 => " and of another module".to_owned(),
        more => format!(" and of {more} other modules"),
    };
    let name = facts.package.name();
    let message = format!(
        "a circle of imports cannot be entered by the path of {first}{others}: {} in {} (\"{name}/{first}\")",
        fault.message, fault.at.file
    );
    let help = match &fault.kind {
        FaultKind::ReadBeforeInitialization { cycle, .. } if !cycle.is_empty() => format!(
            "the circle is {}: let one module import the others in the order in which they need each other, and all import that one",
            words::cycle(cycle)
        ),
        _ => "let one module import the others in the order in which they need each other".to_owned(),
    };
    let mut finding = finding(&RULE, Some(fault.at.clone()), message, Some(help));
    finding.also =
        found.iter().map(|(fault, _)| fault.at.clone()).filter(|place| *place != fault.at).collect();
    finding.also.sort();
    finding.also.dedup();
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        messages("broken-module", files)
    }

    #[test]
    fn modules_of_a_name_that_leads_nowhere() {
        let manifest = ("package.json", r#"{"name":"m","devDependencies":{"v":"1"}}"#);
        for (file, text, expected) in [
            (
                "a.js",
                "exports.x = (",
                "a.js does not parse: Unexpected end of input: loading \"m/a.js\" fails",
            ),
            (
                "lib/b.js",
                "exports.y = require('nope')",
                "lib/b.js loads \"nope\", which package.json does not declare for installers: loading \"m/lib/b.js\" fails",
            ),
            (
                "lib/b.js",
                "exports.y = [Comparator<Edge>]",
                "lib/b.js does not parse: Unexpected token ']': loading \"m/lib/b.js\" fails",
            ),
            (
                "lib/b.js",
                "exports.y = require('v')",
                "lib/b.js loads \"v\", which package.json does not declare for installers: loading \"m/lib/b.js\" fails",
            ),
            (
                "b.mjs",
                "import './c'",
                "b.mjs fails where it is loaded by its path: Cannot find module '/node_modules/m/c' imported from /node_modules/m/b.mjs",
            ),
            (
                "b.mjs",
                "export const a = __dirname",
                "b.mjs fails where it is loaded by its path: __dirname is not defined in ES module scope",
            ),
        ] {
            assert_eq!(
                found(&[manifest, (file, text), ("c.js", "exports.z = 1")]),
                [expected],
                "{file} {text}"
            );
        }
    }

    #[test]
    fn circles_that_are_entered_by_a_path() {
        let files = [
            ("package.json", r#"{"name":"m","type":"module"}"#),
            ("r.js", "import { M } from './m.js'; export class R extends M {}"),
            ("m.js", "import './r.js'; export class M {}"),
        ];
        assert_eq!(
            found(&files),
            [
                "a circle of imports cannot be entered by the path of m.js: Cannot access 'M' before initialization in r.js (\"m/m.js\")"
            ]
        );
    }

    #[test]
    fn modules_that_are_shown_or_declared_beside_an_entry_point() {
        let manifest = ("package.json", r#"{"name":"m","main":"i.js"}"#);
        let broken = ("lib/b.js", "exports.y = require('nope')");
        for (other, count) in [
            (("README.md", "```js\nrequire('m/lib/b')\n```"), 1),
            (("README.md", "```js\nrequire('m/lib/b.js')\n```"), 1),
            (("lib/b.d.ts", "export const y: 1"), 1),
            (("README.md", "```js\nrequire('m/lib/c')\nrequire('mm/lib/b')\n```"), 0),
            (("lib/c.d.ts", ""), 0),
        ] {
            assert_eq!(found(&[manifest, ("i.js", ""), broken, other]).len(), count, "{other:?}");
        }
        // What a module that is shown loads is needed, too.
        let files = [manifest, ("i.js", ""), broken, ("a.js", "require('./lib/b')"), ("README.md", "'m/a'")];
        assert_eq!(found(&files).len(), 1);
    }

    #[test]
    fn one_cause_is_one_finding() {
        let files = [
            ("package.json", r#"{"name":"m"}"#),
            ("a/a.js", "require('nope')"),
            ("b/b.js", "require('nope/x'); require('nope/y')"),
            ("lib/c.js", "exports.x = ("),
            ("lib/d.js", "exports.x = ("),
        ];
        let found = found(&files);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|message| message.contains("and so does another file")), "{found:?}");
    }

    #[test]
    fn what_is_there_for_others_is_silent() {
        for (file, text) in [
            ("test/a.js", "require('ava')"),
            ("lib/test/a.js", "require('ava')"),
            ("lib/a.stories.js", "require('@storybook/react')"),
            ("template/src/main.js", "import 'vue'"),
            ("lib/fixtures/x.js", "exports.x = ("),
            ("scripts/build.js", "require('rollup')"),
            ("webpack.config.js", "require('webpack')"),
            ("gulpfile.js", "require('gulp')"),
            ("dist/umd/x.js", "require('jquery')"),
            ("examples/a.js", "require('m2')"),
            ("src/App.js", "export const App = () => <main/>"),
            ("src/a.js", "export const a: number = 1"),
            ("src/b.js", "/* @flow */\nexport type A = {| a: 1 |}"),
            ("lib/a.js", "export c from '../es/c.js'"),
            ("es/a.js", "import './c'"),
            ("es/d.js", "import './c.css'"),
            ("es/d.js", "require('./c.css')"),
            ("es/b.min.js", "require('nope')"),
            ("lib/a.js", "require('@/c')"),
            ("lib/re2.js", "exports.a = require('re2')"),
            ("lib/msw/index.js", "exports.a = require('msw')"),
            ("lib/a.js", "exports.a = require('m-compat')"),
            ("lib/a.js", "exports.a = require('host-of-m/x')"),
            ("lib/a.js", "try { require('nope') } catch {}"),
            ("lib/a.js", "exports.a = () => require('nope2')"),
        ] {
            let files = [
                ("package.json", r#"{"name":"m","keywords":["host-of-m"]}"#),
                (file, text),
                ("es/c.js", "exports.z = 1"),
                ("es/c.css", "* { color: red }"),
                ("es/b.dev.js", ""),
            ];
            assert!(found(&files).is_empty(), "{file} {text}: {:?}", found(&files));
        }
    }

    #[test]
    fn a_circle_that_can_be_entered_anywhere_is_silent() {
        let files = [
            ("package.json", r#"{"name":"m","type":"module"}"#),
            ("r.js", "import { M } from './m.js'; export const r = () => M"),
            ("m.js", "import { r } from './r.js'; export const M = () => r"),
        ];
        assert!(found(&files).is_empty());
    }

    #[test]
    fn what_no_one_can_name_is_silent() {
        for manifest in [r#"{"name":"m","exports":{"./c":"./c.js"}}"#, r#"{"name":"m","bin":"c.js"}"#] {
            let files = [("package.json", manifest), ("b.js", "require('nope')"), ("c.js", "")];
            assert!(found(&files).is_empty(), "{manifest}");
        }
    }
}
