//! The table of formats: help, refusals, endings and docs/ci.md follow from it.

use std::path::Path;

use clap::ValueEnum;

use crate::{
    cli::{failure::Failure, surroundings::document},
    render::{
        diff::{self, ComparedTarget},
        formats::{CheckedTarget, github, junit, markdown, sarif},
        terminal::Terminal,
        text::{self, Detail},
        trace,
    },
    report::trace::TraceReport,
};

/// A format of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Text,
    Json,
    Ndjson,
    Github,
    Junit,
    Sarif,
    Markdown,
    Html,
}

/// A format of the commands that have no other than these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlainFormat {
    Text,
    Json,
}

/// A row of the table: all that there is to know of a format.
pub(super) struct FormatEntry {
    /// The purpose, as docs/ci.md has it.
    #[cfg_attr(not(test), allow(dead_code))] // A test holds the page to it.
    pub purpose: &'static str,
    /// The ending of file names that tells the format.
    pub ending: Option<&'static str>,
    /// The maker of the report of `check`, if `check` has the format.
    pub check: Option<CheckFormat>,
    /// The maker of the report of `trace`, if `trace` has the format.
    pub trace: Option<TraceWriter>,
    /// The maker of the report of `diff`, if `diff` has the format.
    pub diff: Option<DiffWriter>,
    /// The format says by itself, on standard output, which targets could not be checked; otherwise standard error says so.
    pub says_failures: bool,
}

/// A format of `check`.
#[derive(Clone, Copy)]
pub(super) enum CheckFormat {
    Plain(PlainFormat),
    /// One line of JSON for each target, written as soon as its turn has come.
    Lines,
    /// A format of other programs.
    Foreign(fn(&[CheckedTarget<'_>]) -> String),
}

/// Makes the text of a trace.
pub(super) type TraceWriter = fn(&TraceReport, Terminal, Detail) -> Result<String, Failure>;

/// Makes the text of a comparison.
pub(super) type DiffWriter = fn(&ComparedTarget<'_>, Terminal, Detail) -> Result<String, Failure>;

const TEXT: FormatEntry = FormatEntry {
    purpose: "people; the default",
    ending: Some("txt"),
    check: Some(CheckFormat::Plain(PlainFormat::Text)),
    trace: Some(|report, terminal, detail| Ok(text::trace(report, terminal, detail))),
    diff: Some(|target, terminal, detail| Ok(diff::text(target, terminal, detail))),
    says_failures: false,
};

const JSON: FormatEntry = FormatEntry {
    purpose: "scripts; `--json` prints it on standard output",
    ending: Some("json"),
    check: Some(CheckFormat::Plain(PlainFormat::Json)),
    trace: Some(|report, _, _| document(report)),
    diff: Some(|target, _, _| document(target.report)),
    says_failures: true,
};

const NDJSON: FormatEntry = FormatEntry {
    purpose: "many targets: a line of JSON for each, on standard output",
    ending: None,
    check: Some(CheckFormat::Lines),
    trace: None,
    diff: None,
    says_failures: true,
};

const GITHUB: FormatEntry = FormatEntry {
    purpose: "annotations of a GitHub Actions run; they are commands on standard output",
    ending: None,
    check: Some(CheckFormat::Foreign(github::render)),
    trace: None,
    diff: Some(|target, _, _| Ok(diff::github(target))),
    says_failures: true,
};

const JUNIT: FormatEntry = FormatEntry {
    purpose: "GitLab, Jenkins, Azure, CircleCI, Buildkite and others that show test results",
    ending: Some("xml"),
    check: Some(CheckFormat::Foreign(junit::render)),
    trace: None,
    diff: Some(|target, _, _| Ok(diff::junit(target))),
    says_failures: false,
};

const SARIF: FormatEntry = FormatEntry {
    purpose: "GitHub code scanning, editors",
    ending: Some("sarif"),
    check: Some(CheckFormat::Foreign(sarif::render)),
    trace: None,
    diff: Some(|target, _, _| Ok(diff::sarif(target))),
    says_failures: false,
};

const MARKDOWN: FormatEntry = FormatEntry {
    purpose: "the summary of a step, or a comment on a pull request",
    ending: Some("md"),
    check: Some(CheckFormat::Foreign(markdown::render)),
    trace: Some(|report, _, _| Ok(trace::markdown::render(report))),
    diff: Some(|target, _, _| Ok(diff::markdown(target))),
    says_failures: false,
};

const HTML: FormatEntry = FormatEntry {
    purpose: "a page with the whole picture",
    ending: Some("html"),
    check: None,
    trace: Some(|report, _, _| Ok(trace::html::render(report))),
    diff: None,
    says_failures: false,
};

impl ReportFormat {
    /// The row of this format.
    pub fn entry(self) -> FormatEntry {
        match self {
            Self::Text => TEXT,
            Self::Json => JSON,
            Self::Ndjson => NDJSON,
            Self::Github => GITHUB,
            Self::Junit => JUNIT,
            Self::Sarif => SARIF,
            Self::Markdown => MARKDOWN,
            Self::Html => HTML,
        }
    }

    /// The name after `--format`.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// The format that the ending of a file name tells.
    pub fn by_ending(file: &Path) -> Option<Self> {
        let ending = file.extension()?.to_str()?;
        Self::value_variants().iter().copied().find(|format| format.entry().ending == Some(ending))
    }

    /// Every ending that tells a format.
    pub fn endings() -> Vec<String> {
        let endings = Self::value_variants().iter().filter_map(|format| format.entry().ending);
        endings.map(|ending| format!(".{ending}")).collect()
    }
}

/// A command that has more formats than text and JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reporting {
    Check,
    Diff,
    Trace,
}

impl Reporting {
    pub fn command(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Diff => "diff",
            Self::Trace => "trace",
        }
    }

    pub fn has(self, format: ReportFormat) -> bool {
        match self {
            Self::Check => format.entry().check.is_some(),
            Self::Diff => format.entry().diff.is_some(),
            Self::Trace => format.entry().trace.is_some(),
        }
    }

    pub fn formats(self) -> impl Iterator<Item = ReportFormat> {
        ReportFormat::value_variants().iter().copied().filter(move |format| self.has(*format))
    }
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn either(words: Vec<String>) -> String {
    match words.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_format_of_a_check() {
        let row = |format: ReportFormat| {
            let FormatEntry { purpose, ending, .. } = format.entry();
            let ending = ending.map_or_else(String::new, |ending| format!("`.{ending}` "));
            format!("| `{}` | {purpose} | {ending}|\n", format.name())
        };
        let rows: String = Reporting::Check.formats().map(row).collect();
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci.md");
        assert!(std::fs::read_to_string(page).unwrap().contains(&rows), "docs/ci.md lacks:\n{rows}");
    }
}
