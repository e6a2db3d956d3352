//! `packproof smoke` as its users meet it, with the real Node of the PATH; no network.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

#[cfg(target_os = "linux")]
#[path = "smoke/scripts.rs"]
mod scripts;
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use serde_json::Value;
use support::{expected_file, write_tarball};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sample/orchestra-1.0.0.tgz");

/// A folder to work in, whose temporary folder is its own; both with the tarball `t.tgz` of these files.
struct Place {
    root: tempfile::TempDir,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("tmp")).unwrap();
        fs::create_dir_all(root.path().join("work")).unwrap();
        let place = Self { root };
        write_tarball(&place.work().join("t.tgz"), files);
        place
    }

    fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    fn temporary(&self) -> PathBuf {
        self.root.path().join("tmp")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_packproof"));
        command.arg("smoke").args(args).current_dir(self.work()).env("TMPDIR", self.temporary());
        command.env("NO_COLOR", "1").env("SECRET", "hidden");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        let ran = self.command(args).output().unwrap();
        assert!(is_empty(&self.temporary()), "a folder is left behind");
        ran
    }

    fn json(&self, args: &[&str]) -> (i32, Value) {
        let ran = self.run(&[args, &["--json"]].concat());
        (ran.status.code().unwrap(), serde_json::from_slice(&ran.stdout).unwrap())
    }
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// One line for each outcome that was asked: `subpath mode status reason`.
fn rows(report: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let entries = report["entryPoints"].as_array().unwrap();
    let outcomes = entries.iter().flat_map(|entry| {
        entry["outcomes"].as_array().unwrap().iter().map(move |outcome| {
            let (status, reason) = (word(&outcome["node"]["status"]), word(&outcome["reason"]));
            format!("{} {} {status} {reason}", word(&entry["subpath"]), word(&outcome["mode"]))
        })
    });
    outcomes.filter(|row| !row.contains("not-asked")).collect()
}

#[test]
fn the_text_is_as_expected() {
    let place = Place::new(&[]);
    let ran = place.run(&[SAMPLE, "--deps", "none"]);
    assert_eq!(
        (ran.status.code(), text(&ran.stderr).as_str()),
        (Some(1), "packproof: asked Node 10 times\n")
    );
    let node = text(&Command::new("node").arg("--version").output().unwrap().stdout);
    let shown = text(&ran.stdout).replace(node.trim().trim_start_matches('v'), "20.20.2");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    expected_file("tests/cli/smoke.txt", &shown);
    let quiet = place.run(&[SAMPLE, "--deps", "none", "-q"]);
    assert!(quiet.stderr.is_empty() && !text(&quiet.stdout).contains('✓'), "{}", text(&quiet.stdout));
}

#[test]
fn the_document_keeps_the_contract() {
    let place = Place::new(&[]);
    let (status, report) = place.json(&[SAMPLE, "--deps", "link"]);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(status, 1);
    assert_eq!(
        keys(&report),
        "schema package node ok containment dependencies scripts entryPoints runs issue summary"
    );
    let entry = &report["entryPoints"][2];
    assert_eq!(keys(entry), "subpath specifier kind pattern outcomes");
    let outcome = &entry["outcomes"][0];
    assert_eq!(keys(outcome), "mode version static node agrees reason explanation");
    assert_eq!(keys(&outcome["static"]), "status target format exports exportsComplete errors");
    assert_eq!(keys(&outcome["node"]), "status exports error runs");
    assert_eq!(keys(&outcome["node"]["error"]), "code message stack");
    assert_eq!((&outcome["static"]["status"], &outcome["agrees"]), (&"broken".into(), &true.into()));
    assert_eq!(report["summary"]["broken"], 1);
    let run = &report["entryPoints"][6]["outcomes"][0]["node"]["runs"][0];
    assert_eq!(keys(run), "argument exit signal timedOut prints output");
}

const ODD: &str = r#"{"name":"odd","version":"1.0.0","type":"module",
    "exports":{"./throw":"./throw.js","./exit":"./exit.js","./never":"./never.js","./window":"./window.js",
        "./computed":"./computed.js","./read":"./read.js","./optional":"./optional.js","./missing":"./missing.js",
        "./evil":"./evil.js","./environment":"./environment.js"},
    "bin":{"answers":"answers.js","silent":"silent.js","refuses":"refuses.js","reads":"reads.js"},
    "dependencies":{"missing":"1"},"peerDependencies":{"optional":"1"},
    "peerDependenciesMeta":{"optional":{"optional":true}}}"#;

const FILES: [(&str, &str); 15] = [
    ("package.json", ODD),
    ("throw.js", "Object.prototype.toJSON = () => ({}); throw new Error('no key')"),
    ("exit.js", "process.exit(0)"),
    ("never.js", "await new Promise(() => {})"),
    ("window.js", "window.x = 1"),
    ("computed.js", "await import('./' + process.version + '.js')"),
    ("read.js", "import fs from 'node:fs'; fs.readFileSync('/etc/passwd')"),
    ("optional.js", "import 'optional'"),
    ("missing.js", "import 'missing'"),
    (
        "evil.js",
        "import fs from 'node:fs'; import path from 'node:path'; fs.writeSync(3, '{\"names\":[\"forged\"]}\\n');\n\
         fs.writeSync = JSON.stringify = Reflect.ownKeys = Array.prototype.push = () => 0; console.log('noise');\n\
         Object.prototype.toJSON = () => 1; Object.defineProperty(Object.prototype, 0, { set() {} });\n\
         setInterval(() => {}, 1000); export const good = 1",
    ),
    (
        "environment.js",
        "if (process.env.SECRET || !process.env.CI || process.cwd().includes('consumer')) throw new Error('leaks');\n\
         export const good = 1",
    ),
    (
        "answers.js",
        "#!/usr/bin/env node\nif (process.argv[2] !== '--help') process.exit(1)\nconsole.log('usage')",
    ),
    ("silent.js", "#!/usr/bin/env node\n"),
    ("refuses.js", "#!/usr/bin/env node\nconsole.log('no'); process.exit(2)"),
    (
        "reads.js",
        "#!/usr/bin/env node\nprocess.stdin.on('data', () => {}).on('end', () => console.log('done'))",
    ),
];

#[test]
fn differences_are_explained() {
    let place = Place::new(&FILES);
    let (status, report) = place.json(&["t.tgz", "--deps", "none"]);
    let rows: Vec<_> = rows(&report).into_iter().filter(|row| !row.contains(" require ")).collect();
    assert_eq!(status, 1);
    assert_eq!(
        rows,
        [
            "./throw import broken runtime",
            "./exit import broken exit",
            "./never import broken time-out",
            "./window import broken browser-global",
            "./computed import broken runtime",
            "./read import unknown permission",
            "./optional import unknown optional-dependency",
            "./missing import unknown missing-dependency",
            "./evil import ok -",
            "./environment import ok -",
            "answers import ok -",
            "silent import broken exit",
            "refuses import broken exit",
            "reads import ok -",
        ]
    );
    assert_eq!(report["entryPoints"][8]["outcomes"][0]["node"]["exports"], serde_json::json!(["good"]));
    assert_eq!(report["issue"], Value::Null);
}

#[test]
fn a_process_that_hangs_is_ended() {
    let place = Place::new(&[
        ("package.json", r#"{"name":"hangs","exports":{"import":"./a.mjs"},"bin":"./bin.js"}"#),
        ("a.mjs", "for (;;) {}"),
        ("bin.js", "setInterval(() => {}, 1000)"),
    ]);
    let (status, report) = place.json(&["t.tgz", "--deps", "none", "--timeout", "2"]);
    assert_eq!(
        (status, rows(&report)),
        (1, vec![". import broken time-out".to_owned(), "hangs require broken time-out".to_owned(),])
    );
}

#[test]
fn the_status_says_whether_it_is_proven() {
    let package = |code: &str| {
        let manifest = r#"{"name":"p","exports":{"import":"./a.mjs"},"peerDependencies":{"o":"1"},
            "peerDependenciesMeta":{"o":{"optional":true}}}"#;
        Place::new(&[("package.json", manifest), ("a.mjs", code)])
    };
    for (code, args, status, says) in [
        ("export {}", "", 0, "✓ Node loads the entry point"),
        ("import 'o'", "", 0, "needs o, which the package declares as optional"),
        ("process.exit(0)", "", 1, "its own code ends the process"),
        ("import { execSync } from 'node:child_process'; execSync('true')", "", 2, "needs --unsafe"),
        ("import { execSync } from 'node:child_process'; execSync('true')", "--unsafe", 0, "✓"),
        ("import v8 from 'node:v8'; v8.setFlagsFromString('--expose-gc')", "", 2, "it changes V8's flags"),
        ("import v8 from 'node:v8'; v8.setFlagsFromString('--expose-gc')", "--unsafe", 0, "✓"),
        ("export {}", "--node 99", 2, "Node 99 is not installed here; found: "),
        ("export {}", "--node ./none", 2, "is no Node"),
        ("export {}", "--memory 1", 2, "--memory"),
        ("export {}", "--run none.mjs", 2, "cannot read none.mjs"),
    ] {
        let args: Vec<_> = ["t.tgz", "--deps", "none"].into_iter().chain(args.split_whitespace()).collect();
        let ran = package(code).run(&args);
        let shown = format!("{}{}", text(&ran.stdout), text(&ran.stderr));
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(ran.status.code(), Some(status), "{code} {args:?} {shown}");
        assert!(shown.contains(says), "{code} {args:?} {shown}");
    }
}

#[test]
fn scripts_and_statements_of_the_caller_run() {
    let place = Place::new(&[
        ("package.json", r#"{"name":"p","version":"1.0.0","exports":{"import":"./a.mjs"}}"#),
        ("a.mjs", "export const one = 1"),
    ]);
    fs::write(place.work().join("good.mjs"), "import { one } from 'p'; if (one !== 1) throw one").unwrap();
    fs::write(place.work().join("bad.mjs"), "import { two } from 'p'").unwrap();
    let good = ["--run", "good.mjs", "--import", "import { one } from 'p'", "--import", "require('node:fs')"];
    let bad = ["--run", "bad.mjs", "--import", "import 'p/sub'"];
    for (args, status, expected) in [
        (&good[..], 0, vec![true; 3]),
        (&[&good[..], &bad].concat(), 1, vec![true, false, true, true, false]),
    ] {
        let (code, report) = place.json(&[&["t.tgz", "--deps", "none"], args].concat());
        let ok: Vec<_> = report["runs"].as_array().unwrap().iter().map(|run| run["ok"] == true).collect();
        assert_eq!((code, ok), (status, expected), "{}", report["runs"]);
    }
}

#[test]
fn the_dependencies_of_the_project_are_linked() {
    let place = Place::new(&[
        (
            "package.json",
            r#"{"name":"p","exports":{".":"./a.mjs","./chance":"./chance.mjs","./none":"./none.mjs"},
                "dependencies":{"dep":"^1","none":"1"}}"#,
        ),
        ("a.mjs", "export { default } from 'dep'"),
        ("chance.mjs", "import 'chance'"),
        ("none.mjs", "import 'none'"),
    ]);
    for (path, contents) in [
        ("dep/package.json", r#"{"name":"dep","version":"1.1.0","main":"dep.js"}"#),
        ("dep/dep.js", "module.exports = 1"),
        ("chance/package.json", r#"{"name":"chance","version":"1.0.0"}"#),
        ("chance/index.js", ""),
    ] {
        let file = place.work().join("node_modules").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, contents).unwrap();
    }
    let (status, report) = place.json(&["t.tgz", "--deps", "link"]);
    let import: Vec<_> = rows(&report).into_iter().filter(|row| row.contains(" import ")).collect();
    assert_eq!(
        import,
        [". import ok -", "./chance import broken -", "./none import unknown missing-dependency"]
    );
    assert_eq!((status, &report["dependencies"]["unmet"][0]["name"]), (1, &"none".into()));
}

#[cfg(target_os = "linux")]
/// Tells whether a process is alive whose arguments name a folder.
fn is_busy(folder: &Path) -> bool {
    let name = folder.display().to_string();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| fs::read(process.path().join("cmdline")).ok())
        .any(|line| text(&line).contains(&format!("{name}/packproof-smoke")))
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_all_and_removes_the_folder() {
    let place = Place::new(&[
        ("package.json", r#"{"name":"hangs","exports":{"import":"./a.mjs"}}"#),
        ("a.mjs", "setInterval(() => {}, 1000); await new Promise(() => {})"),
    ]);
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut command = place.command(&["t.tgz", "--deps", "none", "--timeout", "600"]);
        let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !is_busy(&place.temporary()) {
            thread::sleep(Duration::from_millis(20));
        }
        assert!(Command::new("kill").args([signal, &running.id().to_string()]).status().unwrap().success());
        assert_eq!(running.wait().unwrap().code(), Some(2), "{signal}");
        assert!(is_empty(&place.temporary()) && !is_busy(&place.temporary()), "{signal}");
    }
}

/// A module that writes so much on the channel of answers, and then loads.
fn floods(what: &str) -> String {
    format!(
        "import {{ writeSync }} from 'node:fs'; const bytes = Buffer.alloc(1 << 20, 'x');\n\
         const write = (what) => {{ for (;;) try {{ return writeSync(3, what) }} catch (error) {{ if (error.code !== 'EAGAIN') throw error }} }};\n\
         {what}; export const one = 1"
    )
}

#[test]
fn what_else_is_written_on_the_channel_is_no_answer() {
    let flood = floods("for (let count = 0; count < 80; count++) write(bytes)");
    let names = floods("write('{\"names\":[\"forged\"]}'); write('x')");
    for code in [flood, names] {
        let place = Place::new(&[
            ("package.json", r#"{"name":"p","exports":{"import":"./a.mjs"}}"#),
            ("a.mjs", &code),
        ]);
        let (status, report) = place.json(&["t.tgz", "--deps", "none"]);
        assert_eq!((status, rows(&report)), (0, vec![". import ok -".to_owned()]));
        assert_eq!(report["entryPoints"][0]["outcomes"][0]["node"]["exports"], serde_json::json!(["one"]));
    }
}

#[test]
fn an_answer_in_the_place_of_node_contradicts_what_is_certain() {
    let code = "const v8 = require('node:v8'); const fs = require('node:fs');\n\
        let text = '';\n\
        const stream = v8.getHeapSnapshot(); let part; while ((part = stream.read())) text += part;\n\
        const word = /[0-9a-f]{64}/.exec(text)[0];\n\
        fs.writeSync(3, JSON.stringify({ word, names: ['forged'] }) + '\\n'); require('./gone')";
    let place = Place::new(&[("package.json", r#"{"name":"p","main":"a.js"}"#), ("a.js", code)]);
    let (status, report) = place.json(&["t.tgz", "--deps", "none"]);
    let rows = rows(&report);
    assert_eq!((status, rows.last().map(String::as_str)), (2, Some(". require ok contradicted")), "{rows:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_outlives_packproof_that_is_killed() {
    let place = Place::new(&[
        ("package.json", r#"{"name":"hangs","exports":{"import":"./a.mjs"}}"#),
        ("a.mjs", "for (;;) {}"),
    ]);
    for args in
        [&["t.tgz", "--deps", "none", "--timeout", "600"][..], &["t.tgz", "--deps", "none", "--unsafe"]]
    {
        let mut running = place.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !is_busy(&place.temporary()) {
            thread::sleep(Duration::from_millis(20));
        }
        running.kill().unwrap();
        running.wait().unwrap();
        for _ in 0..500 {
            if !is_busy(&place.temporary()) {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        assert!(!is_busy(&place.temporary()), "{args:?}");
        fs::remove_dir_all(place.temporary()).unwrap(); // What nobody was there to remove.
        fs::create_dir(place.temporary()).unwrap();
    }
}

/// Dependencies from git, from a file or from a folder are refused, and nothing of theirs is run or linked.
#[test]
fn dependencies_from_elsewhere_are_not_fetched() {
    let outside = tempfile::tempdir().unwrap();
    let inner = outside.path().join("inner.tgz");
    let canary = outside.path().join("ran");
    let repository = outside.path().join("repository");
    fs::create_dir(&repository).unwrap();
    fs::write(repository.join(".npmrc"), "git=./evil.sh").unwrap();
    fs::write(repository.join("evil.sh"), format!("#!/bin/sh\ntouch {}\nexec git \"$@\"", canary.display()))
        .unwrap();
    fs::write(
        repository.join("package.json"),
        r#"{"name":"leak","version":"1.0.0","dependencies":{"other":"git+file:///none"}}"#,
    )
    .unwrap();
    let chmod = Command::new("chmod").arg("755").arg(repository.join("evil.sh")).status().unwrap();
    let git = "git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm a";
    let made = Command::new("sh").args(["-c", git]).current_dir(&repository).status().unwrap();
    assert!(chmod.success() && made.success());
    let from_git = format!("git+file://{}", repository.display());
    let below = format!(r#"{{"name":"inner","version":"1.0.0","dependencies":{{"leak":"{from_git}"}}}}"#);
    write_tarball(&inner, &[("package.json", &below)]);
    let from_file = format!("file:{}", inner.display());
    let from_folder = format!("file:{}", repository.display());
    for (field, from, args, says) in [
        ("dependencies", from_git.as_str(), "", "comes from git; --allow-git allows it"),
        ("optionalDependencies", &from_git, "", "comes from git; --allow-git allows it"),
        ("dependencies", &from_folder, "", "comes from a folder of this disk; --allow-directory allows it"),
        (
            "peerDependencies",
            &from_folder,
            "",
            "comes from a folder of this disk; --allow-directory allows it",
        ),
        ("dependencies", "http://127.0.0.1:9/x.tgz", "", "comes from a URL; --allow-remote allows it"),
        ("dependencies", &from_file, "", "comes from a file of this disk; --allow-file allows it"),
        ("dependencies", &from_file, "--allow-file", "comes from git; --allow-git allows it"),
    ] {
        let manifest = format!(
            r#"{{"name":"p","version":"1.0.0","exports":{{"import":"./a.mjs"}},"{field}":{{"leak":"{from}"}}}}"#
        );
        let place = Place::new(&[("package.json", &manifest), ("a.mjs", "export {}")]);
        let args: Vec<_> = ["t.tgz"].into_iter().chain(args.split_whitespace()).collect();
        let (status, report) = place.json(&args);
        let outcome = &report["entryPoints"][0]["outcomes"][0];
        let explanation = outcome["explanation"].as_str().unwrap_or_default();
        assert_eq!(
            (status, &outcome["reason"]),
            (2, &"refused-dependency".into()),
            "{field} {from} {report}"
        );
        assert!(explanation.starts_with("not asked: ") && explanation.ends_with(says), "{explanation}");
        assert!(!canary.exists(), "{field} {from}");
    }
}
