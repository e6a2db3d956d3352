//! `packproof smoke --scripts`: install scripts run held by the system, and are compared with what `check` foresees.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
    sync::LazyLock,
};

use serde_json::{Value, json};

use super::{Place, is_empty, text, write_tarball};

fn place(manifest: Value) -> Place {
    let mut all = json!({ "name": "p", "version": "1.0.0", "main": "a.js" });
    for (key, value) in manifest.as_object().unwrap() {
        all[key] = value.clone();
    }
    Place::new(&[
        ("package.json", &all.to_string()),
        ("a.js", ""),
        ("throws.js", "throw new Error('boom')"),
        (
            "makes.js",
            "require('fs').writeFileSync('made.js', 'exports.made = 1'); require('fs').copyFileSync('a.js', 'b.js')",
        ),
        ("lib/run.sh", "exit 0"),
    ])
}

/// Tells whether this system can hold scripts, and says so where it cannot: then nothing can be shown.
fn is_held() -> bool {
    static HELD: LazyLock<bool> = LazyLock::new(|| {
        let place = place(json!({ "scripts": { "install": "echo" } }));
        let (_, report) = place.json(&["t.tgz", "--deps", "none", "--scripts"]);
        report["scripts"][0]["outcome"] != "not-asked"
    });
    if !*HELD {
        eprintln!("skipped: this system has no Landlock or no seccomp");
    }
    *HELD
}

/// One line for each script: `package event outcome exit agrees reason`.
fn rows(report: &Value) -> Vec<String> {
    let word =
        |value: &Value| value.as_str().map_or_else(|| value.to_string().replace("null", "-"), str::to_owned);
    let scripts = report["scripts"].as_array().unwrap();
    let row = |script: &Value| {
        ["package", "event", "outcome", "exit", "agrees", "reason"].map(|key| word(&script[key])).join(" ")
    };
    scripts.iter().map(row).collect()
}

#[test]
fn what_becomes_of_a_script_is_compared_with_what_is_foreseen() {
    if !is_held() {
        return;
    }
    for (script, status, expected) in [
        ("node gone.js", 1, "fails 1 true -"),
        ("husk-of-nobody install", 1, "command-not-found 127 true -"),
        ("npm run gone", 1, "fails 1 true -"),
        ("node gone.js || true", 0, "succeeds 0 true -"),
        ("node -e \"try{require('./gone')}catch{}\"", 0, "succeeds 0 true -"),
        ("node throws.js", 1, "fails 1 false runtime"),
        ("exit 3", 1, "fails 3 false runtime"),
        ("tool-of-nobody", 1, "command-not-found 127 false runtime"),
        ("kill -9 $$", 1, "killed - false killed"),
        ("./lib/run.sh", 1, "fails 126 true -"),
        ("npm run other", 0, "succeeds 0 true -"),
        ("is-of-nobody || husk-of-nobody", 1, "command-not-found 127 true -"),
        ("test \"$npm_lifecycle_event\" = postinstall && test -z \"$CI$SECRET\"", 0, "succeeds 0 true -"),
    ] {
        let place = place(json!({
            "scripts": { "postinstall": script, "other": "node makes.js && node made.js" },
            "devDependencies": { "husk-of-nobody": "1", "is-of-nobody": "1" }
        }));
        let (code, report) = place.json(&["t.tgz", "--deps", "none", "--scripts"]);
        assert_eq!(rows(&report), [format!("p postinstall {expected}")], "{script}: {}", report["scripts"]);
        assert_eq!(code, status, "{script}");
    }
}

#[test]
fn the_first_failure_ends_the_installation() {
    if !is_held() {
        return;
    }
    let place = place(
        json!({ "scripts": { "postinstall": "echo", "install": "exit 1", "preinstall": "echo", "prepare": "exit 1" } }),
    );
    let (_, report) = place.json(&["t.tgz", "--deps", "none", "--scripts"]);
    assert_eq!(
        rows(&report),
        [
            "p preinstall succeeds 0 true -",
            "p install fails 1 false runtime",
            "p postinstall not-asked - - -"
        ]
    );
    let shown = text(&place.run(&["t.tgz", "--deps", "none", "--scripts"]).stdout);
    assert!(shown.contains("✗ install exit 1 ends with the status 1"), "{shown}");
    assert!(shown.contains("= runtime: its own code fails"), "{shown}");
    assert!(shown.contains("✗ 1 script fails at installation"), "{shown}");
}

#[test]
fn what_is_not_asked_says_why() {
    let with = |manifest: Value, args: &[&str], without: &str| {
        let place = place(manifest);
        let mut command = place.command(&[&["t.tgz", "--deps", "none", "--json"], args].concat());
        let ran = command.env("PACKPROOF_SMOKE_WITHOUT", without).output().unwrap();
        let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
        let why = report["scripts"][0]["explanation"].as_str().unwrap_or_default().to_owned();
        (ran.status.code().unwrap(), rows(&report)[0].clone(), why)
    };
    let echo = || json!({ "scripts": { "install": "echo" } });
    let needing = || json!({ "scripts": { "install": "echo" }, "dependencies": { "other": "1" } });
    let off = "it runs with --scripts only";
    let missing = "its dependencies are not there; --deps install runs it";
    let held = "this system cannot hold it; --unsafe runs it without that";
    let row = |rest: &str| format!("p install {rest}");
    assert_eq!(with(echo(), &[], ""), (0, row("not-asked - - -"), off.to_owned()));
    assert_eq!(
        with(needing(), &["--scripts"], ""),
        (2, row("not-asked - - missing-dependency"), missing.to_owned())
    );
    for without in ["landlock", "seccomp", "keeper"] {
        let expected = (2, row("not-asked - - permission"), held.to_owned());
        assert_eq!(with(echo(), &["--scripts"], without), expected, "{without}");
    }
    let unsafely = with(echo(), &["--scripts", "--unsafe"], "landlock");
    assert_eq!(unsafely, (0, row("succeeds 0 true -"), String::new()));
}

#[test]
fn scripts_of_dependencies_run_and_optional_ones_are_left_out() {
    if !is_held() {
        return;
    }
    for (field, status, expected, is_left) in [
        ("dependencies", 1, "other install fails 1 - dependency", true),
        ("optionalDependencies", 0, "other install fails 1 - optional-dependency", false),
    ] {
        let outside = tempfile::tempdir().unwrap();
        let other = outside.path().join("other.tgz");
        let manifest = r#"{"name":"other","version":"1.0.0","scripts":{"install":"exit 1"}}"#;
        write_tarball(&other, &[("package.json", manifest), ("index.js", "")]);
        let from = format!("file:{}", other.display());
        let place = place(
            json!({ "scripts": { "postinstall": "node -p \"require('other')\" || true" }, field: { "other": from } }),
        );
        let (code, report) = place.json(&["t.tgz", "--scripts", "--allow-file"]);
        assert_eq!((code, rows(&report)[0].as_str()), (status, expected), "{}", report["scripts"]);
        let own = &report["scripts"][1];
        assert_eq!(own["outcome"], if is_left { "not-asked" } else { "succeeds" });
    }
}

#[test]
fn what_stands_behind_a_link_that_a_script_made_is_not_removed() {
    if !is_held() {
        return;
    }
    let outside = tempfile::tempdir().unwrap();
    let precious = outside.path().join("precious");
    fs::create_dir(&precious).unwrap();
    let other = outside.path().join("other.tgz");
    let swap = format!("cd ../.. && mv @x y && ln -s {} @x; exit 1", outside.path().display());
    let manifest = json!({ "name": "@x/precious", "version": "1.0.0", "scripts": { "install": swap } });
    write_tarball(&other, &[("package.json", &manifest.to_string()), ("index.js", "")]);
    let from = format!("file:{}", other.display());
    let place = place(json!({ "optionalDependencies": { "@x/precious": from } }));
    place.run(&["t.tgz", "--scripts", "--allow-file"]);
    assert!(precious.is_dir());
}

/// A folder that no script may touch, with a secret in it.
fn outside() -> tempfile::TempDir {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "s3cr3t").unwrap();
    fs::set_permissions(outside.path().join("secret"), fs::Permissions::from_mode(0o600)).unwrap();
    outside
}

/// Names, contents, modes and times of what is in a folder.
fn state(folder: &Path) -> Vec<(String, Vec<u8>, u32, i64, u64)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let meta = fs::symlink_metadata(&path).unwrap();
            (
                path.display().to_string(),
                fs::read(&path).unwrap_or_default(),
                meta.mode(),
                meta.mtime(),
                meta.nlink(),
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn nothing_outside_is_written_or_read() {
    if !is_held() {
        return;
    }
    for script in [
        "echo x > OUT/new",
        "echo x >> OUT/secret",
        "rm -rf OUT/secret",
        "mv OUT/secret here",
        "ln OUT/secret here; echo x > here",
        "chmod 777 OUT/secret",
        "touch -d 2001-01-01 OUT/secret",
        "mkdir OUT/new; mkfifo OUT/pipe",
        "cat OUT/secret",
        "cp OUT/secret here && cat here",
        "node -e \"require('fs').writeFileSync('OUT/new', 'x')\"",
        "node -e \"console.log(require('fs').readFileSync('OUT/secret', 'utf8'))\"",
        "node -e \"require('fs').chmodSync('OUT/secret', 0o777)\"",
        "node -e \"require('child_process').execFileSync('/bin/sh', ['-c', 'cat OUT/secret > $INIT_CWD/x; cat $INIT_CWD/x'])\"",
        "cat /proc/$PPID/environ; env",
        "cat ~/.npmrc ~/.ssh/id_rsa /etc/shadow",
    ] {
        let outside = outside();
        let before = state(outside.path());
        let script = script.replace("OUT", &outside.path().display().to_string());
        let place = place(json!({ "scripts": { "install": script } }));
        let ran = place.run(&["t.tgz", "--deps", "none", "--scripts", "--json"]);
        assert_eq!(state(outside.path()), before, "{script}");
        let shown = text(&ran.stdout).replace("cat", "");
        assert!(!shown.contains("s3cr3t") && !shown.contains("hidden"), "{script}: {shown}");
        assert!(ran.status.code().is_some_and(|code| code <= 2), "{script}");
    }
}

#[test]
fn what_the_containment_forbids_is_no_verdict() {
    if !is_held() {
        return;
    }
    let outside = outside();
    let script = format!("cat {}/secret", outside.path().display());
    let place = place(json!({ "scripts": { "install": script } }));
    let (status, report) = place.json(&["t.tgz", "--deps", "none", "--scripts"]);
    assert_eq!((status, rows(&report)), (2, vec!["p install denied 1 - -".to_owned()]));
    let (status, report) = place.json(&["t.tgz", "--deps", "none", "--scripts", "--unsafe"]);
    assert_eq!((status, rows(&report)), (0, vec!["p install succeeds 0 true -".to_owned()]));
}

#[test]
fn links_that_a_script_leaves_are_not_followed() {
    if !is_held() {
        return;
    }
    for script in [
        "ln -s OUT here",
        "ln -s OUT/secret $INIT_CWD/consumer.cjs",
        "rm -rf $INIT_CWD/node_modules; ln -s OUT $INIT_CWD/node_modules",
    ] {
        let outside = outside();
        let before = state(outside.path());
        let script = script.replace("OUT", &outside.path().display().to_string());
        let place = place(json!({ "scripts": { "install": script } }));
        let (status, report) = place.json(&["t.tgz", "--deps", "none", "--scripts"]);
        assert_eq!((status, &report["error"]["code"]), (2, &"ERR_PACKPROOF_LINK_OUTSIDE".into()), "{script}");
        assert_eq!(state(outside.path()), before, "{script}");
    }
}

/// The processes that are alive and have a word among their arguments.
fn alive(word: &str) -> usize {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.filter(|line| text(line).split('\0').any(|argument| argument == word)).count()
}

#[test]
fn nothing_outlives_its_script() {
    if !is_held() {
        return;
    }
    for (at, (script, expected)) in [
        ("sleep TIME", "timed-out"),
        ("sleep TIME & sleep TIME & wait", "timed-out"),
        ("trap '' TERM INT HUP; while :; do sleep TIME; done", "timed-out"),
        ("node -e 'for (;;) {}'", "timed-out"),
        ("(sleep TIME &) ; sleep TIME &", "succeeds"),
        ("setsid sleep TIME & nohup sleep TIME & true", "succeeds"),
        (
            "node -e \"require('child_process').spawn('sleep', ['TIME'], { detached: true, stdio: 'ignore' }).unref()\"",
            "succeeds",
        ),
        ("i=0; while [ $i -lt 1500 ]; do sleep TIME & i=$((i+1)); done; wait", "killed"),
    ]
    .into_iter()
    .enumerate()
    {
        let time = format!("7{}.{at}", std::process::id());
        let place = place(json!({ "scripts": { "install": script.replace("TIME", &time) } }));
        let (_, report) = place.json(&["t.tgz", "--deps", "none", "--scripts", "--timeout", "5"]);
        assert_eq!(report["scripts"][0]["outcome"], expected, "{script}: {}", report["scripts"]);
        for _ in 0..100 {
            if alive(&time) > 0 {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
        assert_eq!(alive(&time), 0, "{script}");
    }
}

#[test]
fn a_flood_of_output_is_kept_small() {
    if !is_held() {
        return;
    }
    for (script, expected) in [
        ("yes", "timed-out"),
        ("yes >&2", "timed-out"),
        ("head -c 100000000 /dev/zero | tr '\\0' x", "succeeds"),
    ] {
        let place = place(json!({ "scripts": { "install": script } }));
        let ran = place.run(&["t.tgz", "--deps", "none", "--scripts", "--json", "--timeout", "5"]);
        let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(report["scripts"][0]["outcome"], expected, "{script}");
        assert!(ran.stdout.len() < 300_000, "{script}: {}", ran.stdout.len());
    }
}

#[test]
fn no_server_is_reached_and_packproof_is_not_signalled() {
    if !is_held() {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    for script in [
        format!("node -e \"require('net').connect({port}, '127.0.0.1').on('error', (e) => {{ console.error(e.code); process.exit(1) }})\""),
        "node -e \"require('dgram').createSocket('udp4').send('x', 9, '127.0.0.1')\"".to_owned(),
        "kill -9 $PPID; kill -STOP $PPID; kill -9 -1; node -e \"process.kill(process.ppid); process.kill(-1)\"".to_owned(),
        "renice -n 19 -p $PPID; echo 1 > /proc/$PPID/oom_score_adj".to_owned(),
    ] {
        let mut other = Command::new("sleep").arg("600").spawn().unwrap();
        let place = place(json!({ "scripts": { "install": script } }));
        let (status, report) = place.json(&["t.tgz", "--deps", "none", "--scripts"]);
        assert!(status <= 2 && report["scripts"][0]["outcome"] != "not-asked", "{script} {report}");
        assert!(listener.accept().is_err(), "{script}");
        assert!(other.try_wait().unwrap().is_none(), "{script}");
        other.kill().unwrap();
        other.wait().unwrap();
        assert!(is_empty(&place.temporary()));
    }
}
