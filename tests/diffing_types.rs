//! Two releases and the declarations that the newer one takes away: each beside one that must stay silent. TypeScript was
//! asked about the same by `__test__/diff/declared.mjs`.
#![allow(clippy::unwrap_used)] // Test code.

use packproof::{
    diff::{AllowedChange, Change, DiffOptions, DiffReport, diff},
    files::FileTree,
    package::Package,
    session::Session,
};

type Files<'f> = &'f [(&'f str, &'f str)];

fn compare(old: Files<'_>, new: Files<'_>, options: &DiffOptions) -> DiffReport {
    let session = |files: Files<'_>| Session::new(Package::new(FileTree::of(files.iter().copied())));
    diff(&session(old), &session(new), options)
}

fn row(change: &Change) -> String {
    let effect = format!("{:?}", change.effect).to_lowercase();
    let modes = change.types_modes.iter().map(|mode| mode.name()).collect::<Vec<_>>().join("+");
    let follows = change.follows.map_or(String::new(), |kind| format!("after {}", kind.name()));
    let parts = [change.kind.name(), &effect, change.name.as_deref().unwrap_or_default(), &modes, &follows];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

const ESM: &str =
    r#"{"name":"p","version":"1.0.0","type":"module","exports":"./a.js","dependencies":{"other":"1"}}"#;

fn of_declarations(old: &str, new: &str) -> Vec<String> {
    let module = "export const a = 1, b = 2, C = class {}";
    let files = |types| [("package.json", ESM), ("a.js", module), ("a.d.ts", types)];
    let report = compare(&files(old), &files(new), &DiffOptions::default());
    report.changes.iter().map(row).collect()
}

#[test]
fn declared_names_that_are_gone_or_types_only() {
    let base = "export declare const a: number;";
    for (old, new, expected) in [
        (base, base, vec![]),
        (base, "declare const a: string; export { a };", vec![]),
        (base, "export declare function a(): void;", vec![]),
        ("export interface T {} export declare const a: T;", base, vec!["declared-name-removed major T"]),
        ("export type T = 1;", "export interface T {}", vec![]),
        (
            "export declare class C {}",
            "declare class C {} export type { C };",
            vec!["declared-value-removed major C"],
        ),
        ("export declare class C {}", "export interface C {}", vec!["declared-value-removed major C"]),
        ("export interface C {}", "export declare class C {}", vec![]),
        (base, "export declare const a: number; export type T = 1;", vec!["declared-name-added patch T"]),
        (
            "export declare const a: 1, b: 2;",
            "export * from 'other'; export declare const a: 1;",
            vec!["declared-name-removed unknown b"],
        ),
        ("export { a } from 'other';", "export { a } from 'other';", vec![]),
        ("export { a } from 'other';", "export {};", vec!["declared-name-removed major a"]),
        ("export declare const a: 1; export default a;", base, vec!["declared-name-removed major default"]),
        ("export declare const a: 1;", "", vec!["declared-name-removed unknown a"]),
    ] {
        assert_eq!(of_declarations(old, new), expected, "{old} → {new}");
    }
}

#[test]
fn a_name_that_node_no_longer_finds_is_told_once() {
    let files = |module, types| [("package.json", ESM), ("a.js", module), ("a.d.ts", types)];
    let old = files("export const a = 1, b = 2", "export declare const a: 1, b: 2;");
    let new = files("export const a = 1", "export declare const a: 1;");
    let report = compare(&old, &new, &DiffOptions::default());
    let rows: Vec<_> = report.changes.iter().map(row).collect();
    assert_eq!(rows, ["name-removed major b", "declared-name-removed major b after name-removed"]);
    assert_eq!(report.breaking().count(), 1);
    let bumped = files("export const a = 1", "export declare const a: 1;");
    let manifest = ESM.replace("1.0.0", "1.0.1");
    let bumped = [("package.json", manifest.as_str()), bumped[1], bumped[2]];
    let allow = vec![AllowedChange::parse("name-removed:b").unwrap()];
    assert!(compare(&old, &bumped, &DiffOptions { allow, ..DiffOptions::default() }).ok);
}

#[test]
fn declarations_that_are_gone_or_new() {
    let manifest =
        |exports: &str| format!(r#"{{"name":"p","version":"1.0.0","type":"module","exports":{exports}}}"#);
    let whole = r#"{".":{"types":"./a.d.ts","default":"./a.js"}}"#;
    let without = r#"{".":{"default":"./b.js"}}"#;
    let esm_only = r#"{".":{"import":{"types":"./a.d.ts","default":"./a.js"},"default":"./b.js"}}"#;
    let types_only = r#"{".":"./b.js","./t":{"types":"./a.d.ts"}}"#;
    let plain = r#"{".":"./b.js"}"#;
    for (old, new, expected) in [
        (whole, whole, vec![]),
        (whole, without, vec!["types-removed major node16-esm+nodenext-cjs+bundler"]),
        (without, whole, vec!["types-added patch node16-esm+nodenext-cjs+bundler"]),
        (whole, esm_only, vec!["types-mode-removed major nodenext-cjs"]),
        (esm_only, whole, vec!["types-mode-added patch nodenext-cjs"]),
        (types_only, plain, vec!["types-removed major node16-esm+nodenext-cjs+bundler"]),
        (plain, types_only, vec!["types-added patch node16-esm+nodenext-cjs+bundler"]),
    ] {
        let (old_manifest, new_manifest) = (manifest(old), manifest(new));
        let others = [
            ("a.js", "export const a = 1"),
            ("b.js", "export const a = 1"),
            ("a.d.ts", "export declare const a: 1;"),
        ];
        let with = |manifest| [[("package.json", manifest)].as_slice(), &others].concat();
        let report = compare(&with(&old_manifest), &with(&new_manifest), &DiffOptions::default());
        assert_eq!(report.changes.iter().map(row).collect::<Vec<_>>(), expected, "{old} → {new}");
    }
}

#[test]
fn the_first_declarations_of_a_package_are_something_new() {
    let module = "export const a = 1";
    let old = [("package.json", ESM), ("a.js", module)];
    let new = [("package.json", ESM), ("a.js", module), ("a.d.ts", "export declare const a: 1;")];
    let found: Vec<_> = compare(&old, &new, &DiffOptions::default()).changes.iter().map(row).collect();
    assert_eq!(found, ["types-added minor node16-esm+nodenext-cjs+bundler"]);
    // The declarations were there, and no mode found them.
    let lost = [old[0], old[1], ("types.d.ts", "export declare const a: 1;")];
    let found: Vec<_> = compare(&lost, &new, &DiffOptions::default()).changes.iter().map(row).collect();
    assert_eq!(found, ["types-added patch node16-esm+nodenext-cjs+bundler"]);
    // Those of others, of tests and of examples were not for consumers.
    for path in ["test/a.d.ts", "examples/a.d.ts", "lib/__tests__/a.d.ts", "node_modules/x/index.d.ts"] {
        let old = [old[0], old[1], (path, "export declare const a: 1;")];
        let new = [new[0], new[1], new[2], old[2]];
        let found: Vec<_> = compare(&old, &new, &DiffOptions::default()).changes.iter().map(row).collect();
        assert_eq!(found, ["types-added minor node16-esm+nodenext-cjs+bundler"], "{path}");
    }
}

#[test]
fn an_export_assignment_in_one_release_only_cannot_be_told() {
    let manifest = r#"{"name":"p","version":"1.0.0","exports":"./a.js"}"#;
    let files =
        |types| [("package.json", manifest), ("a.js", "module.exports = function () {}"), ("a.d.ts", types)];
    let (assigned, default) =
        ("declare function f(): void; export = f;", "export default function f(): void;");
    for (old, new, expected) in [
        (assigned, assigned, vec![]),
        (assigned, default, vec!["declared-form-changed unknown"]),
        (default, assigned, vec!["declared-form-changed unknown"]),
    ] {
        let report = compare(&files(old), &files(new), &DiffOptions::default());
        assert_eq!(report.changes.iter().map(row).collect::<Vec<_>>(), expected, "{old} → {new}");
    }
}

#[test]
fn declared_functions_that_need_more_arguments() {
    let grown = |name: &str| vec![format!("declared-parameters-grown major {name}")];
    let known = "interface X {} interface Y {} export {};\n";
    let one = "export declare function a(x: X): void;";
    for (old, new, expected) in [
        (one, "export declare function a(x: X, y?: Y): void;", vec![]),
        (one, "export declare function a(x: X, ...y: Y[]): void;", vec![]),
        (one, "export declare function a(): void;", vec![]),
        (one, "export declare function a(x: X, y: Y): void;", grown("a")),
        (one, "declare const f: (x: X, y: Y) => void; export { f as a };", grown("a")),
        (one, "export declare function a(x: X): void; export declare function a(x: X, y: Y): void;", vec![]),
        (one, "export declare function a(x: X, y: void): void;", vec![]),
        (one, "export declare const a: F;", vec![]),
        (one, "type V = X | void; export declare function a(x: X, y: V): void;", vec![]),
        (one, "import { V } from './v.js'; export declare function a(x: X, y: V): void;", vec![]),
        (one, "export declare function a(x: X, y: Awaited<void>): void;", vec![]),
        (one, "export declare function a(x: X, y: Promise<void>): void;", grown("a")),
        (
            one,
            "export declare function a(x: X, y: Y): void; declare module './a.js' { function a(x: X): void }",
            vec![],
        ),
        (
            "export declare class C { constructor(x?: X); }",
            "export declare class C { constructor(x: X); }",
            grown("C"),
        ),
        (
            "export declare class C { private constructor(); }",
            "export declare class C { constructor(x: X); }",
            vec![],
        ),
        (
            "export default function (x?: X): void;",
            "declare function a(x: X): void; export default a;",
            vec![],
        ),
        (
            "declare function a(x?: X): void; export default a;",
            "export default function a(x: X): void;",
            grown("default"),
        ),
    ] {
        let [was, is] = [old, new].map(|text| format!("{known}{text}"));
        assert_eq!(of_declarations(&was, &is), expected, "{old} → {new}");
    }
}

#[test]
fn the_signature_of_a_name_to_which_another_file_adds_cannot_be_told() {
    let files = |types, other| {
        [("package.json", ESM), ("a.js", "export const a = 1"), ("a.d.ts", types), ("w.d.ts", other)]
    };
    let one = "export declare function a(x: 1): void; export * from './w.js';";
    let two = "export declare function a(x: 1, y: 2): void; export * from './w.js';";
    let adding = "declare module './a.js' { function a(x: 1): void } export {};";
    let found = |other| {
        let report = compare(&files(one, other), &files(two, other), &DiffOptions::default());
        report.changes.iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(found("export {};"), ["declared-parameters-grown major a"]);
    assert!(found(adding).is_empty());
    // Added to the file that exports it again, it is added to the file that declares it, too.
    let again = |types, other| {
        let [manifest, module, ..] = files(types, other);
        let all = "export * from './b.js'; export * from './w.js';";
        [manifest, module, ("a.d.ts", all), ("b.d.ts", types), ("w.d.ts", other)]
    };
    let report = compare(&again(one, adding), &again(two, adding), &DiffOptions::default());
    assert!(report.changes.is_empty());
}

#[test]
fn the_number_of_one_argument_is_singular() {
    let files = |types| [("package.json", ESM), ("a.js", "export const a = 1"), ("a.d.ts", types)];
    let told = |types| {
        let old = files("export declare function a(): void;");
        let report = compare(&old, &files(types), &DiffOptions::default());
        report.changes.iter().map(|change| change.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        told("export declare function a(x: 1): void;"),
        ["a of p is declared to need 1 argument, and needed 0"]
    );
    assert_eq!(
        told("export declare function a(x: 1, y: 2): void;"),
        ["a of p is declared to need 2 arguments, and needed 0"]
    );
}

#[test]
fn the_signature_of_a_name_is_found_behind_re_exports() {
    let files = |types| {
        [
            ("package.json", ESM),
            ("a.js", "export const a = 1"),
            ("a.d.ts", "export { f as a } from './b.js'; export * from './b.js';"),
            ("b.d.ts", types),
        ]
    };
    let old = files("export declare function f(): void; export declare function g(): void;");
    let new = files("export declare function f(x: 1): void; export declare function g(x: 1): void;");
    let found: Vec<_> = compare(&old, &new, &DiffOptions::default()).changes.iter().map(row).collect();
    assert_eq!(
        found,
        [
            "declared-parameters-grown major a",
            "declared-parameters-grown major f",
            "declared-parameters-grown major g"
        ]
    );
}

#[test]
fn declarations_for_the_resolution_of_old_projects() {
    let of = |old: &[(&str, &str)], new: &[(&str, &str)]| {
        let report = compare(old, new, &DiffOptions::default());
        report.changes.iter().map(row).filter(|row| row.contains("types-")).collect::<Vec<_>>()
    };
    let files = |manifest: &'static str, types: &'static str| {
        [("package.json", manifest), ("d/a.js", "exports.a = 1"), (types, "export declare const a: 1;")]
    };
    let named = r#"{"name":"p","version":"1.0.0","main":"d/a.js","types":"d/a.d.ts","exports":{"types":"./d/a.d.ts","default":"./d/a.js"}}"#;
    let unnamed = r#"{"name":"p","version":"1.0.0","exports":{"types":"./d/a.d.ts","default":"./d/a.js"}}"#;
    let by_main = r#"{"name":"p","version":"1.0.0","main":"d/a.js","exports":"./d/a.js"}"#;
    let told = ["types-mode-removed major node10"];
    let none: [&str; 0] = [];
    assert_eq!(of(&files(named, "d/a.d.ts"), &files(unnamed, "d/a.d.ts")), told);
    assert_eq!(of(&files(unnamed, "d/a.d.ts"), &files(named, "d/a.d.ts")), ["types-mode-added patch node10"]);
    // The older release has declarations for old projects alone.
    let for_old = r#"{"name":"p","version":"1.0.0","main":"d/a.js","types":"t/a.d.ts","exports":"./d/a.js"}"#;
    let lost = of(&files(for_old, "t/a.d.ts"), &files(unnamed, "d/a.d.ts"));
    assert_eq!(
        lost,
        ["types-mode-removed major node10", "types-added patch node16-cjs+node16-esm+nodenext-cjs+bundler"]
    );
    assert_eq!(of(&files(for_old, "t/a.d.ts"), &files(for_old, "t/a.d.ts")), none);
    for (old, new) in [(named, named), (named, by_main), (by_main, named), (unnamed, unnamed)] {
        assert_eq!(of(&files(old, "d/a.d.ts"), &files(new, "d/a.d.ts")), none, "{old} {new}");
    }
}
