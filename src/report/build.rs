//! Facts and findings to a report.

use std::sync::Arc;

use crate::{
    diagnostic::{Diagnostic, Severity},
    entry_points::{EntryKind, EntryPoint, target_file},
    facts::{Facts, NodeFacts, is_meant},
    hash::HashMap,
    limits::Limits,
    link::{LinkCause, Verdict, made_at_installation},
    module::in_parallel,
    options::{Options, ShownSuggestions},
    package::Package,
    report::{
        EntryPointReport, ErrorReport, Finding, OutcomeReport, PackageReport, Report, Status, Summary, at,
        installable, lacking::InsteadOfModules,
    },
    resolve::{Mode, Resolution, error::ResolveError},
    rules::limit_reached::of_limit,
    secrets::hidden,
};

impl Report {
    /// The report on a package.
    pub fn build(facts: &Facts<'_>, findings: Vec<Diagnostic>, options: &Options) -> Self {
        let entry_points = || Arc::new(entry_points(facts.package, &facts.nodes));
        Self::of(facts.package, entry_points, findings, options)
    }

    /// The report on a package. Its entry points are asked for once the findings that are not shown are gone: each takes as much
    /// memory as an error of an entry point.
    pub fn of(
        package: &Package,
        entry_points: impl FnOnce() -> Arc<Vec<EntryPointReport>>,
        mut findings: Vec<Diagnostic>,
        options: &Options,
    ) -> Self {
        let severities: Vec<_> = findings.iter().map(|finding| finding.severity).collect();
        findings.truncate(most_findings(package.limits()));
        findings.shrink_to_fit();
        let entry_points = entry_points();
        let mut summary = summary(&entry_points, severities.iter().copied());
        let more = severities.len().saturating_sub(findings.len());
        let findings: Vec<Finding> = within(package.limits(), findings, more, &mut summary)
            .into_iter()
            .filter(|found| is_wanted(found.severity, options))
            .map(|found| finding(package, found))
            .collect();
        Self {
            schema: 1,
            package: package_report(package),
            node: options.node_names(),
            ok: summary.is_ok(options),
            strict: options.strict,
            suggestions: options.suggestions,
            instead: InsteadOfModules::of(package, &entry_points),
            is_untyped: is_untyped(&entry_points, options),
            entry_points,
            installable: installable(package),
            findings,
            summary,
        }
    }

    /// This report without the findings that the options ignore, and as strict as they are.
    pub fn judged_by(&self, options: &Options) -> Self {
        let mut report = self.clone();
        report.findings.retain(|finding| !options.ignore.iter().any(|name| name == finding.rule));
        report.summary =
            summary(&report.entry_points, report.findings.iter().map(|finding| finding.severity));
        // After they were counted: the summary tells of suggestions that are not shown, too.
        report.findings.retain(|finding| is_wanted(finding.severity, options));
        (report.strict, report.suggestions) = (options.strict, options.suggestions);
        report.ok = report.summary.is_ok(options);
        report
    }
}

/// Tells whether types were looked for where a module can be imported, and none were found.
fn is_untyped(entry_points: &[EntryPointReport], options: &Options) -> bool {
    let is_module =
        |outcome: &OutcomeReport| matches!(outcome.format.as_deref(), Some("module" | "commonjs"));
    let offers =
        |entry: &EntryPointReport| entry.kind != EntryKind::Bin && entry.outcomes.iter().any(is_module);
    !options.types_modes().is_empty()
        && entry_points.iter().any(offers)
        && entry_points.iter().all(|entry| entry.types.is_empty())
}

/// Tells whether the report is to have a finding of this weight.
fn is_wanted(severity: Severity, options: &Options) -> bool {
    severity != Severity::Suggestion || options.suggestions != ShownSuggestions::No
}

impl Summary {
    fn is_ok(&self, options: &Options) -> bool {
        self.broken == 0 && self.errors == 0 && (!options.strict || self.warnings == 0)
    }
}

/// The findings that may be printed.
fn most_findings(limits: &Limits) -> usize {
    usize::try_from(limits.findings).unwrap_or(usize::MAX)
}

/// Adds to the worst findings, which are as many as may be printed, that there are more. All of them are counted.
fn within(
    limits: &Limits,
    mut findings: Vec<Diagnostic>,
    more: usize,
    summary: &mut Summary,
) -> Vec<Diagnostic> {
    if more > 0 {
        findings.push(of_limit(&limits.findings().reached(format!("{more} more findings are not shown"))));
        summary.errors = summary.errors.saturating_add(1);
    }
    findings
}

/// Name, version, sizes and hashes of a package.
pub fn package_report(package: &Package) -> PackageReport {
    let packed = package.packed();
    PackageReport {
        name: package.declared_name().map(str::to_owned),
        version: package.version().map(str::to_owned),
        files: package.files().len(),
        unpacked_bytes: package.files().iter().map(|(_, file)| file.size()).sum(),
        packed_bytes: packed.map_or(0, |packed| packed.bytes().len() as u64),
        packed: packed.cloned(),
    }
}

/// The number of entry points that is worth a thread.
const GRAIN: usize = 256;

/// The outcomes of each entry point, over all versions of Node.
pub fn entry_points(package: &Package, nodes: &[Arc<NodeFacts>]) -> Vec<EntryPointReport> {
    let mut reports: Vec<EntryPointReport> = Vec::new();
    let mut place_of: HashMap<(EntryKind, &str), usize> = HashMap::default();
    for node in nodes {
        let judge = OutcomeJudge::new(package, node);
        let places: Vec<_> = node.entry_points.iter().enumerate().collect();
        let outcomes = in_parallel(&places, GRAIN, |(place, entry)| merged(judge.outcomes(*place, entry)));
        for (entry, outcomes) in node.entry_points.iter().zip(outcomes) {
            let next = reports.len();
            let known = *place_of.entry((entry.kind, &entry.subpath)).or_insert(next);
            match reports.get_mut(known) {
                Some(report) => outcomes.into_iter().for_each(|outcome| merge(&mut report.outcomes, outcome)),
                None => reports.push(report_of(package, entry, outcomes)),
            }
        }
    }
    reports
}

fn report_of(package: &Package, entry: &EntryPoint, outcomes: Vec<OutcomeReport>) -> EntryPointReport {
    EntryPointReport {
        subpath: entry.subpath.clone(),
        specifier: entry.specifier(package),
        kind: entry.kind,
        pattern: entry.pattern.clone(),
        outcomes,
        types: Vec::new(),
    }
}

/// Equal outcomes as one. First over the modes of one version, so that versions that agree in all modes become one, too.
fn merged(outcomes: Vec<OutcomeReport>) -> Vec<OutcomeReport> {
    let mut merged = Vec::new();
    outcomes.into_iter().for_each(|outcome| merge(&mut merged, outcome));
    merged
}

/// Adds an outcome to those it is equal to, over modes or over versions.
fn merge(outcomes: &mut Vec<OutcomeReport>, outcome: OutcomeReport) {
    let is_equal = |other: &&mut OutcomeReport| {
        // An outcome stands for all its modes in all its versions. If both differed, it would claim pairs
        // that were not seen.
        let one_axis = other.modes == outcome.modes || other.node == outcome.node;
        one_axis && other.says_the_same(&outcome)
    };
    match outcomes.iter_mut().find(is_equal) {
        Some(earlier) => {
            earlier.modes.extend(
                outcome
                    .modes
                    .iter()
                    .filter(|mode| !earlier.modes.contains(mode))
                    .copied()
                    .collect::<Vec<_>>(),
            );
            earlier.node.extend(
                outcome.node.iter().filter(|node| !earlier.node.contains(node)).cloned().collect::<Vec<_>>(),
            );
        }
        None => outcomes.push(outcome),
    }
}

/// Says of each entry point what one version of Node makes of it.
struct OutcomeJudge<'f> {
    package: &'f Package,
    node: String,
    verdicts: HashMap<(usize, Mode), &'f Verdict>,
}

impl<'f> OutcomeJudge<'f> {
    fn new(package: &'f Package, facts: &'f NodeFacts) -> Self {
        let verdicts =
            facts.linkage.verdicts.iter().map(|verdict| ((verdict.entry, verdict.mode), verdict)).collect();
        Self { package, node: facts.node.version.to_string(), verdicts }
    }

    fn outcomes(&self, place: usize, entry: &EntryPoint) -> Vec<OutcomeReport> {
        let outcome = |(mode, resolution): &(Mode, Resolution)| self.outcome(place, entry, *mode, resolution);
        entry.resolutions.iter().map(outcome).collect()
    }

    fn outcome(
        &self,
        place: usize,
        entry: &EntryPoint,
        mode: Mode,
        resolution: &Resolution,
    ) -> OutcomeReport {
        let verdict = self.verdicts.get(&(place, mode)).copied();
        let errors = self.errors(entry, resolution, verdict);
        OutcomeReport {
            modes: vec![mode],
            node: vec![self.node.clone()],
            status: if errors.is_empty() { Status::Ok } else { Status::Broken },
            target: target_file(resolution).map(ToString::to_string),
            format: verdict.and_then(|verdict| verdict.format).map(|format| format.name().to_owned()),
            exports: verdict.map(|verdict| verdict.names.names.iter().cloned().collect()).unwrap_or_default(),
            exports_complete: verdict.is_some_and(|verdict| verdict.names.complete),
            errors,
            deps: Vec::new(),
            is_meant: is_meant(self.package, entry, mode, verdict),
        }
    }

    fn errors(
        &self,
        entry: &EntryPoint,
        resolution: &Resolution,
        verdict: Option<&Verdict>,
    ) -> Vec<ErrorReport> {
        match &resolution.result {
            // An install script may make the file: that is a warning, and breaks no entry point.
            Err(error) if made_at_installation(self.package, error, "").is_some() => Vec::new(),
            Err(error) => vec![self.unresolved(entry, error)],
            Ok(_) => verdict
                .into_iter()
                .flat_map(|verdict| &verdict.causes)
                .map(|cause| cause_report(self.package, cause))
                .collect(),
        }
    }

    fn unresolved(&self, entry: &EntryPoint, error: &ResolveError) -> ErrorReport {
        let report = unresolved(self.package, error);
        let declared = entry.declared.as_ref().map(|place| at(self.package, place));
        ErrorReport { at: report.at.or(declared), ..report }
    }
}

/// A specifier that does not resolve, with the line and column of the place in package.json.
pub fn unresolved(package: &Package, error: &ResolveError) -> ErrorReport {
    ErrorReport {
        code: error.code().to_owned(),
        message: hidden(error.to_string()),
        missing: error.missing().map(str::to_owned).map(hidden),
        at: error.at().map(|place| at(package, place)),
        chain: Vec::new(),
        package: None,
        help: None,
    }
}

/// A cause, with the line and column of its place.
pub fn cause_report(package: &Package, cause: &LinkCause) -> ErrorReport {
    let told = |text: &str| hidden(told(text, cause.is_brief));
    ErrorReport {
        code: cause.fault.code.to_owned(),
        message: told(&cause.fault.message),
        missing: cause.fault.missing.as_deref().map(told),
        at: Some(at(package, &cause.fault.at)),
        chain: cause.chain.iter().map(ToString::to_string).collect(),
        package: package.owner(&cause.fault.at.file),
        help: None,
    }
}

/// The number of characters that are told of a text whose beginning suffices.
const BRIEF: usize = 200;

/// A text, or only its beginning.
fn told(text: &str, is_brief: bool) -> String {
    match text.char_indices().nth(BRIEF).filter(|_| is_brief) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn finding(package: &Package, diagnostic: Diagnostic) -> Finding {
    Finding {
        rule: diagnostic.rule,
        severity: diagnostic.severity,
        message: hidden(diagnostic.message),
        help: diagnostic.help.map(hidden),
        at: diagnostic.at.map(|place| at(package, &place)),
        also: diagnostic.also.iter().map(|place| at(package, place)).collect(),
        entry_points: diagnostic.entry_points.into_iter().collect(),
        modes: diagnostic.modes.into_iter().collect(),
        reached_from: diagnostic.reached_from.into_iter().collect(),
        deps: Vec::new(),
    }
}

fn summary(entry_points: &[EntryPointReport], severities: impl Iterator<Item = Severity> + Clone) -> Summary {
    let count = |severity| severities.clone().filter(|other| *other == severity).count();
    Summary {
        entry_points: entry_points.len(),
        broken: entry_points.iter().filter(|entry| entry.is_broken()).count(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        suggestions: count(Severity::Suggestion),
    }
}

impl OutcomeReport {
    /// Tells whether another outcome is the same but for its modes and versions.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        // All fields are named, so that a new field must be compared or left out on purpose. The long lists come last.
        let Self {
            modes: _,
            node: _,
            deps: _,
            status,
            target,
            format,
            exports,
            exports_complete,
            errors,
            is_meant,
        } = self;
        *status == other.status
            && *target == other.target
            && *format == other.format
            && *exports_complete == other.exports_complete
            && *is_meant == other.is_meant
            && *errors == other.errors
            && *exports == other.exports
    }
}

impl EntryPointReport {
    /// Tells whether Node finds something at it, in any mode.
    pub fn is_offered(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.status == Status::Ok)
    }

    /// Tells whether it is broken in a mode that it is meant for.
    pub fn is_broken(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.is_meant && outcome.status == Status::Broken)
    }
}
