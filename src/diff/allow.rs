//! Changes that the authors of a package allow, with their reasons.

use thiserror::Error;

use crate::{
    diff::change::{Change, ChangeKind},
    hash::HashMap,
    json::{JsonContent, JsonNode},
    near::closest,
    package::Package,
};

/// Changes that are allowed: all of a kind, or those about one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedChange {
    pub kind: ChangeKind,
    /// A subpath, a name, or both: `./sub:name`.
    pub subject: Option<String>,
    pub reason: Option<String>,
}

/// A reason why something cannot be allowed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidAllow {
    #[error("\"{0}\" is no kind of change")]
    Kind(String),
    #[error("\"{0}:\" names no subpath or name behind the colon")]
    Subject(&'static str),
    #[error("\"packproof\".\"diff\" in package.json has \"allow\" only, and no \"{0}\"")]
    Key(String),
    #[error(
        "\"packproof\".\"diff\".\"allow\" in package.json must be an array of {{ \"change\": \"KIND:SUBJECT\", \"reason\": \"…\" }}"
    )]
    Form,
}

/// The longest part of a wrong word that is shown.
const SHOWN: usize = 80;

fn shown(word: &str) -> String {
    word.chars().take(SHOWN).collect()
}

impl InvalidAllow {
    /// The kind that was probably meant, or all that there are.
    pub fn help(&self) -> Option<String> {
        let Self::Kind(kind) = self else { return None };
        let names = ChangeKind::ALL.iter().map(|kind| kind.name());
        let near = closest(kind, names.clone()).map(|near| format!("did you mean {near}?"));
        near.or_else(|| Some(format!("there are {}", names.collect::<Vec<_>>().join(", "))))
    }
}

impl AllowedChange {
    /// Reads `KIND` or `KIND:SUBJECT`.
    pub fn parse(text: &str) -> Result<Self, InvalidAllow> {
        let (kind, subject) = match text.split_once(':') {
            Some((kind, subject)) => (kind, Some(subject.to_owned())),
            None => (text, None),
        };
        let known = ChangeKind::ALL.iter().find(|known| known.name() == kind);
        let kind = *known.ok_or_else(|| InvalidAllow::Kind(shown(kind)))?;
        match subject {
            Some(subject) if subject.trim().is_empty() => Err(InvalidAllow::Subject(kind.name())),
            subject => Ok(Self { kind, subject, reason: None }),
        }
    }
}

/// The changes that the package.json of a release allows.
///
/// # Errors
/// It names no such kind, gives no reason, or has another form.
pub fn allowed_by(package: &Package) -> Result<Vec<AllowedChange>, InvalidAllow> {
    let settings = package.manifest().and_then(|manifest| manifest.get("packproof"));
    let Some(diff) = settings.and_then(|settings| settings.get("diff")) else { return Ok(Vec::new()) };
    let members = diff.as_object().ok_or(InvalidAllow::Form)?;
    if let Some(other) = members.iter().find(|member| member.key.value != "allow") {
        return Err(InvalidAllow::Key(shown(&other.key.value)));
    }
    match diff.get("allow").map(|allow| &allow.value) {
        None => Ok(Vec::new()),
        Some(JsonContent::Array(entries)) => entries.iter().map(entry).collect(),
        Some(_) => Err(InvalidAllow::Form),
    }
}

fn entry(node: &JsonNode) -> Result<AllowedChange, InvalidAllow> {
    let members = node.as_object().ok_or(InvalidAllow::Form)?;
    if members.iter().any(|member| !matches!(member.key.value.as_str(), "change" | "reason")) {
        return Err(InvalidAllow::Form);
    }
    let text = |key: &str| node.get(key).and_then(JsonNode::as_str).filter(|text| !text.trim().is_empty());
    let (change, reason) = text("change").zip(text("reason")).ok_or(InvalidAllow::Form)?;
    Ok(AllowedChange { reason: Some(reason.to_owned()), ..AllowedChange::parse(change)? })
}

/// Marks the changes that are allowed, each with the reason of the first that covers it.
pub(super) fn mark(changes: &mut [Change], allow: &[AllowedChange]) {
    let mut places: HashMap<(ChangeKind, Option<&str>), usize> = HashMap::default();
    for (place, allowed) in allow.iter().enumerate() {
        places.entry((allowed.kind, allowed.subject.as_deref())).or_insert(place);
    }
    for change in changes.iter_mut().filter(|_| !allow.is_empty()) {
        let found = first_covering(change, &places).and_then(|place| allow.get(place));
        change.allowed = found.map(|found| found.reason.clone().unwrap_or_else(|| "by --allow".to_owned()));
    }
}

/// The place of the first that covers a change: its kind or that of the change which it follows from, and its subject.
fn first_covering(change: &Change, places: &HashMap<(ChangeKind, Option<&str>), usize>) -> Option<usize> {
    let (subpath, name) = (change.subpath.as_deref(), change.name.as_deref());
    let both = subpath.zip(name).map(|(subpath, name)| format!("{subpath}:{name}"));
    let subjects = [subpath, name, both.as_deref()].into_iter().filter(Option::is_some).chain([None]);
    let kinds = [Some(change.kind), change.follows].into_iter().flatten();
    let keys = kinds.flat_map(|kind| subjects.clone().map(move |subject| (kind, subject)));
    keys.filter_map(|key| places.get(&key).copied()).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diff::change::ChangeEffect, files::FileTree};

    #[test]
    fn subjects_are_subpaths_and_names() {
        let change = Change {
            subpath: Some("./b".to_owned()),
            name: Some("one".to_owned()),
            ..Change::new(ChangeKind::NameRemoved, ChangeEffect::Major, String::new())
        };
        for (allow, expected) in [
            ("name-removed", true),
            ("name-removed:one", true),
            ("name-removed:./b", true),
            ("name-removed:./b:one", true),
            ("name-removed:./b:two", false),
            ("subpath-removed:./b", false),
        ] {
            let mut changes = [change.clone()];
            mark(&mut changes, &[AllowedChange::parse(allow).unwrap()]);
            assert_eq!(changes[0].allowed.is_some(), expected, "{allow}");
        }
    }

    #[test]
    fn words_that_allow_nothing() {
        for (allow, message, help) in [
            ("nonsense", r#""nonsense" is no kind of change"#, "there are subpath-removed, "),
            ("name-remove:a", r#""name-remove" is no kind of change"#, "did you mean name-removed?"),
            ("name-removed:", r#""name-removed:" names no subpath or name behind the colon"#, ""),
            ("", r#""" is no kind of change"#, "there are "),
        ] {
            let error = AllowedChange::parse(allow).unwrap_err();
            assert_eq!(error.to_string(), message);
            assert!(error.help().unwrap_or_default().starts_with(help), "{:?}", error.help());
        }
        assert!(AllowedChange::parse(&"x".repeat(1 << 20)).unwrap_err().to_string().len() < 200);
    }

    #[test]
    fn a_package_says_what_is_allowed_and_why() {
        let settings = |settings: &str| {
            let manifest = format!(r#"{{"name":"p","packproof":{settings}}}"#);
            let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
            allowed_by(&package).map(|allowed| allowed.len())
        };
        let allowed = |allow: &str| settings(&format!(r#"{{"diff":{{"allow":{allow}}}}}"#));
        assert_eq!(allowed(r#"[{"change":"bin-removed:x","reason":"never worked"}]"#), Ok(1));
        for malformed in [
            r#"[{"change":"bin-removed:x"}]"#,
            r#"[{"change":"bin-removed:x","reason":" "}]"#,
            r#"[{"change":"bin-removed:x","reason":1}]"#,
            r#"[{"change":["bin-removed"],"reason":"r"}]"#,
            r#"[{"change":"bin-removed","reason":"r","name":"x"}]"#,
            r#"["bin-removed"]"#,
            r#"[null]"#,
            r#""bin-removed""#,
            r#"{"bin-removed":"r"}"#,
            "null",
        ] {
            assert_eq!(allowed(malformed), Err(InvalidAllow::Form), "{malformed}");
        }
        assert_eq!(settings(r#"{"diff":[]}"#), Err(InvalidAllow::Form));
        assert_eq!(settings(r#"{"diff":{"alow":[]}}"#), Err(InvalidAllow::Key("alow".to_owned())));
        assert_eq!(settings(r#"{"diff":{}}"#), Ok(0));
        assert_eq!(settings(r#"{"trace":{}}"#), Ok(0));
        let unknown = allowed(r#"[{"change":"bin-remove","reason":"r"}]"#);
        assert_eq!(unknown, Err(InvalidAllow::Kind("bin-remove".to_owned())));
    }
}
