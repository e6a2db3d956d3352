//! The values that `require` of a release's CommonJS modules gives, followed from module to module.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    entry_points::target_file,
    hash::{HashMap, HashSet},
    json::{self, JsonContent, JsonNode},
    module::{GivenExports, GivenMember, OtherExport, ValueShape, given_exports},
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer, format::Format, resolve},
    session::Session,
};

/// The value that `require` of a file gives, with the kinds of its members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RequiredValue {
    pub shape: ValueShape,
    pub members: BTreeMap<String, ValueShape>,
    /// The members that it may have.
    pub possible: BTreeSet<String>,
    /// True if it has no other members.
    pub is_complete: bool,
}

impl RequiredValue {
    /// Tells whether it may have a member of that name.
    pub fn may_have(&self, name: &str) -> bool {
        self.members.contains_key(name) || self.possible.contains(name)
    }
}

/// The values of one release, each found when it is first asked for.
pub(super) struct RequiredValues<'s> {
    session: &'s Session,
    node: NodeTarget,
    formats: HashMap<PackagePath, Format>,
    known: HashMap<PackagePath, Rc<RequiredValue>>,
    /// The files that are being followed.
    open: HashSet<PackagePath>,
}

/// The most modules that are followed within each other.
const DEEPEST: usize = 64;

impl<'s> RequiredValues<'s> {
    pub fn new(session: &'s Session, node: &NodeTarget) -> Self {
        let facts = session.facts(node);
        let formats = facts.linkage.graph.iter().map(|(_, module)| (module.path.clone(), module.format));
        Self {
            session,
            node: node.clone(),
            formats: formats.collect(),
            known: HashMap::default(),
            open: HashSet::default(),
        }
    }

    /// The value of a file. Of one that requires itself in a circle, nothing is known.
    pub fn of(&mut self, path: &PackagePath) -> Rc<RequiredValue> {
        if let Some(known) = self.known.get(path) {
            return Rc::clone(known);
        }
        if self.open.len() >= DEEPEST || !self.open.insert(path.clone()) {
            return Rc::default();
        }
        let found = Rc::new(self.find(path));
        self.open.remove(path);
        self.known.insert(path.clone(), Rc::clone(&found));
        found
    }

    fn find(&mut self, path: &PackagePath) -> RequiredValue {
        let Some(source) = self.session.package().contents(path) else { return RequiredValue::default() };
        match self.formats.get(path) {
            Some(Format::CommonJs) => {
                let given = given_exports(source, &self.node.version.profile());
                self.followed(path, given)
            }
            Some(Format::Json) => of_json(source),
            Some(Format::Module) => RequiredValue { shape: ValueShape::Object, ..RequiredValue::default() },
            _ => RequiredValue::default(),
        }
    }

    fn followed(&mut self, path: &PackagePath, given: GivenExports) -> RequiredValue {
        let shape = self.shape(path, &given.itself);
        let members = given.members.into_iter();
        let mut found = RequiredValue {
            shape,
            members: members.map(|(name, member)| (name, self.shape(path, &member))).collect(),
            possible: given.possible,
            is_complete: !given.is_open,
        };
        for spread in &given.spreads {
            let Some(value) = self.requested(path, &spread.specifier) else {
                found.is_complete = false;
                continue;
            };
            found.is_complete &= value.is_complete;
            found.possible.extend(value.possible.iter().cloned());
            for (name, shape) in &value.members {
                match found.members.get_mut(name) {
                    Some(known) if spread.is_plain => *known = ValueShape::Unknown,
                    Some(_) => {}
                    None if name == "default" && !spread.is_plain => {
                        found.possible.insert(name.clone());
                    }
                    None => drop(found.members.insert(name.clone(), *shape)),
                }
            }
        }
        found
    }

    fn shape(&mut self, path: &PackagePath, member: &GivenMember) -> ValueShape {
        match member {
            GivenMember::Known(shape) => *shape,
            GivenMember::Other(other) => self.other(path, other),
        }
    }

    fn other(&mut self, path: &PackagePath, other: &OtherExport) -> ValueShape {
        let Some(value) = self.requested(path, &other.specifier) else { return ValueShape::Unknown };
        let named = |name: &str| value.members.get(name).copied().unwrap_or_default();
        match &other.name {
            Some(name) => named(name),
            None if !other.is_interop => value.shape,
            None if value.members.contains_key("__esModule") => named("default"),
            None if value.is_complete && !value.may_have("__esModule") => value.shape,
            None => ValueShape::Unknown,
        }
    }

    /// The value of a request; `None` for what is not packed.
    fn requested(&mut self, path: &PackagePath, specifier: &str) -> Option<Rc<RequiredValue>> {
        let referrer = Referrer::File(path.clone());
        let resolution = resolve(self.session.package(), &referrer, specifier, Mode::Require, &self.node);
        let file = target_file(&resolution)?.clone();
        Some(self.of(&file))
    }
}

fn of_json(source: &[u8]) -> RequiredValue {
    let text = String::from_utf8_lossy(source);
    let shape = |node: &JsonNode| match node.value {
        JsonContent::Object(_) | JsonContent::Array(_) => ValueShape::Object,
        JsonContent::Null => ValueShape::Unknown,
        _ => ValueShape::Primitive,
    };
    match json::parse(text.trim_start_matches('\u{feff}')) {
        Ok(node) => RequiredValue {
            shape: shape(&node),
            members: node
                .as_object()
                .unwrap_or_default()
                .iter()
                .map(|member| (member.key.value.clone(), shape(&member.value)))
                .collect(),
            possible: BTreeSet::new(),
            is_complete: true,
        },
        Err(_) => RequiredValue::default(),
    }
}
