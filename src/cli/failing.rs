//! A failure on its way to people, on standard error, and to programs, in the format that they wait for.

use serde_json::json;

use crate::{
    cli::{
        failure::Failure,
        format::{CheckFormat, PlainFormat},
        sheet::{Sheet, SheetDestination},
        status::{FAILED, OK},
        surroundings::{Surroundings, document, line},
    },
    render::{
        formats::CheckedTarget,
        terminal::{Color, Page, Role, Terminal},
    },
};

/// Says why nothing could be checked: to people on stderr, to programs in the format that they wait for.
pub(super) fn fail(
    failure: &Failure,
    target: &str,
    sheets: &[Sheet],
    surroundings: &mut Surroundings<'_>,
) -> u8 {
    if let Failure::Shown(text) = failure {
        return surroundings.print(text).map_or(FAILED, |()| OK);
    }
    if failure.is_about_writing() || !sheets.iter().any(Sheet::says_failures) {
        tell(failure, surroundings);
    }
    for sheet in sheets.iter().filter(|_| !failure.is_about_writing()) {
        let Some(text) = failure_in(failure, target, sheet) else { continue };
        sheet.to.write(&text, surroundings).unwrap_or_else(|failure| tell(&failure, surroundings));
    }
    FAILED
}

/// Says to people what has failed.
pub(super) fn tell(failure: &Failure, surroundings: &mut Surroundings<'_>) {
    let _ = surroundings.err.write_all(failure_text(failure, surroundings.err_color).as_bytes()); // Already failing.
}

/// The failure in the format of a sheet, if that has one.
fn failure_in(failure: &Failure, target: &str, sheet: &Sheet) -> Option<String> {
    let error = || json!({ "schema": 1, "error": failure.json() });
    match sheet.format.entry().check? {
        CheckFormat::Plain(PlainFormat::Text) if sheet.to == SheetDestination::Stdout => None,
        CheckFormat::Plain(PlainFormat::Text) => Some(failure_text(failure, Color::Never)),
        CheckFormat::Plain(PlainFormat::Json) => document(&error()).ok(),
        CheckFormat::Lines => Some(line(&error())),
        CheckFormat::Foreign(render) => {
            Some(render(&[CheckedTarget { target: target.to_owned(), outcome: Err(failure.into()) }]))
        }
    }
}

fn failure_text(failure: &Failure, color: Color) -> String {
    let mut page = Page::new(Terminal { width: 80, color });
    page.wrapped(2, &[Role::Bad.of("error"), Role::Plain.of(": "), Role::Plain.of(failure.to_string())]);
    for line in failure.details() {
        page.wrapped(4, &[Role::Faint.of(format!("  {line}"))]);
    }
    if let Some(help) = failure.help() {
        page.wrapped(8, &[Role::Good.of("  help"), Role::Plain.of(format!(": {help}"))]);
    }
    page.finish()
}
