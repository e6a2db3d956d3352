//! Fixes of the build: CommonJS that Node takes for ES modules, outputs that are taken away again, forgotten entries, and files
//! that no step copies. Real tools have built each of these projects before and after (`__test__/trace`).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Test code.

use packproof::{
    files::FileTree,
    package::Package,
    report::trace::{FixReport, TraceReport},
    session::Session,
    trace::{TraceOptions, source_tree::SourceTree},
};

type Files<'f> = &'f [(&'f str, &'f str)];

fn traced(sources: Files<'_>, packed: Files<'_>) -> TraceReport {
    let package = Package::new(FileTree::of(packed.iter().copied()));
    Session::new(package).trace(&SourceTree::of(sources.iter().copied()), &TraceOptions::default()).unwrap()
}

fn manifest(exports: &str, scripts: &str) -> String {
    format!(
        "{{\n  \"name\": \"p\",\n  \"type\": \"module\",\n  \"exports\": {exports},\n  \"files\": [\"dist\"],\n  \"scripts\": {{ {scripts} }}\n}}\n"
    )
}

fn first(report: &TraceReport) -> &FixReport {
    report.fixes.first().unwrap_or_else(|| panic!("no fix for {:?}", report.groups))
}

/// The lines that a fix takes out and puts in.
fn lines(fix: &FixReport) -> Vec<&str> {
    let all = fix.diff.lines().filter(|line| line.starts_with(['+', '-']));
    all.filter(|line| !line.starts_with("+++") && !line.starts_with("---")).map(str::trim).collect()
}

const A: &str = "import { b } from './b.js'\nexport const a = b\n";
const B: &str = "export const b = 1\n";
const A_COMMONJS: &str = "Object.defineProperty(exports, 'a', { enumerable: true, get: () => a }); const b = require('./b.js'); const a = b.b;";
const B_COMMONJS: &str = "exports.b = 1;";

/// The project whose build writes CommonJS, by this script and this configuration.
fn of_commonjs(build: &str, config: (&str, &str)) -> TraceReport {
    let manifest = manifest(r#""./dist/a.js""#, &format!("\"build\": \"{build}\""));
    let sources = [("package.json", manifest.as_str()), ("src/a.js", A), ("src/b.js", B), config];
    let packed = [("package.json", manifest.as_str()), ("dist/a.js", A_COMMONJS), ("dist/b.js", B_COMMONJS)];
    traced(&sources, &packed)
}

#[test]
fn a_build_that_writes_commonjs_writes_es_modules() {
    let tsc = r#"{ "compilerOptions": { "module": "CommonJS", "outDir": "dist", "rootDir": "src", "allowJs": true }, "include": ["src"] }"#;
    let resolved = tsc.replace("\"outDir\"", "\"moduleResolution\": \"node10\", \"outDir\"");
    let plugin = r#"{ "plugins": ["@babel/plugin-transform-modules-commonjs"] }"#;
    for (build, config, expected) in [
        (
            "swc src -d dist --strip-leading-paths",
            (".swcrc", r#"{ "module": { "type": "commonjs" } }"#),
            "+{ \"module\": { \"type\": \"es6\" } }",
        ),
        ("tsc", ("tsconfig.json", tsc), &*format!("+{}", tsc.replace("CommonJS", "nodenext"))),
        ("tsc", ("tsconfig.json", &resolved), &*format!("+{}", resolved.replace("CommonJS", "es2022"))),
        ("babel src -d dist", ("babel.config.json", plugin), "+{ \"plugins\": [] }"),
        (
            "babel src -d dist",
            ("babel.config.json", r#"{ "presets": ["@babel/preset-env"] }"#),
            "+{ \"presets\": [[\"@babel/preset-env\", { \"modules\": false }]] }",
        ),
        (
            "esbuild src/a.js src/b.js --outdir=dist --format=cjs",
            ("none.json", "{}"),
            "+  \"scripts\": { \"build\": \"esbuild src/a.js src/b.js --outdir=dist --format=esm\" }",
        ),
        (
            "sucrase src -d dist -t jsx,imports",
            ("none.json", "{}"),
            "+  \"scripts\": { \"build\": \"sucrase src -d dist -t jsx\" }",
        ),
    ] {
        let report = of_commonjs(build, config);
        let fix = first(&report);
        assert_eq!(lines(fix).last().unwrap(), &expected, "{build}");
        assert_eq!(fix.effect.importable, ["src/a.js", "src/b.js"], "{build}");
        assert!(fix.effect.remaining.is_empty() && report.fixes.len() == 1, "{:?}", report.fixes);
    }
}

/// The half of a package that is for `require` stays CommonJS.
#[test]
fn commonjs_for_require_is_marked_as_such() {
    let manifest = manifest(
        r#"{ "import": "./dist/esm/a.js", "require": "./dist/cjs/a.js" }"#,
        r#""build": "babel src -d dist/esm && babel src -d dist/cjs --config-file ./cjs.json""#,
    );
    let cjs = r#"{ "plugins": ["@babel/plugin-transform-modules-commonjs"] }"#;
    let sources = [("package.json", manifest.as_str()), ("src/a.js", A), ("src/b.js", B), ("cjs.json", cjs)];
    let packed = [
        ("package.json", manifest.as_str()),
        ("dist/esm/a.js", A),
        ("dist/esm/b.js", B),
        ("dist/cjs/a.js", A_COMMONJS),
        ("dist/cjs/b.js", B_COMMONJS),
    ];
    let report = traced(&sources, &packed);
    let fix = first(&report);
    assert_eq!(
        fix.text.as_deref(),
        Some(r#"node -e "fs.writeFileSync('dist/cjs/package.json', JSON.stringify({ type: 'commonjs' }))""#)
    );
    assert_eq!((fix.effect.mended.as_slice(), report.fixes.len()), (&["p".to_owned()][..], 1));
}

/// A source that is CommonJS itself is left so by every option.
#[test]
fn sources_that_are_commonjs_get_no_option() {
    let manifest = manifest(r#""./src/a.js""#, "");
    let manifest = manifest.replace("\"dist\"", "\"src\"");
    let files = [("package.json", manifest.as_str()), ("src/a.js", "exports.a = 1")];
    let report = traced(&files, &files);
    assert!(!report.ok && report.fixes.is_empty(), "{:?}", report.fixes);
}

fn of_removal(scripts: &str) -> TraceReport {
    let manifest = manifest(r#""./dist/a.js""#, scripts);
    let sources = [("package.json", manifest.as_str()), ("src/a.js", A), ("src/b.js", B)];
    traced(&sources, &[("package.json", manifest.as_str())])
}

#[test]
fn what_takes_outputs_away_runs_first() {
    for (scripts, expected) in [
        (
            r#""build": "babel src -d dist && rimraf dist""#,
            r#"+  "scripts": { "build": "rimraf dist && babel src -d dist" }"#,
        ),
        (
            r#""clean": "rimraf dist", "build": "babel src -d dist && npm run clean""#,
            r#"+  "scripts": { "clean": "rimraf dist", "build": "npm run clean && babel src -d dist" }"#,
        ),
        (
            r#""js": "babel src -d dist", "clean": "rm -rf dist", "build": "npm run js && npm run clean""#,
            r#"+  "scripts": { "js": "babel src -d dist", "clean": "rm -rf dist", "build": "npm run clean && npm run js" }"#,
        ),
        (
            r#""build": "babel src -d dist", "postbuild": "rimraf dist""#,
            r#"+  "scripts": { "build": "babel src -d dist", "prebuild": "rimraf dist" }"#,
        ),
        (
            r#""build": "mkdir -p dist && cp src/*.js dist/ && rm -rf dist""#,
            r#"+  "scripts": { "build": "rm -rf dist && mkdir -p dist && cp src/*.js dist/" }"#,
        ),
        (
            r#""prebuild": "x", "build": "babel src -d dist", "postbuild": "echo 1 && rimraf dist""#,
            r#"+  "scripts": { "prebuild": "x", "build": "rimraf dist && babel src -d dist", "postbuild": "echo 1" }"#,
        ),
        (
            r#""clean": "rimraf dist", "build": "babel src -d dist", "prepack": "npm run build && npm run clean""#,
            r#"+  "scripts": { "clean": "rimraf dist", "build": "babel src -d dist", "prepack": "npm run build" }"#,
        ),
    ] {
        let report = of_removal(scripts);
        let fix = first(&report);
        assert_eq!(lines(fix).last().unwrap(), &expected);
        assert_eq!(fix.effect.importable, ["src/a.js", "src/b.js"], "{scripts}");
    }
    let report = of_removal(r#""build": "rimraf dist && babel src -d dist""#);
    assert!(report.fixes.iter().all(|fix| !fix.message.contains("rimraf")), "{:?}", report.fixes);
}

fn of_entry(build: &str, config: (&str, &str), packed: &[(&str, &str)], exports: &str) -> TraceReport {
    let manifest = manifest(exports, &format!("\"build\": \"{build}\""));
    let sources = [
        ("package.json", manifest.as_str()),
        ("src/a.js", A),
        ("src/b.js", B),
        ("src/plugins/c.js", "import '../b.js'\nexport const c = 1\n"),
        config,
    ];
    let all: Vec<_> =
        [("package.json", manifest.as_str())].into_iter().chain(packed.iter().copied()).collect();
    traced(&sources, &all)
}

#[test]
fn a_forgotten_entry_is_added() {
    let exports = r#"{ ".": "./dist/a.js", "./c": "./dist/plugins/c.js" }"#;
    let flat = r#"{ ".": "./dist/a.js", "./c": "./dist/c.js" }"#;
    let bundle = [("dist/a.js", "const b = 1; export const a = b;")];
    for (build, exports, expected) in [
        (
            "esbuild src/a.js --bundle --outdir=dist --format=esm",
            exports,
            "esbuild src/a.js src/plugins/c.js --bundle --outdir=dist --format=esm",
        ),
        (
            "rollup src/a.js -f es -o dist/a.js",
            flat,
            "rollup src/a.js -f es -o dist/a.js && rollup src/plugins/c.js -f es -o dist/c.js",
        ),
    ] {
        let report = of_entry(build, ("none.json", "{}"), &bundle, exports);
        let fix = first(&report);
        assert_eq!(lines(fix).last().unwrap(), &format!("+  \"scripts\": {{ \"build\": \"{expected}\" }}"));
        assert_eq!(fix.effect.mended, ["p/c"], "{build}");
    }
}

#[test]
fn a_target_leads_to_the_bundle_of_another_name() {
    let config = "export default { build: { lib: { entry: { a: 'src/a.js', 'c-plugin': 'src/plugins/c.js' }, formats: ['es'] } } }";
    let packed = [("dist/a.js", "export const a = 1"), ("dist/c-plugin.js", "export const c = 1")];
    let exports = r#"{ ".": "./dist/a.js", "./c": "./dist/c.js" }"#;
    let report = of_entry("vite build", ("vite.config.js", config), &packed, exports);
    let fix = first(&report);
    assert_eq!(
        lines(fix).last().unwrap(),
        &r#"+  "exports": { ".": "./dist/a.js", "./c": "./dist/c-plugin.js" },"#
    );
    assert_eq!(fix.effect.mended, ["p/c"]);
}

/// A bundler that empties its folder before it writes leaves what it made the last time, as nothing else tells its names.
#[test]
fn bundles_on_the_disk_are_packed_once_files_takes_them() {
    let manifest =
        manifest(r#"{ "import": "./dist/a.mjs", "require": "./dist/a.cjs" }"#, r#""build": "tsup""#);
    let manifest = manifest.replace("[\"dist\"]", "[\"dist/*.mjs\"]");
    let config = "export default { entry: { a: 'src/a.js' }, format: ['esm', 'cjs'], clean: true }";
    let sources = [
        ("package.json", manifest.as_str()),
        ("src/a.js", B),
        ("tsup.config.js", config),
        ("dist/a.mjs", B),
        ("dist/a.cjs", B_COMMONJS),
    ];
    let report = traced(&sources, &[("package.json", manifest.as_str()), ("dist/a.mjs", B)]);
    let fix = first(&report);
    assert_eq!((fix.text.as_deref(), fix.effect.mended.len()), (Some("\"dist\""), 1));
}

const LOADS: &str = "import data from './data.json' with { type: 'json' }\nexport const a = data\n";

fn of_asset(build: &str, config: (&str, &str), source: &str) -> TraceReport {
    let manifest = manifest(r#""./dist/a.js""#, &format!("\"build\": \"{build}\""));
    let sources = [("package.json", manifest.as_str()), (source, LOADS), ("src/data.json", "{}"), config];
    traced(&sources, &[("package.json", manifest.as_str()), ("dist/a.js", LOADS)])
}

#[test]
fn json_that_no_step_takes_is_copied() {
    let config = |json: &str| {
        format!(
            r#"{{ "compilerOptions": {{ "module": "es2022", {json}"outDir": "dist", "rootDir": "src" }}, "include": ["src"] }}"#
        )
    };
    let off = config("\"resolveJsonModule\": false, ");
    let copy = "node -e \\\"fs.cpSync('src/data.json', 'dist/data.json')\\\"";
    for (build, given, source, expected) in [
        (
            "babel src -d dist",
            ("none.json", "{}"),
            "src/a.js",
            format!("+  \"scripts\": {{ \"build\": \"babel src -d dist && {copy}\" }}"),
        ),
        ("tsc", ("tsconfig.json", &*off), "src/a.ts", format!("+{}", off.replace("false", "true"))),
        (
            "tsc",
            ("tsconfig.json", &*config("")),
            "src/a.ts",
            format!("+{}", config("").replace("\"src\" }", "\"src\", \"resolveJsonModule\": true }")),
        ),
    ] {
        let report = of_asset(build, given, source);
        let fix = first(&report);
        assert_eq!(lines(fix).last().unwrap(), &expected, "{build}");
        assert_eq!((fix.effect.importable.as_slice(), report.fixes.len()), (&[source.to_owned()][..], 1));
    }
    // Nobody knows where a file is that is in no source folder.
    let manifest = manifest(r#""./dist/a.js""#, r#""build": "babel src -d dist""#);
    let sources = [("package.json", manifest.as_str()), ("src/a.js", LOADS)];
    let report = traced(&sources, &[("package.json", manifest.as_str()), ("dist/a.js", LOADS)]);
    assert!(!report.ok && report.fixes.is_empty(), "{:?}", report.fixes);
}

/// vite names its classical bundle `.umd.cjs`. The statement that fails is that of `require`; of a style sheet nothing is said.
#[test]
fn what_fails_by_require_alone_is_shown_and_cured() {
    let config =
        "export default { build: { lib: { entry: 'src/index.js', name: 'W', fileName: 'my-widget' } } }";
    let exports = r#"{ ".": { "import": "./dist/my-widget.js", "require": "./dist/my-widget.cjs" }, "./style.css": "./dist/style.css" }"#;
    let manifest = manifest(exports, r#""build": "vite build""#);
    let text = "export const w = 1";
    let with = |more: &[(&str, &str)]| {
        let sources =
            [("package.json", manifest.as_str()), ("vite.config.js", config), ("src/index.js", text)];
        let packed =
            [("package.json", manifest.as_str()), ("dist/my-widget.js", text), ("dist/style.css", ".a{}")];
        traced(&sources, &[&packed, more].concat())
    };
    let statements = |report: &TraceReport| {
        let shown = report.statements.iter().map(|it| (it.source.clone(), it.ok, it.errors.len()));
        shown.collect::<Vec<_>>()
    };
    let expected = [("import { w } from 'p'".to_owned(), true, 0), ("require('p')".to_owned(), false, 1)];
    let umd = ("dist/my-widget.umd.cjs", "exports.w = 1");
    let report = with(&[umd]);
    assert_eq!(statements(&report), expected);
    assert!(report.statements[1].errors[0].starts_with("Cannot find module"), "{:?}", report.statements);
    let fix = first(&report);
    assert!(fix.diff.contains("\"require\": \"./dist/my-widget.umd.cjs\""), "{}", fix.diff);
    assert_eq!((fix.effect.sentence.as_str(), report.fixes.len()), ("\"p\" can be imported again", 1));
    // Of two files nobody knows which is meant, and an ES module is nothing for `require`.
    let two = with(&[umd, ("dist/my-widget.umd.js", "exports.w = 1")]);
    assert_eq!((statements(&two).as_slice(), two.fixes.len()), (expected.as_slice(), 1), "{:?}", two.fixes);
    assert!(with(&[]).fixes.is_empty());
    assert!(with(&[("dist/my-widget.mjs", text)]).fixes.is_empty());
}

/// A copy of an ES module is no CommonJS: Node 18 and 20.18 do not load it, and the option that left it out is the cause.
#[test]
fn a_copy_that_was_not_compiled_is_no_cure() {
    let build = r#"babel src --out-dir lib --ignore \"**/*.test.js\",\"src/locale/**\""#;
    let with = |engines: &str, locale: &str| {
        let manifest = format!(
            "{{\n  \"name\": \"p4\",{engines}\n  \"main\": \"lib/index.js\",\n  \"files\": [\"lib\"],\n  \"scripts\": {{ \"build\": \"{build}\" }}\n}}\n"
        );
        let preset = r#"{ "presets": ["@babel/preset-env"] }"#;
        let index =
            "import { hi } from './locale/en'\nimport m from './messages.json'\nexport const a = [hi, m]\n";
        let sources = [
            ("package.json", manifest.as_str()),
            ("babel.config.json", preset),
            ("src/index.js", index),
            ("src/index.test.js", "import { a } from './index'"),
            ("src/locale/en.js", locale),
            ("src/messages.json", "{}"),
        ];
        let packed = [
            ("package.json", manifest.as_str()),
            (
                "lib/index.js",
                "var e = require('./locale/en'), m = require('./messages.json'); exports.a = [e.hi, m]",
            ),
        ];
        traced(&sources, &packed)
    };
    let report = with("", "export const hi = 'hi'\n");
    let fix = first(&report);
    assert_eq!(
        lines(fix).iter().filter(|line| line.starts_with('+') && line.contains("src/locale")).count(),
        0,
        "{}",
        fix.diff
    );
    assert!(fix.message.contains("out of `babel"), "{}", fix.message);
    assert_eq!(fix.effect.mended, ["p4"], "{:?}", report.fixes);
    // CommonJS may be copied, and so may ES modules where every Node that is admitted looks into them.
    for (engines, locale) in
        [("", "exports.hi = 'hi'\n"), (r#" "engines": { "node": ">=22.12" },"#, "export const hi = 'hi'\n")]
    {
        let report = with(engines, locale);
        assert_eq!(first(&report).effect.mended, ["p4"], "{:?}", report.fixes);
    }
}
