//! An entry point that reads a name which nothing declares, while Node loads it.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, NodeFacts},
    link::{browsers::GlobalNeeds, graph::Module},
    module::GlobalRead,
    package::Package,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::needs::EntryNeeds},
};

rule! {
    /// An entry point reads a name that nothing declares and that neither Node nor a browser has, and so throws a `ReferenceError`.
    ///
    /// ## Why it matters
    ///
    /// A build should have replaced the name, or brought along what declares it: `__DEV__`, `__VERSION__`, `regeneratorRuntime`, `React`,
    /// `_jsx`; or a page was meant to have it, like `jQuery`. Whoever imports the package in Node gets `__DEV__ is not defined`.
    /// Only code counts that certainly runs while the entry point loads, also where that follows from `NODE_ENV`, which most have not
    /// set. What stands behind `typeof` or in a `try` is not meant, nor a name that some module may make: by `globalThis.X = …`, by
    /// `X = …` in sloppy code, or a package that is imported for nothing else (`import "regenerator-runtime/runtime"`) and is not
    /// linked.
    /// Nothing is said of entry points for browsers and files for `<script>` (as for `needs-browser`; also `*.global.js` and
    /// `*.iife.js`), of packages that are written for another host (React Native, Deno, an editor), and of what test runners
    /// give, in packages for tests.
    ///
    /// ## Example
    ///
    /// ```js
    /// if (__DEV__) console.warn('Do not use this in production')
    /// ```
    ///
    /// Let the build replace it, or ask for it by `typeof`:
    ///
    /// ```js
    /// if (process.env.NODE_ENV !== 'production') console.warn('Do not use this in production')
    /// ```
    "undefined-name", Warning
}

/// The names that runners of tests give to the files that they load.
const OF_RUNNERS: [&str; 24] = [
    "after",
    "afterAll",
    "afterEach",
    "assert",
    "before",
    "beforeAll",
    "beforeEach",
    "chai",
    "context",
    "cy",
    "Cypress",
    "describe",
    "expect",
    "fdescribe",
    "fit",
    "it",
    "jasmine",
    "jest",
    "QUnit",
    "specify",
    "suite",
    "test",
    "vi",
    "xit",
];

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let manifest = facts.package.manifest();
    if manifest.is_some_and(|manifest| manifest.names_another_host()) {
        return;
    }
    let found = facts.nodes.iter().find_map(|node| needs(facts.package, node));
    let is_for_tests = manifest.is_some_and(|manifest| manifest.is_for_tests());
    let of_runtime = |name: &str| manifest.is_some_and(|manifest| manifest.is_global_of_runtime(name));
    let is_given = |name: &str| is_for_tests && OF_RUNNERS.contains(&name) || of_runtime(name);
    let found = found.filter(|(needs, _)| !is_given(&needs.first.read.name));
    findings.extend(found.map(|(needs, next)| {
        let name = &needs.first.read.name;
        let lack = format!("and nothing declares it (ReferenceError: {name} is not defined)");
        let help = format!(
            "let the build put a value in its place, import or declare it, or read it behind `typeof {name}`"
        );
        let next: Vec<_> = next.into_iter().filter(|(_, read)| !is_given(&read.name)).collect();
        let mut finding = needs.diagnostic(&RULE, &lack, &help);
        finding.message.push_str(&and_next(&next));
        finding.also = next.iter().map(|(module, read)| place(module, read)).collect();
        finding
    }));
}

fn place(module: &Module, read: &GlobalRead) -> PackagePlace {
    PackagePlace { file: module.path.clone(), span: read.span }
}

/// Says for which names loading would fail next.
fn and_next(next: &[(&Module, &GlobalRead)]) -> String {
    let names: Vec<_> = next.iter().map(|(_, read)| format!("`{}`", read.name)).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => format!(", and would for {only}"),
        [first, second] => format!(", and would for {first} and {second}"),
        [first, second, others @ ..] => {
            let others = others.len();
            format!(
                ", and would for {first}, {second} and {others} other {}",
                if others == 1 { "name" } else { "names" }
            )
        }
    }
}

/// Returns what the entry points of one version come to first, and the other names for which loading would fail next.
fn needs<'g>(
    package: &Package,
    node: &'g NodeFacts,
) -> Option<(EntryNeeds<'g>, Vec<(&'g Module, &'g GlobalRead)>)> {
    let graph = &node.linkage.graph;
    let readers = GlobalNeeds::of_undeclared(package, graph)?;
    // What lacks a browser is told by `needs-browser`.
    let browsers = GlobalNeeds::of_browsers(graph, node.node.version);
    let needs = EntryNeeds::of(package, node, &readers, |id| {
        let is_told = browsers.as_ref().is_some_and(|browsers| browsers.has(id));
        is_told || graph.get(id).is_some_and(|module| is_for_pages(&module.path))
    })?;
    let next = readers.next(&needs.starts, &needs.first);
    Some((needs, next))
}

/// Tells whether a file is for `<script>`, as bundlers name it.
fn is_for_pages(path: &PackagePath) -> bool {
    [".global.", ".iife."].iter().any(|part| path.file_name().contains(part))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(manifest: &str, file: &str, text: &str) -> Vec<String> {
        let files = [
            ("package.json", manifest),
            (file, text),
            ("b.mjs", "export const version = __VERSION__"),
            ("makes.cjs", "__VERSION__ = 1; globalThis.__MADE__ = 2"),
            ("assigns.cjs", "Object.assign(globalThis, { h: 1 })"),
        ];
        messages("undefined-name", &files)
    }

    fn of_text(file: &str, text: &str) -> Vec<String> {
        found(&format!(r#"{{"exports":"./{file}"}}"#), file, text)
    }

    #[test]
    fn names_that_nothing_declares() {
        for (file, text, name) in [
            ("a.mjs", "if (__DEV__) console.log(1)", "__DEV__"),
            ("a.cjs", "exports.f = regeneratorRuntime.mark(function () {})", "regeneratorRuntime"),
            ("a.cjs", "exports.e = _jsx('a', {})", "_jsx"),
            ("a.cjs", "(function ($) { $.fn.x = 1 })(jQuery)", "jQuery"),
            ("a.cjs", "if (process.env.NODE_ENV !== 'production') React.x()", "React"),
            ("a.mjs", "for (i = 0; i < 1; i++) {}", "i"),
            ("a.cjs", "'use strict'; x = 1", "x"),
            ("a.cjs", "Deno.env", "Deno"),
        ] {
            let found = of_text(file, text);
            let begins = format!("{file} reads `{name}` while it loads");
            assert!(found.len() == 1 && found[0].starts_with(&begins), "{text}: {found:?}");
        }
        let found = of_text("a.mjs", "import './b.mjs'");
        let expected = "b.mjs reads `__VERSION__` while it loads (a.mjs loads it), and nothing declares it (ReferenceError: __VERSION__ is not defined): \".\" throws there";
        assert_eq!(found, [expected]);
    }

    #[test]
    fn all_names_are_one_finding() {
        let found =
            of_text("a.mjs", "import './b.mjs'; __A__; __VERSION__; if (typeof __B__ === 'string') __B__");
        let expected = "b.mjs reads `__VERSION__` while it loads (a.mjs loads it), and nothing declares it (ReferenceError: __VERSION__ is not defined): \".\" throws there, and would for `__A__`";
        assert_eq!(found, [expected]);
        let found = of_text("a.mjs", "__A__; __B__; __C__; __D__");
        assert!(
            found[0].ends_with("\".\" throws there, and would for `__B__`, `__C__` and 1 other name"),
            "{found:?}"
        );
    }

    #[test]
    fn what_is_declared_made_guarded_or_read_later_is_silent() {
        for (file, text) in [
            ("a.mjs", "typeof __DEV__ !== 'undefined' && __DEV__"),
            ("a.mjs", "try { __DEV__ } catch {}"),
            ("a.mjs", "'__DEV__' in globalThis && __DEV__"),
            ("a.mjs", "export const f = () => __DEV__"),
            ("a.mjs", "globalThis.__DEV__ ??= true; __DEV__"),
            ("a.mjs", "Object.defineProperty(globalThis, '__DEV__', { value: 1 }); __DEV__"),
            ("a.mjs", "import './makes.cjs'; __VERSION__; __MADE__"),
            ("a.mjs", "import './assigns.cjs'; h"),
            ("a.mjs", "import 'regenerator-runtime/runtime'; regeneratorRuntime.mark()"),
            ("a.cjs", "require('babel-polyfill'); regeneratorRuntime.mark()"),
            ("a.cjs", "x = 1; x"),
            ("a.cjs", "for (i = 0; i < 1; i++) {}"),
            ("a.cjs", "delete x"),
            ("a.cjs", "if (exports) { function f() {} } f()"),
            ("a.cjs", "try { g() } catch (e) { var e = 1 } e"),
            ("a.cjs", "with (exports) { y }"),
            ("a.cjs", "eval('var z = 1'); z"),
            ("a.cjs", "this.q = 1; arguments; module; require; __dirname; toString; undefined"),
            ("a.cjs", "(function () { this.w = 1 })(); w"),
            ("a.cjs", "require('vm').runInThisContext('var v = 1'); v"),
            ("a.mjs", "process.exit(0); __DEV__"),
            ("a.mjs", "window.x; __DEV__"),
            ("a.iife.mjs", "Vue.x"),
        ] {
            assert!(of_text(file, text).is_empty(), "{text}: {:?}", of_text(file, text));
        }
    }

    #[test]
    fn other_hosts_and_files_for_pages_are_silent() {
        for manifest in [
            r#"{"main":"a.cjs","unpkg":"./a.cjs"}"#,
            r#"{"exports":{"browser":"./a.cjs","default":"./a.cjs"}}"#,
            r#"{"exports":{"./*":"./*.cjs"}}"#,
            r#"{"main":"a.cjs","peerDependencies":{"react-native":"*"}}"#,
            r#"{"main":"a.cjs","react-native":"b.mjs"}"#,
            r#"{"main":"a.cjs","engines":{"vscode":"1"}}"#,
            r#"{"main":"a.cjs","devDependencies":{"@types/chrome":"1"}}"#,
        ] {
            assert!(found(manifest, "a.cjs", "x()").is_empty(), "{manifest}");
        }
        // Many develop with bun what is for Node: only bun's own global is given then.
        for (types, name, count) in [
            ("@types/bun", "Bun", 0),
            ("bun-types", "other", 1),
            ("@cloudflare/workers-types", "WebSocketPair", 0),
            ("wrangler", "Bun", 1),
        ] {
            let manifest = format!(r#"{{"main":"a.cjs","devDependencies":{{"{types}":"1"}}}}"#);
            assert_eq!(found(&manifest, "a.cjs", &format!("{name}.x()")).len(), count, "{types} {name}");
        }
        for (manifest, count) in [
            (r#"{"main":"a.cjs"}"#, 1),
            (r#"{"name":"x-jest","main":"a.cjs"}"#, 0),
            (r#"{"main":"a.cjs","keywords":["testing"]}"#, 0),
            (r#"{"main":"a.cjs","peerDependencies":{"mocha":"*"}}"#, 0),
        ] {
            assert_eq!(found(manifest, "a.cjs", "describe('x')").len(), count, "{manifest}");
        }
    }
}
