//! Draws a trace as Markdown and as a page of HTML.

pub mod html;
pub mod markdown;
mod tree;

use crate::{
    render::text::counted,
    report::{
        At,
        trace::{ComponentReport, TraceReport, TraceSummary},
    },
    trace::stage::Stage,
};

/// A box of the way: the number of modules that get there, and of those that are lost on the way to it.
struct TraceStation {
    title: &'static str,
    /// The words for being there.
    note: &'static str,
    modules: usize,
    lost: Vec<(Stage, usize)>,
}

/// The boxes of the way from the source to those who import it.
fn stations(summary: &TraceSummary) -> [TraceStation; 5] {
    let station = |title, note, modules, lost: &[(Stage, usize)]| TraceStation {
        title,
        note,
        modules,
        lost: lost.iter().copied().filter(|(_, count)| *count > 0).collect(),
    };
    let TraceSummary { modules, compiled, packed, reached, importable, .. } = *summary;
    let absent = [(Stage::Missing, summary.missing), (Stage::CaseDiffers, summary.case_differs)];
    let unbuilt = [(Stage::NotCompiled, summary.not_compiled), (Stage::Overwritten, summary.overwritten)];
    [
        station("Source", "modules of the project", modules, &absent),
        station("Compiled", "the build writes them", compiled, &unbuilt),
        station("Packed", "in the tarball", packed, &[(Stage::NotPacked, summary.not_packed)]),
        station(
            "Exported",
            "an entry point reaches them",
            reached,
            &[(Stage::Unreachable, summary.unreachable)],
        ),
        station("Importable", "a consumer gets them", importable, &[(Stage::Broken, summary.broken)]),
    ]
}

/// The trace in a sentence; only about the modules that are followed, where these are not all.
fn verdict(report: &TraceReport) -> String {
    let at = |wanted: fn(Stage) -> bool| report.modules.iter().filter(|module| wanted(module.stage)).count();
    let absent = at(Stage::is_absent);
    let modules = report.modules.len() - absent;
    let lost = at(|stage| stage.is_wrong() && !stage.is_absent());
    let importable = at(|stage| stage == Stage::Importable);
    match (modules, lost, absent) {
        (0, _, 0) => "There is no source module".to_owned(),
        (_, 0, 0) if importable == modules => "Every source module arrives".to_owned(),
        (_, 0, 0) => format!("No source module is lost: {importable} of {modules} can be imported"),
        (_, 0, _) => format!("{} imported, but not there", verb(absent, "module")),
        _ => format!(
            "{} lost on the way to those who import them",
            of_all(lost, &counted(modules, "source module"))
        ),
    }
}

fn of_all(count: usize, all: &str) -> String {
    format!("{count} of {all} {}", if count == 1 { "is" } else { "are" })
}

fn verb(count: usize, noun: &str) -> String {
    format!("{} {}", counted(count, noun), if count == 1 { "is" } else { "are" })
}

/// The stage in as few words as fit beside a name.
fn label(stage: Stage) -> &'static str {
    match stage {
        Stage::Missing => "not there",
        Stage::CaseDiffers => "case differs",
        Stage::NotCompiled => "not compiled",
        Stage::Overwritten => "overwritten",
        Stage::NotPacked => "not packed",
        Stage::Unreachable => "not exported",
        Stage::Broken => "does not import",
        Stage::Importable => "importable",
    }
}

/// A folder as it is shown; the project itself has no name.
fn folder_name(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

/// A place as editors write it.
fn place(at: &At) -> String {
    format!("{}:{}:{}", at.file, at.line, at.column)
}

/// The status of a component in words.
fn status(row: &ComponentReport) -> &'static str {
    match row.stage {
        Stage::Importable => "ready",
        stage => label(stage),
    }
}
