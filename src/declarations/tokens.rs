//! The requests of a file that the parser gives up on, found by their words alone.

use super::record::{TypeRequest, TypeRequestKind};
use crate::text::{Span, Spanned};

/// The words that stand before a specifier, with the syntax that they are part of.
const BEFORE: [(&str, TypeRequestKind); 4] = [
    ("from", TypeRequestKind::Static),
    ("import", TypeRequestKind::Static),
    ("import(", TypeRequestKind::ImportType),
    ("require(", TypeRequestKind::Require),
];

/// Finds strings after `from`, `import`, `import(` and `require(`. Comments are left out.
pub(super) fn requests(text: &str) -> Vec<TypeRequest> {
    let mut found = Vec::new();
    for (number, line) in line_starts(text) {
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") || trimmed.starts_with('*') || trimmed.starts_with("/*") {
            continue;
        }
        for (at, quote) in line.char_indices().filter(|(_, character)| matches!(character, '"' | '\'')) {
            let before = line.get(..at).unwrap_or_default().trim_end();
            let kind = BEFORE.iter().find(|(word, _)| before.ends_with(word)).map(|(_, kind)| *kind);
            let value = line.get(at + 1..).and_then(|rest| rest.split_once(quote)).map(|(value, _)| value);
            if let (Some(kind), Some(value)) = (kind, value) {
                let start = u32::try_from(number + at).unwrap_or_default();
                let span = Span::new(start, start + u32::try_from(value.len()).unwrap_or_default() + 2);
                let specifier = Spanned { value: value.to_owned(), span };
                found.push(TypeRequest { specifier, kind, resolution_mode: None, names: Vec::new() });
            }
        }
    }
    found
}

fn line_starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}
