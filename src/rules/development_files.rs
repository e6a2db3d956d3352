//! Tests, reports of coverage and configuration are packed.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    hash::HashSet,
    link::graph::ReachedBy,
    package::development::DevelopmentFile,
    path::PackagePath,
    rules::{rule, support::finding},
};

rule! {
    /// Tests, reports of coverage or configuration of tools are packed.
    ///
    /// ## Why it matters
    ///
    /// Only the author needs them, and everybody downloads them. They often name paths and services of the author's, too.
    ///
    /// A file that an entry point reaches is not meant, whatever its name. Of the others no rule reports what they import: no
    /// consumer loads them.
    ///
    /// ## Example
    ///
    /// ```txt
    /// package/lib/index.js
    /// package/test/index.test.js
    /// package/.travis.yml
    /// ```
    ///
    /// Name what is to be packed:
    ///
    /// ```json
    /// { "files": ["lib"] }
    /// ```
    "development-files", Suggestion
}

const KINDS: [(DevelopmentFile, &str); 3] = [
    (DevelopmentFile::Test, "of tests"),
    (DevelopmentFile::Coverage, "of coverage"),
    (DevelopmentFile::Configuration, "of configuration"),
];

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let reached = reached(facts);
    let paths = facts.package.files().iter().map(|(path, _)| path);
    let found: Vec<_> = paths
        .filter(|path| !reached.contains(path.as_str()))
        .filter_map(|path| Some((DevelopmentFile::of(path)?, path)))
        .collect();
    if !found.is_empty() {
        let help = "name what consumers need in \"files\", or exclude the rest there: \"!**/*.test.js\"";
        findings.add(finding(&RULE, None, message(&found), Some(help.to_owned())));
    }
}

/// Returns the files that an entry point gets to, also by a field that bundlers read.
fn reached<'f>(facts: &'f Facts<'_>) -> HashSet<&'f str> {
    let modules = facts.nodes.iter().flat_map(|node| node.linkage.graph.iter());
    let reached =
        // Without "exports" a consumer can ask for every file by its path, tests included, which tells of no use.
        modules.filter(|(_, module)| !matches!(module.reached_by, ReachedBy::Path | ReachedBy::NoOne));
    reached.map(|(_, module)| module.path.as_str()).collect()
}

/// Says how many files there are of each kind, and names the first of each.
fn message(found: &[(DevelopmentFile, &PackagePath)]) -> String {
    let mut parts = Vec::new();
    for (kind, words) in KINDS {
        let mut own = found.iter().filter(|(of, _)| *of == kind).map(|(_, path)| path);
        let Some(first) = own.next() else { continue };
        parts.push(match own.count() {
            0 => format!("1 file {words} ({first})"),
            others => format!("{} files {words} ({first}, …)", others + 1),
        });
    }
    let verb = if found.len() == 1 { "is" } else { "are" };
    format!("{} {verb} packed", parts.join(" and "))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(files: &[&str]) -> Vec<String> {
        let mut all = vec![("package.json", r#"{"main":"a.js","module":"test/esm.js"}"#)];
        all.push(("a.js", "require('./spec/used')"));
        all.push(("spec/used.js", ""));
        all.push(("test/esm.js", ""));
        all.extend(files.iter().map(|path| (*path, "")));
        messages("development-files", &all)
    }

    #[test]
    fn files_of_the_author_are_counted() {
        for (files, expected) in [
            (vec!["test/a.js"], "1 file of tests (test/a.js) is packed"),
            (
                vec!["lib/a.test.js", "lib/__tests__/b.js", ".travis.yml"],
                "2 files of tests (lib/__tests__/b.js, …) and 1 file of configuration (.travis.yml) are packed",
            ),
            (
                vec!["coverage/lcov.info", "jest.config.js", ".github/x.yml"],
                "1 file of coverage (coverage/lcov.info) and 2 files of configuration (.github/x.yml, …) are packed",
            ),
        ] {
            assert_eq!(found(&files), [expected], "{files:?}");
        }
    }

    #[test]
    fn what_is_reached_or_only_sounds_like_it_is_silent() {
        for path in [
            "lib/test/a.js",
            "lib/test.js",
            "testing/a.js",
            "coverage/index.js",
            "lib/jest.config.js",
            "tsconfig.json",
            "latest.spec.md",
        ] {
            assert!(found(&[path]).is_empty(), "{path}");
        }
    }
}
