//! The sections around the tree: imports, fixes, the quick reference, the build plan, the entry points.

use maud::{Markup, html};

use super::shown::{ShownEnd, at, block, code, codes, diff, link, prose, shown};
use crate::{
    entry_points::EntryKind,
    render::{text::counted, trace::status},
    report::trace::{
        BuildStepReport, ComponentReport, FixReport, PlanReport, TracedEntryReport, TracedStatementReport,
    },
    trace::stage::Stage,
};

/// The number of modules that a fix names.
const MOST_NAMED: usize = 50;

pub(super) fn statements(statements: &[TracedStatementReport]) -> Markup {
    html! {
        @if !statements.is_empty() {
            section aria-labelledby="imports" {
                h2 #imports { "What a consumer writes" }
                div .pair { @for statement in statements { (of_statement(statement)) } }
            }
        }
    }
}

fn of_statement(statement: &TracedStatementReport) -> Markup {
    let (tone, sign, verdict) =
        if statement.ok { ("good", "✓", "It works") } else { ("bad", "✕", "It fails") };
    html! {
        article .card.statement.(tone) {
            p .outcome.(tone) { span .sign aria-hidden="true" { (sign) } (verdict) }
            (block(&statement.source))
            @for error in &statement.errors { p .error { (shown(error)) } }
        }
    }
}

pub(super) fn fixes(fixes: &[FixReport]) -> Markup {
    html! {
        @if !fixes.is_empty() {
            section aria-labelledby="fixes" {
                h2 #fixes { "What to do" }
                ol .fixes { @for fix in fixes { li .card { (of_fix(fix)) } } }
            }
        }
    }
}

fn of_fix(fix: &FixReport) -> Markup {
    html! {
        p .message { (prose(&fix.message)) " " (at(fix.at.as_ref())) }
        @if !fix.effect.sentence.is_empty() {
            @let breaks = !fix.effect.broken.is_empty();
            p .effect.in-part[breaks] {
                span .sign aria-hidden="true" { @if breaks { "!" } @else { "✓" } }
                span { "Tried: " (prose(&fix.effect.sentence)) "." }
            }
        }
        @if !fix.diff.is_empty() { (diff(&fix.diff)) } @else if let Some(text) = &fix.text { (block(text)) }
        @for warning in &fix.warnings { p .warning { span .sign aria-hidden="true" { "!" } span { (prose(warning)) } } }
        (of_modules(&fix.modules))
    }
}

fn of_modules(sources: &[String]) -> Markup {
    let named = |source: &str| html! { a href=(link(source)) { (code(source)) } };
    html! {
        @if let [source] = sources { p .for { "For " (named(source)) } } @else if !sources.is_empty() {
            details .for {
                summary { "For " (counted(sources.len(), "module")) }
                ul .codes {
                    @for source in sources.iter().take(MOST_NAMED) { li { (named(source)) } }
                    @if sources.len() > MOST_NAMED { li { "… and " (sources.len() - MOST_NAMED) " more" } }
                }
            }
        }
    }
}

pub(super) fn table(rows: &[ComponentReport]) -> Markup {
    html! {
        @if !rows.is_empty() {
            section aria-labelledby="reference" {
                h2 #reference { "Quick reference" }
                table .reference {
                    thead { tr {
                        @for title in ["Component", "Internal", "npm package", "Downstream", "Status"] { th scope="col" { (title) } }
                    } }
                    tbody { @for row in rows { (of_component(row)) } }
                }
            }
        }
    }
}

fn of_component(row: &ComponentReport) -> Markup {
    let (good, kept, bad) =
        (ShownEnd::At(Stage::Importable), ShownEnd::At(Stage::Unreachable), ShownEnd::Lost(Stage::Broken));
    let not_known = (ShownEnd::NotKnown, "not known");
    let internal = match row.internal {
        Some(true) => (good, "works"),
        Some(false) => (bad, "broken"),
        None => not_known,
    };
    let is_asked = row.lost || row.downstream;
    let packed = match row.packed {
        _ if row.unknown => not_known,
        true => (good, "in it"),
        false if is_asked => (bad, "missing"),
        false => (kept, "missing"),
    };
    let downstream = match (row.downstream, row.stage) {
        _ if row.unknown => not_known,
        (true, _) => (good, "works"),
        (false, Stage::Unreachable) => (kept, "not offered"),
        _ if !is_asked => (kept, "not asked for"),
        (false, _) => (bad, "fails"),
    };
    let end = match row.stage {
        _ if row.unknown => ShownEnd::NotKnown,
        Stage::Importable if is_asked => good,
        _ if row.lost => bad,
        stage if is_asked && stage != Stage::Unreachable => bad,
        _ => kept,
    };
    let says = |(end, words): (ShownEnd, &str)| end.says(words);
    html! {
        tr {
            th scope="row" { (component(&row.component)) " " span .faint { (counted(row.modules, "module")) } }
            td data-title="Internal" { (says(internal)) }
            td data-title="npm package" { (says(packed)) }
            td data-title="Downstream" { (says(downstream)) }
            td data-title="Status" { (end.says(status(row))) }
        }
    }
}

/// Shows the name of a folder or a file as code, and words as words.
fn component(name: &str) -> Markup {
    html! { @if name.contains(' ') { (prose(name)) } @else { (code(name)) } }
}

pub(super) fn plan(plan: &PlanReport, files: Option<&[String]>) -> Markup {
    html! {
        section aria-labelledby="plan" {
            h2 #plan { "The build" @if let Some(script) = &plan.script { " " span .faint { "npm run " (shown(script)) } } }
            @if plan.steps.is_empty() { p .faint { "No step of a build was found." } }
            ol .steps { @for step in &plan.steps { (of_step(step)) } }
            @if !plan.unread.is_empty() {
                h3 { "What could not be read" }
                ul .unread { @for unread in &plan.unread { li { (code(&unread.what)) " " (prose(&unread.why)) " " (at(unread.at.as_ref())) } } }
            }
            @if !plan.unexplained.is_empty() {
                h3 { "On disk, though no step writes it" }
                (codes(&plan.unexplained))
            }
            @if !plan.absent.is_empty() {
                h3 { "Not on disk, though a step writes it" }
                ul .unread { @for absent in &plan.absent { li { (code(&absent.output)) " by " (code(&absent.step)) } } }
            }
            @if let Some(files) = files { h3 { "What “files” takes" } (codes(files)) }
        }
    }
}

fn of_step(step: &BuildStepReport) -> Markup {
    let from = if step.from.is_empty() { "not known".to_owned() } else { step.from.join(", ") };
    html! {
        li {
            p .command { (code(&step.command)) }
            p .route {
                span .tool { (shown(&step.tool)) }
                span { (code(&from)) " → " (code(step.to.as_deref().unwrap_or("not known"))) }
                span { (counted(step.modules, "module")) }
                (at(step.at.as_ref()))
            }
        }
    }
}

pub(super) fn entries(entries: &[TracedEntryReport]) -> Markup {
    let broken = entries.iter().filter(|entry| !entry.ok).count();
    html! {
        @if !entries.is_empty() {
            section aria-labelledby="entries" {
                h2 #entries { "What a consumer may name" }
                details .list open[entries.len() <= 12] {
                    summary {
                        (counted(entries.len(), "entry point"))
                        @if broken > 0 { ", " (broken) " broken" }
                    }
                    ul .entries { @for entry in entries { (of_entry(entry)) } }
                }
            }
        }
    }
}

fn of_entry(entry: &TracedEntryReport) -> Markup {
    let end = if entry.ok { ShownEnd::At(Stage::Importable) } else { ShownEnd::Lost(Stage::Broken) };
    html! {
        li data-outcome=(end.name()) {
            (end.says(if entry.ok { "imports" } else { "broken" }))
            span .grow {
                (code(&entry.specifier))
                @if entry.kind == EntryKind::Bin { " " span .faint { "run" } }
                @if let Some(target) = &entry.target { span .faint { " → " (code(target)) } }
            }
            span .faint { (counted(entry.modules, "module")) }
        }
    }
}
