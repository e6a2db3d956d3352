//! Draws a trace as Markdown and as a page of HTML.

pub mod html;
pub mod markdown;
mod tree;

use crate::{
    render::text::counted,
    report::{
        At,
        trace::{ComponentReport, ModuleReport, TraceReport, TraceSummary},
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
        station("Source", "in the project", modules, &absent),
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
    let count = |wanted: fn(&ModuleReport) -> bool| report.modules.iter().filter(|it| wanted(it)).count();
    let absent = count(|module| module.stage.is_absent() && module.lost);
    let meant = count(|it| !it.stage.is_absent() && !it.unknown && it.meant_by.is_some());
    let lost = count(|module| module.lost && !module.stage.is_absent());
    let broken = report.summary.broken_entry_points;
    match (meant, lost, absent) {
        (0, ..) if report.modules.is_empty() => "There is no source module".to_owned(),
        (_, 0, 0) if broken > 0 && !report.is_followed() => {
            format!("{} broken, although no source module is lost", verb(broken, "entry point"))
        }
        (0, 0, 0) if report.summary.unknown > 0 => "Nothing is known to be lost".to_owned(),
        (0, 0, 0) => "Nothing says that a module is meant to be imported, and none is lost".to_owned(),
        (_, 0, 0) => "Every source module that is meant to arrive does".to_owned(),
        (_, 0, _) => format!("{} imported, but not there", verb(absent, "module")),
        _ => format!(
            "{} lost on the way to those who import {}",
            of_all(
                lost,
                &format!(
                    "{} that {} meant to arrive",
                    counted(meant, "source module"),
                    if meant == 1 { "is" } else { "are" }
                )
            ),
            if meant == 1 { "it" } else { "them" }
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
        _ if row.unknown => "not known",
        stage if !row.lost && !row.downstream && stage != Stage::Unreachable => "left over",
        Stage::Importable => "ready",
        stage => label(stage),
    }
}
