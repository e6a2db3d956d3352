//! Reads JSON as strictly as `JSON.parse` does, and never recurses.

use super::node::{JsonContent, JsonError, JsonNode, Member};
use crate::{
    limits::{LimitReached, Limits},
    text::{Span, Spanned},
};

/// Parses a whole text.
///
/// ```
/// let node = packproof::json::parse(r#"{ "a": [1] }"#).unwrap();
/// assert_eq!(node.get("a").unwrap().span.start, 7);
/// assert!(packproof::json::parse("{ a: 1 }").is_err());
/// ```
pub fn parse(text: &str) -> Result<JsonNode, JsonError> {
    parse_within(text, &Limits::default())
}

/// Like [`parse`], but within these limits `json_bytes` and `json_depth`.
pub fn parse_within(text: &str, limits: &Limits) -> Result<JsonNode, JsonError> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, open: Vec::new(), limits };
    if text.len() as u64 > limits.json_bytes {
        return Err(parser.limit(limits.json_bytes().reached(format!("{} bytes of JSON", text.len()))));
    }
    let node = parser.document()?;
    parser.skip_blank();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.unexpected()),
    }
}

/// An array or object whose end has not been read yet.
enum OpenContainer {
    Array { start: usize, items: Vec<JsonNode> },
    Object { start: usize, members: Vec<Member>, key: Spanned<String> },
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    open: Vec<OpenContainer>,
    limits: &'a Limits,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<JsonNode, JsonError> {
        loop {
            let Some(mut node) = self.value_or_open()? else { continue };
            loop {
                match self.place(node)? {
                    Placed::Root(root) => return Ok(root),
                    Placed::Closed(closed) => node = closed,
                    Placed::More => break,
                }
            }
        }
    }

    /// Reads a scalar or an empty array or object; `None` when a non-empty one was opened.
    fn value_or_open(&mut self) -> Result<Option<JsonNode>, JsonError> {
        self.skip_blank();
        let start = self.at;
        match self.peek() {
            Some(b'[') => self.open_array(start),
            Some(b'{') => self.open_object(start),
            Some(b'"') => self.string().map(|text| Some(self.node(JsonContent::String(text.value), start))),
            Some(b'-' | b'0'..=b'9') => self.number().map(Some),
            _ => self.word().map(Some),
        }
    }

    fn open_array(&mut self, start: usize) -> Result<Option<JsonNode>, JsonError> {
        self.at += 1;
        self.skip_blank();
        if self.take(b']') {
            return Ok(Some(self.node(JsonContent::Array(Vec::new()), start)));
        }
        self.push(OpenContainer::Array { start, items: Vec::new() }).map(|()| None)
    }

    fn open_object(&mut self, start: usize) -> Result<Option<JsonNode>, JsonError> {
        self.at += 1;
        self.skip_blank();
        if self.take(b'}') {
            return Ok(Some(self.node(JsonContent::Object(Vec::new()), start)));
        }
        let key = self.key()?;
        self.push(OpenContainer::Object { start, members: Vec::new(), key }).map(|()| None)
    }

    fn push(&mut self, open: OpenContainer) -> Result<(), JsonError> {
        if self.open.len() as u64 >= self.limits.json_depth {
            return Err(self.limit(self.limits.json_depth().reached("the JSON is nested deeper")));
        }
        self.open.push(open);
        Ok(())
    }

    /// Puts a finished value into the array or object around it, and reads what follows the value.
    fn place(&mut self, node: JsonNode) -> Result<Placed, JsonError> {
        let Some(open) = self.open.pop() else { return Ok(Placed::Root(node)) };
        self.skip_blank();
        match open {
            OpenContainer::Array { start, mut items } => {
                items.push(node);
                if self.take(b']') {
                    return Ok(Placed::Closed(self.node(JsonContent::Array(items), start)));
                }
                self.expect(b',')?;
                self.open.push(OpenContainer::Array { start, items });
            }
            OpenContainer::Object { start, mut members, key } => {
                members.push(Member { key, value: node });
                if self.take(b'}') {
                    return Ok(Placed::Closed(self.node(JsonContent::Object(members), start)));
                }
                self.expect(b',')?;
                let key = self.key()?;
                self.open.push(OpenContainer::Object { start, members, key });
            }
        }
        Ok(Placed::More)
    }

    fn key(&mut self) -> Result<Spanned<String>, JsonError> {
        self.skip_blank();
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let key = self.string()?;
        self.skip_blank();
        self.expect(b':')?;
        Ok(key)
    }

    fn string(&mut self) -> Result<Spanned<String>, JsonError> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        loop {
            let run = self.at;
            // Bytes are enough: in UTF-8, no part of a longer character is below 0x80.
            while matches!(self.peek(), Some(byte) if byte != b'"' && byte != b'\\' && byte >= 0x20) {
                self.at += 1;
            }
            value.push_str(self.text.get(run..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break self.at += 1,
                Some(b'\\') => self.escape(&mut value)?,
                _ => return Err(self.unexpected()),
            }
        }
        Ok(Spanned { value, span: self.span(start) })
    }

    fn escape(&mut self, value: &mut String) -> Result<(), JsonError> {
        self.at += 1;
        let plain = match self.peek() {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(byte @ (b'"' | b'\\' | b'/')) => byte as char,
            Some(b'u') => return self.unicode_escape(value),
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        value.push(plain);
        Ok(())
    }

    /// `\uXXXX`; a lone surrogate, which Rust's strings cannot hold, becomes U+FFFD.
    fn unicode_escape(&mut self, value: &mut String) -> Result<(), JsonError> {
        let first = self.hex4()?;
        let is_high = (0xD800..0xDC00).contains(&first);
        let low_follows = is_high && self.bytes.get(self.at..self.at + 2) == Some(b"\\u");
        if low_follows {
            let back = self.at;
            self.at += 1;
            let second = self.hex4()?;
            if let Some(Ok(pair)) = char::decode_utf16([first, second]).next() {
                value.push(pair);
                return Ok(());
            }
            // No pair: the second escape is read again by itself.
            self.at = back;
        }
        value.push(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(())
    }

    fn hex4(&mut self) -> Result<u16, JsonError> {
        self.at += 1;
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(number) = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) else {
            return Err(self.error("Bad Unicode escape in JSON".into()));
        };
        self.at += 4;
        Ok(number)
    }

    fn number(&mut self) -> Result<JsonNode, JsonError> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let number = self.text.get(start..self.at).and_then(|digits| digits.parse().ok());
        number.map(|number| self.node(JsonContent::Number(number), start)).ok_or_else(|| self.unexpected())
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.unexpected()) } else { Ok(()) }
    }

    fn word(&mut self) -> Result<JsonNode, JsonError> {
        let start = self.at;
        for (word, value) in [
            ("true", JsonContent::Bool(true)),
            ("false", JsonContent::Bool(false)),
            ("null", JsonContent::Null),
        ] {
            if self.bytes.get(start..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
                self.at += word.len();
                return Ok(self.node(value, start));
            }
        }
        Err(self.unexpected())
    }

    fn node(&self, value: JsonContent, start: usize) -> JsonNode {
        JsonNode { value, span: self.span(start) }
    }

    fn span(&self, start: usize) -> Span {
        Span::new(offset(start), offset(self.at))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.take(byte) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn skip_blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn unexpected(&self) -> JsonError {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(found) => self.error(format!("Unexpected token {found:?} in JSON")),
            None => self.error("Unexpected end of JSON input".into()),
        }
    }

    fn error(&self, message: String) -> JsonError {
        JsonError { message, span: Span::new(offset(self.at), offset(self.at + 1)), limit: None }
    }

    fn limit(&self, reached: LimitReached) -> JsonError {
        JsonError { limit: Some(reached.clone()), ..self.error(reached.to_string()) }
    }
}

/// The outcome of putting a finished value in its place.
enum Placed {
    Root(JsonNode),
    Closed(JsonNode),
    More,
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keeps_order_duplicates_and_spans() {
        let node = parse(r#" {"b":1,"a":"x\u00e9","b":[true,null]}"#).unwrap();
        let keys: Vec<_> = node.as_object().unwrap().iter().map(|m| m.key.value.as_str()).collect();
        assert_eq!(keys, ["b", "a", "b"]);
        assert_eq!(node.get("b").unwrap().span, Span::new(26, 37));
        assert_eq!(node.get("a").unwrap().as_str(), Some("xé"));
    }

    #[test]
    fn refuses_what_json_parse_refuses() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{'a':1}",
            "01",
            "1.",
            ".5",
            "+1",
            "[NaN]",
            "\"\t\"",
            "// c\n1",
            "1 2",
            "tru",
            "\"\\x41\"",
            "\"\\u12\"",
            "{\"a\"}",
            "[1 2]",
            "-",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn deep_nesting_ends_at_the_limit() {
        assert!(parse(&"[".repeat(100_000)).unwrap_err().limit.is_some());
        let allowed = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        assert!(parse(&allowed).is_ok());
    }

    #[test]
    fn surrogates_pair_up_or_are_replaced() {
        for (text, expected) in [
            (r#""\ud83d\ude00""#, "😀"),
            (r#""\ud83dx""#, "\u{fffd}x"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
            (r#""\ude00""#, "\u{fffd}"),
        ] {
            assert_eq!(parse(text).unwrap().as_str(), Some(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json_on_what_is_json(text in r#"[\[\]{}",:0-9a-eE.\-+ntrufalse\\ ]{0,24}"#) {
            // serde_json reads an ignored value for its syntax alone, so that no number is out of range.
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text);
            prop_assert_eq!(parse(&text).is_ok(), theirs.is_ok(), "{:?}", theirs);
        }
    }
}
