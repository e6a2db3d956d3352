//! The surface is the one that was recorded.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    expectation::answer::{AnswerWords, ExpectationAnswer},
    options::Options,
    render::{
        terminal::{Page, Role, Terminal},
        text::counted,
    },
    session::Session,
    surface::Surface,
};

/// The record of a surface, and the file that it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedSurface {
    pub file: String,
    /// `None` where there is no such file.
    pub text: Option<String>,
}

/// The largest file that may be a surface, in bytes.
const LARGEST: usize = 64 << 20;

/// The most bytes of lines that are compared.
const COMPARED: usize = 64 << 20;

/// Reads a record: JSON, not deeper than its reader goes, with an object on the outside.
fn parsed(text: &str) -> Option<Value> {
    let is_small = text.len() <= LARGEST;
    is_small.then(|| serde_json::from_str::<Value>(text).ok())?.filter(Value::is_object)
}

/// The most lines that are shown.
const SHOWN: usize = 40;

pub(super) fn answer<'a>(
    session: &'a Session,
    recorded: &'a RecordedSurface,
    options: &'a Options,
    terminal: Terminal,
) -> ExpectationAnswer<'a> {
    let surface = serde_json::to_value(Surface::of(session, options)).unwrap_or_default();
    let record = recorded.text.as_ref().map(|text| parsed(text));
    let pass = matches!(&record, Some(Some(record)) if *record == surface);
    ExpectationAnswer::new(session, terminal, pass, move || {
        let changes = record.flatten().map(|record| changes(&record, &surface));
        let received = match (&recorded.text, &changes) {
            (None, _) => "there is no such file".to_owned(),
            (Some(_), None) => "the file is no recorded surface".to_owned(),
            (Some(_), Some(_)) if pass => "it is the recorded one".to_owned(),
            (Some(_), Some(changes)) => told(changes),
        };
        let does = if pass { "is not" } else { "is" };
        AnswerWords {
            nodes: options.node_names(),
            expected: format!("the surface {does} the one in {}", recorded.file),
            received,
            why: if pass { String::new() } else { why(&changes.unwrap_or_default(), terminal) },
        }
    })
}

/// The lines that are gone (below zero) and new, each with their number.
type LineChanges = BTreeMap<String, isize>;

fn told(changes: &LineChanges) -> String {
    match changes.values().map(|number| number.unsigned_abs()).sum() {
        0 => "the same lines are in another order".to_owned(),
        1 => "1 line differs".to_owned(),
        count => format!("{} differ", counted(count, "line")),
    }
}

/// The lines that are gone and new, then what to do.
fn why(changes: &LineChanges, terminal: Terminal) -> String {
    let mut page = Page::new(terminal);
    let all = changes.iter().flat_map(|(line, number)| {
        let (role, sign) = if *number < 0 { (Role::Bad, '-') } else { (Role::Good, '+') };
        std::iter::repeat_n((role, sign, line), number.unsigned_abs())
    });
    for (role, sign, line) in all.clone().take(SHOWN) {
        page.wrapped(4, &[role.of(format!("{sign} {line}"))]);
    }
    if let Some(rest) = all.count().checked_sub(SHOWN).filter(|rest| *rest > 0) {
        page.wrapped(2, &[Role::Faint.of(format!("… and {}", counted(rest, "more line")))]);
    }
    page.blank();
    let help = ": if this is meant, record it: run the tests with -u";
    page.wrapped(8, &[Role::Good.of("  help"), Role::Plain.of(help)]);
    page.finish()
}

fn changes(was: &Value, is: &Value) -> LineChanges {
    let mut changes = LineChanges::new();
    each_line(was, |line| *changes.entry(line).or_default() -= 1);
    each_line(is, |line| *changes.entry(line).or_default() += 1);
    changes.retain(|_, number| *number != 0);
    changes
}

/// Gives a line for each value, with the way to it; not those behind the most that are compared.
fn each_line(surface: &Value, mut add: impl FnMut(String)) {
    let mut open = vec![(String::new(), surface)];
    let mut bytes = 0;
    while let Some((path, value)) = open.pop().filter(|_| bytes < COMPARED) {
        // A path repeats the keys above its value, so the lines can be far longer than the file.
        bytes += path.len() + 1;
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path} › {key}") };
        match value {
            Value::Object(members) if !members.is_empty() => {
                open.extend(members.iter().map(|(key, value)| (below(key), value)));
            }
            Value::Array(items) if !items.is_empty() => {
                open.extend(items.iter().map(|item| (path.clone(), item)));
            }
            Value::String(text) => add(format!("{path}: {text}")),
            other => add(format!("{path}: {other}")),
        }
    }
}
