//! The build plan against what the real tools wrote: `__test__/trace/ask-tools.mjs` asks them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use packproof::{
    files::FileTree,
    link::code::Code,
    package::Package,
    report::trace::TraceReport,
    resolve::NodeTarget,
    session::Session,
    tarball::Limits,
    trace::{
        TraceOptions,
        fixes::change::FixKind,
        packing::{NpmPacking, PathKind},
        plan::plan,
        source_tree::SourceTree,
        stage::{Mapping, Stage},
    },
};
use serde_json::Value;

type Written = BTreeMap<String, Vec<String>>;

fn recorded(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn tree(files: &Value) -> SourceTree {
    let files = files.as_object().unwrap().iter();
    SourceTree::of(files.map(|(path, text)| (path.as_str(), text.as_str().unwrap())))
}

/// The outputs of a build in the form of the record: each with the sources that say their own path.
fn planned(tree: &SourceTree) -> Written {
    let plan = plan(tree, None, &[]);
    let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in plan.disk.live() {
        let is_shown = ["js", "mjs", "cjs", "jsx", "json", "ts"]
            .iter()
            .any(|extension| one.output.ends_with(&format!(".{extension}")));
        let is_marked = tree.text(&one.origin).is_some_and(|text| text.contains(&format!("@{}", one.origin)));
        let is_new = tree.text(&one.output).is_none_or(|before| Some(before) != tree.text(&one.origin));
        if is_shown && is_marked && is_new {
            written.entry(one.output.to_string()).or_default().insert(one.origin.to_string());
        }
    }
    written.into_iter().map(|(output, sources)| (output, sources.into_iter().collect())).collect()
}

#[test]
fn steps_write_what_the_real_tools_wrote() {
    let cases = recorded("tools.json");
    assert!(cases.len() > 40);
    let mut wrong = Vec::new();
    for case in &cases {
        let expected: Written = serde_json::from_value(case["wrote"].clone()).unwrap();
        let found = planned(&tree(&case["files"]));
        if found != expected {
            wrong.push(format!("{}\n  plan: {found:?}\n  real: {expected:?}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_npm_leaves_out_is_explained_and_nothing_else() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace/npm-pack.json");
    let recorded: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let files: Vec<&str> =
        recorded["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    let mut wrong = Vec::new();
    for case in recorded["cases"].as_array().unwrap() {
        let manifest = case["manifest"].to_string();
        let more = case
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| !["manifest", "packed"].contains(&key.as_str()));
        let more: Vec<_> = more.map(|(path, text)| (path.as_str(), text.as_str().unwrap())).collect();
        let all =
            files.iter().map(|path| (*path, "")).chain(more).chain([("package.json", manifest.as_str())]);
        let tree = SourceTree::of(all);
        let expected: BTreeSet<&str> =
            case["packed"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
        let parsed = packproof::json::parse(&manifest).unwrap();
        let kind = |path: &str| match () {
            () if tree.contains(path) => Some(PathKind::File),
            () if !path.is_empty() && tree.is_directory(path) => Some(PathKind::Folder),
            () => None,
        };
        let packing = NpmPacking::new(&tree, Some(&parsed), &kind);
        let found: BTreeSet<&str> = tree.paths().filter(|path| packing.excluded(path).is_none()).collect();
        if found != expected {
            let more: Vec<_> = found.difference(&expected).collect();
            let less: Vec<_> = expected.difference(&found).collect();
            let given = case.as_object().unwrap().iter().filter(|(key, _)| *key != "packed");
            let given: Vec<_> = given.map(|(key, value)| format!("{key}: {value}")).collect();
            wrong.push(format!("{}\n  too many: {more:?}\n  too few: {less:?}", given.join("  ")));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A project with the shape of the one whose distribution flow was drawn by hand.
fn choir(with_the_fix: bool) -> TraceReport {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace");
    let mut tree = SourceTree::default();
    let mut open = vec![root.join("choir")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path)
            } else {
                let place = path.strip_prefix(root.join("choir")).unwrap().to_str().unwrap();
                let place = place.replace(std::path::MAIN_SEPARATOR, "/");
                let text = fs::read_to_string(&path).unwrap();
                let line = "babel bin/deployment/ --out-dir dist/deployment/ && node -e";
                let text = if with_the_fix { text.replace("node -e", line) } else { text };
                tree.add(place, Some(text));
            }
        }
    }
    let name = if with_the_fix { "choir-after.tgz" } else { "choir-before.tgz" };
    let package = Package::open(fs::read(root.join(name)).unwrap(), &Limits::default()).unwrap();
    Session::new(package).trace(&tree, &TraceOptions::default()).unwrap()
}

fn stage(report: &TraceReport, source: &str) -> Stage {
    report.modules.iter().find(|module| module.source == source).unwrap().stage
}

const CONDUCTORS: [&str; 5] = ["Base", "Full", "Section", "Solo", "Unified"];

/// Links a statement; the error is the code that Node would give.
fn links(tarball: &str, statement: &str) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace").join(tarball);
    let package = Package::open(fs::read(path).unwrap(), &Limits::default()).unwrap();
    let reports = Session::new(package).link(&[Code::statement(statement)], &[NodeTarget::default()]);
    match reports.into_iter().flat_map(|report| report.errors).next() {
        Some(error) => Err(error.error.code),
        None => Ok(()),
    }
}

/// The document that was drawn before the fix, claim by claim.
#[test]
fn the_flow_before_the_one_line_fix() {
    let report = choir(false);
    let commands: Vec<_> =
        report.plan.steps.iter().map(|step| (step.command.as_str(), step.modules)).collect();
    for (claim, holds) in [
        ("src/** → dist/**", commands.contains(&("babel src/ --out-dir dist/", 6))),
        (
            "bin/shared/** → dist/shared/**",
            commands.contains(&("babel bin/shared/ --out-dir dist/shared/", 5)),
        ),
        (
            "bin/shared/deployment/** → dist/deployment/**",
            commands.contains(&("babel bin/shared/deployment/ --out-dir dist/deployment/", 3)),
        ),
        (
            "ui-structures is copied",
            report.plan.steps.iter().any(|step| step.to.as_deref() == Some("dist/ui-structures")),
        ),
        (
            "nothing compiles bin/deployment",
            !commands.iter().any(|(command, _)| command.contains("bin/deployment/")),
        ),
        (
            "the conductors are not compiled",
            CONDUCTORS.iter().all(|name| {
                stage(&report, &format!("bin/deployment/orchestration/{name}Conductor.js"))
                    == Stage::NotCompiled
            }),
        ),
        (
            "an existing import works",
            links("choir-before.tgz", "import { Auditor } from 'choir/deployment'").is_ok(),
        ),
        (
            "the new import fails",
            links("choir-before.tgz", "import { UnifiedConductor } from 'choir/deployment'").is_err(),
        ),
    ] {
        assert!(holds, "{claim}");
    }
    for (claim, holds) in [
        (
            "everything else is present",
            report.modules.iter().all(|module| {
                module.stage >= Stage::Unreachable || module.source.starts_with("bin/deployment/")
            }),
        ),
        (
            "dist/deployment/index.js is that of src",
            stage(&report, "src/deployment/index.js") >= Stage::Unreachable,
        ),
        (
            "it fails for a module that cannot be found",
            links("choir-before.tgz", "import { UnifiedConductor } from 'choir/deployment'")
                == Err("ERR_MODULE_NOT_FOUND".into()),
        ),
    ] {
        assert!(!holds, "{claim}: it was drawn so, and it is not so");
    }
    let over = report.modules.iter().find_map(|module| module.overwritten_by.clone()).unwrap();
    assert_eq!(
        (over.output.as_str(), over.source.as_str(), over.first.as_str(), over.then.as_str()),
        (
            "dist/deployment/index.js",
            "bin/shared/deployment/index.js",
            "babel src/ --out-dir dist/",
            "babel bin/shared/deployment/ --out-dir dist/deployment/"
        )
    );
}

/// The one line that was drawn does not help, and is not shown. What helps is two lines, carried out together.
#[test]
fn the_fix_is_found_with_all_that_it_takes() {
    let report = choir(false);
    let fix = report.fixes.first().unwrap();
    assert_eq!(fix.kind, FixKind::Overwritten, "{fix:?}");
    let message = "run `babel bin/shared/deployment/ --out-dir dist/deployment/` before `babel src/ --out-dir dist/`, \
                   which then has the last word about dist/deployment/index.js; and add to \"files\" in package.json";
    assert_eq!(fix.message, message);
    assert!(fix.diff.contains("+    \"bin/deployment/orchestration\"\n"), "{}", fix.diff);
    assert_eq!((fix.effect.importable.len(), fix.effect.remaining.len()), (6, 0));
    // The module in whose place another comes offered one name more.
    assert_eq!(fix.effect.broken, ["bin/shared/deployment/index.js"]);
    assert!(report.fixes.iter().all(|fix| fix.kind != FixKind::BuildStep));
}

/// The document that was drawn after the fix, claim by claim.
#[test]
fn the_flow_after_the_one_line_fix() {
    let report = choir(true);
    let unified =
        report.modules.iter().find(|module| module.source.ends_with("UnifiedConductor.js")).unwrap();
    assert_eq!(
        unified.packed_as,
        ["dist/deployment/orchestration/UnifiedConductor.js"],
        "they are in the package"
    );
    assert!(links("choir-after.tgz", "import { Auditor } from 'choir/deployment'").is_ok());
    for (claim, holds, code) in [
        ("the entry file offers them", "import { UnifiedConductor } from 'choir/deployment'", "SyntaxError"),
        (
            "their folder can be imported",
            "import { SoloConductor } from 'choir/deployment/orchestration'",
            "ERR_PACKAGE_PATH_NOT_EXPORTED",
        ),
    ] {
        assert_eq!(links("choir-after.tgz", holds), Err(code.to_owned()), "{claim}: drawn so, and not so");
    }
    for name in CONDUCTORS {
        assert_eq!(
            stage(&report, &format!("bin/deployment/orchestration/{name}Conductor.js")),
            Stage::Unreachable
        );
    }
    assert_eq!(stage(&report, "src/deployment/index.js"), Stage::Overwritten);
}

/// The quick reference table: component, internal, in the package, downstream.
#[test]
fn the_quick_reference_table_row_by_row() {
    let row = |report: &TraceReport, name: &str| {
        let found = report.table.iter().find(|row| row.component == name).unwrap();
        (found.internal, found.packed, found.downstream)
    };
    let (before, after) = (choir(false), choir(true));
    assert_eq!(row(&before, "Existing exports"), (Some(true), true, true));
    assert_eq!(row(&before, "bin/deployment/orchestration"), (Some(true), false, false));
    assert_eq!(row(&after, "Existing exports"), (Some(true), true, true));
    // Drawn as working downstream; it is packed, and no more.
    assert_eq!(row(&after, "bin/deployment/orchestration"), (Some(true), true, false));
}

const MANIFEST: &str = r#"{"name":"p","type":"module","bin":"bin/p.js","files":["dist/!(bin)","bin","templates"],
    "exports":{".":"./dist/index.js","./broken":"./dist/broken.js"},
    "scripts":{"build":"babel src -d dist --ignore src/skipped.js"}}"#;

/// One small project, one module for each fate.
fn fates() -> TraceReport {
    let tree = SourceTree::of([
        ("package.json", MANIFEST),
        ("src/index.js", "export { a } from './a.js'; export const own = 1"),
        ("src/a.js", "export const a = 1; export const hidden = 2"),
        ("src/lazy.js", "export const lazy = 1"),
        ("src/broken.js", "import './gone.js'; import './behind.js'; import './Formats.js'"),
        ("src/behind.js", "export const behind = 1"),
        ("src/formats.js", "export const format = 1"),
        ("src/alone.js", "export const alone = () => import('./lazy.js')"),
        ("src/skipped.js", ""),
        ("src/deep/inner/tool.js", "export const tool = 1"),
        ("src/types.ts", "export interface Types {}"),
        ("src/a.test.js", "import './a.js'"),
        ("bin/p.js", "#!/usr/bin/env node\nimport '../dist/run.js'"),
        ("bin/notes.js", ""),
        ("src/run.js", "console.log(1)"),
        ("templates/t.js", ""),
        ("test/b.js", ""),
        ("extra/x.js", ""),
        ("rollup.config.js", ""),
    ]);
    let package = Package::new(FileTree::of([
        ("package.json", MANIFEST),
        ("dist/index.js", "export { a } from './a.js'; export const own = 1"),
        ("dist/a.js", "export const a = 1; export const hidden = 2"),
        ("dist/lazy.js", "export const lazy = 1"),
        ("dist/broken.js", "import './gone.js'; import './behind.js'; import './Formats.js'"),
        ("dist/behind.js", "export const behind = 1"),
        ("dist/formats.js", "export const format = 1"),
        ("dist/alone.js", "export const alone = () => import('./lazy.js')"),
        ("dist/a.test.js", "import './a.js'"),
        ("dist/run.js", "console.log(1)"),
        ("templates/t.js", ""),
        ("bin/p.js", "#!/usr/bin/env node\nimport '../dist/run.js'"),
        ("bin/notes.js", ""),
    ]));
    Session::new(package).trace(&tree, &TraceOptions::default()).unwrap()
}

#[test]
fn every_fate_has_its_stage_and_its_reason() {
    let report = fates();
    let rows: Vec<String> = report
        .modules
        .iter()
        .map(|module| {
            let stage = serde_json::to_value(module.stage).unwrap();
            format!("{} {} {}", module.source, stage.as_str().unwrap(), module.reason)
        })
        .collect();
    let expected = [
        "bin/p.js unreachable only the command p loads it",
        "src/Formats.js case-differs src/broken.js:1 imports it; the file is src/formats.js: found on Windows and macOS, not on Linux",
        "src/a.js importable a from \"p\"",
        "src/a.test.js unreachable packed as dist/a.test.js, but no entry point leads there",
        "src/alone.js unreachable packed as dist/alone.js, but no entry point leads there",
        "src/behind.js broken \"p/broken\" does not import: Cannot find module '/node_modules/p/dist/gone.js' imported from /node_modules/p/dist/broken.js",
        "src/broken.js broken \"p/broken\" does not import: Cannot find module '/node_modules/p/dist/gone.js' imported from /node_modules/p/dist/broken.js",
        "src/deep/inner/tool.js not-packed dist/deep/inner/tool.js is left out: no pattern of \"files\" takes it (package.json:1)",
        "src/formats.js unreachable packed as dist/formats.js, but no entry point leads there",
        "src/gone.js missing src/broken.js:1 imports it; it is not in the source tree",
        "src/index.js importable a, own from \"p\"",
        "src/lazy.js unreachable packed as dist/lazy.js, but no entry point leads there",
        "src/run.js unreachable only the command p loads it",
        "src/skipped.js not-compiled babel is told to ignore \"src/skipped.js\"",
    ];
    assert_eq!(rows, expected, "{}", rows.join("\n"));
    let summary = report.summary;
    assert_eq!((summary.modules, summary.importable, summary.broken, summary.unreachable), (12, 2, 2, 6));
    assert!(!report.ok);
}

#[test]
fn fixes_say_what_to_write() {
    // One import differs by case and one leads nowhere: mending the first alone brings nothing.
    assert!(fates().fixes.is_empty(), "{:?}", fates().fixes);
    let exports = choir(false).fixes.into_iter().filter(|fix| fix.kind == FixKind::Exports);
    let written: Vec<_> = exports.filter_map(|fix| fix.text).collect();
    assert!(
        written.iter().any(|text| text.contains("\"./services/drafts\": \"./dist/services/drafts.js\"")),
        "{written:?}"
    );
}

/// A healthy package, whichever way it is built, loses nothing.
#[test]
fn what_a_limit_keeps_from_being_looked_at_gets_no_verdict() {
    let files = [
        ("package.json", r#"{"name":"p","exports":{"./*":"./lib/*.js"}}"#),
        ("lib/a.js", "exports.a = 1"),
        ("lib/b.js", "exports.b = 1"),
    ];
    for name in ["modules", "expansions"] {
        let mut limits = Limits::default();
        *limits.get_mut(name).unwrap() = 1;
        let session = Session::new(Package::new(FileTree::of(files)).within(limits));
        let traced = session.trace(&SourceTree::of(files), &TraceOptions::default());
        assert_eq!(traced.unwrap_err().limit, name);
    }
}

#[test]
fn a_package_without_a_build_is_its_own_source() {
    let files = [
        ("package.json", r#"{"name":"p","main":"lib/a.js"}"#),
        ("lib/a.js", "require('./b')"),
        ("lib/b.js", "exports.b = 1"),
    ];
    let session = Session::new(Package::new(FileTree::of(files)));
    let report = session.trace(&SourceTree::of(files), &TraceOptions::default()).unwrap();
    assert!(
        report.ok && report.modules.iter().all(|module| module.stage == Stage::Importable),
        "{:?}",
        report.modules
    );
    assert_eq!(report.modules.len(), 2);
}

#[test]
fn a_map_says_where_a_folder_goes() {
    let tree = SourceTree::of([
        ("package.json", r#"{"scripts":{"build":"node build.js"}}"#),
        ("lib/a.ts", "export const a = 1"),
    ]);
    let package = Package::new(FileTree::of([
        ("package.json", r#"{"name":"p","exports":"./out/a.js"}"#),
        ("out/a.js", "export const a = 1"),
    ]));
    let options =
        TraceOptions { maps: vec![("lib".to_owned(), "out".to_owned())], ..TraceOptions::default() };
    let report = Session::new(package).trace(&tree, &options).unwrap();
    assert_eq!(
        report.modules.first().map(|module| (module.stage, module.mapping)),
        Some((Stage::Importable, Mapping::Configured))
    );
}

/// `cp -r src dist` makes `dist/a.js` on the first run and `dist/src/a.js` on the next. A folder that the first run has made
/// is taken for new; one that somebody else has filled is not.
#[test]
fn a_copy_that_has_run_before_is_the_first_one() {
    let written = |files: &[&str], build: &str| {
        let manifest = serde_json::json!({"name": "p", "scripts": {"build": build}}).to_string();
        let texts = files.iter().map(|path| (*path, "export {}"));
        let tree = SourceTree::of(texts.chain([("package.json", manifest.as_str())]));
        plan(&tree, None, &[]).disk.live().map(|write| write.output.to_string()).collect::<Vec<_>>()
    };
    for (files, build, expected) in [
        (&["src/a.js"][..], "cp -r src dist", "dist/a.js"),
        (&["src/a.js", "dist/a.js"], "cp -r src dist", "dist/a.js"),
        (&["src/a.js", "dist/a.js"], "cp -R src/ dist/", "dist/a.js"),
        (&["src/a.js", "dist/a.js"], "shx cp -r src dist", "dist/a.js"),
        (&["src/a.js", "dist/a.js"], "rm -rf dist && cp -r src dist", "dist/a.js"),
        (&["src/a.js", "dist/a.js", "dist/src/a.js"], "cp -r src dist", "dist/src/a.js"),
        (&["src/a.js", "dist/other.js"], "cp -r src dist", "dist/src/a.js"),
        (&["src/a.js", "dist/a.js"], "mkdir -p dist && cp -r src dist", "dist/src/a.js"),
    ] {
        assert_eq!(written(files, build), [expected], "{build} with {files:?}");
    }
}

/// The path, the code and the listed sources of a packed file.
type PackedCode<'a> = (&'a str, &'a str, &'a [&'a str]);

/// The sources that are lost, in a project with this build and these packed files, whose source maps list their sources.
fn lost(build: &str, exports: &str, sources: &[(&str, &str)], packed: &[PackedCode<'_>]) -> Vec<String> {
    let manifest =
        format!(r#"{{"name":"p","type":"module","exports":{exports},"scripts":{{"build":"{build}"}}}}"#);
    let tree = SourceTree::of(sources.iter().copied().chain([("package.json", manifest.as_str())]));
    let map =
        |sources: &[&str]| serde_json::json!({"version": 3, "sources": sources, "mappings": ""}).to_string();
    let mut files = vec![("package.json".to_owned(), manifest.clone())];
    for (path, code, sources) in packed {
        let name = path.rsplit('/').next().unwrap();
        files.push(((*path).to_owned(), format!("{code}\n//# sourceMappingURL={name}.map\n")));
        files.push((format!("{path}.map"), map(sources)));
    }
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let session = Session::new(Package::new(FileTree::of(files)));
    let report = session.trace(&tree, &TraceOptions::default()).unwrap();
    report.modules.iter().filter(|module| module.lost).map(|module| module.source.clone()).collect()
}

/// A source map of a bundle does not list modules that only pass on names. Those that have code of their own are in it, or lost.
#[test]
fn what_only_passes_on_names_is_not_lost_in_a_bundle() {
    let sources = |internal| {
        [
            ("src/index.ts", "export { a } from './internal'"),
            ("src/internal.ts", internal),
            ("src/a.ts", "export const a = 1"),
            ("src/more.ts", "export const more = 1"),
        ]
    };
    let barrel = sources("import type { T } from './a'; export * from './a'; export type U = T");
    let bundle: &[PackedCode<'_>] =
        &[("dist/index.js", "export const a = 1", &["../src/a.ts", "../src/index.ts"])];
    let alone: &[PackedCode<'_>] = &[
        ("dist/index.js", "export { a } from './internal.js'", &["../src/index.ts"]),
        ("dist/a.js", "export const a = 1", &["../src/a.ts"]),
    ];
    let of =
        |sources: &[(&str, &str)], packed| lost("node build.js", r#""./dist/index.js""#, sources, packed);
    assert_eq!(of(&barrel, bundle), [""; 0]);
    assert_eq!(of(&barrel, alone), ["src/a.ts", "src/index.ts", "src/internal.ts"]);
    assert_eq!(of(&sources("export * from './a'; export * from './more'"), bundle), ["src/more.ts"]);
    assert_eq!(of(&sources("export * from './a'; globalThis.more = 1"), bundle), ["src/internal.ts"]);
    assert_eq!(of(&sources("export * from './a'; import './more'"), bundle), ["src/more.ts"]);
    assert_eq!(
        of(&sources("export const a = () => import('./more')"), bundle),
        ["src/internal.ts", "src/more.ts"]
    );
}

/// A step that copies one file is no sign that sources belong beside it.
#[test]
fn a_pattern_asks_for_nothing_that_a_copy_of_another_file_would_write() {
    let sources = [("src/index.js", "export const a = 1"), ("src/b.js", ""), ("README.md", "")];
    let exports = r#"{".":"./dist/index.js","./*":"./*"}"#;
    let bundle: &[PackedCode<'_>] = &[("dist/index.js", "export const a = 1", &["../src/index.js"])];
    assert_eq!(lost("cp README.md dist && node build.js", exports, &sources, bundle), [""; 0]);
    assert_eq!(lost("babel src -d dist --ignore src/b.js", exports, &sources, bundle), [""; 0]);
}
