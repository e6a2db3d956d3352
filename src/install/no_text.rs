//! The words for a value of package.json that should be a text.

use crate::json::{JsonContent, JsonNode};

/// Returns the words for a value that is no text.
pub(super) fn no_text(node: &JsonNode) -> Option<&'static str> {
    match &node.value {
        JsonContent::String(_) => None,
        JsonContent::Null => Some("null"),
        JsonContent::Bool(_) => Some("true or false"),
        JsonContent::Number(_) => Some("a number"),
        JsonContent::Array(_) => Some("a list"),
        JsonContent::Object(_) => Some("an object"),
    }
}
