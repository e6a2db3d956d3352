//! `packproof smoke` under attack: each file in `tests/attacks` is an entry point that tries to get out, on every Node that
//! is here (`NODES=all`), with what the system offers and without. docs/smoke.md has the table of what holds; `UPDATE=1` writes it.
//!
//! Attacks reach a temporary folder, ports of this machine and processes that are started for them, and nothing else.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    net::{TcpListener, UdpSocket},
    os::unix::{fs::MetadataExt, net::UnixListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::write_tarball;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/smoke.md");
const ATTACKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/attacks");
const NODES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/__test__/node/node_modules");

/// Those whose effect is on packproof itself, which is asked for nothing else then.
const ON_PACKPROOF: [&str; 2] = ["signal-parent", "signal-stopped"];

/// The code before each attack: `won(text)` fails where the text has the secret, and `attempt` goes on after an error.
const BEFORE: &str = "const isWon = (error) => String(error?.message).startsWith('WON'); \
    function attempt(act) { try { const done = act(); return done?.catch ? done.catch((error) => { if (isWon(error)) throw error }) : done } \
    catch (error) { if (isWon(error)) throw error } } \
    function won(text) { if (String(text ?? '').includes('CAN' + 'ARY')) throw new Error('WON') };";

/// A certificate for the name CANARY, which nobody has signed but itself.
const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----\n\
MIIBeTCCAR+gAwIBAgIUSHLJN3d9LtGibbII5a2f+ElBlwUwCgYIKoZIzj0EAwIw\n\
ETEPMA0GA1UEAwwGQ0FOQVJZMCAXDTI2MTEzMDEzMjcyNVoYDzIxMjYxMTA2MTMy\n\
NzI1WjARMQ8wDQYDVQQDDAZDQU5BUlkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\n\
AASBy7z0xAy9dDalZMPMFjVIJmnXsjbiXqonC0IOlpIuMxGGJpmnkgNC7s/IHTmT\n\
8BGVWZqKmcA+oEE4fzksbp0wo1MwUTAdBgNVHQ4EFgQU3l9atT4SwYQWvp8Bz+HS\n\
C4ezeuowHwYDVR0jBBgwFoAU3l9atT4SwYQWvp8Bz+HSC4ezeuowDwYDVR0TAQH/\n\
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBzMFO6UzljtZ16xGReBq5s2pNs4btx\n\
9Ym9adihin6++AIhANBdx9NHaBnR3BwnbR1iDjveSdDEw+5Tr/+np/rHANji\n\
-----END CERTIFICATE-----\n\
";

fn attacks() -> Vec<(String, String)> {
    let mut all: Vec<_> = fs::read_dir(ATTACKS)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    all.sort();
    all
}

/// The Nodes that package.json beside them names, oldest first: the major and minor of each, and its folder.
fn versions() -> Vec<(String, String)> {
    let manifest = fs::read_to_string(Path::new(NODES).join("../package.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let named = manifest["optionalDependencies"].as_object().unwrap().iter().map(|(folder, range)| {
        let version = range.as_str().unwrap().rsplit('@').next().unwrap();
        (version.rsplit_once('.').unwrap().0.to_owned(), folder.clone())
    });
    named.collect()
}

/// The Nodes that are here.
fn nodes() -> Vec<(String, PathBuf)> {
    let all =
        versions().into_iter().map(|(name, folder)| (name, Path::new(NODES).join(folder).join("bin/node")));
    all.filter(|(_, file)| file.is_file()).collect()
}

/// A folder for each attack, with secrets in it, and what listens.
struct Outside {
    root: tempfile::TempDir,
    port: u16,
    heard: Arc<Mutex<String>>,
    /// A process of the user for each attack.
    others: BTreeMap<String, Child>,
}

impl Drop for Outside {
    fn drop(&mut self) {
        for other in self.others.values_mut() {
            let _ = other.kill();
            let _ = other.wait();
        }
    }
}

impl Outside {
    fn new(names: &[&str]) -> Self {
        let root = tempfile::tempdir().unwrap();
        let heard = Arc::new(Mutex::new(String::new()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let datagrams = UdpSocket::bind(("127.0.0.1", port)).unwrap();
        hear(&heard, move || Some(text_of(listener.accept().ok()?.0)));
        hear(&heard, move || {
            let mut bytes = [0; 64];
            let (count, _) = datagrams.recv_from(&mut bytes).ok()?;
            Some(String::from_utf8_lossy(&bytes[..count]).into_owned())
        });
        let mut others = BTreeMap::new();
        for name in names {
            let folder = root.path().join(name);
            fs::create_dir(&folder).unwrap();
            for (file, contents) in [
                ("secret.txt", "CANARY"),
                ("secret.env", "CANARY=CANARY"),
                (
                    "secret.json",
                    r#"{"version":3,"sources":[],"names":[],"mappings":"","sourcesContent":["CANARY"]}"#,
                ),
                ("package.json", r#"{"main":"secret.json"}"#),
                ("secret.pem", CERTIFICATE),
                ("removable.txt", "as it was"),
                ("modes.txt", "as it was"),
            ] {
                fs::write(folder.join(file), contents).unwrap();
            }
            for (inner, file, contents) in [
                ("scope", "package.json", r##"{"main":"CANARY.js","imports":{"#secret":"./CANARY.js"}}"##),
                ("changing", "CANARY", ""),
            ] {
                fs::create_dir(folder.join(inner)).unwrap();
                fs::write(folder.join(inner).join(file), contents).unwrap();
            }
            let script = format!("require('fs').writeFileSync('{}/by-fork', 'x')", folder.display());
            fs::write(folder.join("script.cjs"), script).unwrap();
            make_database(&folder.join("secret.db"));
            let listener = UnixListener::bind(folder.join("open.sock")).unwrap();
            hear(&heard, move || Some(text_of(listener.accept().ok()?.0)));
            others.insert((*name).to_owned(), other(name, &folder));
        }
        Self { root, port, heard, others }
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The attack, with its places filled in.
    fn armed(&self, name: &str, attack: &str) -> String {
        let libc =
            ["/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6", "/lib64/libc.so.6"];
        let libc = libc.into_iter().find(|path| Path::new(path).exists()).unwrap_or("/lib/libc.so");
        let attack = attack
            .replace("@OUT@", &self.folder(name).display().to_string())
            .replace("@PORT@", &self.port.to_string())
            .replace("@PID@", &self.others[name].id().to_string())
            .replace("@LIBC@", libc);
        format!("{BEFORE} {attack}")
    }

    /// The visible state of a folder: the name, mode, size and time of change of each entry.
    fn state(&self, name: &str) -> BTreeSet<String> {
        let entries = fs::read_dir(self.folder(name)).unwrap().map(|entry| entry.unwrap());
        let seen = entries.map(|entry| {
            let facts = fs::symlink_metadata(entry.path()).unwrap();
            format!("{:?} {:o} {} {}", entry.file_name(), facts.mode(), facts.size(), facts.mtime())
        });
        seen.collect()
    }

    /// Tells whether the process of the user was ended, or runs with another priority than it began with.
    fn is_harmed(&mut self, name: &str) -> bool {
        let other = self.others.get_mut(name).unwrap();
        let priority = priority(&other.id().to_string());
        other.try_wait().unwrap().is_some() || (priority.is_some() && priority != self::priority("self"))
    }
}

/// A process of the user, which writes to a file again and again where that is watched.
fn other(name: &str, folder: &Path) -> Child {
    match name {
        "read-watch" => {
            let script = "while :; do : >changing/CANARY; sleep 0.2; done";
            Command::new("sh").args(["-c", script]).current_dir(folder).spawn().unwrap()
        }
        _ => Command::new("sleep").arg("600").spawn().unwrap(),
    }
}

/// The priority of a process; those that it starts begin with the same.
fn priority(process: &str) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(16).map(str::to_owned)
}

fn hear(heard: &Arc<Mutex<String>>, mut next: impl FnMut() -> Option<String> + Send + 'static) {
    let heard = Arc::clone(heard);
    thread::spawn(move || {
        while let Some(text) = next() {
            heard.lock().unwrap().push_str(&text);
        }
    });
}

fn text_of(mut stream: impl Read) -> String {
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text);
    text
}

/// A database with a secret, made by a Node that can.
fn make_database(path: &Path) {
    let Some((_, node)) = nodes().into_iter().rev().find(|(name, _)| name.as_str() > "22.2") else { return };
    let script = "const { DatabaseSync } = require('node:sqlite'); const database = new DatabaseSync(process.argv[1]);\
                  database.exec(\"create table secrets (a); insert into secrets values ('CANARY')\")";
    assert!(Command::new(node).args(["--no-warnings", "-e", script]).arg(path).status().unwrap().success());
}

/// The attacks that had an effect; none where what is asked for is not there.
fn succeeded(node: &Path, attacks: &[(String, String)], is_with: bool) -> Option<BTreeSet<String>> {
    let names: Vec<_> = attacks.iter().map(|(name, _)| name.as_str()).collect();
    let mut outside = Outside::new(&names);
    let before: Vec<_> = names.iter().map(|name| outside.state(name)).collect();
    let exports: serde_json::Map<_, _> = names
        .iter()
        .map(|name| (format!("./{name}"), json!({ "import": format!("./{name}.mjs") })))
        .collect();
    let manifest = json!({ "name": "attacks", "version": "1.0.0", "exports": exports }).to_string();
    let mut files = vec![("package.json".to_owned(), manifest)];
    files.extend(attacks.iter().map(|(name, attack)| (format!("{name}.mjs"), outside.armed(name, attack))));
    if names.contains(&"read-source-map") {
        let map = outside.folder("read-source-map").join("secret.json");
        files.push(("mapped.cjs".to_owned(), format!("//# sourceMappingURL=file://{}", map.display())));
    }
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let place = tempfile::tempdir().unwrap();
    write_tarball(&place.path().join("t.tgz"), &files);
    let report = asked(node, place.path(), is_with);
    let won: BTreeSet<String> = match report {
        Asked::Answered(report) if is_with && report["containment"][0]["landlock"] != true => return None,
        Asked::Answered(report) => winners(&report),
        Asked::Harmed => names.iter().map(|name| (*name).to_owned()).collect(),
    };
    thread::sleep(Duration::from_millis(100)); // What was sent is heard by then.
    let heard = outside.heard.lock().unwrap().clone();
    let mut all = won;
    for (name, before) in names.iter().zip(&before) {
        let kind = name.strip_prefix("connect-");
        // The name of a host has no blanks.
        let is_hit =
            kind.is_some_and(|kind| [" ", "-"].iter().any(|it| heard.contains(&format!("hit{it}{kind}"))));
        if is_hit || outside.state(name) != *before || outside.is_harmed(name) {
            all.insert((*name).to_owned());
        }
    }
    Some(all)
}

/// The end of a run of packproof.
enum Asked {
    Answered(Value),
    /// It was ended or stopped.
    Harmed,
}

fn asked(node: &Path, place: &Path, is_with: bool) -> Asked {
    let mut command = Command::new(env!("CARGO_BIN_EXE_packproof"));
    command.args([
        "smoke",
        "t.tgz",
        "--deps",
        "none",
        "--json",
        "--memory",
        "64",
        "--timeout",
        "8",
        "--node",
    ]);
    command.arg(node).current_dir(place).env("TMPDIR", place);
    if !is_with {
        command.env("PACKPROOF_SMOKE_WITHOUT", "landlock,seccomp");
    }
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut stdout = running.stdout.take().unwrap();
    let reading = thread::spawn(move || text_of(&mut stdout));
    let started = Instant::now();
    loop {
        let stat = fs::read_to_string(format!("/proc/{}/stat", running.id())).unwrap_or_default();
        if stat.contains(") T ") || started.elapsed() > Duration::from_secs(240) {
            running.kill().unwrap();
        }
        if let Some(status) = running.try_wait().unwrap() {
            let text = reading.join().unwrap();
            return match status.code() {
                Some(_) => Asked::Answered(serde_json::from_str(&text).unwrap()),
                None => Asked::Harmed,
            };
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// The entry points whose attack says so itself.
fn winners(report: &Value) -> BTreeSet<String> {
    let entries = report["entryPoints"].as_array().unwrap().iter();
    let is_won = |entry: &&Value| entry["outcomes"].to_string().contains("\"message\":\"WON");
    entries.filter(is_won).map(|entry| entry["subpath"].as_str().unwrap()[2..].to_owned()).collect()
}

/// The attacks that succeed on a Node, with the system's help and without.
fn measured(node: &Path) -> (Option<BTreeSet<String>>, BTreeSet<String>) {
    let (alone, together): (Vec<_>, Vec<_>) =
        attacks().into_iter().partition(|(name, _)| ON_PACKPROOF.contains(&name.as_str()));
    let all = |is_with| {
        let mut all = succeeded(node, &together, is_with)?;
        for attack in &alone {
            all.extend(succeeded(node, std::slice::from_ref(attack), is_with)?);
        }
        Some(all)
    };
    (all(true), all(false).unwrap())
}

#[test]
fn each_attack_is_held_as_the_table_says() {
    let is_update = std::env::var_os("UPDATE").is_some();
    // The oldest that has permissions, and the newest; all of them take minutes.
    let newest = versions().pop().unwrap().0;
    let chosen = std::env::var("NODES").unwrap_or_else(|_| format!("20.20,{newest}"));
    let is_asked = |name: &str| is_update || chosen == "all" || chosen.split(',').any(|other| other == name);
    let document = fs::read_to_string(DOCUMENT).unwrap();
    let table = Table::read(&document);
    let mut rows: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    for (node, file) in nodes().into_iter().filter(|(name, _)| is_asked(name)) {
        let (with, without) = measured(&file);
        assert!(
            with.as_ref().is_none_or(BTreeSet::is_empty),
            "gets out with Landlock and seccomp on {node}: {with:?}"
        );
        for (attack, _) in attacks() {
            rows.entry(attack.clone()).or_default().insert(node.clone(), without.contains(&attack));
        }
    }
    if is_update {
        fs::write(DOCUMENT, table.written(&document, &rows)).unwrap();
        return;
    }
    for (attack, cells) in &rows {
        for (node, is_open) in cells {
            assert!(
                table.is_open(attack, node) || !is_open,
                "{attack} gets out on Node {node}, without Landlock"
            );
        }
    }
}

/// The table in the document.
struct Table {
    rows: BTreeMap<String, Vec<bool>>,
}

const START: &str = "<!-- attacks -->\n";
const END: &str = "<!-- /attacks -->\n";

impl Table {
    fn read(document: &str) -> Self {
        let text = document.split_once(START).unwrap().1.split_once(END).unwrap().0;
        let rows = text.lines().filter(|line| line.starts_with("| `")).map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            let name = cells[0].split('`').nth(1).unwrap().to_owned();
            (name, cells[2..].iter().map(|cell| cell.contains("open")).collect())
        });
        Self { rows: rows.collect() }
    }

    fn is_open(&self, attack: &str, node: &str) -> bool {
        let row = self.rows.get(attack).unwrap_or_else(|| panic!("no row for {attack}"));
        row[versions().iter().position(|(column, _)| column == node).unwrap()]
    }

    fn written(&self, document: &str, rows: &BTreeMap<String, BTreeMap<String, bool>>) -> String {
        let (head, rest) = document.split_once(START).unwrap();
        let tail = rest.split_once(END).unwrap().1;
        let columns: Vec<String> = versions().into_iter().map(|(column, _)| column).collect();
        let mut table =
            format!("| attack | with Landlock and seccomp | {} |\n|---|---|", columns.join(" | "));
        table.push_str(&"---|".repeat(columns.len()));
        table.push('\n');
        for (name, attack) in attacks() {
            let words = attack.lines().next().unwrap().trim_start_matches("// ");
            let cells: Vec<&str> =
                columns.iter().map(|column| if rows[&name][column] { "**open**" } else { "held" }).collect();
            table.push_str(&format!("| `{name}`: {words} | held | {} |\n", cells.join(" | ")));
        }
        format!("{head}{START}{table}{END}{tail}")
    }
}
