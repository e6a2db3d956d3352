//! The script that stops a broken release, and its caller for yarn, written into the text of package.json, of which nothing else
//! moves.

use thiserror::Error;

use crate::{
    init::project::ProjectOutlook,
    json::{self, JsonContent, JsonNode, Member},
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

/// Yarn 2 and newer runs this script before `yarn npm publish`, and not the other one, which npm and changesets run.
const OF_YARN: &str = "prepublish";
const GO_ON: &str = "yarn run prepublishOnly";

/// Returns the text with the scripts that it lacks, or `None` if it has packproof already.
pub(super) fn with_gate(
    text: &str,
    manifest: &JsonNode,
    project: &ProjectOutlook,
) -> Result<Option<String>, ManifestProblem> {
    refuse_unpublished(manifest)?;
    let command = match manifest.get("scripts").and_then(|scripts| scripts.get("build")) {
        // The package is built first if there is a script for that.
        Some(_) => format!("{} run build && {CHECK}", project.manager.name()),
        None => CHECK.to_owned(),
    };
    let gated = with_script(text, manifest, SCRIPT, &command, CHECK)?;
    if !project.has_modern_yarn {
        return Ok(gated);
    }
    let text = gated.as_deref().unwrap_or(text);
    let manifest = json::parse(text).map_err(|error| ManifestProblem::NotJson(error.to_string()))?;
    Ok(with_script(text, &manifest, OF_YARN, GO_ON, GO_ON)?.or(gated))
}

fn refuse_unpublished(manifest: &JsonNode) -> Result<(), ManifestProblem> {
    if manifest.get("name").and_then(JsonNode::as_str).is_none() {
        return Err(ManifestProblem::NoName);
    }
    if manifest.get("private").is_some_and(|private| private.value == JsonContent::Bool(true)) {
        return Err(ManifestProblem::Private);
    }
    Ok(())
}

/// Returns the text with a script that is `command`, or that also does `more` where it is there.
fn with_script(
    text: &str,
    manifest: &JsonNode,
    name: &'static str,
    command: &str,
    more: &str,
) -> Result<Option<String>, ManifestProblem> {
    let members = manifest.as_object().ok_or(ManifestProblem::NoName)?;
    let Some(scripts) = manifest.get("scripts") else {
        // There is a member to stand behind: the name.
        let between = space_before(text, members);
        let (inner, outer) = nested(between);
        let value = format!("{{{inner}\"{name}\": \"{command}\"{outer}}}");
        return Ok(with_member(text, members, between, &format!("\"scripts\": {value}")));
    };
    let listed = scripts.as_object().ok_or(ManifestProblem::OddField("scripts"))?;
    let Some(script) = scripts.get(name) else {
        let line = format!("\"{name}\": \"{command}\"");
        if listed.is_empty() {
            let (inner, outer) = nested(space_before(text, members));
            let braces = scripts.span.start as usize..scripts.span.end as usize;
            return Ok(replaced(text, braces, &format!("{{{inner}{line}{outer}}}")));
        }
        return Ok(with_member(text, listed, space_before(text, listed), &line));
    };
    let said = script.as_str().ok_or(ManifestProblem::OddField(name))?;
    if said.contains("packproof") || name == OF_YARN && said.contains(SCRIPT) {
        return Ok(None);
    }
    // Behind the text and before its closing quote; what is added has nothing to escape.
    let quote = (script.span.end as usize).saturating_sub(1);
    let joint = if said.trim().is_empty() { "" } else { " && " };
    Ok(replaced(text, quote..quote, &format!("{joint}{more}")))
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
