//! The six steps from the source to those who import as columns, and each source module as a line through them, the lost ones
//! first.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::shown::{code, link, prose};
use crate::{
    report::trace::{ModuleReport, TraceReport},
    trace::stage::Stage,
};

/// The steps, each with the question that it answers.
const STEPS: [(&str, &str); 6] = [
    ("Source", "Is it in the project?"),
    ("Build", "Does the build write it?"),
    ("Pack", "Do the rules of packing take it?"),
    ("Publish", "Is it in the tarball?"),
    ("Install", "Does an entry point lead to it?"),
    ("Import", "Does a consumer get it?"),
];

/// The number of lines that stand open; the further ones are folded away.
const OPEN: usize = 60;

/// The outcome of a step for a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StepOutcome {
    Passed,
    Lost,
    /// It gets no further, and nobody asks for it.
    LeftOver,
    /// A command that is not read may have taken it in.
    Unknown,
    NotReached,
}

pub(super) fn section(report: &TraceReport) -> Markup {
    let mut modules: Vec<&ModuleReport> = report.modules.iter().collect();
    modules.sort_by_key(|module| {
        let arrives = module.stage == Stage::Importable || !module.bins.is_empty();
        // Those that are lost first are why others are.
        (!module.lost, arrives, if module.lost { end(module) } else { 0 })
    });
    let firsts = firsts(&modules);
    let (open, folded) = modules.split_at(modules.len().min(OPEN));
    html! {
        @if !modules.is_empty() {
            section aria-labelledby="grid" {
                h2 #grid { "Each module through the six steps" }
                p .faint .legend {
                    span .good { span .sign aria-hidden="true" { "✓" } "passed" } " "
                    span .bad { span .sign aria-hidden="true" { "✕" } "lost here" } " "
                    span .kept { span .sign aria-hidden="true" { "○" } "left over: nothing asks for it" }
                    @if report.summary.unknown > 0 { " " span .unsaid { span .sign aria-hidden="true" { "?" } "not known: the build is not read" } }
                }
                (table(open, &firsts))
                @if !folded.is_empty() {
                    details .list { summary { (folded.len()) " modules more" } (table(folded, &firsts)) }
                }
            }
        }
    }
}

/// The first lost module of each message that keeps modules from being imported.
type FirstSources<'r> = BTreeMap<&'r str, &'r str>;

fn firsts<'r>(modules: &[&'r ModuleReport]) -> FirstSources<'r> {
    let mut firsts = BTreeMap::new();
    for module in modules.iter().filter(|module| module.lost && module.stage == Stage::Broken) {
        if let Some(error) = module.errors.first() {
            firsts.entry(error.message.as_str()).or_insert(module.source.as_str());
        }
    }
    firsts
}

/// The reason of a module; where a module above has it, too, that is named in its place.
fn why(module: &ModuleReport, firsts: &FirstSources<'_>) -> Markup {
    let again = module.errors.first().and_then(|error| {
        let first = firsts.get(error.message.as_str()).filter(|first| **first != module.source)?;
        let who = module.reason.strip_suffix(error.message.lines().next()?)?.strip_suffix(": ")?;
        Some((who, *first))
    });
    match again.filter(|_| module.stage == Stage::Broken) {
        Some((who, first)) => html! { (prose(who)) ", as for " a href=(link(first)) { (code(first)) } },
        None => prose(&module.reason),
    }
}

fn table(modules: &[&ModuleReport], firsts: &FirstSources<'_>) -> Markup {
    html! {
        table .grid {
            thead { tr {
                th scope="col" { "Module" }
                @for (nth, (step, question)) in STEPS.iter().enumerate() {
                    th scope="col" title=(question) { span .nth { (nth + 1) } " " (step) }
                }
            } }
            tbody { @for module in modules { (line(module, firsts)) } }
        }
    }
}

fn line(module: &ModuleReport, firsts: &FirstSources<'_>) -> Markup {
    let outcomes = outcomes(module);
    html! {
        tr .is-lost[module.lost] {
            th scope="row" {
                a href=(link(&module.source)) { (code(&module.source)) }
                @if module.lost {
                    p .why { (why(module, firsts)) }
                    @if let Some(meant) = &module.meant_by { p .why.faint { "Meant to arrive: " (prose(meant)) } }
                }
            }
            @for (outcome, (step, _)) in outcomes.iter().zip(&STEPS) { (cell(*outcome, step)) }
        }
        "\n"
    }
}

fn cell(outcome: StepOutcome, step: &str) -> Markup {
    let (tone, sign, words) = match outcome {
        StepOutcome::Passed => ("good", "✓", "passed"),
        StepOutcome::Lost => ("bad", "✕", "lost here"),
        StepOutcome::LeftOver => ("kept", "○", "left over"),
        StepOutcome::Unknown => ("unsaid", "?", "not known"),
        StepOutcome::NotReached => ("faint", "", "not reached"),
    };
    html! {
        td .step.(tone) data-title=(step) { span .sign aria-hidden="true" { (sign) } span .unseen { (words) } }
    }
}

/// The step that a module does not pass, counted from 0; 6 where it passes all.
fn end(module: &ModuleReport) -> usize {
    match module.stage {
        Stage::Missing | Stage::CaseDiffers => 0,
        Stage::NotCompiled | Stage::Overwritten => 1,
        Stage::NotPacked if module.excluded_by.is_some() => 2,
        Stage::NotPacked => 3,
        Stage::Unreachable if !module.bins.is_empty() => STEPS.len(),
        Stage::Unreachable => 4,
        Stage::Broken => 5,
        Stage::Importable => STEPS.len(),
    }
}

fn outcomes(module: &ModuleReport) -> [StepOutcome; 6] {
    let end = end(module);
    let at_end = match () {
        () if module.lost => StepOutcome::Lost,
        () if module.unknown => StepOutcome::Unknown,
        () => StepOutcome::LeftOver,
    };
    std::array::from_fn(|nth| match nth.cmp(&end) {
        std::cmp::Ordering::Less => StepOutcome::Passed,
        std::cmp::Ordering::Equal => at_end,
        std::cmp::Ordering::Greater => StepOutcome::NotReached,
    })
}
