//! The subpaths of both releases, as each version of Node answers them.

use std::sync::Arc;

use crate::{
    diff::releases::Releases,
    entry_points::{EntryKind, EntryPoint},
    facts::NodeFacts,
    hash::HashSet,
    report::{EntryPointReport, entry_points},
    resolve::NodeTarget,
    session::Session,
};

/// The subpaths that a consumer can name of either release.
pub(super) struct ComparedEntries {
    /// Those that the older release declares.
    pub old: Vec<EntryPointReport>,
    /// Those that the newer release declares.
    pub new: Vec<EntryPointReport>,
    /// The answers of the older release about those that only the newer one declares.
    pub undeclared_before: Vec<EntryPointReport>,
    /// The answers of the newer release about those that only the older one declares.
    pub undeclared_now: Vec<EntryPointReport>,
}

impl ComparedEntries {
    /// Asks every version of Node about all that the older release offers, and the first one about new subpaths, too.
    pub fn of(releases: &Releases<'_>) -> Self {
        let (old, new) = (releases.old, releases.new);
        let targets = releases.options.targets();
        let first = releases.node();
        let (of_old, of_new) = (old.facts(&first), new.facts(&first));
        let (declared_before, declared_now) = (importable(&of_old), importable(&of_new));
        let gone = lacking(&of_old, &declared_now);
        let added = lacking(&of_new, &declared_before);
        let mut before = Answers::of(old, &of_old, &added);
        let by_path = before.undeclared.first().map(Arc::clone);
        let known = by_path.iter().flat_map(|facts| loaded(facts)).collect::<HashSet<&str>>();
        let kept: Vec<&str> = added.iter().copied().filter(|subpath| known.contains(subpath)).collect();
        let mut now = Answers::of(new, &of_new, &gone);
        let is_asked = |entry: &EntryPoint| {
            let subpath = entry.subpath.as_str();
            entry.kind == EntryKind::Bin || declared_before.contains(subpath) || known.contains(subpath)
        };
        for node in targets.iter().skip(1) {
            before.declared.push(old.facts_beside(&first, node, |_| true));
            before.undeclared.extend(before.beside(&kept, node));
            now.declared.push(new.facts_beside(&first, node, is_asked));
            now.undeclared.extend(now.beside(&gone, node));
        }
        Self {
            old: before.of_declared(),
            new: now.of_declared(),
            undeclared_before: before.of_undeclared(),
            undeclared_now: now.of_undeclared(),
        }
    }
}

/// The facts about the subpaths of a release, of each version of Node that was asked.
struct Answers<'s> {
    session: &'s Session,
    declared: Vec<Arc<NodeFacts>>,
    undeclared: Vec<Arc<NodeFacts>>,
}

impl<'s> Answers<'s> {
    fn of(session: &'s Session, declared: &Arc<NodeFacts>, undeclared: &[&str]) -> Self {
        let found =
            (!undeclared.is_empty()).then(|| session.undeclared_facts(undeclared, &declared.node, None));
        Self { session, declared: vec![Arc::clone(declared)], undeclared: found.into_iter().collect() }
    }

    /// The facts of a further version of Node about what is undeclared.
    fn beside(&self, subpaths: &[&str], node: &NodeTarget) -> Option<Arc<NodeFacts>> {
        let first = self.undeclared.first().filter(|_| !subpaths.is_empty())?;
        Some(self.session.undeclared_facts(subpaths, node, Some(first)))
    }

    fn of_declared(&self) -> Vec<EntryPointReport> {
        entry_points(self.session.package(), &self.declared)
    }

    fn of_undeclared(&self) -> Vec<EntryPointReport> {
        entry_points(self.session.package(), &self.undeclared)
    }
}

fn subpaths(facts: &NodeFacts) -> impl Iterator<Item = &str> {
    let importable = facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
    importable.map(|entry| entry.subpath.as_str())
}

fn importable(facts: &NodeFacts) -> HashSet<&str> {
    subpaths(facts).collect()
}

/// The subpaths of a release that the other one does not declare.
fn lacking<'f>(facts: &'f NodeFacts, declared: &HashSet<&str>) -> Vec<&'f str> {
    subpaths(facts).filter(|subpath| !declared.contains(subpath)).collect()
}

/// The subpaths that can be loaded in some mode.
fn loaded(facts: &NodeFacts) -> impl Iterator<Item = &str> {
    let loaded = facts.linkage.verdicts.iter().filter(|verdict| verdict.causes.is_empty());
    loaded.filter_map(|verdict| Some(facts.entry_points.get(verdict.entry)?.subpath.as_str()))
}
