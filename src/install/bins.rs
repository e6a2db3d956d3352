//! Commands without a path in "bin", at which package managers end that join the path to the folder of the package.

use crate::{
    json::{JsonContent, JsonNode},
    package::Package,
    text::Span,
};

/// A command whose value in "bin" is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathlessBin {
    pub name: String,
    /// The value in words.
    pub value: &'static str,
    pub at: Span,
}

/// Returns the commands in "bin" that have no path.
pub fn pathless_bins(package: &Package) -> Vec<PathlessBin> {
    let bin = package.manifest().and_then(|manifest| manifest.get("bin"));
    let members = bin.and_then(JsonNode::as_object).into_iter().flatten();
    let pathless = members.filter_map(|member| {
        let value = match &member.value.value {
            JsonContent::String(_) => return None,
            JsonContent::Null => "null",
            JsonContent::Bool(_) => "true or false",
            JsonContent::Number(_) => "a number",
            JsonContent::Array(_) => "a list",
            JsonContent::Object(_) => "an object",
        };
        Some(PathlessBin { name: member.key.value.clone(), value, at: member.value.span })
    });
    pathless.collect()
}
