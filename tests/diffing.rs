//! Two releases and what the newer one takes away: packages that real Nodes were asked about in `__test__/diff`, made small,
//! each beside one that must stay silent.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use packproof::{
    diff::{AllowedChange, Bump, Change, DiffOptions, DiffReport, allowed_by, diff},
    files::FileTree,
    package::Package,
    session::Session,
    tarball::Limits,
};

type Files<'f> = &'f [(&'f str, &'f str)];

fn session(files: Files<'_>) -> Session {
    Session::new(Package::new(FileTree::of(files.iter().copied())))
}

fn compare(old: Files<'_>, new: Files<'_>, options: &DiffOptions) -> DiffReport {
    diff(&session(old), &session(new), options)
}

fn row(change: &Change) -> String {
    let mode = change.mode.map_or("", |mode| mode.name());
    let effect = format!("{:?}", change.effect).to_lowercase();
    let (subpath, name) = (change.subpath.as_deref(), change.name.as_deref());
    let parts = [Some(change.kind.name()), Some(&effect), subpath, Some(mode), name];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn rows(old: Files<'_>, new: Files<'_>) -> Vec<String> {
    compare(old, new, &DiffOptions::default()).changes.iter().map(row).collect()
}

const ESM: &str = r#"{"name":"p","version":"1.0.0","type":"module","exports":"./a.js"}"#;
const OPEN: &str = r#"{"name":"p","version":"1.0.0","main":"a.js"}"#;

#[test]
fn names_that_are_gone_or_new() {
    for (old, new, expected) in [
        ("export const a = 1", "export const a = 2", vec![]),
        ("export const a = 1, b = 2", "export const a = 1", vec!["name-removed major . b"]),
        ("export const a = 1", "export const a = 1, b = 2", vec!["name-added minor . b"]),
        ("export default 1; export const a = 1", "export const a = 1", vec!["default-removed major ."]),
        (
            "export const a = 1, b = 2",
            "export * from 'other'; export const a = 1",
            vec!["name-removed unknown . b"],
        ),
        ("export * from 'other'", "export * from 'other'", vec!["names-unknown unknown . import"]),
    ] {
        let manifest = r#"{"name":"p","type":"module","exports":"./a.js","dependencies":{"other":"1"}}"#;
        let found =
            rows(&[("package.json", manifest), ("a.js", old)], &[("package.json", manifest), ("a.js", new)]);
        let found: Vec<_> = found.iter().map(|row| row.replace(" default", "")).collect();
        assert_eq!(found, expected, "{old} → {new}");
    }
}

#[test]
fn members_of_namespaces() {
    let manifest =
        r#"{"name":"p","type":"module","exports":"./a.js","dependencies":{"other":"1","another":"1"}}"#;
    let (star, import) = ("export * as ns from './n.js'", "import * as n from './n.js'; export { n as ns }");
    for (a, old, new, expected) in [
        (
            [star, star],
            "export const p = 1, q = 2",
            "export const p = 1",
            vec!["name-removed major . import ns.q"],
        ),
        (
            [star, import],
            "export const p = 1, q = 2",
            "export const p = 1",
            vec!["name-removed major . import ns.q"],
        ),
        (
            [import, star],
            "export const p = 1",
            "export const p = 1, q = 2",
            vec!["name-added minor . import ns.q"],
        ),
        ([star, star], "export const p = 1, q = 2", "export const q = 3; export { q as p }", vec![]),
        (
            [star, star],
            "export const p = 1, q = 2",
            "export * from 'other'; export const p = 1",
            vec!["name-removed unknown . import ns.q"],
        ),
        (
            [star, star],
            "export * from 'other'; export const q = 1",
            "export * from 'other'",
            vec!["name-removed unknown . import ns.q", "names-unknown unknown . import ns"],
        ),
        (
            [star, "export const ns = { p: 1 }"],
            "export const p = 1",
            "",
            vec!["kind-changed unknown . import ns"],
        ),
        ([star, "export {}"], "export const p = 1", "", vec!["name-removed major . ns"]),
        (
            ["export const ns = { p: 1 }", star],
            "export const p = 1",
            "export const p = 1",
            vec!["kind-changed unknown . import ns"],
        ),
        // Namespaces of other packages.
        (["export * as ns from 'other'", "export * as ns from 'other'; 1"], "", "", vec![]),
        (["export * as ns from 'other'", "import * as n from 'other'; export { n as ns }"], "", "", vec![]),
        (
            ["export * as ns from 'other'", "export * as ns from 'another'"],
            "",
            "",
            vec!["kind-changed unknown . import ns"],
        ),
        (["export * as ns from 'node:fs'", star], "", "", vec!["kind-changed unknown . import ns"]),
        ([star, "export * as ns from 'node:fs'"], "", "", vec!["kind-changed unknown . import ns"]),
        // One in another, and one in itself.
        (
            [star, star],
            "export * as m from './m.js'; export * as ns from './n.js'",
            "export { m } from './m2.js'; export * as ns from './n.js'",
            vec!["name-removed major . import ns.m.b"],
        ),
        // The same namespace is what it was, though its module is another.
        ([star, "export * as ns from './m.js'"], "export const a = 1, b = 2", "", vec![]),
    ] {
        let others = [
            ("m.js", "export const a = 1, b = 2"),
            ("m2.js", "import * as m from './m3.js'; export { m }"),
            ("m3.js", "export const a = 1"),
        ];
        let files = |a, n| [("package.json", manifest), ("a.js", a), ("n.js", n)].into_iter().chain(others);
        let found = rows(&files(a[0], old).collect::<Vec<_>>(), &files(a[1], new).collect::<Vec<_>>());
        assert_eq!(found, expected, "{a:?} {old} → {new}");
    }
}

#[test]
fn many_namespaces_are_compared_where_they_are_not_what_they_were() {
    let manifest = r#"{"name":"p","type":"module","exports":"./a.js"}"#;
    let compare = |changed: std::ops::Range<usize>| {
        let root: String = (0..4200).map(|n| format!("export * as n{n} from './n{n}.js'\n")).collect();
        let files = |text: fn(usize) -> String| -> Vec<(String, String)> {
            let modules = (0..4200).map(|n| (format!("n{n}.js"), text(n)));
            modules
                .chain([("a.js".to_owned(), root.clone()), ("package.json".to_owned(), manifest.to_owned())])
                .collect()
        };
        let old = files(|n| format!("export const a = {n}, b = 1"));
        let mut new = old.clone();
        for n in changed {
            new[n].1 = format!("export const a = {n}");
        }
        let plain = |files: &[(String, String)]| {
            Package::new(FileTree::of(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))))
        };
        let report = diff(&Session::new(plain(&old)), &Session::new(plain(&new)), &DiffOptions::default());
        report.changes.iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(compare(2100..2101), ["name-removed major . import n2100.b"]);
    assert!(compare(0..4200).contains(&"limit-reached unknown . import".to_owned()));
}

#[test]
fn exports_of_another_kind() {
    let esm = r#"{"name":"p","type":"module","exports":"./a.js"}"#;
    let cjs = r#"{"name":"p","exports":"./a.js"}"#;
    for (manifest, old, new, expected) in [
        (esm, "export function f(a) {}", "export const f = (a) => a", vec![]),
        (esm, "export function f(a) {}", "export class f {}", vec!["kind-changed major . import f"]),
        (esm, "export function F(a) {}", "export class F {}", vec![]),
        (
            esm,
            "export default () => 1",
            "export default { a: 1 }",
            vec!["kind-changed major . import default"],
        ),
        (
            esm,
            "export const f = (a) => 1",
            "export const f = (a, b) => 1",
            vec!["parameters-grown unknown . import f"],
        ),
        (esm, "export const f = (a) => 1", "export const f = (a, b = 1) => 1", vec![]),
        (esm, "export const f = (a) => 1", "export let f = {}; f = make()", vec![]),
        (esm, "export const f = (a) => 1", "export const f = make()", vec![]),
        (
            cjs,
            "module.exports = function () {}",
            "module.exports = { a: 1 }",
            vec!["kind-changed major . import default"],
        ),
        (
            cjs,
            "module.exports = function () {}",
            "exports.default = function () {}",
            vec!["kind-changed major . import default"],
        ),
        (
            cjs,
            "module.exports = function () {}",
            "module.exports = make()",
            vec!["names-unknown unknown . require"],
        ),
        (
            cjs,
            "Object.defineProperty(exports, '__esModule', { value: true })",
            "module.exports = function () {}",
            vec!["kind-changed unknown . import default"],
        ),
        (
            cjs,
            "function f() {} module.exports = f, module.exports.f = f",
            "module.exports = function () {}; module.exports.f = module.exports",
            vec![],
        ),
        (
            cjs,
            "module.exports = function () {}",
            "globalThis.a = 1",
            vec!["kind-changed major . import default"],
        ),
    ] {
        let found =
            rows(&[("package.json", manifest), ("a.js", old)], &[("package.json", manifest), ("a.js", new)]);
        let found: Vec<_> = found.into_iter().filter(|row| !row.contains("added")).collect();
        assert_eq!(found, expected, "{old} → {new}");
    }
}

#[test]
fn names_of_commonjs_that_no_lexer_finds() {
    let manifest = r#"{"name":"p","main":"a.js"}"#;
    let all = "module.exports = { a: require('./b'), c: 1, d() {} }";
    for (old, new, expected) in [
        (all, "module.exports = { a: 1, c: 2, d: 3, e: require('./b') }", None),
        (all, "exports.a = require('./b'); exports.c = exports.d = 1", None),
        // Names that a module surely gives no more are told as removed.
        (all, "module.exports = { a: require('./b'), d: 3 }", None),
        (all, "module.exports = make()", Some("gives what code makes")),
        (
            "function f() {} f.a = f.b = 1; module.exports = f",
            "function f() {} f.a = 1; module.exports = f",
            None,
        ),
        ("module.exports = make()", all, Some("gives what code makes")),
        ("function f() {} f.default = f; module.exports = f", "function f() {} module.exports = f", None),
        ("exports.a = 1; f(parsed.exports)", "exports.a = 2", None),
    ] {
        let files = |a| [("package.json", manifest), ("a.js", a), ("b.js", "")];
        let report = compare(&files(old), &files(new), &DiffOptions::default());
        let told = report.changes.iter().find(|change| change.kind.name() == "names-unknown");
        let told = told.map(|change| change.message.clone());
        assert_eq!(told.is_some(), expected.is_some(), "{old} → {new}: {told:?}");
        let is_said = |words| told.as_ref().is_none_or(|told| told.contains(words));
        assert!(expected.is_none_or(is_said), "{old} → {new}: {told:?}");
    }
}

#[test]
fn defaults_that_compilers_write_for_require() {
    let manifest = r#"{"name":"p","exports":"./a.js"}"#;
    let compiled = "Object.defineProperty(exports, '__esModule', { value: true }); exports.a = 1;";
    let other = "exports.__esModule = true; exports.b = exports.default = 1";
    for (old, new, expected) in [
        ("exports.default = 1;", "exports.default = 2;", vec![]),
        ("exports.default = 1;", "", vec!["default-removed major . require default"]),
        ("", "", vec![]),
        ("exports.default = 1;", "_export(exports, { default: 1 });", vec![]),
        ("_export(exports, { default: 1 });", "", vec!["default-removed major . require default"]),
        // A helper leaves the default of the module out whose names it gives.
        (
            "__exportStar(require('./b'), exports); exports.default = 1;",
            "__exportStar(require('./b'), exports);",
            vec!["default-removed major . require default"],
        ),
    ] {
        let [old, new] = [old, new].map(|code| format!("{compiled}{code}"));
        let found = rows(
            &[("package.json", manifest), ("a.js", &old), ("b.js", other)],
            &[("package.json", manifest), ("a.js", &new), ("b.js", other)],
        );
        assert_eq!(found, expected, "{old} → {new}");
    }
    let (old, new) = ("module.exports = make(); module.exports.default = 1", "module.exports = make()");
    let found =
        rows(&[("package.json", manifest), ("a.js", old)], &[("package.json", manifest), ("a.js", new)]);
    assert_eq!(found, ["names-unknown unknown . require"]);
}

#[test]
fn names_that_require_gives() {
    let manifest = r#"{"name":"p","exports":"./a.js"}"#;
    let unknown = vec!["names-unknown unknown . require"];
    for (old, new, expected) in [
        // One object literal says all names, also those that the lexer does not see.
        (
            "module.exports = { a: 1, b: 2 }",
            "module.exports = { a: 1 }",
            vec!["name-removed major . require b"],
        ),
        (
            "module.exports = { a: 1 }",
            "module.exports = { a: 1, b: 2 }",
            vec!["name-added minor . require b"],
        ),
        ("module.exports = { a: 1 }", "module.exports = { a: 2 }", vec![]),
        ("module.exports = { a: 1 }", "module.exports = make()", unknown.clone()),
        // Code that makes names.
        ("module.exports = make(1)", "module.exports = make(1)", vec![]),
        ("module.exports = make(1)", "module.exports = make(2)", unknown.clone()),
        (
            "(function (root, factory) { factory(exports) })(this, (it) => { it.a = 1 })",
            "(function (root, factory) { factory(exports) })(this, (it) => {})",
            vec!["name-removed major . require a"],
        ),
        (
            "(function (root, factory) { factory(exports) })(this, (it) => { it.a = 1 })",
            "(function (root, factory) { factory(exports) })(this, (it) => { it.a = 2 })",
            vec![],
        ),
        (
            "(function (root, factory) { factory(exports) })(this, (it) => { it.a = 1 })",
            "(function (root, factory) { factory(exports) })(this, (it) => { fill(it) })",
            unknown,
        ),
        // Uses of `exports` of which the lexer tells all names.
        ("exports.a = 1", "exports.a = 2", vec![]),
        ("module.exports = require('./b')", "module.exports = require('./b'); // as ever", vec![]),
        ("module.exports = function () { return 1 }", "module.exports = function () { return 2 }", vec![]),
    ] {
        let files = |code| [("package.json", manifest), ("a.js", code), ("b.js", "exports.b = 1")];
        assert_eq!(rows(&files(old), &files(new)), expected, "{old} → {new}");
    }
}

/// Babel's list of names that a file has itself, and that it does not take from others then.
#[test]
fn names_that_a_loop_leaves_out() {
    let manifest = r#"{"name":"p","exports":"./a.js"}"#;
    let compiled = |names: &str, own: &str| {
        format!(
            "Object.defineProperty(exports, '__esModule', {{ value: true }}); var _exportNames = {{ {names} }}; {own} var _b = require('./b'); Object.keys(_b).forEach(function (key) {{ if (key === 'default' || key === '__esModule') return; if (Object.prototype.hasOwnProperty.call(_exportNames, key)) return; if (key in exports && exports[key] === _b[key]) return; Object.defineProperty(exports, key, {{ enumerable: true, get: function () {{ return _b[key]; }} }}); }});"
        )
    };
    let both = compiled("a: true, b: true", "exports.a = exports.b = 1;");
    for (new, expected) in [
        (compiled("a: true, b: true", "exports.b = exports.a = 2;"), vec![]),
        (compiled("a: true", "exports.a = 2;"), vec![]),
        (compiled("a: true, b: true", "exports.a = 1;"), vec!["name-removed major . require b"]),
    ] {
        let files =
            |code| [("package.json", manifest), ("a.js", code), ("b.js", "exports.b = exports.c = 1")];
        assert_eq!(rows(&files(&both), &files(&new)), expected, "{new}");
    }
}

/// React's switch, and names that code gives on some ways only.
#[test]
fn names_of_each_way_through_commonjs() {
    let manifest = r#"{"name":"p","exports":"./a.js"}"#;
    let switch = "if (process.env.NODE_ENV === 'production') { module.exports = require('./b') } else { module.exports = require('./c') }";
    let [both, one, none] = [
        ["exports.a = exports.b = 1"; 2],
        ["exports.a = exports.b = 2", "exports.a = 3"],
        ["exports.a = 4"; 2],
    ];
    let plain = ["exports.q = 1"; 2];
    for (old, new, expected) in [
        ((switch, both), (switch, both.map(|_| "exports.b = exports.a = 2")), None),
        ((switch, both), (switch, none), Some(" b")),
        ((switch, both), (switch, one), Some(" b")),
        ((switch, one), (switch, none), Some(" b")),
        ((switch, one), (switch, ["exports.b = exports.a = 0", "exports.a = 3"]), None),
        ((switch, one), (switch, both), None),
        ((switch, both), ("exports.a = 1", plain), Some(" b")),
        (
            ("exports.a = exports.b = 1", plain),
            ("exports.a = exports.b = 2; module.exports = { a: 1 }", plain),
            Some(" b"),
        ),
        (
            ("exports.a = exports.b = 1", plain),
            ("exports.a = 2; if (false) exports.b = 1", plain),
            Some(" b"),
        ),
        (
            ("exports.a = exports.b = 1", plain),
            ("exports.a = 2; exports.f = function () { exports.b = 1 }", plain),
            Some(" b"),
        ),
        (
            ("exports.a = exports.b = 1", plain),
            ("exports.a = 2; function exports() {} exports.b = 1", plain),
            Some("does not export a any more"),
        ),
        (
            ("exports.a = exports.b = 1", plain),
            ("exports.a = exports.b = 2; delete exports.b", plain),
            Some("gives what code makes"),
        ),
        (
            ("exports.a = exports.b = 1", plain),
            ("exports.a = exports.b = 2; module.exports = exports.default", plain),
            Some("gives what code makes"),
        ),
        (
            ("_export_star(require('./b'), exports)", both),
            ("_export_star(require('./b'), exports);", none),
            Some(" b"),
        ),
        (
            ("_export_star(require('./b'), exports)", both),
            ("_export_star(require('./b'), exports);", both),
            None,
        ),
        (
            ("module.exports = require('fs')", plain),
            ("module.exports = require('path')", plain),
            Some("has names of another package"),
        ),
        (("module.exports = require('fs')", plain), ("module.exports = require('fs');", plain), None),
    ] {
        let files =
            |(a, [b, c]): (_, [_; 2])| [("package.json", manifest), ("a.js", a), ("b.js", b), ("c.js", c)];
        let report = compare(&files(old), &files(new), &DiffOptions::default());
        let told = report.changes.iter().filter(|change| !change.kind.name().ends_with("added"));
        let told: Vec<&str> = told.map(|change| change.message.as_str()).collect();
        let is_said = expected.map_or(told.is_empty(), |words| told.iter().any(|told| told.contains(words)));
        assert!(is_said, "{old:?} → {new:?}: {told:?}");
    }
}

#[test]
fn what_a_module_loads_makes_its_names() {
    let manifest = r#"{"name":"p","exports":"./a.js"}"#;
    for (old, new, expected) in [
        ("exports.b = 1", "exports.b = 1", vec![]),
        ("exports.b = 1", "exports.b = 2", vec!["names-unknown unknown . require"]),
    ] {
        let files = |code| {
            [("package.json", manifest), ("a.js", "module.exports = make(require('./b'))"), ("b.js", code)]
        };
        assert_eq!(rows(&files(old), &files(new)), expected, "{old} → {new}");
    }
}

#[test]
fn functions_of_commonjs_and_arguments_that_are_taken_apart() {
    let cjs = r#"{"name":"p","exports":"./a.js"}"#;
    let dual = r#"{"name":"p","exports":{"import":"./a.mjs","require":"./a.js"}}"#;
    for (manifest, old, new, expected) in [
        (cjs, "exports.f = function (a) {}", "exports.f = { a: 1 }", vec!["kind-changed major . import f"]),
        (cjs, "exports.f = function (a) {}", "exports.f = make()", vec![]),
        (
            cjs,
            "exports.f = (a) => 1",
            "exports.f = (a, { b }) => 1",
            vec!["parameters-grown major . import f"],
        ),
        (cjs, "exports.f = (a) => 1", "exports.f = (a, { b } = {}) => 1", vec![]),
        (
            dual,
            "module.exports = function () {}",
            "module.exports = { a: 1 }",
            vec!["kind-changed major . require default"],
        ),
        (
            dual,
            "module.exports = function () {}",
            "module.exports = require('./b')",
            vec!["kind-changed major . require default"],
        ),
        (
            dual,
            "module.exports = require('./c')",
            "const b = require('./b'); module.exports = b",
            vec!["kind-changed major . require default"],
        ),
        (
            dual,
            "if (typeof module === 'object') module.exports = f; function f() {}",
            "(function (root, factory) { module.exports = factory() })(this, function () { return {} })",
            vec!["kind-changed major . require default"],
        ),
        (dual, "module.exports = function () {}", "module.exports = require('./c')", vec![]),
        (dual, "module.exports = require('./c')", "module.exports = function () { return 2 }", vec![]),
    ] {
        let files = |code| {
            [
                ("package.json", manifest),
                ("a.js", code),
                ("a.mjs", "export default 1"),
                ("b.js", "exports.a = 1"),
                ("c.js", "module.exports = f; function f() {}"),
            ]
        };
        let found: Vec<_> =
            rows(&files(old), &files(new)).into_iter().filter(|row| !row.contains("added")).collect();
        assert_eq!(found, expected, "{old} → {new}");
    }
}

#[test]
fn what_a_wrapper_takes_out_of_another_module() {
    let class = "class P {} exports.default = P; exports.name = 'p'; exports.__esModule = true";
    let (behind, member) = ("a.js", "module.exports = require('./a.js').default");
    for (old, new, expected) in [
        ((class, member), (class, "exports.default = class {}; exports.name = 'p'"), "major"),
        ((class, member), ("exports.default = { a: 1 }", member), "major"),
        ((class, member), (class, "module.exports = require('./a.js')['default']"), ""),
        ((class, member), (class, "module.exports = require('./a.js').other"), ""),
        ((class, member), ("exports.default = make()", member), ""),
        (("module.exports = make()", member), ("module.exports = make(1)", "exports.a = 1"), ""),
    ] {
        let manifest = r#"{"name":"p","exports":"./main.js"}"#;
        let files = |(code, main)| [("package.json", manifest), (behind, code), ("main.js", main)];
        let found = rows(&files(old), &files(new));
        let kinds: Vec<_> = found.iter().filter(|row| row.starts_with("kind-changed")).collect();
        let rows = if expected.is_empty() { vec![] } else { vec!["kind-changed major . import default"] };
        assert_eq!(kinds, rows, "{old:?} → {new:?}: {found:?}");
    }
}

#[test]
fn a_file_that_a_line_of_node_never_loaded_is_not_lost_there() {
    let open = r#"{"name":"p","version":"1.0.0","engines":{"node":">=18"},"main":"a.js"}"#;
    let declared = r#"{"name":"p","version":"1.0.0","engines":{"node":">=18"},"exports":{".":"./a.js","./a":"./a.js","./a.js":"./a.js","./b.js":"./b.js"}}"#;
    let module = "import './a.js'; export const x = 1";
    for (manifest, old, is_lost) in
        [(open, module, false), (open, "exports.x = 1", true), (declared, module, false)]
    {
        let found = rows(
            &[("package.json", manifest), ("a.js", "exports.a = 1"), ("b.js", old)],
            &[("package.json", declared), ("a.js", "exports.a = 1"), ("b.js", module)],
        );
        assert_eq!(found.iter().any(|row| row.starts_with("node-removed")), is_lost, "{old}: {found:?}");
    }
}

#[test]
fn conditions_that_are_gone_are_asked_for() {
    let files = |exports: &str| format!(r#"{{"name":"p","exports":{exports}}}"#);
    let old = files(r#"{".":{"worker":"./b.js","default":"./a.js"}}"#);
    for (new, expected) in [
        (r#"{".":{"default":"./a.js"}}"#, "condition-removed unknown . worker"),
        (r#"{".":{"default":"./b.js"}}"#, "condition-removed patch . worker"),
    ] {
        let new = files(new);
        let with = |manifest| [("package.json", manifest), ("a.js", ""), ("b.js", "")];
        assert_eq!(rows(&with(old.as_str()), &with(new.as_str())), [expected], "{new}");
    }
}

#[test]
fn subpaths_and_modes_that_are_gone() {
    let files = |exports: &str| format!(r#"{{"name":"p","exports":{exports}}}"#);
    for (old, new, expected) in [
        (r#"{".":"./a.js","./b":"./b.mjs"}"#, r#"{".":"./a.js"}"#, vec!["subpath-removed major ./b"]),
        (r#"{".":"./a.js"}"#, r#"{".":"./a.js","./b":"./b.mjs"}"#, vec!["subpath-added minor ./b"]),
        (r#"{".":"./a.js","./b":"./b.mjs"}"#, r#"{".":"./a.js","./*":"./*.mjs"}"#, vec![]),
        (r#"{".":"./a.js","./*":"./*.mjs"}"#, r#"{".":"./a.js"}"#, vec!["subpath-removed major ./b"]),
        (
            r#"{".":"./a.js","./x/*":"./*.mjs"}"#,
            r#"{".":"./a.js","./*":"./*.mjs"}"#,
            vec!["subpath-removed major ./x/b", "subpath-added minor ./b"],
        ),
        (
            r#"{".":{"import":"./b.mjs","require":"./a.js"}}"#,
            r#"{".":{"import":"./b.mjs"}}"#,
            vec!["mode-removed major . require"],
        ),
        (r#"{".":"./a.js","./s":"./s.css"}"#, r#"{".":"./a.js"}"#, vec!["subpath-removed major ./s"]),
        (r#"{".":"./a.js","./d":"./d.json"}"#, r#"{".":"./a.js"}"#, vec!["subpath-removed major ./d"]),
        (r#"{".":"./a.js","./d":"./d.json"}"#, r#"{".":"./a.js","./d":"./d.json"}"#, vec![]),
        (r#"{".":"./a.js","./g":"./gone.js"}"#, r#"{".":"./a.js"}"#, vec![]),
        (
            r#"{".":{"worker":"./b.mjs","default":"./a.js"}}"#,
            r#"{".":"./a.js"}"#,
            vec!["condition-removed unknown . worker"],
        ),
    ] {
        let (old_manifest, new_manifest) = (files(old), files(new));
        let others = [
            ("a.js", "exports.a = 1"),
            ("b.mjs", "export const a = 1; export default 1"),
            ("s.css", ""),
            ("d.json", "{}"),
        ];
        let with = |manifest: &str| -> Vec<(String, String)> {
            let all = [("package.json", manifest)].into_iter().chain(others);
            all.map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
        };
        let (old_files, new_files) = (with(&old_manifest), with(&new_manifest));
        fn plain(files: &[(String, String)]) -> Vec<(&str, &str)> {
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
        }
        assert_eq!(rows(&plain(&old_files), &plain(&new_files)), expected, "{old} → {new}");
    }
}

#[test]
fn exports_close_what_was_open() {
    let old = &[("package.json", OPEN), ("a.js", ""), ("lib/b.js", ""), ("test/c.js", "")][..];
    let closed = r#"{"name":"p","version":"1.0.1","exports":{".":"./a.js"}}"#;
    let open = r#"{"name":"p","version":"1.0.1","exports":{".":"./a.js","./*":"./*","./lib/b":"./lib/b.js","./a":"./a.js"}}"#;
    for (manifest, expected) in [(closed, vec!["deep-files-closed major"]), (open, vec![]), (OPEN, vec![])] {
        let new = &[("package.json", manifest), ("a.js", ""), ("lib/b.js", "")][..];
        let found: Vec<_> = rows(old, new).into_iter().filter(|row| !row.contains("added")).collect();
        assert_eq!(found, expected, "{manifest}");
    }
    let report =
        compare(old, &[("package.json", closed), ("a.js", ""), ("lib/b.js", "")], &DiffOptions::default());
    assert_eq!(report.changes[0].specifiers, ["p/a", "p/a.js", "p/lib/b", "p/lib/b.js", "p/package.json"]);
    assert!(report.changes[0].now.as_deref().unwrap().starts_with("ERR_PACKAGE_PATH_NOT_EXPORTED"));
}

#[test]
fn a_file_that_is_gone_counts_where_somebody_was_told_of_it() {
    let readme = "Use `p/lib/b`.";
    for (readme, expected) in
        [(readme, "deep-file-removed major ./lib/b.js"), ("", "deep-file-removed unknown")]
    {
        let old = [("package.json", OPEN), ("a.js", ""), ("lib/b.js", ""), ("README.md", readme)];
        assert_eq!(rows(&old, &[("package.json", OPEN), ("a.js", "")]), [expected]);
    }
}

#[test]
fn an_es_module_only_counts_where_a_node_is_supported_that_cannot_require_it() {
    let release = |engines: &str, kind: &str| {
        format!(
            r#"{{"name":"p","version":"1.0.0","engines":{{"node":"{engines}"}},"type":"{kind}","exports":"./a.js"}}"#
        )
    };
    for (engines, expected) in [
        (
            ">=18",
            vec![
                "mode-removed major . require",
                "format-changed patch . import",
                "format-changed patch . require",
            ],
        ),
        (">=22.12", vec!["format-changed patch . import", "format-changed patch . require"]),
    ] {
        let (old, new) = (release(engines, "commonjs"), release(engines, "module"));
        let found = rows(
            &[("package.json", &old), ("a.js", "exports.a = 1")],
            &[("package.json", &new), ("a.js", "export const a = 1")],
        );
        let found: Vec<_> = found.into_iter().filter(|row| !row.starts_with("default")).collect();
        assert_eq!(found, expected, "{engines}");
    }
}

#[test]
fn of_what_is_new_one_version_is_asked() {
    let manifest = |version: &str, rest: &str| {
        format!(r#"{{"name":"p","version":"{version}","engines":{{"node":">=18"}},"main":"./a.js"{rest}}}"#)
    };
    let (before, now) =
        (manifest("1.0.0", ""), manifest("1.1.0", r#","exports":{".":"./a.js","./*":"./*"}"#));
    let es = "export const a = 1; export const b = 2";
    let old =
        [("package.json", before.as_str()), ("a.js", ""), ("known.js", "exports.a = 1"), ("lost.js", "")];
    let new = [
        ("package.json", now.as_str()),
        ("a.js", ""),
        ("known.js", "exports.a = 1; exports.b = 2"),
        ("lost.js", "require('./new.mjs')"),
        ("new.mjs", es),
    ];
    let changes = compare(&old, &new, &DiffOptions::default()).changes;
    let found: Vec<_> = changes.iter().map(|change| (row(change), change.node.join(" "))).collect();
    let of = |kind: &str, subpath: &str| {
        let is_it =
            |change: &&Change| change.kind.name() == kind && change.subpath.as_deref() == Some(subpath);
        changes.iter().find(is_it).map(|change| change.node.join(" "))
    };
    // Files that consumers named by their paths before are compared in each version.
    assert_eq!(of("mode-removed", "./lost.js").as_deref(), Some("22.11"), "{found:?}");
    assert_eq!(of("name-added", "./known.js").as_deref(), Some("22 22.11"), "{found:?}");
    assert_eq!(of("subpath-added", "./new.mjs").as_deref(), Some(""), "{found:?}");
}

#[test]
fn what_package_json_says_beside() {
    let base = r#""name":"p","exports":"./a.js""#;
    for (old, new, expected) in [
        (
            r#","bin":{"a":"a.js"}"#,
            r#","bin":{"b":"a.js"}"#,
            vec!["bin-removed major a", "bin-added minor b"],
        ),
        (
            r#","engines":{"node":">=18"}"#,
            r#","engines":{"node":">=20"}"#,
            vec!["engines-narrowed major node"],
        ),
        (r#","engines":{"node":">=20"}"#, r#","engines":{"node":">=18"}"#, vec![]),
        ("", r#","engines":{"node":">=22"}"#, vec![]),
        ("", r#","peerDependencies":{"x":"^1"}"#, vec!["peer-added major x"]),
        (
            "",
            r#","peerDependencies":{"x":"^1"},"peerDependenciesMeta":{"x":{"optional":true}}"#,
            vec!["peer-added minor x"],
        ),
        (
            r#","peerDependencies":{"x":"^1 || ^2"}"#,
            r#","peerDependencies":{"x":"^2"}"#,
            vec!["peer-narrowed major x"],
        ),
        (r#","peerDependencies":{"x":"^1"}"#, r#","peerDependencies":{"x":"^1 || ^2"}"#, vec![]),
        (r#","peerDependencies":{"x":"^1"}"#, "", vec!["peer-removed patch x"]),
        ("", r#","os":["linux"]"#, vec!["platform-narrowed major os"]),
        (r#","os":["linux","darwin"]"#, r#","os":["!win32"]"#, vec![]),
        (
            r#","cpu":"any""#,
            r#","cpu":["!arm64"],"libc":["glibc"]"#,
            vec!["platform-narrowed major cpu", "platform-narrowed major libc"],
        ),
        // The code requires `y`, in both releases.
        (r#","dependencies":{"y":"^1"}"#, r#","peerDependencies":{"y":"^1"}"#, vec!["peer-added major y"]),
        (r#","devDependencies":{"y":"1"}"#, r#","peerDependencies":{"y":"^1"}"#, vec!["peer-added patch y"]),
        (
            r#","dependencies":{"y":"^1"}"#,
            r#","peerDependencies":{"y":"^1"},"peerDependenciesMeta":{"y":{"optional":true}}"#,
            vec!["peer-added major y"],
        ),
        (
            r#","dependencies":{"x":"^1"}"#,
            r#","peerDependencies":{"x":"^1"},"peerDependenciesMeta":{"x":{"optional":true}}"#,
            vec!["peer-added minor x"],
        ),
        (
            r#","dependencies":{"y":"^1"}"#,
            r#","dependencies":{"y":"^1"},"peerDependencies":{"y":"^1"}"#,
            vec!["peer-added minor y"],
        ),
        (
            r#","optionalDependencies":{"y":"^1"}"#,
            r#","peerDependencies":{"y":"^1"}"#,
            vec!["peer-added major y"],
        ),
        (r#","os":["linux","darwin","win32","haiku"]"#, r#","os":["linux","darwin","win32"]"#, vec![]),
    ] {
        let manifest = |more: &str| format!("{{{base}{more}}}");
        let (old_manifest, new_manifest) = (manifest(old), manifest(new));
        let found = rows(
            &[("package.json", &old_manifest), ("a.js", "require('y')")],
            &[("package.json", &new_manifest), ("a.js", "require('y')")],
        );
        let is_declared = |row: &String| !row.starts_with("subpath-") && !row.starts_with("mode-");
        let found: Vec<_> = found.into_iter().filter(is_declared).collect();
        assert_eq!(found, expected, "{old} → {new}");
    }
}

#[test]
fn a_peer_was_needed_before_where_each_entry_point_loaded_it() {
    let manifest = |more: &str| {
        format!(
            r#"{{"name":"p","version":"1.0.0","exports":{{".":"./i.js","./x":"./x.js","./y":"./y.js"}}{more}}}"#
        )
    };
    let peer = r#","peerDependencies":{"re":"^1"}"#;
    let (load, none, later) = ("require('re')", "exports.i = 1", "exports.f = () => require('re')");
    for (old, new, expected) in [
        ([none, load], [load, load], vec!["peer-added major re"]),
        ([later, load], [load, load], vec!["peer-added major re"]),
        ([none, load], [none, load], vec!["peer-added patch re"]),
        ([load, load], [none, load], vec!["peer-added patch re"]),
        (["require('./x')", load], [load, none], vec!["peer-added patch re"]),
    ] {
        let y = "exports.y = 1";
        let (before, after) = (manifest(""), manifest(peer));
        let files =
            |manifest, [i, x]: [_; 2]| [("package.json", manifest), ("i.js", i), ("x.js", x), ("y.js", y)];
        let found = rows(&files(before.as_str(), old), &files(after.as_str(), new));
        let found: Vec<_> = found.into_iter().filter(|row| row.starts_with("peer-")).collect();
        assert_eq!(found, expected, "{old:?} → {new:?}");
    }
}

#[test]
fn an_optional_peer_is_needed_where_an_entry_point_certainly_loads_it() {
    let dependency = r#","dependencies":{"re":"^1"}"#;
    let peer = r#","peerDependencies":{"re":"^1"},"peerDependenciesMeta":{"re":{"optional":true}}"#;
    let exports = |subpaths: &str| format!(r#""exports":{{{subpaths}}}"#);
    let (one, two) = (exports(r#"".":"./i.js""#), exports(r#"".":"./i.js","./x":"./x.js""#));
    let main = r#""main":"i.js","bin":{"p":"x.js"}"#;
    let (load, none) = ("require('re')", "exports.i = 1");
    let (later, tried) = ("exports.f = () => require('./x')", "try { require('./x') } catch {}");
    for (old, new, expected) in [
        // A dependency that becomes one.
        ((one.as_str(), dependency, [load, none]), (one.as_str(), peer, [load, none]), "peer-added major re"),
        ((&one, dependency, [later, load]), (&one, peer, [later, load]), "peer-added minor re"),
        ((&one, dependency, [tried, load]), (&one, peer, [tried, load]), "peer-added minor re"),
        ((&one, dependency, [none, none]), (&two, peer, [none, load]), "peer-added minor re"),
        // A new one, and one of both releases.
        ((&one, "", [none, none]), (&one, peer, [load, none]), "peer-added major re"),
        ((&one, "", [load, none]), (&one, peer, [load, none]), "peer-added minor re"),
        ((&one, peer, [none, none]), (&one, peer, [load, none]), "peer-added major re"),
        ((&one, peer, [load, none]), (&one, peer, [load, none]), ""),
        ((&one, peer, [none, none]), (&two, peer, [later, load]), ""),
        // "main" and "exports" declare one entry point, and a command is another.
        (
            (main, "", [none, load]),
            (&one, r#","peerDependencies":{"re":"^1"}"#, [load, load]),
            "peer-added major re",
        ),
    ] {
        let manifest = |fields, more| format!(r#"{{"name":"p","version":"1.0.0",{fields}{more}}}"#);
        let (before, after) = (manifest(old.0, old.1), manifest(new.0, new.1));
        let files = |manifest, [i, x]: [_; 2]| [("package.json", manifest), ("i.js", i), ("x.js", x)];
        let found = rows(&files(before.as_str(), old.2), &files(after.as_str(), new.2));
        let found: Vec<_> = found.into_iter().filter(|row| row.starts_with("peer-")).collect();
        let expected: Vec<_> = [expected].into_iter().filter(|row| !row.is_empty()).collect();
        assert_eq!(found, expected, "{old:?} → {new:?}");
    }
}

#[test]
fn the_version_announces_it_or_not() {
    let old = &[("package.json", ESM), ("a.js", "export const a = 1, b = 2")][..];
    for (version, bump, allow, ok, required) in [
        ("1.0.1", None, None, false, Bump::Major),
        ("2.0.0", None, None, true, Bump::Major),
        ("2.0.0-beta.1", None, None, true, Bump::Major),
        ("1.0.0", None, None, false, Bump::Major),
        ("1.0.0", Some(Bump::Major), None, true, Bump::Major),
        ("1.0.1", None, Some("name-removed:b"), true, Bump::Patch),
        ("1.0.1", None, Some("name-removed:c"), false, Bump::Major),
    ] {
        let manifest = ESM.replace("1.0.0", version);
        let new = [("package.json", manifest.as_str()), ("a.js", "export const a = 1")];
        let allow = allow.into_iter().map(|allow| AllowedChange::parse(allow).unwrap()).collect();
        let report = compare(old, &new, &DiffOptions { bump, allow, ..DiffOptions::default() });
        assert_eq!((report.ok, report.required), (ok, required), "{version} {bump:?}");
    }
}

#[test]
fn the_package_says_what_is_allowed() {
    let manifest = r#"{"name":"p","version":"1.0.1","type":"module","exports":"./a.js","packproof":{"diff":{"allow":[
        {"change":"name-removed:.:b","reason":"never documented"}]}}}"#;
    let new = session(&[("package.json", manifest), ("a.js", "export const a = 1")]);
    let old = session(&[("package.json", ESM), ("a.js", "export const a = 1, b = 2")]);
    let allow = allowed_by(new.package()).unwrap();
    let report = diff(&old, &new, &DiffOptions { allow, ..DiffOptions::default() });
    assert!(report.ok);
    assert_eq!(report.changes[0].allowed.as_deref(), Some("never documented"));
}

#[test]
fn changes_are_cut_and_the_bump_is_that_of_all() {
    let names = |range: std::ops::Range<u32>| -> String {
        range.map(|nth| format!("export const a{nth} = 1\n")).collect()
    };
    let (was, is) = (names(0..50), names(40..90));
    let [old, new] = [was, is].map(|text| {
        [("package.json", ESM), ("a.js", text.as_str())].map(|(path, text)| (path, text.to_owned()))
    });
    let session = |files: &[(&str, String)], changes: u64| {
        let files = FileTree::of(files.iter().map(|(path, text)| (*path, text.as_str())));
        Session::new(Package::new(files).within(Limits { changes, ..Limits::default() }))
    };
    for (most, expected) in [(80, 80), (79, 80), (3, 4)] {
        let report = diff(&session(&old, most), &session(&new, most), &DiffOptions::default());
        assert_eq!((report.changes.len(), report.required), (expected, Bump::Major), "{most}");
        assert_eq!(report.changes[0].kind.name(), "name-removed");
        let told = report.changes.last().filter(|last| last.kind.name() == "limit-reached");
        assert_eq!(told.is_some(), most < 80);
        assert!(told.is_none_or(|told| told.message.contains("--limit-changes")));
    }
}

#[test]
fn what_was_not_read_is_told_and_is_not_ok() {
    let session = |names: u64| {
        let files = FileTree::of([("package.json", ESM), ("a.js", "export const a = 1, b = 2, c = 3")]);
        Session::new(Package::new(files).within(Limits { names, ..Limits::default() }))
    };
    for (names, is_cut) in [(100, false), (2, true)] {
        let report = diff(&session(names), &session(names), &DiffOptions::default());
        assert_eq!((report.ok, report.is_cut_short()), (!is_cut, is_cut));
        let told = report.changes.iter().find(|change| change.kind.name() == "limit-reached");
        assert_eq!(told.map(|told| told.message.contains("--limit-names")), is_cut.then_some(true));
    }
}

#[test]
fn commands_that_can_no_longer_be_run() {
    let manifest = r#"{"name":"p","version":"1.0.0","exports":"./a.js","bin":{"b":"b.js"}}"#;
    let installed = r#"{"name":"p","version":"1.0.0","exports":"./a.js","bin":{"b":"b.js"},
        "scripts":{"postinstall":"node make.js"}}"#;
    let sound = "#!/usr/bin/env node\nrequire('./a.js')";
    let told = vec!["bin-removed major b"];
    for (manifest, new, expected) in [
        (manifest, Some("#!/usr/bin/env node\nconsole.log(1)"), vec![]),
        (manifest, None, told.clone()),
        (manifest, Some("#!/usr/bin/env node\nrequire('./c.js')"), told.clone()),
        (manifest, Some("require('./a.js')"), told.clone()),
        (installed, Some(sound), vec![]),
        (installed, None, vec!["bin-removed unknown b"]),
    ] {
        let old = [("package.json", manifest), ("a.js", ""), ("b.js", sound), ("make.js", "")];
        let mut files = vec![("package.json", manifest), ("a.js", ""), ("make.js", "")];
        files.extend(new.map(|text| ("b.js", text)));
        assert_eq!(rows(&old, &files), expected, "{new:?}");
        // What was broken before is not taken away.
        assert!(rows(&files, &files).is_empty(), "{new:?}");
    }
}

#[test]
fn names_that_each_build_makes_anew_are_nobodys_promise() {
    let manifest = r#"{"name":"p","version":"1.0.0","exports":{".":"./d/i.js","./*":"./*"}}"#;
    let listed = r#"{"name":"p","version":"1.0.0","exports":{".":"./d/i.js","./d/c-b49d6bdc.js":"./d/c-b49d6bdc.js"}}"#;
    for (manifest, name, expected) in [
        (manifest, "d/c-b49d6bdc.js", "subpath-removed unknown ./d/c-b49d6bdc.js"),
        (manifest, "d/control.js", "subpath-removed major ./d/control.js"),
        (listed, "d/c-b49d6bdc.js", "subpath-removed major ./d/c-b49d6bdc.js"),
    ] {
        let old = [("package.json", manifest), ("d/i.js", ""), (name, "")];
        let found = rows(&old, &[("package.json", manifest), ("d/i.js", "")]);
        assert_eq!(found, [expected], "{manifest}");
    }
}

#[test]
fn tools_ask_for_package_json() {
    let open = r#"{"name":"p","version":"1.0.0","main":"./i.js"}"#;
    for (exports, expected) in [
        (r#""./i.js""#, vec!["p/i", "p/i.js", "p/package.json"]),
        (r#"{".":"./i.js","./i":"./i.js","./i.js":"./i.js"}"#, vec!["p/package.json"]),
        (r#"{".":"./i.js","./i":"./i.js","./i.js":"./i.js","./package.json":"./package.json"}"#, vec![]),
    ] {
        let closed = format!(r#"{{"name":"p","version":"1.1.0","exports":{exports}}}"#);
        let (old, new) =
            ([("package.json", open), ("i.js", "")], [("package.json", closed.as_str()), ("i.js", "")]);
        let report = compare(&old, &new, &DiffOptions::default());
        let closed = report.changes.iter().flat_map(|change| &change.specifiers);
        assert_eq!(closed.collect::<Vec<_>>(), expected, "{exports}");
    }
}

#[test]
fn the_page_has_every_kind() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diff.md");
    let page = std::fs::read_to_string(page).unwrap();
    for kind in packproof::diff::ChangeKind::ALL {
        assert!(page.contains(&format!("| `{}` |", kind.name())), "{}", kind.name());
    }
}

fn verdict(old: &str, new: &str) -> (bool, Bump) {
    let manifest = |version: &str| format!(r#"{{"name":"p","type":"module","exports":"./a.js"{version}}}"#);
    let (old, new) = (manifest(old), manifest(new));
    let report = compare(
        &[("package.json", &old), ("a.js", "export const a = 1, b = 2")],
        &[("package.json", &new), ("a.js", "export const a = 1")],
        &DiffOptions::default(),
    );
    (report.ok, report.declared)
}

#[test]
fn versions_of_every_kind() {
    for (old, new, expected) in [
        (r#","version":"1.0.0""#, r#","version":"1.0.0""#, (false, Bump::None)),
        (r#","version":"2.0.0""#, r#","version":"1.9.0""#, (false, Bump::None)),
        (r#","version":"2.0.0-rc.1""#, r#","version":"2.0.0-rc.2""#, (true, Bump::Prerelease)),
        (r#","version":"1.9.0""#, r#","version":"2.0.0-rc.1""#, (true, Bump::Major)),
        ("", "", (false, Bump::None)),
        (r#","version":"1.0.0""#, "", (false, Bump::None)),
        (r#","version":7"#, r#","version":"2.0.0""#, (false, Bump::None)),
        (r#","version":"1.0.0""#, r#","version":"99999999999999999999.0.0""#, (false, Bump::None)),
    ] {
        assert_eq!(verdict(old, new), expected, "{old} → {new}");
    }
}

#[test]
fn names_that_need_quotes_are_proved_too() {
    let manifest = r#"{"name":"p","version":"1.0.0","type":"module","exports":"./a.js"}"#;
    let names = r#"x as delete, x as "²", x as "a'b", x as "\n::error::x", x as "\u001b[31m", x as "`<b>|", x as plain"#;
    let old = format!("const x = 1; export {{ {names} }}");
    let report = compare(
        &[("package.json", manifest), ("a.js", &old)],
        &[("package.json", manifest), ("a.js", "export {}")],
        &DiffOptions::default(),
    );
    assert_eq!(report.changes.len(), 7);
    for change in &report.changes {
        assert_eq!((change.kind.name(), change.mode), ("name-removed", None), "{change:?}");
        assert!(
            change.now.as_deref().is_some_and(|now| now.contains("does not provide an export")),
            "{change:?}"
        );
    }
}

#[test]
fn subpaths_that_need_quotes_are_proved_too() {
    let subpaths = r#""./it's":"./a.js","./a\nb":"./a.js","./\u202e":"./a.js","./`x`":"./a.js""#;
    let old = format!(r#"{{"name":"p","version":"1.0.0","exports":{{".":"./a.js",{subpaths}}}}}"#);
    let new = r#"{"name":"p","version":"1.0.1","exports":{".":"./a.js"}}"#;
    let report = compare(
        &[("package.json", &old), ("a.js", "")],
        &[("package.json", new), ("a.js", "")],
        &DiffOptions::default(),
    );
    assert_eq!(report.changes.len(), 4);
    for change in &report.changes {
        assert!(
            change.now.as_deref().is_some_and(|now| now.starts_with("ERR_PACKAGE_PATH_NOT_EXPORTED")),
            "{change:?}"
        );
    }
}

#[test]
fn what_was_broken_before_is_not_taken_away() {
    let manifest = r#"{"name":"p","version":"1.0.0","type":"module","exports":{".":"./a.js","./gone":"./gone.js","./b":"./b.js"}}"#;
    let old = [("package.json", manifest), ("a.js", ""), ("b.js", "import './gone.js'; export const b = 1")];
    let new = [
        ("package.json", r#"{"name":"p","version":"1.0.1","type":"module","exports":"./a.js"}"#),
        ("a.js", ""),
    ];
    assert_eq!(rows(&old, &new), Vec::<String>::new());
    for broken in [r#"{"name":"#, "[]", "null", "\u{feff}", ""] {
        assert_eq!(rows(&[("package.json", broken)], &[("package.json", broken)]), Vec::<String>::new());
        let found = rows(
            &[("package.json", OPEN), ("a.js", "exports.a = 1")],
            &[("package.json", broken), ("b.js", "")],
        );
        assert!(found.iter().any(|row| row.contains("removed major .")), "{broken}: {found:?}");
    }
}

#[test]
fn packages_of_other_names_are_compared_by_their_subpaths() {
    let manifest = |name: &str, worker: &str| {
        format!(
            r#"{{"name":"{name}","version":"1.0.0","exports":{{".":"./a.js","./b":{{{worker}"default":"./b.js"}}}}}}"#
        )
    };
    let (old, new) = (manifest("p", r#""worker":"./b.js","#), manifest("@s/q", ""));
    let files = [("a.js", "exports.a = 1"), ("b.js", "")];
    let with = |manifest| [[("package.json", manifest)].as_slice(), &files].concat();
    assert_eq!(rows(&with(&old), &with(&new)), ["condition-removed patch ./b worker"]);
}

#[test]
fn package_json_is_for_tools() {
    let new = r#"{"name":"p","version":"1.0.1","type":"module","exports":{".":"./a.js","./package.json":"./package.json"}}"#;
    assert_eq!(
        rows(&[("package.json", ESM), ("a.js", "")], &[("package.json", new), ("a.js", "")]),
        ["subpath-added patch ./package.json"]
    );
}

#[test]
fn keys_of_json_that_are_gone() {
    let manifest =
        r#"{"name":"p","version":"1.0.0","exports":{"./d":"./d.json","./package.json":"./package.json"}}"#;
    let kept = r#"{ "a": 1, "b": 2, "c-d": 3 }"#;
    for (old, new, expected) in [
        (kept, kept, vec![]),
        (kept, r#"{ "c-d": [], "b": {}, "a": null, "e": 4 }"#, vec![]),
        (kept, r#"{ "a": 1, "c-d": 3 }"#, vec!["name-removed major ./d b"]),
        (kept, r#"{ "a": 1, "b": 2 }"#, vec!["name-removed major ./d c-d"]),
        (kept, "[1]", vec!["kind-changed major ./d"]),
        (r#"{ "__proto__": 1, "proto": 2 }"#, "{}", vec!["name-removed major ./d proto"]),
        ("[1, 2]", "[]", vec![]),
        ("[1]", r#"{ "a": 1 }"#, vec!["kind-changed major ./d"]),
        (r#"{ "a": { "b": 1 } }"#, r#"{ "a": {} }"#, vec![]),
    ] {
        let found = rows(
            &[("package.json", manifest), ("d.json", old)],
            &[("package.json", manifest), ("d.json", new)],
        );
        assert_eq!(found, expected, "{old} → {new}");
    }
    let fresh = manifest.replace(r#","./package.json":"./package.json""#, "").replace("./d.json", "./p.json");
    let old = [("package.json", manifest), ("d.json", "{}"), ("p.json", "{}")];
    assert_eq!(
        rows(&old, &[("package.json", &fresh), ("p.json", "{}")]),
        ["subpath-removed major ./package.json"]
    );
}

#[test]
fn modules_in_place_of_json_and_the_reverse() {
    let manifest = |target: &str| format!(r#"{{"name":"p","version":"1.0.0","exports":"./{target}"}}"#);
    let files = |target, text| (manifest(target), target, text);
    for (old, new, expected) in [
        (
            files("a.js", "module.exports = { a: 1, b: 2 }"),
            files("a.json", r#"{ "a": 1 }"#),
            vec![
                "mode-removed major . import",
                "name-removed major . require b",
                "format-changed patch . require",
            ],
        ),
        (
            files("a.js", "module.exports = function () {}"),
            files("a.json", r#"{ "a": 1 }"#),
            vec![
                "mode-removed major . import",
                "kind-changed major . require",
                "format-changed patch . require",
            ],
        ),
        (
            files("a.json", r#"{ "a": 1, "b": 2 }"#),
            files("a.js", "module.exports = { a: 1 }"),
            vec![
                "mode-removed major . import",
                "name-removed major . require b",
                "format-changed patch . require",
            ],
        ),
        (
            files("a.json", r#"{ "a": 1, "b": 2 }"#),
            files("a.js", "module.exports = make()"),
            vec![
                "mode-removed major . import",
                "names-unknown unknown . require",
                "format-changed patch . require",
            ],
        ),
    ] {
        let found =
            rows(&[("package.json", &old.0), (old.1, old.2)], &[("package.json", &new.0), (new.1, new.2)]);
        assert_eq!(found, expected, "{old:?} → {new:?}");
    }
}

/// What the lexer finds in CommonJS is neither all that `require` gives nor certainly there; Node was asked about each.
#[test]
fn names_of_commonjs_and_es_modules_beside_json() {
    let (whole, part) = (r#"{ "a": 1, "b": 2 }"#, r#"{ "a": 1 }"#);
    let unknown = Some("names-unknown unknown . require");
    let gone = Some("name-removed major . require b");
    for (target, code, of_json, to_json) in [
        ("d.js", "module.exports = require('./d.json')", None, gone),
        ("d.js", "module.exports = require('./c.mjs')", unknown, unknown),
        ("d.js", "exports.a = 1; require('./add')", unknown, unknown),
        ("d.js", "module.exports = { a: 1 }; require('./add')", unknown, unknown),
        ("d.js", "exports.b = 1; module.exports = { a: 1 }", unknown, unknown),
        ("d.js", "exports.a = 1; if (0) exports.b = 1", unknown, unknown),
        ("d.js", "function f() { exports.b = 1 } exports.a = 1", unknown, unknown),
        ("d.js", "0 && (module.exports = { a, b })", unknown, unknown),
        ("d.js", "exports.b = void 0; exports.a = 1; delete exports.b", unknown, unknown),
        ("d.mjs", "const o = { a: 1 }; export { o as 'module.exports' }", unknown, unknown),
        ("d.mjs", "export const a = 1, b = 2; export { a as 'module.exports' }", unknown, unknown),
        ("d.js", "exports.a = 1; exports.b = 2", unknown, unknown),
        // Of these all is certain.
        ("d.js", "module.exports = { a: 1, b: 2 }", None, gone),
        ("d.mjs", "export const a = 1, b = 2", None, gone),
    ] {
        let manifest = |target| format!(r#"{{"name":"p","exports":{{"require":"./{target}"}}}}"#);
        let (of_data, of_code) = (manifest("d.json"), manifest(target));
        let found = |old, new, json| {
            let files = |manifest, json| {
                let beside = [("c.mjs", "export const a = 1, b = 2"), ("add.js", "require('./d.js').b = 2")];
                [[("package.json", manifest), (target, code)], beside]
                    .concat()
                    .into_iter()
                    .chain([("d.json", json)])
            };
            let (old, new) = (Vec::from_iter(files(old, whole)), Vec::from_iter(files(new, json)));
            let mut found = rows(&old, &new);
            found.retain(|row| !row.starts_with("format-changed"));
            found
        };
        assert_eq!(
            found(of_data.as_str(), of_code.as_str(), whole),
            Vec::from_iter(of_json),
            "JSON → {code}"
        );
        assert_eq!(found(&of_code, &of_data, part), Vec::from_iter(to_json), "{code} → JSON");
    }
}

#[test]
fn json_that_a_module_gives() {
    let gives = "'use strict';\nmodule.exports = require('./d.json'); // globals";
    let (whole, part) = (r#"{ "a": 1, "b": 2 }"#, r#"{ "a": 1 }"#);
    for (old, new, json, expected) in [
        (gives, gives, whole, None),
        (gives, gives, part, Some("name-removed major . require b")),
        (gives, gives, r#"{ "a": 3, "b": [], "c": 1 }"#, None),
        (gives, "module.exports = require('./d.json')", part, Some("name-removed major . require b")),
        (gives, "exports.a = 1; exports.b = 2", whole, Some("names-unknown unknown . require")),
        ("module.exports = require('fs')", "exports.a = 1", whole, Some("names-unknown unknown . require")),
        (
            "if (1) module.exports = require('./d.json')",
            "if (1) module.exports = require('./d.json')",
            part,
            Some("names-unknown unknown . require"),
        ),
        ("module.exports = require('./b')", "module.exports = require('./b'); // b", whole, None),
    ] {
        let files = |code, json| {
            [("package.json", OPEN), ("a.js", code), ("b.js", "exports.b = 1"), ("d.json", json)]
        };
        let mut found = rows(&files(old, whole), &files(new, json));
        found.retain(|row| row.contains(" . require")); // Not what `import` finds, nor the file by its path.
        assert_eq!(found, Vec::from_iter(expected), "{old} → {new} with {json}");
    }
}

#[test]
fn what_an_es_module_says_that_require_gives() {
    let plain = "export const a = 1, b = 2";
    let itself = "export const a = 1, b = 2; export { a as 'module.exports' }";
    let unknown = "names-unknown unknown . require";
    for (old, new, expected) in [
        (plain, itself, vec![unknown, "name-added minor . import module.exports"]),
        (itself, plain, vec!["name-removed major . import module.exports", unknown]),
        (itself, itself, vec![]),
    ] {
        let files = |code| [("package.json", ESM), ("a.js", code)];
        assert_eq!(rows(&files(old), &files(new)), expected, "{old} → {new}");
    }
}

#[test]
fn names_that_code_adds_by_this() {
    let manifest = r#"{"name":"p","exports":"./a.js"}"#;
    let unknown = vec!["names-unknown unknown . require"];
    for (old, new, expected) in [
        (
            "const self = this; self.b = 1; exports.a = 1",
            "exports.a = 1",
            vec!["name-removed major . require b"],
        ),
        (
            "exports.a = 1; (function (root) { root.b = 1 })(this) // the end",
            "exports.a = 1",
            vec!["name-removed major . require b"],
        ),
        (
            "exports.a = function () { this.b = 1 }; exports.a()",
            "exports.a = function () {}",
            unknown.clone(),
        ),
        ("exports.a = 1; require('./b')(module)", "exports.a = 1", unknown),
        // What compilers write asks `this` for nothing but helpers.
        (
            "var i = (this && this.__importDefault) || function (m) { return m }; exports.a = 1",
            "var i = (this && this.__importDefault) || function (m) { return m }; exports.a = 2",
            vec![],
        ),
        (
            "class A { m() { this.b = 1 } } exports.a = 1",
            "class A { m() { this.b = 2 } } exports.a = 1",
            vec![],
        ),
        // A value that code may replace is of no known kind.
        ("exports.f = function () {}", "exports.f = {}; const self = this; self.f = function () {}", vec![]),
        ("exports.f = function () {}", "exports.f = {}; const e = exports; e.f = function () {}", vec![]),
    ] {
        let files =
            |code| [("package.json", manifest), ("a.js", code), ("b.js", "module.exports = () => {}")];
        assert_eq!(rows(&files(old), &files(new)), expected, "{old} → {new}");
    }
}

/// is-promise 2.2.0 declared targets without "./", which Node refuses; 2.2.1 mended them, and still closed what had been open.
#[test]
fn what_was_declared_and_broken_may_be_mended_in_a_patch() {
    let open = r#"{"name":"is-promise","version":"2.1.0","main":"index.js"}"#;
    let broken = r#"{"name":"is-promise","version":"2.2.0","main":"index.js","type":"module","exports":{"import":"index.mjs","require":"index.js"}}"#;
    let mended = r#"{"name":"is-promise","version":"2.2.1","main":"./index.js","exports":{"import":"./index.mjs","require":"./index.js"}}"#;
    let module = "module.exports = isPromise; function isPromise(obj) { return !!obj && typeof obj.then === 'function' }";
    let esm = "export default function isPromise(obj) { return !!obj && typeof obj.then === 'function' }";
    let files = |manifest| [("package.json", manifest), ("index.js", module), ("index.mjs", esm)];
    let found = |old, new| rows(&files(old), &files(new));
    assert_eq!(found(open, broken), ["subpath-removed major .", "deep-files-closed major"]);
    assert_eq!(found(broken, mended), ["subpath-added patch ."]);
    assert!(found(open, mended).contains(&"deep-files-closed major".to_owned()));
    // What no condition offered, and what only a newer Node could load, is new.
    let types = r#"{"name":"p","version":"1.0.0","exports":{".":{"types":"./a.d.ts"}}}"#;
    let whole =
        r#"{"name":"p","version":"1.0.1","exports":{".":{"types":"./a.d.ts","default":"./index.js"}}}"#;
    assert!(found(types, whole).contains(&"subpath-added minor .".to_owned()));
    let esm_only = r#"{"name":"p","version":"1.0.0","engines":{"node":">=18"},"exports":"./index.mjs"}"#;
    let both = r#"{"name":"p","version":"1.0.1","engines":{"node":">=18"},"exports":{"import":"./index.mjs","require":"./index.js"}}"#;
    assert!(found(esm_only, both).contains(&"mode-added minor . require".to_owned()));
}

#[test]
fn what_was_never_offered_is_new_and_not_mended() {
    let module = r#"{"name":"p","version":"1.0.0","type":"module","exports":"./a.js"}"#;
    let old = [("package.json", module), ("a.js", "export const a = await 1")];
    let new = [("package.json", module), ("a.js", "export const a = 1")];
    assert_eq!(rows(&old, &new), ["mode-added minor . require"]);
    // An empty "main" names nothing; one that leads nowhere was broken.
    let indexed = [("package.json", r#"{"name":"p","version":"1.0.1"}"#), ("index.js", "exports.a = 1")];
    for (main, expected) in [("", "subpath-added minor ."), ("gone.js", "subpath-added patch .")] {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0","main":"{main}","types":"index.d.ts"}}"#);
        let old = [("package.json", manifest.as_str()), ("index.d.ts", "export type A = 1")];
        let found = rows(&old, &indexed);
        assert!(found.contains(&expected.to_owned()), "{main}: {found:?}");
    }
}

#[test]
fn bundlers_require_an_object_where_they_got_a_function() {
    const MAIN: &str = r#"{"name":"p","version":"1.0.0","main":"a.js"}"#;
    const MODULE: &str = r#"{"name":"p","version":"1.0.0","main":"a.js","module":"./a.mjs"}"#;
    const CLOSED: &str = r#"{"name":"p","version":"1.0.0","main":"a.js","module":"a.mjs","exports":{".":"./a.js","./*":"./*"}}"#;
    let of = |[old, new]: [&str; 2], main: &str, module: &str| {
        let files = |manifest| [("package.json", manifest), ("a.js", main), ("a.mjs", module)];
        let (old, new) = (files(old), files(new));
        rows(&old, &new).into_iter().filter(|row| row.starts_with("kind-changed")).collect::<Vec<_>>()
    };
    let function = "module.exports = function (a) {}";
    let told = ["kind-changed unknown ."];
    let none: [&str; 0] = [];
    assert_eq!(of([MAIN, MODULE], function, "export default function (a) {}"), told);
    assert_eq!(of([MAIN, MODULE], "module.exports = class {}", "export default class {}"), told);
    for (manifests, main, module) in [
        ([MODULE, MODULE], function, "export default function (a) {}"),
        ([MODULE, MAIN], function, "export default function (a) {}"),
        ([MAIN, CLOSED], function, "export default function (a) {}"),
        ([MAIN, MODULE], "exports.a = 1", "export const a = 1"),
        ([MAIN, MODULE], "module.exports = { a: 1 }", "export const a = 1"),
        ([MAIN, MODULE], function, "const f = () => {}; export { f as 'module.exports' }"),
    ] {
        assert_eq!(of(manifests, main, module), none, "{manifests:?} {main} {module}");
    }
}
