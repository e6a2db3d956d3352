//! The opinions: each rule looks at the facts and says what is wrong. One file per rule.

mod invalid_package_json;
mod missing_file;
mod support;
mod unreachable_module;

use crate::{
    diagnostic::{Findings, Severity},
    facts::Facts,
};

/// A rule: its name, how bad its findings are, its page, and its check.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Says what is wrong, and reads well after "ignore".
    pub name: &'static str,
    pub severity: Severity,
    /// The page that `packproof explain` prints, in Markdown.
    pub docs: &'static str,
    check: fn(&Facts<'_>, &mut Findings),
}

/// Every rule, sorted by name.
pub const RULES: &[Rule] = &[invalid_package_json::RULE, missing_file::RULE, unreachable_module::RULE];

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Asks every rule that is not ignored.
pub fn check(facts: &Facts<'_>, ignore: &[String]) -> Findings {
    let mut findings = Findings::default();
    for rule in RULES.iter().filter(|rule| !ignore.iter().any(|name| name == rule.name)) {
        (rule.check)(facts, &mut findings);
    }
    findings
}

/// Declares the `RULE` of a file: its doc comment is its page.
macro_rules! rule {
    ($(#[doc = $line:literal])+ $name:literal, $severity:ident) => {
        pub(super) const RULE: $crate::rules::Rule = $crate::rules::Rule {
            name: $name,
            severity: $crate::diagnostic::Severity::$severity,
            docs: concat!($($line, "\n"),+),
            check,
        };
    };
}
use rule; // The macro, for the files of the rules.

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_and_each_has_its_file() {
        let names: Vec<_> = RULES.iter().map(|rule| rule.name.replace('-', "_")).collect();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|name| name != "mod" && name != "support")
            .collect();
        files.sort();
        assert_eq!(names, files);
    }

    #[test]
    fn every_page_says_why_and_shows_how() {
        for rule in RULES {
            for part in ["## Why it matters", "## Example"] {
                assert!(rule.docs.contains(part), "{} lacks {part}", rule.name);
            }
        }
    }
}
