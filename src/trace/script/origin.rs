//! The place in package.json of a part of a script.

use crate::{json::JsonNode, text::Span};

/// A script with its value in package.json.
pub struct ScriptOrigin<'m> {
    pub script: &'m str,
    /// The place of its value.
    start: u32,
    /// The place in its value of each byte of the unescaped script.
    offsets: Vec<usize>,
}

impl<'m> ScriptOrigin<'m> {
    /// Finds the places of a script in the text of package.json.
    pub fn new(script: &'m str, node: &JsonNode, source: &str) -> Self {
        let raw = source.get(node.span.start as usize..node.span.end as usize).unwrap_or_default();
        Self { script, start: node.span.start, offsets: raw_offsets(raw) }
    }

    /// The place in package.json of a range of the unescaped script.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let at = |place: usize| {
            let offset = self.offsets.get(place).or(self.offsets.last()).copied().unwrap_or_default();
            self.start + u32::try_from(offset).unwrap_or_default()
        };
        Span::new(at(start), at(end))
    }
}

/// The offset in a quoted JSON string of each byte of the unescaped text, and of the end.
fn raw_offsets(raw: &str) -> Vec<usize> {
    let mut offsets = Vec::new();
    let mut chars = raw.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => {
                let width = match chars.next() {
                    Some((_, 'u')) => {
                        let hex: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                        let code = u32::from_str_radix(&hex, 16).unwrap_or(0);
                        char::from_u32(code).map_or(2, char::len_utf8) // Half of a pair: four bytes in two.
                    }
                    _ => 1,
                };
                offsets.extend(std::iter::repeat_n(at, width));
            }
            '"' => {
                offsets.push(at);
                break;
            }
            _ => offsets.extend((0..char.len_utf8()).map(|nth| at + nth)),
        }
    }
    offsets
}
