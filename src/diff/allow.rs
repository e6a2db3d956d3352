//! Changes that the authors of a package allow, with their reasons.

use thiserror::Error;

use crate::{
    diff::change::{Change, ChangeKind},
    json::{JsonContent, JsonNode},
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
    #[error(
        "\"packproof\".\"diff\".\"allow\" in package.json must be an array of {{ \"change\": \"KIND:SUBJECT\", \"reason\": \"…\" }}"
    )]
    Form,
}

impl AllowedChange {
    /// Reads `KIND` or `KIND:SUBJECT`.
    pub fn parse(text: &str) -> Result<Self, InvalidAllow> {
        let (kind, subject) = match text.split_once(':') {
            Some((kind, subject)) => (kind, Some(subject.to_owned())),
            None => (text, None),
        };
        let known = ChangeKind::ALL.iter().find(|known| known.name() == kind);
        let kind = *known.ok_or_else(|| InvalidAllow::Kind(kind.to_owned()))?;
        Ok(Self { kind, subject: subject.filter(|subject| !subject.is_empty()), reason: None })
    }

    fn covers(&self, change: &Change) -> bool {
        let is_kind = self.kind == change.kind || Some(self.kind) == change.follows;
        let Some(subject) = &self.subject else { return is_kind };
        let (subpath, name) = (change.subpath.as_deref(), change.name.as_deref());
        let both = subpath.zip(name).map(|(subpath, name)| format!("{subpath}:{name}"));
        let words = [subpath, name, both.as_deref()];
        is_kind && words.contains(&Some(subject.as_str()))
    }
}

/// The changes that the package.json of a release allows.
///
/// # Errors
/// It names no such kind, or gives no reason.
pub fn allowed_by(package: &Package) -> Result<Vec<AllowedChange>, InvalidAllow> {
    let settings = package.manifest().and_then(|manifest| manifest.get("packproof"));
    let Some(allow) = settings.and_then(|settings| settings.get("diff")?.get("allow")) else {
        return Ok(Vec::new());
    };
    let JsonContent::Array(entries) = &allow.value else { return Err(InvalidAllow::Form) };
    entries.iter().map(entry).collect()
}

fn entry(node: &JsonNode) -> Result<AllowedChange, InvalidAllow> {
    let text = |key: &str| node.get(key).and_then(JsonNode::as_str).filter(|text| !text.trim().is_empty());
    let (change, reason) = text("change").zip(text("reason")).ok_or(InvalidAllow::Form)?;
    Ok(AllowedChange { reason: Some(reason.to_owned()), ..AllowedChange::parse(change)? })
}

/// Marks the changes that are allowed.
pub(super) fn mark(changes: &mut [Change], allow: &[AllowedChange]) {
    for change in changes {
        let found = allow.iter().find(|allowed| allowed.covers(change));
        change.allowed = found.map(|found| found.reason.clone().unwrap_or_else(|| "by --allow".to_owned()));
    }
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
            assert_eq!(AllowedChange::parse(allow).unwrap().covers(&change), expected, "{allow}");
        }
        assert_eq!(AllowedChange::parse("nonsense"), Err(InvalidAllow::Kind("nonsense".to_owned())));
    }

    #[test]
    fn a_package_says_what_is_allowed_and_why() {
        let allowed = |allow: &str| {
            let manifest = format!(r#"{{"name":"p","packproof":{{"diff":{{"allow":{allow}}}}}}}"#);
            let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
            allowed_by(&package).map(|allowed| allowed.len())
        };
        assert_eq!(allowed(r#"[{"change":"bin-removed:x","reason":"never worked"}]"#), Ok(1));
        assert_eq!(allowed(r#"[{"change":"bin-removed:x"}]"#), Err(InvalidAllow::Form));
        assert_eq!(allowed(r#""bin-removed""#), Err(InvalidAllow::Form));
    }
}
