//! The causes that break entry points: one cause is one thing, however many entry points it breaks and places it has.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    hash::{HashMap, HashSet},
    render::names::asked_for,
    report::{At, EntryPointReport, ErrorReport, Finding, OutcomeReport, Report, Status},
};

/// One root cause, and the entry points that it breaks.
pub(super) struct BrokenCause<'r> {
    /// The findings that say the same, if a rule does. The first is shown.
    pub findings: Vec<&'r Finding>,
    pub at: Option<&'r At>,
    /// Its other places, in the order of files.
    pub also: Vec<&'r At>,
    pub missing: Option<&'r str>,
    pub entries: Vec<&'r EntryPointReport>,
    /// The errors of Node, each with the way of asking.
    pub errors: Vec<(String, &'r ErrorReport)>,
}

impl<'r> BrokenCause<'r> {
    pub fn finding(&self) -> Option<&'r Finding> {
        self.findings.first().copied()
    }

    /// A cause for each finding, for those who look at one place at a time.
    pub fn by_finding(self) -> Vec<Self> {
        if self.findings.len() < 2 {
            return vec![self];
        }
        self.findings.iter().map(|finding| self.of_finding(finding)).collect()
    }

    fn of_finding(&self, finding: &'r Finding) -> Self {
        let is_own =
            |at: Option<&At>| at == finding.at.as_ref() || at.is_some_and(|at| finding.also.contains(at));
        let errors = self.errors.iter().filter(|(_, error)| is_own(error.at.as_ref())).cloned().collect();
        // The entry points of a finding come from a sorted set.
        let is_broken =
            |entry: &&EntryPointReport| finding.entry_points.binary_search(&entry.subpath).is_ok();
        Self {
            findings: vec![finding],
            at: finding.at.as_ref(),
            also: finding.also.iter().collect(),
            missing: self.missing,
            entries: self.entries.iter().copied().filter(is_broken).collect(),
            errors,
        }
    }

    /// The imports that lead to the first place; else those that lead to another.
    pub fn led_to_by(&self) -> Option<&'r ErrorReport> {
        let all = || self.errors.iter().map(|(_, error)| *error).filter(|error| error.chain.len() > 1);
        all().find(|error| error.at.as_ref() == self.at).or_else(|| all().next())
    }
}

/// The causes in the order of the entry points.
pub(super) fn causes(report: &Report) -> Vec<BrokenCause<'_>> {
    let by_place = findings_by_place(report);
    let mut causes = CauseGroups::default();
    for entry in report.entry_points.iter().filter(|entry| entry.is_broken()) {
        let is_failure = |outcome: &&OutcomeReport| outcome.is_meant && outcome.status == Status::Broken;
        for outcome in entry.outcomes.iter().filter(is_failure) {
            let asked = asked_for(entry, outcome, &report.node);
            for error in &outcome.errors {
                let finding = finding_of(&by_place, entry, outcome, error);
                causes.add(entry, &asked, error, finding);
            }
        }
    }
    causes.finish()
}

/// The errors of Node, once for each way of asking: of a cause with many places it says the same of each.
pub(super) fn said<'c, 'r>(
    errors: &'c [(String, &'r ErrorReport)],
) -> impl Iterator<Item = &'c (String, &'r ErrorReport)> {
    let mut seen = HashSet::default();
    errors.iter().filter(move |(asked, error)| seen.insert((asked.as_str(), error.code.as_str())))
}

/// The findings that no cause has shown.
pub(super) fn others<'r>(
    report: &'r Report,
    causes: &[BrokenCause<'r>],
) -> impl Iterator<Item = &'r Finding> {
    // By address, as two findings may say the same.
    let shown = causes.iter().flat_map(|cause| &cause.findings).map(|finding| std::ptr::from_ref(*finding));
    let shown: HashSet<*const Finding> = shown.collect();
    report.findings.iter().filter(move |finding| !shown.contains(&std::ptr::from_ref(*finding)))
}

/// The key that makes two errors one cause.
#[derive(PartialEq, Eq, Hash)]
enum CauseKey<'r> {
    /// They miss the same file or package, and the same is to be done about it.
    Missing { rule: Option<&'static str>, help: Option<&'r str>, missing: &'r str },
    /// They are in one place, and one finding says so.
    Place { finding: Option<(&'static str, &'r str)>, at: Option<&'r At>, missing: Option<&'r str> },
}

impl<'r> CauseKey<'r> {
    fn of(error: &'r ErrorReport, finding: Option<&'r Finding>) -> Self {
        let is_not_found = error.code.ends_with("MODULE_NOT_FOUND");
        // What no file asks for, package.json leads to, or the lack of it.
        let is_declared = finding
            .is_some_and(|finding| finding.at.as_ref().is_none_or(|at| at.file.ends_with("package.json")));
        match error.missing.as_deref().filter(|_| is_not_found && !is_declared) {
            Some(missing) => Self::Missing {
                rule: finding.map(|finding| finding.rule),
                help: finding.map_or(error.help.as_deref(), |finding| finding.help.as_deref()),
                missing,
            },
            None => Self::Place {
                finding: finding.map(|finding| (finding.rule, finding.message.as_str())),
                at: finding.map_or(error.at.as_ref(), |finding| finding.at.as_ref()),
                // A finding is one cause, whatever each mode calls missing.
                missing: error.missing.as_deref().filter(|_| finding.is_none()),
            },
        }
    }
}

#[derive(Default)]
struct CauseGroups<'r> {
    all: Vec<BrokenCause<'r>>,
    place_of: HashMap<CauseKey<'r>, usize>,
    /// The place of the error that says the same of a cause.
    said: HashMap<(usize, &'r str, &'r str), usize>,
    /// The ways of asking that an error of a cause has already.
    asked: HashSet<(usize, usize, String)>,
}

impl<'r> CauseGroups<'r> {
    fn add(
        &mut self,
        entry: &'r EntryPointReport,
        asked: &str,
        error: &'r ErrorReport,
        finding: Option<&'r Finding>,
    ) {
        let next = self.all.len();
        let place = *self.place_of.entry(CauseKey::of(error, finding)).or_insert(next);
        if place == next {
            self.all.push(BrokenCause {
                findings: Vec::new(),
                at: finding.map_or(error.at.as_ref(), |finding| finding.at.as_ref()),
                also: Vec::new(),
                missing: error.missing.as_deref(),
                entries: Vec::new(),
                errors: Vec::new(),
            });
        }
        let Some(cause) = self.all.get_mut(place) else { return };
        // Entry points come one after the other, so the last one tells.
        if !cause.entries.last().is_some_and(|last| std::ptr::eq(*last, entry)) {
            cause.entries.push(entry);
        }
        if let Some(finding) = finding {
            cause.findings.push(finding);
        }
        let next = cause.errors.len();
        let said = *self.said.entry((place, &error.code, &error.message)).or_insert(next);
        let is_new = self.asked.insert((place, said, asked.to_owned()));
        match cause.errors.get_mut(said) {
            Some((modes, _)) if is_new => *modes = format!("{modes}, {asked}"),
            Some(_) => {}
            None => cause.errors.push((asked.to_owned(), error)),
        }
    }

    fn finish(mut self) -> Vec<BrokenCause<'r>> {
        for cause in &mut self.all {
            let mut seen = HashSet::default();
            cause.findings.retain(|finding| seen.insert(std::ptr::from_ref(*finding)));
            let errors = cause.errors.iter().filter_map(|(_, error)| error.at.as_ref());
            let findings = cause.findings.iter().flat_map(|finding| finding.at.iter().chain(&finding.also));
            let places: BTreeSet<&At> = errors.chain(findings).collect();
            cause.also = places.into_iter().filter(|place| cause.at != Some(*place)).collect();
        }
        self.all
    }
}

/// The errors that rules have found, by their places.
type ByPlace<'r> = HashMap<Option<&'r At>, Vec<&'r Finding>>;

fn findings_by_place(report: &Report) -> ByPlace<'_> {
    let mut by_place = ByPlace::default();
    for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        let places = std::iter::once(finding.at.as_ref()).chain(finding.also.iter().map(Some));
        places.for_each(|place| by_place.entry(place).or_default().push(finding));
    }
    by_place
}

/// The finding about the same place that names this entry point.
fn finding_of<'r>(
    by_place: &ByPlace<'r>,
    entry: &EntryPointReport,
    outcome: &OutcomeReport,
    error: &ErrorReport,
) -> Option<&'r Finding> {
    let here = by_place.get(&error.at.as_ref())?;
    let is_of = |finding: &&&Finding| {
        finding.entry_points.binary_search(&entry.subpath).is_ok()
            && finding.modes.iter().any(|mode| outcome.modes.contains(mode))
    };
    here.iter().find(is_of).copied()
}

#[cfg(test)]
mod tests {
    use crate::{
        files::FileTree,
        options::Options,
        package::Package,
        render::{
            terminal::Terminal,
            text::{Detail, render},
        },
    };

    fn shown(files: &[(&str, &str)], detail: Detail) -> String {
        let package = Package::new(FileTree::of(files.iter().copied()));
        render(&crate::check(&package, &Options::default()), &package, Terminal::PIPE, detail)
    }

    const MANIFEST: (&str, &str) = (
        "package.json",
        r#"{"name":"p","exports":{".":{"import":"./a.mjs","require":"./a.cjs"},"./b":"./b.mjs"}}"#,
    );

    #[test]
    fn what_many_files_ask_for_is_one_cause_with_all_its_places() {
        for (absent, rule) in [("gone", "undeclared-dependency"), ("./gone.js", "missing-file")] {
            let import = format!("import '{absent}'");
            let require = format!("require('{absent}')");
            let files = [MANIFEST, ("a.mjs", &import), ("b.mjs", &import), ("a.cjs", &require)];
            let text = shown(&files, Detail::Problems);
            assert_eq!(text.matches("= help: ").count(), 1, "{text}");
            for place in ["a.cjs:1:9", "a.mjs:1:8", "b.mjs:1:8"] {
                assert!(text.contains(&format!("─ {place}\n")), "{text}");
            }
            let recap = format!("✗ ., ./b: error[{rule}] {} at ", absent.trim_start_matches("./"));
            assert!(text.contains(&recap) && text.contains(" and 2 other places\n"), "{text}");
        }
    }

    #[test]
    fn what_each_mode_misses_by_another_name_is_one_cause() {
        let files = [("package.json", r#"{"name":"p"}"#), ("index.mjs", "export const a = 1")];
        let text = shown(&files, Detail::Problems);
        assert_eq!(text.matches("= help: ").count(), 1, "{text}");
    }

    #[test]
    fn a_name_that_two_modules_lack_is_two_causes() {
        let files = [
            MANIFEST,
            ("a.mjs", "import { x } from './c.mjs'"),
            ("b.mjs", "import { x } from './d.mjs'"),
            ("a.cjs", ""),
            ("c.mjs", ""),
            ("d.mjs", ""),
        ];
        let text = shown(&files, Detail::Problems);
        assert!(text.contains("✗ .\n") && text.contains("✗ ./b\n"), "{text}");
    }

    #[test]
    fn a_version_that_begins_as_another_one_is_said_too() {
        let manifest = r#"{"name":"p","exports":{
            "./a":{"module-sync":"./ok.cjs","default":"./bad.cjs"},
            "./b":{"module-sync":"./bad.cjs","default":"./ok.cjs"}}}"#;
        let files = [("package.json", manifest), ("ok.cjs", ""), ("bad.cjs", "require('./gone.js')")];
        let package = Package::new(FileTree::of(files));
        let nodes = ["22.1", "22"].map(|node| node.parse().unwrap());
        let options = Options { nodes: nodes.to_vec(), ..Options::default() };
        let text = render(&crate::check(&package, &options), &package, Terminal::PIPE, Detail::Problems);
        assert!(text.contains("= import require on Node 22.1, import require on Node 22:"), "{text}");
    }

    #[test]
    fn of_what_is_wrong_only_that_is_shown_which_fails_the_check() {
        let files = [MANIFEST, ("a.mjs", ""), ("b.mjs", ""), ("a.cjs", "exports.f = () => require('gone')")];
        assert_eq!(shown(&files, Detail::Problems), "");
        assert!(shown(&files, Detail::Folded).contains("warning[deferred-undeclared-dependency]"));
    }
}
