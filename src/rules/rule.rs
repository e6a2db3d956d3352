//! A rule: its page, its severity and its check.

use crate::{
    diagnostic::{RuleFindings, Severity},
    facts::{Facts, Problem},
    rules::support::responsible::ProblemRule,
};

/// A rule: its name, the severity of its findings, its page, and its check.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The name says what is wrong, and reads well after "ignore".
    pub name: &'static str,
    /// The severity of its findings, or of those that break an entry point.
    pub severity: Severity,
    /// True if its findings are warnings where they break no entry point.
    pub by_reach: bool,
    /// The findings that have the severity, in words.
    pub severe_where: &'static str,
    /// The page that `packproof explain` prints, in Markdown.
    pub docs: &'static str,
    pub(super) check: RuleCheck,
}

/// The check of a rule, and what it is given to judge.
#[derive(Clone, Copy, Debug)]
pub(super) enum RuleCheck {
    /// The rule judges the facts.
    OfFacts(fn(&Facts<'_>, &mut RuleFindings)),
    /// The rule reports the problems that are its own.
    OfProblems(ProblemRule, fn(&Facts<'_>, &[&Problem], &mut RuleFindings)),
}

impl Rule {
    /// The page in Markdown, without the blank that doc comments have at the beginning of each line.
    pub fn markdown(&self) -> String {
        let lines = self.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// Returns the severity of a finding that breaks an entry point, or breaks none.
    pub(super) fn severity_at(&self, breaks: bool) -> Severity {
        if self.by_reach && !breaks { Severity::Warning } else { self.severity }
    }

    /// Says how bad its findings are.
    pub fn severity_words(&self) -> &'static str {
        match (self.severity, self.by_reach) {
            (Severity::Error, false) => "error",
            (Severity::Error, true) => self.severe_where,
            (Severity::Warning, _) => "warning",
            (Severity::Suggestion, _) => "suggestion",
        }
    }

    /// Returns the first sentence of the page.
    pub fn summary(&self) -> String {
        let markdown = self.markdown();
        let paragraph = markdown.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        match paragraph.split_once(". ") {
            Some((first, _)) => format!("{first}."),
            None => paragraph.trim().to_owned(),
        }
    }
}

/// Declares the `RULE` of a file: its doc comment is its page. `, of X` at its end gives it the problems that are X's.
macro_rules! rule {
    ($(#[doc = $line:literal])+ $name:literal, $severity:ident $(, of $problems:ident)?) => {
        $crate::rules::rule::rule! { $(#[doc = $line])+ $name, $severity, false, "" $(, $problems)? }
    };
    ($(#[doc = $line:literal])+ $name:literal, $severity:ident where it breaks an entry point $(, of $problems:ident)?) => {
        $crate::rules::rule::rule! {
            $(#[doc = $line])+ $name, $severity, true, "error where it breaks an entry point, else a warning" $(, $problems)?
        }
    };
    ($(#[doc = $line:literal])+ $name:literal, $severity:ident where $words:literal $(, of $problems:ident)?) => {
        $crate::rules::rule::rule! {
            $(#[doc = $line])+ $name, $severity, true, concat!("error where ", $words, ", else a warning") $(, $problems)?
        }
    };
    ($(#[doc = $line:literal])+ $name:literal, $severity:ident, $by_reach:literal, $words:expr $(, $problems:ident)?) => {
        pub(super) const RULE: $crate::rules::rule::Rule = $crate::rules::rule::Rule {
            name: $name,
            severity: $crate::diagnostic::Severity::$severity,
            by_reach: $by_reach,
            severe_where: $words,
            docs: concat!($($line, "\n"),+),
            check: $crate::rules::rule::rule_check!($($problems)?),
        };
    };
}
pub(super) use rule;

/// The check of the file's rule: the function `check`.
macro_rules! rule_check {
    () => {
        $crate::rules::rule::RuleCheck::OfFacts(check)
    };
    ($problems:ident) => {
        $crate::rules::rule::RuleCheck::OfProblems(
            $crate::rules::support::responsible::ProblemRule::$problems,
            check,
        )
    };
}
pub(super) use rule_check;
