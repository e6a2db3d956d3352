//! A trace says of an entry point what `check` says: the same verdict, the same errors, on every fixture.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use packproof::{
    files::FileTree,
    options::Options,
    package::Package,
    report::{
        EntryPointReport, ErrorReport, Status,
        trace::{ModuleReport, TraceReport},
    },
    session::Session,
    trace::{TraceOptions, source_tree::SourceTree, stage::Stage},
};
use support::fixtures;

fn tree(package: &Package) -> SourceTree {
    let texts = package.files().iter().filter_map(|(path, _)| {
        Some((path.as_str(), std::str::from_utf8(package.files().contents(path.as_str())?).ok()?))
    });
    SourceTree::of(texts.collect::<Vec<_>>())
}

/// The errors of the modes that the entry point is meant for. A mode that it is not meant for has its own error, which is
/// no fault of the package.
fn errors(entry: &EntryPointReport) -> Vec<&ErrorReport> {
    let broken = entry.outcomes.iter().filter(|it| it.status == Status::Broken);
    broken.flat_map(|outcome| &outcome.errors).collect()
}

/// The entry points of which a trace and the checker say different things.
fn differences(name: &str, trace: &TraceReport, entries: &[EntryPointReport]) -> Vec<String> {
    let mut wrong = Vec::new();
    for entry in entries {
        let Some(traced) =
            trace.entry_points.iter().find(|it| (it.kind, &it.subpath) == (entry.kind, &entry.subpath))
        else {
            wrong.push(format!("{name}: {} is not traced", entry.subpath));
            continue;
        };
        if traced.ok == entry.is_broken() || traced.errors.iter().any(|it| !errors(entry).contains(&it)) {
            wrong.push(format!("{name}: {} is {}, {:?}", entry.subpath, traced.ok, traced.errors));
        }
        if traced.ok != traced.errors.is_empty() {
            wrong.push(format!("{name}: {} is {} with {:?}", entry.subpath, traced.ok, traced.errors));
        }
    }
    let named =
        |module: &&ModuleReport| module.stage == Stage::Broken && module.reason.contains("not import");
    for module in trace.modules.iter().filter(named) {
        let known: Vec<&str> = entries.iter().flat_map(errors).map(|it| it.message.as_str()).collect();
        let is_known = |error: &ErrorReport| known.contains(&error.message.as_str());
        let is_quoted =
            module.errors.iter().any(|it| module.reason.contains(it.message.lines().next().unwrap()));
        // Without "exports", a path that no entry point reaches may be imported, and the checker is not asked for it.
        let is_by_path = !module.reason.starts_with('"');
        if !is_by_path && (!module.errors.iter().all(is_known) || !is_quoted) {
            wrong.push(format!("{name}: {}: {} {:?}", module.source, module.reason, module.errors));
        }
    }
    wrong
}

#[test]
fn a_trace_repeats_the_checker_on_every_fixture() {
    let mut wrong = Vec::new();
    let mut broken = 0;
    for fixture in fixtures() {
        let tree = tree(&fixture.package);
        let session = Session::new(fixture.package);
        let Ok(trace) = session.trace(&tree, &TraceOptions::default()) else { continue };
        let entries = session.entry_points(&Options::default());
        broken += entries.iter().filter(|entry| entry.is_broken()).count();
        wrong.extend(differences(&fixture.name, &trace, &entries));
    }
    assert!(broken > 50, "{broken}");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

fn traced(sources: &[(&str, &str)], packed: &[(&str, &str)]) -> TraceReport {
    let package = Package::new(FileTree::of(packed.iter().copied()));
    Session::new(package).trace(&SourceTree::of(sources.iter().copied()), &TraceOptions::default()).unwrap()
}

fn rows(report: &TraceReport) -> Vec<String> {
    let row = |module: &ModuleReport| {
        let stage = serde_json::to_value(module.stage).unwrap();
        let lost = if module.lost { " lost" } else { "" };
        format!("{} {}{lost}", module.source, stage.as_str().unwrap())
    };
    report.modules.iter().map(row).collect()
}

/// Importing `manager.js` by itself would fail; the entry point comes in by the other end of the cycle.
#[test]
fn evaluation_begins_at_the_entry_point() {
    let manifest = r#"{"name":"p","type":"module","files":["dist"],"exports":{".":"./dist/ops.js"},
        "scripts":{"build":"babel src/ --out-dir dist/"}}"#;
    let ops = "import { Manager } from './manager.js'; const m = new Manager(); export function run () { return m.go() }";
    let manager = "import { run } from './ops.js'; export class Manager { go () { return run } }";
    let report = traced(
        &[("package.json", manifest), ("src/ops.js", ops), ("src/manager.js", manager)],
        &[("package.json", manifest), ("dist/ops.js", ops), ("dist/manager.js", manager)],
    );
    assert_eq!(rows(&report), ["src/manager.js importable", "src/ops.js importable"]);
    assert!(report.ok);
}

/// The look-alike that must not stay silent: these modules fail when the other one is entered first.
#[test]
fn a_cycle_that_is_entered_at_the_wrong_end_is_broken() {
    let manifest = r#"{"name":"p","type":"module","exports":{".":"./manager.js"}}"#;
    let files = [
        ("package.json", manifest),
        (
            "ops.js",
            "import { Manager } from './manager.js'; const m = new Manager(); export function run () { return m.go() }",
        ),
        ("manager.js", "import { run } from './ops.js'; export class Manager { go () { return run } }"),
    ];
    let report = traced(&files, &files);
    assert_eq!(rows(&report), ["manager.js broken lost", "ops.js broken lost"]);
    let reason = "\"p\" does not import: Cannot access 'Manager' before initialization";
    assert_eq!(report.modules[0].reason, reason);
}

/// An entry point that imports, and loads what fails later.
#[test]
fn what_is_loaded_later_is_judged_by_itself() {
    let files = [
        ("package.json", r#"{"name":"p","type":"module","exports":{".":"./a.js"}}"#),
        (
            "a.js",
            "import './c.js'; export const b = () => import('./b.js'); export const d = () => import('./d.js')",
        ),
        ("b.js", "import './c.js'; import './gone.js'; import './e.js'"),
        ("c.js", ""),
        ("d.js", ""),
        ("e.js", ""),
    ];
    let report = traced(&files, &files);
    assert_eq!(
        rows(&report),
        [
            "a.js importable",
            "b.js broken lost",
            "c.js importable",
            "d.js importable",
            "e.js broken lost",
            "gone.js missing lost"
        ]
    );
    assert!(report.modules[1].reason.starts_with("\"p\" loads it later, which fails: Cannot find module"));
    assert!(report.entry_points[0].ok && !report.ok);
}

/// The exit status: modules that nothing exports and nothing imports are left over, and nobody loses them.
#[test]
fn what_nothing_asks_for_is_left_over() {
    let manifest = r#"{"name":"p","type":"module","files":["dist"],"exports":{".":"./dist/a.js"},
        "scripts":{"build":"babel src/ --out-dir dist/"}}"#;
    let sources = [
        ("package.json", manifest),
        ("src/a.js", "import './b.js'"),
        ("src/b.js", ""),
        ("src/alone.js", "import './absent.js'"),
        ("src/sub/later.js", ""),
    ];
    let packed = [
        ("package.json", manifest),
        ("dist/a.js", "import './b.js'"),
        ("dist/b.js", ""),
        ("dist/alone.js", "import './absent.js'"),
    ];
    let report = traced(&sources, &packed);
    assert_eq!(
        rows(&report),
        [
            "src/a.js importable",
            "src/absent.js missing",
            "src/alone.js unreachable",
            "src/b.js importable",
            "src/sub/later.js not-packed"
        ]
    );
    let summary = report.summary;
    assert_eq!((summary.meant, summary.lost, summary.left_over, report.ok), (2, 0, 2, true));
    assert_eq!(report.modules[0].meant_by.as_deref(), Some("\"p\" is made of it"));
    assert_eq!(report.modules[3].meant_by.as_deref(), Some("src/a.js imports it"));
}

/// An entry point that the build leaves out, or writes over, still says what is meant.
#[test]
fn what_an_entry_point_should_be_made_of_is_lost() {
    let manifest = r#"{"name":"p","type":"module","exports":{".":"./dist/a.js","./b":"./dist/b.js"},
        "scripts":{"build":"babel src/ --out-dir dist/ --ignore src/b.js && babel bin/ --out-dir dist/"}}"#;
    let sources = [
        ("package.json", manifest),
        ("src/a.js", "export * from './c.js'"),
        ("src/b.js", ""),
        ("src/c.js", "export const c = 1"),
        ("bin/a.js", "export const a = 1"),
    ];
    let packed = [
        ("package.json", manifest),
        ("dist/a.js", "export const a = 1"),
        ("dist/c.js", "export const c = 1"),
    ];
    let report = traced(&sources, &packed);
    assert_eq!(
        rows(&report),
        [
            "bin/a.js importable",
            "src/a.js overwritten lost",
            "src/b.js not-compiled lost",
            "src/c.js unreachable lost"
        ]
    );
    assert!(!report.ok);
}

/// An import that TypeScript erases asks for nothing.
#[test]
fn an_import_that_the_compiler_erases_asks_for_nothing() {
    let manifest = r#"{"name":"p","type":"module","files":["dist"],"exports":{".":"./dist/a.js"},
        "scripts":{"build":"tsc"}}"#;
    let sources = [
        ("package.json", manifest),
        ("tsconfig.json", r#"{"compilerOptions":{"rootDir":"src","outDir":"dist"},"include":["src"]}"#),
        ("src/a.ts", "import { T } from './t.js'; export const a: T = 1"),
        ("src/t.ts", "export type T = number; export const t = 1"),
    ];
    let packed = [
        ("package.json", manifest),
        ("dist/a.js", "export const a = 1"),
        ("dist/t.js", "export const t = 1"),
    ];
    let report = traced(&sources, &packed);
    assert_eq!(rows(&report), ["src/a.ts importable", "src/t.ts unreachable"]);
    assert!(report.ok);
}

/// Broken rows first, what is left over last, and a row is good only if all of it is.
#[test]
fn the_table_tells_the_truth() {
    let files = [
        ("package.json", r#"{"name":"p","type":"module","exports":{".":"./a/a.js","./b":"./b/b.js"}}"#),
        ("a/a.js", "import './gone.js'"),
        ("b/b.js", ""),
        ("b/c.js", ""),
    ];
    let report = traced(&files, &files);
    let rows: Vec<_> = report
        .table
        .iter()
        .map(|row| (row.component.as_str(), row.modules, row.downstream, row.lost))
        .collect();
    assert_eq!(
        rows,
        [
            ("Existing exports", 2, false, true),
            ("a/gone.js", 1, false, true),
            ("a/a.js", 1, false, true),
            ("b/c.js", 1, false, false)
        ]
    );
}

/// Modules with one thing to mend are one group; Node's words alone do not make them one.
#[test]
fn a_group_has_one_thing_to_mend() {
    let files = [
        (
            "package.json",
            r#"{"name":"p","type":"module","exports":{"./a":"./x/a.js","./b":"./x/b.js","./c":"./x/c.js","./d":"./x/d.js"}}"#,
        ),
        ("x/a.js", "export const a = ;"),
        ("x/b.js", "export const b = ;"),
        ("x/c.js", "import 'undeclared'"),
        ("x/d.js", "export {}; import 'undeclared'"),
    ];
    let report = traced(&files, &files);
    let groups: Vec<_> = report.groups.iter().map(|it| (it.modules.join(" "), it.reason.as_str())).collect();
    assert_eq!(
        groups,
        [
            (
                "x/c.js x/d.js".to_owned(),
                "they do not import: Cannot find package 'undeclared' imported from /node_modules/p/x/c.js"
            ),
            ("x/a.js".to_owned(), "\"p/a\" does not import: Unexpected token ';'"),
            ("x/b.js".to_owned(), "\"p/b\" does not import: Unexpected token ';'"),
        ]
    );
}

/// A module that nothing reaches, where every path may be imported: Node asks for the package that it requires, too.
#[test]
fn a_path_is_judged_as_node_loads_it() {
    let files = [
        (
            "package.json",
            r#"{"name":"p","main":"./a.js","dependencies":{"there":"1"},"devDependencies":{"re2":"1"}}"#,
        ),
        ("a.js", "exports.a = 1"),
        ("lib/absent.js", "exports.re2 = require('re2')"),
        ("lib/above.js", "exports.re2 = require('./absent')"),
        ("lib/broken.js", "exports.a = ;"),
        ("lib/caught.js", "try { exports.re2 = require('re2') } catch {}"),
        ("lib/ending.mjs", "import './sound'"),
        ("lib/later.js", "exports.re2 = () => require('re2')"),
        ("lib/sound.js", "exports.there = require('there')"),
    ];
    let report = traced(&files, &files);
    assert_eq!(
        rows(&report),
        [
            "a.js importable",
            "lib/above.js broken",
            "lib/absent.js broken",
            "lib/broken.js broken",
            "lib/caught.js importable",
            "lib/ending.mjs broken",
            "lib/later.js importable",
            "lib/sound.js importable"
        ]
    );
    assert_eq!(report.modules[2].reason, "it does not import: Cannot find module 're2'");
    assert!(report.ok && report.summary.lost == 0);
    // With "exports", no one can name them.
    let closed = files[0].1.replace("\"main\"", "\"exports\"");
    let mut files = files;
    files[0].1 = &closed;
    assert!(traced(&files, &files).modules.iter().all(|module| module.stage != Stage::Broken));
}

/// A pattern takes what is there; the same subpath by name asks for it.
#[test]
fn a_pattern_does_not_ask_for_what_the_build_leaves_out() {
    let config = r#"{ "compilerOptions": { "rootDir": "src", "outDir": "dist" }, "include": ["src"], "exclude": ["src/in/b.ts"] }"#;
    for (exports, lost) in [
        (r#"{".":"./dist/a.js","./in/*":"./dist/in/*.js"}"#, 0),
        (r#"{".":"./dist/a.js","./in/b":"./dist/in/b.js"}"#, 1),
    ] {
        let manifest = format!(
            r#"{{"name":"p","type":"module","files":["dist"],"exports":{exports},"scripts":{{"build":"tsc"}}}}"#
        );
        let sources = [
            ("package.json", manifest.as_str()),
            ("tsconfig.json", config),
            ("src/a.ts", "export const a = 1"),
            ("src/in/b.ts", "export const b = 1"),
            ("src/in/c.ts", "export const c = 1"),
        ];
        let packed = [
            ("package.json", manifest.as_str()),
            ("dist/a.js", "export const a = 1"),
            ("dist/in/c.js", "export const c = 1"),
        ];
        assert_eq!(traced(&sources, &packed).summary.lost, lost, "{exports}");
    }
}
