//! Decodes names: an identifier as it stands, a string literal by its escapes.

use super::dialect::Escapes;

/// Returns the value of an identifier or of a quoted literal; `None` where the escapes stand for no text.
pub(super) fn unescape(name: &str, escapes: Escapes) -> Option<String> {
    let Some(quote) = ['"', '\''].into_iter().find(|&quote| name.starts_with(quote)) else {
        return Some(name.to_owned());
    };
    let body = name.strip_prefix(quote)?.strip_suffix(quote)?;
    let value = if body.contains('\\') {
        Decoder { rest: body, escapes, units: Vec::new() }.run()?
    } else {
        body.to_owned()
    };
    (escapes == Escapes::Merve || !value.contains(taken_for_surrogate)).then_some(value)
}

/// Tells whether cjs-module-lexer takes a character for a lone surrogate, for which it drops the name.
fn taken_for_surrogate(c: char) -> bool {
    // cjs-module-lexer looks for units from 0xD800 on that begin no pair, and so drops these, which are no surrogates.
    matches!(c, '\u{E000}'..='\u{FFFF}')
}

struct Decoder<'s> {
    rest: &'s str,
    escapes: Escapes,
    units: Vec<u16>,
}

impl Decoder<'_> {
    fn run(mut self) -> Option<String> {
        while let Some(next) = self.take() {
            if next == '\\' { self.escape()? } else { self.push(next) }
        }
        String::from_utf16(&self.units).ok()
    }

    fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn push(&mut self, c: char) {
        self.units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
    }

    fn escape(&mut self) -> Option<()> {
        let Some(c) = self.take() else { return Some(()) };
        match c {
            'n' => self.push('\n'),
            'r' => self.push('\r'),
            't' => self.push('\t'),
            'b' => self.push('\u{8}'),
            'v' => self.push('\u{B}'),
            'f' => self.push('\u{C}'),
            'x' => {
                let unit = self.hex(2)?;
                self.units.push(unit as u16);
            }
            'u' => self.unicode()?,
            '\r' if self.is_evaluated() => self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest),
            '\n' | '\u{2028}' | '\u{2029}' if self.is_evaluated() => {}
            '0'..='7' if self.is_evaluated() => self.legacy_octal(c),
            '0' => self.push('\0'),
            _ => self.push(c),
        }
        Some(())
    }

    fn is_evaluated(&self) -> bool {
        self.escapes == Escapes::Evaluated
    }

    fn legacy_octal(&mut self, first: char) {
        // The largest octal escape is `\377`.
        let most = if first <= '3' { 2 } else { 1 };
        let digits = self.rest.bytes().take(most).take_while(|b| (b'0'..=b'7').contains(b)).count();
        let (octal, rest) = self.rest.split_at(digits);
        self.rest = rest;
        let value = octal.bytes().fold(first as u16 - 48, |value, digit| value * 8 + u16::from(digit - b'0'));
        self.units.push(value);
    }

    fn unicode(&mut self) -> Option<()> {
        let Some(rest) = self.rest.strip_prefix('{') else {
            let unit = self.hex(4)?;
            self.units.push(unit as u16);
            return Some(());
        };
        let (digits, rest) = rest.split_once('}')?;
        let value = hex_value(digits)?;
        self.rest = rest;
        if let Some(c) = char::from_u32(value) {
            self.push(c);
            return Some(());
        }
        self.units.push(u16::try_from(value).ok()?);
        Some(())
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(digits)?;
        let value = hex_value(digits)?;
        self.rest = rest;
        Some(value)
    }
}

/// Returns the value of hexadecimal digits; `None` beyond the last code point.
fn hex_value(digits: &str) -> Option<u32> {
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits.trim_start_matches('0'), 16).unwrap_or(0);
    (value <= 0x10_FFFF && digits.trim_start_matches('0').len() <= 6).then_some(value)
}
