//! Declarations that are written as `declare module "…"`, lists of namespaces, and names that nothing declares.

use super::tests::kinds;

const MAIN: (&str, &str) = ("package.json", r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#);

/// The row of names that an import does not get.
fn lacking(js: &str, types: &str) -> String {
    let found =
        kinds(&[MAIN, ("a.js", js), ("a.d.ts", types), ("b.d.ts", "declare module 'p' { const b: 1 }")]);
    let rows = found.iter().filter_map(|row| row.strip_prefix("node16-esm named-exports "));
    rows.collect::<Vec<_>>().join("; ")
}

#[test]
fn a_package_that_declares_itself_by_a_module() {
    for (types, expected) in [
        ("declare module 'p' { export const a: 1; export const z: 2 }", "z"),
        ("declare module 'p' { const a: 1; function z(): void; type T = 1; interface I {} }", "z"),
        ("declare module 'p' { const y: 1; type T = 1; export { y as z, T } }", "z"),
        ("declare module 'p' { const y: 1; export { y as z }; export { w } from 'other' }", "z"),
        ("declare module 'p' { function f(): void; namespace f { const z: 1; type T = 1 } export = f }", "z"),
        (
            "declare module 'p' { const y: 1; function f(): void; namespace f { export { y as z } } export = f }",
            "z",
        ),
        ("declare module 'p' { const y: { a: 1, z: 1 }; export = y }", "z"),
        // Nothing is known of these.
        ("declare module 'p' { interface Y { z: 1 } const y: Y; export = y }", ""),
        ("declare module 'p';", ""),
        ("declare module 'p' { export * from 'other' }", ""),
        ("declare module 'p' { import { z } from 'other'; export { z } }", ""),
        ("declare module 'q' { export const z: 2 }", ""),
        ("export {}; declare module 'p' { export const z: 2 }", ""),
        ("/// <reference path='./b.d.ts' />\ndeclare module 'p' { export const z: 2 }", ""),
    ] {
        assert_eq!(lacking("exports.a = 1", types), expected, "{types}");
    }
}

#[test]
fn a_namespace_lists_what_is_around_it() {
    for (types, expected) in [
        (
            "export = f; declare function f(): void; declare namespace f { export { z, Opt } } declare const z: 1; type Opt = 1;",
            "z",
        ),
        (
            "export = f; declare function f(): void; declare namespace f { export { z as y } } import z = require('./c');",
            "y",
        ),
        (
            "export = f; declare function f(): void; declare namespace f { export { type z } } declare const z: 1;",
            "",
        ),
        (
            "export = f; declare function f(): void; declare namespace f { type z = 1; export { z } } declare const z: 1;",
            "",
        ),
        (
            "export = f; declare function f(): void; declare namespace f { export { z } } import { z } from 'other';",
            "",
        ),
        (
            "export = f; declare function f(): void; declare namespace f { export { a as default } } declare const a: 1;",
            "",
        ),
        ("export = f; declare function f(): void; declare namespace f { export { gone } }", ""),
    ] {
        let files = [
            MAIN,
            ("a.js", "module.exports = f; function f() {}"),
            ("a.d.ts", types),
            ("c.d.ts", "export {}"),
        ];
        let found = kinds(&files);
        let rows = found.iter().filter_map(|row| row.strip_prefix("node16-esm named-exports "));
        assert_eq!(rows.collect::<Vec<_>>().join("; "), expected, "{types}");
    }
}

#[test]
fn exported_names_that_nothing_declares() {
    for (types, expected) in [
        ("declare const a: 1; export { a, bb }; export type { cc };", "inside missing-declared-name bb,cc"),
        ("declare const a: 1; export { a }; export default bb;", "inside missing-declared-name bb"),
        ("export = bb.c; declare const a: 1;", "inside missing-declared-name bb"),
        ("export = 1;", ""),
        ("export default undefined;", ""),
        ("export default globalThis;", ""),
        ("import bb, { cc } from './b'; export { bb, cc };", ""),
        ("import * as bb from './b'; import cc = bb.d; export { bb, cc };", ""),
        ("export { Promise, RequestInit, Buffer, JSX };", ""),
        ("export { bb }; declare global { const bb: 1 }", ""),
        ("export { bb }; declare module 'x' { global { const bb: 1 } }", ""),
        ("/// <reference path='./g.d.ts' />\nexport { gg };", ""),
        ("/// <reference types='other' />\nexport { bb };", ""),
        ("/// <reference types='node' />\nexport { bb };", "inside missing-declared-name bb"),
        ("// @ts-ignore\nexport { bb };", ""),
        ("declare const a: 1; interface a {} export { a as default };", ""),
        ("declare const { a, b: [bb] }: any; export { a, bb };", ""),
    ] {
        let files = [
            MAIN,
            ("a.js", "exports.a = exports.bb = exports.cc = exports.gg = 1"),
            ("a.d.ts", types),
            ("b.d.ts", "export declare const cc: 1; export default cc; export namespace d {}"),
            ("g.d.ts", "declare const gg: 1;"),
        ];
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.starts_with("inside")).collect();
        assert_eq!(found.join("; "), expected, "{types}");
    }
}

#[test]
fn libraries_that_no_compiler_has() {
    for (library, is_told) in [
        ("es2015", false),
        ("ES7", false),
        ("dom.iterable", false),
        ("esnext.float16", false),
        ("es2014", true),
        ("dom.gone", true),
    ] {
        let types = format!("/// <reference lib='{library}' />\nexport declare const a: 1;");
        let found = kinds(&[MAIN, ("a.js", "exports.a = 1"), ("a.d.ts", &types)]);
        assert_eq!(found == ["inside internal-resolution-error"], is_told, "{library} {found:?}");
        assert_eq!(found.is_empty(), !is_told, "{library} {found:?}");
    }
}

#[test]
fn many_names_of_one_ambient_module_take_linear_time() {
    let many = 5_000;
    let names: String = (0..many).map(|at| format!("a as n{at},")).collect();
    let asked: String = (0..many).map(|at| format!("n{at} as m{at},")).collect();
    let types = format!(
        "declare module 'p' {{ const a: 1; export {{ {names} }} }} declare module '#x' {{ const a: 1; export {{ {names} }} }}"
    );
    let other =
        format!("/// <reference path='./a.d.ts' />\nimport {{ {asked} }} from '#x'; export {{ {asked} }};");
    let manifest = r#"{"name":"p","exports":{".":{"types":"./a.d.ts","default":"./a.js"},"./b":{"types":"./b.d.ts","default":"./a.js"}}}"#;
    let files =
        [("package.json", manifest), ("a.js", "exports.a = 1"), ("a.d.ts", &types), ("b.d.ts", &other)];
    assert!(kinds(&files).len() < 5);
}
