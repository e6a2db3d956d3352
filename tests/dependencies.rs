//! Packages beside the package: what is linked across them, whose fault it is, and what stays unknown.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Test code.

mod support;

use packproof::{
    beside::PackagesBeside, check, diagnostic::Severity, files::FileTree, options::Options, package::Package,
    report::Report,
};
use support::texts::Texts;

const MANIFEST: &str = r#"{"name":"own","version":"1.0.0","type":"module","exports":"./a.js","dependencies":{"dep":"^1.0.0"},"peerDependencies":{"peer":"*"}}"#;

fn checked(main: &str, beside: &[(&str, &str)]) -> Report {
    let files = FileTree::of([("package.json", MANIFEST), ("a.js", main), ("bin.txt", "")]);
    let texts =
        beside.iter().map(|(path, text)| (format!("node_modules/{path}"), (*text).to_owned())).collect();
    let packages = PackagesBeside::new(Box::new(Texts(texts)), "node_modules/own".to_owned(), false);
    check(&Package::new(files).with_packages(packages.before_scripts()), &Options::default())
}

/// The names of the entry point, a `?` if there may be more; else each error, with the package that it lies in.
fn row(main: &str, beside: &[(&str, &str)]) -> String {
    let report = checked(main, beside);
    let outcomes = &report.entry_points[0].outcomes;
    let outcome =
        outcomes.iter().find(|outcome| outcome.modes.iter().any(|mode| mode.name() == "import")).unwrap();
    let errors = outcome.errors.iter().map(|error| match &error.package {
        Some(package) => format!("{} in {package}", error.code),
        None => error.code.clone(),
    });
    let errors: Vec<_> = errors.collect();
    let names = outcome.exports.join(" ") + if outcome.exports_complete { "" } else { "?" };
    if errors.is_empty() { names } else { errors.join(", ") }
}

fn finding(main: &str, beside: &[(&str, &str)]) -> String {
    let found = checked(main, beside).findings;
    let errors = found.iter().filter(|found| found.severity == Severity::Error);
    let rows = errors.map(|found| {
        format!("{}: {} | {}", found.rule, found.message, found.help.as_deref().unwrap_or_default())
    });
    rows.collect::<Vec<_>>().join("\n")
}

const ES: [(&str, &str); 4] = [
    (
        "dep/package.json",
        r#"{"name":"dep","version":"1.2.3","type":"module","exports":{".":"./i.js","./w":"./w.js"}}"#,
    ),
    ("dep/i.js", "export const one = 1, three = 3; export * from './more.js'"),
    ("dep/more.js", "export const two = 2"),
    ("dep/w.js", "await 1"),
];
const CJS: [(&str, &str); 4] = [
    ("dep/package.json", r#"{"name":"dep","version":"1.2.3","main":"lib"}"#),
    ("dep/lib/index.js", "exports.one = 1; module.exports.more = require('./more')"),
    ("dep/lib/more.js", "Object.assign(exports, { made: 1 })"),
    ("dep/file.js", ""),
];

#[test]
fn names_are_known_across_packages() {
    assert_eq!(row("export * from 'dep'", &ES), "one three two");
    assert_eq!(row("export * from 'dep'; export { default } from 'dep'", &CJS), "default more one");
    assert_eq!(row("export * from 'dep'", &[]), "?");
}

#[test]
fn faults_against_a_dependency_are_the_package_s() {
    for (main, dep, code, expected) in [
        (
            "import { thre } from 'dep'",
            ES,
            "SyntaxError",
            "missing-export: dep 1.2.3 does not export `thre`, which a.js imports from \"dep\" | did you mean `three`?",
        ),
        (
            "import { other } from 'dep'",
            CJS,
            "SyntaxError",
            "missing-export: dep 1.2.3 does not export `other`, which a.js imports from \"dep\" | import a name that dep 1.2.3 exports, or declare a version that exports `other`",
        ),
        (
            "import { made } from 'dep'",
            CJS,
            "SyntaxError",
            "missing-export: dep 1.2.3 does not export `made`, which a.js imports from \"dep\" | Node sees no such name in this CommonJS module: write `import x from \"dep\"` and use `x.made`",
        ),
        (
            "import one from 'dep'",
            ES,
            "SyntaxError",
            "missing-export: dep 1.2.3 has no default export, which a.js imports from \"dep\" | name what you need of it, or write `import * as x from \"dep\"`",
        ),
        (
            "import 'dep/i.js'",
            ES,
            "ERR_PACKAGE_PATH_NOT_EXPORTED",
            "subpath-not-exported: a.js imports \"dep/i.js\", but \"exports\" of dep 1.2.3 has no key for \"./i.js\" | name a subpath that dep 1.2.3 exports, or declare a version that exports \"./i.js\"",
        ),
        (
            "import 'dep/file'",
            CJS,
            "ERR_MODULE_NOT_FOUND",
            "missing-file: a.js imports \"dep/file\", but dep 1.2.3 has no file file | write \"dep/file.js\"",
        ),
        (
            "import 'dep/lib'",
            CJS,
            "ERR_UNSUPPORTED_DIR_IMPORT",
            "directory-import: a.js imports \"dep/lib\", which is a folder | write \"dep/lib/index.js\": `import` takes no folder",
        ),
    ] {
        assert_eq!(row(main, &dep), code, "{main}");
        assert_eq!(finding(main, &dep), expected, "{main}");
    }
}

#[test]
fn faults_inside_a_dependency_are_its_own() {
    let broken = [
        ("dep/package.json", r#"{"name":"dep","version":"1.0.1"}"#),
        ("dep/index.js", "try { require('./gone') } catch {}\nrequire('./lib')"),
        ("dep/lib.js", "require('./missing')"),
    ];
    assert_eq!(row("import 'dep'", &broken), "MODULE_NOT_FOUND in dep 1.0.1");
    assert_eq!(
        finding("import 'dep'", &broken),
        "broken-dependency: dep 1.0.1 does not load: Cannot find module './missing' (node_modules/dep/lib.js) | declare a version of dep that loads, or report it there"
    );
    // Only what is certainly loaded counts.
    for main in ["export const later = () => import('dep')", "try { await import('dep') } catch {}"] {
        assert_eq!(finding(main, &broken), "", "{main}");
    }
    let scripted = [
        broken[1],
        broken[2],
        ("dep/package.json", r#"{"name":"dep","version":"1.0.1","scripts":{"install":"make"}}"#),
    ];
    assert_eq!(finding("import 'dep'", &scripted), "");
}

/// The warnings about files that install scripts make, and the suggestions about scripts that have not run.
fn unmade(main: &str, manifest: &str, more: &[(&str, &str)]) -> Vec<String> {
    let dep =
        [("dep/package.json", manifest), ("dep/index.js", "exports.a = require('./build/Release/a.node')")];
    let report = checked(main, &[&dep[..], more].concat());
    assert_eq!(report.summary.errors, 0, "{main} {manifest}");
    let found = report
        .findings
        .iter()
        .filter(|it| ["made-at-installation", "unrun-install-script"].contains(&it.rule));
    found.map(|found| format!("{:?}: {}", found.severity, found.message)).collect()
}

#[test]
fn what_is_not_there_to_be_linked_is_told() {
    let unlinked = |main: &str, beside: &[(&str, &str)]| {
        let found =
            checked(main, beside).findings.into_iter().find(|found| found.rule == "unlinked-dependency");
        found.map(|found| found.message.rsplit_once(": ").unwrap().1.to_owned()).unwrap_or_default()
    };
    let newer = [("dep/package.json", r#"{"name":"dep","version":"2.0.0"}"#), ("dep/index.js", "")];
    for (main, beside, expected) in [
        ("import 'dep'", &[][..], "dep (is not installed)"),
        (
            "import 'dep'; import { x } from 'peer/x'",
            &newer,
            "dep (2.0.0 is not in the range), peer (is not installed)",
        ),
        ("import 'dep'", &[("dep", "-> packages/dep")], "dep (is a link to sources)"),
        ("import 'dep'", &CJS, ""),
        ("import 'dep'; import 'node:fs'; import './a.js'", &ES, ""),
        ("export const later = () => import('dep')", &[], ""),
        ("import 'gone'", &[], ""),
    ] {
        assert_eq!(unlinked(main, beside), expected, "{main}");
    }
}

#[test]
fn files_that_the_scripts_of_a_dependency_make_are_told() {
    let scripted = r#"{"name":"dep","version":"1.0.0","scripts":{"install":"make"}}"#;
    let [made, unrun] = [
        "Warning: dep 1.0.0 requires \"./build/Release/a.node\", which is not there: `make` may make it at installation",
        "Suggestion: dep 1.0.0 has an install script, which has not run: it is judged as it was unpacked",
    ];
    assert_eq!(unmade("import 'dep'", scripted, &[]), [made, unrun]);
    assert_eq!(unmade("import 'dep'", scripted, &[("dep/build/Release/a.node", "")]), [unrun]);
    let gyp = ("dep/binding.gyp", "{}");
    let rebuilt = unmade("import 'dep'", r#"{"name":"dep","version":"1.0.0"}"#, &[gyp]);
    assert!(rebuilt[0].ends_with("`node-gyp rebuild` may make it at installation"), "{rebuilt:?}");
    assert_eq!(rebuilt[1], unrun);
    // What is not certainly loaded is not looked at.
    for main in ["export const later = () => import('dep')", "try { await import('dep') } catch {}", ""] {
        assert!(unmade(main, scripted, &[]).is_empty(), "{main}");
    }
    let built = ("dep/build/Release/a.node", "");
    assert!(
        unmade("import 'dep'", r#"{"name":"dep","version":"1.0.0","scripts":{"prepare":"make"}}"#, &[built])
            .is_empty()
    );
}

#[test]
fn a_dependency_whose_package_json_leads_nowhere_is_broken() {
    let rule = |fields: &str, main: &str| {
        let manifest = format!(r#"{{"name":"dep","version":"1.0.0"{fields}}}"#);
        let found = finding(main, &[("dep/package.json", &manifest), ("dep/a.js", "")]);
        found.split(':').next().unwrap_or_default().to_owned()
    };
    for (fields, specifier, expected) in [
        (r#","main":"./gone""#, "dep", "broken-dependency"),
        (r#","exports":"./gone.js""#, "dep", "broken-dependency"),
        (r#","exports":{"./x":"./gone.js"}"#, "dep/x", "broken-dependency"),
        (r#","exports":"../a.js""#, "dep", "broken-dependency"),
        (r#","exports":{"a":"./a.js",".":"./a.js"}"#, "dep", "broken-dependency"),
        // What the package asks for is not what the dependency offers.
        (r#","exports":{"./*":"./*"}"#, "dep/a", "missing-file"),
        (r#","exports":{"./*":"./*"}"#, "dep", "subpath-not-exported"),
        (r#","main":"./gone""#, "dep/a", "missing-file"),
        ("", "dep", "missing-file"),
        (r#","main":"""#, "dep", "missing-file"),
        // An install script may make it.
        (r#","main":"./gone","scripts":{"postinstall":"node make.js"}"#, "dep", ""),
        (r#","main":"./a""#, "dep", ""),
    ] {
        assert_eq!(rule(fields, &format!("import '{specifier}'")), expected, "{fields} {specifier}");
    }
    let (message, help) = (
        "broken-dependency: dep 1.0.0 does not load: Cannot find package '/node_modules/dep/gone'",
        "| declare a version of dep that loads, or report it there",
    );
    let found = finding(
        "import 'dep'",
        &[("dep/package.json", r#"{"name":"dep","version":"1.0.0","main":"./gone"}"#)],
    );
    assert!(found.starts_with(message) && found.ends_with(help), "{found}");
}

#[test]
fn only_what_the_package_declares_is_found() {
    let hoisted = [("other/package.json", r#"{"name":"other","version":"1.0.0"}"#), ("other/index.js", "")];
    assert_eq!(row("import 'other'", &hoisted), "ERR_MODULE_NOT_FOUND");
    assert_eq!(row("import 'peer'", &hoisted), "");
    // A version that the package does not admit says nothing about those that it does.
    let newer = [("dep/package.json", r#"{"name":"dep","version":"2.0.0","main":"./gone"}"#)];
    assert_eq!(row("import { x } from 'dep'", &newer), "");
    // What a dependency finds is its own matter.
    let phantom = [
        ("dep/package.json", r#"{"name":"dep","version":"1.0.0"}"#),
        ("dep/index.js", "require('other')"),
        hoisted[0],
        hoisted[1],
    ];
    assert_eq!(row("import 'dep'", &phantom), "");
}

#[test]
fn links_lead_to_real_places() {
    let linked = [
        ("dep", "-> node_modules/.pnpm/dep@1.0.0/node_modules/dep"),
        (
            ".pnpm/dep@1.0.0/node_modules/dep/package.json",
            r#"{"name":"dep","version":"1.0.0","type":"module"}"#,
        ),
        (".pnpm/dep@1.0.0/node_modules/dep/index.js", "export * from 'inner'"),
        (".pnpm/dep@1.0.0/node_modules/inner", "-> node_modules/.pnpm/inner@1.0.0/node_modules/inner"),
        (".pnpm/inner@1.0.0/node_modules/inner/index.js", "exports.x = 1"),
    ];
    assert_eq!(row("export * from 'dep'", &linked), "x");
    assert_eq!(row("import { y } from 'dep'", &linked), "SyntaxError");
    assert_eq!(row("import { y } from 'dep'", &[("dep", "-> outside")]), "");
    // As yarn's pnpm linker lays them out.
    let stored = [
        ("dep", "-> node_modules/.store/dep-npm-1.0.0-1a/package"),
        (".store/dep-npm-1.0.0-1a/package/package.json", r#"{"name":"dep","version":"1.0.0","main":"lib"}"#),
        (".store/dep-npm-1.0.0-1a/package/lib/index.js", "module.exports = require('inner')"),
        (".store/dep-npm-1.0.0-1a/node_modules/inner", "-> node_modules/.store/inner-npm-2.0.0-2b/package"),
        (".store/inner-npm-2.0.0-2b/package/package.json", r#"{"name":"inner","version":"2.0.0"}"#),
        (".store/inner-npm-2.0.0-2b/package/index.js", "exports.x = require('./x.js')"),
        (".store/inner-npm-2.0.0-2b/package/x.js", ""),
        ("inner", "-> node_modules/.store/inner-npm-2.0.0-2b/package"),
    ];
    assert_eq!(row("export * from 'dep'", &stored), "x");
    assert_eq!(row("import { y } from 'dep'", &stored), "SyntaxError");
    assert_eq!(row("import { x } from 'inner'", &stored), "ERR_MODULE_NOT_FOUND");
    let broken = [&stored[..6], &stored[7..]].concat();
    assert_eq!(row("export * from 'dep'", &broken), "MODULE_NOT_FOUND in inner 2.0.0");
    // A link that leads to itself.
    assert_eq!(row("import { y } from 'dep'", &[("dep", "-> node_modules/dep")]), "");
}

#[test]
fn a_dependency_may_require_what_waits() {
    let requiring = [
        ("dep/package.json", r#"{"name":"dep","version":"1.0.0"}"#),
        ("dep/index.js", "require('waits')"),
        ("waits/index.mjs", "await 1"),
        ("waits/package.json", r#"{"name":"waits","version":"1.0.0","exports":"./index.mjs"}"#),
    ];
    assert_eq!(row("import 'dep'", &requiring), "ERR_REQUIRE_ASYNC_MODULE in dep 1.0.0");
}
