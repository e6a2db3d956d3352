//! The end of the report: what is broken and by what, in one line each.

use crate::{
    render::{
        causes::{self, BrokenCause},
        terminal::{Page, Role, shortened},
        text::{counted, fails, severity_name, severity_role},
    },
    report::{At, Finding, Report},
};

/// The most lines; the rest is counted.
const MOST: usize = 10;

/// The most entry points that a line names.
const NAMED: usize = 3;

/// One line for each cause that breaks entry points, then one for each other finding that fails the check.
pub(super) fn recap(page: &mut Page, report: &Report, causes: &[BrokenCause<'_>]) {
    let mut lines = causes.iter().map(RecapLine::of_cause).chain(
        causes::others(report, causes).filter(|finding| fails(report, finding)).map(RecapLine::of_finding),
    );
    lines.by_ref().take(MOST).for_each(|line| line.add_to(page));
    let more = lines.count();
    if more > 0 {
        page.line(&[Role::Bad.of(format!("✗ … and {} like these", counted(more, "more line")))]);
    }
}

/// One thing that is wrong, in short.
struct RecapLine<'r> {
    broken: String,
    role: Role,
    title: String,
    missing: Option<&'r str>,
    at: Option<&'r At>,
    others: usize,
}

impl<'r> RecapLine<'r> {
    fn of_cause(cause: &BrokenCause<'r>) -> Self {
        let code = cause.errors.first().map(|(_, error)| error.code.as_str());
        let name = cause.finding().map(|finding| finding.rule).or(code).unwrap_or_default();
        Self {
            broken: broken(cause),
            role: Role::Bad,
            title: format!("error[{name}]"),
            missing: cause.missing,
            at: cause.at,
            others: cause.also.len(),
        }
    }

    fn of_finding(finding: &'r Finding) -> Self {
        Self {
            broken: String::new(),
            role: severity_role(finding.severity),
            title: format!("{}[{}]", severity_name(finding.severity), finding.rule),
            missing: None,
            at: finding.at.as_ref(),
            others: finding.also.len(),
        }
    }

    fn add_to(self, page: &mut Page) {
        let missing = self.missing.map(|missing| format!(" {}", shortened(missing))).unwrap_or_default();
        let place = self.at.map(|at| format!(" at {at}")).unwrap_or_default();
        let others = match self.others {
            0 => String::new(),
            others => format!(" and {}", counted(others, "other place")),
        };
        page.line(&[
            self.role.of("✗ "),
            Role::Strong.of(self.broken),
            self.role.of(self.title),
            Role::Plain.of(format!("{missing}{place}{others}")),
        ]);
    }
}

/// The entry points that a cause breaks.
fn broken(cause: &BrokenCause<'_>) -> String {
    let names: Vec<_> = cause.entries.iter().take(NAMED).map(|entry| shortened(&entry.subpath)).collect();
    match cause.entries.len().saturating_sub(NAMED) {
        0 => format!("{}: ", names.join(", ")),
        more => format!("{} and {more} more: ", names.join(", ")),
    }
}
