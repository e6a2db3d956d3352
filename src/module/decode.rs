//! The text of a module, decoded from bytes as Node does: without a byte order mark, invalid UTF-8 replaced.
//! Its offsets can be taken back to those of the bytes.

use std::borrow::Cow;

use crate::text::Span;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of a module, whose offsets can be taken back to those of its bytes.
pub(crate) struct Text<'s> {
    pub text: Cow<'s, str>,
    /// Pairs of an offset in the text, and the number that is added to offsets from there on to get those in
    /// the bytes.
    shifts: Vec<(u32, i64)>,
}

impl<'s> Text<'s> {
    pub fn decode(bytes: &'s [u8]) -> Self {
        let body = bytes.strip_prefix(MARK).unwrap_or(bytes);
        let skipped = (bytes.len() - body.len()) as i64;
        match str::from_utf8(body) {
            Ok(text) => Self { text: Cow::Borrowed(text), shifts: vec![(0, skipped)] },
            Err(_) => replace_invalid(body, skipped),
        }
    }

    /// Returns the bytes that a span of the text stands for.
    pub fn span(&self, span: oxc_span::Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }

    /// Returns the bytes that a span of the text stands for, as another parser gives it.
    pub fn original(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }

    /// Returns the offset in the bytes. One inside a replacement character is that of the bytes which it
    /// replaces, or their end.
    fn offset(&self, offset: u32) -> u32 {
        let after = self.shifts.partition_point(|&(from, _)| from <= offset);
        let (before, rest) = self.shifts.split_at_checked(after).unwrap_or_default();
        let shifted = |shift: i64| u32::try_from(i64::from(offset) + shift).unwrap_or_default();
        let here = shifted(before.last().map_or(0, |&(_, shift)| shift));
        let end =
            rest.first().map(|&(from, shift)| u32::try_from(i64::from(from) + shift).unwrap_or_default());
        end.map_or(here, |end| here.min(end))
    }
}

fn replace_invalid(body: &[u8], skipped: i64) -> Text<'_> {
    let (mut text, mut shift) = (String::with_capacity(body.len()), skipped);
    let mut shifts = vec![(0, shift)];
    // The chunks are those that Node's decoder, WHATWG's, replaces by one U+FFFD each.
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            // U+FFFD takes three bytes in UTF-8.
            shift += chunk.invalid().len() as i64 - 3;
            shifts.push((text.len() as u32, shift));
        }
    }
    Text { text: Cow::Owned(text), shifts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_those_of_the_bytes() {
        for (bytes, text, offset, original) in [
            (&b"abc"[..], "abc", 1, 1),
            (b"\xef\xbb\xbfabc", "abc", 1, 4),
            (b"a\xffbc", "a\u{fffd}bc", 4, 2),
            (b"a\xffbc", "a\u{fffd}bc", 3, 2),
            (b"a\xffbc", "a\u{fffd}bc", 1, 1),
            (b"a\xf0\x9f\x98b", "a\u{fffd}b", 4, 4),
            (b"\xef\xbb\xbf\xff\xfeb", "\u{fffd}\u{fffd}b", 6, 5),
            (b"", "", 0, 0),
        ] {
            let decoded = Text::decode(bytes);
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.offset(offset), original, "{bytes:?}");
        }
    }
}
