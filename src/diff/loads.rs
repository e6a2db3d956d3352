//! The packages that a release certainly loads, whatever its package.json says of them.

use crate::{
    entry_points::EntryKind,
    facts::NodeFacts,
    hash::{HashMap, HashSet},
    link::graph::{Edge, Module, ModuleId, ReachedBy},
    resolve::{Mode, parse_package_name},
};

/// An entry point in one mode, as consumers load it: a command or not, and whether "main" or "exports" declares it.
type LoadedEntry<'f> = (bool, &'f str, Mode);

/// The packages that the modules of a release load as soon as an entry point loads them.
pub(super) struct LoadedPackages<'f> {
    facts: &'f NodeFacts,
    /// The modules that certainly load each package themselves.
    loading: HashMap<&'f str, Vec<ModuleId>>,
    /// The modules that certainly load each module.
    loaded_by: HashMap<ModuleId, Vec<ModuleId>>,
}

impl<'f> LoadedPackages<'f> {
    pub fn of(facts: &'f NodeFacts) -> Self {
        let mut found = Self { facts, loading: HashMap::default(), loaded_by: HashMap::default() };
        for (id, module) in facts.linkage.graph.iter().filter(|(_, module)| is_own(module)) {
            for edge in module.requests.iter().filter(|edge| edge.is_certain()) {
                if let Some(loaded) = edge.module() {
                    found.loaded_by.entry(loaded).or_default().push(id);
                }
                if let Some(name) = package_of(edge) {
                    found.loading.entry(name).or_default().push(id);
                }
            }
        }
        found
    }

    pub fn has(&self, name: &str) -> bool {
        self.loading.contains_key(name)
    }

    /// Tells whether an entry point that the older release has certainly loads a package now.
    pub fn loads_in_known(&self, older: &LoadedPackages<'_>, name: &str) -> bool {
        let known: HashSet<LoadedEntry<'_>> = older.all_entries().map(|(_, entry)| entry).collect();
        self.entries(name).iter().any(|entry| known.contains(entry))
    }

    /// Tells whether an entry point that the older release has certainly loads a package now, and did not before.
    pub fn begins_to_load(&self, older: &LoadedPackages<'_>, name: &str) -> bool {
        let (before, now) = (older.entries(name), self.entries(name));
        let known: HashSet<LoadedEntry<'_>> = older.all_entries().map(|(_, entry)| entry).collect();
        now.iter().any(|entry| known.contains(entry) && !before.contains(entry))
    }

    /// The entry points that certainly load a package.
    fn entries(&self, name: &str) -> HashSet<LoadedEntry<'f>> {
        let mut open = self.loading.get(name).cloned().unwrap_or_default();
        let mut seen: HashSet<ModuleId> = open.iter().copied().collect();
        while let Some(id) = open.pop() {
            let loading = self.loaded_by.get(&id).into_iter().flatten().copied();
            open.extend(loading.filter(|id| seen.insert(*id)));
        }
        self.all_entries().filter(|(id, _)| seen.contains(id)).map(|(_, entry)| entry).collect()
    }

    fn all_entries(&self) -> impl Iterator<Item = (ModuleId, LoadedEntry<'f>)> {
        let facts = self.facts;
        facts.linkage.verdicts.iter().filter_map(|verdict| {
            let entry = facts.entry_points.get(verdict.entry)?;
            let is_bin = entry.kind == EntryKind::Bin;
            Some((verdict.module?, (is_bin, entry.subpath.as_str(), verdict.mode)))
        })
    }
}

fn is_own(module: &Module) -> bool {
    module.reached_by == ReachedBy::Node && !module.path.is_outside()
}

fn package_of(edge: &Edge) -> Option<&str> {
    Some(parse_package_name(&edge.request.specifier.value)?.name)
}
