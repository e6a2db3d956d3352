//! Each fix was carried out before it is shown: what it says is what came of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use packproof::{
    files::FileTree,
    package::Package,
    report::trace::{FixReport, TraceReport},
    session::Session,
    trace::{TraceOptions, fixes::change::FixKind, source_tree::SourceTree},
};

type Files<'f> = &'f [(&'f str, &'f str)];

fn traced(sources: Files<'_>, packed: Files<'_>) -> TraceReport {
    let package = Package::new(FileTree::of(packed.iter().copied()));
    Session::new(package).trace(&SourceTree::of(sources.iter().copied()), &TraceOptions::default()).unwrap()
}

fn manifest(exports: &str, files: &str, build: &str, more: &str) -> String {
    format!(
        "{{\n  \"name\": \"p\",\n  \"type\": \"module\",\n  \"exports\": {exports},\n  \"files\": {files},\n  \"scripts\": {{ \"build\": \"{build}\" }}{more}\n}}\n"
    )
}

fn first(report: &TraceReport) -> &FixReport {
    report.fixes.first().unwrap_or_else(|| panic!("no fix for {:?}", report.groups))
}

/// The overwritten file re-exported what is packed and reached no more. The step that overwrites it must run first.
#[test]
fn a_step_that_has_the_last_word_runs_before_the_other() {
    let build = "babel src/ --out-dir dist/ && babel bin/shared/deployment/ --out-dir dist/deployment/";
    let manifest = manifest(
        r#"{ ".": "./dist/index.js", "./deployment": "./dist/deployment/index.js" }"#,
        r#"["dist"]"#,
        build,
        "",
    );
    let (own, other) = (
        "export { U } from './orchestration/u.js'; export { Auditor } from './auditor.js'",
        "export { Auditor } from './auditor.js'",
    );
    let sources = [
        ("package.json", manifest.as_str()),
        ("src/index.js", "export const a = 1"),
        ("src/deployment/index.js", own),
        ("src/deployment/orchestration/u.js", "export class U {}"),
        ("bin/shared/deployment/index.js", other),
        ("bin/shared/deployment/auditor.js", "export class Auditor {}"),
    ];
    let packed = [
        ("package.json", manifest.as_str()),
        ("dist/index.js", "export const a = 1"),
        ("dist/deployment/index.js", other),
        ("dist/deployment/auditor.js", "export class Auditor {}"),
        ("dist/deployment/orchestration/u.js", "export class U {}"),
    ];
    let report = traced(&sources, &packed);
    assert!(!report.ok && report.summary.lost == 2);
    let unified = report.modules.iter().find(|module| module.source.ends_with("u.js")).unwrap();
    assert_eq!(unified.meant_by.as_deref(), Some("src/deployment/index.js imports it"));
    assert_eq!(
        unified.reason,
        "packed as dist/deployment/orchestration/u.js, but no entry point leads there: dist/deployment/index.js would, but \
         bin/shared/deployment/index.js is written over it"
    );
    let fix = first(&report);
    assert_eq!((fix.kind, report.fixes.len()), (FixKind::Overwritten, 1));
    assert_eq!(fix.effect.sentence, "makes 2 modules importable, breaks none");
    assert_eq!(fix.effect.replaced, ["bin/shared/deployment/index.js"]);
    assert_eq!(fix.effect.overwrites[0].output, "dist/deployment/index.js");
    let turned = "+  \"scripts\": { \"build\": \"babel bin/shared/deployment/ --out-dir dist/deployment/ && babel src/ --out-dir dist/\" }\n";
    assert!(fix.diff.contains(turned), "{}", fix.diff);
    // Once it is applied, nothing is lost: the module that gives way is missed by nobody.
    let manifest = manifest.replace(
        build,
        "babel bin/shared/deployment/ --out-dir dist/deployment/ && babel src/ --out-dir dist/",
    );
    let mut after = sources;
    after[0].1 = &manifest;
    let mut rebuilt = packed;
    (rebuilt[0].1, rebuilt[2].1) = (&manifest, own);
    let report = traced(&after, &rebuilt);
    assert!(report.ok && report.fixes.is_empty(), "{:?}", report.groups);
}

/// A module that nothing asks for is not mended by a step that compiles many others and writes over files that are there.
#[test]
fn a_step_that_makes_nothing_importable_is_not_shown() {
    let build = "babel src/ --out-dir dist/ && babel bin/shared/ --out-dir dist/";
    let manifest = manifest(r#"{ ".": "./dist/orch/u.js" }"#, r#"["dist"]"#, build, "");
    let sources = [
        ("package.json", manifest.as_str()),
        ("src/orch/u.js", "export const u = 1"),
        ("bin/orch/u.js", "export const other = 1"),
        ("bin/test.js", ""),
        ("bin/shared/index.js", ""),
    ];
    let packed = [
        ("package.json", manifest.as_str()),
        ("dist/orch/u.js", "export const u = 1"),
        ("dist/index.js", ""),
    ];
    let report = traced(&sources, &packed);
    assert!(report.ok && report.fixes.iter().all(|fix| fix.kind != FixKind::BuildStep), "{:?}", report.fixes);
}

/// The effect of a pattern is what npm packs by it.
#[test]
fn a_pattern_claims_what_it_packs() {
    let build = "babel src --out-dir dist";
    let exports = r#"{ ".": "./dist/keep/k.js", "./b": "./dist/bin/b/b.js" }"#;
    let manifest = manifest(exports, r#"["dist/!(bin)"]"#, build, "");
    let sources = [
        ("package.json", manifest.as_str()),
        ("src/keep/k.js", "export const k = 1"),
        ("src/bin/b/b.js", "export const b = 1"),
    ];
    let report = traced(&sources, &[("package.json", manifest.as_str())]);
    let fix = first(&report);
    assert_eq!((fix.kind, fix.text.as_deref()), (FixKind::Files, Some("\"dist\"")));
    assert_eq!(fix.effect.importable, ["src/bin/b/b.js", "src/keep/k.js"]);
    assert!(fix.effect.remaining.is_empty() && report.fixes.len() == 1, "{:?}", report.fixes);
}

/// Twelve imports fail for one line of "files": one cause, one fix.
#[test]
fn one_cause_has_one_fix() {
    let manifest =
        manifest(r#"{ ".": "./dist/index.js" }"#, r#"["dist/index.js"]"#, "babel src --out-dir dist", "");
    let names: Vec<String> = (0..12).map(|nth| format!("config/c{nth}.js")).collect();
    let index: String = names.iter().map(|name| format!("import './{name}'\n")).collect();
    let paths: Vec<String> = names.iter().map(|name| format!("src/{name}")).collect();
    let mut sources = vec![("package.json", manifest.as_str()), ("src/index.js", index.as_str())];
    sources.extend(paths.iter().map(|path| (path.as_str(), "export {}")));
    let report = traced(&sources, &[("package.json", manifest.as_str()), ("dist/index.js", index.as_str())]);
    assert_eq!(report.summary.lost, 13);
    let kinds: Vec<_> = report.fixes.iter().map(|fix| (fix.kind, fix.effect.importable.len())).collect();
    assert_eq!(kinds, [(FixKind::Files, 13)]);
    assert_eq!(first(&report).text.as_deref(), Some("\"dist/config\""));
}

/// An import that is right in the source and wrong where the build writes it.
#[test]
fn a_path_that_the_build_bends_is_corrected() {
    let build = "babel src/ --out-dir dist/ && babel lib/ --out-dir dist/lib/";
    let manifest = manifest(r#"{ ".": "./dist/a/b.js" }"#, r#"["dist"]"#, build, "");
    let source = "\nimport { x } from '../../lib/x.js'\nexport const b = x\n";
    let sources =
        [("package.json", manifest.as_str()), ("src/a/b.js", source), ("lib/x.js", "export const x = 1")];
    let packed = [
        ("package.json", manifest.as_str()),
        ("dist/a/b.js", source),
        ("dist/lib/x.js", "export const x = 1"),
    ];
    let report = traced(&sources, &packed);
    let fix = first(&report);
    assert_eq!(
        fix.message,
        "import \"../lib/x.js\" in src/a/b.js: \"../../lib/x.js\" is right in the source, but `babel src/ --out-dir dist/` writes it to dist/a/b.js, where that path is one `../` too deep"
    );
    let at = fix.at.as_ref().unwrap();
    assert_eq!((fix.kind, at.file.as_str(), at.line, at.column), (FixKind::Import, "src/a/b.js", 2, 19));
    assert!(
        fix.diff.contains("-import { x } from '../../lib/x.js'\n+import { x } from '../lib/x.js'\n"),
        "{}",
        fix.diff
    );
    assert_eq!(fix.effect.sentence, "makes 2 modules importable, breaks none; \"p\" can be imported again");
    assert_eq!(report.fixes.len(), 1);
}

#[test]
fn an_undeclared_package_is_declared() {
    let manifest = manifest(
        r#"{ ".": "./dist/a.js" }"#,
        r#"["dist"]"#,
        "babel src --out-dir dist",
        ",\n  \"devDependencies\": { \"picocolors\": \"^1.1.0\" }",
    );
    let source = "import pc from 'picocolors'\nexport default pc\n";
    let report = traced(
        &[("package.json", manifest.as_str()), ("src/a.js", source)],
        &[("package.json", manifest.as_str()), ("dist/a.js", source)],
    );
    let fix = first(&report);
    assert_eq!((fix.kind, fix.text.as_deref()), (FixKind::Dependencies, Some("\"picocolors\": \"^1.1.0\"")));
    assert_eq!(fix.message, "add picocolors to \"dependencies\" in package.json");
    assert_eq!(fix.effect.importable, ["src/a.js"]);
    // `*` says no version.
    let manifest = manifest.replace("^1.1.0", "*");
    let report = traced(
        &[("package.json", manifest.as_str()), ("src/a.js", source)],
        &[("package.json", manifest.as_str()), ("dist/a.js", source)],
    );
    let fix = first(&report);
    assert_eq!(fix.text.as_deref(), Some("\"picocolors\": \"latest\""));
    assert!(fix.message.ends_with("; `npm install picocolors` writes its version, which is not known here"));
}

/// The imported file is missing, and stands elsewhere in the project.
#[test]
fn a_file_that_is_elsewhere_is_imported_from_there() {
    let manifest = manifest(r#"{ ".": "./dist/a.js" }"#, r#"["dist"]"#, "babel src --out-dir dist", "");
    let report = traced(
        &[
            ("package.json", manifest.as_str()),
            ("src/a.js", "export * from './util.js'"),
            ("src/inner/util.js", "export const util = 1"),
        ],
        &[
            ("package.json", manifest.as_str()),
            ("dist/a.js", "export * from './util.js'"),
            ("dist/inner/util.js", "export const util = 1"),
        ],
    );
    let fix = first(&report);
    assert!(fix.message.starts_with("import \"./inner/util.js\" in src/a.js"), "{}", fix.message);
    assert_eq!(fix.effect.importable, ["src/a.js", "src/inner/util.js"]);
}

/// Nothing is made up where nothing plain helps.
#[test]
fn what_has_no_plain_cure_gets_none() {
    let build = "babel src/ --out-dir dist/";
    let manifest = manifest(r#"{ ".": "./dist/a.js" }"#, r#"["dist"]"#, build, "");
    let report = traced(
        &[
            ("package.json", manifest.as_str()),
            ("src/a.js", "export { x } from './lib/x.js'"),
            ("src/lib/x.ts", "export const x: number = 1"),
        ],
        &[("package.json", manifest.as_str()), ("dist/a.js", "export { x } from './lib/x.js'")],
    );
    assert!(!report.ok);
    // Babel takes no TypeScript here, and nothing plain mends that: nothing is made up.
    assert!(report.fixes.is_empty(), "{:?}", report.fixes);
}

/// One line for a folder that nothing leads to.
#[test]
fn a_pattern_exports_a_folder() {
    let manifest = manifest(r#"{ ".": "./dist/a.js" }"#, r#"["dist"]"#, "babel src --out-dir dist", "");
    let mut sources = vec![("package.json", manifest.as_str()), ("src/a.js", "")];
    let mut packed = vec![("package.json", manifest.as_str()), ("dist/a.js", "")];
    for name in ["b", "c", "d", "e"] {
        sources.push((Box::leak(format!("src/utils/{name}.js").into_boxed_str()), ""));
        packed.push((Box::leak(format!("dist/utils/{name}.js").into_boxed_str()), ""));
    }
    let report = traced(&sources, &packed);
    assert!(report.ok && report.summary.left_over == 4);
    let fix = first(&report);
    assert_eq!(fix.text.as_deref(), Some("\"./utils/*\": \"./dist/utils/*.js\""));
    assert_eq!(fix.effect.importable.len(), 4);
}

/// A compiled folder is lost by an option of the step.
#[test]
fn an_option_that_leaves_a_module_out_is_taken_away() {
    let build = "babel src --out-dir dist --ignore src/b.js";
    let manifest = manifest(r#"{ ".": "./dist/a.js", "./b": "./dist/b.js" }"#, r#"["dist"]"#, build, "");
    let report = traced(
        &[("package.json", manifest.as_str()), ("src/a.js", ""), ("src/b.js", "")],
        &[("package.json", manifest.as_str()), ("dist/a.js", "")],
    );
    let fix = first(&report);
    assert_eq!(fix.message, "take `--ignore src/b.js` out of `babel src --out-dir dist --ignore src/b.js`");
    assert_eq!(fix.effect.importable, ["src/b.js"]);
    for (list, expected) in [
        ("'**/*.test.js','src/b.js'", "'**/*.test.js'"),
        ("src/b.js,src/b.json", "src/b.json"),
        ("'src/c.js,src/b.js'", "'src/c.js'"),
    ] {
        let with = |list: &str| manifest.replace("--ignore src/b.js", &format!("--ignore {list}"));
        let text = with(list);
        let report = traced(
            &[("package.json", text.as_str()), ("src/a.js", ""), ("src/b.js", "")],
            &[("package.json", text.as_str()), ("dist/a.js", "")],
        );
        let changed = format!("--ignore {expected}\"");
        assert!(first(&report).diff.contains(&changed), "{list}: {}", first(&report).diff);
    }
}

/// Stale outputs, and outputs that were never built: the plan is compared with what is on the disk.
#[test]
fn the_plan_is_compared_with_what_is_on_the_disk() {
    let manifest = manifest(r#"{ ".": "./dist/a.js" }"#, r#"["dist"]"#, "babel src --out-dir dist", "");
    let packed = [("package.json", manifest.as_str()), ("dist/a.js", "")];
    let sources = [("package.json", manifest.as_str()), ("src/a.js", ""), ("src/b.js", "")];
    let on_disk = [("dist/a.js", ""), ("dist/old.js", ""), ("dist/old.d.ts", "")];
    let report = traced(&[&sources[..], &on_disk[..]].concat(), &packed);
    assert_eq!(report.plan.unexplained, ["dist/old.js"]);
    let absent: Vec<_> = report.plan.absent.iter().map(|it| (it.output.as_str(), it.step.as_str())).collect();
    assert_eq!(absent, [("dist/b.js", "babel src --out-dir dist")]);
    // Where no build was run, nothing is stale; where a program may write anything, nothing is known.
    let clean = traced(&sources, &packed);
    assert!(clean.plan.unexplained.is_empty() && clean.plan.absent.is_empty());
    let unknown = manifest.replace("--out-dir dist", "--out-dir dist && node tools/make.mjs");
    let all = [&[("package.json", unknown.as_str())][..], &sources[1..], &on_disk[..]].concat();
    let report = traced(&all, &packed);
    assert!(report.plan.unexplained.is_empty() && report.plan.unread[0].at.is_some());
}

/// Compilers leave a path as it is, and Node adds no ending to it.
#[test]
fn a_path_without_its_ending_gets_it() {
    let manifest = manifest(r#"{ ".": "./dist/a.js" }"#, r#"["dist"]"#, "babel src --out-dir dist", "");
    let (a, b) = ("import './b'; import './c'", "export const b = 1");
    let sources =
        [("package.json", manifest.as_str()), ("src/a.js", a), ("src/b.js", b), ("src/c/index.js", b)];
    let packed =
        [("package.json", manifest.as_str()), ("dist/a.js", a), ("dist/b.js", b), ("dist/c/index.js", b)];
    let report = traced(&sources, &packed);
    let fix = first(&report);
    assert_eq!(fix.kind, FixKind::Source, "{fix:?}");
    assert!(fix.diff.contains("+import './b.js'; import './c/index.js'"), "{}", fix.diff);
    assert_eq!(fix.effect.sentence, "makes 3 modules importable, breaks none; \"p\" can be imported again");
}

/// No module is lost where another entry point reaches it; the entry point is broken all the same.
#[test]
fn a_target_that_is_left_out_is_packed() {
    let manifest = manifest(
        r#"{ ".": "./dist/a.js", "./session": "./session.js" }"#,
        r#"["dist"]"#,
        "babel src --out-dir dist",
        "",
    );
    let a = "export const a = 1";
    let sources = [("package.json", manifest.as_str()), ("src/a.js", a), ("session.js", a)];
    let report = traced(&sources, &[("package.json", manifest.as_str()), ("dist/a.js", a)]);
    let fix = first(&report);
    assert_eq!((fix.kind, fix.text.as_deref()), (FixKind::Files, Some("\"session.js\"")), "{fix:?}");
    assert_eq!(fix.effect.mended, ["p/session"]);
}

/// An entry of "exclude" that leaves out what an entry point is made of goes; the others stay.
#[test]
fn what_a_tsconfig_excludes_is_compiled_again() {
    let manifest = manifest(r#"{ ".": "./dist/a.js", "./b": "./dist/b.js" }"#, r#"["dist"]"#, "tsc -p .", "");
    let config = r#"{ "compilerOptions": { "rootDir": "src", "outDir": "dist" }, "include": ["src"], "exclude": ["src/b.ts", "src/c.ts"] }"#;
    let sources = [
        ("package.json", manifest.as_str()),
        ("tsconfig.json", config),
        ("src/a.ts", "export const a = 1"),
        ("src/b.ts", "export const b = 1"),
        ("src/c.ts", "export const c = 1"),
    ];
    let packed = [("package.json", manifest.as_str()), ("dist/a.js", "export const a = 1")];
    let report = traced(&sources, &packed);
    let fix = first(&report);
    assert_eq!(fix.effect.importable, ["src/b.ts"], "{fix:?}");
    assert!(fix.diff.contains(r#""exclude": ["src/c.ts"]"#), "{}", fix.diff);
}

/// All folders that nothing leads to are one change, with a pattern for each.
#[test]
fn subpaths_for_all_modules_are_one_change() {
    let manifest = manifest(r#"{ ".": "./dist/index.js" }"#, r#"["dist"]"#, "babel src --out-dir dist", "");
    let paths: Vec<(String, String)> = (0..80)
        .map(|nth| (format!("src/f{}/m{nth}.js", nth % 8), format!("dist/f{}/m{nth}.js", nth % 8)))
        .collect();
    let mut sources = vec![("package.json", manifest.as_str()), ("src/index.js", "export const i = 1")];
    let mut packed = vec![("package.json", manifest.as_str()), ("dist/index.js", "export const i = 1")];
    sources.extend(paths.iter().map(|(source, _)| (source.as_str(), "export const m = 1")));
    packed.extend(paths.iter().map(|(_, output)| (output.as_str(), "export const m = 1")));
    let report = traced(&sources, &packed);
    assert_eq!((report.ok, report.fixes.len()), (true, 1));
    let fix = first(&report);
    assert_eq!(fix.message, "export 80 modules by 8 subpaths, if consumers should import them");
    assert_eq!(fix.effect.sentence, "makes 80 modules importable, breaks none");
    assert!(fix.text.as_deref().unwrap().contains(r#""./f7/*": "./dist/f7/*.js""#), "{:?}", fix.text);
}

/// A project whose only entry point has a path that the build bends, and this import besides.
fn bent(import: &str, more: &str) -> TraceReport {
    let build = "babel src/ --out-dir dist/ && babel lib/ --out-dir dist/lib/";
    let manifest = manifest(r#"{ ".": "./dist/a/b.js" }"#, r#"["dist"]"#, build, more);
    let source = format!("import {{ x }} from '../../lib/x.js'\nimport '{import}'\nexport const b = x\n");
    let (own, x) = (("package.json", manifest.as_str()), "export const x = 1");
    traced(
        &[own, ("src/a/b.js", &source), ("lib/x.js", x)],
        &[own, ("dist/a/b.js", &source), ("dist/lib/x.js", x)],
    )
}

/// An entry point with two causes, of which one change takes away one: it is shown, with the one that is left.
#[test]
fn a_part_of_the_cure_says_what_remains() {
    let report = bent("./gone.js", "");
    let fix = first(&report);
    assert_eq!((fix.kind, report.fixes.len()), (FixKind::Import, 1));
    assert_eq!(
        fix.effect.sentence,
        "takes away 1 of 2 causes for which \"p\" cannot be imported, breaks none"
    );
    let left = "Cannot find module '/node_modules/p/dist/a/gone.js' imported from /node_modules/p/dist/a/b.js (dist/a/b.js)";
    assert_eq!(fix.effect.causes_left, [left]);
    assert!(fix.warnings.contains(&format!("{left} remains")), "{:?}", fix.warnings);
}

/// Two causes with a cure each are cured together, and no part of it is shown beside that.
#[test]
fn two_causes_are_cured_together() {
    let report = bent("picocolors", ",\n  \"devDependencies\": { \"picocolors\": \"^1.1.0\" }");
    let fix = first(&report);
    assert_eq!(fix.effect.importable, ["lib/x.js", "src/a/b.js"], "{:?}", report.fixes);
    assert_eq!((report.fixes.len(), fix.effect.causes_left.len()), (1, 0));
}

/// The file that `require` asks for is built and not packed; `import` gets to another one.
#[test]
fn what_one_mode_lacks_is_packed() {
    let exports = r#"{ ".": { "require": "./cjs/index.cjs", "import": "./es/index.js" } }"#;
    let manifest = manifest(exports, r#"["es", "cjs/index.cjs"]"#, "babel src -d es && cp -R legacy cjs", "");
    let (own, other) = ("exports.add = require('./add.cjs')", "exports.add = 1");
    let sources = [
        ("package.json", manifest.as_str()),
        ("src/index.js", "export const add = 1"),
        ("legacy/index.cjs", own),
        ("legacy/add.cjs", other),
        ("cjs/index.cjs", own),
        ("cjs/add.cjs", other),
    ];
    let packed = [
        ("package.json", manifest.as_str()),
        ("es/index.js", "export const add = 1"),
        ("cjs/index.cjs", own),
    ];
    let report = traced(&sources, &packed);
    let fix = first(&report);
    assert_eq!((fix.kind, fix.text.as_deref()), (FixKind::Files, Some("\"cjs\"")), "{fix:?}");
    assert_eq!(fix.effect.mended, ["p"]);
}

/// A bundler's configuration that is plain data gets the entry that an entry point leads to; code does not.
#[test]
fn a_bundler_gets_the_entry_that_it_lacks() {
    let exports =
        r#"{ ".": "./dist/index.js", "./b": { "import": "./dist/b.js", "require": "./dist/b.cjs" } }"#;
    let (a, b) = ("export const a = 1", "import x from 'inlined'; export const b = x");
    let packed = |manifest: &str| {
        [
            ("package.json".to_owned(), manifest.to_owned()),
            ("dist/index.js".to_owned(), "export const a = 1".to_owned()),
            ("dist/index.cjs".to_owned(), "exports.a = 1".to_owned()),
        ]
    };
    for (build, config, text, line) in [
        (
            "tsup",
            "tsup.config.ts",
            "export default { entry: ['src/index.ts'] }",
            "{ entry: ['src/index.ts', 'src/b.ts'] }",
        ),
        (
            "vite build",
            "vite.config.js",
            "export default { build: { lib: { entry: { index: './src/index.ts' } } } }",
            "{ index: './src/index.ts', b: './src/b.ts' }",
        ),
        (
            "rollup -c",
            "rollup.config.mjs",
            "export default {\n  input: [\n    \"src/index.ts\",\n  ],\n  output: { dir: 'dist' }\n}",
            "+    \"src/b.ts\",",
        ),
        (
            "unbuild",
            "build.config.mjs",
            "export default { entries: ['src/index'] }",
            "['src/index', 'src/b']",
        ),
        ("tsup src/index.ts --format esm,cjs", "x.json", "{}", "tsup src/index.ts src/b.ts --format esm,cjs"),
    ] {
        let manifest = manifest(exports, r#"["dist"]"#, build, "");
        let packed = packed(&manifest);
        let packed: Vec<(&str, &str)> =
            packed.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let sources =
            [("package.json", manifest.as_str()), (config, text), ("src/index.ts", a), ("src/b.ts", b)];
        let report = traced(&sources, &packed);
        let fix = first(&report);
        assert!(fix.diff.contains(line), "{build}: {}", fix.diff);
        assert_eq!((fix.kind, report.fixes.len()), (FixKind::BuildStep, 1));
        assert_eq!(
            fix.effect.sentence,
            "makes 1 module importable, breaks none; \"p/b\" can be imported again"
        );
    }
    for text in ["export default { entry: entries() }", "export default { entry: ['src/index.ts', ...more] }"]
    {
        let manifest = manifest(exports, r#"["dist"]"#, "tsup", "");
        let packed = packed(&manifest);
        let packed: Vec<(&str, &str)> =
            packed.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let sources = [
            ("package.json", manifest.as_str()),
            ("tsup.config.ts", text),
            ("src/index.ts", a),
            ("src/b.ts", b),
        ];
        let report = traced(&sources, &packed);
        assert!(report.fixes.is_empty() && report.plan.unread.len() == 1, "{text}: {:?}", report.fixes);
    }
}

/// esbuild takes the files that its command names.
#[test]
fn a_command_that_names_its_files_gets_one_more() {
    let build = "esbuild src/*.js --outdir=dist --outbase=src --format=esm";
    let manifest = manifest(r#"{ ".": "./dist/a.js" }"#, r#"["dist"]"#, build, "");
    let (a, b) = ("export * from './sub/b.js'", "export const b = 1");
    let report = traced(
        &[("package.json", manifest.as_str()), ("src/a.js", a), ("src/sub/b.js", b)],
        &[("package.json", manifest.as_str()), ("dist/a.js", a)],
    );
    let fix = first(&report);
    assert!(fix.diff.contains("esbuild src/*.js src/sub/*.js --outdir=dist"), "{}", fix.diff);
    assert_eq!(fix.effect.sentence, "makes 2 modules importable, breaks none; \"p\" can be imported again");
}

/// A module asks for a subpath of its own package. One packed file has that name; of two, neither is taken.
#[test]
fn a_subpath_that_the_package_asks_of_itself_is_exported() {
    let manifest = manifest(r#"{ ".": "./dist/index.js" }"#, r#"["dist"]"#, "babel src -d dist", "");
    let (index, own) =
        ("import { login } from 'p/utils/cloud'; export const a = login", "export const login = 1");
    let with = |more: &[(&str, &str)]| {
        let sources =
            [("package.json", manifest.as_str()), ("src/index.js", index), ("src/utils/cloud/index.js", own)];
        let packed = [
            ("package.json", manifest.as_str()),
            ("dist/index.js", index),
            ("dist/utils/cloud/index.js", own),
        ];
        traced(&sources, &[&packed, more].concat())
    };
    let report = with(&[]);
    let fix = first(&report);
    assert_eq!(fix.text.as_deref(), Some(r#""./utils/cloud": "./dist/utils/cloud/index.js""#));
    assert_eq!((fix.kind, fix.effect.mended.as_slice()), (FixKind::Exports, ["p".to_owned()].as_slice()));
    let report = with(&[("lib/utils/cloud.js", own)]);
    assert!(
        report.fixes.iter().all(|fix| !fix.message.contains("by the package's own name")),
        "{:?}",
        report.fixes
    );
}

/// An entry point leads to where the build no longer writes: a file beside the sources has moved their root.
#[test]
fn a_target_follows_what_the_build_writes_elsewhere() {
    let exports = r#"{ ".": { "import": "./dist/index.js" }, "./a": "./dist/deep/a.js" }"#;
    let manifest = manifest(exports, r#"["dist"]"#, "tsc", "");
    let config = r#"{ "compilerOptions": { "outDir": "dist", "module": "nodenext" }, "include": ["src"] }"#;
    let (index, a) =
        ("import p from '../package.json' with { type: 'json' }; export const b = p", "export const a = 1");
    let report = traced(
        &[
            ("package.json", manifest.as_str()),
            ("tsconfig.json", config),
            ("src/index.ts", index),
            ("src/deep/a.ts", a),
        ],
        &[
            ("package.json", manifest.as_str()),
            ("dist/package.json", manifest.as_str()),
            ("dist/src/index.js", index),
            ("dist/src/deep/a.js", a),
        ],
    );
    let fix = first(&report);
    assert!(
        fix.diff.contains(r#"{ "import": "./dist/src/index.js" }, "./a": "./dist/src/deep/a.js""#),
        "{}",
        fix.diff
    );
    assert_eq!(fix.effect.mended, ["p", "p/a"]);
    assert_eq!(
        fix.message,
        "lead to \"./dist/src/deep/a.js\" in package.json, where the build writes what \"./dist/deep/a.js\" is for, and 1 \
         more in the same way"
    );
}

/// The entries of a bundler that only its configuration's code knows are not known, and nothing that is left over is asked for.
#[test]
fn entries_that_only_code_tells_are_named_as_not_read() {
    let manifest =
        manifest(r#"{ ".": "./dist/index.js" }"#, r#"["dist"]"#, "babel src -d dist && rollup -c", "");
    let text = "export const a = 1";
    let report = traced(
        &[
            ("package.json", manifest.as_str()),
            ("rollup.config.mjs", "export default make()"),
            ("src/index.js", text),
            ("src/more.js", "export const more = 1"),
        ],
        &[("package.json", manifest.as_str()), ("dist/index.js", text), ("dist/more.js", text)],
    );
    let unread: Vec<_> = report.plan.unread.iter().map(|it| (it.what.as_str(), it.why.as_str())).collect();
    assert_eq!(unread, [("rollup.config.mjs", "its entries are not plain strings")]);
    assert!(report.ok && report.statements.iter().all(|statement| statement.ok), "{:?}", report.statements);
}

/// An index of another folder is not what a missing index stands for.
#[test]
fn a_target_follows_no_file_that_only_has_its_name() {
    let manifest = manifest(r#"{ ".": "./dist/index.js" }"#, r#"["dist"]"#, "babel src -d dist", "");
    let report = traced(
        &[("package.json", manifest.as_str()), ("src/utils/index.js", "export const a = 1")],
        &[("package.json", manifest.as_str()), ("dist/utils/index.js", "export const a = 1")],
    );
    assert!(
        !report.ok && report.fixes.iter().all(|fix| !fix.message.starts_with("lead to")),
        "{:?}",
        report.fixes
    );
}

/// Two causes of two entry points are two fixes, the one that brings more first.
#[test]
fn causes_of_different_entry_points_are_cured_one_by_one() {
    let exports = r#"{ ".": "./dist/a.js", "./b": "./dist/b.js" }"#;
    let manifest = manifest(exports, r#"["dist/*.js"]"#, "babel src -d dist", "");
    let (a, b) = ("export * from './sub/c.js'", "import x from 'undeclared'; export const b = x");
    let report = traced(
        &[
            ("package.json", manifest.as_str()),
            ("src/a.js", a),
            ("src/b.js", b),
            ("src/sub/c.js", "export const c = 1"),
        ],
        &[("package.json", manifest.as_str()), ("dist/a.js", a), ("dist/b.js", b)],
    );
    let kinds: Vec<FixKind> = report.fixes.iter().map(|fix| fix.kind).collect();
    assert_eq!(kinds, [FixKind::Files, FixKind::Dependencies], "{:?}", report.fixes);
}
