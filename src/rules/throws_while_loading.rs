//! A module that certainly throws while it is loaded.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, Problem, ThrownBy},
    hash::HashSet,
    link::fault::{Fault, FaultKind},
    module::ThrowKind,
    path::PackagePath,
    resolve::format::Format,
    rules::{rule, support::report},
};

rule! {
    /// A module certainly throws while it is loaded, whoever loads it.
    ///
    /// ## Why it matters
    ///
    /// Bundlers put something in place of what the format of their output lacks, and that may throw: esbuild's `__require`
    /// in an ES module (`Dynamic require of "path" is not supported`), an empty `import_meta` in CommonJS (`Invalid URL`), a
    /// wrapper that sets a property of `this`, which an ES module does not have. What the language got lately is lacking in older lines:
    /// `Promise.try` before Node 23, `Temporal` before Node 26; nothing is said where any module sets it or asks whether it is there. Members that only build tools give are left in the output:
    /// `import.meta.env.MODE`, `import.meta.glob(…)`, `require.context(…)`. A package that has Vite, or a framework on it, among its
    /// `dependencies` or `peerDependencies` is built once more by that, and nothing is said of it.
    ///
    /// ## Example
    ///
    /// `esbuild --bundle --format=esm --external:path` makes of `require('path')`:
    ///
    /// ```js
    /// var path = __require('path')
    /// ```
    ///
    /// Give the output a `require`, with `--banner:js=…`:
    ///
    /// ```js
    /// import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)
    /// ```
    "throws-while-loading", Error where it breaks an entry point, of ThrowsWhileLoading
}

/// A problem, with its fault and the kind of error that is thrown.
type Thrower<'f> = (&'f Problem, &'f Fault, &'f ThrowKind);

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let mut by_file: BTreeMap<(&PackagePath, &str), Vec<Thrower<'_>>> = BTreeMap::new();
    for problem in problems {
        if let ThrownBy::Fault(fault) = &problem.thrown
            && let FaultKind::Throws(kind) = &fault.kind
        {
            by_file.entry((&fault.at.file, name(kind))).or_default().push((problem, fault, kind));
        }
    }
    let commonjs = if by_file.is_empty() { HashSet::default() } else { commonjs(facts) };
    for mut found in by_file.into_values() {
        found.sort_by_key(|(problem, fault, _)| (!problem.breaks(), fault.at.span.start));
        findings.extend(finding(&commonjs, &found));
    }
}

fn name(kind: &ThrowKind) -> &str {
    match kind {
        ThrowKind::RequireShim { .. } => "require",
        ThrowKind::EmptyImportMeta => "import.meta",
        ThrowKind::UndefinedThis => "this",
        ThrowKind::NoFunction => "call",
        ThrowKind::LackingMember { member, .. } => member,
        ThrowKind::NewerBuiltin { name } => name,
        ThrowKind::ConstantAssignment { .. } => "constant",
    }
}

fn finding(commonjs: &HashSet<&PackagePath>, found: &[(&Problem, &Fault, &ThrowKind)]) -> Option<Diagnostic> {
    let (problem, fault, kind) = found.first()?;
    let file = &fault.at.file;
    let message = match kind {
        ThrowKind::RequireShim { .. } => {
            format!(
                "{file} requires {} by a stand-in for `require` that throws in ES modules: {}",
                specifiers(found),
                fault.message
            )
        }
        ThrowKind::EmptyImportMeta => {
            format!("{file} takes `url` of an empty object that stands for `import.meta`: {}", fault.message)
        }
        ThrowKind::UndefinedThis => {
            format!("{file} uses `this`, which is undefined there: {}", fault.message)
        }
        ThrowKind::NoFunction => {
            format!("{file} calls what is no function: {}", fault.message)
        }
        ThrowKind::LackingMember { object, member } => {
            format!("{file} uses `{object}.{member}`, which Node does not have: {}", fault.message)
        }
        ThrowKind::NewerBuiltin { name } => {
            let name = name.replace('#', ".prototype.");
            format!("{file} uses `{name}`, which this version of Node does not have: {}", fault.message)
        }
        ThrowKind::ConstantAssignment { name } => {
            format!("{file} assigns to `{name}`, which cannot change: {}", fault.message)
        }
    };
    let mut finding = report(&RULE, problem, message, Some(help(kind, commonjs.contains(file)).to_owned()));
    finding.also.extend(found.iter().skip(1).filter_map(|(problem, ..)| problem.at.clone()));
    for (problem, ..) in found {
        finding.entry_points.extend(problem.entry_points.iter().cloned());
        finding.modes.extend(&problem.modes);
    }
    Some(finding)
}

/// Lists the specifiers: `"path"`, or `"path" and 2 others`.
fn specifiers(found: &[(&Problem, &Fault, &ThrowKind)]) -> String {
    let mut all: Vec<&str> = found
        .iter()
        .filter_map(|(_, _, kind)| match kind {
            ThrowKind::RequireShim { specifier } => Some(specifier.as_str()),
            _ => None,
        })
        .collect();
    // Before the specifiers are sorted: the one that Node fails on stands first.
    let first = all.first().copied().unwrap_or_default();
    all.sort_unstable();
    all.dedup();
    match all.len() {
        0 | 1 => format!("\"{first}\""),
        2 => format!("\"{first}\" and another"),
        count => format!("\"{first}\" and {} others", count - 1),
    }
}

/// Returns the files that are CommonJS in any version of Node.
fn commonjs<'f>(facts: &'f Facts<'_>) -> HashSet<&'f PackagePath> {
    let modules = facts.nodes.iter().flat_map(|node| node.linkage.graph.iter()).map(|(_, module)| module);
    modules.filter(|module| module.format == Format::CommonJs).map(|module| &module.path).collect()
}

fn help(kind: &ThrowKind, is_commonjs: bool) -> &'static str {
    match kind {
        ThrowKind::RequireShim { .. } => {
            "import it, or begin the bundle with `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)`"
        }
        ThrowKind::EmptyImportMeta => {
            "let the bundler put `require('node:url').pathToFileURL(__filename).href` in place of `import.meta.url`"
        }
        // `"use strict"` takes it away, in a file that is CommonJS already.
        ThrowKind::UndefinedThis if is_commonjs => "write `globalThis`",
        ThrowKind::UndefinedThis => "write `globalThis`, or pack the file as CommonJS",
        ThrowKind::NoFunction => {
            "do not call it: a bundler writes `(void 0)()` for an import that it did not find"
        }
        ThrowKind::LackingMember { .. } => {
            "let the build put a value in its place (`define` of Vite and esbuild), or ask for it with `?.`: Vite, webpack and bun give such members, and Node does not"
        }
        ThrowKind::NewerBuiltin { .. } => {
            "do without it while the module loads, or say in \"engines\" which versions have it"
        }
        ThrowKind::ConstantAssignment { name } if name.contains('.') => {
            "do not assign to what a module exports: change a copy, `{ ...namespace }`"
        }
        ThrowKind::ConstantAssignment { .. } => "declare it with `let`, or do not assign to it",
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{messages, only};

    const SHIM: &str = "var __require = ((x) => typeof require !== \"undefined\" ? require : typeof Proxy !== \"undefined\"
        ? new Proxy(x, { get: (a, b) => (typeof require !== \"undefined\" ? require : a)[b] }) : x)(function(x) {
        if (typeof require !== \"undefined\") return require.apply(this, arguments);
        throw Error('Dynamic require of \"' + x + '\" is not supported'); });\n";

    fn found(code: &str) -> Vec<String> {
        let text = format!("{SHIM}{code}");
        messages("throws-while-loading", &[("package.json", r#"{"exports":"./a.mjs"}"#), ("a.mjs", &text)])
    }

    #[test]
    fn calls_of_a_stand_in_are_one_finding() {
        let expected = "a.mjs requires \"path\" and another by a stand-in for `require` that throws in ES modules: \
            Dynamic require of \"path\" is not supported";
        assert_eq!(found("var p = __require('path'), f = __require('fs'); __require('path')"), [expected]);
    }

    #[test]
    fn a_stand_in_that_is_shared() {
        let shim = format!("{SHIM}export {{ __require as a }}");
        let files = [
            ("package.json", r#"{"exports":"./a.mjs"}"#),
            ("a.mjs", "import { a as r } from './chunk.mjs'; r('path')"),
            ("chunk.mjs", shim.as_str()),
        ];
        assert!(only("throws-while-loading", &files).0.starts_with("a.mjs requires \"path\" by a stand-in"));
    }

    #[test]
    fn what_a_format_lacks() {
        for (file, text, expected) in [
            (
                "a.cjs",
                "var u = require('node:url'); var m = {}; var here = (0, u.fileURLToPath)(m.url)",
                "a.cjs takes `url` of an empty object that stands for `import.meta`: The \"path\" argument must be of type \
                 string or an instance of URL. Received undefined",
            ),
            (
                "a.cjs",
                "const m = {}; new URL('./w.js', m.url)",
                "a.cjs takes `url` of an empty object that stands for `import.meta`: Invalid URL",
            ),
            (
                "a.mjs",
                "(function (root, factory) { if (typeof exports === 'object') factory(exports); else root.Lib = factory() \
                 })(this, function () {})",
                "a.mjs uses `this`, which is undefined there: Cannot set properties of undefined (setting 'Lib')",
            ),
            (
                "a.mjs",
                "this.a = this.a || {}; export {}",
                "a.mjs uses `this`, which is undefined there: Cannot read properties of undefined (reading 'a')",
            ),
            (
                "a.mjs",
                "import { x } from './b.mjs'; x = 1",
                "a.mjs assigns to `x`, which cannot change: Assignment to constant variable.",
            ),
            (
                "a.mjs",
                "import * as b from './b.mjs'; (() => { b.x = 1 })()",
                "a.mjs assigns to `b.x`, which cannot change: Cannot assign to read only property 'x' of object '[object Module]'",
            ),
        ] {
            let manifest = format!(r#"{{"exports":"./{file}"}}"#);
            let files = [("package.json", manifest.as_str()), (file, text), ("b.mjs", "export let x = 1")];
            assert_eq!(messages("throws-while-loading", &files), [expected], "{text}");
        }
    }

    #[test]
    fn the_help_names_what_cures() {
        let code = "'use strict'; (function () { this.Lib = 1 })();";
        for (file, end, expected) in [
            ("a.mjs", "export {}", "write `globalThis`, or pack the file as CommonJS"),
            ("a.cjs", "", "write `globalThis`"),
        ] {
            let code = format!("{code} {end}");
            let manifest = format!(r#"{{"exports":"./{file}"}}"#);
            let (_, help) =
                only("throws-while-loading", &[("package.json", manifest.as_str()), (file, &code)]);
            assert_eq!(help, expected, "{file}");
        }
    }

    #[test]
    fn what_is_there_after_all_is_silent() {
        for (file, text) in [
            ("a.cjs", "var m = {}; m.url = 'file:///a'; new URL('./w.js', m.url)"),
            ("a.cjs", "var m = {}; f(m); new URL('./w.js', m.url)"),
            ("a.cjs", "var m = {}; new URL('https://x.y/z', m.url)"),
            ("a.cjs", "var m = {}; const f = () => new URL('./w.js', m.url)"),
            ("a.cjs", "var m = { url: 'file:///a' }; new URL('./w.js', m.url)"),
            ("a.cjs", "var m = {}; const p = { fileURLToPath() {} }; p.fileURLToPath(m.url)"),
            ("a.cjs", "this.a = 1; (function (root) { root.b = 1 })(this)"),
            ("a.mjs", "class A { static a = this.b; static { this.c = 1 } } new (class { a = this.b })"),
            ("a.mjs", "(function (root) { root = root || globalThis; root.b = 1 })(this)"),
            ("a.mjs", "(function (root) { if (root) root.b = 1; root?.b })(this)"),
            ("a.mjs", "(function (e) { e.b = 1 })(this.Lib = this.Lib || {})"),
            ("a.mjs", "(function (root = {}) { root.b = 1 })(this); ({ f() { return this.x } }).f()"),
            ("a.mjs", "(function () { this.x = 1 }).call({}); const f = function () { this.y = 1 }; new f()"),
            (
                "a.mjs",
                "import * as b from './b.mjs'; b.x.y = 1; b.x ??= 1; export const f = () => { b.x = 1 }",
            ),
            ("a.mjs", "import * as b from './b.mjs'; try { b.x = 1 } catch {} { let b = {}; b.x = 1 }"),
            (
                "a.mjs",
                "import b from './b.mjs'; b.x = 1; import * as c from './b.mjs'; const d = { ...c }; d.x = 1",
            ),
            ("a.mjs", "const x = { y: 1 }; x.y = 2; let z = 1; z = 2; const w = 1; try { w = 2 } catch {}"),
        ] {
            let manifest = format!(r#"{{"exports":"./{file}"}}"#);
            let files = [("package.json", manifest.as_str()), (file, text)];
            assert!(messages("throws-while-loading", &files).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_may_not_be_called_or_has_a_require_is_silent() {
        for code in [
            "export const f = () => __require('path')",
            "try { __require('path') } catch {}",
            "if (globalThis.process) __require('path')",
            "globalThis.require ??= (x) => x; __require('path')",
            "Object.assign(globalThis, { require() {} }); __require('path')",
            "import { createRequire } from 'module'; const require = createRequire(import.meta.url); __require('path')",
        ] {
            assert!(found(code).is_empty(), "{code}");
        }
    }
}
