//! Classes of bytes, as the lexers sort them.

use crate::bytes::ByteSet;

/// Tab to carriage return, and space.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, 9..=13 | b' ')
}

/// Only these two end a line; U+2028 and U+2029 do not.
pub(super) const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

pub(super) const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

/// Punctuation: everything that ends a word without being a quote, a backslash, `#` or `@`.
pub(super) const fn is_punctuator(byte: u8) -> bool {
    matches!(byte, b'!' | b'%' | b'&' | b'('..=b'/' | b':'..=b'?' | b'[' | b']' | b'^' | b'{'..=b'~')
}

/// Punctuation after which an expression begins, so that a slash there begins a regular expression.
pub(super) const fn is_operator(byte: u8) -> bool {
    is_punctuator(byte) && !matches!(byte, b')' | b']' | b'}' | b'/')
}

/// The ASCII part of an identifier.
pub(super) const fn is_word(byte: u8) -> bool {
    WORD.has(byte)
}

static WORD: ByteSet = ByteSet::alphanumeric_and(b"_$");
