//! Tests of the names that the code of a module gives to what it and others export.

use std::collections::BTreeSet;

use crate::{module::read_writes, node::NodeVersion};

/// The names that a module gives, behind them `+` and the modules whose names it gives, with those that it leaves out; `?`
/// where it may give others.
fn written(source: &str) -> String {
    let read = read_writes(source.as_bytes(), &NodeVersion::default().profile());
    let Some(writes) = read.unwrap().exports else { return "?".to_owned() };
    let modules = writes.re_exported.iter().map(|module| {
        let left_out = module.left_out.iter().map(|name| format!("-{name}"));
        format!("+{}{}", module.specifier, left_out.collect::<String>())
    });
    writes.names.iter().cloned().chain(modules).collect::<Vec<_>>().join(" ")
}

#[test]
fn names_that_code_gives_to_exports() {
    for (source, expected) in [
        ("exports.a = 1; f(exports.b)", "a"),
        ("module.exports.a += 1; exports['b']++; [exports.c] = [1]; for (exports.d of e) f()", "a b c d"),
        ("exports.a = exports.b = void 0; exports.a = 1", "a b"),
        ("Object.defineProperty(exports, '__esModule', { value: true })", "__esModule"),
        (
            "Object.defineProperties(exports, { __esModule: { value: true }, [Symbol.toStringTag]: { value: 'Module' }, c: { get } })",
            "__esModule c",
        ),
        ("Object.assign(exports, { a, b() {} })", "a b"),
        ("module.exports = { a, 'b': 1, get c() { return 1 } }", "a b c"),
        ("module.exports = { ...require('./a'), b }", "b +./a"),
        ("module.exports = Object.assign(f, { a }); function f() {} f.b = 1", "a b"),
        ("exports = module.exports = f; function f() { return new f() instanceof f || f() } f.a = 1", "a"),
        ("var e = module.exports = {}; e.a = 1; if ('a' in e) g(Object.keys(e))", "a"),
        ("var exports = module.exports; exports.a = 1", "a"),
        ("module.exports = class A { static a() {} static #b = 1; c() {} }", "a"),
        ("class A {} A.a = 1; module.exports = A; module.exports.default = A", "a default"),
        ("module.exports = function f(a) { f.b = a }", "b"),
        ("module.exports = a ? { b } : require('./c')", "b +./c"),
        (
            "function F() {} F.prototype = {}; F.prototype.constructor = F; util.inherits(F, G); module.exports = F",
            "",
        ),
        ("if (typeof exports === 'object' && module.exports && require.main === module) f()", ""),
        ("(function (e) { e.a = 1 })(exports)", "a"),
        ("const { a, b } = module.exports; exports.c = a", "c"),
        ("module.exports = { add() { this.c = 1 } }; module.exports.add()", "add c"),
        ("const api = (module.exports = {}); api.a = 1; api.b = 1", "a b"),
        ("const app = (exports = module.exports = {}); app.a = 1", "a"),
        ("var a = exports.b = module.exports = {}; a.c = 1", "b c"),
        ("module.exports = exports.default = f; function f() {} f.a = 1", "a default"),
        ("const { a } = module.exports = { a: 1, b: 2 }", "a b"),
        ("typeof module === 'object' && (module.exports = { a }), exports.b = 1", "a b"),
        ("exports ? module.exports = { a } : root.f = f()", "a"),
        ("for (exports.a = 1, exports.b = 2; i < 3; exports.c = i) f()", "a b c"),
        ("return module.exports = g, module.exports.a = 1, 2; function g() {}", "a"),
        ("var g = exports.a = function () {}; g.b = 1; const h = exports.c = exports.d = {}", "a c d"),
        ("var x = exports.default = module.exports; x.c = 1", "c default"),
        ("module.exports = class A { static add() { A.c = 1 } }; module.exports.add()", "add c"),
        ("const A = class B { static f() { B.c = 1 } }; A.f(); module.exports = A", "c f"),
        ("class A { static a = () => { return 1 } } module.exports = A", "a"),
        ("exports.a = 1; class A { static a = (this.b = 1) }", "a"),
        ("module.exports = f; function f() { this.constructor.c = 1 } new f()", "c"),
        ("f.prototype.constructor.c = 1; module.exports = f; function f() { g(this.constructor.name) }", "c"),
        ("if (!module.parent) main(); if (module.parent === null) f(module.parent.filename)", ""),
        ("const r = require; r('./a'); const { a } = require('./b'); r.resolve('c'); cache.cache", ""),
        ("(function (e) { e.a = 1; f(function () { return arguments[0] }) })(exports)", "a"),
        ("var assign = Object.assign; module.exports = assign(f, { a: 1 }); function f() {}", "a"),
        ("var inherits = require('inherits'); inherits(F, G); function F() {} module.exports = F", ""),
        ("require('./b').c = 1; module.exports = require('./b')", "+./b"),
        ("var exports; exports.a = 1; var b = exports.c", "a"),
        ("if (typeof exports === 'undefined') var exports = module.exports; exports.a = 1", "a"),
        ("(function () { var exports = {}; fill(exports); var module = {} })(); exports.a = 1", "a"),
        ("this.a = 1; const f = () => { this.b = 1 }; (function (root) { root.c = 1 })(this)", "a b c"),
        ("(function () { this.a = 1; exports.b = 1; f(function () { this.c = 1 }) }).call(this)", "a b"),
        ("var i = (this && this.__importDefault) || function (m) { return m }; class A { x = this.y }", ""),
        ("var x = Object.keys(exports).map(f), y = Object.values(exports)[0]; exports.a = x", "a"),
        ("test && Object.assign(exports, { a }), Object.freeze(exports)", "a"),
        ("(0, eval)('this'); var g = (void 0, eval)('1')", ""),
        ("delete require.cache[__filename]; exports.a = 1", "a"),
        ("function F() { this.a = 1; g(this) } F.b = new F(); module.exports = F", "b"),
        // What compilers write.
        ("tslib_1.__exportStar(require('./a'), exports)", "+./a-default"),
        (
            "__export(require('./a')); function __export(m) { for (var p in m) if (!exports.hasOwnProperty(p)) exports[p] = m[p] }",
            "+./a",
        ),
        ("function __export(m) { for (var p in m) __createBinding(exports, m, p) }", ""),
        (
            "const b = require('./b'); for (const k of Object.keys(b)) if (k !== 'default') exports[k] = b[k]",
            "+./b-default",
        ),
        ("for (const k in require('./b')) exports[k] = require('./b')[k]", "+./b"),
        ("__createBinding(exports, a_1, 'b', 'c')", "c"),
        (
            "var _a = _interopRequireWildcard(require('./a')); Object.keys(_a).forEach(function (key) { if (key in exports && exports[key] === _a[key]) return; exports[key] = _a[key]; })",
            "+./a",
        ),
        (
            "var _a = require('./a'); Object.keys(_a).forEach(function (k) { if (!Object.prototype.hasOwnProperty.call(exports, k)) Object.defineProperty(exports, k, { enumerable: true, get: function () { return _a[k] } }) })",
            "+./a",
        ),
        (
            "var src_exports = {}; __export(src_exports, { a: () => a }); module.exports = __toCommonJS(src_exports); __reExport(src_exports, require('./b'), module.exports); 0 && (module.exports = { a, ...require('./b') })",
            "a +./b-default",
        ),
        (
            "_export(exports, { a: function () { return a }, b: null }); _export_star(require('./c'), exports)",
            "a b +./c-default",
        ),
        (
            "$parcel$export(module.exports, 'a', () => a); $parcel$exportWildcard(module.exports, require('./b'))",
            "a +./b-default",
        ),
        (
            "if (!Object.prototype.hasOwnProperty.call(exports, '__proto__')) Object.defineProperty(exports, '__proto__', { enumerable: true, value: b['__proto__'] })",
            "",
        ),
        ("Object.assign(exports, require('./b'), { a })", "a +./b"),
        ("module.exports = Object.assign({}, require('./b'), require('./c'))", "+./b +./c"),
        (
            "__export(e, { a: () => a }); function __export(t, all) { for (var n in all) __defProp(t, n, { get: all[n] }) } module.exports = __toCommonJS(e); var e = {}",
            "a",
        ),
        // Texts, comments, keys and members of others.
        ("/* exports[k] = 1 */ throw new Error('Make sure that your entry exports a function')", ""),
        ("const found = parsed.exports; exports.a = { exports: undefined }; m.exports.c = 1", "a"),
        ("(function (module, exports) { fill(exports); module.exports = f() })({ exports: {} }, {})", ""),
        // Code that runs in Node as nowhere else, and functions that are given to others.
        ("const self = exports || {}; self.c = 1", "c"),
        ("var r = typeof module !== 'undefined' ? exports : window; r.c = 1", "c"),
        ("var exports = exports || {}; exports.a = 1; (0, exports).b = 2", "a b"),
        (
            "(function (global, factory) { typeof exports === 'object' && typeof module !== 'undefined' ? factory(exports, require('./b')) : typeof define === 'function' && define.amd ? define(['exports'], factory) : (global = global || self, factory(global.X = {})) })(this, (function (exports, b) { exports.a = 1 }))",
            "a",
        ),
        (
            "!function (e, t) { 'object' == typeof exports && 'undefined' != typeof module ? module.exports = t() : 'function' == typeof define && define.amd ? define(t) : (e || self).x = t() }(this, function () { function f() {} return f.a = 1, f })",
            "a",
        ),
        (
            "(function (root, factory) { if (typeof define === 'function' && define.amd) define([], factory); else if (typeof exports === 'object') module.exports = factory(); else root.x = factory() })(this, () => { const api = {}; api.a = 1; return api })",
            "a",
        ),
        ("var _b = { c: 1 }; Object.keys(_b).forEach(function (key) { exports[key] = _b[key] })", "c"),
        ("module.exports = (function () { return { a: 1 } })()", "a"),
        ("module.exports = (() => ({ a: 1 }))()", "a"),
        (
            "const f = Object.assign(g, { a: 1 }); exports.default = f; module.exports = exports.default; module.exports.default = module.exports; function g() {}",
            "a default",
        ),
        (
            "async function F() {} (function (F) { F.glob = F; function g() {} F.g = g })(F || (F = {})); module.exports = F",
            "g glob",
        ),
        (
            "var util = require('util'); try { module.exports = util.inherits } catch (e) { module.exports = require('./b') }",
            "+./b +util",
        ),
        ("const E = require('events'); module.exports = class A extends E { static a = 1 }", "a +events"),
        // Names that loops leave out, and minified helpers.
        (
            "var _n = { c: true }; var _b = require('./b'); Object.keys(_b).forEach(function (k) { if (k === 'default' || k === '__esModule') return; if (Object.prototype.hasOwnProperty.call(_n, k)) return; if (k in exports && exports[k] === _b[k]) return; exports[k] = _b[k] })",
            "+./b-__esModule-c-default",
        ),
        (
            "var _b = require('./b'); Object.keys(_b).forEach(function (k) { 'default' === k || 'c' === k || Object.prototype.hasOwnProperty.call(exports, k) || Object.defineProperty(exports, k, { get: function () { return _b[k] } }) })",
            "+./b-c-default",
        ),
        (
            "var e = exports, t = { get a() { return n }, get b() { return o } }; for (var r in t) Object.defineProperty(e, r, { enumerable: !0, get: Object.getOwnPropertyDescriptor(t, r).get })",
            "a b",
        ),
        (
            "var a=Object.defineProperty,m=Object.getOwnPropertyDescriptor,n=Object.getOwnPropertyNames,s=Object.prototype.hasOwnProperty,b=(r,o)=>{for(var t in o)a(r,t,{get:o[t],enumerable:!0})},x=(r,o,t,f)=>{if(o&&typeof o=='object'||typeof o=='function')for(let e of n(o))!s.call(r,e)&&e!==t&&a(r,e,{get:()=>o[e],enumerable:!(f=m(o,e))||f.enumerable});return r},c=(r,o,t)=>(x(r,o,'default'),t&&x(t,o,'default')),d=r=>x(a({},'__esModule',{value:!0}),r),p={};b(p,{a:()=>g});module.exports=d(p);c(p,require('./x.js'),module.exports);const g=1;0&&(module.exports={a})",
            "a +./x.js-default",
        ),
    ] {
        assert_eq!(written(source), expected, "{source}");
    }
}

#[test]
fn code_that_may_give_other_names() {
    for source in [
        "exports[name] = 1",
        "fill(exports)",
        "f(...exports)",
        "const e = { exports }",
        "delete exports.a",
        "exports = { a }",
        "module.exports = make()",
        "module.exports = new A()",
        "module.exports = { [a]: 1 }",
        "module.exports = { ...a }",
        "module.exports = { __proto__: a }",
        "module.exports = class extends A {}",
        "module.exports = class { static { this.a = 1 } }",
        "module.exports = f; function f() {} fill(f)",
        "module.exports = f; function f() {} [f].forEach(fill)",
        "module.exports = f; var f = make()",
        "module.exports = f; let f; f = g",
        "module.exports = f; function f() {} const h = () => f",
        "module.exports.default = module.exports; fill(exports.default)",
        "const f = test ? exports : {}",
        "eval(code)",
        "module['exports'][k] = 1",
        "const m = module",
        "const { a = 1, exports: b } = module",
        "(function (root, factory) { factory(exports) })(this, f)",
        "for (const k in { c: 1 }) exports[k] = 2",
        "for (const k in exports) fill(exports)",
        "exports.__proto__ = { a }",
        "/******/ module.exports = __webpack_exports__;",
        "/******/ \tvar __webpack_export_target__ = exports; for (var i in e) __webpack_export_target__[i] = e[i]",
        "/* c8 ignore next */ fill(exports)",
        "/*#__PURE__*/ fill(exports)",
        "/** @type {any} */ (exports)[k] = 1",
        "/* istanbul ignore next */ for (const k of keys) exports[k] = 1",
        "require.cache[__filename].exports.c = 1",
        "module.constructor._cache[module.id].exports.c = 1",
        "Module._cache[__filename].exports.c = 1",
        "m\\u006fdule[k] = 1",
        "for (p in o) if (!Object.prototype.hasOwnProperty.call(exports, p)) exports[p] = o[p]",
        "['c'].forEach(k => Object.defineProperty(exports, k, { value: 1 }))",
        "for (var k of ['c']) Object.defineProperty(exports, k, { value: require('./b')[k] })",
        "var _b = require('./b'); ['c'].forEach(function (k) { exports[k] = _b[k] })",
        "var _b = require('./b'); Object.keys(_b).filter(f).forEach(function (k) { exports[k] = _b[k] })",
        "var _b = require('./b'); Object.keys(_b).forEach(function (k) { if (k === 'c') return 1; exports[k] = _b[k] })",
        "var _b = require('./b'); Object.keys(_b).forEach(function (k) { if (typeof _b[k] === 'object') return; exports[k] = _b[k] })",
        "var _b = require('./b'), n = { c: true }; n.d = 1; for (const k in _b) { if (n.hasOwnProperty(k)) continue; exports[k] = _b[k] }",
        "var _b = require('./b'), n = { c: true }; for (const k in _b) if (n.hasOwnProperty(k)) exports[k] = _b[k]",
        "var _b = require('./b'); for (const k in _b) { if (k in blocked) continue; exports[k] = _b[k] }",
        "var _b = require('./b'); for (const k in _b) { if (blocked[k]) break; exports[k] = _b[k] }",
        "var _b = require('./b'); Object.keys(_b).forEach(function (k) { if (f(k)) exports[k] = _b[k] })",
        "var _b = require('./b'); for (const k in _b) wanted[k] && (exports[k] = _b[k])",
        "var t = { a: 1 }; t.c = 1; for (var k in t) exports[k] = t[k]",
        "(function (root, factory) { factory(root) })(exports, function (e) { fill(e) })",
        "(function (root, factory) { module.exports = factory() })(this, async function () { return { a: 1 } })",
        "module.exports = (function () { if (b) return { c: 1 }; return { a: 1 } })()",
        "module.exports = (() => make())()",
        "var _b = require('./b'); for (const k in _b) if (!list.includes(k)) exports[k] = _b[k]",
        "var m = require('./b'); m = { c: 1 }; module.exports = { ...m }",
        "module.exports = { ..._interopMake(require('./b')) }; function _interopMake() { return { c: 1 } }",
        "exports.__defineGetter__('c', f)",
        "module.exports = __toCommonJS(src_exports);",
        "Object.setPrototypeOf(exports, a)",
        "module.exports = { add(k) { this[k] = 1 } }; module.exports.add('c')",
        "const lib = { add(k) { const self = this; self.c = 1 } }; lib.add(); module.exports = lib",
        "class A { static add(k) { this[k] = 1 } } A.add('c'); module.exports = A",
        "function f() {} f.add = function (k) { return this }; f.add('c').c = 1; module.exports = f",
        "__exportStar(a, exports)",
        // Assignments whose value is used.
        "let api; api = module.exports = {}; api.c = 1",
        "var a, b = a = module.exports = {}; a.c = 1",
        "root.x = module.exports = { a }; root.x.c = 1",
        "root.x = exports",
        "var o = { e: module.exports = { a } }; o.e.c = 1",
        "[e] = [module.exports = { a }]; e.c = 1",
        "var [e] = [module.exports = { a }]; e.c = 1",
        "(module.exports = f).c = 1; function f() {}",
        "(function (e) { e.c = 1 })(module.exports = { a })",
        "fill(module.exports = { a })",
        "Object.assign(module.exports = { a }, { c: 1 })",
        "Object.defineProperty(module.exports = { a }, 'c', { value: 1 })",
        "function g() { return module.exports = { a } } g().c = 1",
        "const g = () => module.exports = { a }; g().c = 1",
        "var e = test ? module.exports = { a } : {}; e.c = 1",
        "var e = (0, module.exports = { a }); e.c = 1",
        "(exports.default = module.exports).c = 1",
        "fill(exports.default = module.exports)",
        "var { ...e } = module.exports = make()",
        "exports.a ||= module.exports = f; function f() {}",
        // `this` of methods, and of classes.
        "exports.f = function () { Object.assign(this, { c: 1 }) }; exports.f()",
        "exports.f = function () { var self = this; self.c = 1 }; exports.f()",
        "exports.f = function () { return this }; exports.f().c = 1",
        "exports.f = function () { this[k] = 1 }; exports.f`a`",
        "module.exports = class { static a = (this.c = 1) }",
        "class A { static a = f(() => this) } module.exports = A",
        "module.exports = class A { static a = fill(A) }",
        "module.exports = f; function f() {} f.prototype.constructor[k] = 1",
        // `this` of the top level.
        "const self = this || {}; self.c = 1",
        "this[k] = 1",
        "(function () { fill(this) }).call(this)",
        "const f = () => fill(this)",
        "class C { [fill(this)]() {} }",
        "fill(...arguments)",
        // Ways through other modules.
        "require['cache'][__filename].exports.c = 1",
        "const { cache } = require; cache[__filename].exports.c = 1",
        "const r = require; r.cache[__filename].exports.c = 1",
        "Module['_cache'][__filename].exports.c = 1",
        "module.parent.children.at(-1).exports.c = 1",
        "const parent = module.parent; parent.children[0].exports.c = 1",
        // Functions that are not what they are named like, and arguments that are elsewhere.
        "[{ c: 1 }].forEach(__export); function __export(m) { for (var p in m) exports[p] = m[p] }",
        "(function (e) { arguments[0].c = 1 })(exports)",
        "(function (a, b) { a.c = 1 })(...[], exports)",
        "module.exports = assign(f, { a: 1 }); function f() {} function assign(t) { t.c = 1; return t }",
        "const freeze = t => { t.c = 1; return t }; module.exports = freeze({ a: 1 })",
        "module.exports = o.freeze({ a: 1 })",
        // A `var` of the top level is what Node gives the module.
        "if (typeof exports === 'undefined') var exports = {}; for (const k of ['c']) exports[k] = 1",
        "var exports; fill(exports)",
        "if (typeof module === 'undefined') var module = {}; module.exports = make()",
        "var module = module || { exports: {} }; module.exports[k] = 1",
        "(function (require) { module.exports = { ...require('./b') } })(() => ({ c: 1 }))",
        // What a known function gives back.
        "const e = Object.assign(exports, { a: 1 }); e.c = 1",
        "Object.assign(exports, { a: 1 }).c = 1",
        "fill(Object.defineProperties(exports, {}))",
        "const e = Object.defineProperty(exports, '__esModule', { value: true }); e.c = 1",
        "Object.seal(exports)['c'] = 1",
        "__exportStar(require('./b'), exports).c = 1",
        "inherits(f, Object); function f() {} module.exports = f; function inherits(f) { f.c = 1 }",
        "var f = { a: 1 }; var { f } = { f: { c: 1 } }; module.exports = f",
        "var f = { a: 1 }; for (var f of list) g(); module.exports = f",
    ] {
        assert_eq!(written(source), "?", "{source}");
    }
}

/// The names that a module surely gives, each way behind a bar.
fn sure(source: &str) -> String {
    let read = read_writes(source.as_bytes(), &NodeVersion::default().profile());
    let ways = read.unwrap().ways.unwrap_or_default().into_iter().map(|way| {
        let modules = way.modules.into_iter().map(|module| format!("+{}", module.specifier));
        way.names.into_iter().chain(modules).collect::<Vec<_>>().join(" ")
    });
    ways.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" | ")
}

#[test]
fn names_that_code_surely_gives() {
    for (source, expected) in [
        ("exports.a = 1; if (b) { exports.c = 1; exports.d = 1 } else exports.c = 2", "a c"),
        (
            "if (p) { module.exports = require('./p') } else { module.exports = require('./d') }",
            "+./d | +./p",
        ),
        ("module.exports = p ? require('./p') : { a: 1 }; module.exports.b = 1", "a b | b +./p"),
        ("exports.a = 1; if (p) module.exports = require('./p'); exports.b = 2", "a b | b +./p"),
        ("exports.a = 1; module.exports = { b: 1 }", "b"),
        ("exports.a = 1; f.b = 1; module.exports = f; f.c = 1; function f() {}", "b c"),
        ("var b = require('./b'); module.exports = b; b.c = 1", "c +./b"),
        ("module.exports = Object.assign(f, { a: 1 }); function f() {}", "a"),
        ("exports.a = 1; module.exports = Object.assign(module.exports, { b: 1 })", "a b"),
        ("exports.a = () => { exports.b = 1 }; exports.c = function () { exports.d = 1 }", "a c"),
        (
            "(function () { exports.a = 1 })(); !function (e) { e.b = 1 }(exports); (() => { exports.c = 1 }).call(1)",
            "a b c",
        ),
        (
            "try { module.exports = require('./native') } catch { module.exports = require('./js') }",
            "+./js | +./native",
        ),
        (
            "try { exports.a = 1 } catch {} switch (b) { case 1: exports.b = 1 } c && (exports.c = 1); exports.d = 1",
            "d",
        ),
        ("(() => { var e = {}; e.a = 1; module.exports = e })()", "a"),
        // Code that makes more names.
        (
            "exports.a = 1; fill(exports); exports[k] = 2; exports.b = 1; const self = this; self.c = 1",
            "a b c",
        ),
        ("exports.a = 1; module.exports = make(); module.exports.b = 1", "b"),
        ("module.exports = f; var f = make(); f.a = 1", "a"),
        // Code that may take names away.
        ("exports.a = 1; delete exports.a", ""),
        ("for (const k in require('./b')) if (f(k)) exports[k] = require('./b')[k]", ""),
        ("exports.a = 1; fill(module)", ""),
        ("exports.a = 1; function f() { module.exports = {} } f()", ""),
        ("let f = {}; f.a = 1; f = g; module.exports = f", ""),
        ("exports = {}; exports.a = 1", ""),
        (
            "var _a = require('./a'); Object.keys(_a).forEach(function (k) { if (k in exports) return; exports[k] = _a[k] })",
            "+./a",
        ),
        ("if (b) return; exports.a = 1", " | a"),
        ("(function () { if (b) return; exports.a = 1 })(); exports.c = 1", "a c | c"),
        ("exports.c = 1; if (b) { exports.a = 1; return } exports.d = 1", "a c | c d"),
        ("if (b) { module.exports = require('./p'); return } module.exports = { a: 1 }", "+./p | a"),
        ("for (const a of b) exports.a = 1; while (b) exports.a = 1; for (;;) { exports.a = 1 }", ""),
        ("const _b = require('./b'); if (c) for (const k in _b) exports[k] = _b[k]", ""),
        ("if (typeof module === 'object') { exports.a = 1 } else { exports.b = 1 }", "a"),
        (
            "var _a = require('./a'); Object.keys(_a).forEach(function (k) { if (k !== 'default') Object.defineProperty(exports, k, { get: function () { return _a[k] } }) })",
            "+./a",
        ),
    ] {
        assert_eq!(sure(source), expected, "{source}");
    }
}

/// The names that a module gives to those that it requires; `?` where code makes them.
fn foreign(source: &str) -> String {
    let read = read_writes(source.as_bytes(), &NodeVersion::default().profile());
    let foreign = read.unwrap().foreign;
    let said = |names: Option<BTreeSet<String>>| {
        names.map_or_else(|| "?".to_owned(), |names| names.into_iter().collect::<Vec<_>>().join(" "))
    };
    let parent = foreign.reaches_parent.then(|| "parent".to_owned());
    let names = foreign.names.into_iter().map(|(specifier, names)| format!("{specifier}: {}", said(names)));
    names.chain(parent).collect::<Vec<_>>().join(", ")
}

#[test]
fn names_that_code_gives_to_other_modules() {
    for (source, expected) in [
        ("require('./a').b = 1; fill(exports)", "./a: b"),
        ("var a = require('./a'); a.b = a.c = 1; [a.d] = [1]", "./a: b c d"),
        ("var a = _interopRequireWildcard(require('./a')); a['b']++", "./a: b"),
        ("Object.assign(require('./a'), { b, c: 1 })", "./a: b c"),
        ("Object.defineProperty(require('./a'), 'b', { value: 1 })", "./a: b"),
        ("const a = require('./a'); Object.assign(a, b)", "./a: ?"),
        ("require('./a')[b] = 1; require('./a').c = 1", "./a: ?"),
        ("module.parent.exports.a = 1", "parent"),
        // Members of members, of others, and what is only read.
        ("const a = require('./a'); a.b.c = 1; f(a.b); fill(a)", ""),
        ("const a = require('./a'); function f(a) { a.b = 1 } Object.assign({}, a)", ""),
        ("if (!module.parent) main(); f(parent.exports)", ""),
    ] {
        assert_eq!(foreign(source), expected, "{source}");
    }
}
