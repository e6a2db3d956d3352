//! The tree of source modules, with the filter above it. Without the script, all modules are shown.

use maud::{Markup, PreEscaped, html};

use super::shown::{ShownEnd, code, codes, link, prose, shown};
use crate::{
    render::trace::{
        place,
        tree::{TreeWalk, walk},
    },
    report::{
        ErrorReport,
        trace::{ExcludedReport, ImportReport, ModuleReport, OverwrittenReport, TraceReport},
    },
    trace::stage::{Mapping, Stage},
};

/// With more modules than this, browsers lay out only the part of the tree that is in sight.
const MANY: usize = 500;

/// Folders in which modules are lost stand open, unless more than this are lost.
const MOST_OPEN: usize = 300;

pub(super) fn section(report: &TraceReport) -> Markup {
    html! {
        section #modules aria-labelledby="every" {
            h2 #every { "Every source module" }
            @if report.modules.is_empty() { p .faint { "There is none." } } @else { (filter(report)) (tree(report)) }
        }
    }
}

fn filter(report: &TraceReport) -> Markup {
    let total = report.modules.len();
    html! {
        div #filter .filter role="search" aria-label="Filter the modules" hidden {
            div .find {
                label for="q" .unseen { "Path, name or specifier" }
                input #q type="search" placeholder="Path, exported name or specifier" autocomplete="off" spellcheck="false" aria-controls="tree" aria-keyshortcuts="/";
                kbd aria-hidden="true" { "/" }
            }
            fieldset {
                legend .unseen { "Only what ends here" }
                @for (end, count) in ends(report) {
                    label .chip.(end.tone()) title=(end.title()) {
                        input type="checkbox" name="stage" value=(end.name());
                        span { (end.label()) " " b { (count) } }
                    }
                }
            }
            p .tally {
                span { b #shown { (total) } " of " (total) " shown" }
                button #clear type="button" hidden { "Clear" }
                button #expand type="button" { "Open all folders" }
                button #collapse type="button" { "Close all" }
            }
        }
        p #none .faint hidden { "No module is like that." }
    }
}

/// The ends that modules have, each with their number.
pub(super) fn ends(report: &TraceReport) -> Vec<(ShownEnd, usize)> {
    let at = |stage: Stage| {
        let here = report.modules.iter().filter(move |module| module.stage == stage && !module.unknown);
        (ShownEnd::joined(stage, here.clone().any(|module| module.lost)), here.count())
    };
    let unknown = report.modules.iter().filter(|module| module.unknown).count();
    let all = Stage::ALL.into_iter().map(at).chain([(ShownEnd::NotKnown, unknown)]);
    all.filter(|(_, count)| *count > 0).collect()
}

fn tree(report: &TraceReport) -> Markup {
    let mut items: Vec<_> = report.modules.iter().map(|module| (module.source.as_str(), module)).collect();
    items.sort_by_key(|(source, _)| *source);
    let lost = items.iter().filter(|(_, module)| module.lost).count();
    let steps = walk(&items).into_iter().map(|step| match step {
        TreeWalk::Enter { name, depth, items } => enter(name, items, depth == 0 || lost <= MOST_OPEN),
        TreeWalk::File { name, item, .. } => file(name, item).into_string(),
        TreeWalk::Leave => "</ul></details></li>\n".to_owned(),
    });
    html! { ul #tree .tree.many[items.len() > MANY] { (PreEscaped(steps.collect::<String>())) } }
}

/// The beginning of a folder; `TreeWalk::Leave` is its end.
fn enter(name: &str, items: &[(&str, &ModuleReport)], may_open: bool) -> String {
    let lost = items.iter().filter(|(_, module)| module.lost).count();
    let summary = html! {
        summary {
            span .name { (code(&format!("{name}/"))) }
            @if lost > 0 { span .says.bad { (lost) " of " (items.len()) " lost" } } @else { span .faint { (items.len()) } }
        }
    };
    let open = if lost > 0 && may_open { " open" } else { "" };
    format!("<li class=\"f\"><details{open}>{}<ul>\n", summary.into_string())
}

fn file(name: &str, module: &ModuleReport) -> Markup {
    let end = ShownEnd::of(module);
    html! {
        li .m data-s=(end.name()) {
            details {
                summary {
                    span .name { (code(name)) }
                    i .far.(end.tone()).{ "to" (far(module.stage)) } aria-hidden="true" {}
                    (end.says(end.label()))
                }
                (inside(module))
            }
        }
        "\n"
    }
}

/// The last of the five stations that a module of this stage gets to.
fn far(stage: Stage) -> u8 {
    match stage {
        Stage::Missing | Stage::CaseDiffers => 0,
        Stage::NotCompiled | Stage::Overwritten => 1,
        Stage::NotPacked => 2,
        Stage::Unreachable => 3,
        Stage::Broken => 4,
        Stage::Importable => 5,
    }
}

fn inside(module: &ModuleReport) -> Markup {
    html! {
        div .inside {
            p .reason { (prose(&module.reason)) }
            dl {
                dt { "Source" } dd .source { a href=(link(&module.source)) { (code(&module.source)) } }
                @if let Some(step) = &module.step { dt { "Step" } dd { (code(step)) } }
                (row("Outputs", &module.outputs))
                (row("Packed as", &module.packed_as))
                (row("Specifiers", &module.specifiers))
                (imports(&module.imports))
                @if module.imports.is_empty() { (row("Exports", &module.names)) }
                (row("Commands", &module.bins))
                @if let Some(overwritten) = &module.overwritten_by { (over(overwritten)) }
                @if let Some(excluded) = &module.excluded_by { (excluded_by(excluded)) }
                (errors(&module.errors))
                @if let Some(known) = known(module.mapping) { dt { "Known from" } dd { (known) } }
            }
        }
    }
}

fn row(title: &str, texts: &[String]) -> Markup {
    html! { @if !texts.is_empty() { dt { (title) } dd { (codes(texts)) } } }
}

fn imports(imports: &[ImportReport]) -> Markup {
    html! {
        @for import in imports {
            dt { "From " (code(&import.specifier)) }
            dd { (codes(&import.names)) }
        }
    }
}

fn over(overwritten: &OverwrittenReport) -> Markup {
    html! {
        dt { "Overwritten" }
        dd {
            (code(&overwritten.output)) " is written by " (code(&overwritten.first)) ", then by " (code(&overwritten.then))
            " from " a href=(link(&overwritten.source)) { (code(&overwritten.source)) }
        }
    }
}

fn excluded_by(excluded: &ExcludedReport) -> Markup {
    let line = excluded.line.map(|line| format!(":{line}")).unwrap_or_default();
    html! {
        dt { "Kept out" }
        dd { (code(&excluded.output)) " by " (code(&excluded.pattern)) " in " (code(&format!("{}{line}", excluded.file))) }
    }
}

fn errors(errors: &[ErrorReport]) -> Markup {
    const MOST: usize = 5;
    html! {
        @if !errors.is_empty() {
            dt { "Node says" }
            dd {
                @for error in errors.iter().take(MOST) {
                    p .error {
                        b { (shown(&error.code)) } " " (shown(&error.message))
                        @if let Some(at) = &error.at { " " span .at { (code(&place(at))) } }
                    }
                    @if error.chain.len() > 1 { p .chain { @for (nth, file) in error.chain.iter().enumerate() { @if nth > 0 { " → " } (code(file)) } } }
                }
                @if errors.len() > MOST { p .faint { "… and " (errors.len() - MOST) " more" } }
            }
        }
    }
}

/// The evidence for the outputs, where it is not the build script or the tarball.
fn known(mapping: Mapping) -> Option<&'static str> {
    match mapping {
        Mapping::Configured => Some("the mapping that was configured"),
        Mapping::SourceMap => Some("a packed source map"),
        Mapping::Inferred => Some("equal names: this is inferred, no step of the build says so"),
        Mapping::Unknown => Some("nothing: no step, source map or name says what becomes of it"),
        Mapping::Declared | Mapping::Verbatim => None,
    }
}
