//! The two releases, each with what was found out about it.

use crate::{
    diff::places::ReleasePlaces,
    entry_points::EntryKind,
    hash::HashMap,
    node::NodeVersion,
    options::Options,
    report::{EntryPointReport, ErrorReport},
    resolve::{Mode, NodeTarget, format::Format},
    session::Session,
};

/// The older and the newer release, judged by the same versions of Node.
pub(super) struct Releases<'s> {
    pub old: &'s Session,
    pub new: &'s Session,
    pub options: Options,
    /// The versions of Node, each with its name.
    pub targets: Vec<(NodeTarget, String)>,
    pub old_places: ReleasePlaces<'s>,
    pub new_places: ReleasePlaces<'s>,
}

impl<'s> Releases<'s> {
    pub fn new(old: &'s Session, new: &'s Session, nodes: Vec<NodeVersion>, conditions: Vec<String>) -> Self {
        let options = Options::of_nodes(nodes, conditions);
        let node = options.targets().into_iter().next().unwrap_or_default();
        let [old_places, new_places] = [old, new].map(|session| ReleasePlaces::new(session, &node));
        let targets = options.targets().into_iter().map(|node| (node.clone(), node.version.to_string()));
        Self { targets: targets.collect(), old, new, options, old_places, new_places }
    }

    /// The Node that decides where one is enough.
    pub fn node(&self) -> NodeTarget {
        self.options.targets().into_iter().next().unwrap_or_default()
    }

    /// The specifier that a consumer of the newer release writes.
    pub fn specifier(&self, subpath: &str) -> String {
        format!("{}{}", self.new.package().name(), subpath.strip_prefix('.').unwrap_or(subpath))
    }

    /// The errors of a consumer's statement with the newer release.
    pub fn errors(&self, statement: &str, node: &NodeTarget) -> Vec<ErrorReport> {
        self.new.errors_of_statement(statement, node)
    }
}

/// Tells whether a release leads `require` to an ES module, so that not every Node can follow.
pub(super) fn can_need_require(session: &Session) -> bool {
    let facts = session.facts(&NodeTarget::default());
    let mut verdicts = facts.linkage.verdicts.iter();
    let is_required =
        |mode: Mode, format: Option<Format>| mode == Mode::Require && format == Some(Format::Module);
    verdicts.any(|verdict| is_required(verdict.mode, verdict.format))
        || facts.linkage.graph.iter().any(|(_, module)| {
            module.format == Format::CommonJs
                && module.loads().iter().any(|id| {
                    facts.linkage.graph.get(*id).is_some_and(|loaded| loaded.format == Format::Module)
                })
        })
}

/// The importable entry points by their subpaths.
pub(super) fn by_subpath(entries: &[EntryPointReport]) -> HashMap<&str, &EntryPointReport> {
    let importable = entries.iter().filter(|entry| entry.kind != EntryKind::Bin);
    importable.map(|entry| (entry.subpath.as_str(), entry)).collect()
}
