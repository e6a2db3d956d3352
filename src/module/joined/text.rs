//! Writes several modules into one text, as a bundler would, so that they are read as one program.

use std::ops::Range;

use super::{
    super::{
        early_error::Goal,
        meter::Meter,
        read::{ReadError, read},
        switches::ReadingSwitches,
    },
    commonjs,
    edit::{Edit, MADE},
    es,
    part::{JoinLinks, JoinPart},
    room::JoinRoom,
};
use crate::text;

/// A text in which several modules stand one behind the other.
#[derive(Default)]
pub(super) struct JoinedText {
    pub text: String,
    /// The stretches of the text, in its order.
    stretches: Vec<JoinedStretch>,
}

/// A stretch of the text, which is a copy of one in a part, or stands in its place.
struct JoinedStretch {
    start: usize,
    part: usize,
    /// The offset in the part.
    original: u32,
    is_copy: bool,
}

impl JoinedText {
    /// Joins modules in the order of evaluation; `None` if one of them cannot be joined.
    pub fn of(
        parts: &[JoinPart<'_>],
        switches: &ReadingSwitches<'_>,
        meter: &Meter,
        room: &mut JoinRoom,
    ) -> Option<Self> {
        let mut joined = Self::default();
        let is_mixed = parts.last()?.is_es();
        if is_mixed && !parts.iter().all(JoinPart::is_es) {
            joined.text.push_str(&commonjs::require_in_es_module());
        }
        for (number, part) in parts.iter().enumerate() {
            let text = str::from_utf8(part.source).ok()?;
            if text.starts_with('\u{feff}') || text.contains(MADE) || ends_unseen(text) {
                return None;
            }
            let read = edits(number, part, switches, meter, room);
            let edits = room.read(read)??;
            match part.links {
                JoinLinks::Imports(_) => joined.add(number, text, &edits),
                JoinLinks::Requires(_) => {
                    let opening = commonjs::opening(number, is_mixed);
                    if !room.writes(opening.len()) {
                        return None;
                    }
                    joined.text.push_str(&opening);
                    joined.add(number, text, &edits);
                    joined.text.push_str(commonjs::CLOSING);
                }
            }
        }
        Some(joined)
    }

    fn add(&mut self, part: usize, text: &str, edits: &[Edit]) {
        let mut end = 0;
        for edit in edits {
            self.copy(part, text, end..edit.span.start);
            self.push(part, edit.span.start, false, &edit.text);
            end = edit.span.end;
        }
        self.copy(part, text, end..text.len() as u32);
        // The next part may begin with a parenthesis, which would call what stands before it.
        self.text.push_str("\n;\n");
    }

    fn copy(&mut self, part: usize, text: &str, range: Range<u32>) {
        let copied = text.get(range.start as usize..range.end as usize).unwrap_or_default();
        self.push(part, range.start, true, copied);
    }

    fn push(&mut self, part: usize, original: u32, is_copy: bool, text: &str) {
        if !text.is_empty() {
            self.stretches.push(JoinedStretch { start: self.text.len(), part, original, is_copy });
            self.text.push_str(text);
        }
    }

    /// Returns the part that a span lies in, and the span there.
    pub fn original(&self, span: text::Span) -> Option<(usize, text::Span)> {
        let (part, start) = self.place(span.start)?;
        let (end_part, end) = self.place(span.end)?;
        (part == end_part).then(|| (part, text::Span::new(start, end.max(start))))
    }

    fn place(&self, offset: u32) -> Option<(usize, u32)> {
        let behind = self.stretches.partition_point(|stretch| stretch.start <= offset as usize);
        let stretch = self.stretches.get(behind.checked_sub(1)?)?;
        let within = offset.saturating_sub(stretch.start as u32);
        Some((stretch.part, stretch.original + if stretch.is_copy { within } else { 0 }))
    }
}

/// Returns the edits that let a part stand beside others, in source order, if there are any that do.
fn edits(
    number: usize,
    part: &JoinPart<'_>,
    switches: &ReadingSwitches<'_>,
    meter: &Meter,
    room: &mut JoinRoom,
) -> Result<Option<Vec<Edit>>, ReadError> {
    let edits = match &part.links {
        JoinLinks::Imports(links) => read(part.source, Goal::Module, switches, meter, |parsed, text| {
            es::edits(number, links, parsed, &text.text, room)
        }),
        JoinLinks::Requires(requires) => read(part.source, Goal::CommonJs, switches, meter, |parsed, _| {
            commonjs::edits(requires, parsed, room)
        }),
    }?;
    Ok(edits.map(|mut edits| {
        edits.sort_by_key(|edit| edit.span.start);
        edits
    }))
}

/// Tells whether a text may end the process, or catch what ends it, by a name that the reader does not follow: `const { exit } = process`.
fn ends_unseen(text: &str) -> bool {
    let is_part =
        |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || matches!(it, '_' | '$' | '.'));
    let is_name = |(at, name): (usize, &str)| {
        let (before, behind) = (text.get(..at), text.get(at + name.len()..));
        let before = before.and_then(|it| it.chars().next_back());
        !is_part(before) && !is_part(behind.and_then(|it| it.chars().next()))
    };
    text.contains("uncaughtException") || text.match_indices("exit").any(is_name)
}
