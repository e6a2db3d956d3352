//! Declarations that import other packages, which lie beside the package: TypeScript 5.9, 6 and 7 were asked about each row.

use std::collections::BTreeMap;

use super::*;
use crate::{
    beside::{DiskEntry, InstalledDisk, PackagesBeside},
    facts::NodeFacts,
    files::FileTree,
    resolve::NodeTarget,
};

/// A disk in memory.
#[derive(Debug)]
struct Shelf(BTreeMap<String, String>);

impl InstalledDisk for Shelf {
    fn look(&self, path: &str) -> DiskEntry {
        let is_folder = || self.0.keys().any(|file| file.starts_with(&format!("{path}/")));
        match self.0.get(path) {
            Some(text) => DiskEntry::File(text.len() as u64),
            None if is_folder() => DiskEntry::Directory,
            None => DiskEntry::Nothing,
        }
    }

    fn read(&self, path: &str, _: u64) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes())
    }
}

const BESIDE: [(&str, &str); 31] = [
    (
        "typed/package.json",
        r#"{"name":"typed","version":"2.3.0","exports":{".":{"types":"./t.d.ts","default":"./t.js"},"./sub":"./sub.js"}}"#,
    ),
    (
        "typed/t.d.ts",
        "export type T = 1; export * from './more.js'; export { default as D } from 'deeper'; import { I } from './more.js'; export { I as J };",
    ),
    ("typed/t.js", ""),
    ("typed/more.d.ts", "export interface More { a: 1 } export interface I {}"),
    ("typed/sub.js", ""),
    ("typed/sub.d.ts", "export declare const s: 1;"),
    ("grown/package.json", r#"{"name":"grown","version":"1.0.0","types":"g.d.ts"}"#),
    ("grown/g.d.ts", "export * from './base.js'; export { Deep } from './through.js';"),
    ("grown/through.d.ts", "import { Deep } from './base.js'; export { Deep };"),
    ("grown/base.d.ts", "/// <reference path=\"./more.d.ts\" />\nexport declare const base: 1;"),
    (
        "grown/more.d.ts",
        "import './base.js'; declare module './base.js' { interface Deep {} interface Added {} }",
    ),
    ("deeper/package.json", r#"{"name":"deeper","version":"1.0.0","types":"d.d.ts"}"#),
    ("deeper/d.d.ts", "declare const d: 1; export default d;"),
    ("untyped/package.json", r#"{"name":"untyped","version":"1.0.0","main":"u.js"}"#),
    ("untyped/u.js", ""),
    ("@types/old/package.json", r#"{"name":"@types/old","version":"1.0.0","types":"index.d.ts"}"#),
    (
        "@types/old/index.d.ts",
        "declare function old(): old.Options; declare namespace old { interface Options { a: 1 } } export = old;",
    ),
    ("old/package.json", r#"{"name":"old","version":"1.0.0","main":"o.js"}"#),
    ("old/o.js", ""),
    ("parts/package.json", r#"{"name":"parts","version":"1.0.0","main":"o.js"}"#),
    ("parts/o.js", ""),
    ("@types/parts/package.json", r#"{"name":"@types/parts","version":"1.0.0","types":"index.d.ts"}"#),
    (
        "@types/parts/index.d.ts",
        "/// <reference path=\"./sub.d.ts\" />\ndeclare module 'parts' { export const z: 1 }",
    ),
    ("@types/parts/sub.d.ts", "declare module 'parts/sub' { export const s: 1 }"),
    ("whole/package.json", r#"{"name":"whole","version":"1.0.0","main":"o.js"}"#),
    ("whole/o.js", ""),
    ("@types/whole/package.json", r#"{"name":"@types/whole","version":"1.0.0","types":"index.d.ts"}"#),
    ("@types/whole/index.d.ts", "declare module 'whole' { export const z: 1 }"),
    ("sqlite/package.json", r#"{"name":"sqlite","version":"1.0.0","types":"s.d.ts","main":"s.js"}"#),
    ("sqlite/s.d.ts", "export declare const open: 1;"),
    ("sqlite/s.js", ""),
];

fn inside(types: &str) -> Vec<String> {
    let manifest = r#"{"name":"p","type":"module","exports":"./a.js","dependencies":{"typed":"^2.0.0","untyped":"^1.0.0","old":"1","@types/old":"1","grown":"1","parts":"1","@types/parts":"1","whole":"1","@types/whole":"1","sqlite":"1"},"optionalDependencies":{"maybe":"1"},"peerDependencies":{"peer":"1"}}"#;
    let files = [("package.json", manifest), ("a.js", "export const a = 1"), ("a.d.ts", types)];
    let row = |(path, text): &(&str, &str)| (format!("node_modules/{path}"), (*text).to_owned());
    let mut shelf: BTreeMap<_, _> = BESIDE.iter().map(row).collect();
    for name in ["peer", "maybe"] {
        let manifest = format!(r#"{{"name":"{name}","version":"1.0.0","main":"m.js"}}"#);
        shelf.insert(format!("node_modules/{name}/package.json"), manifest);
        shelf.insert(format!("node_modules/{name}/m.js"), String::new());
    }
    let beside = PackagesBeside::new(Box::new(Shelf(shelf)), "node_modules/p".to_owned(), false);
    let package = Package::new(FileTree::of(files)).with_packages(beside);
    let node = NodeFacts::gather(&package, NodeTarget::default());
    let facts =
        TypesFacts::gather(&package, &node.entry_points, &node.linkage, &node.node, &TypesMode::DEFAULT);
    facts.inside.iter().map(|problem| problem.message.clone()).collect()
}

#[test]
fn what_other_packages_do_not_have() {
    for (types, expected) in [
        (
            "import { Nope } from 'typed'",
            "a.d.ts asks for `Nope`, which typed 2.3.0 (node_modules/typed/t.d.ts) does not declare",
        ),
        (
            "export { Nope } from 'typed/sub'",
            "a.d.ts asks for `Nope`, which typed 2.3.0 (node_modules/typed/sub.d.ts) does not declare",
        ),
        (
            "import { T } from 'typed/gone'",
            r#"a.d.ts imports "typed/gone", which TypeScript does not find in typed 2.3.0"#,
        ),
        (
            "import { U } from 'untyped'",
            r#"a.d.ts imports "untyped", and untyped 1.0.0 has no types: what comes from there is `any`"#,
        ),
        (
            "export declare const n: import('typed').Nope.Deeper<1>",
            "a.d.ts asks for `Nope`, which typed 2.3.0 (node_modules/typed/t.d.ts) does not declare",
        ),
        (
            "import * as t from 'typed'; export interface M extends t.Nope { a: t.T; b: t.Nope }",
            "a.d.ts asks for `Nope`, which typed 2.3.0 (node_modules/typed/t.d.ts) does not declare",
        ),
        (
            "import type { U } from 'maybe'",
            r#"a.d.ts imports "maybe", and maybe 1.0.0 has no types: what comes from there is `any`"#,
        ),
        (
            "import w, { z, Nope } from 'whole'",
            "a.d.ts asks for `Nope`, which @types/whole 1.0.0 (node_modules/@types/whole/index.d.ts) does not declare",
        ),
        (
            "import { Nope } from 'sqlite'",
            "a.d.ts asks for `Nope`, which sqlite 1.0.0 (node_modules/sqlite/s.d.ts) does not declare",
        ),
        (
            "import { Nope } from 'old'",
            "a.d.ts asks for `Nope`, which @types/old 1.0.0 (node_modules/@types/old/index.d.ts) does not declare",
        ),
    ] {
        assert_eq!(inside(&format!("{types}; export declare const a: 1;")), [expected], "{types}");
    }
}

#[test]
fn what_they_have_or_may_have_is_silent() {
    for types in [
        "import { T, More, D, J } from 'typed'",
        "import { s } from 'typed/sub'",
        "import { Options } from 'old'",
        "import old from 'old'",
        "import * as t from 'typed'; export declare const m: [t.More, t.D, typeof t.nope, import('typed').T]",
        "import * as old from 'old'; export declare const m: old.Options",
        "import * as t from 'typed'; declare namespace inner { namespace t { type Nope = 1 } const m: t.Nope }",
        "import * as t from 'typed'; export declare const m: t.Added; declare module 'typed' { interface Added { a: 1 } }",
        "export declare const m: import('typed').Added; declare module 'typed' { interface Added { a: 1 } }",
        "import { Deep, Added } from 'grown'; export declare const m: import('grown').Added",
        "import { z } from 'parts'; import { s } from 'parts/sub'",
        "import w, { z } from 'whole'",
        "import { Added } from 'whole'; declare module 'whole' { interface Added { a: 1 } }",
        "import { open } from 'sqlite'; import { DatabaseSync } from 'node:sqlite'",
        "import { X } from 'peer'",
        "import { X } from 'not-declared'",
        "import { X } from 'node:fs'",
        "import 'typed/gone'",
        "import { Added } from 'typed'; declare module 'typed' { interface Added { a: 1 } }",
        "// @ts-ignore\nimport { X } from 'typed/gone'",
    ] {
        let found = inside(&format!("{types}\nexport declare const a: 1;"));
        assert!(found.is_empty(), "{types}: {found:?}");
    }
}

#[test]
fn given_types_are_those_of_the_package() {
    let files = [("package.json", r#"{"name":"@s/p","main":"a.js"}"#), ("a.js", "exports.a = 1")];
    let types = [
        ("package.json", r#"{"name":"@types/s__p","version":"1.0.0","types":"index.d.ts"}"#),
        ("index.d.ts", "export * from './more'; export declare const a: 1;"),
        ("more.d.ts", "export declare const b: 2;"),
    ];
    let package = Package::new(FileTree::of(files)).with_types_package(FileTree::of(types));
    let node = NodeFacts::gather(&package, NodeTarget::default());
    let facts =
        TypesFacts::gather(&package, &node.entry_points, &node.linkage, &node.node, &TypesMode::DEFAULT);
    let outcome = &facts.entries[0].outcomes[1];
    let target = outcome.target.as_ref().map(ToString::to_string);
    assert_eq!(target.as_deref(), Some("node_modules/@types/s__p/index.d.ts"));
    let names: Vec<&str> = outcome.names.values.keys().map(String::as_str).collect();
    assert_eq!(names, ["a", "b"]);
    let problems: Vec<_> =
        outcome.problems.iter().map(|problem| (problem.kind, problem.names.concat())).collect();
    assert_eq!(problems, [(TypesProblemKind::NamedExports, "b".to_owned())]);
    assert!(package.beside().is_none());
}
