//! Findings about packages that are not there: one for each package, however many files import it.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Findings,
    facts::{Facts, Problem},
    rules::{
        Rule,
        support::{problems, report, words},
    },
};

/// What to say of a package, behind the file that imports it.
pub(in crate::rules) struct Words {
    pub message: String,
    pub help: String,
}

/// Reports each package once, at the first place that breaks something.
pub(in crate::rules) fn report_each(
    facts: &Facts<'_>,
    rule: &Rule,
    findings: &mut Findings,
    words: impl Fn(&str) -> Words,
) {
    let mut of: BTreeMap<&str, Vec<&Problem>> = BTreeMap::new();
    for problem in problems(facts, rule) {
        of.entry(words::missing(problem)).or_default().push(problem);
    }
    for (package, mut problems) in of {
        problems.sort_by_key(|problem| (!problem.breaks(), &problem.at));
        let Some((first, _)) = problems.split_first() else { continue };
        let Words { message, help } = words(package);
        let mut files: Vec<_> =
            problems.iter().filter_map(|problem| Some(&problem.at.as_ref()?.file)).collect();
        files.sort_unstable();
        files.dedup();
        let others = words::and_others(files.len().saturating_sub(1));
        let message = format!("{} {message}{others}", words::place(first));
        let mut finding = report(rule, first, message, Some(help));
        for problem in problems {
            finding.entry_points.extend(problem.entry_points.iter().cloned());
            finding.modes.extend(&problem.modes);
        }
        findings.add(finding);
    }
}
