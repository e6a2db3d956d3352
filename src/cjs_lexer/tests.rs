//! Snippets with the answers of real Nodes (20.18.3, 22.23.3, 24.21.0 and 26.10.0), and properties that hold
//! on any input.

use proptest::prelude::*;

use super::{CommonJsLexer, LexError, lex};

const ALL: [CommonJsLexer; 3] =
    [CommonJsLexer::CjsModuleLexer1, CommonJsLexer::CjsModuleLexer2, CommonJsLexer::Merve];

/// Returns the names separated by spaces, then `->` and the specifiers if there are any.
fn answer(source: &str, lexer: CommonJsLexer) -> String {
    match lex(source, lexer) {
        Ok(found) if found.reexports.is_empty() => found.exports.join(" "),
        Ok(found) => {
            format!("{} -> {}", found.exports.join(" "), found.reexports.join(" ")).trim().to_owned()
        }
        Err(LexError::EsmSyntax(offset)) => format!("esm at {offset}"),
        Err(_) => "error".to_owned(),
    }
}

fn all_answer(rows: &[(&str, &str)]) {
    for (source, expected) in rows {
        for lexer in ALL {
            assert_eq!(answer(source, lexer), *expected, "{lexer:?}: {source}");
        }
    }
}

/// Checks rows of source, the answer of both cjs-module-lexers, and merve's.
fn merve_differs(rows: &[(&str, &str, &str)]) {
    for (source, expected, merve) in rows {
        assert_eq!(answer(source, CommonJsLexer::CjsModuleLexer1), *expected, "1: {source}");
        assert_eq!(answer(source, CommonJsLexer::CjsModuleLexer2), *expected, "2: {source}");
        assert_eq!(answer(source, CommonJsLexer::Merve), *merve, "merve: {source}");
    }
}

#[test]
fn members() {
    all_answer(&[
        ("exports.a = 1; module.exports.b = 2; exports['c-d'] = 3", "a b c-d"),
        ("exports.a = exports.b = exports['c'] = void 0", "a b c"),
        ("exports/*x*/./*y*/a //z\n = 1", "a"),
        ("(function (exports) { if (x) exports.a = 1 })()", "a"),
        ("exports.a == 1; exports.b => 1; exports.c += 1; exports.d.e = 1", "a b"),
        ("exports[a] = 1; exports[`b`] = 1; exports['c'].d = 1", ""),
        ("x.exports.a = 1; x.module.exports.b = 1; xexports.c = 1; $exports.d = 1", ""),
        ("exports.default = 1; exports.let = 1; exports[''] = 1; exports.default = 2", "default let "),
        ("// exports.a = 1\n/* exports.b = 1 */ 'exports.c = 1'; `exports.d = 1`; /exports.e = 1/", ""),
        ("`${exports.a = 1} ${`${exports.b = 1}`}`", "a b"),
        ("exports['\\x41\\u0042\\u{1F600}\\n'] = 1", "AB😀\n"),
        ("exports['\\ud83d'] = 1; exports['\\ud83d\\ude00'] = 1; exports['\\u{110000}'] = 1", "😀"),
        ("exports.é = 1; exports.日本 = 1; exports.\\u0061 = 1", "é 日本"),
    ]);
    merve_differs(&[
        ("exports['\\101\\8'] = 1", "A8", "1018"),
        ("exports['a\\\nb'] = 1", "ab", "a\nb"),
        ("exports['\u{E000}'] = 1", "", "\u{E000}"),
        ("\u{A0}exports.a = 1", "a", ""),
        ("exports\u{A0}.a = 1", "a", ""),
        ("exports.a\u{2192} = 1", "", "a\u{2192}"),
    ]);
}

#[test]
fn literals() {
    all_answer(&[
        ("module.exports = { a, b: c, 'd': e, 'f', g }", "a b d g"),
        ("0 && (module.exports = { a, b, ...require('x') })", "a b -> x"),
        ("module.exports = { a, ...b, ...require('c'), d }", "a d -> c"),
        ("module.exports = { a: 1, b }", ""),
        ("module.exports = { a: 'x', b }", ""),
        ("module.exports = { a: b.c, d }", "a"),
        ("module.exports = { a: b() , d }", "a"),
        ("module.exports = { a: b , c }", "a"),
        ("module.exports = { a , c }", "a c"),
        ("module.exports = { a = 1, c }", "a"),
        ("module.exports = { a() {}, c }", "a"),
        ("module.exports = { async a() {}, c }", "async"),
        ("module.exports = { [a]: b, c }", ""),
        ("module.exports = { ... a, b }", ""),
        ("module.exports = { get, set }", "get set"),
        ("exports = { a, b }", ""),
        ("module.exports = { a }; module.exports = { b }", "a b"),
    ]);
    merve_differs(&[
        ("module.exports = { a: require('x'), b }", "a", "a -> x"),
        ("module.exports = { 'a': require('x') }", "a", "a -> x"),
        ("module.exports = { a, get b() {}, c }", "a get", "a"),
        ("module.exports = { get b, c }", "get", "get c"),
        ("exports.a = 1; module.exports = { b,", "a b", "error"),
    ]);
}

#[test]
fn defined_properties() {
    let define = |descriptor: &str| format!("Object.defineProperty(exports, 'a', {descriptor})");
    let recognised = [
        "{ value: 1 }",
        "{ enumerable: true, value: f() }",
        "{ enumerable: true, get: function () { return b; } }",
        "{ enumerable: true, get: function a() { return b.c; }, }",
        "{ get() { return b['c'] } }",
        "{ get () { return b } }",
    ];
    for descriptor in recognised {
        all_answer(&[(&define(descriptor), "a")]);
    }
    let refused = [
        "{ enumerable: !0, get: function () { return b } }",
        "{ enumerable: false, value: 1 }",
        "{ configurable: true, value: 1 }",
        "{ get: () => b }",
        "{ get() { return b() } }",
        "{ get() { return 'b' } }",
        "({ get() { return b } })",
        "{ value }",
        "b",
    ];
    for descriptor in refused {
        all_answer(&[(&define(descriptor), "")]);
        let both = define(descriptor) + "; exports.a = 1";
        merve_differs(&[(&both, "", "a")]);
    }
    all_answer(&[
        ("Object.defineProperty(module.exports, '__esModule', { value: true })", "__esModule"),
        ("Object.defineProperties(exports, { a: { value: 1 } })", ""),
        ("Object.defineProperty(e, 'a', { value: 1 })", ""),
    ]);
}

#[test]
fn requires() {
    all_answer(&[
        ("module.exports = require('a'); if (x) module.exports = require('b')", "-> b"),
        ("__export(require('a')); tslib_1.__exportStar(require('b'), exports)", "-> a b"),
        ("__export(require('a')); module.exports = c", ""),
        ("{ __export(require('a')) }", ""),
        ("module.exports = require(a)", ""),
        ("module.exports = require ( 'a' ).b", "-> a"),
        ("module.exports = { ...require('a'), ...require('b') }; __export(require('c'))", "-> a b c"),
    ]);
    merve_differs(&[("__export(require('a')); __export(require('a'))", "-> a", "-> a a")]);
    let unread = "__export('a', b); exports.c = 1";
    assert_eq!(answer(unread, CommonJsLexer::CjsModuleLexer1), "error");
    assert_eq!(answer(unread, CommonJsLexer::CjsModuleLexer2), "c");
    assert_eq!(answer(unread, CommonJsLexer::Merve), "c");
}

fn star(binding: &str, body: &str) -> String {
    format!("{binding}; Object.keys(_x).forEach(function (k) {{ {body} }});")
}

const COPY: &str = "exports[k] = _x[k];";
const GETTER: &str =
    "Object.defineProperty(exports, k, { enumerable: true, get: function () { return _x[k]; } });";
const BABEL: &str = "if (k === 'default' || k === \"__esModule\") return;";

#[test]
fn star_loops() {
    let own = "if (Object.prototype.hasOwnProperty.call(_names, k)) return;";
    let known = "if (k in exports && exports[k] === _x[k]) return;";
    let bodies = [
        format!("{BABEL} {COPY}"),
        format!("{BABEL} {own} {known} {GETTER}"),
        format!("{BABEL} {known} {COPY}"),
        format!("if (k !== 'default') {COPY}"),
        format!("if (k !== 'default' && !exports.hasOwnProperty(k)) {COPY}"),
        format!("if (k !== 'default' && !Object.hasOwnProperty.call(exports, k)) {GETTER}"),
    ];
    for body in &bodies {
        all_answer(&[(&star("var _x = require('m')", body), "-> m")]);
    }
    let near_misses = [
        COPY.to_owned(),
        "if (k !== 'default' && k !== '__esModule') exports[k] = _x[k]".to_owned(),
        "if (k !== 'default') exports[k] = _y[k]".to_owned(),
        format!("{BABEL} if ( k in exports && exports[k] === _x[k]) return; {COPY}"),
        format!("if (k !== 'default' && !f(k)) {COPY}"),
    ];
    for body in &near_misses {
        all_answer(&[(&star("var _x = require('m')", body), "")]);
    }
    let without_test = star("var _x = require('m')", &format!("if (k !== 'default' && !) {COPY}"));
    merve_differs(&[(&without_test, "", "-> m")]);
}

#[test]
fn star_bindings() {
    let body = format!("{BABEL} {COPY}");
    for binding in ["let _x=require('m')", "const  _x  =  _interopRequireWildcard(require('m'))"] {
        all_answer(&[(&star(binding, &body), "-> m")]);
    }
    for binding in [
        "_x = require('m')",
        "var y, _x = require('m')",
        "var _x = f(require('m'))",
        "var\n_x = require('m')",
    ] {
        all_answer(&[(&star(binding, &body), "")]);
    }
    let twice = star("var _x = require('a'); var _x = require('b')", &body);
    let many = star(&("var y = require('y');".repeat(255) + "var _x = require('m')"), &body);
    let quoted = star("var _x = require('\"m\"')", &body);
    merve_differs(&[(&twice, "-> b", "-> a"), (&many, "-> m", ""), (&quoted, "-> m", "-> \"m\"")]);
}

#[test]
fn module_syntax() {
    all_answer(&[
        ("import x from 'x'", "esm at 0"),
        ("a; import'x'", "esm at 3"),
        ("import.meta.url", "esm at 0"),
        ("export const a = 1", "esm at 0"),
        ("export{}", "esm at 0"),
        ("import('x'); exports.a = 1", "a"),
        ("x.import.meta; importx; exportx; exports.a = 1", "a"),
        ("function f() { import.meta } exports.a = 1", "a"),
    ]);
    merve_differs(&[("exports.a = 1; import.metal", "esm at 15", "a")]);
}

#[test]
fn regular_expressions_and_divisions() {
    let regex = [
        "/'/",
        "(/'/)",
        "a = /'/",
        "a, /[/']/",
        "return /'/",
        "x => /'/",
        "if (a) /'/",
        "{ } ; /'/",
        "a + /'/",
        "else { } /'/",
        "class A { } /'/",
        "a ? /'/ : b",
        "typeof /'/",
        "() => { } /'/",
        "a++ + /'/",
        "/\\/'/",
    ];
    for source in regex {
        all_answer(&[(&format!(";{source}; exports.a = 1"), "a")]);
    }
    let division = [
        "a / 2 / b",
        "(a) / 2",
        "a++ / 2",
        "1. / 2",
        "a[0] / 2",
        "`t` / 2",
        "'s' / 2",
        "x = { } / 2",
        "a.in_ / 2",
    ];
    for source in division {
        all_answer(&[(&format!(";{source}; exports.a = 1"), "a")]);
    }
    merve_differs(&[
        (";xif(a) /'/; exports.a = 1", "a", "error"),
        ("{ } /'/; exports.a = 1", "error", "a"),
        ("return /'/; exports.a = 1", "error", "a"),
    ]);
}

#[test]
fn surroundings() {
    all_answer(&[
        ("", ""),
        ("#!/usr/bin/env node\nexports.a = 1", "a"),
        ("exports.a = 1; )", "error"),
        ("exports.a = 1; (", "error"),
        ("exports.a = 1; 'b\n'", "error"),
        ("exports.a = 1; `b", "error"),
        ("exports.a = 1; /b\n/", "error"),
        ("exports.a = 1; /*", "a"),
        ("exports.a = 1; <!-- exports.b = 1\n--> exports.c = 1", "a b c"),
        ("'a\\\r\nb'; exports.a = 1", "a"),
    ]);
}

#[test]
fn nesting() {
    let nest = |open: &str, close: &str, depth: usize| {
        format!("{}{}exports.a = 1", open.repeat(depth), close.repeat(depth))
    };
    merve_differs(&[
        (&nest("(", ")", 3586), "a", "a"),
        (&nest("{", "}", 100_000), "a", "error"),
        (&nest("`${", "}`;", 2048), "a", "a"),
        (&nest("`${", "}`;", 2049), "a", "error"),
    ]);
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        "( ) { } [ ] ; , . = / ' \" ` ${ ... \\ + - => && ! /* */ // \n \u{A0} é 😀 a k 0 if in return class function \
         exports module Object keys defineProperty forEach require import export __export _interopRequireWildcard var get \
         enumerable:true value: 'a' #! \u{2028}"
            .split(' ')
            .collect::<Vec<_>>(),
    )
}

fn lex_all(source: &str) {
    for lexer in ALL {
        let _ = lex(source, lexer);
    }
}

proptest! {
    #[test]
    fn never_panics_on_bytes(bytes: Vec<u8>) {
        lex_all(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn never_panics_on_tokens(tokens in prop::collection::vec(token(), 0..60)) {
        lex_all(&tokens.concat());
        lex_all(&tokens.join(" "));
    }

    #[test]
    fn never_panics_on_torn_shapes(cut in 0usize..200, with in token()) {
        let whole = star("var é = _interopRequireWildcard(require('m'))", &format!("{BABEL} {GETTER}"));
        let cut = whole.floor_char_boundary(cut);
        let (before, after) = whole.split_at(cut);
        lex_all(before);
        lex_all(&format!("{before}{with}{after}"));
    }
}
