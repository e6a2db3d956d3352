//! JavaScript's rules for text and numbers, by which npm's reader decodes an archive.

use std::borrow::Cow;

/// The error of a number that makes npm's reader throw.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadNumber;

/// Reads a numeric header field: octal text, or base-256 after a first byte of 0x80 or 0xff. `None` if there
/// is no number.
pub(super) fn number_field(field: &[u8]) -> Result<Option<i64>, BadNumber> {
    match field.first() {
        Some(0x80) => base_256(field.get(1..).unwrap_or_default(), 0).map(Some),
        Some(0xff) => base_256(field, -1).map(Some),
        Some(0x81..) => Err(BadNumber),
        // Nearly all fields are plain digits, which need no text.
        _ => Ok(plain_octal(field).or_else(|| parse_int(&String::from_utf8_lossy(field), 8))),
    }
}

/// Tells whether npm's reader throws on the field; text never makes it throw.
pub(super) fn throws(field: &[u8]) -> bool {
    field.first().is_some_and(|byte| !byte.is_ascii()) && number_field(field).is_err()
}

/// Reads the usual form of a field: blanks, then digits. What follows them does not matter.
fn plain_octal(field: &[u8]) -> Option<i64> {
    let digits = field.iter().skip_while(|&&byte| byte == b' ').map_while(|byte| match byte {
        b'0'..=b'7' => Some(i64::from(byte - b'0')),
        _ => None,
    });
    digits.fold(None, |value: Option<i64>, digit| {
        Some(value.unwrap_or(0).saturating_mul(8).saturating_add(digit))
    })
}

fn base_256(digits: &[u8], sign: i128) -> Result<i64, BadNumber> {
    const MAX_SAFE_INTEGER: i128 = (1 << 53) - 1;
    let value = digits.iter().fold(sign, |value, &digit| (value << 8) | i128::from(digit));
    if value.abs() <= MAX_SAFE_INTEGER { i64::try_from(value).map_err(|_| BadNumber) } else { Err(BadNumber) }
}

/// `parseInt`: leading blanks, a sign, then as many digits as there are; `None` is NaN.
pub(super) fn parse_int(text: &str, radix: u32) -> Option<i64> {
    let text = text.trim_start_matches(is_whitespace);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.chars().map_while(|digit| digit.to_digit(radix));
    digits
        .fold(None, |value: Option<i64>, digit| {
            Some(value.unwrap_or(0).saturating_mul(i64::from(radix)).saturating_add(i64::from(digit)))
        })
        .map(|value| value.saturating_mul(sign))
}

/// `Number(text)`: NaN unless all of the text is a number; `""` is 0.
pub(super) fn to_number(text: &str) -> f64 {
    let text = text.trim_matches(is_whitespace);
    let radix = match text.get(..2) {
        Some("0x" | "0X") => Some(16),
        Some("0o" | "0O") => Some(8),
        Some("0b" | "0B") => Some(2),
        _ => None,
    };
    match (radix, text.trim_start_matches(['+', '-'])) {
        (Some(radix), _) => digits_in(text.get(2..).unwrap_or_default(), radix),
        _ if text.is_empty() => 0.0,
        (_, "Infinity") => text.parse().unwrap_or(f64::NAN),
        (_, digits) if digits.contains(|c: char| !matches!(c, '0'..='9' | '.' | 'e' | 'E' | '+' | '-')) => {
            f64::NAN
        }
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

fn digits_in(digits: &str, radix: u32) -> f64 {
    let add =
        |value: f64, digit: char| digit.to_digit(radix).map(|d| value * f64::from(radix) + f64::from(d));
    match digits {
        "" => f64::NAN,
        _ => digits.chars().try_fold(0.0, add).unwrap_or(f64::NAN),
    }
}

/// `text.replace(/\0.*/, '')`: the `.` stops at a line end, so that the text from there on is kept.
pub(super) fn cut_at_nul(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some((before, after)) = text.split_once('\0') else { return text };
    let back =
        after.find(['\n', '\r', '\u{2028}', '\u{2029}']).and_then(|end| after.get(end..)).unwrap_or("");
    Cow::Owned(format!("{before}{back}"))
}

/// Tells whether a character is white space or a line end in ECMA-262.
fn is_whitespace(c: char) -> bool {
    // Unicode and ECMA-262 differ about these two characters.
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_node_tar_reads_them() {
        for (field, expected) in [
            (&b"0000644\0"[..], Ok(Some(0o644))),
            (b"  17 \0", Ok(Some(0o17))),
            (b"5x7", Ok(Some(5))),
            (b"58", Ok(Some(5))),
            (b"-7", Ok(Some(-7))),
            (b"+7", Ok(Some(7))),
            (b"zzz", Ok(None)),
            (b"", Ok(None)),
            (b"\0\0\0", Ok(None)),
            (b" \xc2\xa07", Ok(Some(7))),
            (b"\x80\0\0\x01\0", Ok(Some(256))),
            (b"\xff\xff\xff\xfe", Ok(Some(-2))),
            (b"\x80\x20\0\0\0\0\0\0", Err(BadNumber)),
            (b"\x81\0\0\0", Err(BadNumber)),
            (b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", Err(BadNumber)),
        ] {
            assert_eq!(number_field(field), expected, "{field:?}");
        }
    }

    #[test]
    fn numbers_are_those_of_javascript() {
        for (text, expected) in [
            ("", 0.0),
            (" \u{feff}12\n", 12.0),
            ("0x1F", 31.0),
            ("0b101", 5.0),
            ("0o17", 15.0),
            ("5e0", 5.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("+5", 5.0),
            ("Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("1e400", f64::INFINITY),
        ] {
            assert_eq!(to_number(text), expected, "{text:?}");
        }
        for text in [
            "inf", "nan", "NaN", "infinity", "0x", "-0x5", "1_0", "5 5", "--5", "e", ".", "\u{85}5", "++5",
            "0b2",
        ] {
            assert!(to_number(text).is_nan(), "{text:?}");
        }
    }

    #[test]
    fn text_after_nul_comes_back_at_a_line_end() {
        for (text, expected) in
            [("a", "a"), ("a\0b", "a"), ("a\0b\nc", "a\nc"), ("a\0\u{2028}\0", "a\u{2028}\0")]
        {
            assert_eq!(cut_at_nul(Cow::Borrowed(text)), expected, "{text:?}");
        }
    }
}
