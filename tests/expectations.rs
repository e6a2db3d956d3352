//! The words of each expectation, where it fails and where `.not` does: `tests/expectations/*.txt` (`UPDATE=1` writes them).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::sync::Arc;

use packproof::{
    budget::SizeBudget,
    diff::{Bump, DiffOptions},
    expectation::{AskedInstallers, Expectation, OlderRelease, RecordedSurface, Shipped, judge},
    files::FileTree,
    install::managers::Installer,
    options::Options,
    package::Package,
    render::terminal::{Color, Terminal},
    resolve::{Mode, NodeTarget},
    session::Session,
    surface::Surface,
    trace::{TraceOptions, source_tree::SourceTree},
};
use support::expected_file;

/// A framework in which something of every kind is lost.
const MANIFEST: &str = r#"{
  "name": "@acme/framework",
  "version": "4.0.12",
  "type": "module",
  "files": ["dist"],
  "exports": {
    ".": { "import": "./dist/index.js", "require": "./dist/index.cjs" },
    "./deployment": "./dist/deployment/index.js",
    "./modules": "./dist/modules/index.js",
    "./format": "./dist/Format.js",
    "./config": "./dist/config.js",
    "./wait": "./dist/wait.js",
    "./legacy": { "require": "./dist/legacy.cjs" },
    "./fetch": "./dist/fetch.js",
    "./plugins": "./dist/plugins.js"
  },
  "bin": { "acme": "dist/cli.js" },
  "devDependencies": { "picocolors": "^1.0.0" },
  "dependencies": { "plugins": "^1.0.0" }
}
"#;

const FILES: [(&str, &str); 15] = [
    ("dist/index.js", "export { createLogger } from './logger.js'\nexport const version = 4\n"),
    ("dist/index.cjs", "exports.version = 4\n"),
    ("dist/logger.js", "export const createLogger = () => {}\n"),
    ("dist/deployment/index.js", "export * from './auditor.js'\nexport const deploy = 1\n"),
    ("dist/deployment/auditor.js", "import './steps/run.js'\nexport class Auditor {}\n"),
    (
        "dist/deployment/steps/run.js",
        "import { log } from '../../../shared/log.js'\nexport const run = log\n",
    ),
    ("dist/shared/log.js", "export const log = () => {}\n"),
    ("dist/modules/index.js", "export { createLoger } from '../logger.js'\nexport const modules = []\n"),
    ("dist/modules/orchestrator.js", "export class Orchestrator {}\n"),
    ("dist/format.js", "export const format = 1\n"),
    ("dist/wait.js", "export const ready = await 1\n"),
    ("dist/legacy.cjs", "exports.old = 1\n"),
    ("dist/fetch.js", "import pc from 'picocolors'\nimport fetch from 'node-fetch'\nexport { pc, fetch }\n"),
    ("dist/plugins.js", "export * from 'plugins'\n"),
    ("dist/cli.js", "#!/usr/bin/env node\nimport './index.js'\n"),
];

fn framework() -> Session {
    let files = [("package.json", MANIFEST)].into_iter().chain(FILES);
    Session::new(Package::new(FileTree::of(files)))
}

fn healthy() -> Session {
    let manifest = r#"{ "name": "lib", "version": "1.0.0", "exports": "./index.mjs" }"#;
    let files = [("package.json", manifest), ("index.mjs", "export const a = 1\n")];
    Session::new(Package::new(FileTree::of(files)))
}

fn node() -> NodeTarget {
    NodeTarget::default()
}

fn files(paths: &[&str]) -> Expectation {
    Expectation::ContainFiles(paths.iter().map(|path| (*path).to_owned()).collect())
}

fn resolve(subpath: &str, mode: Mode, to: Option<&str>) -> Expectation {
    Expectation::Resolve { subpath: subpath.to_owned(), to: to.map(str::to_owned), mode, node: node() }
}

fn importable(subpath: Option<&str>, mode: Option<Mode>, nodes: &[&str]) -> Expectation {
    let nodes = nodes.iter().map(|node| node.parse().unwrap()).collect();
    let options = Options { nodes, ..Options::default() };
    Expectation::Importable { subpath: subpath.map(str::to_owned), mode, options }
}

fn names(subpath: &str, names: &[&str], mode: Mode) -> Expectation {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Expectation::ExportNames { subpath: subpath.to_owned(), names, mode, node: node() }
}

fn link(statement: &str) -> Expectation {
    Expectation::Link { statement: statement.to_owned(), options: Options::default() }
}

fn says(name: &str, session: &Session, rows: &[(bool, &str, Expectation)]) -> String {
    let mut text = String::new();
    for (pass, about, expectation) in rows {
        let verdict = judge(session, expectation, Terminal::PIPE).unwrap().verdict();
        assert_eq!(verdict.pass, *pass, "{name}: {about}\n{}", verdict.message);
        let not = if *pass { ".not" } else { "" };
        text.push_str(&format!("──── {about} {not}\n\n{}\n\n", verdict.message));
        let too_wide = verdict.message.lines().find(|line| line.chars().count() > 80);
        assert_eq!(too_wide, None, "{name}: {about}");
    }
    text
}

fn expect_words(name: &str, rows: &[(bool, &str, Expectation)]) {
    expected_file(&format!("tests/expectations/{name}.txt"), &says(name, &framework(), rows));
}

#[test]
fn contain_file() {
    expect_words(
        "toContainFile",
        &[
            (false, "case", files(&["dist/Logger.js"])),
            (false, "another extension", files(&["./dist/wait.mjs"])),
            (false, "source", files(&["dist/wait"])),
            (false, "elsewhere", files(&["dist/orchestrator.js"])),
            (false, "misspelt", files(&["dist/loger.js"])),
            (false, "not built", files(&["dist/telemetry.js"])),
            (false, "nothing there", files(&["templates/worker.txt"])),
            (false, "a folder", files(&["dist/modules"])),
            (false, "several", files(&["dist/index.js", "README.md", "dist/deployment/plan.js"])),
            (true, "one", files(&["dist/index.js"])),
            (true, "two", files(&["dist/index.js", "package.json"])),
        ],
    );
}

#[test]
fn resolves() {
    expect_words(
        "toResolve",
        &[
            (false, "not exported", resolve("./modules/orchestrator", Mode::Import, None)),
            (false, "misspelt", resolve("./deploymnet", Mode::Import, None)),
            (false, "wrong case", resolve("./format", Mode::Import, None)),
            (false, "not packed", resolve("./config", Mode::Require, None)),
            (false, "another mode only", resolve("./legacy", Mode::Import, None)),
            (false, "elsewhere", resolve(".", Mode::Import, Some("dist/index.cjs"))),
            (false, "to what is not packed", resolve(".", Mode::Import, Some("./dist/Index.js"))),
            (true, "anywhere", resolve(".", Mode::Import, None)),
            (true, "there", resolve(".", Mode::Require, Some("dist/index.cjs"))),
        ],
    );
}

#[test]
fn can_be_imported() {
    expect_words(
        "toBeImportable",
        &[
            (false, "everything", importable(None, None, &["22"])),
            (false, "deep chain", importable(Some("./deployment"), None, &["22"])),
            (false, "misspelt name inside", importable(Some("./modules"), Some(Mode::Import), &["22"])),
            (false, "wrong case", importable(Some("@acme/framework/format"), None, &["22"])),
            (false, "not packed", importable(Some("./config"), None, &["20.18.0", "22"])),
            (false, "not exported", importable(Some("./modules/orchestrator"), None, &["22"])),
            (false, "require of an ES module", importable(Some("./wait"), Some(Mode::Require), &["22"])),
            (false, "older Node", importable(Some("./plugins"), Some(Mode::Require), &["20.18.0"])),
            (false, "undeclared dependencies", importable(Some("./fetch"), Some(Mode::Import), &["22"])),
            (false, "another mode only", importable(Some("./legacy"), Some(Mode::Import), &["22"])),
            (true, "both modes", importable(Some("."), None, &["22"])),
            (true, "one mode", importable(Some("./legacy"), Some(Mode::Require), &["22"])),
            (true, "the mode that is offered", importable(Some("./legacy"), None, &["22"])),
        ],
    );
}

#[test]
fn can_be_installed() {
    let manifest =
        r#"{ "name": "lib", "version": "1.0.0", "dependencies": { "a": "workspace:^", "b": "link:../b" } }"#;
    let session = Session::new(Package::new(FileTree::of([("package.json", manifest), ("index.js", "")])));
    let by = |word: &str| {
        Expectation::Installable(AskedInstallers {
            word: Some(word.to_owned()),
            installers: Installer::named(word),
        })
    };
    let all = || Expectation::Installable(AskedInstallers::default());
    let mut text =
        says("toBeInstallable", &session, &[(false, "by all", all()), (false, "by pnpm", by("pnpm"))]);
    text.push_str(&says(
        "toBeInstallable",
        &healthy(),
        &[(true, "by all", all()), (true, "by npm", by("npm"))],
    ));
    expected_file("tests/expectations/toBeInstallable.txt", &text);
}

#[test]
fn export_names() {
    expect_words(
        "toExportNames",
        &[
            (false, "misspelt, elsewhere, declared, nowhere", {
                let wanted = ["createLoger", "old", "Orchestrator", "zap", "default", "version"];
                names(".", &wanted, Mode::Import)
            }),
            (false, "broken", names("./deployment", &["Auditor", "audit"], Mode::Import)),
            (false, "not exported", names("./deploy", &["deploy"], Mode::Import)),
            (true, "one", names(".", &["version"], Mode::Require)),
            (true, "two", names(".", &["version", "createLogger"], Mode::Import)),
            (true, "unknown", names("./plugins", &["anything"], Mode::Import)),
        ],
    );
}

#[test]
fn links() {
    expect_words(
        "toLink",
        &[
            (false, "misspelt name", link("import { createLoger } from '@acme/framework'")),
            (false, "not passed on", link("import { Orchestrator } from '@acme/framework'")),
            (false, "deep chain", link("import { Auditor } from '@acme/framework/deployment'")),
            (
                false,
                "not exported",
                link("import { Orchestrator } from '@acme/framework/modules/orchestrator'"),
            ),
            (false, "wrong case", link("const { format } = require('@acme/framework/format')")),
            (false, "no JavaScript", link("import { from '@acme/framework'")),
            (true, "one", link("import { version } from '@acme/framework'")),
        ],
    );
}

#[test]
fn passes() {
    let strict = Options { strict: true, ..Options::default() };
    expect_words(
        "toPass",
        &[
            (false, "wrong", Expectation::Pass(Options::default())),
            (false, "strict", Expectation::Pass(strict)),
        ],
    );
    let rows = [
        (true, "nothing wrong", Expectation::Pass(Options::default())),
        (true, "everything", importable(None, None, &["22"])),
    ];
    expected_file("tests/expectations/healthy.txt", &says("healthy", &healthy(), &rows));
}

#[test]
fn nothing_to_import_is_not_importable() {
    let manifest = r#"{"name":"p","types":"./a.d.ts"}"#;
    let session = Session::new(Package::new(FileTree::of([("package.json", manifest), ("a.d.ts", "")])));
    let expected = importable(None, None, &["22"]);
    let verdict = judge(&session, &expected, Terminal::PIPE).unwrap().verdict();
    assert!(!verdict.pass && verdict.received == "there is nothing to import", "{}", verdict.message);
}

#[test]
fn colours_are_those_of_the_runners() {
    let coloured = Terminal { width: 80, color: Color::Always };
    let (session, expected) = (framework(), files(&["gone.js"]));
    let verdict = judge(&session, &expected, coloured).unwrap().verdict();
    assert!(verdict.message.contains("Expected: \u{1b}[32mgone.js is packed"), "{:?}", verdict.message);
    assert!(verdict.message.contains("Received: \u{1b}[1m\u{1b}[31mthere is"), "{:?}", verdict.message);
    assert!(!verdict.expected.contains('\u{1b}'));
}

#[test]
fn a_statement_for_another_package_is_a_slip() {
    let (session, expected) = (framework(), link("import 'other'"));
    let misuse = judge(&session, &expected, Terminal::PIPE).err().unwrap();
    assert!(misuse.to_string().contains("must name @acme/framework"), "{misuse}");
}

/// A project in which a source is lost on each part of the way.
const PROJECT: [(&str, &str); 10] = [
    (
        "package.json",
        r#"{
  "name": "choir",
  "version": "2.0.0",
  "type": "module",
  "scripts": { "build": "babel src/ --out-dir dist/ && babel lib/shared/ --out-dir dist/shared/" },
  "files": ["dist", "!dist/drafts"],
  "exports": { ".": "./dist/index.js", "./broken": "./dist/broken.js" }
}
"#,
    ),
    ("src/index.js", "export { pitch } from './pitch.js'\n"),
    ("src/pitch.js", "export const pitch = 440\n"),
    ("src/broken.js", "import './behind.js'\nimport './gone.js'\n"),
    ("src/behind.js", "export const behind = 1\n"),
    ("src/alone.js", "export const alone = 1\n"),
    ("src/drafts/score.js", "export const score = 1\n"),
    ("src/shared/mix.js", "export const mix = 1\n"),
    ("lib/shared/mix.js", "export const blend = 1\n"),
    ("lib/conductors/solo.js", "import '../shared/mix.js'\nexport class Solo {}\n"),
];

/// The package that the project's build and npm make.
fn choir() -> Session {
    let built = |path: &'static str| PROJECT.iter().find(|(source, _)| *source == path).unwrap().1;
    Session::new(Package::new(FileTree::of([
        ("package.json", built("package.json")),
        ("dist/index.js", built("src/index.js")),
        ("dist/pitch.js", built("src/pitch.js")),
        ("dist/broken.js", built("src/broken.js")),
        ("dist/behind.js", built("src/behind.js")),
        ("dist/alone.js", built("src/alone.js")),
        ("dist/shared/mix.js", built("lib/shared/mix.js")),
    ])))
}

fn ships(source: &str, subpath: Option<&str>) -> Expectation {
    Expectation::ShipSource(Box::new(Shipped {
        tree: SourceTree::of(PROJECT),
        options: TraceOptions::default(),
        source: source.to_owned(),
        subpath: subpath.map(str::to_owned),
    }))
}

#[test]
fn ships_source() {
    let rows = [
        (false, "not compiled", ships("lib/conductors/solo.js", None)),
        (false, "overwritten", ships("src/shared/mix.js", None)),
        (false, "not packed", ships("src/drafts/score.js", None)),
        (false, "reachable from no export", ships("src/alone.js", None)),
        (false, "its entry point does not import", ships("src/behind.js", None)),
        (false, "by another subpath", ships("src/pitch.js", Some("./pitch"))),
        (false, "misspelt", ships("src/pich.js", None)),
        (false, "no source module", ships("package.json", None)),
        (true, "anyhow", ships("./src/pitch.js", None)),
        (true, "by this subpath", ships("src/pitch.js", Some("."))),
    ];
    expected_file("tests/expectations/toShipSource.txt", &says("toShipSource", &choir(), &rows));
}

fn release(version: &str, text: &str) -> Session {
    let manifest = format!(r#"{{"name":"choir","version":"{version}","exports":"./a.mjs"}}"#);
    Session::new(Package::new(FileTree::of([("package.json", manifest.as_str()), ("a.mjs", text)])))
}

#[test]
fn keeps_the_surface() {
    let keeps = |old: &str, options: DiffOptions| Expectation::KeepSurface {
        old: OlderRelease(Arc::new(release("1.0.0", old))),
        options,
    };
    let as_major = DiffOptions { bump: Some(Bump::Major), ..DiffOptions::default() };
    let rows = [
        (false, "a name is gone", keeps("export const hum = 1, sing = 2", DiffOptions::default())),
        (false, "a name is new", keeps("", DiffOptions::default())),
        (true, "nothing changes", keeps("export const sing = 1", DiffOptions::default())),
        (true, "a major release", keeps("export const hum = 1, sing = 2", as_major)),
    ];
    let new = release("1.0.1", "export const sing = 2");
    expected_file("tests/expectations/toKeepSurfaceOf.txt", &says("toKeepSurfaceOf", &new, &rows));
}

#[test]
fn matches_the_surface() {
    let recorded = |text: Option<String>| Expectation::MatchSurface {
        recorded: RecordedSurface { file: "surface.json".to_owned(), text },
        options: Options::default(),
    };
    let text =
        |code| serde_json::to_string(&Surface::of(&release("1.0.0", code), &Options::default())).unwrap();
    let surface = |code| recorded(Some(text(code)));
    let changed = |names: &str| {
        recorded(Some(text("export const sing = 1, tune = 1").replace(r#"["sing","tune"]"#, names)))
    };
    let rows = [
        (false, "a name is gone and one is new", surface("export const hum = 1, tune = 1")),
        (false, "a name is there twice", changed(r#"["sing","sing","tune"]"#)),
        (false, "an empty list", changed("[]")),
        (false, "another order", changed(r#"["tune","sing"]"#)),
        (false, "not recorded", recorded(None)),
        (false, "no JSON", recorded(Some("{".to_owned()))),
        (true, "the same", surface("export const sing = 3, tune = 3")),
    ];
    let new = release("1.0.1", "export const sing = 2, tune = 2");
    expected_file("tests/expectations/toMatchSurface.txt", &says("toMatchSurface", &new, &rows));
}

#[test]
fn smaller_than() {
    let than = |unpacked: Option<u64>, files: Option<u64>| {
        Expectation::SmallerThan(SizeBudget { packed: None, unpacked, files })
    };
    expect_words(
        "toBeSmallerThan",
        &[
            (false, "files", than(None, Some(16))),
            (false, "both", than(Some(1_000), Some(3))),
            (false, "one of both", than(Some(1_000), Some(300))),
            (true, "both", than(Some(1_000_000), Some(300))),
        ],
    );
}
