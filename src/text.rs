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

/// A value and where it was written.
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

/// Where the lines of a text begin, so that many positions are found in one reading.
///
/// Lines end where ECMA-262 and editors end them: LF, CR LF, CR.
///
/// ```
/// use packproof::text::{Lines, Position};
///
/// let text = b"a\r\nb\xc3\xa9c";
/// assert_eq!(Lines::of(text).position(text, 6), Position { line: 2, column: 3 });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub fn of(text: &[u8]) -> Self {
        let ends = text.iter().enumerate().filter(|&(at, &byte)| match byte {
            b'\n' => true,
            b'\r' => text.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { starts }
    }

    /// The line and column of a byte offset. Offsets past the end answer for the end.
    pub fn position(&self, text: &[u8], offset: u32) -> Position {
        let offset = text.len().min(offset as usize);
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(0);
        let before = text.get(start..offset).unwrap_or_default();
        let column = 1 + String::from_utf8_lossy(before).encode_utf16().count();
        Position { line: narrow(line), column: narrow(column) }
    }
}

/// The line and column of one byte offset.
pub fn position(text: &[u8], offset: u32) -> Position {
    Lines::of(text).position(text, offset)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

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
