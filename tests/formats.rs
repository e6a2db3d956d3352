//! The forms of the report for other programs, for the sample, for a package that tries to break out of each, and for what
//! cannot be opened. `UPDATE=1` writes the expected files; `__test__/formats` reads them with the parsers of others.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use packproof::{
    check,
    files::FileTree,
    options::{Options, ShownSuggestions},
    package::Package,
    render::formats::{
        CheckedPackage, CheckedTarget, NotOpened, PackedCopy, RepositoryFile, RepositoryFiles, github, junit,
        markdown, sarif,
    },
    tarball::Limits,
};
use serde_json::Value;
use support::{expected_file, fixtures};

type Render = fn(&[CheckedTarget<'_>]) -> String;

const FORMATS: [(&str, Render); 4] = [
    ("github.txt", github::render),
    ("junit.xml", junit::render),
    ("sarif", sarif::render),
    ("md", markdown::render),
];

/// Names that mean something to a terminal, a runner, XML, HTML, Markdown or a URI, and a source line that does, too.
fn nasty() -> Package {
    let manifest = r##"{
  "name": "na|s`ty\u001b[2J<b>@everyone</b>", "version": "1\n::error::pwned\r\n##[error]pwned",
  "type": "module",
  "exports": {
    ".": "./dist/sp ace#?%41&\"'<x>.js",
    "./a|b\\|c": "./a|b\\|c.js",
    "./```": "./```\n# pwned\n```.js",
    "./<script>alert(1)</script>": "./]]>&lt;<!--.js",
    "./](https://evil.example)": "./[pwned](https://evil.example).js",
    "./::error file=a,line=1::pwned": "./,title=pwned::%0A::error::x.js",
    "./\u202e\u0007": "./\u0000\ufffe\ud800.js",
    "./@octocat #1 https://evil.example www.evil.example a@evil.example": "./dist/ok.js",
    "./*pwned* _pwned_ ~~pwned~~": "./dist/ok.js"
  },
  "bin": { "x</summary></details><h1>pwned</h1>": "./dist/none.js" }
}
"##;
    let source = "/* ````` @octocat <img src=x onerror=alert(1)> */ import './<img src=x>`|::warning::.js' // ](x) \u{1b}[31m\n";
    Package::new(FileTree::of([
        ("package.json", manifest),
        ("dist/sp ace#?%41&\"'<x>.js", source),
        ("a|b\\|c.js", "import { gone } from './dist/ok.js'; import '@scope/@octocat'"),
        ("dist/ok.js", "import('./later\u{202e}.js'); import 'node:nothing'"),
    ]))
}

fn sample() -> Package {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/orchestra-1.0.0.tgz");
    Package::open(fs::read(file).unwrap(), &Limits::default()).unwrap()
}

fn with<T>(
    package: &Package,
    sources: RepositoryFiles,
    options: &Options,
    then: impl FnOnce(&[CheckedTarget<'_>]) -> T,
) -> T {
    let report = check(package, options);
    let opened = CheckedPackage { package, report: &report, sources };
    then(&[CheckedTarget { target: "t.tgz".to_owned(), outcome: Ok(opened) }])
}

fn not_opened() -> CheckedTarget<'static> {
    let error = NotOpened {
        code: "ERR_PACKPROOF_NPM_FAILED".to_owned(),
        message: "npm failed to pack ./a<b>|`c`\u{1b}[2J".to_owned(),
        details: vec!["npm error ::error::pwned @octocat".to_owned()],
        help: Some("look at what npm says".to_owned()),
    };
    CheckedTarget { target: "./a<b>|`c`\u{1b}[2J".to_owned(), outcome: Err(error) }
}

/// Compares with an expected file, whatever our version is.
fn expected(name: &str, text: &str) {
    let version = concat!("\"", env!("CARGO_PKG_VERSION"), "\"");
    expected_file(&format!("tests/formats/{name}"), &text.replace(version, "\"0.0.0\""));
}

#[test]
fn each_form_is_as_expected() {
    for (ending, render) in FORMATS {
        for (name, package) in [("sample", sample()), ("nasty", nasty())] {
            let text = with(&package, RepositoryFiles::default(), &Options::default(), render);
            expected(&format!("{name}.{ending}"), &text);
        }
        expected(&format!("not-opened.{ending}"), &render(&[not_opened()]));
    }
}

#[test]
fn several_targets_are_one_document() {
    let (sample, nasty) = (sample(), nasty());
    let reports = [&sample, &nasty].map(|package| check(package, &Options::default()));
    let opened = |package, report| CheckedPackage { package, report, sources: RepositoryFiles::default() };
    let of = |target: &str, opened| CheckedTarget { target: target.to_owned(), outcome: Ok(opened) };
    let checked = [of("a", opened(&sample, &reports[0])), not_opened(), of("b", opened(&nasty, &reports[1]))];
    for (ending, render) in FORMATS {
        expected(&format!("several.{ending}"), &render(&checked));
    }
}

#[test]
fn what_a_repository_has_is_pointed_at_there() {
    let package = sample();
    for (kept, region, command) in [
        (
            PackedCopy::Same,
            r#"{"startLine":13,"startColumn":5,"endLine":13,"endColumn":19}"#,
            "::error file=packages/a%2Cb%3A c/package.json,line=13,endLine=13,col=5,endColumn=18,title=",
        ),
        (PackedCopy::Changed, r#"{"startLine":1}"#, "::error file=packages/a%2Cb%3A c/package.json,title="),
    ] {
        let source = RepositoryFile { path: "packages/a,b: c/package.json".to_owned(), kept };
        let sources = RepositoryFiles(BTreeMap::from([("package.json".to_owned(), source)]));
        let options = Options::default();
        let commands = with(&package, sources.clone(), &options, github::render);
        assert!(commands.starts_with(command), "{commands}");
        let document: Value =
            serde_json::from_str(&with(&package, sources, &options, sarif::render)).unwrap();
        let result = &document["runs"][0]["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "packages/a%2Cb%3A%20c/package.json");
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert_eq!(place["region"].to_string(), region);
        let has_line = result["partialFingerprints"].get("primaryLocationLineHash").is_some();
        assert_eq!(has_line, kept == PackedCopy::Same);
    }
}

fn without_suggestions() -> Options {
    Options { suggestions: ShownSuggestions::No, ..Options::default() }
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let prints = |text: &str| {
        let manifest = ("package.json", r#"{"name":"p","type":"module","exports":"./a.js"}"#);
        let package = Package::new(FileTree::of([manifest, ("a.js", text)]));
        let text = with(&package, RepositoryFiles::default(), &without_suggestions(), sarif::render);
        let document: Value = serde_json::from_str(&text).unwrap();
        let results = document["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|result| result["partialFingerprints"].to_string()).collect::<Vec<_>>()
    };
    let line = "import './gone.js'\n";
    let moved = prints(&format!("// A comment.\n\n{line}"));
    assert_eq!(prints(line), moved);
    let twice = prints(&format!("{line}{line}"));
    assert_eq!(twice.len(), 2);
    assert_ne!(twice[0], twice[1]);
    assert_ne!(prints("import './other.js'\n"), moved);
}

#[test]
fn warnings_fail_tests_only_where_they_fail_the_check() {
    let manifest = r#"{"name":"p","main":{},"exports":"./a.js"}"#;
    let package = Package::new(FileTree::of([("package.json", manifest), ("a.js", "")]));
    for (strict, says) in
        [(false, r#"failures="0" errors="0" skipped="1""#), (true, r#"failures="1" errors="0" skipped="0""#)]
    {
        let text = with(
            &package,
            RepositoryFiles::default(),
            &Options { strict, ..without_suggestions() },
            junit::render,
        );
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn an_entry_point_may_be_broken_though_no_rule_says_why() {
    let package = sample();
    let options = Options { ignore: vec!["case-mismatch".to_owned()], ..Options::default() };
    for (ending, render) in FORMATS {
        let text = with(&package, RepositoryFiles::default(), &options, render);
        assert!(text.contains("broken-entry-point") && text.contains("cannot be loaded"), "{ending}\n{text}");
    }
    let document: Value =
        serde_json::from_str(&with(&package, RepositoryFiles::default(), &options, sarif::render)).unwrap();
    let (result, rules) =
        (&document["runs"][0]["results"][0], &document["runs"][0]["tool"]["driver"]["rules"]);
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(rules[index]["id"], "broken-entry-point");
}

#[test]
fn github_hears_how_many_it_will_not_show() {
    let exports: Vec<String> = (0..14).map(|number| format!(r#""./{number}":"./{number}.js""#)).collect();
    let manifest = format!(r#"{{"name":"m","main":{{}},"exports":{{{}}}}}"#, exports.join(","));
    let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
    let text = with(&package, RepositoryFiles::default(), &without_suggestions(), github::render);
    let count = |kind: &str| text.lines().filter(|line| line.starts_with(&format!("::{kind} "))).count();
    assert_eq!((count("error"), count("warning"), count("notice")), (14, 1, 1));
    assert!(text.contains("::notice title=packproof%3A 4 more errors::"), "{text}");
    let first_warning = text.lines().position(|line| line.starts_with("::warning"));
    assert_eq!(first_warning, Some(14), "{text}");
}

#[test]
fn a_healthy_package_has_nothing_to_annotate() {
    let package =
        Package::new(FileTree::of([("package.json", r#"{"name":"p","exports":"./a.js"}"#), ("a.js", "")]));
    let render = |render: Render| with(&package, RepositoryFiles::default(), &without_suggestions(), render);
    assert_eq!(render(github::render), "packproof: p: ✓ The entry point can be imported\n");
    assert!(render(junit::render).contains(r#"failures="0" errors="0" skipped="0""#));
    assert!(render(sarif::render).contains(r#""results": []"#));
    assert!(render(markdown::render).starts_with("### ✓ `p`\n\n**The entry point can be imported**"));
}

/// Each form keeps its own rules, whatever a package contains.
#[test]
fn no_fixture_breaks_a_form() {
    for fixture in fixtures() {
        with(&fixture.package, RepositoryFiles::default(), &Options::default(), |checked| {
            for line in github::render(checked).lines() {
                let is_ours = ["::error ", "::warning ", "::notice ", "packproof: "]
                    .iter()
                    .any(|start| line.starts_with(start));
                assert!(is_ours && !line.contains('\r'), "{}: {line}", fixture.name);
            }
            let document: Value = serde_json::from_str(&sarif::render(checked)).unwrap();
            for result in document["runs"][0]["results"].as_array().unwrap() {
                let region = &result["locations"][0]["physicalLocation"]["region"];
                let number = |name: &str| region[name].as_u64().unwrap_or(1);
                let (start, end) =
                    ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
                assert!(
                    start.0 > 0 && start.1 > 0 && (region.get("endLine").is_none() || start <= end),
                    "{result}"
                );
            }
            for (ending, render) in FORMATS {
                let text = render(checked);
                let bad = text.chars().find(|char| char.is_control() && *char != '\n');
                assert_eq!(bad, None, "{}: {ending}", fixture.name);
            }
        });
    }
}
