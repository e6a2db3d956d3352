//! Static verdicts and Node's answers to one report.

use std::collections::HashMap;

use crate::{
    package::Package,
    report::{
        EntryPointReport, OutcomeReport, Report, Status,
        smoke::{
            Dependencies, NodeStatus, NodeVerdict, OwnRun, Reason, ScriptRun, SmokeEntry, SmokeOutcome,
            SmokeReport, SmokeSummary, StaticVerdict, compare::compare, compared::Scene,
        },
    },
    resolve::Mode,
};

/// A question to Node: an entry point of the report, in one mode, for one of the versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SmokeQuestion {
    pub entry: usize,
    pub mode: Mode,
    pub node: usize,
}

/// The questions to Node: all that is meant to work, and all that works although it is not meant to.
pub fn asked(report: &Report) -> Vec<SmokeQuestion> {
    let mut questions = Vec::new();
    for (entry, point) in report.entry_points.iter().enumerate() {
        for (mode, node) in ways(point, &report.node) {
            let outcome = outcome_of(point, mode, report.node.get(node).map_or("", String::as_str));
            if outcome.is_some_and(|outcome| outcome.is_meant || is_offered(outcome)) {
                questions.push(SmokeQuestion { entry, mode, node });
            }
        }
    }
    questions
}

/// Tells whether Node finds a module there, and not only a file.
fn is_offered(outcome: &OutcomeReport) -> bool {
    outcome.status == Status::Ok && outcome.format.as_deref().is_some_and(|format| format != "addon")
}

/// Every mode and version that an entry point has a verdict for.
fn ways(point: &EntryPointReport, nodes: &[String]) -> Vec<(Mode, usize)> {
    let of_mode = |mode| (0..nodes.len()).map(move |node| (mode, node));
    [Mode::Import, Mode::Require]
        .into_iter()
        .filter(|mode| point.outcomes.iter().any(|outcome| outcome.modes.contains(mode)))
        .flat_map(of_mode)
        .collect()
}

fn outcome_of<'r>(point: &'r EntryPointReport, mode: Mode, node: &str) -> Option<&'r OutcomeReport> {
    let is_it = |outcome: &&OutcomeReport| {
        outcome.modes.contains(&mode) && outcome.node.iter().any(|version| version == node)
    };
    point.outcomes.iter().find(is_it)
}

/// The report; `answers` are Node's, each to the question at its place in [`asked`].
pub fn build(
    package: &Package,
    report: &Report,
    answers: &[NodeVerdict],
    scene: &Scene,
    dependencies: Dependencies,
    scripts: Vec<ScriptRun>,
    runs: Vec<OwnRun>,
) -> SmokeReport {
    let answers: HashMap<_, _> = asked(report).into_iter().zip(answers).collect();
    let answer = |entry, mode, node| {
        let answer = answers.get(&SmokeQuestion { entry, mode, node });
        answer.map(|answer| NodeVerdict::clone(answer)).unwrap_or_default()
    };
    let mut entry_points = Vec::new();
    for (at, point) in report.entry_points.iter().enumerate() {
        let mut entry = SmokeEntry::new(point);
        for (mode, node) in ways(point, &report.node) {
            let version = report.node.get(node).cloned().unwrap_or_default();
            let Some(expected) = outcome_of(point, mode, &version) else { continue };
            let (expected, answer) = (StaticVerdict::from(expected), answer(at, mode, node));
            entry.outcomes.push(outcome(package, scene, mode, version, expected, answer));
        }
        entry_points.push(entry);
    }
    let summary = summary(&entry_points, &scripts, &runs);
    SmokeReport {
        schema: 1,
        package: report.package.clone(),
        node: report.node.clone(),
        containment: Vec::new(),
        ok: is_ok(&summary),
        dependencies,
        scripts,
        entry_points,
        runs,
        issue: None,
        summary,
    }
}

fn outcome(
    package: &Package,
    scene: &Scene,
    mode: Mode,
    version: String,
    expected: StaticVerdict,
    mut node: NodeVerdict,
) -> SmokeOutcome {
    let compared = compare(package, scene, mode, &expected, &node);
    if node.status == NodeStatus::Broken && compared.reason.is_some_and(Reason::is_about_the_test) {
        node.status = NodeStatus::Unknown;
    }
    let agrees = match node.status {
        NodeStatus::NotAsked | NodeStatus::Unknown => None,
        NodeStatus::Ok | NodeStatus::Broken => Some(compared.agrees),
    };
    SmokeOutcome {
        mode,
        version,
        expected,
        node,
        agrees,
        reason: compared.reason,
        explanation: compared.explanation,
        needs: compared.needs,
    }
}

fn is_ok(summary: &SmokeSummary) -> bool {
    let SmokeSummary { broken, unknown, failed_runs, failed_scripts, unknown_scripts, .. } = *summary;
    broken + unknown + failed_runs + failed_scripts + unknown_scripts == 0
}

fn summary(entries: &[SmokeEntry], scripts: &[ScriptRun], runs: &[OwnRun]) -> SmokeSummary {
    let is_other = |agrees: Option<bool>| agrees == Some(false);
    let outcomes = entries.iter().flat_map(|entry| &entry.outcomes);
    SmokeSummary {
        entry_points: entries.len(),
        loaded: entries.iter().filter(|entry| entry.is_loaded()).count(),
        optional: entries.iter().filter(|entry| entry.lacks_optional()).count(),
        broken: entries.iter().filter(|entry| entry.is_broken()).count(),
        unknown: entries.iter().filter(|entry| !entry.is_broken() && entry.is_unjudged()).count(),
        disagreements: outcomes.filter(|outcome| is_other(outcome.agrees)).count()
            + scripts.iter().filter(|script| is_other(script.agrees)).count(),
        failed_runs: runs.iter().filter(|run| !run.ok).count(),
        failed_scripts: scripts.iter().filter(|script| script.fails()).count(),
        unknown_scripts: scripts.iter().filter(|script| script.is_unjudged()).count(),
    }
}
