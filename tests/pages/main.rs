//! The pages of a trace, as Markdown and as HTML, beside this file; `UPDATE=1` writes them anew.
//! `__test__/pages` reads the pages with a parser of HTML.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod traces;

use std::{env, fs, path::PathBuf};

use packproof::{
    render::trace::{html, markdown},
    report::trace::TraceReport,
};

fn expect(name: &str, report: &TraceReport) {
    for (ending, text) in [("md", markdown::render(report)), ("html", html::render(report))] {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pages/{name}.{ending}"));
        if env::var_os("UPDATE").is_some() {
            fs::write(&file, &text).unwrap();
        }
        assert_eq!(text, fs::read_to_string(&file).unwrap_or_default(), "{}", file.display());
    }
}

#[test]
fn what_is_lost_is_shown() {
    expect("songbook", &traces::songbook());
}

#[test]
fn what_arrives_is_shown() {
    expect("healthy", &traces::healthy());
}

#[test]
fn nothing_is_shown_of_nothing() {
    expect("empty", &traces::empty());
}

#[test]
fn names_do_no_harm() {
    let report = traces::hostile();
    expect("hostile", &report);
    for text in [markdown::render(&report), html::render(&report)] {
        let odd = text
            .chars()
            .find(|char| char.is_control() && *char != '\n' || matches!(char, '\u{2028}'..='\u{202e}'));
        assert_eq!(odd, None);
    }
}

/// A deep tree takes no stack, and a page with many modules is not a heavy one.
#[test]
fn large_projects_fit() {
    let page = html::render(&traces::large(5_000));
    assert_eq!(page.matches("<li class=\"m\"").count(), 5_000);
    assert!(page.len() < 10_000_000, "{}", page.len());
    assert!(markdown::render(&traces::large(5_000)).len() < 100_000);
    let deep = traces::deep(3_000);
    assert!(markdown::render(&deep).len() + html::render(&deep).len() < 1_000_000);
}
