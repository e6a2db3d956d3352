//! The verdicts of one version of Node by the files that specifiers lead to, so that none has to be looked for.

use std::sync::Arc;

use crate::{
    entry_points::{EntryKind, EntryPoint, target_file},
    facts::NodeFacts,
    hash::HashMap,
    link::Verdict,
    package::Package,
    path::PackagePath,
    resolve::Mode,
};

/// The verdicts on files of the package, found by the specifier and the file that it leads to.
#[derive(Debug)]
pub struct FileVerdicts {
    facts: Arc<NodeFacts>,
    /// The first verdict of each specifier and mode.
    named: HashMap<(String, Mode), usize>,
    /// The first verdict of each file and mode.
    leading: HashMap<(PackagePath, Mode), usize>,
}

impl FileVerdicts {
    pub fn of(package: &Package, facts: Arc<NodeFacts>) -> Self {
        let (mut named, mut leading) = (HashMap::default(), HashMap::default());
        for (place, verdict) in facts.linkage.verdicts.iter().enumerate() {
            let Some((entry, path)) = consumed(&facts, verdict) else { continue };
            named.entry((entry.specifier(package), verdict.mode)).or_insert(place);
            leading.entry((path.clone(), verdict.mode)).or_insert(place);
        }
        Self { facts, named, leading }
    }

    /// The verdicts that are known on an entry point, as the one at a place.
    pub fn of_entry(&self, place: usize, entry: &EntryPoint, package: &Package) -> Vec<Verdict> {
        let specifier = entry.specifier(package);
        let files = entry.resolutions.iter();
        let files = files.filter_map(|(mode, resolution)| Some((*mode, target_file(resolution)?)));
        let known = files.filter_map(|(mode, path)| self.find(&specifier, path, mode));
        known.map(|verdict| Verdict { entry: place, ..verdict }).collect()
    }

    /// Finds the verdict on the entry point of that specifier, else on any that leads to the same file.
    pub fn find(&self, specifier: &str, path: &PackagePath, mode: Mode) -> Option<Verdict> {
        let verdict = |place: &usize| self.facts.linkage.verdicts.get(*place);
        let leads_here = |verdict: &&Verdict| consumed(&self.facts, verdict).is_some_and(|it| it.1 == path);
        let named = self.named.get(&(specifier.to_owned(), mode)).and_then(verdict).filter(leads_here);
        named.or_else(|| self.leading.get(&(path.clone(), mode)).and_then(verdict)).cloned()
    }
}

/// The entry point of a verdict and the file that it leads to, if consumers may ask for it.
fn consumed<'f>(facts: &'f NodeFacts, verdict: &Verdict) -> Option<(&'f EntryPoint, &'f PackagePath)> {
    let entry = facts.entry_points.get(verdict.entry).filter(|entry| entry.kind != EntryKind::Bin)?;
    let (_, resolution) = entry.resolutions.iter().find(|(mode, _)| *mode == verdict.mode)?;
    Some((entry, target_file(resolution)?))
}
