//! Many targets in one run, and the run under xargs that docs/many-packages.md shows.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_packproof");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with copies of the sample in `packed`.
fn folder(copies: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("packed")).unwrap();
    for copy in 0..copies {
        let to = folder.path().join(format!("packed/{copy}.tgz"));
        fs::copy(root().join("sample/orchestra-1.0.0.tgz"), to).unwrap();
    }
    folder
}

/// The exit status and the lines.
fn run(directory: &Path, args: &[&str], input: &[u8]) -> (Option<i32>, Vec<Value>) {
    let mut command = Command::new(PROGRAM);
    command.args(args).current_dir(directory).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let ran = child.wait_with_output().unwrap();
    (ran.status.code(), lines(&String::from_utf8(ran.stdout).unwrap()))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_line_for_each_in_the_order_of_the_list() {
    let folder = folder(20);
    let path = folder.path();
    fs::write(path.join("packed/3.tgz"), "no archive").unwrap();
    let names: Vec<_> = (0..22).rev().map(|copy| format!("packed/{copy}.tgz")).collect();
    let (status, lines) =
        run(path, &["check", "--stdin-list", "--format", "ndjson"], names.join("\r\n").as_bytes());
    assert_eq!(status, Some(2));
    let told: Vec<_> = lines.iter().map(|line| line["target"].as_str().unwrap()).collect();
    assert_eq!(told, names);
    for line in &lines {
        let expected = match line["target"].as_str().unwrap() {
            "packed/3.tgz" => "ERR_PACKPROOF_NOT_GZIP",
            "packed/20.tgz" | "packed/21.tgz" => "ERR_PACKPROOF_READ",
            _ => "",
        };
        assert_eq!(line["error"]["code"].as_str().unwrap_or_default(), expected, "{line}");
    }
}

#[test]
fn a_line_is_the_report_of_that_package() {
    let folder = folder(1);
    let one = run(folder.path(), &["packed/0.tgz", "--format", "ndjson"], b"");
    let text =
        Command::new(PROGRAM).args(["packed/0.tgz", "--json"]).current_dir(folder.path()).output().unwrap();
    let mut expected: Value = serde_json::from_slice(&text.stdout).unwrap();
    expected["target"] = "packed/0.tgz".into();
    assert_eq!(one, (Some(1), vec![expected]));
    let bytes = fs::read(folder.path().join("packed/0.tgz")).unwrap();
    let (status, lines) = run(folder.path(), &["-", "--format", "ndjson"], &bytes);
    assert_eq!((status, lines[0]["target"].as_str()), (Some(1), Some("standard input")));
    assert_eq!(
        run(folder.path(), &["check", "--stdin-list", "--format", "ndjson"], b"\n"),
        (Some(0), vec![])
    );
}

#[test]
#[cfg(unix)]
fn the_run_under_xargs_that_is_shown_works() {
    let page = fs::read_to_string(root().join("docs/many-packages.md")).unwrap();
    let blocks: Vec<_> = page.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let shown = blocks.iter().find(|block| block.contains("xargs")).unwrap();
    let folder = folder(60);
    let programs = Path::new(PROGRAM).parent().unwrap().to_owned();
    let all = env::split_paths(&env::var_os("PATH").unwrap()).collect::<Vec<_>>();
    let path = env::join_paths([programs].into_iter().chain(all)).unwrap();
    let ran =
        Command::new("sh").args(["-c", shown]).env("PATH", path).current_dir(folder.path()).output().unwrap();
    assert_eq!(ran.status.code(), Some(123), "{ran:?}");
    let reports = fs::read_dir(folder.path().join("reports")).unwrap();
    let counts: Vec<_> =
        reports.map(|file| lines(&fs::read_to_string(file.unwrap().path()).unwrap()).len()).collect();
    assert_eq!((counts.len(), counts.iter().sum::<usize>()), (2, 60));
}
