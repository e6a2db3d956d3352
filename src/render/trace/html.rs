//! A trace as one page of HTML that needs nothing else: no network, no fonts, no other file. It can be read without its
//! script, which filters and copies.

mod grid;
mod modules;
mod parts;
mod shown;

use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{TraceStation, stations, verdict};
use crate::{
    render::{
        terminal::push_visible,
        text::{byte_size, counted, package_name},
    },
    report::trace::TraceReport,
    trace::stage::Stage,
};
use shown::{ShownEnd, shown};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The page of a trace.
pub fn render(report: &TraceReport) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head(report))
            body {
                a .skip href="#modules" { "Skip to the modules" }
                (top(report))
                main {
                    (way(report))
                    (parts::fixes(&report.fixes))
                    (grid::section(report))
                    (parts::statements(&report.statements))
                    (modules::section(report))
                    (parts::table(&report.table))
                    (parts::plan(&report.plan, report.files.as_deref()))
                    (parts::entries(&report.entry_points))
                }
                footer { p { "Drawn by packproof. This page is complete: it loads nothing and sends nothing." } }
                p #said .unseen role="status" {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    harmless(&page.into_string())
}

/// The policy of the page: only its own style and script are let through, by their hashes, so that nothing runs that a name
/// could smuggle in.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// The page with every character spelled out that is invisible or turns text around. Of these, our own text has line ends
/// only.
fn harmless(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    for char in page.chars() {
        match char {
            '\n' => text.push('\n'),
            char => push_visible(&mut text, char),
        }
    }
    text
}

fn head(report: &TraceReport) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="robots" content="noindex";
            title { (shown(&package_name(&report.package))) " · from source to import" }
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn top(report: &TraceReport) -> Markup {
    let package = &report.package;
    let tone = if report.ok { "good" } else { "bad" };
    html! {
        header .top {
            p .kicker { "packproof trace" }
            h1 {
                (shown(package.name.as_deref().unwrap_or("(no name)")))
                @if let Some(version) = &package.version { " " span .version { (shown(version)) } }
            }
            p .verdict.(tone) {
                span .sign aria-hidden="true" { (if report.ok { "✓" } else { "✕" }) }
                span { (verdict(report)) "." }
            }
            p .facts {
                span { (counted(package.files, "packed file")) }
                span { (byte_size(package.packed_bytes)) " packed" }
                span { "Node " (shown(&report.node.join(", "))) }
            }
        }
    }
}

fn way(report: &TraceReport) -> Markup {
    let stations = stations(&report.summary);
    html! {
        section aria-labelledby="way" {
            h2 #way { "From source to import" }
            ol .way { @for station in &stations { (of_station(station, report)) } }
        }
    }
}

fn of_station(station: &TraceStation, report: &TraceReport) -> Markup {
    let all = report.summary.modules;
    let share = station.modules.saturating_mul(100).checked_div(all).unwrap_or(0);
    let sign = if station.title == "Source" { "+" } else { "−" };
    html! {
        li {
            div .station {
                h3 { (station.title) }
                p .count { (station.modules) }
                p .note { (station.note) }
                svg .bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                    rect .track width="100" height="4" {}
                    rect .fill width=(share) height="4" {}
                }
                @if !station.lost.is_empty() {
                    ul .losses { @for (end, count) in losses(station, report) { li { (loss(end, count, sign)) } } }
                }
            }
        }
    }
}

/// The modules that get no further than a station, by their ends: those that are lost, and those of which it is not known.
fn losses(station: &TraceStation, report: &TraceReport) -> Vec<(ShownEnd, usize)> {
    let is_here = |end: &ShownEnd| match end {
        ShownEnd::Lost(stage) | ShownEnd::At(stage) => station.lost.iter().any(|(lost, _)| lost == stage),
        // It is the build that is not read.
        ShownEnd::NotKnown => station.lost.iter().any(|(lost, _)| *lost == Stage::NotCompiled),
    };
    modules::ends(report).into_iter().filter(|(end, _)| is_here(end)).collect()
}

fn loss(end: ShownEnd, count: usize, sign: &str) -> Markup {
    html! {
        a .loss.(end.tone()) href={ "#stage=" (end.name()) } {
            b { (sign) (count) } " " (end.label())
        }
    }
}
