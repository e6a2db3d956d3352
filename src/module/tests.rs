//! Rows of source text and what is read from it.

use std::sync::Arc;

use super::*;
use crate::node::{NodeVersion, Profile};

fn profile(version: &str) -> Profile {
    version.parse::<NodeVersion>().unwrap().profile()
}

fn es(source: &str) -> EsModule {
    read_es(source.as_bytes(), &profile("24")).unwrap_or_else(|error| panic!("{error}: {source}"))
}

fn commonjs(source: &str) -> CommonJsModule {
    read_commonjs(source.as_bytes(), &profile("24")).unwrap_or_else(|error| panic!("{error}: {source}"))
}

fn told<'r>(requests: impl IntoIterator<Item = &'r Arc<ModuleRequest>>) -> String {
    let tell = |it: &Arc<ModuleRequest>| format!("{:?} {:?} {}", it.when, it.kind, it.specifier.value);
    requests.into_iter().map(tell).collect::<Vec<_>>().join(", ")
}

#[test]
fn requests_of_commonjs() {
    for (source, expected) in [
        ("require('a')", "Eager Require a"),
        ("if (require.main === module) require('a')", "Main Require a"),
        ("module == require.main && require('a')", "Main Require a"),
        (
            "if (require.main !== module) require('a'); else { require('b'); if (c) require('d') }",
            "Conditional Require a, Main Require b, Conditional Require d",
        ),
        ("function f() { require('a') } if (require.main === module) f()", "Main Require a"),
        ("if (require.main === module || x) require('a')", "Conditional Require a"),
        ("var module = {}; if (require.main === module) require('a')", "Conditional Require a"),
        ("require(`a`)", "Eager Require a"),
        ("require(`a${b}`); require(a); require()", ""),
        ("// require('a')\n'require(\"b\")'; `require('c')`; /require('d')/", ""),
        ("var a = _interop(require('a')), b = require('b').c", "Eager Require a, Eager Require b"),
        (
            "exports.x = require('a'); module.exports = { b: require('b') }",
            "Eager Require a, Eager Require b",
        ),
        (
            "(0, require)('a'); module.require('b'); require.resolve('c'); require?.('d')",
            "Eager Require a, Eager Require b, Eager RequireResolve c, Eager Require d",
        ),
        ("if (x) require('a'); else require('b')", "Conditional Require a, Conditional Require b"),
        (
            "x && require('a'); x ? require('b') : 0; x ?? require('c')",
            "Conditional Require a, Conditional Require b, Conditional Require c",
        ),
        (
            "if (process.env.NODE_ENV === 'production') module.exports = require('a'); else module.exports = require('b')",
            "Conditional Require a, Conditional Require b",
        ),
        (
            "for (;;) require('a'); switch (x) { case 1: require('b') }",
            "Conditional Require a, Conditional Require b",
        ),
        (
            "if (false) require('a'); if (!1) { require('b') } 0 && require('c'); if (true) require('d')",
            "Eager Require d",
        ),
        (
            "try { require('a') } catch { require('b') } finally { require('c') }",
            "Guarded Require a, Conditional Require b, Eager Require c",
        ),
        ("try { require('a') } finally { x() }", "Eager Require a"),
        ("try { require('a') } catch (e) { throw new Error('install a') }", "Conditional Require a"),
        ("try { require('a') } catch (e) { throw new Error('install it') }", "Eager Require a"),
        ("try { if (x) require('a') } catch {}", "Guarded Require a"),
        ("if (x) return; require('a')", "Conditional Require a"),
        ("if (x) throw x; require('a')", "Eager Require a"),
        ("return; require('a')", ""),
        ("throw x; require('a')", ""),
        ("return f; function f() { require('a') }", "Deferred Require a"),
        ("function f() { require('a') }", "Deferred Require a"),
        ("function f() { require('a') } f()", "Eager Require a"),
        ("f(); function f() { require('a') }", "Eager Require a"),
        ("x && f(); function f() { require('a') }", "Conditional Require a"),
        ("function f() { require('a') } f = g; f()", "Deferred Require a"),
        ("const f = () => require('a'); f()", "Eager Require a"),
        ("async function f() { require('a') } f()", "Conditional Require a"),
        ("function* f() { require('a') } f()", "Deferred Require a"),
        (
            "(function () { require('a') })(); (() => require('b'))(); !function () { require('c') }()",
            "Eager Require a, Eager Require b, Eager Require c",
        ),
        ("(function () { require('a') }).call(this)", "Eager Require a"),
        (
            "(function () { if (x) return; require('a') })(); require('b')",
            "Conditional Require a, Eager Require b",
        ),
        (
            "(function (a = require('a')) {})(); (function (a = require('b')) {})(1)",
            "Eager Require a, Conditional Require b",
        ),
        (
            "Promise.resolve().then(() => require('a')); x.get = function () { return require('b') }",
            "Deferred Require a, Deferred Require b",
        ),
        (
            "Object.defineProperty(exports, 'a', { get: function () { return require('a') } })",
            "Deferred Require a",
        ),
        ("const o = { get a() { return require('a') } }", "Deferred Require a"),
        (
            "class A extends require('a') { static b = require('b'); static { require('c') } d = require('d'); [require('e')]() { require('f') } }",
            "Eager Require a, Eager Require b, Eager Require c, Deferred Require d, Eager Require e, Deferred Require f",
        ),
        (
            "class A { b = require('b'); constructor() { require('c') } } new A()",
            "Eager Require b, Eager Require c",
        ),
        (
            "x?.y(require('a')); require('b')?.c(require('d'))",
            "Conditional Require a, Eager Require b, Conditional Require d",
        ),
        ("tag`${require('a')}`; `${require('b')}`", "Eager Require a, Eager Require b"),
        ("import('a'); import(`b`); import(c)", "Deferred DynamicImport a, Deferred DynamicImport b"),
        ("process.exit(); require('a')", "Conditional Require a"),
        // not Node's
        ("function f(require) { require('a') } f(g)", ""),
        ("(function (require, module, exports) { require('a') })()", ""),
        ("var require = g; require('a')", ""),
        ("require = (function e() {})(); require('a')", "Conditional Require a"),
        ("x.require('a'); require.foo('b'); foo.resolve('c')", ""),
        // by another name
        (
            "const { createRequire } = require('module'); const r = createRequire(__filename); r('a')",
            "Eager Require module, Eager Require a",
        ),
        ("const r = require; r('a')", "Eager Require a"),
    ] {
        assert_eq!(told(&commonjs(source).requests), expected, "{source}");
    }
}

#[test]
fn requests_in_functions_that_nothing_calls_are_found_by_any_name() {
    for (source, expected) in [
        ("function f() { return () => require('a') }", "Deferred Require a"),
        ("class C { m() { return import('a') } }", "Deferred DynamicImport a"),
        ("const r = require; function f() { r('a') }", "Deferred Require a"),
        ("function f() { const r = require; return () => r('a') }", "Deferred Require a"),
        ("function f() { return requ\\u0069re('a') }", "Deferred Require a"),
        (
            "const { createRequire: c } = require('module'); function f() { c(__filename)('a') }",
            "Eager Require module, Deferred Require a",
        ),
        ("function f() { return r('a') } const r = require", "Deferred Require a"),
        ("function f() { return g('a') }", ""),
    ] {
        assert_eq!(told(&commonjs(source).requests), expected, "{source}");
    }
}

#[test]
fn failures_that_a_function_handles() {
    for (source, expected) in [
        ("exports.f = () => { try { return require('a') } catch { return null } }", "Guarded Require a"),
        (
            "class A { m() { try { require('a') } catch {} } get g() { try { require('b') } catch {} } }",
            "Guarded Require a, Guarded Require b",
        ),
        ("exports.f = async () => { try { k = await import('a') } catch {} }", "Guarded DynamicImport a"),
        ("try { (async () => { await import('a') })() } catch {}", "Conditional DynamicImport a"),
        ("exports.f = () => { try { return () => require('a') } catch {} }", "Deferred Require a"),
        ("exports.f = () => { try { return import('a') } catch {} }", "Deferred DynamicImport a"),
        ("exports.f = () => { try { require('a') } catch (e) { throw e } }", "Deferred Require a"),
        ("exports.f = () => { try { require('a') } finally { x() } }", "Deferred Require a"),
        ("exports.f = () => { try { x() } catch { require('a') } }", "Deferred Require a"),
        ("import('a').catch(() => {})", "Guarded DynamicImport a"),
        ("exports.f = () => import('a').then(x => x.b).catch(() => null)", "Guarded DynamicImport a"),
        (
            "import('a').then(x, y); import('b').then(x); import('c').catch(); import('d').finally(x)",
            "Guarded DynamicImport a, Deferred DynamicImport b, Deferred DynamicImport c, Deferred DynamicImport d",
        ),
        ("import('a').catch(e => { throw new Error('install a') })", "Deferred DynamicImport a"),
        (
            "exports.f = async () => { try { await Promise.all([import('a'), g(import('b'))]) } catch {} }",
            "Guarded DynamicImport a, Deferred DynamicImport b",
        ),
        ("Promise.allSettled([import('a')])", "Guarded DynamicImport a"),
        (
            "exports.f = async () => { try { await (x ? import('a') : import('b')) } catch {} }",
            "Guarded DynamicImport a, Guarded DynamicImport b",
        ),
        ("exports.f = () => { try { g() } catch {} }; function g() { require('a') }", "Deferred Require a"),
        // What compilers make of `import()` and `await`.
        (
            "exports.f = async () => { try { await Promise.resolve().then(() => w(require('a'))) } catch {} }",
            "Guarded Require a",
        ),
        (
            "exports.f = h(function* () { try { yield Promise.resolve().then(() => require('a')) } catch {} })",
            "Guarded Require a",
        ),
        (
            "exports.f = () => Promise.resolve().then(function () { return require('a') }).then(x).catch(y)",
            "Guarded Require a",
        ),
        ("exports.f = h(function* () { try { yield import('a') } catch {} })", "Guarded DynamicImport a"),
        (
            "exports.f = h(function* () { try { x() } catch { yield import('a') } })",
            "Deferred DynamicImport a",
        ),
        (
            "exports.f = async () => { await Promise.resolve().then(() => require('a')) }",
            "Deferred Require a",
        ),
        (
            "exports.f = () => { try { return Promise.resolve().then(() => require('a')) } catch {} }",
            "Deferred Require a",
        ),
        ("exports.f = () => Promise.resolve().then(() => require('a'), () => null)", "Deferred Require a"),
        (
            "exports.f = async () => { try { await p.then(() => require('a')) } catch {} }",
            "Deferred Require a",
        ),
    ] {
        assert_eq!(told(&commonjs(source).requests), expected, "{source}");
    }
    for (source, expected) in [
        ("await import('a').catch(() => {})", "Guarded DynamicImport a"),
        ("await Promise.all([import('a')])", "Eager DynamicImport a"),
        ("await Promise.all([import('a')]).then(x => x)", "Eager DynamicImport a"),
        ("await Promise.all([import('a')]).catch(() => [])", "Guarded DynamicImport a"),
        ("await Promise.any([import('a')])", "Eager DynamicImport a"),
        ("await Promise.any([import('a'), b])", "Guarded DynamicImport a"),
        ("await Promise.race([import('a')])", "Eager DynamicImport a"),
        ("await Promise.race([import('a'), b])", "Conditional DynamicImport a"),
        ("await Promise.race([import('a'), b]).catch(() => {})", "Guarded DynamicImport a"),
        ("const Promise = x; await Promise.all([import('a')])", "Deferred DynamicImport a"),
        (
            "await Promise.allSettled([await import('a'), import('b')])",
            "Eager DynamicImport a, Guarded DynamicImport b",
        ),
        ("await (x ? import('a') : import('b'))", "Conditional DynamicImport a, Conditional DynamicImport b"),
        ("await import('a').then(x => x)", "Eager DynamicImport a"),
    ] {
        assert_eq!(told(es(source).all_requests()), expected, "{source}");
    }
}

#[test]
fn requests_of_universal_modules() {
    let classic = "(function (root, factory) { if (typeof exports === 'object') module.exports = factory(require('x')); \
        else if (typeof define === 'function' && define.amd) define(['x'], factory); else root.y = factory(root.x); \
        })(this, function (x) { require('y'); })";
    let rollup = "(function (global, factory) { typeof exports === 'object' && typeof module !== 'undefined' ? \
        factory(exports, require('x')) : typeof define === 'function' && define.amd ? define(['exports', 'x'], factory) : \
        (global = global || self, factory(global.Y = {}, global.x)); })(this, (function (exports, x) { require('y') }))";
    let webpack = "!function (e, t) { \"object\" == typeof exports && \"object\" == typeof module ? \
        module.exports = t(require(\"x\")) : t(e.x) }(this, (e => require('y')))";
    let amd_first = "(function (f) { if (typeof define === 'function' && define.amd) { define(['x'], f) } else if \
        (typeof module === 'object' && module.exports) { module.exports = f(require('x')) } else { f(x) } })(function (x) { require('y') })";
    for source in [classic, rollup, webpack, amd_first] {
        assert_eq!(told(&commonjs(source).requests), "Eager Require x, Eager Require y", "{source}");
    }
}

#[test]
fn requests_of_es_modules() {
    for (source, expected) in [
        (
            "import 'a'; export * from 'b'; import c from 'a'",
            "Link Import a, Link ExportFrom b, Link Import a",
        ),
        ("require('a'); module.require('b')", ""),
        (
            "import { createRequire as c } from 'node:module'; c(import.meta.url)('a'); c('/x')('b')",
            "Link Import node:module, Eager Require a",
        ),
        (
            "import { createRequire } from 'module'; const require = createRequire(import.meta.url); require('a'); \
          require.resolve('b')",
            "Link Import module, Eager Require a, Eager RequireResolve b",
        ),
        (
            "import module from 'module'; const r = module.createRequire(import.meta.url); r('a')",
            "Link Import module, Eager Require a",
        ),
        (
            "const { createRequire } = await import('module'); var require = createRequire(import.meta.url); require('a')",
            "Eager DynamicImport module, Eager Require a",
        ),
        (
            "new URL('./a', import.meta.url); new URL('./b', base); import.meta.resolve('c')",
            "Eager Url ./a, Eager ImportMetaResolve c",
        ),
        (
            "await import('a'); import('b'); x && await import('c')",
            "Eager DynamicImport a, Deferred DynamicImport b, Conditional DynamicImport c",
        ),
        ("await main(); async function main() { await import('a') }", "Eager DynamicImport a"),
    ] {
        assert_eq!(told(es(source).all_requests()), expected, "{source}");
    }
}

#[test]
fn detection() {
    for (source, expected) in [
        ("", Detected::CommonJs),
        ("import('x')", Detected::CommonJs),
        ("import 'x'", Detected::Module),
        ("export {}", Detected::Module),
        ("import.meta.url", Detected::Module),
        ("await x", Detected::Module),
        ("f(await x)", Detected::Module),
        ("`${await x}`", Detected::CommonJs),
        ("await x; `${await x}`", Detected::Module),
        ("let exports", Detected::Module),
        ("class module {}", Detected::Module),
        ("var exports; function require() {}", Detected::CommonJs),
        ("let y y; export {}", Detected::CommonJs),
        ("export {}; let y y", Detected::Module),
        ("import x from 'y'; let a a", Detected::Module),
        ("export { nope }", Detected::Module),
        ("return await x", Detected::CommonJs),
        ("function f() { await x }", Detected::CommonJs),
        ("// import 'x'\n'export'", Detected::CommonJs),
        ("<div/>; import 'x'", Detected::CommonJs),
    ] {
        assert_eq!(detect(source.as_bytes(), &profile("24")), expected, "{source}");
    }
}

#[test]
fn records() {
    let module =
        es("import d, { a as b } from 'm'; import * as n from 'n'; export { d, b as c, n, l }; let l; \
        export * from 's'; export * as t from 's'; export { x as 'y z' } from 'm'; export default class {} \
        export const { p, q: [r] } = l; export function f() {} export var v; export class C {}");
    let locals: Vec<_> = module
        .local_exports
        .iter()
        .map(|it| format!("{}={} {:?}", it.name.value, it.local, it.kind))
        .collect();
    assert_eq!(
        locals.join(", "),
        "default=*default* Class, p=p Const, r=r Const, f=f Function, v=v Var, C=C Class, n=n Namespace, l=l Let"
    );
    let name = |import: &ImportName| match import {
        ImportName::Name(name) => name.value.clone(),
        ImportName::Namespace => "*".to_owned(),
    };
    let indirect: Vec<_> = module
        .indirect_exports
        .iter()
        .map(|it| format!("{}={} of {}", it.name.value, name(&it.import), it.request))
        .collect();
    assert_eq!(indirect.join(", "), "t=* of 3, y z=x of 4, d=default of 0, c=a of 0");
    assert_eq!(module.star_exports.iter().map(|it| it.request).collect::<Vec<_>>(), [2]);
}

#[test]
fn top_level_await() {
    for (source, expected) in [
        ("await x", true),
        ("for await (const x of y) {}", true),
        ("class A extends (await x) {}", true),
        ("class A { [await x]() {} }", true),
        ("await using x = y", true),
        ("async () => await x", false),
        ("async function f() { for await (const x of y) {} }", false),
        ("class A { async f() { await x } }", false),
        ("'await x'", false),
    ] {
        assert_eq!(es(source).top_level_await.is_some(), expected, "{source}");
    }
}

#[test]
fn syntax_errors_in_words_of_v8() {
    for (source, as_commonjs, as_module) in [
        ("import 'x'", "Cannot use import statement outside a module", ""),
        ("export {}", "Unexpected token 'export'", ""),
        ("import.meta", "Cannot use 'import.meta' outside a module", ""),
        ("<div/>", "Unexpected token '<'", "Unexpected token '<'"),
        (
            "let x; let x",
            "Identifier 'x' has already been declared",
            "Identifier 'x' has already been declared",
        ),
        ("let exports", "Identifier 'exports' has already been declared", ""),
        ("await x", "await is only valid in async functions and the top level bodies of modules", ""),
        ("{", "Unexpected end of input", "Unexpected end of input"),
        ("a b", "Unexpected identifier 'b'", "Unexpected identifier 'b'"),
        ("'a", "Invalid or unexpected token", "Invalid or unexpected token"),
        ("@a class B {}", "Invalid or unexpected token", "Invalid or unexpected token"),
        ("}", "Unexpected token '}'", "Unexpected token '}'"),
        ("export { a }", "Unexpected token 'export'", "Export 'a' is not defined in module"),
        ("return", "", "Illegal return statement"),
        ("1 ?? 2 || 3", "Unexpected token '||'", "Unexpected token '||'"),
        ("(1) ?? (2) || 3", "Unexpected token '||'", "Unexpected token '||'"),
        ("(1) || (2) ?? 3", "Unexpected token '??'", "Unexpected token '??'"),
        ("1 ?? (2) && {}", "Unexpected token '&&'", "Unexpected token '&&'"),
        ("1 ?? (2 && {}); (1 || 2) ?? 3; 1 || (2 ?? 3); 1 ?? 2 ?? 3", "", ""),
        ("with (a) {}", "", "Strict mode code may not include a with statement"),
        (
            "/* @flow */ import type { X } from 'y'",
            "Cannot use import statement outside a module",
            "Unexpected token '{'",
        ),
        ("#!/usr/bin/env node\n<!-- x\nnew.target; return", "", "HTML comments are not allowed in modules"),
    ] {
        let profile = profile("24");
        let message = |error: ReadError| error.to_string();
        let told = read_commonjs(source.as_bytes(), &profile).map_or_else(message, |_| String::new());
        assert_eq!(told, as_commonjs, "as CommonJS: {source}");
        let told = read_es(source.as_bytes(), &profile).map_or_else(message, |_| String::new());
        assert_eq!(told, as_module, "as a module: {source}");
    }
}

#[test]
fn syntax_by_version() {
    for (source, from, to) in [
        ("class A { accessor x }", 99, 99),
        ("class A { @d accessor x = 1 }", 99, 99),
        ("import defer * as x from 'y'", 99, 99),
        ("import source x from 'y'", 24, 99),
        ("{ using x = y }", 24, 99),
        ("import 'x' assert { type: 'json' }", 18, 21),
        ("/[a--b]/v", 20, 99),
        ("/(?i:a)/", 24, 99),
    ] {
        for major in [18, 20, 22, 24, 26] {
            let told = read_es(source.as_bytes(), &profile(&major.to_string())).is_ok();
            assert_eq!(told, (from..=to).contains(&major), "{source} in {major}");
        }
    }
}
