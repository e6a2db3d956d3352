//! Subpaths that are JSON: the keys that those have who load it, by `require` or with an import attribute.

use std::{collections::BTreeSet, iter};

use crate::{
    diff::{
        change::{Change, ChangeEffect, ChangeKind},
        kind_changes::compare,
        kinds::{ComparedKinds, ReleaseKinds, gives_itself},
        pair::OutcomePair,
        releases::Releases,
        statements::{loading, naming_key},
    },
    json::{JsonContent, JsonNode, parse_within},
    module::ValueShape,
    path::PackagePath,
    report::{At, OutcomeReport, at},
    resolve::error::PackagePlace,
    session::Session,
    surface::offered::{Offered, names},
};

/// The most keys that are shown where they stood: each is looked for from the beginning of the file.
const MOST_PLACED: usize = 100;

/// The data or the module that a subpath gives in one release.
struct GivenData {
    shape: DataShape,
    names: BTreeSet<String>,
    /// These names are certainly there, and there are no others.
    is_whole: bool,
    /// The JSON and its file, where it is that.
    json: Option<(PackagePath, JsonNode)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DataShape {
    Object,
    Array,
    Plain,
    /// It is what a module gives.
    Module(ValueShape),
}

impl OutcomePair<'_> {
    /// The changes where one of the releases gives JSON, or both do: keys that are gone, or another kind of value. A new key is no
    /// promise: that is data.
    pub fn changes_beside_data(&self, releases: &Releases<'_>, kinds: &mut ComparedKinds<'_>) -> Vec<Change> {
        let is_for_tools = self.old.target.as_deref() == Some("package.json");
        if is_for_tools || self.have_same_text(releases) {
            return Vec::new();
        }
        let old = given(releases.old, &mut kinds.old, self.old);
        let new = given(releases.new, &mut kinds.new, self.new);
        let Some((old, new)) = old.zip(new) else { return Vec::new() };
        if let Some(change) = self.shape_change(releases, old.shape, new.shape) {
            return vec![change];
        }
        // All objects have a `__proto__`.
        let gone: Vec<&String> = old.names.difference(&new.names).filter(|key| *key != "__proto__").collect();
        if old.is_whole && new.is_whole {
            return self.keys_removed(releases, &gone, &old);
        }
        let is_open = !old.is_whole || !old.names.is_empty();
        is_open.then(|| self.unlisted(releases)).into_iter().collect()
    }

    /// Tells whether the file is what it was; CommonJS may hand on another one that is not.
    fn have_same_text(&self, releases: &Releases<'_>) -> bool {
        let is_json = |outcome: &OutcomeReport| outcome.format.as_deref() == Some("json");
        let (old, new) = (text(releases.old, self.old), text(releases.new, self.new));
        is_json(self.old) && is_json(self.new) && old == new
    }

    fn shape_change(&self, releases: &Releases<'_>, was: DataShape, is: DataShape) -> Option<Change> {
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
        let offered = Offered::of(Some(self.old));
        let statement = loading(&releases.specifier(self.subpath), self.mode, offered);
        let change = self.change(ChangeKind::KindChanged, ChangeEffect::Major, None, message);
        Some(Change {
            old: releases.old_places.of_subpath(self.subpath),
            new: releases.new_places.of_subpath(self.subpath),
            statement: Some(statement),
            now,
            ..change
        })
    }

    fn keys_removed(&self, releases: &Releases<'_>, gone: &[&String], old: &GivenData) -> Vec<Change> {
        let placed = gone.iter().take(MOST_PLACED).map(|key| place(releases.old, key, old.json.as_ref()));
        let places = placed.chain(iter::repeat(None));
        gone.iter().zip(places).map(|(key, was_at)| self.key_removed(releases, key, was_at)).collect()
    }

    fn key_removed(&self, releases: &Releases<'_>, key: &str, was_at: Option<At>) -> Change {
        let specifier = releases.specifier(self.subpath);
        let message = format!("{specifier} does not have {key} any more");
        Change {
            old: was_at.or_else(|| releases.old_places.of_subpath(self.subpath)),
            new: releases.new_places.of_subpath(self.subpath),
            statement: Some(naming_key(&specifier, self.mode, key)),
            now: Some("undefined".to_owned()),
            ..self.change(ChangeKind::NameRemoved, ChangeEffect::Major, Some(key), message)
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

/// The text of the file that an outcome leads to.
fn text<'s>(session: &'s Session, outcome: &OutcomeReport) -> Option<&'s [u8]> {
    session.package().files().contents(outcome.target.as_deref()?)
}

/// The data or the module that an outcome gives; nothing where its file cannot be read.
fn given(session: &Session, kinds: &mut ReleaseKinds<'_>, outcome: &OutcomeReport) -> Option<GivenData> {
    let is_json = outcome.format.as_deref() == Some("json");
    let own = || PackagePath::new(outcome.target.as_deref()?);
    match if is_json { own() } else { kinds.data_behind(outcome) } {
        Some(file) => given_json(session, file),
        None if is_json => None,
        None if outcome.format.as_deref() == Some("module") => Some(given_module(kinds, outcome)),
        None => Some(given_commonjs(kinds, outcome)),
    }
}

/// An ES module gives its names, unless one of them is `module.exports`: `require` gives the value of that.
fn given_module(kinds: &mut ReleaseKinds<'_>, outcome: &OutcomeReport) -> GivenData {
    if gives_itself(outcome) {
        let shape = DataShape::Module(kinds.of_outcome(outcome, "module.exports"));
        return GivenData { shape, names: BTreeSet::new(), is_whole: false, json: None };
    }
    let is_whole = outcome.exports_complete;
    let names = names(outcome).map(str::to_owned).collect();
    let shape = DataShape::Module(ValueShape::Object);
    GivenData { shape, names, is_whole, json: None }
}

/// The lexer tells names of CommonJS that it may not have, and not those that code makes: only one object literal is certain.
fn given_commonjs(kinds: &mut ReleaseKinds<'_>, outcome: &OutcomeReport) -> GivenData {
    let shape = DataShape::Module(kinds.of_outcome(outcome, "default"));
    let members = kinds.members(outcome);
    let is_whole = members.is_some();
    GivenData { shape, names: members.into_iter().flatten().collect(), is_whole, json: None }
}

fn given_json(session: &Session, file: PackagePath) -> Option<GivenData> {
    let source = session.package().files().contents(file.as_str())?;
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
    Some(GivenData { shape, names, is_whole: true, json: Some((file, json)) })
}

fn place(session: &Session, key: &str, json: Option<&(PackagePath, JsonNode)>) -> Option<At> {
    let (file, json) = json?;
    let span = json.member(key)?.key.span;
    Some(at(session.package(), &PackagePlace { file: file.clone(), span }))
}
