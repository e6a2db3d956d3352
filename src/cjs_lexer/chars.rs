//! Classes of bytes, as the lexers sort them.

use crate::bytes::ByteSet;

/// Tells whether a byte is white space: tab to carriage return, or space.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, 9..=13 | b' ')
}

/// Tells whether a byte ends a line. Only LF and CR do; U+2028 and U+2029 do not.
pub(super) const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

pub(super) const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

/// Tells whether a byte is punctuation: it ends a word, and is no quote, backslash, `#` or `@`.
pub(super) const fn is_punctuator(byte: u8) -> bool {
    matches!(byte, b'!' | b'%' | b'&' | b'('..=b'/' | b':'..=b'?' | b'[' | b']' | b'^' | b'{'..=b'~')
}

/// Tells whether an expression begins after this punctuation, so that a slash there begins a regular
/// expression.
pub(super) const fn is_operator(byte: u8) -> bool {
    is_punctuator(byte) && !matches!(byte, b')' | b']' | b'}' | b'/')
}

/// Tells whether an identifier may have this byte of ASCII.
pub(super) const fn is_word(byte: u8) -> bool {
    WORD.has(byte)
}

static WORD: ByteSet = ByteSet::alphanumeric_and(b"_$");
