//! A surface as a file that people review: JSON in which what fits in a line stands in one.

use std::mem;

use serde_json::Result;

use crate::{render::visible::visible_json, surface::Surface};

/// The widest line of what is put in one.
const WIDTH: usize = 100;

/// The surface as the text of a file.
///
/// # Errors
/// None that a surface could cause.
pub fn surface_document(surface: &Surface) -> Result<String> {
    let text = in_lines(&serde_json::to_string_pretty(surface)?);
    Ok(visible_json(&format!("{text}\n")).into_owned())
}

/// An object or array that is not closed yet.
struct OpenValue {
    /// The place of its first line among those that are written.
    first: usize,
    /// All that it holds stands in one line each.
    is_flat: bool,
}

/// Puts each object and array in one line that fits there, all it holds included.
fn in_lines(pretty: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut open: Vec<OpenValue> = Vec::new();
    for line in pretty.lines() {
        lines.push(line.to_owned());
        // Only a line that opens an object or array ends so: a text ends with its quote.
        if line.ends_with(['{', '[']) {
            open.push(OpenValue { first: lines.len() - 1, is_flat: true });
        } else if line.trim_start().starts_with(['}', ']']) {
            let Some(value) = open.pop() else { continue };
            let joined =
                value.is_flat.then(|| joined(lines.get(value.first..).unwrap_or_default())).flatten();
            match joined {
                Some(joined) => {
                    lines.truncate(value.first);
                    lines.push(joined);
                }
                None => open.last_mut().into_iter().for_each(|outer| outer.is_flat = false),
            }
        }
    }
    mem::take(&mut lines).join("\n")
}

/// The lines of an object or array as one, if that is not too wide.
fn joined(lines: &[String]) -> Option<String> {
    let (first, rest) = lines.split_first()?;
    let mut width = first.chars().count();
    let is_narrow = rest.iter().all(|line| {
        width += line.trim_start().chars().count() + 1;
        width <= WIDTH
    });
    let (last, items) = rest.split_last().filter(|_| is_narrow)?;
    let items: Vec<&str> = items.iter().map(|line| line.trim_start()).collect();
    let gap = if first.ends_with('{') { " " } else { "" };
    Some(format!("{first}{gap}{}{gap}{}", items.join(" "), last.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stands_in_one_line() {
        let names: Vec<String> = (0..40).map(|nth| format!("name{nth}")).collect();
        let value = serde_json::json!({
            "one": { "a": ["x", "y"], "b": {}, "c": [] },
            "many": { "names": names, "text": "a { [\n ] }", "open": "{" },
            "nested": [[1, 2], { "k": [] }],
        });
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        let text = in_lines(&pretty);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        assert!(text.contains("  \"one\": { \"a\": [\"x\", \"y\"], \"b\": {}, \"c\": [] },\n"), "{text}");
        assert!(text.contains("      \"name0\",\n      \"name1\",\n"), "{text}");
        assert!(text.contains("  \"nested\": [[1, 2], { \"k\": [] }]\n"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(in_lines("{}"), "{}");
    }
}
