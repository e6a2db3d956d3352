//! The command line as its users meet it: exit status, JSON by the contract, and the text, which `UPDATE=1` writes anew.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::{
    cell::RefCell,
    collections::VecDeque,
    env, fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    rc::Rc,
};

use packproof::{
    cli::{self, Surroundings},
    pack::Stop,
    render::terminal::{Color, Terminal},
};
use serde_json::Value;
use support::{expected_file, write_tarball};

const SAMPLE: &str = "sample/orchestra-1.0.0.tgz";

/// A project and its tarball.
const PROJECT: &str = "tests/trace/choir";
const PACKED: &str = "tests/trace/choir-before.tgz";

/// The result of a run.
struct Ran {
    status: u8,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

fn run(args: &str) -> Ran {
    run_in(&root(), args, b"")
}

fn run_in(directory: &Path, args: &str, input: &[u8]) -> Ran {
    run_words(directory, &args.split_whitespace().collect::<Vec<_>>(), input)
}

fn run_words(directory: &Path, args: &[&str], mut input: &[u8]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut session = Surroundings {
        keeper: Default::default(),
        input: &mut input,
        out: &mut out,
        err: &mut err,
        directory: directory.to_owned(),
        terminal: Terminal::PIPE,
        err_color: Color::Never,
        stop: Stop::default(),
    };
    let args = ["packproof"].iter().chain(args).map(Into::into);
    let status = cli::run(args, &mut session);
    Ran { status, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with the tarball `t.tgz` of these files.
fn packed(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_tarball(&folder.path().join("t.tgz"), files);
    folder
}

#[test]
fn text_is_as_expected() {
    for (name, args, status) in [
        ("check", format!("check {SAMPLE}"), 1),
        ("check-quiet", format!("-q {SAMPLE}"), 1),
        ("check-two-nodes", format!("{SAMPLE} --node 20.18.0,24"), 1),
        ("ls", format!("ls {SAMPLE}"), 0),
        ("ls-tree", format!("ls --tree {SAMPLE}"), 0),
        ("resolve-broken", format!("resolve {SAMPLE} ./percussion"), 1),
        ("resolve-require", format!("resolve {SAMPLE} orchestra/tuning --mode require"), 0),
        ("resolve-relative", format!("resolve {SAMPLE} ./players/oboe.js --from dist/index.js"), 0),
        ("resolve-not-exported", format!("resolve {SAMPLE} ./percusion"), 1),
        ("exports", format!("exports {SAMPLE}"), 1),
        ("exports-one", format!("exports {SAMPLE} orchestra/tuning --node 20.18.0,24"), 0),
        ("exports-unknown", format!("exports {SAMPLE} ./tunign"), 1),
        ("trace", format!("trace {PROJECT} --tarball {PACKED}"), 1),
        ("trace-folder", format!("trace {PROJECT} bin/deployment/orchestration --tarball {PACKED}"), 1),
        ("trace-name", format!("trace {PROJECT} route --tarball {PACKED}"), 0),
        ("explain-missing-file", "explain missing-file".to_owned(), 0),
        ("help", "--help".to_owned(), 0),
        ("help-check", "check --help".to_owned(), 0),
        ("help-resolve", "resolve --help".to_owned(), 0),
        ("help-exports", "exports --help".to_owned(), 0),
        ("help-import", "import --help".to_owned(), 0),
        ("help-trace", "trace --help".to_owned(), 0),
        ("help-smoke", "smoke --help".to_owned(), 0),
        ("help-init", "init --help".to_owned(), 0),
    ] {
        let ran = run(&args);
        assert_eq!((ran.status, ran.err.as_str()), (status, ""), "{args}");
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{args}\n{}", ran.out);
        expected_file(&format!("tests/cli/{name}.txt"), &ran.out);
    }
}

/// Statements about the sample; those after the second do not link.
const STATEMENTS: [&str; 6] = [
    "import { tune } from 'orchestra/tuning'",
    "const { tune } = require('orchestra/tuning')",
    "import { tun } from 'orchestra/tuning'",
    "import { cello } from 'orchestra/dist/players/cello.js'",
    "import * as percussion from 'orchestra/percussion'; export * from 'orchestra/percussion'",
    "import { oboe } frm 'orchestra'",
];

const DOCUMENT: &str = "# Orchestra\n\n```js\nimport { cello } from 'orchestra'\nimport fs from 'node:fs'\n```\n\n```ts\n\
    import type { Score } from 'orchestra/score'\nimport { type Part, viola } from 'orchestra'\nconst x: Part = ...\n```\n\n\
    ```sh\nimport 'orchestra/none'\n```\n";

fn import(words: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root().join(SAMPLE), folder.path().join("t.tgz")).unwrap();
    fs::write(folder.path().join("README.md"), DOCUMENT).unwrap();
    fs::write(folder.path().join("use.cjs"), "\n\nrequire('orchestra/percussion')\n").unwrap();
    let args: Vec<&str> = ["import", "t.tgz"].iter().chain(words).copied().collect();
    run_words(folder.path(), &args, b"")
}

#[test]
fn statements_link_or_say_why_not() {
    let files = ["--file", "README.md", "--file", "use.cjs"];
    for (name, words, status) in [
        ("import", STATEMENTS.to_vec(), 1),
        ("import-links", STATEMENTS.iter().take(2).copied().collect(), 0),
        ("import-quiet", [&STATEMENTS[..], &["-q"]].concat(), 1),
        ("import-unparsed", vec![STATEMENTS[STATEMENTS.len() - 1]], 2),
        ("import-files", files.to_vec(), 1),
        ("import-two-nodes", vec![STATEMENTS[0], "require('orchestra')", "--node", "20.18.0,24"], 1),
    ] {
        let ran = import(&words);
        assert_eq!((ran.status, ran.err.as_str()), (status, ""), "{name}");
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
        expected_file(&format!("tests/cli/{name}.txt"), &ran.out);
    }
}

#[test]
fn statements_speak_the_contract() {
    let report = import(&["--file", "README.md", "--json", STATEMENTS[3]]).json();
    assert_eq!(keys_of(&report), "schema package statements skipped");
    let rows: Vec<_> = report["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            assert_eq!(keys_of(row), "source file line ok parsed types errors");
            format!("{} {} {} {}", row["file"], row["line"], row["source"], row["errors"][0]["code"])
        })
        .collect();
    assert_eq!(
        rows,
        [
            r#"null 1 "import { cello } from 'orchestra/dist/players/cello.js'" "ERR_PACKAGE_PATH_NOT_EXPORTED""#,
            r#""README.md" 4 "import { cello } from 'orchestra'" null"#,
            r#""README.md" 10 "import { type Part, viola } from 'orchestra'" "SyntaxError""#,
        ]
    );
    assert_eq!(keys_of(&report["statements"][0]["errors"][0]), "code message missing at chain");
}

#[test]
fn what_names_another_package_is_bad_usage() {
    for (words, says) in [
        (vec!["import x from 'other'"], "does not name orchestra"),
        (vec![], "STATEMENT"),
        (vec!["--file", "none.md"], "cannot read none.md"),
    ] {
        let ran = import(&words);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(says), "{}", ran.err);
    }
}

#[test]
fn names_speak_the_contract() {
    let report = run(&format!("exports {SAMPLE} --json"));
    assert_eq!((report.status, keys_of(&report.json()).as_str()), (1, "schema package entryPoints"));
    let entries = report.json()["entryPoints"].clone();
    assert_eq!(keys_of(&entries[0]), "subpath specifier kind pattern outcomes");
    let keys = "modes node status target format exports exportsComplete errors";
    assert_eq!(keys_of(&entries[0]["outcomes"][0]), keys);
    assert_eq!(entries[1]["outcomes"][0]["exports"], serde_json::json!(["tune"]));
    for (subpath, status) in
        [(".", 0), ("./tuning", 0), ("orchestra/tuning", 0), ("./percussion", 1), ("./no", 1)]
    {
        let one = run(&format!("exports {SAMPLE} {subpath} --json"));
        assert_eq!(
            (one.status, one.json()["entryPoints"].as_array().unwrap().len()),
            (status, 1),
            "{subpath}"
        );
    }
}

#[test]
fn folding_and_what_is_not_offered() {
    let manifest = r#"{"name":"many","version":"1.0.0","exports":{
        "./esm":{"import":"./esm.mjs"},"./types":{"types":"./t.d.ts"},"./features/*":"./lib/*.js"}}"#;
    let names: Vec<String> = (0..60).map(|number| format!("lib/f{number:02}.js")).collect();
    let files = [("package.json", manifest), ("esm.mjs", "")];
    let all: Vec<_> = files.into_iter().chain(names.iter().map(|name| (name.as_str(), ""))).collect();
    let folder = packed(&all);
    let folded = run_in(folder.path(), "t.tgz", b"");
    assert!(folded.out.contains("✓ ./features/*  import require → 60 files (commonjs)"), "{}", folded.out);
    assert!(
        folded.out.contains("require        not offered (ERR_PACKAGE_PATH_NOT_EXPORTED)"),
        "{}",
        folded.out
    );
    assert!(folded.out.contains("· ./types"), "{}", folded.out);
    assert_eq!(folded.status, 0);
    let unfolded = run_in(folder.path(), "t.tgz --all", b"");
    assert!(unfolded.out.contains("✓ ./features/f59"), "{}", unfolded.out);
}

#[test]
fn many_causes_are_folded() {
    let exports: Vec<String> = (0..30).map(|number| format!(r#""./{number}":"./{number}.js""#)).collect();
    let manifest = format!(r#"{{"name":"m","exports":{{{}}}}}"#, exports.join(","));
    let folder = packed(&[("package.json", &manifest)]);
    let ran = run_in(folder.path(), "t.tgz", b"");
    assert!(ran.out.contains("… and 10 more causes"), "{}", ran.out);
    assert!(ran.out.contains("30 of 30 entry points are broken"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
}

#[test]
fn a_hostile_package_cannot_steer_the_terminal() {
    let manifest = "{\"name\":\"evil\\u001b[2J\",\"version\":\"1\\n✓ fine\",\n\t\"exports\":{\"./a\\u202e\":\"./\\u001b]0;x\\u0007.js\"},\"main\":\"\u{202e}\"}";
    let folder = packed(&[("package.json", manifest), ("\u{202e}gpj.js", ""), ("x\u{1b}[31m.js", "")]);
    for args in ["t.tgz", "ls t.tgz", "ls --tree t.tgz", "resolve t.tgz ./a\u{202e}", "t.tgz --color always"]
    {
        let out = run_in(folder.path(), args, b"").out;
        let plain = out.replace("\u{1b}[0m", "").replace("\u{1b}[1m", "").replace("\u{1b}[2m", "");
        let plain = ["\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m", "\u{1b}[36m"]
            .iter()
            .fold(plain, |text, code| text.replace(code, ""));
        let bad = plain.chars().find(|&char| (char.is_control() && char != '\n') || char == '\u{202e}');
        assert_eq!(bad, None, "{args}: {out:?}");
        assert!(!out.contains("\n✓ fine"), "{args}: {out}");
    }
}

#[test]
fn check_speaks_the_contract() {
    let ran = run(&format!("check {SAMPLE} --json"));
    let report = ran.json();
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    let first = |value: &Value| value.as_array().unwrap().first().unwrap().clone();
    let broken = report["entryPoints"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["subpath"] == "./percussion")
        .unwrap();
    let outcome = first(&broken["outcomes"]);
    for (value, keys) in [
        (&report, "schema package node ok entryPoints installable findings summary"),
        (&report["package"], "name version files packedBytes unpackedBytes integrity shasum"),
        (broken, "subpath specifier kind pattern outcomes"),
        (&outcome, "modes node status target format exports exportsComplete errors"),
        (&first(&outcome["errors"]), "code message missing at chain"),
        (&first(&report["findings"]), "rule severity message help at entryPoints modes reachedFrom"),
        (&first(&report["findings"])["at"], "file line column endLine endColumn"),
        (&report["summary"], "entryPoints broken errors warnings suggestions"),
    ] {
        assert_eq!(keys_of(value), keys);
    }
    assert_eq!(report["schema"], 1);
    assert_eq!(report["node"], serde_json::json!(["22"]));
    assert_eq!(report["ok"], false);
    assert_eq!(broken["specifier"], "orchestra/percussion");
    let bytes = fs::read(root().join(SAMPLE)).unwrap();
    assert_eq!(report["package"]["packedBytes"], bytes.len());
}

fn keys_of(value: &Value) -> String {
    value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_other_commands_speak_the_contract() {
    let package = "name version files packedBytes unpackedBytes integrity shasum";
    let ls = run(&format!("ls --json {SAMPLE}")).json();
    assert_eq!(keys_of(&ls), "schema package files hazards");
    assert_eq!(keys_of(&ls["package"]), package);
    let bin = ls["files"].as_array().unwrap().iter().find(|file| file["path"] == "bin/orchestra.js").unwrap();
    assert_eq!(bin.to_string(), r#"{"path":"bin/orchestra.js","size":161,"mode":"755"}"#);

    let resolved = run(&format!("resolve {SAMPLE} . --json"));
    assert_eq!(keys_of(&resolved.json()), "schema package status target format code message trail");
    assert_eq!(keys_of(&resolved.json()["package"]), package);
    assert_eq!((resolved.status, &resolved.json()["target"]), (0, &Value::from("dist/index.js")));
    let broken = run(&format!("resolve {SAMPLE} ./percussion --mode require --format json"));
    assert_eq!((broken.status, &broken.json()["code"]), (1, &Value::from("MODULE_NOT_FOUND")));

    let explained = run("explain --json").json();
    assert_eq!(keys_of(&explained), "schema rules");
}

#[test]
fn a_trace_speaks_the_contract() {
    let ran = run(&format!("trace {PROJECT} --tarball {PACKED} --json"));
    let report = ran.json();
    assert_eq!((ran.status, ran.err.as_str(), &report["schema"]), (1, "", &Value::from(1)));
    let modules = report["modules"].as_array().unwrap();
    let module = modules.iter().find(|module| module["source"] == "src/routing/index.js").unwrap();
    for key in ["source", "stage", "step", "outputs", "packedAs", "specifiers", "reason"] {
        assert!(!module[key].is_null(), "{key}");
    }
    assert_eq!(module["specifiers"], serde_json::json!(["choir", "choir/routing"]));
    assert!(report["groups"].is_array() && report["fixes"].is_array());
    let quiet = run(&format!("trace {PROJECT} --tarball {PACKED} -q"));
    assert!(!quiet.out.contains("┌") && quiet.out.contains("not compiled"), "{}", quiet.out);
    let all = run(&format!("trace {PROJECT} --tarball {PACKED} --all"));
    assert!(all.out.contains("tuning.js"), "{}", all.out);
    for (args, says) in [
        ("trace tests/trace/none x --tarball x.tgz", "cannot read tests/trace/none"),
        ("trace tests/trace/choir --map src --tarball x.tgz", "not of the form SRC=DIST"),
        ("trace tests/trace/choir rout --tarball tests/trace/choir-before.tgz", "did you mean route?"),
        ("trace tests/trace/choir --build-script x --tarball tests/trace/choir-before.tgz", "no such script"),
    ] {
        let ran = run(args);
        assert_eq!(ran.status, 2, "{args}");
        assert!(ran.err.replace("\n  ", "").contains(says), "{args}: {}", ran.err);
    }
}

#[test]
fn what_cannot_be_checked_is_2() {
    let folder = packed(&[("package.json", "{}")]);
    let path = folder.path();
    let whole = fs::read(path.join("t.tgz")).unwrap();
    fs::write(path.join("cut.tgz"), whole.get(..whole.len() / 2).unwrap()).unwrap();
    fs::write(path.join("text"), "no archive").unwrap();
    for (args, code, says) in [
        ("--frob", "ERR_PACKPROOF_USAGE", "unexpected argument '--frob'"),
        ("chekc", "ERR_PACKPROOF_USAGE", "\"chekc\" is no command"),
        ("--ignore mising-file t.tgz", "ERR_PACKPROOF_USAGE", "no rule \"mising-file\""),
        ("explain mising-file", "ERR_PACKPROOF_USAGE", "no rule \"mising-file\""),
        ("--node 16 t.tgz", "ERR_PACKPROOF_USAGE", "is not a version of Node.js"),
        ("resolve t.tgz", "ERR_PACKPROOF_USAGE", "SPECIFIER"),
        ("resolve t.tgz . --from none.js", "ERR_PACKPROOF_USAGE", "no such file is packed"),
        ("npm:--version", "ERR_PACKPROOF_USAGE", "not of the form npm:NAME@VERSION"),
        ("none.tgz", "ERR_PACKPROOF_READ", "cannot read none.tgz"),
        ("cut.tgz", "ERR_PACKPROOF_TRUNCATED", "cannot open cut.tgz"),
        ("./text", "ERR_PACKPROOF_NOT_GZIP", "neither a gzip file nor a tar archive"),
        ("-", "ERR_PACKPROOF_EMPTY", "cannot open standard input"),
    ] {
        let text = run_in(path, args, b"");
        assert_eq!((text.status, text.out.as_str()), (2, ""), "{args}");
        let said = text.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.starts_with("error: ") && said.contains(says), "{args}: {said}");

        let json = run_in(path, &format!("{args} --json"), b"");
        assert_eq!(json.status, 2, "{args}");
        assert_eq!(keys_of(&json.json()), "schema error");
        assert_eq!(keys_of(&json.json()["error"]), "code message");
        assert_eq!(json.json()["error"]["code"], code, "{args}");
        assert!(json.json()["error"]["message"].as_str().unwrap().contains(says), "{args}");
    }
}

#[test]
fn several_targets_are_checked_whatever_becomes_of_one() {
    let folder = packed(&[("package.json", r#"{"name":"p","exports":"./a.js"}"#), ("a.js", "")]);
    let path = folder.path();
    fs::copy(root().join(SAMPLE), path.join("broken.tgz")).unwrap();
    for (args, status, ends) in [
        ("t.tgz t.tgz", 0, "✓ 2 packages checked, nothing is wrong\n"),
        ("broken.tgz t.tgz", 1, "✗ Something is wrong with 1 of 2 packages\n"),
        ("none.tgz t.tgz", 2, "✗ 1 of 2 packages could not be checked\n"),
        (
            "none.tgz broken.tgz t.tgz",
            2,
            "✗ Something is wrong with 1 of 3 packages · 1 could not be checked\n",
        ),
    ] {
        let text = run_in(path, &format!("check {args}"), b"");
        assert_eq!(text.status, status, "{args}");
        assert!(text.out.ends_with(ends), "{args}: {}", text.out);
        assert_eq!(text.err.contains("cannot read none.tgz"), status == 2, "{args}: {}", text.err);

        let json = run_in(path, &format!("check {args} --json"), b"");
        assert_eq!((json.status, json.err.as_str()), (status, ""), "{args}");
        let document = json.json();
        assert_eq!(keys_of(&document), "schema ok reports");
        assert_eq!(document["ok"], status == 0);
        for (report, target) in document["reports"].as_array().unwrap().iter().zip(args.split_whitespace()) {
            assert_eq!(report["target"], target);
            match target {
                "none.tgz" => assert_eq!(report["error"]["code"], "ERR_PACKPROOF_READ"),
                _ => {
                    let single = run_in(path, &format!("check {target} --json"), b"").json();
                    let keys = format!("target {}", keys_of(&single));
                    assert_eq!(keys_of(report), keys);
                    assert_eq!(report["summary"], single["summary"]);
                }
            }
        }
    }
}

#[test]
fn a_private_root_names_its_packages() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("package.json", r#"{"private":true,"workspaces":["packages/*"]}"#);
    write("packages/a/package.json", r#"{"name":"@us/a","version":"1.0.0"}"#);
    write("packages/b/package.json", r#"{"name":"b","private":true}"#);
    let text = run_in(folder.path(), "check", b"");
    assert_eq!((text.status, text.out.as_str()), (2, ""));
    for line in ["  @us/a  packages/a\n", "  b      packages/b (private)\n", "`packproof check --workspaces`"]
    {
        assert!(text.err.contains(line), "{}", text.err);
    }
    let json = run_in(folder.path(), "check --json", b"").json();
    assert_eq!(json["error"]["code"], "ERR_PACKPROOF_PRIVATE_ROOT");
    assert!(json["error"]["message"].as_str().unwrap().contains("@us/a"));
    for (args, says) in [
        ("--workspace @us/b", "did you mean @us/a?"),
        ("--workspace something-else", "there are @us/a, b"),
        ("packages/a --workspaces", "packages/a is no root of a monorepo"),
        (". packages/a --workspaces", "give its root"),
        ("--workspaces --workspace b", "cannot be used with"),
    ] {
        let refused = run_in(folder.path(), &format!("check {args}"), b"");
        let said = refused.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(refused.status, 2, "{args}");
        assert!(said.contains(says), "{args}: {said}");
    }
}

#[test]
fn init_writes_after_a_yes_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "{\n\t\"name\": \"p\",\n\t\"scripts\": {\n\t\t\"build\": \"tsc\"\n\t},\n\t\"devDependencies\": { \"vitest\": \"4\" }\n}\n";
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap_or_default();
    fs::write(folder.path().join("package.json"), manifest).unwrap();
    for answer in ["n\n", ""] {
        let ran = run_in(folder.path(), "init", answer.as_bytes());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        assert!(ran.out.ends_with("Write this? [y/N] Nothing was written.\n"), "{}", ran.out);
        assert_eq!(read("package.json"), manifest);
    }
    let shown = run_in(folder.path(), "init", b"");
    for line in [
        "  + \t\t\"prepublishOnly\": \"npm run build && packproof check\"",
        "npm install --save-dev packproof",
    ] {
        assert!(shown.out.contains(line.trim_start_matches(['+', ' ', '\t'])), "{}", shown.out);
    }
    assert_eq!(run_in(folder.path(), "init", b"y\n").status, 0);
    assert!(
        read("package.json").contains("\t\t\"build\": \"tsc\",\n\t\t\"prepublishOnly\": "),
        "{}",
        read("package.json")
    );
    assert!(read("test/package.test.mjs").contains("packproof/vitest"));
    assert!(read(".github/workflows/packproof.yml").contains("npx packproof"));
    let again = run_in(folder.path(), "init --yes --json", b"").json();
    assert_eq!((&again["changes"], &again["written"]), (&serde_json::json!([]), &Value::Bool(true)));
    fs::write(folder.path().join("package.json"), "{\"name\":\"p\",\"private\":true}").unwrap();
    assert_eq!(run_in(folder.path(), "init", b"").status, 2);
}

#[test]
fn help_is_near() {
    for (args, says) in [
        ("chekc", "did you mean `packproof check`?"),
        ("explain mising-file", "did you mean missing-file?"),
        ("lodash@4.17.21", "write npm:lodash@4.17.21"),
        ("--jsno x.tgz", "a similar argument exists: '--json'"),
    ] {
        assert!(run(args).err.contains(says), "{args}: {}", run(args).err);
    }
}

#[test]
fn a_package_comes_from_standard_input_or_a_plain_tar() {
    let bytes = fs::read(root().join(SAMPLE)).unwrap();
    let ran = run_in(&root(), "- --json", &bytes);
    assert_eq!((ran.status, &ran.json()["package"]["name"]), (1, &Value::from("orchestra")));
    let folder = tempfile::tempdir().unwrap();
    let mut plain = fs::File::create(folder.path().join("t.tar")).unwrap();
    io::copy(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut plain).unwrap();
    assert_eq!(run_in(folder.path(), "ls t.tar --json", b"").json()["package"]["files"], 9);
}

#[test]
fn a_project_may_name_its_default_target() {
    let folder = packed(&[("package.json", r#"{"name":"inner"}"#)]);
    let write = |text: &str| fs::write(folder.path().join("package.json"), text).unwrap();
    write(r#"{"name":"outer","packproof":{"target":"t.tgz"}}"#);
    let ran = run_in(folder.path(), "ls --json", b"");
    assert_eq!((ran.status, &ran.json()["package"]["name"]), (0, &Value::from("inner")));
    assert_eq!(ran.err, "packproof: checking t.tgz, the target that package.json names\n");
    assert_eq!(run_in(folder.path(), "ls -q", b"").err, "");
    write(r#"{"packproof":{"target":5}}"#);
    assert_eq!(run_in(folder.path(), "ls", b"").status, 2);
}

#[test]
fn ignored_rules_are_silent_and_warnings_may_fail() {
    let folder = packed(&[("package.json", r#"{"name":"p","main":{},"exports":"./a.js"}"#), ("a.js", "")]);
    assert_eq!(run_in(folder.path(), "t.tgz", b"").status, 0);
    assert_eq!(run_in(folder.path(), "t.tgz --strict", b"").status, 1);
    let ignoring = run_in(folder.path(), "t.tgz --ignore invalid-package-json --strict", b"");
    assert_eq!(ignoring.status, 0, "{}", ignoring.out);
    assert!(!ignoring.out.contains("main"), "{}", ignoring.out);
    assert_eq!(run_in(folder.path(), "t.tgz -q --ignore invalid-package-json", b"").out, "");
}

#[test]
fn a_batch_is_answered_line_by_line() {
    let questions = br#"{"specifier":"orchestra","mode":"import","node":"24.1.0"}
{"specifier":"orchestra/tuning","mode":"require","conditions":["x"]}

{"specifier":"./oboe.js","mode":"import","from":"dist/players/cello.js"}
{"specifier":"fs","mode":"require"}
{"specifier":"orchestra/none","mode":"import","node":"20.18.0"}
{"specifier":"./node_modules/orchestra/dist/index.js","mode":"import"}
nonsense
{"specifier":"x","mode":"sideways"}
"#;
    let ran = run_in(&root(), &format!("resolve {SAMPLE} --batch"), questions);
    let rows: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let short = |row: &Value| {
        format!("{} {}", row["status"].as_str().unwrap(), row["target"].as_str().unwrap_or("-"))
    };
    let answers: Vec<_> = rows.iter().take(6).map(short).collect();
    assert_eq!(
        answers,
        [
            "ok dist/index.js",
            "ok dist/tuning.cjs",
            "ok dist/players/oboe.js",
            "builtin node:fs",
            "broken -",
            "ok dist/index.js"
        ]
    );
    assert!(rows.iter().take(6).all(|row| keys_of(row) == "status target format code message"));
    assert!(rows.iter().skip(6).all(|row| keys_of(row) == "error"));
    assert_eq!((rows.len(), ran.status), (8, 2));
}

/// A caller who asks a second question only when the first one is answered.
struct Patient(Rc<RefCell<Vec<u8>>>, VecDeque<&'static str>);

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let questions = 3 - self.1.len();
        let answers = self.0.borrow().iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(answers, questions, "the caller would wait forever");
        self.1.pop_front().unwrap_or_default().as_bytes().read(buffer)
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_batch_answers_before_it_waits() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let questions = ["{\"specifier\":\"fs\"}\n", "nonsense\n", "{\"specifier\":\"orchestra\"}\r\n"];
    let mut session = Surroundings {
        keeper: Default::default(),
        input: &mut Patient(said.clone(), questions.into()),
        out: &mut Patient(said.clone(), VecDeque::new()),
        err: &mut io::sink(),
        directory: root(),
        terminal: Terminal::PIPE,
        err_color: Color::Never,
        stop: Stop::default(),
    };
    let args = ["packproof", "resolve", SAMPLE, "--batch"];
    assert_eq!(cli::run(args.map(Into::into), &mut session), 2);
}

/// A reader that is gone.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_may_go_away() {
    for (args, status) in
        [(format!("check {SAMPLE}"), 1), (format!("ls {SAMPLE} --json"), 0), ("--help".to_owned(), 0)]
    {
        let mut session = Surroundings {
            keeper: Default::default(),
            input: &mut io::empty(),
            out: &mut Closed,
            err: &mut Closed,
            directory: root(),
            terminal: Terminal::PIPE,
            err_color: Color::Never,
            stop: Stop::default(),
        };
        let args = ["packproof"].into_iter().chain(args.split_whitespace());
        assert_eq!(cli::run(args.map(Into::into), &mut session), status);
    }
}

#[cfg(unix)]
mod with_npm {
    use std::{os::unix::fs::PermissionsExt, process::Command};

    use super::*;

    /// Runs the binary with an npm of our own, which notes its arguments and its folder.
    fn run_with(npm: Option<&str>, args: &[&str]) -> (Option<i32>, String, String, String) {
        let folder = tempfile::tempdir().unwrap();
        if let Some(script) = npm {
            let path = folder.path().join("npm");
            let noting =
                format!("#!/bin/sh\necho \"$PWD $*\" > {}/said\n{script}\n", folder.path().display());
            fs::write(&path, noting).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        let path = if npm.is_some() { path } else { folder.path().display().to_string() };
        let output = Command::new(env!("CARGO_BIN_EXE_packproof"))
            .args(args)
            .current_dir(root())
            .env("PATH", path)
            .env("TMPDIR", folder.path())
            .output()
            .unwrap();
        let left = fs::read_dir(folder.path()).unwrap();
        assert!(
            !left.into_iter().any(|entry| entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with("packproof-"))
        );
        let said = fs::read_to_string(folder.path().join("said")).unwrap_or_default();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr), said)
    }

    /// Answers as `npm pack` does: the last argument is the folder to write to.
    const PACKS: &str = "for last; do :; done; cp sample/orchestra-1.0.0.tgz \"$last\" 2>/dev/null || cp ../orchestra-1.0.0.tgz \"$last\"";

    #[test]
    fn npm_fetches_and_packs_without_scripts() {
        for (target, folder, begins) in [
            ("npm:orchestra@1.0.0", root(), "pack orchestra@1.0.0 --ignore-scripts --dry-run=false "),
            ("sample/orchestra", root().join("sample/orchestra"), "pack --ignore-scripts --dry-run=false "),
        ] {
            let (status, out, err, said) = run_with(Some(PACKS), &[target, "--json"]);
            assert_eq!(status, Some(1), "{err}");
            let report: Value = serde_json::from_str(&out).unwrap();
            assert_eq!(report["package"]["name"], "orchestra");
            assert!(err.starts_with("packproof: ") && err.ends_with(" with npm\n"), "{err}");
            assert!(said.starts_with(&format!("{} {begins}", folder.display())), "{said}");
        }
    }

    #[test]
    fn the_last_release_is_asked_of_npm() {
        let said = |answer: &str| format!("case \"$1\" in view) {answer};; *) {PACKS};; esac");
        let lists = r#"echo '{"versions":["0.9.0","1.0.0"],"time":{"0.9.0":"2024-05-31"}}'"#;
        let nothing = "echo 'npm error code E404' >&2; exit 1";
        let offline = "echo 'npm error code ECONNREFUSED' >&2; exit 1";
        for (answer, args, status, words) in [
            // Whatever is asked for, the sample is what comes.
            (lists, "", 0, "orchestra 1.0.0 → 1.0.0"),
            (lists, "--as minor", 0, "orchestra 1.0.0 → 1.0.0"),
            (nothing, "", 2, "no version of orchestra that is lower than"),
            (nothing, "--if-published", 0, "there is nothing to compare with"),
            (offline, "", 2, "npm error code ECONNREFUSED"),
            (offline, "--if-published", 2, "npm error code ECONNREFUSED"),
        ] {
            let args: Vec<&str> =
                ["diff", "npm:", SAMPLE].into_iter().chain(args.split_whitespace()).collect();
            let (found, out, err, _) = run_with(Some(&said(answer)), &args);
            assert_eq!(found, Some(status), "{args:?}: {out}{err}");
            assert!(format!("{out}{err}").contains(words), "{args:?}: {out}{err}");
        }
    }

    #[test]
    fn dependencies_that_plug_and_play_keeps_are_said_to_be_unread() {
        let project = tempfile::tempdir().unwrap();
        fs::write(project.path().join("package.json"), r#"{"name":"orchestra","version":"1.0.0"}"#).unwrap();
        let folder = project.path().to_str().unwrap();
        let packs = format!("for last; do :; done; cp {} \"$last\"", root().join(SAMPLE).display());
        let said = |args: &[&str]| run_with(Some(&packs), args).2;
        let note = "packproof: the dependencies are not linked, for ";
        assert!(!said(&[folder]).contains(note));
        fs::write(project.path().join(".pnp.cjs"), "").unwrap();
        let err = said(&[folder, "--json"]);
        assert!(
            err.contains(note) && err.contains("Plug'n'Play") && err.contains("`--deps install`"),
            "{err}"
        );
        for silent in [&[folder, "--quiet"][..], &[folder, "--deps", "none"]] {
            assert!(!said(silent).contains(note), "{silent:?}");
        }
    }

    #[test]
    fn a_package_manager_that_hangs_or_is_missing_is_2() {
        for (npm, args, says) in [
            (
                Some("echo waiting; sleep 300"),
                &["sample/orchestra", "--pack-timeout", "1"][..],
                "within 1 second, and was stopped waiting help: `--pack-timeout SECONDS` allows more",
            ),
            (
                Some(""),
                &["sample/orchestra", "--pm", "bun"],
                "error: bun is not installed help: `npm install -g bun`",
            ),
            (
                None,
                &["sample/orchestra"],
                "error: npm is not installed help: install Node.js, which brings it, or give a .tgz",
            ),
        ] {
            let (status, out, err, _) = run_with(npm, args);
            assert_eq!((status, out.as_str()), (Some(2), ""), "{err}");
            let said = err.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains(says), "{err}");
        }
    }

    #[test]
    fn a_signal_stops_npm_and_removes_its_folder() {
        let script = "kill -TERM $PPID; sleep 300"; // Whoever started npm is us.
        let (status, out, err, _) = run_with(Some(script), &["sample/orchestra"]);
        assert_eq!((status, out.as_str()), (None, ""), "{err}");
    }

    #[test]
    fn what_npm_cannot_do_is_2() {
        for (npm, code, says) in [
            (
                Some("echo 'npm error code E404' >&2; exit 1"),
                "ERR_PACKPROOF_FETCH_FAILED",
                "npm failed to fetch x@1",
            ),
            (Some("exit 0"), "ERR_PACKPROOF_FETCH_FAILED", "npm failed to fetch x@1"),
            (None, "ERR_PACKPROOF_MANAGER_MISSING", "npm is not installed"),
        ] {
            let (status, out, ..) = run_with(npm, &["npm:x@1", "--json"]);
            let error: Value = serde_json::from_str(&out).unwrap();
            assert_eq!((status, &error["error"]["code"]), (Some(2), &Value::from(code)));
            assert!(error["error"]["message"].as_str().unwrap().contains(says), "{error}");
        }
        let (_, _, err, _) = run_with(Some("echo 'npm error code E404' >&2; exit 1"), &["npm:x@1"]);
        assert!(err.contains("  npm error code E404"), "{err}");
    }
}

/// A folder with two releases of a package: `old.tgz` and `new.tgz`.
fn releases() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = |version: &str, more: &str| {
        format!(
            r#"{{"name":"choir","version":"{version}","type":"module","engines":{{"node":">=20"}},{more}}}"#
        )
    };
    let old = manifest(
        "1.0.0",
        r#""bin":{"choir":"cli.js"},"exports":{".":"./a.js","./alto":"./alto.js","./score.json":"./score.json"}"#,
    );
    let new = manifest(
        "1.0.1",
        r#""exports":{".":"./a.js","./tenor":"./alto.js"},"peerDependencies":{"organ":"^2"}"#,
    );
    let files = |manifest: &str, text: &str| {
        let all = [
            ("package.json", manifest),
            ("a.js", text),
            ("alto.js", "export const sing = 1"),
            ("cli.js", ""),
            ("score.json", "{}"),
        ];
        all.map(|(path, text)| (path.to_owned(), text.to_owned()))
    };
    for (name, files) in [
        ("old.tgz", files(&old, "export default 1\nexport const hum = 1, sing = 2, tune = 3\n")),
        ("new.tgz", files(&new, "export const sing = 2, rest = 3\n")),
    ] {
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        write_tarball(&folder.path().join(name), &files);
    }
    folder
}

#[test]
fn two_releases_are_compared() {
    let folder = releases();
    let run = |args: &str| run_in(folder.path(), args, b"");
    for (name, args, status) in [
        ("diff", "diff old.tgz new.tgz", 1),
        ("diff-quiet", "diff old.tgz new.tgz -q", 1),
        ("diff-same", "diff old.tgz old.tgz", 0),
        ("diff-major", "diff old.tgz new.tgz --as major --allow name-removed:hum", 0),
        ("diff.md", "diff old.tgz new.tgz --format markdown", 1),
        ("diff.github", "diff old.tgz new.tgz --format github", 1),
        ("diff.junit", "diff old.tgz new.tgz --format junit", 1),
        ("diff.sarif", "diff old.tgz new.tgz --format sarif", 1),
        ("diff.json", "diff old.tgz new.tgz --json", 1),
        ("surface", "surface old.tgz", 0),
        ("help-diff", "diff --help", 0),
        ("help-surface", "surface --help", 0),
    ] {
        let ran = run(args);
        assert_eq!((ran.status, ran.err.as_str()), (status, ""), "{args}");
        expected_file(&format!("tests/cli/{name}.txt"), &ran.out);
        let is_text = !name.contains('.') && name != "surface";
        assert!(!is_text || ran.out.lines().all(|line| line.chars().count() <= 80), "{args}\n{}", ran.out);
    }
    for (args, words) in [
        ("diff old.tgz new.tgz --allow name-remove", "did you mean name-removed?"),
        ("diff old.tgz new.tgz --as huge", "is no bump"),
        ("diff gone.tgz new.tgz", "cannot read gone.tgz"),
    ] {
        let ran = run(args);
        assert_eq!(ran.status, 2, "{args}");
        assert!(ran.err.contains(words), "{args}: {}", ran.err);
    }
}

#[test]
fn a_surface_is_written_to_a_file() {
    let folder = releases();
    let ran = run_in(folder.path(), "surface old.tgz --write kept/surface.json -q", b"");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
    let written: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("kept/surface.json")).unwrap()).unwrap();
    assert_eq!(
        written["subpaths"]["."]["modes"]["import"][0]["names"],
        serde_json::json!(["default", "hum", "sing", "tune"])
    );
}
