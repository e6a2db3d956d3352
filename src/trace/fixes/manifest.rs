//! Writes changes into the text of a package.json, and leaves the rest of it as it is.

use crate::{
    json::{self, JsonContent, JsonNode},
    text::Span,
};

/// The text with some of it replaced.
pub fn replaced(text: &str, span: Span, by: &str) -> Option<String> {
    let (start, end) = (span.start as usize, span.end as usize);
    Some(format!("{}{by}{}", text.get(..start)?, text.get(end..)?))
}

/// A string as JSON has it, with its quotes.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A string as JSON has it, to be put into another.
pub fn escaped(text: &str) -> String {
    let quoted = quoted(text);
    let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(&quoted).to_owned()
}

/// Adds strings to the array of a key; a key that is not there is added.
pub fn with_items(text: &str, key: &str, items: &[String]) -> Option<String> {
    let root = json::parse(text).ok()?;
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    let Some(array) = root.get(key) else {
        return with_member(text, &root, &format!("{}: [{}]", quoted(key), items.join(", ")));
    };
    let JsonContent::Array(known) = &array.value else { return None };
    match known.last() {
        None => replaced(text, array.span, &format!("[{}]", items.join(", "))),
        Some(last) => appended(text, array.span, last.span, &items),
    }
}

/// Takes a string out of the array of a key.
pub fn without_item(text: &str, key: &str, item: &str) -> Option<String> {
    let root = json::parse(text).ok()?;
    let JsonContent::Array(known) = &root.get(key)?.value else { return None };
    let place = known.iter().position(|node| node.as_str() == Some(item))?;
    let own = known.get(place)?.span;
    // The comma before the item goes with it; at the front of the array, the one behind it.
    let span = match (place.checked_sub(1).and_then(|before| known.get(before)), known.get(place + 1)) {
        (Some(before), _) => Span::new(before.span.end, own.end),
        (None, Some(next)) => Span::new(own.start, next.span.start),
        (None, None) => own,
    };
    replaced(text, span, "")
}

/// Adds members to the object of a key; a key that is not there is added.
pub fn with_members(text: &str, key: &str, members: &[(String, String)]) -> Option<String> {
    let root = json::parse(text).ok()?;
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("{}: {}", quoted(name), quoted(value))).collect();
    let Some(object) = root.get(key) else {
        return with_member(text, &root, &format!("{}: {{ {} }}", quoted(key), members.join(", ")));
    };
    match object.as_object()?.last() {
        None => replaced(text, object.span, &format!("{{ {} }}", members.join(", "))),
        Some(last) => {
            appended(text, object.span, Span::new(last.key.span.start, last.value.span.end), &members)
        }
    }
}

fn with_member(text: &str, root: &JsonNode, member: &str) -> Option<String> {
    let last = root.as_object()?.last()?;
    let place = Span::new(last.key.span.start, last.value.span.end);
    appended(text, root.span, place, &[member.to_owned()])
}

/// Adds items after the last one, each on a line of its own where that one is.
fn appended(text: &str, whole: Span, last: Span, items: &[String]) -> Option<String> {
    let before = text.get(whole.start as usize..last.start as usize)?;
    let indent = before.rsplit_once('\n').map(|(_, line)| line);
    let indent = indent.map(|line| line.chars().take_while(|char| char.is_whitespace()).collect::<String>());
    let more: String = items
        .iter()
        .map(|item| match &indent {
            Some(indent) => format!(",\n{indent}{item}"),
            None => format!(", {item}"),
        })
        .collect();
    replaced(text, Span::new(last.end, last.end), &more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_as_they_are_but_for_the_change() {
        let add = |text: &str| with_items(text, "files", &["b".to_owned()]).unwrap();
        assert_eq!(add(r#"{"files":["a"]}"#), r#"{"files":["a", "b"]}"#);
        assert_eq!(
            add("{\n  \"files\": [\n    \"a\"\n  ]\n}"),
            "{\n  \"files\": [\n    \"a\",\n    \"b\"\n  ]\n}"
        );
        assert_eq!(add("{\n  \"x\": 1\n}"), "{\n  \"x\": 1,\n  \"files\": [\"b\"]\n}");
        assert_eq!(add(r#"{"files":[]}"#), r#"{"files":["b"]}"#);
        for (item, expected) in [("a", r#"{"files":["b", "c"]}"#), ("c", r#"{"files":["a", "b"]}"#)] {
            assert_eq!(without_item(r#"{"files":["a", "b", "c"]}"#, "files", item).unwrap(), expected);
        }
        let members = [("./b".to_owned(), "./b.js".to_owned())];
        assert_eq!(
            with_members(
                "{\n  \"exports\": {\n    \".\": {\n      \"import\": \"./a.js\"\n    }\n  }\n}",
                "exports",
                &members
            )
            .unwrap(),
            "{\n  \"exports\": {\n    \".\": {\n      \"import\": \"./a.js\"\n    },\n    \"./b\": \"./b.js\"\n  }\n}"
        );
        assert_eq!(escaped("a \"b\""), "a \\\"b\\\"");
    }
}
