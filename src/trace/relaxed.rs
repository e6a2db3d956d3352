//! JSON with comments and trailing commas, as configuration files have it.

use crate::json::{self, JsonContent, JsonNode};

/// Parses a JSON text that may have comments and trailing commas; its places stay as they are.
pub fn relaxed_json(text: &str) -> Option<JsonNode> {
    let text = text.trim_start_matches('\u{feff}');
    json::parse(text).ok().or_else(|| json::parse(&without_comments(text)).ok())
}

/// The text with blanks in the place of comments and trailing commas.
fn without_comments(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    let mut comma: Option<usize> = None;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        match (byte, next) {
            (b'"', _) => {
                comma = None;
                at += string_length(bytes.get(at..).unwrap_or_default());
                continue;
            }
            (b'/', Some(b'/')) => {
                let rest = bytes.get(at..).unwrap_or_default();
                let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
                blank(&mut bytes, at, length);
                at += length;
                continue;
            }
            (b'/', Some(b'*')) => {
                let rest = bytes.get(at + 2..).unwrap_or_default();
                let length =
                    rest.windows(2).position(|pair| pair == b"*/").map_or(rest.len() + 2, |end| end + 4);
                blank(&mut bytes, at, length);
                at += length;
                continue;
            }
            // A bracket as the next character that counts makes it a trailing comma.
            (b',', _) => comma = Some(at),
            (b']' | b'}', _) => {
                if let Some(comma) = comma.take() {
                    blank(&mut bytes, comma, 1);
                }
            }
            (b' ' | b'\t' | b'\r' | b'\n', _) => {}
            _ => comma = None,
        }
        at += 1;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn blank(bytes: &mut [u8], at: usize, length: usize) {
    for byte in bytes.iter_mut().skip(at).take(length).filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
}

/// The texts of an array, or the one text that stands in its place.
pub fn texts(node: Option<&JsonNode>) -> Option<Vec<String>> {
    match &node?.value {
        JsonContent::String(text) => Some(vec![text.clone()]),
        JsonContent::Array(items) => {
            Some(items.iter().filter_map(JsonNode::as_str).map(str::to_owned).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_blank() {
        let text = "{ // a\n \"b\": [1, /* , */ \"//\",], \"c\": \"\\\",}\", }";
        let node = relaxed_json(text).unwrap();
        assert_eq!(texts(node.get("b")).unwrap(), ["//"]);
        assert_eq!(node.get("c").unwrap().as_str(), Some("\",}"));
        assert!(relaxed_json("{ a: 1 }").is_none());
    }
}
