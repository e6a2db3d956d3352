//! A file is packed that is for its author only.

use std::collections::BTreeMap;

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    package::Package,
    path::PackagePath,
    rules::{
        rule,
        support::{author::is_for_show, finding},
    },
};

rule! {
    /// A file is packed that is for its author only.
    ///
    /// ## Why it matters
    ///
    /// `.env` and diagnostic reports hold what the author's environment holds, passwords among it. `.git` holds every version of
    /// every file. A dump of a running program or of a database holds its data, and the log that a package manager leaves where it
    /// fails the author's paths and arguments. An earlier tarball of the package doubles what everybody downloads. npm leaves out
    /// `.git`, `.npmrc` and `npm-debug.log` by itself, and packs the rest, unless `"files"` or `.npmignore` keeps it out.
    ///
    /// ## Example
    ///
    /// ```txt
    /// package/.env
    /// package/mine-1.0.0.tgz
    /// ```
    ///
    /// Name what is to be packed:
    ///
    /// ```json
    /// { "files": ["dist"] }
    /// ```
    "packed-by-accident", Warning
}

/// The kinds of files that are packed by accident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Accident {
    Environment,
    Repository,
    OwnTarball,
    Dump,
    DatabaseDump,
    Report,
    Log,
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let mut found: BTreeMap<Accident, Vec<&PackagePath>> = BTreeMap::new();
    for (path, _) in facts.package.files().iter() {
        if let Some(accident) = accident(facts.package, path).filter(|_| !is_for_show(path.as_str())) {
            found.entry(accident).or_default().push(path);
        }
    }
    for (accident, paths) in found {
        let Some((first, others)) = paths.split_first() else { continue };
        let more = match others.len() {
            0 => String::new(),
            1 => ", and so is another file".to_owned(),
            count => format!(", and so are {count} other files"),
        };
        let message = format!("{first} is packed{}{more}", words(accident));
        // Without a place, so that no line of the file is shown.
        findings.add(finding(&RULE, None, message, Some(help(accident).to_owned())));
    }
}

fn words(accident: Accident) -> &'static str {
    match accident {
        Accident::Environment => ", which sets variables of an environment",
        Accident::Repository => ", a part of a repository of git",
        Accident::OwnTarball => ", a tarball of the package itself",
        Accident::Dump => ", a dump of a running program",
        Accident::DatabaseDump => ", a dump of a database",
        Accident::Log => ", which a package manager wrote as it failed",
        Accident::Report => ", a report of Node about a process, with its environment",
    }
}

fn help(accident: Accident) -> &'static str {
    match accident {
        Accident::Environment | Accident::Report => {
            "name what is to be packed in \"files\", and change the passwords that the file holds"
        }
        _ => "name what is to be packed in \"files\"",
    }
}

fn accident(package: &Package, path: &PackagePath) -> Option<Accident> {
    let name = path.file_name();
    if is_environment(name) && sets_variables(package.files().contents(path.as_str()).unwrap_or_default()) {
        return Some(Accident::Environment);
    }
    if path.directory().rsplit('/').next() == Some(".git") && matches!(name, "HEAD" | "config" | "index") {
        return Some(Accident::Repository);
    }
    if name.ends_with(".tgz") && is_own_tarball(package, name) {
        return Some(Accident::OwnTarball);
    }
    let contents = package.files().contents(path.as_str()).unwrap_or_default();
    let is_dump = [".heapsnapshot", ".heapprofile", ".cpuprofile"].iter().any(|end| name.ends_with(end))
        || is_core(contents);
    if LOGS.contains(&name) {
        return Some(Accident::Log);
    }
    if name.ends_with(".sql") && is_database_dump(contents) {
        return Some(Accident::DatabaseDump);
    }
    // Node names its reports `report.DATE.TIME.PID.THREAD.NUMBER.json`.
    let is_report = name.strip_prefix("report.").is_some_and(|rest| {
        rest.ends_with(".json")
            && rest.split('.').next().is_some_and(|date| date.len() == 8 && is_number(date))
    });
    if is_report {
        return Some(Accident::Report);
    }
    is_dump.then_some(Accident::Dump)
}

/// The logs of npm, yarn, pnpm and lerna, as they name them.
const LOGS: [&str; 6] = [
    "npm-debug.log",
    "yarn-error.log",
    "yarn-debug.log",
    "pnpm-debug.log",
    ".pnpm-debug.log",
    "lerna-debug.log",
];

/// Tells whether the system wrote the memory of a process that crashed: an ELF file of that type, of either byte order, or a minidump.
fn is_core(contents: &[u8]) -> bool {
    const ELF: &[u8] = b"\x7fELF";
    let is_elf_core = contents.starts_with(ELF) && matches!(contents.get(16..18), Some([4, 0] | [0, 4]));
    is_elf_core || contents.starts_with(b"MDMP")
}

/// Tells whether the programs of MySQL or PostgreSQL wrote a file, with rows of tables. A dump of the tables alone is often what a package
/// makes its own from.
fn is_database_dump(contents: &[u8]) -> bool {
    let head = contents.get(..contents.len().min(1 << 10)).unwrap_or_default();
    let has = |text: &[u8], words: &[u8]| memchr::memmem::find(text, words).is_some();
    let programs: [&[u8]; 3] = [b"-- MySQL dump ", b"-- MariaDB dump ", b"-- PostgreSQL database dump"];
    let rows: [&[u8]; 2] = [b"\nINSERT INTO ", b" FROM stdin;\n"];
    programs.iter().any(|words| has(head, words)) && rows.iter().any(|words| has(contents, words))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a file is the `.env` of an environment, and no example of one.
fn is_environment(name: &str) -> bool {
    matches!(name, ".env" | ".env.local" | ".env.production" | ".env.development" | ".env.staging")
        || name.starts_with(".env.") && name.ends_with(".local")
}

/// Tells whether a line gives a variable a value.
fn sets_variables(contents: &[u8]) -> bool {
    let text = String::from_utf8_lossy(contents.get(..contents.len().min(64 << 10)).unwrap_or_default());
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches("export ");
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        line.split_once('=').is_some_and(|(name, value)| {
            is_name(name.trim_end()) && !value.trim().trim_matches(['"', '\'']).is_empty()
        })
    })
}

/// Tells whether a file has the name that npm gives to tarballs of the package: `scope-name-1.0.0.tgz`.
fn is_own_tarball(package: &Package, name: &str) -> bool {
    let Some(own) = package.declared_name() else { return false };
    let plain = own.trim_start_matches('@').replace('/', "-");
    let rest = name.strip_prefix(&plain).and_then(|rest| rest.strip_prefix("-"));
    // yarn 1 writes `v` before the version. `name-plugin-1.0.0.tgz` is another package's tarball.
    let rest = rest.map(|rest| rest.strip_prefix('v').unwrap_or(rest));
    rest.is_some_and(|version| version.starts_with(|char: char| char.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(path: &str, contents: &str) -> Vec<String> {
        let manifest = r#"{"name":"@s/p","main":"a.js"}"#;
        messages("packed-by-accident", &[("package.json", manifest), ("a.js", ""), (path, contents)])
    }

    #[test]
    fn files_of_the_author() {
        for (path, contents, rest) in [
            (
                ".env",
                "# local\nexport DB=\"postgres://me:pw@db\"",
                ", which sets variables of an environment",
            ),
            ("lib/.env.production", "KEY=1", ", which sets variables of an environment"),
            (".git/HEAD", "ref: x", ", a part of a repository of git"),
            ("s-p-0.9.0.tgz", "", ", a tarball of the package itself"),
            ("Heap.20260101.heapsnapshot", "", ", a dump of a running program"),
            (
                "core.4321",
                "\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0\u{4}\0>\0",
                ", a dump of a running program",
            ),
            ("x.dmp", "MDMP", ", a dump of a running program"),
            ("yarn-error.log", "Arguments:", ", which a package manager wrote as it failed"),
            ("db.sql", "-- MySQL dump 10.13\n--\nINSERT INTO `u` VALUES (1);", ", a dump of a database"),
            (
                "db.sql",
                "--\n-- PostgreSQL database dump\n--\nCOPY public.u (id) FROM stdin;\n1\n",
                ", a dump of a database",
            ),
            (
                "report.20260101.101010.1.0.001.json",
                "{}",
                ", a report of Node about a process, with its environment",
            ),
        ] {
            assert_eq!(found(path, contents), [format!("{path} is packed{rest}")], "{path}");
        }
    }

    #[test]
    fn files_that_are_meant_are_silent() {
        for (path, contents) in [
            (".env.example", "KEY=1"),
            (".env.test", "KEY=1"),
            (".env", "# KEY=1\nKEY=\n"),
            ("template/.env", "KEY=1"),
            ("s-p-plugin-1.0.0.tgz", ""),
            ("other-1.0.0.tgz", ""),
            ("report.json", "{}"),
            ("bin/core", "\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0\u{2}\0>\0"),
            ("core", "text"),
            ("error.log", "x"),
            ("schema.sql", "CREATE TABLE u (id int);\nINSERT INTO u VALUES (1);"),
            ("schema.sql", "--\n-- PostgreSQL database dump\n--\nCREATE TABLE u (id int);"),
            ("fixtures/db.sql", "-- MySQL dump 10.13\n--\nINSERT INTO `u` VALUES (1);"),
            ("lib/git/HEAD", ""),
        ] {
            assert!(found(path, contents).is_empty(), "{path}");
        }
    }
}
