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
    /// every file. An earlier tarball of the package doubles what everybody downloads. npm leaves out `.git`, `.npmrc` and
    /// `npm-debug.log` by itself, and packs the rest, unless `"files"` or `.npmignore` keeps it out.
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
    Report,
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
    let is_dump = [".heapsnapshot", ".heapprofile", ".cpuprofile"].iter().any(|end| name.ends_with(end));
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
            ("lib/git/HEAD", ""),
        ] {
            assert!(found(path, contents).is_empty(), "{path}");
        }
    }
}
