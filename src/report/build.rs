//! Facts and findings to a report.

use crate::{
    diagnostic::{Diagnostic, Severity},
    entry_points::{EntryPoint, target_file},
    facts::{Facts, NodeFacts},
    options::Options,
    package::Package,
    report::{
        At, EntryPointReport, ErrorReport, Finding, OutcomeReport, PackageReport, Report, Status, Summary,
    },
    resolve::{Mode, Resolution, Resolver, error::Place},
    text::position,
};

impl Report {
    /// The report on a package.
    pub fn build(facts: &Facts<'_>, findings: Vec<Diagnostic>, options: &Options) -> Self {
        let package = facts.package;
        let entry_points = entry_points(facts);
        let findings: Vec<Finding> = findings.into_iter().map(|found| finding(package, found)).collect();
        let summary = summary(&entry_points, &findings);
        let is_ok = summary.broken == 0 && summary.errors == 0 && (!options.strict || summary.warnings == 0);
        Self {
            schema: 1,
            package: package_report(package),
            node: options.nodes.iter().map(ToString::to_string).collect(),
            ok: is_ok,
            entry_points,
            findings,
            summary,
        }
    }
}

/// What a package is.
pub fn package_report(package: &Package) -> PackageReport {
    let hashes = package.hashes();
    PackageReport {
        name: package.declared_name().map(str::to_owned),
        version: package.version().map(str::to_owned),
        files: package.files().len(),
        unpacked_bytes: package.files().iter().map(|(_, file)| file.size()).sum(),
        packed_bytes: package.packed_bytes().unwrap_or_default(),
        integrity: hashes.map(|hashes| hashes.integrity.clone()).unwrap_or_default(),
        shasum: hashes.map(|hashes| hashes.shasum.clone()).unwrap_or_default(),
    }
}

/// Lines and columns of a place.
pub fn at(package: &Package, place: &Place) -> At {
    let text = package.files().contents(place.file.as_str()).unwrap_or_default();
    let start = position(text, place.span.start);
    let end = position(text, place.span.end.max(place.span.start));
    At {
        file: place.file.to_string(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn entry_points(facts: &Facts<'_>) -> Vec<EntryPointReport> {
    let mut reports: Vec<EntryPointReport> = Vec::new();
    for node in &facts.nodes {
        let mut judge = Judge::new(facts.package, node);
        for entry in &node.entry_points {
            let outcomes = judge.outcomes(entry);
            let is_same =
                |other: &&mut EntryPointReport| (other.kind, &other.subpath) == (entry.kind, &entry.subpath);
            match reports.iter_mut().find(is_same) {
                Some(report) => outcomes.into_iter().for_each(|outcome| merge(&mut report.outcomes, outcome)),
                None => reports.push(report_of(facts.package, entry, outcomes)),
            }
        }
    }
    reports
}

fn report_of(package: &Package, entry: &EntryPoint, outcomes: Vec<OutcomeReport>) -> EntryPointReport {
    let mut merged = Vec::new();
    outcomes.into_iter().for_each(|outcome| merge(&mut merged, outcome));
    EntryPointReport {
        subpath: entry.subpath.clone(),
        specifier: entry.specifier(package),
        kind: entry.kind,
        pattern: entry.pattern.clone(),
        outcomes: merged,
    }
}

/// Adds an outcome to those it is equal to, over modes or over versions.
fn merge(outcomes: &mut Vec<OutcomeReport>, outcome: OutcomeReport) {
    let plain = |outcome: &OutcomeReport| OutcomeReport { modes: vec![], node: vec![], ..outcome.clone() };
    let is_equal = |other: &&mut OutcomeReport| {
        let one_axis = other.modes == outcome.modes || other.node == outcome.node;
        one_axis && plain(other) == plain(&outcome)
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
struct Judge<'p> {
    package: &'p Package,
    node: String,
    import: Resolver<'p>,
    require: Resolver<'p>,
}

impl<'p> Judge<'p> {
    fn new(package: &'p Package, facts: &NodeFacts) -> Self {
        Self {
            package,
            node: facts.node.version.to_string(),
            import: Resolver::new(package, Mode::Import, &facts.node),
            require: Resolver::new(package, Mode::Require, &facts.node),
        }
    }

    fn outcomes(&mut self, entry: &EntryPoint) -> Vec<OutcomeReport> {
        entry.resolutions.iter().map(|(mode, resolution)| self.outcome(entry, *mode, resolution)).collect()
    }

    fn outcome(&self, entry: &EntryPoint, mode: Mode, resolution: &Resolution) -> OutcomeReport {
        let resolver = if mode == Mode::Import { &self.import } else { &self.require };
        let target = target_file(resolution);
        let format = target.and_then(|path| resolver.format_of(path).ok());
        OutcomeReport {
            modes: vec![mode],
            node: vec![self.node.clone()],
            status: if resolution.result.is_ok() { Status::Ok } else { Status::Broken },
            target: target.map(ToString::to_string),
            format: format.map(|format| format.name().to_owned()),
            exports: Vec::new(),
            exports_complete: false,
            errors: self.errors(entry, resolution),
            is_meant: entry.is_meant_for(self.package, mode),
        }
    }

    fn errors(&self, entry: &EntryPoint, resolution: &Resolution) -> Vec<ErrorReport> {
        let Err(error) = &resolution.result else { return Vec::new() };
        let place = error.at().or(entry.declared.as_ref());
        vec![ErrorReport {
            code: error.code().to_owned(),
            message: error.to_string(),
            missing: error.missing().map(str::to_owned),
            at: place.map(|place| at(self.package, place)),
            chain: Vec::new(),
        }]
    }
}

fn finding(package: &Package, diagnostic: Diagnostic) -> Finding {
    Finding {
        rule: diagnostic.rule,
        severity: diagnostic.severity,
        message: diagnostic.message,
        help: diagnostic.help,
        at: diagnostic.at.map(|place| at(package, &place)),
        entry_points: diagnostic.entry_points.into_iter().collect(),
        modes: diagnostic.modes.into_iter().collect(),
    }
}

fn summary(entry_points: &[EntryPointReport], findings: &[Finding]) -> Summary {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Summary {
        entry_points: entry_points.len(),
        broken: entry_points.iter().filter(|entry| entry.is_broken()).count(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
    }
}

impl EntryPointReport {
    /// Whether it is broken in a mode that it is meant for.
    pub fn is_broken(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.is_meant && outcome.status == Status::Broken)
    }
}
