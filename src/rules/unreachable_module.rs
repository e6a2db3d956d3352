//! Packed JavaScript that nothing gets to.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, Problem, ThrownBy, hosts_of},
    link::{
        fault::FaultKind,
        graph::{Module, ModuleGraph, ReachedBy},
    },
    package::development::{DevelopmentFile, is_example},
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{idle::is_idle, named::named},
    },
    text::Span,
};

rule! {
    /// Packed JavaScript that no entry point, bin or literal request reaches.
    ///
    /// ## Why it matters
    ///
    /// With "exports", what it does not name cannot be imported by anyone. The files cost everyone who installs the
    /// package, or an entry point that should lead to them is missing.
    ///
    /// Not meant is what something else may get to: modules of a folder from which code loads files by computed paths or
    /// whose path it hands to another program (`join(__dirname, "plugins")`, a field of package.json such as `oclif`), modules
    /// that a text names (`new Worker("./w.js")`, `fork("worker.js")`, a field of package.json, a script), builds for `<script>`
    /// and their minified twins, files that hold only types or pass on what an entry point has, tests and configuration
    /// (`development-files` counts those), examples and benchmarks. Where an error keeps an entry
    /// point from reaching its modules, nothing is said before that is mended.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "files": ["dist"], "exports": { ".": "./dist/index.js" } }
    /// ```
    ///
    /// With `dist/deployment/index.js` packed and imported by nothing, export it or leave it out:
    ///
    /// ```json
    /// { "exports": { ".": "./dist/index.js", "./deployment": "./dist/deployment/index.js" } }
    /// ```
    "unreachable-module", Warning
}

/// The number of folders that are named.
const NAMED: usize = 4;

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(node) = facts.nodes.first() else { return };
    let graph = &node.linkage.graph;
    let may_be_lost = || graph.iter().any(|(_, module)| module.reached_by == ReachedBy::NoOne);
    if !may_be_lost() || facts.problems.iter().any(cuts_off) || is_cut_off_in_node(facts) {
        return;
    }
    let folders = by_folder(facts, graph);
    if !folders.is_empty() {
        findings.add(diagnostic(folders));
    }
}

/// Tells whether a problem keeps an entry point from reaching further modules: they show once the problem is
/// solved.
fn cuts_off(problem: &Problem) -> bool {
    let is_link = match &problem.thrown {
        ThrownBy::Target { .. } => true,
        ThrownBy::Unkept(_) => false,
        ThrownBy::Fault(fault) => matches!(
            fault.kind,
            FaultKind::Unresolved(_)
                | FaultKind::OutsidePackage
                | FaultKind::Syntax
                | FaultKind::ModuleSyntaxInCommonJs
        ),
    };
    is_link && problem.breaks()
}

/// Tells whether another host than Node gets further than Node does from an entry point.
fn is_cut_off_in_node(facts: &Facts<'_>) -> bool {
    let mut verdicts = facts.nodes.iter().flat_map(|node| {
        node.linkage.verdicts.iter().filter_map(|it| Some((node.entry_points.get(it.entry)?, it)))
    });
    verdicts.any(|(entry, verdict)| hosts_of(facts.package, entry, verdict).is_some())
}

/// Returns by folder the modules that nothing reaches or names, and that are not there for other programs.
fn by_folder<'f>(facts: &Facts<'_>, graph: &'f ModuleGraph) -> BTreeMap<String, Vec<&'f Module>> {
    let is_lost = |module: &Module| {
        module.reached_by == ReachedBy::NoOne
            && DevelopmentFile::of(&module.path).is_none()
            && !is_example(&module.path)
            && module.path.file_name() != "package.json"
            && !is_idle(facts, graph, module)
    };
    let lost: Vec<_> = graph.iter().filter(|(_, module)| is_lost(module)).collect();
    let mut folders: BTreeMap<String, Vec<&Module>> = BTreeMap::new();
    // To search all texts of a package takes long, so it is done only if there is a module to excuse.
    if lost.is_empty() {
        return folders;
    }
    let named = named(facts, graph, lost.iter().map(|(id, _)| *id).collect());
    for (_, module) in lost.into_iter().filter(|(id, _)| !named.contains(id)) {
        folders.entry(module.path.directory().to_owned()).or_default().push(module);
    }
    folders
}

fn diagnostic(folders: BTreeMap<String, Vec<&Module>>) -> Diagnostic {
    let first = folders.values().flatten().map(|module| &module.path).min().cloned();
    let count: usize = folders.values().map(Vec::len).sum();
    let what =
        if count == 1 { "1 packed module is".to_owned() } else { format!("{count} packed modules are") };
    Diagnostic {
        rule: RULE.name,
        severity: RULE.severity,
        message: format!("{what} reached by no entry point: {}", list(folders)),
        help: Some("export what consumers should import, and leave the rest out of \"files\"".to_owned()),
        at: first.map(|file| PackagePlace { file, span: Span::default() }),
        also: Vec::new(),
        entry_points: [].into(),
        modes: [].into(),
        reached_from: [].into(),
    }
}

/// Lists the folders, those with the most files first.
fn list(folders: BTreeMap<String, Vec<&Module>>) -> String {
    let mut folders: Vec<_> = folders.into_iter().collect();
    // A stable sort: folders with equally many modules stay in the order of their paths.
    folders.sort_by_key(|(_, modules)| std::cmp::Reverse(modules.len()));
    let rest = folders.len().saturating_sub(NAMED);
    let named: Vec<_> = folders.iter().take(NAMED).map(|(folder, modules)| entry(folder, modules)).collect();
    let more = if rest > 0 { format!(", and {rest} more folders") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

fn entry(folder: &str, modules: &[&Module]) -> String {
    match (modules, folder) {
        ([module], _) => module.path.to_string(),
        (_, "") => format!("{} in the root", modules.len()),
        _ => format!("{} in {folder}/", modules.len()),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_no_one_imports_is_said() {
        let files = [
            ("package.json", r#"{"exports":"./a.js"}"#),
            ("a.js", ""),
            ("lib/b.js", "1"),
            ("lib/c.js", "1"),
            ("lib/c.test.js", "1"),
            ("test/d.js", "1"),
            ("examples/e.js", "1"),
            ("eslint.config.js", "1"),
            ("__benchmarks__/e.js", "1"),
        ];
        let expected = "2 packed modules are reached by no entry point: 2 in lib/";
        assert_eq!(messages("unreachable-module", &files), [expected]);
    }

    #[test]
    fn what_someone_may_get_to_is_silent() {
        for manifest in [
            r#"{"main":"a.js"}"#,
            r#"{"exports":"./a.js","bin":"b.js"}"#,
            r#"{"exports":"./a.js","module":"./b.js"}"#,
            r#"{"exports":{".":{"svelte":"./b.js","default":"./a.js"}}}"#,
            r#"{"exports":"./a.js","scripts":{"postinstall":"node b"}}"#,
            r#"{"exports":"./a.js","umd:main":"b.js"}"#,
            r#"{"exports":"./a.js","ng-update":{"migrations":"./b.js"}}"#,
            r#"{"exports":"./c.js"}"#,
            r#"{"exports":{".":"./a.js","./gone":"./gone.js"}}"#,
        ] {
            let files = [
                ("package.json", manifest),
                ("a.js", ""),
                ("b.js", "1"),
                ("c.js", "import('./b.js'); require('./a.js')"),
            ];
            let unreached = messages("unreachable-module", &files);
            assert!(!unreached.iter().any(|message| message.contains("b.js")), "{manifest}: {unreached:?}");
        }
    }

    fn unreached(files: &[(&str, &str)]) -> Vec<String> {
        let mut all = vec![("package.json", r#"{"type":"module","exports":"./a.js","bin":"cli.cjs"}"#)];
        all.extend(files);
        if !files.iter().any(|(path, _)| *path == "cli.cjs") {
            all.push(("cli.cjs", ""));
        }
        messages("unreachable-module", &all)
    }

    #[test]
    fn what_texts_name_is_silent() {
        let w = "console.log(1)";
        for (main, file) in [
            ("new Worker(new URL('./w.js', import.meta.url))", "w.js"),
            ("fork(join(dir, 'workers', 'w.js'))", "workers/w.js"),
            ("spawn(node, ['../workers/w'])", "workers/w.js"),
            ("import(join(dir, 'commands', name))", "commands/x/w.js"),
            ("import('./b.js')", "b.js"),
            (
                "const d = dirname(fileURLToPath(import.meta.url)); export const a = n => import(join(d, n))",
                "w.js",
            ),
            ("addImportsDir(resolver.resolve('./runtime/composables'))", "runtime/composables/useFoo.js"),
            ("addServerScanDir(r.resolve('./runtime'))", "runtime/api/x.get.js"),
            ("app.register(load, { dir: join(import.meta.dirname, 'plugins') })", "plugins/a.js"),
            ("export const dir = resolve(import.meta.dirname, '..', 'presets')", "presets/x/a.js"),
            ("entities = [`${import.meta.dirname}/entity/*.js`]", "entity/a.js"),
            ("yargs.commandDir('cmds')", "cmds/a.js"),
            ("yargs.commandDir('./cmds')", "cmds/a.js"),
            ("const at = n => require.resolve('./themes/' + n)", "themes/a.js"),
        ] {
            assert!(unreached(&[("a.js", main), (file, w)]).is_empty(), "{main}");
        }
        let files = [
            ("a.js", ""),
            ("cli.cjs", "require(`./commands/${x}`)"),
            ("commands/w.cjs", "require('../lib/y.cjs')"),
            ("lib/y.cjs", "1"),
        ];
        assert!(unreached(&files).is_empty());
    }

    #[test]
    fn paths_from_the_own_place_are_silent_without_their_endings() {
        for main in [
            "exports.a = () => fork(join(__dirname, 'child'))",
            "exports.a = () => fork(`${__dirname}/child`)",
            "exports.a = () => fork(__dirname + '/child')",
            "spawn('node', [__dirname + '/child'])",
            "spawn(process.execPath, [path.join(__dirname, 'child')])",
            "exports.a = () => require(path.join(__dirname, 'child'))",
            "const D = __dirname; exports.a = () => require(D + '/child')",
            "new Piscina({ filename: path.resolve(__dirname, 'child') })",
        ] {
            let files = [("cli.cjs", main), ("child.cjs", "1"), ("a.js", "")];
            assert!(unreached(&files).is_empty(), "{main}");
        }
        let files = [("cli.cjs", "print(__dirname, x + 'other')"), ("child.cjs", "1"), ("a.js", "")];
        assert!(!unreached(&files).is_empty());
    }

    #[test]
    fn stubs_of_commonjs_at_the_paths_of_subpaths_are_silent() {
        let manifest =
            r#"{"name":"p","type":"module","exports":{".":"./a.js","./h/sub":"./esm/s.js","./x":"./a.js"}}"#;
        let stub = "module.exports = require('../cjs/s.js')";
        for (path, text, expected) in [
            ("h/sub.js", stub, 0),
            ("x/index.js", stub, 0),
            ("h/other.js", stub, 1),
            ("h/sub.js", "console.log(1)", 1),
        ] {
            let files = [
                ("package.json", manifest),
                ("a.js", "export * from './esm/s.js'"),
                ("esm/s.js", "export {}"),
                ("cjs/package.json", "{}"),
                ("cjs/s.js", ""),
                (path, text),
            ];
            let found = messages("unreachable-module", &files);
            let of_it = found.iter().filter(|message| message.contains(path.split('/').next().unwrap()));
            assert_eq!(of_it.count(), expected, "{path} {text}: {found:?}");
        }
    }

    #[test]
    fn folders_in_fields_of_tools_are_silent() {
        for (field, expected) in [
            (r#""oclif":{"commands":"./lib/commands"}"#, 0),
            (r#""oclif":{"commands":"lib/commands","hooks":{"init":"./lib/hooks"}}"#, 0),
            (r#""directories":{"lib":"lib"},"scripts":{"lint":"eslint ./lib"},"nyc":{"include":["lib"]}"#, 1),
        ] {
            let manifest = format!(r#"{{"exports":"./a.js",{field}}}"#);
            let files = [("package.json", manifest.as_str()), ("a.js", ""), ("lib/commands/x.js", "1")];
            assert_eq!(messages("unreachable-module", &files).len(), expected, "{field}");
        }
    }

    #[test]
    fn what_is_there_for_others_is_silent() {
        for (file, text) in [
            ("dist/x.umd.js", "1"),
            ("dist/umd/x.js", "1"),
            ("types.js", "export {};\n//# sourceMappingURL=types.js.map"),
            (
                "types.cjs",
                "\"use strict\";\nObject.defineProperty(exports, \"__esModule\", { value: true });\n",
            ),
            ("a.min.js", "export const a=1"),
            ("stub.cjs", "module.exports = require('./a.js')"),
            ("sub.js", "export * from './a.js'; export { default } from './a.js'"),
            ("a.native.js", "export const a = 1"),
        ] {
            assert!(unreached(&[("a.js", "export default 1"), (file, text)]).is_empty(), "{file}");
        }
    }

    #[test]
    fn what_only_looks_like_that_is_said() {
        for (main, file, text) in [
            ("console.log('w')", "w.js", "1"),
            ("console.log('lib/other.js')", "lib/w.js", "1"),
            ("copy('commands')", "commands/w.js", "1"),
            ("copy(x, 'commands')", "commands/w.js", "1"),
            ("", "types.js", "export const a = 1"),
            ("", "extra.js", "export * from './more.js'"),
            ("", "test/a.test.js", "import '../a.js'; test('a', () => {})"),
        ] {
            assert!(
                !unreached(&[("a.js", main), (file, text), ("more.js", "export const b = 1")]).is_empty(),
                "{file}"
            );
        }
    }
}
