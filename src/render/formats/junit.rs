//! Test results in the XML of JUnit: a suite for each package, a case for each entry point and mode, and one for each
//! finding that breaks none.

mod xml;

pub(in crate::render) use xml::Xml;

use crate::{
    entry_points::EntryKind,
    render::{
        formats::{
            CheckedPackage, CheckedTarget, NotOpened,
            issue::{Issue, OutcomeErrors, by_broken, issues},
            visible_lines,
        },
        terminal::visible,
        text::mode_name,
    },
    report::{EntryPointReport, ErrorReport, OutcomeReport},
    resolve::Mode,
};

/// The document.
pub fn render(checked: &[CheckedTarget<'_>]) -> String {
    let suites: Vec<Suite> = checked.iter().map(suite).collect();
    let total = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
    let mut xml = Xml::document();
    xml.open(
        "testsuites",
        &[
            ("name", "packproof"),
            ("tests", &total(Suite::tests).to_string()),
            ("failures", &total(Suite::failures).to_string()),
            ("errors", &total(Suite::errors).to_string()),
        ],
    );
    for suite in &suites {
        suite.write(&mut xml);
    }
    xml.close("testsuites");
    xml.finish()
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    class: String,
    name: String,
    result: CaseResult,
}

enum CaseResult {
    Passed,
    /// Nothing that fails a build: a mode that is not offered, a warning, or a suggestion.
    Skipped(Details),
    Failed(Details),
    /// It could not be found out.
    Error(Details),
}

struct Details {
    message: String,
    kind: String,
    text: String,
}

impl Suite {
    fn tests(&self) -> usize {
        self.cases.len()
    }

    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.result, CaseResult::Failed(_))).count()
    }

    fn errors(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.result, CaseResult::Error(_))).count()
    }

    fn skipped(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.result, CaseResult::Skipped(_))).count()
    }

    fn write(&self, xml: &mut Xml) {
        xml.open(
            "testsuite",
            &[
                ("name", &self.name),
                ("tests", &self.tests().to_string()),
                ("failures", &self.failures().to_string()),
                ("errors", &self.errors().to_string()),
                ("skipped", &self.skipped().to_string()),
            ],
        );
        for case in &self.cases {
            case.write(xml);
        }
        xml.close("testsuite");
    }
}

impl Case {
    fn write(&self, xml: &mut Xml) {
        let attributes: [(&str, &str); 2] = [("classname", &self.class), ("name", &self.name)];
        let (element, details) = match &self.result {
            CaseResult::Passed => return xml.empty("testcase", &attributes),
            CaseResult::Skipped(details) => ("skipped", details),
            CaseResult::Failed(details) => ("failure", details),
            CaseResult::Error(details) => ("error", details),
        };
        xml.open("testcase", &attributes);
        xml.with_text(element, &[("message", &details.message), ("type", &details.kind)], &details.text);
        xml.close("testcase");
    }
}

fn suite(checked: &CheckedTarget<'_>) -> Suite {
    match &checked.outcome {
        Ok(opened) => Suite { name: opened.name(), cases: cases(opened) },
        Err(error) => Suite { name: checked.target.clone(), cases: vec![not_opened(&checked.target, error)] },
    }
}

fn not_opened(target: &str, error: &NotOpened) -> Case {
    let details = Details {
        message: error.message.clone(),
        kind: error.code.clone(),
        text: visible_lines(&error.lines()),
    };
    Case { class: "packproof".to_owned(), name: format!("open {target}"), result: CaseResult::Error(details) }
}

fn cases(opened: &CheckedPackage<'_>) -> Vec<Case> {
    let report = opened.report;
    let class = report.package.name.clone().unwrap_or_else(|| "(no name)".to_owned());
    let issues = issues(report);
    let by_broken = by_broken(&issues);
    let mut cases = Vec::new();
    for entry in report.entry_points.iter() {
        let own = by_broken.get(entry.subpath.as_str()).map_or(&[][..], Vec::as_slice);
        for (outcome, mode) in
            entry.outcomes.iter().flat_map(|outcome| outcome.modes.iter().map(move |mode| (outcome, *mode)))
        {
            let name = case_name(entry, outcome, mode, &report.node);
            cases.push(Case { class: class.clone(), name, result: result(outcome, own) });
        }
    }
    let is_strict = report.strict;
    let others = issues.iter().filter(|issue| issue.breaks.is_empty());
    cases.extend(others.map(|issue| of_finding(issue, &class, is_strict)));
    cases
}

fn case_name(entry: &EntryPointReport, outcome: &OutcomeReport, mode: Mode, nodes: &[String]) -> String {
    let verb = if entry.kind == EntryKind::Bin { "run" } else { mode_name(mode) };
    let node = if outcome.node.len() == nodes.len() {
        String::new()
    } else {
        format!(" (Node {})", outcome.node.join(", "))
    };
    format!("{verb} {}{node}", entry.specifier)
}

fn result(outcome: &OutcomeReport, issues: &[&Issue<'_>]) -> CaseResult {
    let Some(error) = outcome.errors.first() else { return CaseResult::Passed };
    if !outcome.is_meant {
        let message = format!("not offered ({})", error.code);
        return CaseResult::Skipped(Details { message, ..of_error(error) });
    }
    let errors = OutcomeErrors::of(outcome);
    let mut own = issues.iter().filter(|issue| issue.is_among(&errors)).peekable();
    CaseResult::Failed(match own.peek() {
        Some(first) => Details {
            message: first.message.clone(),
            kind: first.rule.to_owned(),
            text: own.map(|issue| text(issue)).collect::<Vec<_>>().join("\n\n"),
        },
        None => of_error(error),
    })
}

fn of_error(error: &ErrorReport) -> Details {
    let text = visible(&error.message).into_owned();
    Details { message: error.message.clone(), kind: error.code.clone(), text }
}

fn of_finding(issue: &Issue<'_>, class: &str, is_strict: bool) -> Case {
    let details = Details { message: issue.message.clone(), kind: issue.rule.to_owned(), text: text(issue) };
    let result = match issue.severity {
        severity if severity.fails(is_strict) => CaseResult::Failed(details),
        _ => CaseResult::Skipped(details),
    };
    Case { class: class.to_owned(), name: format!("{}: {}", issue.rule, issue.message), result }
}

fn text(issue: &Issue<'_>) -> String {
    let place = issue.at.map(|at| format!("at: {at}"));
    visible_lines(&issue.lines(place))
}
