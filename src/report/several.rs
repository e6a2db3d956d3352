//! The reports on one package with the dependencies of several places, as one report.

use crate::{
    diagnostic::Severity,
    hash::HashMap,
    report::{At, EntryPointReport, Finding, OutcomeReport, Report, Summary},
};

/// Makes one report of several, each with the name of the place that its dependencies come from.
pub fn as_one(reports: Vec<(String, Report)>) -> Option<Report> {
    let count = reports.len();
    let mut reports = reports.into_iter();
    let (name, mut first) = reports.next()?;
    if count == 1 {
        return Some(first);
    }
    let mut entry_points = Vec::new();
    let mut findings = FindingUnion::default();
    add_entries(&mut entry_points, &first.entry_points, &name);
    findings.add(std::mem::take(&mut first.findings), &name);
    for (name, report) in reports {
        add_entries(&mut entry_points, &report.entry_points, &name);
        findings.add(report.findings, &name);
        first.ok &= report.ok;
        // Options may leave suggestions out of the findings, so that these cannot be counted anew.
        first.summary.suggestions = first.summary.suggestions.max(report.summary.suggestions);
    }
    let mut findings = findings.all;
    // A stable sort: findings of one severity stay in the order of the reports.
    findings.sort_by_key(|finding| finding.severity);
    findings.iter_mut().filter(|finding| finding.deps.len() == count).for_each(|all| all.deps.clear());
    first.summary = summary(&entry_points, &findings, first.summary);
    (first.entry_points, first.findings) = (entry_points.into(), findings);
    Some(first)
}

fn add_entries(entries: &mut Vec<EntryPointReport>, others: &[EntryPointReport], deps: &str) {
    for (place, other) in others.iter().enumerate() {
        let is_same =
            |entry: &&mut EntryPointReport| (entry.kind, &entry.subpath) == (other.kind, &other.subpath);
        // All reports are of one package, so that an entry point stands at the same place in each; no search is needed.
        if let Some(entry) = entries.get_mut(place).filter(is_same) {
            other.outcomes.iter().for_each(|outcome| add(&mut entry.outcomes, outcome, deps));
            continue;
        }
        let mut entry = EntryPointReport { outcomes: Vec::new(), ..other.clone() };
        other.outcomes.iter().for_each(|outcome| add(&mut entry.outcomes, outcome, deps));
        entries.push(entry);
    }
}

fn add(outcomes: &mut Vec<OutcomeReport>, outcome: &OutcomeReport, deps: &str) {
    let is_same = |other: &&mut OutcomeReport| {
        other.modes == outcome.modes && other.node == outcome.node && other.says_the_same(outcome)
    };
    match outcomes.iter_mut().find(is_same) {
        Some(same) => same.deps.push(deps.to_owned()),
        None => outcomes.push(OutcomeReport { deps: vec![deps.to_owned()], ..outcome.clone() }),
    }
}

/// The findings of several reports, each once.
#[derive(Default)]
struct FindingUnion {
    all: Vec<Finding>,
    by_place: HashMap<FindingKey, Vec<usize>>,
}

/// The rule, the message and the place of a finding.
type FindingKey = (&'static str, String, Option<At>);

impl FindingUnion {
    fn add(&mut self, findings: Vec<Finding>, deps: &str) {
        for finding in findings {
            let key = (finding.rule, finding.message.clone(), finding.at.clone());
            let here = self.by_place.entry(key).or_default();
            let is_same = |other: &Finding| Finding { deps: Vec::new(), ..other.clone() } == finding;
            let known = here.iter().copied().find(|place| self.all.get(*place).is_some_and(is_same));
            match known.and_then(|place| self.all.get_mut(place)) {
                Some(same) => same.deps.push(deps.to_owned()),
                None => {
                    here.push(self.all.len());
                    self.all.push(Finding { deps: vec![deps.to_owned()], ..finding });
                }
            }
        }
    }
}

fn summary(entry_points: &[EntryPointReport], findings: &[Finding], earlier: Summary) -> Summary {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Summary {
        broken: entry_points.iter().filter(|entry| entry.is_broken()).count(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        ..earlier
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{check, files::FileTree, options::Options, package::Package};

    fn report(main: &str) -> Report {
        let manifest = r#"{"name":"p","type":"module","exports":{".":"./a.js","./b":"./b.js"}}"#;
        let files = [("package.json", manifest), ("a.js", main), ("b.js", "import './gone.js'")];
        check(&Package::new(FileTree::of(files)), &Options::default())
    }

    #[test]
    fn what_all_say_is_said_once() {
        let reports = [("lowest", "import './x.js'"), ("installed", "export {}")];
        let reports = reports.map(|(name, main)| (name.to_owned(), report(main)));
        let one = as_one(reports.to_vec()).unwrap();
        let deps = |entry: &EntryPointReport| -> Vec<String> {
            entry.outcomes.iter().map(|outcome| outcome.deps.join("+")).collect()
        };
        assert_eq!(deps(&one.entry_points[0]), ["lowest", "installed"]);
        assert_eq!(deps(&one.entry_points[1]), ["lowest+installed"]);
        let found: Vec<_> = one.findings.iter().map(|found| (found.rule, found.deps.join("+"))).collect();
        let missing = |deps: &str| ("missing-file", deps.to_owned());
        assert_eq!(
            found.iter().filter(|(rule, _)| *rule == "missing-file").cloned().collect::<Vec<_>>(),
            [missing("lowest"), missing("")]
        );
        assert_eq!((one.ok, one.summary.broken, one.summary.errors), (false, 2, 2));
    }

    #[test]
    fn one_report_stays_as_it_is() {
        let only = report("export {}");
        assert_eq!(as_one(vec![("none".to_owned(), only.clone())]), Some(only));
    }
}
