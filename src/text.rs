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
    /// One mark for each [`STRIDE`] bytes, so that a column on a very long line is found quickly.
    marks: Vec<UnitMark>,
    is_utf8: bool,
}

/// The number of UTF-16 code units before an offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct UnitMark {
    offset: usize,
    units: usize,
}

const STRIDE: usize = 1024;

impl LineIndex {
    pub fn of(text: &[u8]) -> Self {
        // The CR of CR LF ends nothing by itself.
        let is_end = |&at: &usize| text.get(at..at + 2) != Some(b"\r\n");
        let ends = memchr::memchr2_iter(b'\n', b'\r', text).filter(is_end);
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        let is_utf8 = std::str::from_utf8(text).is_ok();
        let marks = if is_utf8 { marks_by_stride(text) } else { marks_between_pieces(text) };
        Self { starts, marks, is_utf8 }
    }

    /// Returns the part of a line, by its number from 1, that begins `reach` columns before a column, without
    /// the line's end, and the column where that part begins. It has at least twice as many columns, if the
    /// line does: a line may be a whole bundle, of which each place needs little.
    pub fn near<'t>(&self, text: &'t [u8], place: Position, reach: u32) -> Option<(&'t [u8], u32)> {
        let number = place.line as usize;
        let start = *self.starts.get(number.checked_sub(1)?)?;
        let end = self.starts.get(number).copied().unwrap_or(text.len());
        let wanted = place.column.saturating_sub(reach).saturating_sub(1) as usize;
        let (from, passed) = self.offset_of(text, start, wanted);
        // A column takes no more than four bytes.
        let most = from.saturating_add((reach as usize).saturating_mul(8));
        let part = text.get(from.min(end)..most.min(end))?;
        let length = memchr::memchr2(b'\n', b'\r', part).unwrap_or(part.len());
        Some((part.get(..length)?, narrow(passed).saturating_add(1)))
    }

    /// Returns the first offset at least `wanted` units behind the start of a line, and its units from there.
    fn offset_of(&self, text: &[u8], start: usize, wanted: usize) -> (usize, usize) {
        let before = self.units_before(text, start);
        let next = self.marks.partition_point(|mark| mark.units <= before.saturating_add(wanted));
        let mark = next.checked_sub(1).and_then(|at| self.marks.get(at)).copied().unwrap_or_default();
        let mut at = if mark.offset > start { mark } else { UnitMark { offset: start, units: before } };
        // A stride may begin within a character, whose units stand before it.
        while self.is_utf8 && text.get(at.offset).is_some_and(|byte| byte & 0xc0 == 0x80) {
            at.offset += 1;
        }
        let rest = text.get(at.offset..text.len().min(at.offset.saturating_add(8 * STRIDE)));
        for (width, units) in pieces(rest.unwrap_or_default()) {
            if at.units >= before.saturating_add(wanted) {
                break;
            }
            at = UnitMark { offset: at.offset + width, units: at.units + units };
        }
        (at.offset, at.units.saturating_sub(before))
    }

    /// Returns the line and column of a byte offset. An offset past the end has those of the end.
    pub fn position(&self, text: &[u8], offset: u32) -> Position {
        let offset = text.len().min(offset as usize);
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(0);
        let units = self.units_before(text, offset).saturating_sub(self.units_before(text, start));
        Position { line: narrow(line), column: narrow(units.saturating_add(1)) }
    }

    fn units_before(&self, text: &[u8], offset: usize) -> usize {
        let mark = self.marks.get(offset / STRIDE).copied().unwrap_or_default();
        let rest = text.get(mark.offset..offset).unwrap_or_default();
        mark.units + if self.is_utf8 { units(rest) } else { pieces(rest).map(|(_, units)| units).sum() }
    }
}

/// Returns the bytes and the UTF-16 code units of each character of a text, and of each piece that is no UTF-8,
/// which is shown as one character.
fn pieces(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    text.utf8_chunks().flat_map(|chunk| {
        let valid = chunk.valid().chars().map(|char| (char.len_utf8(), char.len_utf16()));
        valid.chain(Some((chunk.invalid().len(), 1)).filter(|(length, _)| *length > 0))
    })
}

/// The marks of a text that is UTF-8, each at its stride.
fn marks_by_stride(text: &[u8]) -> Vec<UnitMark> {
    let marks = text.chunks(STRIDE).scan(UnitMark::default(), |sum, chunk| {
        *sum = UnitMark { offset: sum.offset + chunk.len(), units: sum.units + units(chunk) };
        Some(*sum)
    });
    std::iter::once(UnitMark::default()).chain(marks).collect()
}

/// The marks of any text, each before the piece in which its stride begins.
fn marks_between_pieces(text: &[u8]) -> Vec<UnitMark> {
    let mut marks = Vec::new();
    let mut at = UnitMark::default();
    for (width, units) in pieces(text).chain([(usize::MAX, 0)]) {
        let end = at.offset.saturating_add(width).min(text.len() + 1);
        while marks.len() * STRIDE < end {
            marks.push(at);
        }
        at = UnitMark { offset: end, units: at.units + units };
    }
    marks
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
    fn columns_are_counted_alike_where_the_text_is_not_utf8() {
        let text = b"x\n".iter().copied().chain(b"a\xff\xc3\xa9\xf0\x9f\x98\x80\xe2\x82b\xf0".repeat(1000));
        let text: Vec<u8> = text.collect();
        let lines = LineIndex::of(&text);
        for offset in 2..text.len() {
            let before = String::from_utf8_lossy(&text[2..offset]).encode_utf16().count() as u32;
            let found = lines.position(&text, offset as u32);
            assert_eq!(found, Position { line: 2, column: before + 1 }, "{offset}");
        }
    }

    #[test]
    fn the_part_of_a_line_near_a_place_begins_there() {
        let valid = "aé😀b".repeat(2000).into_bytes();
        let broken = b"a\xff\xc3\xa9\xf0\x9f\x98\x80\xe2\x82b".repeat(2000);
        for line in [valid, broken] {
            let text = [b"first\r\n", line.as_slice(), b"\r\nlast"].concat();
            let lines = LineIndex::of(&text);
            let units: Vec<u16> = String::from_utf8_lossy(&line).encode_utf16().collect();
            for column in (1..=units.len()).step_by(97) {
                let place = Position { line: 2, column: column as u32 };
                let (part, from) = lines.near(&text, place, 20).unwrap();
                let shown: Vec<u16> = String::from_utf8_lossy(part).encode_utf16().take(40).collect();
                let rest = &units[from as usize - 1..];
                // The last character may be cut in two.
                let same = shown.iter().zip(rest).take_while(|(one, other)| one == other).count();
                assert!(same + 1 >= 40.min(rest.len()), "{column}: {same}");
                assert!(column.saturating_sub(20).abs_diff(from as usize - 1) <= 2, "{column}: {from}");
            }
        }
        assert_eq!(LineIndex::of(b"a").near(b"a", Position { line: 2, column: 1 }, 9), None);
        let last = LineIndex::of(b"a\nb").near(b"a\nb", Position { line: 2, column: 1 }, 9);
        assert_eq!(last, Some((&b"b"[..], 1)));
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
