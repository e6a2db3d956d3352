//! Places in a text: byte spans, and the lines and columns that people see.

/// A range of bytes in one file, end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }
}

/// A value and its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// A line and a column, both from 1; columns count UTF-16 code units, as editors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// The offsets at which the lines of a text begin, so that many positions are found in one reading.
///
/// Lines end where ECMA-262 and editors end them: LF, CR LF, CR.
///
/// ```
/// use packproof::text::{LineIndex, Position};
///
/// let text = b"a\r\nb\xc3\xa9c";
/// assert_eq!(LineIndex::of(text).position(text, 6), Position { line: 2, column: 3 });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// The number of UTF-16 code units before each [`STRIDE`] bytes, so that a column on a very long line is
    /// found quickly; `None` where the text is not UTF-8.
    units: Option<Vec<usize>>,
}

const STRIDE: usize = 1024;

impl LineIndex {
    pub fn of(text: &[u8]) -> Self {
        // The CR of CR LF ends nothing by itself.
        let is_end = |&at: &usize| text.get(at..at + 2) != Some(b"\r\n");
        let ends = memchr::memchr2_iter(b'\n', b'\r', text).filter(is_end);
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        Self { starts, units: std::str::from_utf8(text).ok().map(|_| units_by_stride(text)) }
    }

    /// A line by its number from 1, without its end.
    pub fn line<'t>(&self, text: &'t [u8], number: u32) -> Option<&'t [u8]> {
        let start = *self.starts.get((number as usize).checked_sub(1)?)?;
        text.get(start..)?.split(|&byte| byte == b'\n' || byte == b'\r').next()
    }

    /// Returns the line and column of a byte offset. An offset past the end has those of the end.
    pub fn position(&self, text: &[u8], offset: u32) -> Position {
        let offset = text.len().min(offset as usize);
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(0);
        let column = 1 + self.units_between(text, start, offset);
        Position { line: narrow(line), column: narrow(column) }
    }

    fn units_between(&self, text: &[u8], start: usize, end: usize) -> usize {
        let Some(strides) = &self.units else {
            return String::from_utf8_lossy(text.get(start..end).unwrap_or_default()).encode_utf16().count();
        };
        let before = |offset: usize| {
            let stride = offset / STRIDE;
            let rest = text.get(stride * STRIDE..offset).unwrap_or_default();
            strides.get(stride).copied().unwrap_or_default() + units(rest)
        };
        before(end).saturating_sub(before(start))
    }
}

fn units_by_stride(text: &[u8]) -> Vec<usize> {
    let counts = text.chunks(STRIDE).scan(0, |sum, chunk| {
        *sum += units(chunk);
        Some(*sum)
    });
    std::iter::once(0).chain(counts).collect()
}

/// Counts the UTF-16 code units that begin in this piece of UTF-8.
fn units(text: &[u8]) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let begins = text.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    // A character of four bytes takes two units.
    begins + text.iter().filter(|byte| **byte >= 0xf0).count()
}

/// Returns the line and column of one byte offset.
pub fn position(text: &[u8], offset: u32) -> Position {
    LineIndex::of(text).position(text, offset)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A text in quotes of so many bytes or more does not count as one.
const MOST_QUOTED: usize = 256;

/// Returns every short text between two quotes of one kind in a line: every short string of a program, and
/// some of the code between strings.
pub(crate) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    memchr::memchr3_iter(b'"', b'\'', b'`', text.as_bytes()).filter_map(|at| {
        let rest = text.as_bytes().get(at + 1..)?;
        let quote = *text.as_bytes().get(at)?;
        // A short look for the end: a text of many quotes takes linear time.
        let length = memchr::memchr2(quote, b'\n', rest.get(..MOST_QUOTED.min(rest.len()))?)?;
        (*rest.get(length)? == quote && length > 0).then(|| text.get(at + 1..at + 1 + length)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_on_long_lines_are_counted_alike() {
        let text = format!("x\n{}", "aé😀".repeat(1000));
        let lines = LineIndex::of(text.as_bytes());
        for (offset, _) in text.char_indices().step_by(7) {
            let line = text.get(2..offset).unwrap_or_default();
            let column = if offset < 2 { 1 } else { line.encode_utf16().count() as u32 + 1 };
            assert_eq!(lines.position(text.as_bytes(), offset as u32).column, column, "{offset}");
        }
    }

    #[test]
    fn positions_count_lines_and_utf16_units() {
        for (text, offset, line, column) in [
            ("", 0, 1, 1),
            ("ab", 1, 1, 2),
            ("a\nb", 2, 2, 1),
            ("a\rb", 2, 2, 1),
            ("a\r\nb", 3, 2, 1),
            ("a\n\nb", 3, 3, 1),
            ("😀x", 4, 1, 3),
            ("ab", 99, 1, 3),
        ] {
            assert_eq!(position(text.as_bytes(), offset), Position { line, column }, "{text:?} at {offset}");
        }
    }
}
