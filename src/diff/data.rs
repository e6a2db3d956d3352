//! Subpaths that are JSON: the keys that those have who load it, by `require` or with an import attribute.

use std::collections::BTreeSet;

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        kinds::{ComparedKinds, ReleaseKinds, compare},
        releases::Releases,
        statements::{loading, naming_key},
    },
    json::{JsonContent, JsonNode, parse_within},
    module::ValueShape,
    path::PackagePath,
    report::{At, OutcomeReport, at},
    resolve::{Mode, NodeTarget, error::PackagePlace},
    session::Session,
    surface::offered::{Offered, names},
};

/// A subpath in one mode and one version of Node that is JSON in one of the releases, or in both.
#[derive(Clone, Copy)]
pub(super) struct DataPair<'r> {
    pub subpath: &'r str,
    pub mode: Mode,
    pub node: &'r NodeTarget,
    pub old: &'r OutcomeReport,
    pub new: &'r OutcomeReport,
}

/// The data or the module that a subpath gives in one release.
struct GivenData {
    shape: DataShape,
    names: BTreeSet<String>,
    /// There are no other names.
    is_whole: bool,
    /// The JSON, where it is that.
    json: Option<JsonNode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DataShape {
    Object,
    Array,
    Plain,
    /// It is what a module gives.
    Module(ValueShape),
}

impl DataPair<'_> {
    /// The keys that are gone, or another kind of value. A new key is no promise: that is data.
    pub fn changes(&self, releases: &Releases<'_>, kinds: &mut ComparedKinds<'_>) -> Vec<Change> {
        let is_for_tools = self.old.target.as_deref() == Some("package.json");
        if is_for_tools || self.have_same_text(releases) {
            return Vec::new();
        }
        let old = given(releases.old, &mut kinds.old, self.old);
        let new = given(releases.new, &mut kinds.new, self.new);
        let Some((old, new)) = old.zip(new) else { return Vec::new() };
        if let Some(change) = self.kind_change(releases, old.shape, new.shape) {
            return vec![change];
        }
        let gone: Vec<&String> = old.names.difference(&new.names).collect();
        let is_open = !gone.is_empty() && !new.is_whole || !old.is_whole;
        let mut changes: Vec<Change> = if new.is_whole {
            gone.into_iter().map(|key| self.removed(releases, key, &old)).collect()
        } else {
            Vec::new()
        };
        changes.extend(is_open.then(|| self.unknown(releases)));
        changes
    }

    fn have_same_text(&self, releases: &Releases<'_>) -> bool {
        let text = |session: &Session, outcome: &OutcomeReport| {
            session.package().files().contents(outcome.target.as_deref()?).map(<[u8]>::to_vec)
        };
        self.old.format == self.new.format && text(releases.old, self.old) == text(releases.new, self.new)
    }

    fn kind_change(&self, releases: &Releases<'_>, was: DataShape, is: DataShape) -> Option<Change> {
        let (words, now) = match (was, is) {
            (DataShape::Module(was), DataShape::Object | DataShape::Array) => {
                let found = compare("default", was, ValueShape::Object)?;
                (found.words, found.now)
            }
            (DataShape::Module(_), _) | (_, DataShape::Module(_)) => return None,
            _ if was == is => return None,
            _ => (format!("was {} and is {}", was.words(), is.words()), None),
        };
        let message = format!("what {} gives {words}", releases.specifier(self.subpath));
        let statement = self.loading(releases);
        let change = self.change(ChangeKind::KindChanged, ChangeEffect::Major, message);
        Some(Change {
            old: releases.old_places.of_subpath(self.subpath),
            new: releases.new_places.of_subpath(self.subpath),
            statement: Some(statement),
            now,
            ..change
        })
    }

    fn loading(&self, releases: &Releases<'_>) -> String {
        loading(&releases.specifier(self.subpath), self.mode, Offered::of(Some(self.old)))
    }

    fn removed(&self, releases: &Releases<'_>, key: &str, old: &GivenData) -> Change {
        let specifier = releases.specifier(self.subpath);
        let message = format!("{specifier} does not have {key} any more");
        let was_at = place(releases.old, self.old, key, old.json.as_ref());
        Change {
            name: Some(key.to_owned()),
            old: was_at.or_else(|| releases.old_places.of_subpath(self.subpath)),
            new: releases.new_places.of_subpath(self.subpath),
            statement: Some(naming_key(&specifier, self.mode, key)),
            now: Some("undefined".to_owned()),
            ..self.change(ChangeKind::NameRemoved, ChangeEffect::Major, message)
        }
    }

    fn unknown(&self, releases: &Releases<'_>) -> Change {
        let specifier = releases.specifier(self.subpath);
        let message = format!(
            "`require` of {specifier} gives what code makes while it runs; it cannot be told whether a name is gone"
        );
        self.change(ChangeKind::NamesUnknown, ChangeEffect::Unknown, message)
    }

    fn change(&self, kind: ChangeKind, effect: ChangeEffect, message: String) -> Change {
        Change {
            subpath: Some(self.subpath.to_owned()),
            mode: Some(self.mode),
            node: vec![self.node.version.to_string()],
            ..Change::new(kind, effect, message)
        }
    }
}

impl DataShape {
    fn words(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Plain => "a plain value",
            Self::Module(_) => "what a module makes",
        }
    }
}

/// The data or the module that an outcome gives; nothing where its file cannot be read.
fn given(session: &Session, kinds: &mut ReleaseKinds<'_>, outcome: &OutcomeReport) -> Option<GivenData> {
    if outcome.format.as_deref() != Some("json") {
        let is_module = outcome.format.as_deref() == Some("module");
        let members = kinds.members(outcome);
        let is_whole = is_module || members.is_some() || kinds.lists_all(outcome);
        // What `require` gives of CommonJS has no default.
        let is_meant = |name: &&str| is_module || *name != "default";
        let listed = || names(outcome).filter(is_meant).map(str::to_owned).collect();
        let shape = DataShape::Module(kinds.of_outcome(outcome, "default"));
        let names = members.map_or_else(listed, |names| names.into_iter().collect());
        return Some(GivenData { shape, names, is_whole, json: None });
    }
    let source = session.package().files().contents(outcome.target.as_deref()?)?;
    let text = String::from_utf8_lossy(source);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let json = parse_within(text, session.package().limits()).ok()?;
    let shape = match json.value {
        JsonContent::Object(_) => DataShape::Object,
        JsonContent::Array(_) => DataShape::Array,
        _ => DataShape::Plain,
    };
    let members = json.as_object().unwrap_or_default().iter();
    let names = members.map(|member| member.key.value.clone()).collect();
    Some(GivenData { shape, names, is_whole: true, json: Some(json) })
}

fn place(session: &Session, outcome: &OutcomeReport, key: &str, json: Option<&JsonNode>) -> Option<At> {
    let file = PackagePath::new(outcome.target.as_deref()?)?;
    let span = json?.member(key)?.key.span;
    Some(at(session.package(), &PackagePlace { file, span }))
}
