//! Rows of programs as bundlers write them, with look-alikes, and the requests that are found in them.

use std::sync::Arc;

use crate::{
    module::{ModuleRequest, read_commonjs, read_es},
    node::NodeVersion,
};

fn told<'r>(requests: impl IntoIterator<Item = &'r Arc<ModuleRequest>>) -> String {
    let tell = |it: &Arc<ModuleRequest>| format!("{:?} {}", it.when, it.specifier.value);
    requests.into_iter().map(tell).collect::<Vec<_>>().join(", ")
}

fn commonjs(source: &str) -> String {
    let profile = NodeVersion::default().profile();
    told(
        &read_commonjs(source.as_bytes(), &profile)
            .unwrap_or_else(|error| panic!("{error}: {source}"))
            .requests,
    )
}

fn es(source: &str) -> String {
    let profile = NodeVersion::default().profile();
    let module = read_es(source.as_bytes(), &profile).unwrap_or_else(|error| panic!("{error}: {source}"));
    told(module.all_requests())
}

const ESBUILD: &str = "var names = Object.getOwnPropertyNames; var wrap = (cb, mod) => function __require() { \
    return mod || (0, cb[names(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports; }; \
    var init = (fn, res) => function __init() { return fn && (res = (0, fn[names(fn)[0]])(fn = 0)), res; }; \
    var x = wrap({ 'x.js'(exports, module) { module.exports = require('a') } }); \
    var y = init({ 'y.js'() { require('b') } });";

#[test]
fn wrappers_of_esbuild() {
    for (rest, expected) in [
        ("x()", "Eager a, Deferred b"),
        ("y()", "Deferred a, Eager b"),
        ("exports.x = x(); y(); y(); x()", "Eager a, Eager b"),
        ("module.exports = { f: () => x() }", "Deferred a, Deferred b"),
        ("try { x() } catch {} x()", "Deferred a, Deferred b"),
        ("if (globalThis.z) x()", "Deferred a, Deferred b"),
        ("if (globalThis.z) x(); y()", "Deferred a, Eager b"),
        ("exports.f = () => x(); f(); x()", "Deferred a, Deferred b"),
        ("const f = () => x(); f()", "Eager a, Deferred b"),
        ("const f = () => x(); g(f); x()", "Deferred a, Deferred b"),
        ("for (const k of ['p', 'q']) if (k === 'q') x()", "Eager a, Deferred b"),
        ("for (const k of z) x()", "Deferred a, Deferred b"),
        ("process.exit(); x()", "Deferred a, Deferred b"),
        ("({ 0: x, '-0': y })[-0]()", "Eager a, Deferred b"),
        ("({ 0: x, '-0': y })['-0']()", "Deferred a, Eager b"),
        ("var z = wrap({ 'z.js'() { x(); y() } }); z()", "Eager a, Eager b"),
        ("var z = wrap({ 'z.js'() { if (v) return; x() } }); z(); y()", "Deferred a, Eager b"),
        ("try { x() } catch (e) { throw e } y()", "Eager a, Eager b"),
        ("(async () => { x() })(); y()", "Deferred a, Eager b"),
        ("new Promise(() => x()); x()", "Deferred a, Deferred b"),
        ("class K { static { x() } m() { y() } } ", "Eager a, Deferred b"),
    ] {
        assert_eq!(commonjs(&format!("{ESBUILD} {rest}")), expected, "{rest}");
    }
}

#[test]
fn tables_of_webpack() {
    let bundle = |modules: &str, entry: &str| {
        format!(
            "(() => {{ var table = {{ {modules} }}; var cache = {{}}; function load(id) {{ \
            var cached = cache[id]; if (cached !== undefined) {{ return cached.exports; }} \
            var module = cache[id] = {{ exports: {{}} }}; \
            table[id].call(module.exports, module, module.exports, load); return module.exports; }} \
            load.d = (exports, all) => {{ for (var key in all) {{ if (load.o(all, key) && !load.o(exports, key)) {{ \
            Object.defineProperty(exports, key, {{ enumerable: true, get: all[key] }}); }} }} }}; \
            load.o = (o, p) => Object.prototype.hasOwnProperty.call(o, p); \
            load.r = exports => {{ if (typeof Symbol !== 'undefined' && Symbol.toStringTag) \
            Object.defineProperty(exports, Symbol.toStringTag, {{ value: 'Module' }}); \
            Object.defineProperty(exports, '__esModule', {{ value: true }}); }}; {entry} }})();"
        )
    };
    let a = "7: module => { module.exports = require('a') }";
    let b = "8: (module, exports, load) => { load.r(exports); load.d(exports, { f: () => f }); load(7); const f = 1; }";
    for (modules, entry, expected) in [
        (a.to_owned(), "module.exports = load(7)", "Eager a"),
        (format!("{a}, {b}"), "var e = load(8); module.exports = e", "Eager a"),
        (format!("{a}, {b}"), "module.exports = load(9)", "Deferred a"),
        (a.to_owned(), "module.exports = () => load(7)", "Deferred a"),
        (a.to_owned(), "try { load(7) } catch {} load(7)", "Deferred a"),
        (a.to_owned(), "load(globalThis.x)", "Deferred a"),
        (a.to_owned(), "globalThis.load = load; g(); load(7)", "Deferred a"),
        (
            format!("{a}, 5: m => {{ require('b') }}"),
            "if (globalThis.x) load(7); load(5)",
            "Deferred a, Eager b",
        ),
    ] {
        assert_eq!(commonjs(&bundle(&modules, entry)), expected, "{modules} {entry}");
    }
}

#[test]
fn flags_of_rollup() {
    let module = "import { createRequire } from 'module'; const require = createRequire(import.meta.url); \
        var x; var has; function load() { if (has) return x; has = 1; x = require('a'); return x }";
    for (rest, expected) in [
        ("export default load()", "Link module, Eager a"),
        ("export const f = () => load()", "Link module, Deferred a"),
        (
            "var r = (x => typeof require < 'u' ? require : x)(() => {}); r('b')",
            "Link module, Deferred a, Eager b",
        ),
        ("export const f = () => load(); export default load()", "Link module, Conditional a"),
        ("export { has }; export default load()", "Link module, Eager a"),
        ("has = globalThis.y; load()", "Link module, Conditional a"),
    ] {
        assert_eq!(es(&format!("{module} {rest}")), expected, "{rest}");
    }
}

#[test]
fn instances() {
    let a = "class A { constructor() { load() } } function load() { require('a') }";
    let held = format!("{a} const o = {{}}; o.A = A;");
    for (source, expected) in [
        (format!("{held} exports.x = new o.A()"), "Eager a"),
        (format!("{held} exports.f = () => new o.A()"), "Deferred a"),
        (format!("{held} try {{ new o.A() }} catch {{}}"), "Deferred a"),
        (format!("{held} if (globalThis.x) new o.A()"), "Deferred a"),
        (format!("{held} o.A = class {{}}; new o.A()"), "Deferred a"),
        (format!("{held} g(o); new o.A()"), "Deferred a"),
        ("const o = { A: class { x = require('a') } }; new o.A()".to_owned(), "Eager a"),
        ("const o = { A: class { static x = 1; y = () => require('a') } }; new o.A()".to_owned(), "Deferred a"),
        ("class A { constructor() { this.f() } f() { require('a') } } new A()".to_owned(), "Eager a"),
        ("class A { get f() { return require('a') } } new A().f".to_owned(), "Eager a"),
        ("class A { f() { require('a') } } A.prototype.f = g; new A().f()".to_owned(), "Deferred a"),
        ("class A { f() { require('a') } } const x = new A(); x.f = g; x.f()".to_owned(), "Deferred a"),
        ("class A { set f(x) {} f() { require('a') } } const x = new A(); x.f()".to_owned(), "Deferred a"),
        ("class A { f() { require('a') } } class B extends A { f() {} } new B().f()".to_owned(), "Deferred a"),
        ("const o = { A: class { constructor() { require('a') } } }; class B extends o.A {} new B()".to_owned(), "Eager a"),
        ("const o = { A: class { constructor() { return new o.B() } }, B: class { f() { require('a') } } }; new o.A().f()".to_owned(), "Eager a"),
        ("const o = { F: function () { require('a') } }; new o.F()".to_owned(), "Eager a"),
        ("const o = { F: () => { require('a') } }; new o.F()".to_owned(), "Deferred a"),
        ("class A { f() { require('a') } } g(new A()); new A().f()".to_owned(), "Deferred a"),
    ] {
        assert_eq!(commonjs(&source), expected, "{source}");
    }
}

#[test]
fn loops_in_which_objects_escape() {
    let wrap = "const w = (f, m) => () => (m || f((m = { exports: {} }).exports, m), m.exports); \
        const x = w(e => { require('a') });";
    for (rest, expected) in [
        ("for (const k of z) define(k, { get: () => 1 }); x()", "Eager a"),
        ("for (const k of z) for (const l in k) define(k, { get: () => l }); x()", "Eager a"),
        ("let c; (c ??= new Map()).get(1); x()", "Eager a"),
        ("let c; c ||= x; c()", "Eager a"),
        ("let c = () => {}; c ||= x; c()", "Deferred a"),
        ("let c = x; for (const k of z) c = k; c()", "Deferred a"),
        ("const o = { x }; for (const k of z) { o.x = k } o.x()", "Deferred a"),
        (
            "for (var u = typeof require == 'function' && require, i = 0, t = [x]; i < t.length; i++) t[i]()",
            "Deferred a",
        ),
        (
            "(t => { for (var u = typeof require == 'function' && require, i = 0; i < t.length; i++) t[i]() })([x])",
            "Eager a",
        ),
        ("(t => { for (var u = g(), i = 0; i < t.length; i++) t[i]() })([x])", "Deferred a"),
    ] {
        assert_eq!(commonjs(&format!("{wrap} {rest}")), expected, "{rest}");
    }
}
