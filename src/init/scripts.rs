//! The script that stops a broken release, written into the text of package.json, of which nothing else moves.

use thiserror::Error;

use crate::{
    json::{JsonContent, JsonNode, Member},
    pack::Manager,
};

/// The reason why a package.json cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ManifestProblem {
    #[error("package.json is not JSON: {0}")]
    NotJson(String),
    #[error("package.json has no \"name\", so it is no package that can be published")]
    NoName,
    #[error("the package is private: it is never published, and nobody imports it")]
    Private,
    #[error("\"{0}\" in package.json is not what npm takes")]
    OddField(&'static str),
}

const SCRIPT: &str = "prepublishOnly";
const CHECK: &str = "packproof check";

/// Returns the text with the script, or `None` if the script has packproof already.
pub(super) fn with_gate(
    text: &str,
    manifest: &JsonNode,
    manager: Manager,
) -> Result<Option<String>, ManifestProblem> {
    let members = manifest.as_object().ok_or(ManifestProblem::NoName)?;
    if manifest.get("name").and_then(JsonNode::as_str).is_none() {
        return Err(ManifestProblem::NoName);
    }
    if manifest.get("private").is_some_and(|private| private.value == JsonContent::Bool(true)) {
        return Err(ManifestProblem::Private);
    }
    let Some(scripts) = manifest.get("scripts") else {
        // There is a member to stand behind: the name.
        let between = space_before(text, members);
        let (inner, outer) = nested(between);
        let value = format!("{{{inner}\"{SCRIPT}\": \"{CHECK}\"{outer}}}");
        return Ok(with_member(text, members, between, &format!("\"scripts\": {value}")));
    };
    let listed = scripts.as_object().ok_or(ManifestProblem::OddField("scripts"))?;
    let Some(script) = scripts.get(SCRIPT) else {
        let line = format!("\"{SCRIPT}\": \"{}\"", command(scripts, manager));
        if listed.is_empty() {
            let (inner, outer) = nested(space_before(text, members));
            let braces = scripts.span.start as usize..scripts.span.end as usize;
            return Ok(replaced(text, braces, &format!("{{{inner}{line}{outer}}}")));
        }
        return Ok(with_member(text, listed, space_before(text, listed), &line));
    };
    let said = script.as_str().ok_or(ManifestProblem::OddField(SCRIPT))?;
    if said.contains("packproof") {
        return Ok(None);
    }
    // Behind the text and before its closing quote; what is added has nothing to escape.
    let quote = (script.span.end as usize).saturating_sub(1);
    let joint = if said.trim().is_empty() { "" } else { " && " };
    Ok(replaced(text, quote..quote, &format!("{joint}{CHECK}")))
}

/// The package is built first if there is a script for that.
fn command(scripts: &JsonNode, manager: Manager) -> String {
    match scripts.get("build") {
        Some(_) => format!("{} run build && {CHECK}", manager.name()),
        None => CHECK.to_owned(),
    }
}

/// Returns the blank between the members of an object: what stands before the key of the last one.
fn space_before<'t>(text: &'t str, members: &[Member]) -> &'t str {
    let Some(last) = members.last() else { return "" };
    let before = text.get(..last.key.span.start as usize).unwrap_or_default();
    let blank = before.trim_end_matches([' ', '\t', '\n', '\r']).len();
    before.get(blank..).unwrap_or_default()
}

/// Returns the blanks in front of a member one level deeper and in front of the brace that closes it.
fn nested(between: &str) -> (String, String) {
    match between.rfind('\n') {
        Some(line) => {
            let indent = between.get(line + 1..).unwrap_or_default();
            (format!("{between}{indent}"), between.to_owned())
        }
        None => (between.to_owned(), between.to_owned()),
    }
}

fn with_member(text: &str, members: &[Member], between: &str, member: &str) -> Option<String> {
    let end = members.last()?.value.span.end as usize;
    replaced(text, end..end, &format!(",{between}{member}"))
}

fn replaced(text: &str, place: std::ops::Range<usize>, by: &str) -> Option<String> {
    Some(format!("{}{by}{}", text.get(..place.start)?, text.get(place.end..)?))
}
