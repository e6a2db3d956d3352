//! `--format` and `--output` as users meet them: what is on standard output, what is in files, and what is said on stderr.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

/// The result of a run.
struct Ran {
    status: Option<i32>,
    out: String,
    err: String,
}

/// Runs the program in a folder with the sample in it.
fn run_in(folder: &Path, args: &str) -> Ran {
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/orchestra-1.0.0.tgz"), folder.join("t.tgz"))
        .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_packproof"));
    let ran = command.args(args.split_whitespace()).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { status: ran.status.code(), out: text(ran.stdout), err: text(ran.stderr) }
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

#[test]
fn several_formats_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let ran = run_in(
        folder,
        "t.tgz --output r.sarif --format junit --output out/r --output r.md --format json --output r",
    );
    assert_eq!((ran.status, ran.err.as_str()), (Some(1), ""));
    assert!(ran.out.starts_with("orchestra@1.0.0 · 9 files"), "{}", ran.out);
    assert!(read(folder, "r.sarif").contains("\"version\": \"2.1.0\""));
    assert!(read(folder, "out/r").starts_with("<?xml "));
    assert!(read(folder, "r.md").starts_with("### ✗ `orchestra@1.0.0`"));
    let json: Value = serde_json::from_str(&read(folder, "r")).unwrap();
    assert_eq!(json["summary"]["broken"], 1);
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 5, "{left:?}");
}

#[test]
fn another_format_takes_the_place_of_text() {
    let folder = tempfile::tempdir().unwrap();
    for (args, starts) in [
        ("t.tgz --format github", "::error "),
        ("t.tgz --format=markdown", "### ✗ "),
        ("t.tgz --json --output r.xml", "{\n  \"schema\": 1"),
        ("t.tgz --format junit --output - --output r.json", "<?xml "),
    ] {
        let ran = run_in(folder.path(), args);
        assert_eq!((ran.status, ran.err.as_str()), (Some(1), ""), "{args}");
        assert!(ran.out.starts_with(starts), "{args}: {}", ran.out);
    }
    serde_json::from_str::<Value>(&run_in(folder.path(), "t.tgz --json --output r.xml").out).unwrap();
}

#[test]
fn text_in_a_file_has_no_colours() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run_in(folder.path(), "t.tgz --color always --output r.txt");
    assert!(ran.out.contains("\u{1b}["));
    assert!(!read(folder.path(), "r.txt").contains('\u{1b}'));
    assert!(read(folder.path(), "r.txt").contains("case-mismatch"));
}

#[test]
fn what_cannot_be_checked_is_said_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let args = "none.tgz --format github --output a --output a.sarif --output a.xml --output a.md --output a.json --output a.txt";
    let ran = run_in(folder.path(), args);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.starts_with("error: cannot read none.tgz"), "{}", ran.err);
    for (file, says) in [
        ("a", "::error title=packproof could not check none.tgz::ERR_PACKPROOF_READ: cannot read none.tgz"),
        ("a.sarif", "\"executionSuccessful\": false"),
        ("a.xml", "errors=\"1\""),
        ("a.md", "### ✗ `none.tgz`: could not be checked"),
        ("a.json", "\"code\": \"ERR_PACKPROOF_READ\""),
        ("a.txt", "error: cannot read none.tgz"),
    ] {
        assert!(read(folder.path(), file).contains(says), "{file}: {}", read(folder.path(), file));
    }
    let ran = run_in(folder.path(), "none.tgz --format github");
    assert_eq!((ran.status, ran.err.as_str()), (Some(2), ""));
    assert!(ran.out.starts_with("::error "), "{}", ran.out);
}

#[test]
fn a_file_that_cannot_be_written_is_2() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plain"), "").unwrap();
    let ran = run_in(folder.path(), "t.tgz --output plain/r.json --output r.md");
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.starts_with("error: cannot write plain/r.json: "), "{}", ran.err);
    assert!(ran.out.contains("1 of 7 entry points is broken"), "{}", ran.out);
    assert!(read(folder.path(), "r.md").starts_with("### ✗ `orchestra@1.0.0`"));
}

#[test]
fn a_trace_is_drawn_in_its_own_formats() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("package.json"), r#"{ "name": "orchestra" }"#).unwrap();
    let ran = run_in(folder, "trace . --tarball t.tgz --output p/r.html --output r.md --output r.json");
    assert_eq!(ran.err, "");
    assert!(ran.out.starts_with("orchestra@1.0.0"), "{}", ran.out);
    assert!(read(folder, "p/r.html").starts_with("<!DOCTYPE html>"));
    assert!(read(folder, "r.md").starts_with("# From source to import: `orchestra@1.0.0`"));
    serde_json::from_str::<Value>(&read(folder, "r.json")).unwrap();
    let ran = run_in(folder, "trace . --tarball t.tgz --format html");
    assert_eq!((ran.out, ran.err.as_str()), (read(folder, "p/r.html"), ""));
}

#[test]
fn what_nobody_could_mean_is_bad_usage() {
    let folder = tempfile::tempdir().unwrap();
    for (args, says) in [
        ("t.tgz --format sarif --format junit", "two formats for standard output"),
        ("t.tgz --json --format json", "two formats for standard output"),
        ("t.tgz --format sarif --output r --format junit --output r", "two formats for r"),
        ("t.tgz --output r", "which format is --output r for?"),
        ("t.tgz --format html", "`packproof check` has no format html"),
        ("trace . --output r.sarif", "`packproof trace` has no format sarif"),
        ("t.tgz --format yaml", "invalid value 'yaml'"),
        ("ls t.tgz --format sarif", "this command has text and json only"),
        (
            "ls t.tgz --output r.json",
            "only `packproof check`, `packproof diff` and `packproof trace` have --output",
        ),
        ("ls t.tgz --json --format text", "one format is enough"),
    ] {
        let ran = run_in(folder.path(), args);
        let text = format!("{}{}", ran.out, ran.err).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(ran.status == Some(2) && text.contains(says), "{args}: {text}");
    }
    assert!(!folder.path().join("r").exists() && !folder.path().join("r.json").exists());
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_the_umask_decides_who_may_read() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("real.json"), "old").unwrap();
    symlink("real.json", folder.join("link.json")).unwrap();
    let ran = run_in(folder, "t.tgz --output link.json --output new.json --format github --output /dev/null");
    assert_eq!((ran.status, ran.err.as_str()), (Some(1), ""));
    assert!(fs::symlink_metadata(folder.join("link.json")).unwrap().is_symlink());
    assert!(read(folder, "real.json").starts_with('{'));
    fs::write(folder.join("plain"), "").unwrap();
    let mode = |file: &str| fs::metadata(folder.join(file)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("new.json"), mode("plain"));
}

#[test]
fn what_the_page_on_ci_says_works() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci.md")).unwrap();
    let commands: Vec<_> = page.lines().filter_map(|line| line.split("npx packproof ").nth(1)).collect();
    assert!(commands.len() > 4, "{commands:?}");
    for command in commands {
        let args = command.split(" }").next().unwrap().split('\'').next().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let ran = run_in(
            folder.path(),
            &format!("t.tgz {}", args.replace("\"$GITHUB_STEP_SUMMARY\"", "summary.md")),
        );
        assert_eq!((ran.status, ran.err.as_str()), (Some(1), ""), "{args}");
        for file in args.split("--output ").skip(1).filter_map(|rest| rest.split(' ').next()) {
            let file = if file.contains("SUMMARY") { "summary.md" } else { file };
            let starts = match file.rsplit('.').next() {
                Some("xml") => "<?xml ",
                Some("md") => "### ✗ ",
                _ => "{",
            };
            assert!(read(folder.path(), file).starts_with(starts), "{args}: {file}");
        }
    }
}

#[test]
fn no_format_shows_a_secret_that_a_message_quotes() {
    let folder = tempfile::tempdir().unwrap();
    // Put together here, so that no file of the project holds one.
    let token = ["gh", "p_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"].concat();
    let manifest = format!(
        r#"{{"name":"p","version":"1.0.0","main":"a.js","dependencies":{{"x":"ssh://{token}@example.org/a"}},
        "scripts":{{"install":"TOKEN={token} node-pre-gyp install"}}}}"#
    );
    let code = format!(
        "import('https://example.org/x.js?token={token}'); require('./build/a.node'); require('./{token}')"
    );
    fs::create_dir(folder.path().join("p")).unwrap();
    fs::write(folder.path().join("p/package.json"), manifest).unwrap();
    fs::write(folder.path().join("p/a.js"), code).unwrap();
    for format in ["text", "json", "markdown", "github", "sarif", "junit"] {
        let ran = run_in(folder.path(), &format!("check p --deps none --format {format}"));
        assert_eq!(ran.status, Some(1), "{format}: {}", ran.err);
        assert!(ran.out.contains("****") && !ran.out.contains(&token), "{format}: {}", ran.out);
    }
}
