//! One file makes up a good part of the package, and nothing in it names the file.

use std::collections::BTreeMap;

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    path::{PackagePath, extension},
    rules::{
        rule,
        support::{finding, mentions},
    },
};

rule! {
    /// A file that nothing in the package names is a tenth of it or more.
    ///
    /// ## Why it matters
    ///
    /// Everybody downloads it with each installation. It is often a picture for the README, which npm shows from the repository,
    /// or an archive, a recording or a database that lay in the folder.
    ///
    /// Archives, pictures, recordings, documents and data of 100 kB or more are looked at, in a package that has modules. Where there
    /// are several of a kind, they are what the package is for.
    ///
    /// ## Example
    ///
    /// ```txt
    /// package/dist/index.js    12 kB
    /// package/demo.gif        940 kB
    /// ```
    ///
    /// Name what is to be packed:
    ///
    /// ```json
    /// { "files": ["dist"] }
    /// ```
    "large-unused-file", Suggestion
}

/// The size from which on a file is looked at, and its part of the package.
const LARGE: u64 = 100_000;
const PART: u64 = 10;
/// The number of files of a kind from which on they are what the package is for.
const MANY: usize = 4;
/// The length up to which a name without its version may be any word.
const SHORT: usize = 5;
/// Endings of files that no tool takes from a package by itself.
const ENDINGS: [&str; 28] = [
    ".tgz",
    ".tar",
    ".gz",
    ".zip",
    ".7z",
    ".rar",
    ".mp4",
    ".mov",
    ".webm",
    ".avi",
    ".mp3",
    ".wav",
    ".gif",
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".bmp",
    ".psd",
    ".sketch",
    ".fig",
    ".pdf",
    ".log",
    ".sql",
    ".sqlite",
    ".db",
    ".csv",
    ".tsbuildinfo",
];

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let files = facts.package.files();
    let all: u64 = files.iter().map(|(_, file)| file.size()).sum();
    let is_large = |size: u64| size >= LARGE && size.saturating_mul(PART) >= all;
    let large: Vec<_> = files
        .iter()
        .filter(|(path, file)| ENDINGS.contains(&path.extension()) && is_large(file.size()))
        .collect();
    let has_modules = facts.nodes.iter().any(|node| !node.linkage.graph.is_empty());
    if large.is_empty() || !has_modules {
        return;
    }
    let counts = counts(facts);
    for (path, file) in large {
        let is_one_of_many = counts.get(path.extension()).is_some_and(|count| *count >= MANY);
        if !is_one_of_many && !is_named(facts, path) {
            let percent = file.size().saturating_mul(100) / all.max(1);
            let message = format!("{path} is {percent} % of the package, and no other file names it");
            let help = "leave it out of \"files\", or name it where it is used";
            findings.add(finding(&RULE, None, message, Some(help.to_owned())));
        }
    }
}

/// Counts the files of each ending.
fn counts<'f>(facts: &'f Facts<'_>) -> BTreeMap<&'f str, usize> {
    let mut counts = BTreeMap::new();
    for (path, _) in facts.package.files().iter() {
        *counts.entry(path.extension()).or_default() += 1;
    }
    counts
}

/// Tells whether a text names the file or its name without the ending, from which code may make the path; also without its
/// version: `sqlite-<@(version).tar.gz`.
fn is_named(facts: &Facts<'_>, path: &PackagePath) -> bool {
    let name = path.file_name();
    let stem = name.strip_suffix(extension(name)).unwrap_or(name);
    let mut names = vec![name, stem];
    names.extend(before_version(name));
    mentions::of(facts, &names).contains(&true)
}

/// Returns what stands before the version in a name, if that is more than a word that any text may have.
fn before_version(name: &str) -> Option<&str> {
    let at = name.find(|it: char| it.is_ascii_digit())?;
    let before = name.get(..at)?;
    (before.len() > SHORT).then_some(before)
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(code: &str, files: &[&str]) -> Vec<String> {
        let bytes = "x".repeat(100_000);
        let mut all =
            vec![("package.json", r#"{"main":"a.js"}"#), ("a.js", code), ("README.md", "![](demo.gif)")];
        all.extend(files.iter().map(|path| (*path, bytes.as_str())));
        messages("large-unused-file", &all)
    }

    #[test]
    fn a_file_that_nothing_names() {
        let expected = "docs/demo.gif is 99 % of the package, and no other file names it";
        assert_eq!(found("", &["docs/demo.gif"]), [expected]);
        assert_eq!(found("play('demo')", &["demo2.gif"]).len(), 1);
    }

    #[test]
    fn what_is_named_usual_or_one_of_many_is_silent() {
        for (code, files) in [
            ("play('demo.gif')", vec!["demo.gif"]),
            ("play(name + '.gif', 'demo')", vec!["demo.gif"]),
            ("unpack(`sqlite-autoconf-${version}.tar.gz`)", vec!["deps/sqlite-autoconf-3520000.tar.gz"]),
            ("", vec!["data.json", "a.wasm", "b.css", "c.html"]),
            ("", vec!["1.png", "2.png", "3.png", "4.png"]),
        ] {
            assert!(found(code, &files).is_empty(), "{files:?}");
        }
    }
}
