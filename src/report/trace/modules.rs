//! Reports the source modules, and those that are imported but not there.

use super::{
    places::ProjectPlaces,
    words::{self, listed},
};
use crate::{
    link::LinkCause,
    package::Package,
    path::PackagePath,
    report::{
        At, ErrorReport,
        build::cause_report,
        trace::{ExcludedReport, ImportReport, ModuleReport, OverwrittenReport},
    },
    text::Span,
    trace::{
        ProjectTrace,
        absent::{AbsentSource, ImporterPlace},
        fate::{OfferedNames, Overwriting, TracedModule},
        meant::MeantBy,
        packing::ExcludedBy,
        plan::BuildPlan,
        source_path::SourcePath,
        stage::{Mapping, Stage},
    },
};

/// Every module, sorted by its source.
pub(super) fn modules(
    trace: &ProjectTrace<'_>,
    package: &Package,
    places: ProjectPlaces<'_>,
) -> Vec<ModuleReport> {
    let traced = trace.modules.iter().zip(&trace.texts);
    let mut errors = ModuleErrors { package, left: MOST_NAMED };
    let own = traced.map(|(module, text)| {
        let errors = errors.of(module.causes());
        ModuleReport { errors, ..report(module, &text.names, &trace.plan) }
    });
    let mut modules: Vec<ModuleReport> =
        own.chain(trace.absent.iter().map(|absent| absent_report(absent, places))).collect();
    modules.sort_by(|a, b| a.source.cmp(&b.source));
    modules
}

/// The errors and files that are named of all modules together. After that, a module has one error, with the ends of its chain.
const MOST_NAMED: usize = 1 << 18;

/// The errors of modules, as many as may still be told.
struct ModuleErrors<'p> {
    package: &'p Package,
    left: usize,
}

impl ModuleErrors<'_> {
    fn of(&mut self, causes: &[LinkCause]) -> Vec<ErrorReport> {
        let mut errors = Vec::new();
        for cause in causes {
            match self.left.checked_sub(1 + cause.chain.len()) {
                Some(left) => {
                    self.left = left;
                    errors.push(cause_report(self.package, cause));
                }
                None if errors.is_empty() => return vec![self.brief(cause)],
                None => break,
            }
        }
        errors
    }

    fn brief(&self, cause: &LinkCause) -> ErrorReport {
        let ends: Vec<&PackagePath> = match cause.chain.as_slice() {
            [first, .., last] => vec![first, last],
            short => short.iter().collect(),
        };
        let brief = LinkCause { chain: ends.into_iter().cloned().collect(), ..cause.clone() };
        cause_report(self.package, &brief)
    }
}

fn report(module: &TracedModule, names: &[String], plan: &BuildPlan<'_>) -> ModuleReport {
    let mut steps: Vec<usize> = module.outputs.iter().filter_map(|output| output.step).collect();
    steps.sort_unstable();
    steps.dedup();
    ModuleReport {
        source: module.source.to_string(),
        stage: module.stage(),
        lost: module.is_lost(),
        unknown: module.is_unknown(),
        meant_by: module.meant_by.as_ref().map(words::meant),
        step: steps.last().and_then(|step| command(plan, *step)),
        outputs: module.outputs.iter().map(|output| output.path.to_string()).collect(),
        packed_as: module.packed_as.iter().map(ToString::to_string).collect(),
        specifiers: module.specifiers().to_vec(),
        reason: words::reason(module, plan),
        mapping: module.mapping,
        names: names.to_vec(),
        imports: module.imports().iter().map(import).collect(),
        bins: module.bins.clone(),
        steps,
        overwritten_by: module.overwriting().map(|overwriting| overwritten(overwriting, plan)),
        excluded_by: module.excluded().map(|(output, by)| excluded(output, by)),
        errors: Vec::new(),
    }
}

fn command(plan: &BuildPlan<'_>, step: usize) -> Option<String> {
    plan.steps.get(step).map(|step| step.command.clone())
}

fn import(offer: &OfferedNames) -> ImportReport {
    ImportReport { specifier: offer.specifier.clone(), names: offer.names.clone() }
}

fn overwritten(overwriting: &Overwriting, plan: &BuildPlan<'_>) -> OverwrittenReport {
    OverwrittenReport {
        output: overwriting.output.to_string(),
        source: overwriting.source.to_string(),
        first: command(plan, overwriting.first).unwrap_or_default(),
        then: command(plan, overwriting.then).unwrap_or_default(),
    }
}

fn excluded(output: &SourcePath, by: &ExcludedBy) -> ExcludedReport {
    let (file, line, pattern) = match by {
        ExcludedBy::IgnoreLine { pattern, file, line } => (&**file, Some(*line), pattern.as_str()),
        ExcludedBy::FilesEntry { pattern, line } => ("package.json", Some(*line), pattern.as_str()),
        ExcludedBy::NoFilesEntry { line } => ("package.json", Some(*line), "\"files\""),
        ExcludedBy::Npm { pattern } => ("npm", None, pattern.as_str()),
    };
    ExcludedReport { output: output.to_string(), file: file.to_owned(), line, pattern: pattern.to_owned() }
}

/// A module that is imported, but not in the source tree.
fn absent_report(absent: &AbsentSource, places: ProjectPlaces<'_>) -> ModuleReport {
    let (stage, what) = match &absent.near {
        Some(near) => {
            (Stage::CaseDiffers, format!("the file is {near}: found on Windows and macOS, not on Linux"))
        }
        None => (Stage::Missing, "it is not in the source tree".to_owned()),
    };
    let importers: Vec<At> = absent.importers.iter().map(|importer| at(importer, places)).collect();
    let who: Vec<String> = importers.iter().map(|at| format!("{}:{}", at.file, at.line)).collect();
    let verb = if who.len() > 1 { "import" } else { "imports" };
    let error = |at: At| ErrorReport {
        code: "ERR_MODULE_NOT_FOUND".to_owned(),
        message: format!("{} imports {}, and {what}", at.file, absent.path),
        missing: Some(absent.path.to_string()),
        at: Some(at),
        chain: Vec::new(),
        package: None,
        help: None,
    };
    ModuleReport {
        source: absent.path.to_string(),
        stage,
        lost: absent.meant_by.is_some(),
        unknown: false,
        meant_by: absent.meant_by.clone().map(|importer| words::meant(&MeantBy::Import(importer))),
        step: None,
        outputs: Vec::new(),
        packed_as: Vec::new(),
        specifiers: Vec::new(),
        reason: format!("{} {verb} it; {what}", listed(&who, 2)),
        mapping: Mapping::Unknown,
        names: Vec::new(),
        imports: Vec::new(),
        bins: Vec::new(),
        steps: Vec::new(),
        overwritten_by: None,
        excluded_by: None,
        errors: importers.into_iter().map(error).collect(),
    }
}

/// The place of an import.
pub(super) fn at(importer: &ImporterPlace, places: ProjectPlaces<'_>) -> At {
    places.at(&importer.source, Span::new(importer.offset, importer.offset))
}
