//! A rule: its page, its severity and its check.

use crate::{
    diagnostic::{RuleFindings, Severity},
    facts::Facts,
};

/// A rule: its name, the severity of its findings, its page, and its check.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The name says what is wrong, and reads well after "ignore".
    pub name: &'static str,
    pub severity: Severity,
    /// The page that `packproof explain` prints, in Markdown.
    pub docs: &'static str,
    pub(super) check: fn(&Facts<'_>, &mut RuleFindings),
}

impl Rule {
    /// The page in Markdown, without the blank that doc comments have at the beginning of each line.
    pub fn markdown(&self) -> String {
        let lines = self.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// The first sentence of the page.
    pub fn summary(&self) -> String {
        let markdown = self.markdown();
        let paragraph = markdown.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        match paragraph.split_once(". ") {
            Some((first, _)) => format!("{first}."),
            None => paragraph.trim().to_owned(),
        }
    }
}

/// Declares the `RULE` of a file: its doc comment is its page.
macro_rules! rule {
    ($(#[doc = $line:literal])+ $name:literal, $severity:ident) => {
        pub(super) const RULE: $crate::rules::rule::Rule = $crate::rules::rule::Rule {
            name: $name,
            severity: $crate::diagnostic::Severity::$severity,
            docs: concat!($($line, "\n"),+),
            check,
        };
    };
}
pub(super) use rule;
