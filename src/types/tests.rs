//! Packages as rows, and the kinds of faults that their declarations have.

use std::collections::BTreeSet;

use super::*;
use crate::{facts::NodeFacts, files::FileTree, resolve::NodeTarget};

pub(super) fn kinds(files: &[(&str, &str)]) -> Vec<String> {
    let package = Package::new(FileTree::of(files.iter().copied()));
    let node = NodeFacts::gather(&package, NodeTarget::default());
    let facts =
        TypesFacts::gather(&package, &node.entry_points, &node.linkage, &node.node, &TypesMode::DEFAULT);
    let row = |mode: Option<TypesMode>, problem: &TypesProblem| {
        let mode = mode.map_or("inside", TypesMode::name);
        let kind = serde_json::to_value(problem.kind).unwrap();
        let names = problem.names.join(",");
        format!("{mode} {} {names}", kind.as_str().unwrap()).trim_end().to_owned()
    };
    let outcomes = facts.entries.iter().flat_map(|entry| &entry.outcomes);
    let of_outcomes = outcomes
        .flat_map(|outcome| outcome.problems.iter().map(move |problem| row(Some(outcome.mode), problem)));
    of_outcomes.chain(facts.inside.iter().map(|problem| row(None, problem))).collect()
}

const ESM: (&str, &str) = ("package.json", r#"{"name":"p","type":"module","exports":"./a.js"}"#);

#[test]
fn declared_values_that_are_not_there() {
    for (js, types, expected) in [
        ("export const a = 1", "export declare const a: 1, b: 2;", "b"),
        ("export const a = 1", "export declare const a: 1; export default a;", "default"),
        ("export const a = 1", "export declare const a: 1; export declare class C {}", "C"),
    ] {
        let found = kinds(&[ESM, ("a.js", js), ("a.d.ts", types)]);
        let expected =
            ["node16-esm", "nodenext-cjs"].map(|mode| format!("{mode} declared-not-exported {expected}"));
        let found: Vec<_> = found.into_iter().filter(|row| !row.contains("cjs-resolves")).collect();
        assert_eq!(found, expected, "{types}");
    }
}

#[test]
fn what_is_there_or_may_be_is_silent() {
    for (js, types) in [
        ("export const a = 1", "export declare const a: 1; export interface I {} export type T = 1;"),
        ("export const a = 1", "export declare const a: 1; export { X } from 'other';"),
        ("export const a = 1", "export declare const a: 1; export declare const enum E { A }"),
        ("export const a = 1", "export declare const a: 1; declare class C {} export type { C };"),
        ("export const a = 1", "export declare const a: 1; export declare namespace N { type T = 1 }"),
        ("export * from 'other'", "export declare const a: 1;"),
        ("export const a = 1", "export * from './b.js'; declare global { const g: 1 }"),
    ] {
        let found = kinds(&[ESM, ("a.js", js), ("a.d.ts", types), ("b.d.ts", "export declare const a: 1;")]);
        let found: Vec<_> = found.into_iter().filter(|row| !row.contains("cjs-resolves")).collect();
        assert!(found.is_empty(), "{types}: {found:?}");
    }
}

#[test]
fn what_only_types_lead_to_is_no_value() {
    let others = [
        ("x.d.ts", "export declare class B {} export declare const c: 1; export type X = 1;"),
        ("y.d.ts", "export declare const X: 1; export * from './z.js';"),
        ("z.d.ts", "export declare const z: 1;"),
        ("t.d.ts", "export type * from './z.js';"),
    ];
    for (types, expected) in [
        ("export type * from './x.js';", ""),
        ("export type * from './x.js'; export * from './x.js';", "B,c"),
        ("export * from './x.js'; export type * from './x.js';", "B,c"),
        ("export * from './t.js';", ""),
        ("export type * from './y.js'; export * from './z.js';", "z"),
        ("export type * from './z.js'; export declare const z: 1;", "z"),
        // Of two stars, the first counts.
        ("export type { c, B } from './x.js'; export * from './x.js'; export * from './y.js';", "z"),
        ("export * from './y.js'; export * from './x.js';", "B,X,c,z"),
        // `export` beside a declaration without it makes another symbol.
        ("declare const F: { p(): F }; export type F = { q: 1 }; export {};", ""),
        ("export interface F { q: 1 } declare function F(): void; export {};", ""),
        ("declare namespace F { const z: 1 } export interface F { q: 1 } export {};", ""),
        ("export declare const F: 1; interface F {} export {};", "F"),
        ("declare const F: 1; type F = 1; export { F };", "F"),
        ("declare const F: 1; export type F = 1;", "F"),
        ("declare const F: 1; export type F = 1; export { F as G };", "G"),
        (
            "declare namespace N { export import X = M; } declare namespace M { type T = 1 } export { N };",
            "N",
        ),
    ] {
        let own = format!("{types} export declare const a: 1;");
        let files: Vec<_> = [ESM, ("a.js", "export const a = 1"), ("a.d.ts", own.as_str())]
            .into_iter()
            .chain(others)
            .collect();
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.contains("not-exported")).collect();
        let row = format!("node16-esm declared-not-exported {expected}");
        assert_eq!(
            found.first().map_or("", String::as_str),
            if expected.is_empty() { "" } else { &row },
            "{types}"
        );
    }
}

#[test]
fn a_namespace_is_what_its_list_names() {
    for (types, expected) in [
        ("declare const b: 1; declare namespace N { export { b as c }; } export { N };", "N"),
        ("declare namespace N { export { b }; } declare namespace b { const z: 1 } export { N };", "N"),
        (
            "declare namespace N { export { M }; namespace M { export { b } } } declare const b: 1; export { N };",
            "N",
        ),
        ("type T = 1; declare namespace N { export { T }; } export { N };", ""),
        ("import { b } from './b.js'; declare namespace N { export { b }; } export { N };", ""),
        ("declare namespace N { export { gone }; } export { N };", ""),
        (
            "declare namespace N { interface Q {} } declare namespace N { const Q: 1 } export import X = N.Q;",
            "N,X",
        ),
        (
            "declare namespace N { interface Q {} } declare namespace N { type P = 1 } export import X = N.Q;",
            "",
        ),
    ] {
        let own = format!("{types} export declare const a: 1;");
        let files =
            [ESM, ("a.js", "export const a = 1"), ("a.d.ts", own.as_str()), ("b.d.ts", "export type b = 1")];
        let found: Vec<_> = kinds(&files).into_iter().filter(|row| row.contains("not-exported")).collect();
        let row = format!("node16-esm declared-not-exported {expected}");
        assert_eq!(
            found.first().map_or("", String::as_str),
            if expected.is_empty() { "" } else { &row },
            "{types}"
        );
    }
}

#[test]
fn faults_inside_are_laid_where_they_are() {
    for (types, expected) in [
        // `b.d.ts` has the name from a file that lacks it: its own fault.
        ("export { X } from './b.js';", "b X"),
        ("import { create, O } from './f.cjs'; export type T = [typeof create, O];", ""),
        ("import { A } from './e.cjs'; export type T = A;", ""),
        ("import { gone } from './n.cjs'; export type T = gone;", "a gone"),
        ("/// <reference path='.\\x\\y.d.ts' />\nexport declare const a: 1;", ""),
        ("/// <reference path='./x/gone.d.ts' />\nexport declare const a: 1;", "a"),
        ("/// <reference path='./x/gone.d.ts'>\nexport declare const a: 1;", ""),
        ("import { Foo } from './gone.js'; declare module './gone.js' { interface Foo {} }", "a"),
        ("import { Foo } from './g.js'; declare module './g.js' { interface Foo {} }", ""),
        ("/// <reference path='./h.d.ts' />\nimport { Foo } from '#gone'; export type T = Foo;", ""),
    ] {
        let files = [
            ESM,
            ("a.js", "export const a = 1"),
            ("a.d.ts", types),
            ("b.d.ts", "export { X } from './c.js';"),
            ("c.d.ts", "export {};"),
            (
                "f.d.cts",
                "declare class F { static create(): F } declare namespace F { interface O { a: 1 } } export = F;",
            ),
            ("e.d.cts", "declare enum F { A } declare namespace F { type X = 1 } export = F;"),
            ("n.d.cts", "declare function F(): void; declare namespace F { type X = 1 } export = F;"),
            ("x/y.d.ts", "interface Y {}"),
            ("g.d.ts", "export {};"),
            ("h.d.ts", "declare module '#gone' { interface Foo {} }"),
        ];
        let package = Package::new(FileTree::of(files.iter().copied()));
        let node = NodeFacts::gather(&package, NodeTarget::default());
        let facts =
            TypesFacts::gather(&package, &node.entry_points, &node.linkage, &node.node, &TypesMode::DEFAULT);
        let row = |problem: &TypesProblem| {
            let file = problem.at.as_ref().map_or("", |at| at.file.as_str().split('.').next().unwrap());
            format!("{file} {}", problem.names.join(",")).trim_end().to_owned()
        };
        let found: Vec<_> = facts.inside.iter().map(row).collect();
        assert_eq!(found.join("; "), expected, "{types}");
    }
}

#[test]
fn a_type_that_may_be_a_property_too_is_not_called_a_type() {
    for (variable, types, unknown) in [
        ("typeof import('./b.js').default", "", "T"),
        ("Record<string, number>", "", "T"),
        ("{ a: 1 }", "T", ""),
    ] {
        let text = format!("declare namespace p {{ type T = 1 }} declare const p: {variable}; export = p;");
        let files = [
            ("package.json", r#"{"name":"p","main":"a.js","types":"a.d.ts"}"#),
            ("a.js", "exports.a = 1"),
            ("a.d.ts", text.as_str()),
        ];
        let package = Package::new(FileTree::of(files.iter().copied()));
        let node = NodeFacts::gather(&package, NodeTarget::default());
        let facts =
            TypesFacts::gather(&package, &node.entry_points, &node.linkage, &node.node, &TypesMode::DEFAULT);
        let names = &facts.entries[0].outcomes[0].names;
        let joined = |names: &BTreeSet<String>| names.iter().cloned().collect::<String>();
        assert_eq!(
            (joined(&names.types), joined(&names.unknown)),
            (types.into(), unknown.into()),
            "{variable}"
        );
    }
}

#[test]
fn many_look_ups_in_one_namespace_take_linear_time() {
    let many = 20_000;
    let types: String = (0..many).map(|at| format!("type t{at} = 1;")).collect();
    let names: String = (0..many).map(|at| format!("N as a{at},")).collect();
    let bodies = "declare namespace M { type z = 1 }".repeat(many);
    let aliases: String = (0..many).map(|at| format!("export import q{at} = M.zz;")).collect();
    let text = format!("declare namespace N {{ {types} }} export {{ {names} }}; {bodies} {aliases}");
    let directives = "/*@ts-ignore*/".repeat(many);
    let text = format!("{text}\n{directives}{}", "\n".repeat(many));
    let files = [ESM, ("a.js", "export const a = 1"), ("a.d.ts", text.as_str())];
    assert!(kinds(&files).len() < 5);
}

#[test]
fn faults_inside_of_declarations() {
    for (types, expected) in [
        ("export * from './gone.js';", "inside internal-resolution-error"),
        ("export * from './b';", "inside internal-resolution-error"),
        ("export { nope } from './b.js'; export declare const a: 1;", "inside missing-declared-name nope"),
        (
            "import type { nope } from './b.js'; export declare const a: nope;",
            "inside missing-declared-name nope",
        ),
    ] {
        let found = kinds(&[
            ESM,
            ("a.js", "export const a = 1"),
            ("a.d.ts", types),
            ("b.d.ts", "export declare const a: 1;"),
        ]);
        let found: Vec<_> = found.into_iter().filter(|row| row.starts_with("inside")).collect();
        assert_eq!(found, [expected], "{types}");
    }
}

#[test]
fn properties_of_a_variable_can_be_imported() {
    let manifest = r#"{"name":"p","main":"a.js"}"#;
    for (types, expected) in [
        ("declare const p: { a: 1; b: 2 }; export = p", "b"),
        (
            "interface I { a: 1; c: 3 } interface I { d: 4 } declare const p: I & { b: 2 }; export = p",
            "b,c,d",
        ),
        ("import { X as Y } from './b'; declare const p: Y; export = p", "x,y"),
        (
            "declare namespace p { interface Root extends Base { b: 2 } interface Base { a: 1 } } declare const p: p.Root; export = p",
            "b",
        ),
        ("declare const p: Unknown & { b: 2 }; export = p", "b"),
        ("type T = I; interface I extends I { b: 2 } declare const p: T; export = p", "b"),
        ("interface I { [key: string]: 1; b: 2 } declare const p: I; export = p", ""),
        ("interface I { (): 1; a: 1 } declare const p: I; export = p", ""),
        ("interface I { b: 2 } declare const p: ((I & { c: 3 }) & I); export = p", "b,c"),
        (
            "declare class A { static s: 1; b: 2; c(): void; get d(): 1; constructor(e: 1) } interface I extends A { f: 1 } declare const p: I; export = p",
            "b,c,d,f",
        ),
        (
            "declare class B { b: 1 } declare class C<T> extends B { c: T } declare const p: C<1>; export = p",
            "b,c",
        ),
        // Without a namespace, TypeScript refuses to import them (TS2497).
        ("declare class F { static b: 1 } export = F", ""),
        (
            "declare class G { static g: 1 } declare class F extends G { static b: 1; c: 1 } declare namespace F { interface O {} } export = F",
            "b,g",
        ),
        (
            "declare namespace F { interface O {} } declare class F { static b: 1 } declare function F(): F; export = F",
            "b",
        ),
        ("declare enum F { a, 'b' } declare namespace F { interface O {} } export = F", "b"),
        ("declare const enum F { a, b } declare namespace F { interface O {} } export = F", ""),
    ] {
        let files = [
            ("package.json", manifest),
            ("a.js", "exports.a = 1"),
            ("a.d.ts", types),
            ("b.d.ts", "interface Z { y: 1 } interface X extends Z { x: 1 } export { X };"),
        ];
        let expected: Vec<String> = (!expected.is_empty())
            .then(|| format!("node16-esm named-exports {expected}"))
            .into_iter()
            .collect();
        assert_eq!(kinds(&files), expected, "{types}");
    }
}

#[test]
fn a_parameter_of_the_name_of_an_interface_or_a_class_above_that_is_not_here_leaves_names_unknown() {
    let manifest = r#"{"name":"p","types":"index.d.ts","main":"a.js"}"#;
    for types in [
        "declare class I extends Other { b: 2 } declare const p: I; export = p",
        "declare class I { [key: string]: 1; b: 2 } declare const p: I; export = p",
        "interface I { b: 2 } type T<I> = I & { c: 3 }; declare const p: T<{ a: 1 }>; export = p",
    ] {
        let index = "import { a } from './p'; export declare const b: typeof a;";
        let files =
            [("package.json", manifest), ("a.js", "exports.b = 1"), ("index.d.ts", index), ("p.d.ts", types)];
        assert_eq!(kinds(&files), Vec::<String>::new(), "{types}");
    }
}

#[test]
fn intersections_as_deep_as_a_text_may_be_are_read() {
    let deep = 20_000;
    let types = format!("declare const p: {}A{}; export = p", "A & (".repeat(deep), ")".repeat(deep));
    let manifest = r#"{"name":"p","main":"a.js"}"#;
    let files = [("package.json", manifest), ("a.js", "exports.a = 1"), ("a.d.ts", types.as_str())];
    assert!(kinds(&files).len() < 2);
}

#[test]
fn formats_that_differ() {
    let manifest = r#"{"name":"p","exports":{"types":"./a.d.ts","import":"./a.mjs","require":"./a.js"}}"#;
    let files = [
        ("package.json", manifest),
        ("a.mjs", "export const a = 1"),
        ("a.js", "exports.a = 1"),
        ("a.d.ts", "export declare const a: 1;"),
    ];
    assert_eq!(kinds(&files), ["node16-esm false-cjs"]);
}

#[test]
fn a_package_without_types_has_no_faults_of_types() {
    assert!(kinds(&[ESM, ("a.js", "export const a = 1")]).is_empty());
}
