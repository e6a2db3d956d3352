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

/// The line and column of a byte offset. Offsets past the end answer for the end.
///
/// Lines end where ECMA-262 and editors end them: LF, CR LF, CR.
///
/// ```
/// use packproof::text::{position, Position};
///
/// assert_eq!(position(b"a\r\nb\xc3\xa9c", 6), Position { line: 2, column: 3 });
/// ```
pub fn position(text: &[u8], offset: u32) -> Position {
    let before = &text[..text.len().min(offset as usize)];
    let line_start = line_start(before);
    let line = 1 + count_line_ends(&before[..line_start]);
    let column = 1 + String::from_utf8_lossy(&before[line_start..]).encode_utf16().count() as u32;
    Position { line, column }
}

fn line_start(before: &[u8]) -> usize {
    before.iter().rposition(|&byte| byte == b'\n' || byte == b'\r').map_or(0, |end| end + 1)
}

fn count_line_ends(text: &[u8]) -> u32 {
    let pairs = text.windows(2).filter(|pair| pair == b"\r\n").count();
    let ends = text.iter().filter(|&&byte| byte == b'\n' || byte == b'\r');
    (ends.count() - pairs) as u32
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
