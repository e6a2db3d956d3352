//! The versions of a package that are published, by npm and from the registry that npm is set up for.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use crate::pack::{
    call::call,
    detected::{DetectedManager, Evidence},
    error::PackError,
    manager::Manager,
    options::PackOptions,
    perform::perform,
};

/// The published versions, each with the day of its publication as `2024-05-31`, as far as the registry tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedVersions(pub BTreeMap<String, Option<String>>);

/// Arguments against minutes of trying where no registry answers.
const UNANSWERED: [&str; 2] = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"];

/// Asks for the published versions of a package; none if there is no such package. `directory` is where npm looks for its
/// settings.
pub fn published(
    name: &str,
    directory: &Path,
    packing: &PackOptions,
) -> Result<PublishedVersions, PackError> {
    let npm = DetectedManager { manager: Manager::Npm, evidence: Evidence::Default };
    let mut command = call(Manager::Npm, directory);
    command.args(["view", name, "versions", "time", "--json", "--loglevel=error"]);
    command.args(UNANSWERED);
    match perform(command, &npm, packing, &format!("look up {name}")) {
        Ok(said) => read(&said).ok_or_else(|| unreadable(name)),
        Err(PackError::Failed { said, .. }) if said.iter().any(|line| line.contains("E404")) => {
            Ok(PublishedVersions::default())
        }
        Err(PackError::Failed { said, .. }) => Err(PackError::FetchFailed { spec: name.to_owned(), said }),
        Err(other) => Err(other),
    }
}

/// Asks for the published versions of a package that a range admits, first of npm's cache; none if there is no such version.
pub(crate) fn published_in(
    name: &str,
    range: &str,
    directory: &Path,
    packing: &PackOptions,
) -> Result<Vec<String>, PackError> {
    let npm = DetectedManager { manager: Manager::Npm, evidence: Evidence::Default };
    let mut command = call(Manager::Npm, directory);
    // An empty range would be the tag `latest`.
    let range = if range.is_empty() { "*" } else { range };
    command.args(["view", &format!("{name}@{range}"), "version", "--json"]);
    command.args(["--prefer-offline", "--loglevel=error"]);
    command.args(UNANSWERED);
    match perform(command, &npm, packing, &format!("look up {name}")) {
        Ok(said) if said.trim_ascii().is_empty() => Ok(Vec::new()),
        Ok(said) => Ok(versions(&answer(&said).ok_or_else(|| unreadable(name))?)),
        Err(PackError::Failed { said, .. }) if said.iter().any(|line| line.contains("E404")) => {
            Ok(Vec::new())
        }
        Err(PackError::Failed { said, .. }) => Err(PackError::FetchFailed { spec: name.to_owned(), said }),
        Err(other) => Err(other),
    }
}

/// An answer that is cut off, or is none, must not pass for a package without versions.
fn unreadable(name: &str) -> PackError {
    let said = vec!["npm's list of versions cannot be read".to_owned()];
    PackError::FetchFailed { spec: name.to_owned(), said }
}

/// Reads npm's answer: one version is a text, several are an array, and for none it says nothing. `None` if it is no answer.
fn read(said: &[u8]) -> Option<PublishedVersions> {
    if said.trim_ascii().is_empty() {
        return Some(PublishedVersions::default());
    }
    let answer = answer(said)?;
    let versions = versions(answer.get("versions").unwrap_or(&Value::Null));
    let day = |version: &str| {
        let time = answer.get("time").and_then(|times| times.get(version)?.as_str());
        time.and_then(|time| time.get(..10)).map(str::to_owned)
    };
    Some(PublishedVersions(versions.into_iter().map(|version| (version.clone(), day(&version))).collect()))
}

/// Returns the JSON in what npm said. Node may put warnings of its own before or behind it, each on a line.
fn answer(said: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(said);
    let starts = text.match_indices(['{', '[', '"']).map(|(at, _)| at);
    let begins_line = |at: &usize| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    // Each try may read to the end of the text, so their number is bounded.
    let mut rests = starts.filter(begins_line).filter_map(|at| text.get(at..)).take(20);
    rests.find_map(|rest| serde_json::Deserializer::from_str(rest).into_iter().next()?.ok())
}

fn versions(answer: &Value) -> Vec<String> {
    match answer {
        Value::String(version) => vec![version.clone()],
        Value::Array(versions) => {
            versions.iter().filter_map(|version| version.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_version_or_several() {
        for (said, expected) in [
            (r#"{"versions":["1.0.0","1.1.0"],"time":{"1.1.0":"2024-05-31T08:00:00.000Z"}}"#, Some(2)),
            (r#"{"versions":"1.0.0","time":{}}"#, Some(1)),
            ("(node:1) Warning: old\n{\"versions\":[\"1.0.0\"]}\n(Use `node` …)", Some(1)),
            ("", Some(0)),
            ("nonsense {", None),
            (r#"2.0":"2024-05-31T08:00:00.000Z"}}"#, None),
        ] {
            let found = read(said.as_bytes());
            assert_eq!(found.map(|PublishedVersions(found)| found.len()), expected, "{said}");
        }
    }
}
