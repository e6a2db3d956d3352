//! Modules of which a bundle has nothing: unused, or lost because the bundle is older than its sources.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use packproof::{
    files::FileTree,
    package::Package,
    report::trace::TraceReport,
    session::Session,
    trace::{TraceOptions, source_tree::SourceTree},
};
use serde_json::{Value, json};

type Texts<'t> = &'t [(&'t str, &'t str)];

/// A project with one bundle, whose source map has these texts.
#[derive(Clone, Copy)]
struct Bundled<'t> {
    build: &'t str,
    more: &'t str,
    sources: Texts<'t>,
    mapped: Option<Texts<'t>>,
    code: &'t str,
}

impl Bundled<'_> {
    fn traced(self) -> TraceReport {
        let Self { build, more, sources, mapped, code } = self;
        let manifest = format!(
            r#"{{"name":"p","type":"module","files":["dist"],"exports":"./dist/index.js","scripts":{{"build":"{build}"}}{more}}}"#
        );
        let map = mapped.map(|mapped| {
            let names: Vec<_> = mapped.iter().map(|(path, _)| format!("../{path}")).collect();
            let text = |text: &str| if text == "-" { Value::Null } else { text.into() };
            let texts: Vec<_> = mapped.iter().map(|it| text(it.1)).collect();
            json!({ "version": 3, "sources": names, "sourcesContent": texts, "mappings": "" }).to_string()
        });
        let own = [("package.json", manifest.as_str())];
        let mut packed = [&own[..], &[("dist/index.js", code)]].concat();
        packed.extend(map.as_deref().map(|map| ("dist/index.js.map", map)));
        let tree = SourceTree::of([&own[..], sources].concat());
        let package = Package::new(FileTree::of(packed));
        Session::new(package).trace(&tree, &TraceOptions::default()).unwrap()
    }

    /// The lost modules, and the verdict.
    fn lost(self) -> Vec<String> {
        let report = self.traced();
        let lost: Vec<String> =
            report.modules.iter().filter(|it| it.lost).map(|it| it.source.to_string()).collect();
        assert_eq!(report.ok, lost.is_empty());
        lost
    }
}

const INDEX: (&str, &str) =
    ("src/index.ts", "import { make, Kind } from './internal'; export const a = make(Kind.A)");
const MAKE: (&str, &str) = ("src/make.ts", "export const make = (kind: number) => kind");
const CODE: &str = "const make = (kind) => kind; export const a = make(0)";

fn through(internal: &str, other: &str) -> Vec<String> {
    let sources = [INDEX, MAKE, ("src/internal.ts", internal), ("src/other.ts", other)];
    let mapped = Some(&[INDEX, MAKE][..]);
    Bundled { build: "node build.js", more: "", sources: &sources, mapped, code: CODE }.lost()
}

/// A bundler puts the values of a `const enum` where they are used; of types and of what nobody uses it keeps nothing.
#[test]
fn what_a_bundler_left_out_is_not_lost() {
    let internal = "export * from './other'; export * from './make'";
    let types = "import { make } from './make'; export interface Made { by: typeof make }";
    let constant = format!("{types} export const enum Kind {{ A }}");
    assert_eq!(through(internal, &constant), [""; 0]);
    assert_eq!(through(internal, &format!("{constant} export function neverUsed() {{}}")), [""; 0]);
    assert_eq!(through("export * from './make'; import './other'", "export const unused = 1"), [""; 0]);
    // A value that is used, and is not in the bundle: the barrel led to another module when it was made.
    let value = "export const Kind = { A: 0 }";
    assert_eq!(through(internal, value), ["src/other.ts"]);
    assert_eq!(through("export { Kind } from './other'; export * from './make'", value), ["src/other.ts"]);
    assert_eq!(through("export * from './make'; import './other'", "globalThis.made = 1"), ["src/other.ts"]);
}

fn direct(index: &str, mapped: &str, config: &str, more: &str) -> Vec<String> {
    let sources = [("src/index.ts", index), ("src/config.ts", config), MAKE];
    let code = "export const a = 1";
    // Alone in a bundle, and beside another module.
    let of = |mapped: Texts<'_>| {
        Bundled { build: "node build.js", more, sources: &sources, mapped: Some(mapped), code }.lost()
    };
    let found = of(&[("src/index.ts", mapped), MAKE]);
    assert!(mapped == "-" || of(&[("src/index.ts", mapped)]) == found);
    found
}

/// The text in the map proves that the bundler saw what the module imports. One that differs may prove that it did not.
#[test]
fn the_text_in_a_source_map_is_evidence() {
    let index = "import { set } from './config'; set(1); export const a = 1";
    let config = "export let value; export const set = (to) => { value = to }";
    let lost = ["src/config.ts"];
    assert_eq!(direct(index, index, config, ""), [""; 0]);
    assert_eq!(direct(index, &index.replace("; ", ";\r\n").replace("\r\n", ""), config, ""), [""; 0]);
    assert_eq!(direct(index, "export const a = 1", config, ""), lost);
    // Without a text, nothing is known.
    assert_eq!(direct(index, "-", config, ""), lost);
    // A preprocessor has taken the types away.
    let typed = "import { T } from './config'; export const a: T = 1";
    assert_eq!(
        direct(typed, "export const a = 1", "export type T = number; export const t = 1", ""),
        [""; 0]
    );
    // What changes all modules stays in a bundle, unless package.json says that nobody misses it.
    let imports = "import './config'; export const a = 1";
    assert_eq!(direct(imports, imports, "globalThis.a = 1", ""), lost);
    assert_eq!(direct(imports, imports, "globalThis.a = 1", r#","sideEffects":false"#), [""; 0]);
    assert_eq!(direct(imports, imports, "const own = {}; own.a = 1", ""), [""; 0]);
}

#[test]
fn a_file_that_asks_for_more_is_no_bundle_of_it() {
    let index = ("src/index.ts", "import { set } from './config'; set(1); export const a = 1");
    let sources = [index, ("src/config.ts", "export const set = () => {}")];
    let code = "import { set } from './config.js'; set(1); export const a = 1";
    let project =
        Bundled { build: "node build.js", more: "", sources: &sources, mapped: Some(&[index]), code };
    assert_eq!(project.lost(), ["src/config.ts", "src/index.ts"]);
}

/// A script of the project's own may bundle. Only an output that asks for a module says that it must be there.
#[test]
fn what_a_command_that_is_not_read_may_have_taken_in_is_not_lost() {
    let index = ("src/index.ts", "import { set } from './config'; set(1); export const a = 1");
    let sources = [
        index,
        ("src/config.ts", "import './deep'; export const set = () => {}"),
        ("src/deep.ts", "globalThis.x = 1"),
    ];
    for (build, code, lost) in [
        ("node build.js", "export const a = 1", vec![]),
        ("gulp", "export const a = 1", vec![]),
        ("node build.js", "import './chunk.js'; export const a = 1", vec!["src/index.ts"]),
        (
            "node build.js",
            "import { set } from './config.js'; set(1); export const a = 1",
            vec!["src/config.ts", "src/deep.ts", "src/index.ts"],
        ),
    ] {
        let project = Bundled { build, more: "", sources: &sources, mapped: None, code };
        assert_eq!(project.lost(), lost, "{build} {code}");
    }
}

/// A bundle exports all values of its entry, or it is older.
#[test]
fn a_bundle_that_lacks_what_its_entry_exports_is_older() {
    let sources = [
        ("src/index.ts", "export { a, type T, U } from './a'; export * from './b'"),
        ("src/a.ts", "export const a = 1; export type T = 1; export interface U {}"),
        ("src/b.ts", "export const b = 1; export const enum E { A }"),
    ];
    let known = Bundled {
        build: "tsup src/index.ts",
        more: "",
        sources: &sources,
        mapped: None,
        code: "export const a = 1",
    };
    let whole = "const a = 1, b = 1; export { a, b }";
    assert_eq!(known.lost(), ["src/b.ts"]);
    assert_eq!(Bundled { mapped: Some(&sources[1..2]), ..known }.lost(), ["src/b.ts"]);
    assert_eq!(Bundled { code: whole, ..known }.lost(), [""; 0]);
    // Node's lexer leaves out names of which it does not know what they give. They are there nevertheless.
    let code = "Object.defineProperty(exports, '__esModule', { value: true }); exports.b = exports.a = void 0; \
                Object.defineProperty(exports, \"b\", { enumerable: true, get: function () { return __importDefault(b_1).default; } });";
    let report = Bundled { code, ..known }.traced();
    assert!(report.modules.iter().all(|module| !module.reason.contains("is older")), "{:?}", report.modules);
    // A script may have changed the bundle, and `export *` of another package may bring any name.
    assert_eq!(Bundled { build: "tsup src/index.ts && node more.js", ..known }.lost(), [""; 0]);
    let (code, more) = ("export const a = 1; export * from 'b'", r#","dependencies":{"b":"1"}"#);
    assert_eq!(Bundled { code, more, ..known }.lost(), [""; 0]);
    let build = "esbuild src/index.ts --bundle --format=esm --outfile=dist/index.js";
    assert_eq!(Bundled { build, ..known }.lost(), ["src/b.ts"]);
    assert_eq!(Bundled { build, code: whole, ..known }.lost(), [""; 0]);
    let report = known.traced();
    let reason = "dist/index.js does not export \"b\", as src/index.ts does; dist/index.js is older than the sources: build again";
    assert_eq!(report.modules[1].reason, reason);
}

/// Compiled files are older in the same way.
#[test]
fn an_output_that_lacks_what_its_source_exports_is_older() {
    let of = |build: &str, code: &str| {
        let sources = [("src/index.js", "export const a = 1; export function b () {}")];
        let more = r#","devDependencies":{}"#;
        Bundled { build, more, sources: &sources, mapped: None, code }.lost()
    };
    let build = "babel src --out-dir dist";
    assert_eq!(of(build, "export const a = 1"), ["src/index.js"]);
    assert_eq!(of(build, "export const a = 1; export function b () {}"), [""; 0]);
    assert_eq!(of("babel src --out-dir dist && node more.js", "export const a = 1"), [""; 0]);
}

/// Exports for bundlers alone lose nothing to Node.
#[test]
fn exports_that_offer_node_nothing_ask_for_nothing() {
    let of = |exports: &str| {
        let manifest = format!(r#"{{"name":"p","type":"module","exports":{exports}}}"#);
        let files = [
            ("package.json", manifest.as_str()),
            ("src/index.js", "export { a } from './a'"),
            ("src/a.js", ""),
        ];
        let package = Package::new(FileTree::of(files));
        let report = Session::new(package).trace(&SourceTree::of(files), &TraceOptions::default()).unwrap();
        (report.ok, report.summary.lost)
    };
    assert_eq!(of(r#"{".":{"svelte":"./src/index.js"}}"#), (true, 0));
    assert!(!of(r#"{".":{"import":"./src/index.mjs"}}"#).0);
}
