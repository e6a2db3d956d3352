//! Declarations of CommonJS beside what `require` gives, those that are no module, and "module-sync".

use super::tests::kinds;

const MAIN: (&str, &str) = ("package.json", r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#);

/// Two builds, of which `require` takes the second.
const BOTH: (&str, &str) = (
    "package.json",
    r#"{"name":"p","exports":{"import":{"types":"./a.d.mts","default":"./a.mjs"},"require":{"types":"./a.d.cts","default":"./a.cjs"}}}"#,
);

#[test]
fn a_declared_default_that_is_the_value_itself() {
    let types = "export default function f(): void;";
    for (js, expected) in [
        ("const x = require('path'); module.exports = function f() { return x }", true),
        ("module.exports = function f(x) { switch (x) { default: return 1 } }", true),
        ("/** @default 1 */ module.exports = class F {}", true),
        ("class F { static create() { return new F() } } F.parse = 1; module.exports = F; F.F = F", true),
        (
            "function f(x) { switch (x) { default: } } f.f = f; if ('undefined' !== typeof module) { module.exports = f; }",
            true,
        ),
        (
            "function f(x) { switch (x) { default: } } if (typeof exports === 'object') module.exports = f",
            true,
        ),
        (
            "function f(x) { switch (x) { default: } } if (typeof window !== 'undefined') module.exports = f",
            false,
        ),
        (
            "function f(x) { switch (x) { default: } } if (typeof module === 'undefined') module.exports = f",
            false,
        ),
        (
            "function f(x) { switch (x) { default: } } if (typeof module !== 'undefined') { module.exports = f; add(f) }",
            false,
        ),
        ("function f() {} f.default = f; if (typeof module !== 'undefined') module.exports = f", false),
        ("function f() {} module.exports = f; module.exports.default = f", false),
        ("function f() {} f.default = f; module.exports = f", false),
        ("function f() {} module.exports = f; Object.defineProperty(f, 'default', { value: f })", false),
        ("function f() {} Object.assign(f, require('./b')); module.exports = f", false),
        ("function f() {} for (const key in b) f[key] = b[key]; module.exports = f; const b = {}", false),
        ("class F extends require('./b') {} module.exports = F", false),
        ("class F { static default = 1 } module.exports = F", false),
        ("module.exports = f; function f() {} module.exports['de' + 'fault'] = f", false),
        ("module.exports = require('./b')", false),
        ("require('./b')(module); module.exports = function () {}", false),
    ] {
        let found = kinds(&[MAIN, ("a.js", js), ("a.d.ts", types), ("b.js", "exports.a = 1")]);
        let found: Vec<_> = found.into_iter().filter(|row| row.contains("false-export-default")).collect();
        let modes = ["node16-cjs", "node16-esm", "nodenext-cjs", "bundler"].into_iter().filter(|_| expected);
        let expected: Vec<_> = modes.map(|mode| format!("{mode} false-export-default default")).collect();
        assert_eq!(found, expected, "{js}");
    }
    let files = [
        BOTH,
        ("a.mjs", "export default function f() {}"),
        ("a.d.mts", types),
        ("a.cjs", "function f() {}\nmodule.exports = f;"),
        ("a.d.cts", types),
    ];
    let expected = ["node16-cjs", "nodenext-cjs"].map(|mode| format!("{mode} false-export-default default"));
    assert_eq!(kinds(&files), expected);
}

#[test]
fn what_require_does_not_give() {
    let types = "export declare const a: 1, zeta: 2;";
    for (js, is_told) in [
        ("exports.a = 1", true),
        ("exports.a = void 0; const x = require('path'); exports.a = x", true),
        ("module.exports = { a: 1 }", true),
        (
            "var src = {}; var __export = () => {}; var __toCommonJS = (m) => m; __export(src, { a: () => a }); module.exports = __toCommonJS(src); 0 && (module.exports = { a })",
            true,
        ),
        ("exports.a = 1; fill(exports)", false),
        ("exports.a = 1; for (const key of keys) exports[key] = 1", false),
        ("exports.a = 1; Object.defineProperty(exports, key, { get })", false),
        ("exports.a = 1; (function () { this.zeta = 1 }).call(exports)", false),
        ("exports.a = 1; Object.assign(exports, c)", false),
        ("exports.a = 1; __exportStar(require('c'), exports)", false),
        ("module.exports = { a: 1, ...c }", false),
        ("module.exports = require('./c.cjs')", false),
        ("module.exports = make()", false),
        ("exports.a = 1; if (x) exports.zeta = 2", false),
    ] {
        let files = [
            BOTH,
            ("a.mjs", "export const a = 1, zeta = 2"),
            ("a.d.mts", types),
            ("a.cjs", js),
            ("a.d.cts", types),
            ("c.cjs", "exports.a = 1"),
        ];
        let expected = ["node16-cjs", "nodenext-cjs"].map(|mode| format!("{mode} named-exports zeta"));
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.contains("named-exports")).collect();
        assert_eq!(found, if is_told { &expected[..] } else { &[] }, "{js}");
    }
}

#[test]
fn a_default_that_require_does_not_give() {
    let types = "export declare const a: 1; export default function f(): void;";
    for (js, is_told) in [
        ("exports.a = 1", true),
        ("exports.a = 1; exports.default = 2", false),
        ("module.exports = { a: 1 }", false),
        ("exports.a = 1; fill(exports)", false),
    ] {
        let found = kinds(&[MAIN, ("a.js", js), ("a.d.ts", types)]);
        let found: Vec<_> = found.into_iter().filter(|row| row.contains("named-exports default")).collect();
        let expected = ["node16-cjs", "nodenext-cjs"].map(|mode| format!("{mode} named-exports default"));
        assert_eq!(found, if is_told { &expected[..] } else { &[] }, "{js}");
    }
}

#[test]
fn declarations_that_are_no_module() {
    for (js, types, is_told) in [
        ("exports.a = 1", "declare const a: number;", true),
        ("exports.a = 1", "", true),
        ("exports.a = 1", "// A plugin declares the names.\n", false),
        ("exports.a = 1", "declare module 'q' { export const a: number }", true),
        ("exports.a = 1", "/// <reference types='node' />\ndeclare const a: Buffer;", true),
        ("exports.a = 1", "declare module 'p' { export const a: number }", false),
        ("exports.a = 1", "declare module 'p*' { export const a: number }", false),
        ("exports.a = 1", "/// <reference path='./b.d.ts' />", false),
        ("exports.a = 1", "/// <reference types='other' />", false),
        ("exports.a = 1", "declare const a: number; export {}", false),
        ("globalThis.a = 1", "declare const a: number;", false),
    ] {
        let files = [
            MAIN,
            ("a.js", js),
            ("a.d.ts", types),
            ("b.d.ts", "declare module 'p' { export const a: number }"),
        ];
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.contains("no-resolution")).collect();
        assert_eq!(found.len(), if is_told { 4 } else { 0 }, "{js} {types} {found:?}");
    }
}

#[test]
fn a_null_ends_the_search_of_newer_compilers() {
    for (exports, is_told) in [
        (r#"{".":{"types":null,"default":"./a.js"}}"#, true),
        (r#"{"import":{"types":null,"default":"./a.js"},"require":{"types":null,"default":"./a.js"}}"#, true),
        (r#"{".":[{"types":null},"./a.js"]}"#, true),
        (r#"{"types":{"default":null},"default":"./a.js"}"#, true),
        (r#"{"browser":null,"default":"./a.js"}"#, false),
        (r#"{"default":"./a.js","types":null}"#, false),
        (r#"{"types":"./gone.d.ts","default":"./a.js"}"#, false),
    ] {
        let manifest = format!(r#"{{"name":"p","exports":{exports}}}"#);
        let files = [
            ("package.json", manifest.as_str()),
            ("a.js", "exports.a = 1"),
            ("a.d.ts", "export declare const a: 1;"),
        ];
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.contains("no-resolution")).collect();
        assert_eq!(!found.is_empty(), is_told, "{exports} {found:?}");
    }
}

#[test]
fn a_module_that_a_script_declares_comes_before_a_file() {
    let own = "declare module 'p' { interface Added {} }";
    for (global, is_told) in
        [(own.to_owned(), false), (format!("export {{}}; {own}"), false), (String::new(), true)]
    {
        let files = [
            ("package.json", r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            ("a.js", "export const a = 1"),
            (
                "a.d.ts",
                "/// <reference path='./k.d.ts' />\nimport type { Added } from 'p'; export declare const a: Added;",
            ),
            ("k.d.ts", global.as_str()),
        ];
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.starts_with("inside")).collect();
        assert_eq!(!found.is_empty(), is_told, "{global} {found:?}");
    }
}

#[test]
fn names_behind_a_condition_that_typescript_does_not_know() {
    for (exports, expected) in [
        (r#"{"types":"./a.d.ts","module-sync":"./s.js","default":"./a.cjs"}"#, "b,default"),
        (r#"{"types":"./a.d.ts","module-sync":["./s.js"],"default":"./a.cjs"}"#, "b,default"),
        (r#"{"types":"./a.d.ts","module-sync":"./t.js","default":"./a.cjs"}"#, ""),
        (r#"{"types":"./a.d.ts","other":"./s.js","default":"./t.js"}"#, ""),
    ] {
        let manifest = format!(r#"{{"name":"p","type":"module","exports":{exports}}}"#);
        let files = [
            ("package.json", manifest.as_str()),
            ("s.js", "export const a = 1"),
            ("t.js", "export const a = 1, b = 2; export default a"),
            ("a.cjs", "exports.a = 1"),
            ("a.d.ts", "export declare const a: 1, b: 1; export default a;"),
        ];
        let found = kinds(&files).into_iter().find(|row| row.contains("declared-not-exported"));
        let row = format!("node16-esm declared-not-exported {expected}");
        assert_eq!(found, (!expected.is_empty()).then_some(row), "{exports}");
    }
}

#[test]
fn a_default_that_is_not_declared() {
    for (types, expected) in [
        ("export { default as X } from './x.js';", "default"),
        ("import X from './x.js'; export type T = typeof X;", "default"),
        ("import X from './y.js'; export type T = typeof X;", ""),
        // TypeScript gives CommonJS a default.
        ("import X from './z.cjs'; export type T = typeof X;", ""),
        ("import X from './e.cjs'; export type T = typeof X;", ""),
        ("// @ts-ignore\nimport X from './x.js'; export type T = typeof X;", ""),
        ("/// <reference types='p/gone' />\nexport {};", "gone"),
        ("/// <reference types='p/own' />\nexport {};", ""),
        ("/// <reference types='q/gone' />\nexport {};", ""),
    ] {
        let files = [
            (
                "package.json",
                r#"{"name":"p","type":"module","exports":{".":"./a.js","./own":{"types":"./x.d.ts"}}}"#,
            ),
            ("a.js", "export const a = 1"),
            ("a.d.ts", types),
            ("x.d.ts", "export declare const y: 1;"),
            ("y.d.ts", "declare const y: 1; export default y;"),
            ("z.d.cts", "export declare const z: 1;"),
            ("e.d.cts", "declare const e: 1; export = e;"),
        ];
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.starts_with("inside")).collect();
        let row = match expected {
            "" => vec![],
            "gone" => vec!["inside internal-resolution-error"],
            _ => vec!["inside missing-declared-name default"],
        };
        assert_eq!(found, row, "{types}");
    }
}

#[test]
fn what_node_is_not_offered_is_told_for_those_who_ask() {
    let kinds_of = |exports: &str| {
        let manifest = format!(r#"{{"name":"p","type":"module","exports":{exports}}}"#);
        let files = [
            ("package.json", manifest.as_str()),
            ("a.js", "export const a = 1"),
            ("a.d.ts", "export declare const a: 1;"),
        ];
        kinds(&files)
    };
    assert_eq!(kinds_of(r#"{"types":"./a.d.ts","import":"./a.js"}"#), ["node16-cjs cjs-resolves-to-esm"]);
    assert_eq!(
        kinds_of(r#"{"import":"./a.js"}"#),
        ["node16-cjs no-resolution", "nodenext-cjs no-resolution"]
    );
    let gone =
        ["node16-cjs", "node16-esm", "nodenext-cjs", "bundler"].map(|mode| format!("{mode} no-resolution"));
    let found = kinds_of(r#"{".":"./a.js","./gone":"./gone.js","./any/*":"./gone/*.js"}"#);
    assert_eq!(found, [&["node16-cjs cjs-resolves-to-esm".to_owned()][..], &gone].concat());
}

#[test]
fn a_default_behind_the_mark_of_es_modules() {
    let mark = "Object.defineProperty(exports, '__esModule', { value: true });";
    for (js, is_told) in [
        ("exports.default = 1", true),
        ("exports.default = exports.b = void 0; exports.b = 1; exports.default = 2", true),
        (
            "Object.defineProperty(exports, \"default\", { enumerable: true, get: function () { return 1 } })",
            true,
        ),
        ("\n// module.exports = f\nexports.default = 1", true),
        ("exports.default = 1; module.exports = exports.default", false),
        ("exports.b = exports.default == 1", false),
        ("exports.b = 1", false),
    ] {
        let text = format!("{mark} {js}");
        let files =
            [MAIN, ("a.js", text.as_str()), ("a.d.ts", "export declare const b: 1; export default b;")];
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.contains("only-exports")).collect();
        let expected: &[&str] = if is_told {
            &["node16-esm cjs-only-exports-default", "bundler cjs-only-exports-default"]
        } else {
            &[]
        };
        assert_eq!(found, expected, "{js}");
    }
}

/// TypeScript looks for the file that runs where "typesVersions" lead, too; Node does not.
#[test]
fn names_behind_types_versions() {
    let manifest = r#"{"name":"p","main":"a.js","types":"a.d.ts","typesVersions":{">=3.1":{"*":["new/*"]}}}"#;
    let types = "declare namespace p { const b: 1, c: 1 } declare function p(): void; export = p;";
    for (js, expected) in [
        ("function p() {} p.b = p.c = 1; module.exports = p", &["node16-esm named-exports b,c"][..]),
        ("exports.b = 1; exports.c = 2", &[]),
    ] {
        let files =
            [("package.json", manifest), ("a.js", js), ("a.d.ts", "export {}"), ("new/a.d.ts", types)];
        assert_eq!(kinds(&files), expected, "{js}");
    }
}
