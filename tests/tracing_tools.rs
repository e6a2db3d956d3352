//! What single tools do: aliases of TypeScript, configurations with several objects, entries with names, the folders of SWC, and the
//! style sheets of vite. Real tools have built each of these projects.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Test code.

use packproof::{
    files::FileTree,
    package::Package,
    report::trace::TraceReport,
    session::Session,
    trace::{TraceOptions, source_tree::SourceTree},
};

type Files<'f> = &'f [(&'f str, &'f str)];

const INDEX: &str = "import { help } from './help.js'\nexport const w = () => help()\n";
const HELP: &str = "export const help = () => 1\n";
const PLUGIN: &str = "export const plugin = 1\n";

/// The trace of a project of these exports, this build and these sources, with the packed files.
fn traced(more: &str, exports: &str, build: &str, sources: Files<'_>, packed: Files<'_>) -> TraceReport {
    let manifest = format!(
        "{{\n  \"name\": \"p\",{more}\n  \"exports\": {exports},\n  \"files\": [\"dist\"],\n  \"scripts\": {{ \"build\": \"{build}\" }}\n}}\n"
    );
    let own = [("package.json", manifest.as_str())];
    let package = Package::new(FileTree::of([&own[..], packed].concat()));
    let tree = SourceTree::of([&own[..], sources].concat());
    Session::new(package).trace(&tree, &TraceOptions::default()).unwrap()
}

const MODULE: &str = "\n  \"type\": \"module\",";

/// The lines that the fixes put in.
fn added(report: &TraceReport) -> Vec<&str> {
    let lines = report.fixes.iter().flat_map(|fix| fix.diff.lines());
    let lines = lines.filter(|line| !line.starts_with("+++"));
    lines.filter_map(|line| line.strip_prefix('+')).map(str::trim).collect()
}

fn of_alias(config: &str, index: &str, more: &str) -> TraceReport {
    let sources = [("tsconfig.json", config), ("src/index.ts", index), ("src/lib/help.ts", HELP)];
    let packed = [("dist/index.js", index), ("dist/lib/help.js", HELP)];
    traced(more, r#""./dist/index.js""#, "tsc", &sources, &packed)
}

const PATHS: &str = r#"{ "compilerOptions": { "rootDir": "src", "outDir": "dist", "paths": { "@/*": ["./src/*"] } }, "include": ["src"] }"#;

#[test]
fn an_alias_that_the_build_leaves_as_it_is_becomes_a_path() {
    let index = "import { help } from '@/lib/help'\nexport const w = help\n";
    let report = of_alias(PATHS, index, MODULE);
    assert_eq!(added(&report), ["import { help } from './lib/help.js'"]);
    let fix = &report.fixes[0];
    assert_eq!(
        fix.message,
        "import \"./lib/help.js\" in src/index.ts: \"@/lib/help\" is an alias of the sources, and no step of the build writes a path in its place"
    );
    assert_eq!(fix.effect.mended, ["p"]);
    // The file that it stands for is meant to arrive.
    let meant: Vec<_> =
        report.modules.iter().filter(|it| it.meant_by.is_some()).map(|it| &*it.source).collect();
    assert_eq!(meant, ["src/index.ts", "src/lib/help.ts"]);
}

#[test]
fn base_urls_are_aliases_and_packages_are_none() {
    let base = r#"{ "compilerOptions": { "rootDir": "src", "outDir": "dist", "module": "commonjs", "baseUrl": "src" }, "include": ["src"] }"#;
    let index = "exports.w = require('lib/help')\n";
    assert_eq!(added(&of_alias(base, index, "")), ["exports.w = require('./lib/help')"]);
    // A package of that name is declared for development: it is what is meant.
    let report = of_alias(base, index, "\n  \"devDependencies\": { \"lib\": \"^1\" },");
    assert_eq!(added(&report).last(), Some(&r#""dependencies": { "lib": "^1" }"#));
    // No registry has a package of such a name, and no configuration says what it is.
    for name in ["@/lib/help", "~lib"] {
        let report = of_alias("{}", &format!("exports.w = require('{name}')\n"), "");
        assert!(report.fixes.is_empty() && !report.ok, "{:?}", report.fixes);
    }
}

#[test]
fn a_bundle_has_what_its_entry_imports_by_an_alias() {
    let index = "import { help } from '@/lib/help'\nexport const w = help\n";
    let sources = [("tsconfig.json", PATHS), ("src/index.ts", index), ("src/lib/help.ts", HELP)];
    let build = "esbuild src/index.ts --bundle --format=esm --outfile=dist/index.js";
    let report =
        traced(MODULE, r#""./dist/index.js""#, build, &sources, &[("dist/index.js", "export const w = 1")]);
    assert!(report.ok);
    assert_eq!((report.summary.meant, report.summary.importable), (2, 2));
}

const BOTH: &str = r#"{ ".": { "import": "./dist/index.mjs", "require": "./dist/index.cjs" }, "./plugin": { "import": "./dist/plugin.mjs", "require": "./dist/plugin.cjs" } }"#;

fn of_array(outputs: &str, packed: Files<'_>) -> TraceReport {
    let config = format!(
        "export default [\n  {{ input: 'src/index.js', output: [{{ file: 'dist/index.mjs' }}, {{ file: 'dist/index.cjs', format: 'cjs' }}] }},\n  {{ input: 'src/plugin.js', output: [{outputs}] }},\n]\n"
    );
    let sources = [
        ("rollup.config.mjs", config.as_str()),
        ("src/index.js", INDEX),
        ("src/help.js", HELP),
        ("src/plugin.js", PLUGIN),
    ];
    let own = [("dist/index.mjs", "export const w = 1"), ("dist/index.cjs", "exports.w = 1")];
    traced(MODULE, BOTH, "rollup -c", &sources, &[&own[..], packed].concat())
}

#[test]
fn each_object_of_a_configuration_has_its_own_outputs() {
    // Nothing is `require`d that is an ES module, and no other entry takes the place of what is missing.
    let esm = ("dist/plugin.mjs", PLUGIN);
    let report = of_array("{ file: 'dist/plugin.mjs' }", &[esm]);
    assert!(!report.ok && report.fixes.is_empty(), "{:?}", report.fixes);
    let other = [("dist/plugins.mjs", PLUGIN), ("dist/plugins.cjs", "exports.plugin = 1")];
    let report = of_array("{ file: 'dist/plugins.mjs' }, { file: 'dist/plugins.cjs' }", &other);
    let lines = added(&report);
    assert!(lines.iter().any(|line| line.contains("\"require\": \"./dist/plugins.cjs\"")), "{lines:?}");
    assert_eq!(report.fixes[0].effect.mended, ["p/plugin"]);
    let both = [esm, ("dist/plugin.cjs", "exports.plugin = 1")];
    assert!(of_array("{ file: 'dist/plugin.mjs' }, { file: 'dist/plugin.cjs' }", &both).ok);
}

#[test]
fn a_target_follows_an_entry_that_has_a_name() {
    let sources = [("src/index.ts", INDEX), ("src/help.ts", HELP), ("src/plugin.ts", PLUGIN)];
    let exports = r#"{ ".": "./dist/main.js", "./plugin": "./dist/plugin.js" }"#;
    let packed = [("dist/main.js", "export const w = 1"), ("dist/p.js", PLUGIN)];
    for build in [
        "esbuild main=src/index.ts p=src/plugin.ts --bundle --format=esm --outdir=dist",
        "tsup --entry.main src/index.ts --entry.p src/plugin.ts --format esm",
    ] {
        let report = traced(MODULE, exports, build, &sources, &packed);
        let lines = added(&report);
        assert!(lines.len() == 1 && lines[0].contains("\"./plugin\": \"./dist/p.js\""), "{build} {lines:?}");
        assert!(report.fixes[0].warnings.is_empty(), "{:?}", report.fixes[0]);
    }
}

fn of_swc(build: &str, version: &str, outputs: Files<'_>) -> TraceReport {
    let more = format!("\n  \"devDependencies\": {{ \"@swc/cli\": \"{version}\" }},");
    let sources = [("src/index.ts", "export const a = 1"), ("src/b.ts", "export const b = 1")];
    traced(&more, r#"{ ".": "./dist/index.js", "./b": "./dist/b.js" }"#, build, &sources, outputs)
}

#[test]
fn swc_leaves_its_folder_out_where_that_is_meant() {
    let deep = [("dist/src/index.js", "exports.a = 1"), ("dist/src/b.js", "exports.b = 1")];
    let report = of_swc("swc src -d dist", "^0.7.0", &deep);
    assert_eq!(added(&report), [r#""scripts": { "build": "swc src -d dist --strip-leading-paths" }"#]);
    assert_eq!(
        report.fixes[0].message,
        "add `--strip-leading-paths` to `swc src -d dist`, which writes dist/src/b.js by itself"
    );
    assert_eq!(report.fixes[0].effect.mended, ["p", "p/b"]);
    // Where a target leads to what is there, the option would take it away.
    let mixed = traced(
        "",
        r#"{ ".": "./dist/index.js", "./b": "./dist/src/b.js" }"#,
        "swc src -d dist",
        &[("src/index.ts", "export const a = 1"), ("src/b.ts", "export const b = 1")],
        &deep,
    );
    assert!(added(&mixed).iter().all(|line| !line.contains("--strip")), "{:?}", added(&mixed));
    // Before 0.3 it did so by itself, and with the option it does.
    let flat = [("dist/index.js", "exports.a = 1"), ("dist/b.js", "exports.b = 1")];
    assert!(of_swc("swc src -d dist", "^0.1.60", &flat).fixes.is_empty());
    assert!(of_swc("swc src -d dist --strip-leading-paths", "^0.7.0", &flat).ok);
}

#[test]
fn a_target_follows_the_only_style_sheet() {
    let config = "export default { build: { lib: { entry: 'src/index.js', name: 'W', fileName: 'w' } } }";
    let exports = r#"{ ".": "./dist/w.js", "./style.css": "./dist/style.css" }"#;
    let with = |styles: Files<'_>| {
        let sources = [("vite.config.js", config), ("src/index.js", PLUGIN)];
        let packed = [&[("dist/w.js", PLUGIN)], styles].concat();
        traced(MODULE, exports, "vite build", &sources, &packed)
    };
    let report = with(&[("dist/p.css", ".a{}")]);
    let lines = added(&report);
    assert!(lines.len() == 1 && lines[0].contains("\"./style.css\": \"./dist/p.css\""), "{lines:?}");
    assert!(with(&[("dist/p.css", ".a{}"), ("dist/q.css", ".a{}")]).fixes.is_empty());
    assert!(with(&[]).fixes.is_empty());
}
