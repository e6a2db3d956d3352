use super::{
    ValueShape::{Class, Function, Object, Primitive, Unknown},
    *,
};
use crate::node::NodeVersion;

fn takes(required: u32, needed: u32) -> ValueShape {
    Function { parameters: Some(Parameters { listed: required, required, needed }), is_arrow: false }
}

fn arrow(required: u32) -> ValueShape {
    Function { parameters: Some(Parameters { listed: required, required, needed: 0 }), is_arrow: true }
}

fn class(required: u32) -> ValueShape {
    Class { parameters: Some(Parameters { listed: required, required, needed: 0 }) }
}

fn looks(listed: u32, required: u32) -> ValueShape {
    Function { parameters: Some(Parameters { listed, required, needed: 0 }), is_arrow: false }
}

const ANY: ValueShape = Function { parameters: None, is_arrow: false };

#[test]
fn kinds_of_what_es_modules_export() {
    for (source, name, expected) in [
        ("export function f(a, b = 1, c) {}", "f", takes(1, 0)),
        ("export function g(a, { b }, [c] = []) {}", "g", takes(2, 2)),
        ("export function f(a, ...rest) {}", "f", ANY),
        ("export function f(a) { return arguments.length }", "f", ANY),
        ("export const f = (a) => a", "f", arrow(1)),
        ("export const f = function (a) { return a.b }", "f", takes(1, 1)),
        ("export function f(a, b) { if (!b) return; b.c() }", "f", looks(2, 1)),
        ("export function f(a, b) { b = b || {}; return b.c }", "f", looks(2, 1)),
        ("export function f(a, b) { return a || b.c }", "f", looks(2, 0)),
        ("export function f(a, b) { const { c } = b; return c }", "f", takes(2, 2)),
        ("export function f(a, b) { log(b); return () => b.c }", "f", takes(2, 0)),
        ("class C { constructor(a) {} } export { C as D }", "D", class(1)),
        ("class C { constructor(a) {} } export class D extends C {}", "D", class(1)),
        ("import { C } from 'c'; export class D extends C {}", "D", Class { parameters: None }),
        ("export default class {}", "default", class(0)),
        ("const o = {}; export default o", "default", Object),
        ("export const s = 'a'", "s", Primitive),
        ("export let f = () => {}; f = 1", "f", Unknown),
        ("import { a } from 'x'; export { a }", "a", Unknown),
        ("export const { a } = x", "a", Unknown),
        ("export var E; (function (E) { E[E['A'] = 0] = 'A' })(E || (E = {}))", "E", Object),
        ("export const f = (() => { function g(a) {} return g })()", "f", takes(1, 0)),
        ("export const f = Object.assign((a) => a, { b: 1 })", "f", arrow(1)),
    ] {
        let shapes = es_shapes(source.as_bytes(), &NodeVersion::default().profile());
        assert_eq!(shapes.get(name).copied().unwrap_or_default(), expected, "{source}");
    }
}

fn given(source: &str) -> GivenExports {
    given_exports(source.as_bytes(), &NodeVersion::default().profile())
}

const UMD: &str = "(function (global, factory) {
    typeof exports === 'object' && typeof module !== 'undefined' ? MEETS
        : typeof define === 'function' && define.amd ? define(['exports'], factory) : (global = global || self, factory(global.p = {}));
})(this, (function (exports) { 'use strict'; BODY }));";

const CLASSIC: &str = "(function (root, factory) {
    if (typeof define === 'function' && define.amd) { define([], factory) }
    else if (typeof module === 'object' && module.exports) { module.exports = factory() }
    else { root.p = factory() }
}(typeof self !== 'undefined' ? self : this, function () { BODY }));";

#[test]
fn kinds_of_what_require_gives() {
    let umd = |meets: &str, body: &str| UMD.replace("MEETS", meets).replace("BODY", body);
    for (source, expected) in [
        ("module.exports = function (a) {}".to_owned(), takes(1, 0)),
        ("function f() {} module.exports = f".to_owned(), takes(0, 0)),
        ("module.exports = f; function f(a) {}".to_owned(), takes(1, 0)),
        ("module.exports = { a: 1 }".to_owned(), Object),
        ("exports.a = 1; exports.b = 2".to_owned(), Object),
        ("module.exports = f; module.exports.a = 1".to_owned(), Unknown),
        ("function f() {} exports = module.exports = f; exports.a = f".to_owned(), takes(0, 0)),
        ("var f = module.exports = function () {}; f.a = 1".to_owned(), takes(0, 0)),
        ("module.exports = __toCommonJS(x); 0 && (module.exports = { a });".to_owned(), Unknown),
        ("var x = {}; __export(x, { a: () => b }); module.exports = __toCommonJS(x); var b = 1".to_owned(), Object),
        ("exports.default = f; module.exports = exports.default; function f() {}".to_owned(), takes(0, 0)),
        ("if (x) module.exports = 1; else module.exports = 2".to_owned(), Unknown),
        ("exports = module.exports = f".to_owned(), Unknown),
        (umd("module.exports = factory()", "return function (a) {}"), takes(1, 0)),
        (umd("factory(exports)", "exports.a = 1"), Object),
        (CLASSIC.replace("BODY", "function f(a) {} f.b = 1; return f"), takes(1, 0)),
        (CLASSIC.replace("BODY", "if (x) return 1; return f"), Unknown),
        ("(function () { function f(a) {} if (typeof module !== 'undefined') module.exports = f; else this.f = f }).call(this)".to_owned(), takes(1, 0)),
        ("!function () { var f = function (a) {}; module.exports = f }()".to_owned(), takes(1, 0)),
        ("module.exports = factory(); function factory() { return { a: 1 } }".to_owned(), Object),
        ("module.exports = process.env.NODE_ENV === 'production' ? p : function () {}".to_owned(), takes(0, 0)),
        ("var f; f = function (a) {}; module.exports = f".to_owned(), takes(1, 0)),
        ("var f; if (x) f = function (a) {}; module.exports = f".to_owned(), Unknown),
        ("module.exports = new Thing()".to_owned(), Unknown),
    ] {
        assert_eq!(given(&source).itself, GivenMember::Known(expected), "{source}");
    }
}

#[test]
fn members_of_what_require_gives() {
    for (source, expected, is_open) in [
        ("exports.a = 1; exports.b = 2", "a b", false),
        ("module.exports = { a, get b() {}, 'c-d': 1, e() {} }", "a b c-d e", false),
        ("module.exports = { a, ...{ b: 1 } }", "a b", false),
        ("module.exports = { a, ...other }", "a", true),
        ("module.exports = { a, [key]: 1 }", "a", true),
        ("module.exports = Object.assign({}, { a: 1 }, { b: 2 })", "a b", false),
        ("const s = Object.assign({}, make()); module.exports = s", "", true),
        (
            "const s = { a: 1 }; Object.defineProperty(s, 'r', { get() { return 1 } }); module.exports = s",
            "a r",
            false,
        ),
        ("const s = { a: 1 }; for (const k of keys) s[k] = 1; module.exports = s", "a", true),
        ("const s = { a: 1 }; fill(s); module.exports = s", "a", true),
        ("const s = { a: 1 }; Object.keys(s).forEach(show); module.exports = s", "a", false),
        (
            "function f() {} f.a = 1; f.prototype.b = 2; module.exports = f; module.exports.c = f",
            "a c",
            false,
        ),
        ("class C { static a() {} static b = 1; c() {} } module.exports = C", "a b", false),
        ("class C extends D { static a() {} } module.exports = C", "a", true),
        ("exports.a = 1; exports.b = function () { this.c = 1 }; exports.b()", "a b", true),
        ("exports.a = 1; exports.b = function () { return 1 }; exports.b()", "a b", false),
        ("exports.a = 1; if (x) exports.b = 1; function f() { exports.c = 1 }", "a (b) (c)", false),
        ("exports.a = void 0; exports.b = void 0; exports.a = 1", "a (b)", false),
        ("exports.a = 1; delete exports.a", "(a)", false),
        ("this.a = 1", "a", false),
        (
            "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 1",
            "__esModule default",
            false,
        ),
        ("var e; (function (e) { e['A'] = 1 })(e || (exports.e = e = {}))", "e", false),
        ("['a', 'b'].forEach(function (k) { exports[k] = 1 })", "", true),
        (
            "var x = {}; __export(x, { a: () => b }); module.exports = __toCommonJS(x); var b = () => 1",
            "a",
            false,
        ),
    ] {
        let found = given(source);
        let certain = found.members.keys().cloned();
        let possible = found.possible.iter().map(|name| format!("({name})"));
        let names = certain.chain(possible).collect::<Vec<_>>().join(" ");
        assert_eq!((names.as_str(), found.is_open), (expected, is_open), "{source}");
    }
}

#[test]
fn members_that_other_modules_make() {
    let other = |specifier: &str, name: Option<&str>, is_interop| {
        GivenMember::Other(OtherExport {
            specifier: specifier.to_owned(),
            name: name.map(str::to_owned),
            is_interop,
        })
    };
    for (source, name, expected) in [
        ("exports.a = require('./b')", "a", other("./b", None, false)),
        ("exports.a = require('./b').c", "a", other("./b", Some("c"), false)),
        ("const { c } = require('./b'); module.exports = { a: c }", "a", other("./b", Some("c"), false)),
        (
            "var b_1 = require('./b'); Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return b_1.c; } });",
            "a",
            other("./b", Some("c"), false),
        ),
        ("var b_1 = __importDefault(require('./b')); exports.a = b_1.default", "a", other("./b", None, true)),
        (
            "Object.defineProperty(exports, 'a', { get: () => _b.default }); var _b = _interopRequireDefault(require('./b'))",
            "a",
            other("./b", None, true),
        ),
        (
            "var m = require('./b'); __createBinding(exports, m, 'c', 'a')",
            "a",
            other("./b", Some("c"), false),
        ),
    ] {
        assert_eq!(given(source).members.get(name), Some(&expected), "{source}");
    }
    for source in [
        "__exportStar(require('./b'), exports)",
        "tslib_1.__exportStar(require('./b'), exports); var tslib_1 = require('tslib')",
        "function __export(m) { for (var p in m) if (!exports.hasOwnProperty(p)) exports[p] = m[p]; } __export(require('./b'))",
        "var _b = require('./b'); Object.keys(_b).forEach(function (key) { if (key === 'default') return; exports[key] = _b[key] })",
    ] {
        let found = given(source);
        let spread = GivenSpread { specifier: "./b".to_owned(), is_plain: false };
        assert_eq!((found.spreads, found.is_open), (vec![spread], false), "{source}");
    }
}

#[test]
fn odd_code_ends() {
    let nested = format!("{}module.exports = 1{}", "(function () {".repeat(200), "})()".repeat(200));
    assert_eq!(given(&nested).itself, GivenMember::Known(Unknown));
    for source in
        ["function f() { f() } f(); module.exports = f", "class C { static { C.a = C } } module.exports = C"]
    {
        assert!(
            matches!(given(source).itself, GivenMember::Known(Function { .. } | Class { .. })),
            "{source}"
        );
    }
}
