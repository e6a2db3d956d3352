//! The reasons why an entry point fails in the ways that a test asks of it, with what to do, promised or not.

use crate::{
    link::fault::FaultKind,
    options::Options,
    render::{
        terminal::Terminal,
        text::{Detail, mode_name, render_broken},
    },
    report::{
        EntryPointReport, ErrorReport, Finding, InstallableReport, OutcomeReport, Report, Status, help::help,
    },
    resolve::{Mode, NodeTarget},
    session::Session,
};

/// The causes that break entry points, as `check` shows them. The outcomes that count are those that are meant.
pub(super) fn reasons(
    session: &Session,
    mut entries: Vec<EntryPointReport>,
    options: &Options,
    terminal: Terminal,
) -> String {
    let report = session.report(options);
    let mut findings = report.findings.clone();
    for entry in entries.iter_mut() {
        let AskedEntry { subpath, specifier } = AskedEntry::of(entry);
        for outcome in entry.outcomes.iter_mut().filter(|outcome| counts(outcome)) {
            let (modes, nodes) = (outcome.modes.clone(), outcome.node.clone());
            for error in &mut outcome.errors {
                findings.extend(adopted(&report, error, &subpath, &modes));
                error.help = advice(session, &specifier, &modes, &nodes, options);
            }
        }
    }
    let shown = Report {
        schema: report.schema,
        package: report.package.clone(),
        node: report.node.clone(),
        ok: false,
        strict: report.strict,
        suggestions: report.suggestions,
        entry_points: entries.into(),
        installable: InstallableReport::default(),
        findings,
        summary: report.summary,
        instead: None,
        is_untyped: false,
    };
    render_broken(&shown, session.package(), terminal, Detail::Folded)
}

/// Tells whether an outcome is a failure that counts.
pub(super) fn counts(outcome: &OutcomeReport) -> bool {
    outcome.is_meant && outcome.status == Status::Broken
}

struct AskedEntry {
    subpath: String,
    specifier: String,
}

impl AskedEntry {
    fn of(entry: &EntryPointReport) -> Self {
        Self { subpath: entry.subpath.clone(), specifier: entry.specifier.clone() }
    }
}

/// A finding about the same place that the check did not hold against this entry point.
fn adopted(report: &Report, error: &ErrorReport, subpath: &str, modes: &[Mode]) -> Option<Finding> {
    let found = report.finding_at(error.at.as_ref()?)?;
    let entry_points = vec![subpath.to_owned()];
    Some(Finding {
        severity: crate::diagnostic::Severity::Error,
        entry_points,
        modes: modes.to_vec(),
        ..found.clone()
    })
}

/// The advice where no finding has it: about a specifier that leads nowhere, or that is asked for in the wrong way.
fn advice(
    session: &Session,
    specifier: &str,
    modes: &[Mode],
    nodes: &[String],
    options: &Options,
) -> Option<String> {
    let targets = options.targets();
    let node = targets.iter().find(|node| nodes.contains(&node.version.to_string()))?;
    let mode = *modes.first()?;
    let answer = session.answer(specifier, mode, node);
    let advice = match &answer.resolution.result {
        Err(error) => help(session.package(), mode, node, error),
        Ok(_) => answer
            .verdict?
            .causes
            .iter()
            .find(|cause| cause.is_entry)
            .map(|cause| wrong_way(&cause.fault.kind)),
    }?;
    match other_way(session, specifier, modes, node) {
        Some(other) => Some(format!("{advice}; {other}")),
        None => Some(advice),
    }
}

fn wrong_way(kind: &FaultKind) -> String {
    match kind {
        FaultKind::RequiredModule => {
            "it is an ES module, which this version of Node cannot require: pack a CommonJS build of it, too, under a \
             \"require\" condition"
                .to_owned()
        }
        FaultKind::RequiredAsync { awaiting } => {
            format!("no version of Node can require it, for {awaiting} awaits at its top level")
        }
        FaultKind::RequiredWasm { file } => {
            format!("this version of Node cannot require an ES module that imports WebAssembly, as {file}")
        }
        FaultKind::Attribute => "import it `with { type: \"json\" }`".to_owned(),
        _ => "it is no module that Node can load".to_owned(),
    }
}

/// The other mode, where that works.
pub(super) fn other_way(
    session: &Session,
    specifier: &str,
    modes: &[Mode],
    node: &NodeTarget,
) -> Option<String> {
    let other = [Mode::Import, Mode::Require].into_iter().find(|mode| !modes.contains(mode))?;
    let answer = session.answer(specifier, other, node);
    let target = crate::entry_points::target_file(&answer.resolution)?.to_string();
    let links = answer.verdict.is_some_and(|verdict| verdict.causes.is_empty());
    links.then(|| format!("{} works, and leads to {target}", mode_name(other)))
}
