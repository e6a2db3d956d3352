//! Specifiers of a consumer: the file that each leads to, declared or not, and the verdict of Node on it.

use std::{borrow::Borrow, sync::Arc};

use crate::{
    entry_points::{EntryPoint, target_file},
    facts::{NodeFacts, verdicts_alike},
    hash::{HashMap, HashSet},
    link::{
        Linkage, Verdict, link_reached,
        statement::{ConsumerAnswer, ad_hoc},
    },
    package::Package,
    path::PackagePath,
    report::resolution::ResolutionReport,
    resolve::{Mode, NodeTarget, Referrer, Resolution, Resolver, resolve},
    session::{Session, file_verdicts::FileVerdicts},
};

/// The most specifiers that are linked one by one for a version of Node.
const MOST_ALONE: usize = 32;

impl<P: Borrow<Package>> Session<P> {
    /// Resolves one specifier step by step; from a consumer, `.` and `./sub` name subpaths of the package.
    pub fn resolve(
        &self,
        referrer: &Referrer,
        specifier: &str,
        mode: Mode,
        node: &NodeTarget,
    ) -> ResolutionReport {
        ResolutionReport::new(self.package(), referrer, specifier, mode, node)
    }

    /// Resolves a consumer's specifier, and judges the file that it leads to.
    pub fn answer(&self, specifier: &str, mode: Mode, node: &NodeTarget) -> ConsumerAnswer {
        let resolution = resolve(self.package(), &Referrer::Consumer, specifier, mode, node);
        let verdict = self.verdict(specifier, mode, &resolution, node);
        ConsumerAnswer { resolution, verdict }
    }

    /// Like [`Session::answer`], and links no more than the specifier leads to where this version of Node was not asked before: the
    /// first few times, as many take longer one by one than all at once.
    pub(super) fn answer_alone(&self, specifier: &str, mode: Mode, node: &NodeTarget) -> ConsumerAnswer {
        if self.declared.known(node).is_some() {
            return self.answer(specifier, mode, node);
        }
        let resolution = resolve(self.package(), &Referrer::Consumer, specifier, mode, node);
        let known = self.beside.known(node).zip(target_file(&resolution));
        let known = known.and_then(|(facts, path)| self.files_beside(facts).find(specifier, path, mode));
        if known.is_some() {
            return ConsumerAnswer { resolution, verdict: known };
        }
        if !self.may_link_alone(node) {
            return self.answer(specifier, mode, node);
        }
        let verdict = self.linked_alone(specifier, mode, &resolution, node);
        ConsumerAnswer { resolution, verdict }
    }

    /// Counts a specifier that is linked by itself.
    fn may_link_alone(&self, node: &NodeTarget) -> bool {
        let Ok(mut counts) = self.linked_alone.lock() else { return false };
        match counts.iter_mut().find(|(other, _)| other == node) {
            Some((_, count)) => {
                *count = count.saturating_add(1);
                *count <= MOST_ALONE
            }
            None => {
                counts.push((node.clone(), 1));
                true
            }
        }
    }

    fn verdict(
        &self,
        specifier: &str,
        mode: Mode,
        resolution: &Resolution,
        node: &NodeTarget,
    ) -> Option<Verdict> {
        let path = target_file(resolution)?;
        // Verdicts that may be there already come first: those on what is declared, then those on files by their paths.
        let known = self.declared_files(node).find(specifier, path, mode);
        known
            .or_else(|| self.by_path(node).find(specifier, path, mode))
            .or_else(|| self.linked_alone(specifier, mode, resolution, node))
    }

    fn linked_alone(
        &self,
        specifier: &str,
        mode: Mode,
        resolution: &Resolution,
        node: &NodeTarget,
    ) -> Option<Verdict> {
        target_file(resolution)?;
        let entry = ad_hoc(self.package(), specifier, vec![(mode, resolution.clone())]);
        link_reached(self.package(), &[entry], node).verdicts.into_iter().next()
    }

    /// The facts about specifiers of a consumer: what is not known yet is linked at once, and nothing else. `first` are those of
    /// another version of Node, whose verdicts are taken where this one has the same.
    pub(super) fn consumed(
        &self,
        specifiers: &[String],
        node: NodeTarget,
        first: Option<&NodeFacts>,
    ) -> NodeFacts {
        let package = self.package();
        let mut resolvers = ConsumerResolvers::new(package, &node);
        let entry_points: Vec<EntryPoint> =
            specifiers.iter().map(|specifier| resolvers.entry(specifier)).collect();
        let known = match first {
            Some(first) => self.files_beside(self.facts_beside(&first.node, &node, |_| true)),
            None => self.declared_files(&node),
        };
        // Their modules are in another graph.
        let unplaced = |verdict: Verdict| Verdict { module: None, ..verdict };
        let of_entry = |(place, entry): (usize, &EntryPoint)| known.of_entry(place, entry, package);
        let mut verdicts: Vec<Verdict> =
            entry_points.iter().enumerate().flat_map(of_entry).map(unplaced).collect();
        let mut judged: HashSet<(usize, Mode)> =
            verdicts.iter().map(|verdict| (verdict.entry, verdict.mode)).collect();
        let alike = first.and_then(|first| verdicts_alike(package, first, &entry_points, &node));
        let alike = alike.into_iter().flatten();
        verdicts.extend(alike.filter(|verdict| judged.insert((verdict.entry, verdict.mode))));
        // Every entry point stays in the list, some without a resolution, so that the verdicts name its place.
        let unknown: Vec<EntryPoint> =
            entry_points.iter().enumerate().map(|(place, entry)| unjudged(place, entry, &judged)).collect();
        let linked = self.linked_by_file(unknown, &node);
        verdicts.extend(linked.verdicts);
        let linkage = Linkage { verdicts, ..linked };
        NodeFacts { node, entry_points, linkage, cut: Vec::new() }
    }

    /// Links entry points. Where no "exports" can promise anything for one of them, a file is linked once for all that lead to it.
    fn linked_by_file(&self, mut entries: Vec<EntryPoint>, node: &NodeTarget) -> Linkage {
        let package = self.package();
        let has_exports = package.manifest().is_some_and(|manifest| manifest.get("exports").is_some());
        let mut first: HashMap<(PackagePath, Mode), usize> = HashMap::default();
        let mut others = Vec::new();
        for (place, entry) in entries.iter_mut().enumerate().filter(|_| !has_exports) {
            entry.resolutions.retain(|(mode, resolution)| {
                let Some(path) = target_file(resolution) else { return true };
                let known = *first.entry((path.clone(), *mode)).or_insert(place);
                others.extend((known != place).then_some((place, known, *mode)));
                known == place
            });
        }
        let mut linkage = link_reached(package, &entries, node);
        let verdicts = &mut linkage.verdicts;
        let of_first: HashMap<(usize, Mode), usize> =
            verdicts.iter().enumerate().map(|(at, verdict)| ((verdict.entry, verdict.mode), at)).collect();
        for (entry, known, mode) in others {
            let same = of_first.get(&(known, mode)).and_then(|at| verdicts.get(*at)).cloned();
            verdicts.extend(same.map(|verdict| Verdict { entry, ..verdict }));
        }
        linkage
    }

    fn declared_files(&self, node: &NodeTarget) -> Arc<FileVerdicts> {
        self.declared_files.get(node, || FileVerdicts::of(self.package(), self.facts(node)))
    }

    fn files_beside(&self, facts: Arc<NodeFacts>) -> Arc<FileVerdicts> {
        let node = facts.node.clone();
        self.beside_files.get(&node, || FileVerdicts::of(self.package(), facts))
    }

    fn by_path(&self, node: &NodeTarget) -> Arc<FileVerdicts> {
        self.by_path.get(node, || {
            let package = self.package();
            let files = package.files().iter().map(|(path, _)| path);
            let modules = files.filter(|path| is_asked_for_by_path(path));
            let mut resolvers = ConsumerResolvers::new(package, node);
            let entry = |path: &PackagePath| resolvers.entry(&format!("{}/{path}", package.name()));
            let entries = modules.map(entry).collect();
            FileVerdicts::of(package, Arc::new(NodeFacts::of(package, entries, node.clone())))
        })
    }
}

/// An entry point with those of its resolutions that lead to a file on which there is no verdict yet.
fn unjudged(place: usize, entry: &EntryPoint, judged: &HashSet<(usize, Mode)>) -> EntryPoint {
    let is_open = |(mode, resolution): &&(Mode, Resolution)| {
        target_file(resolution).is_some() && !judged.contains(&(place, *mode))
    };
    let open = entry.resolutions.iter().filter(is_open);
    EntryPoint { resolutions: open.cloned().collect(), ..entry.clone() }
}

fn is_asked_for_by_path(path: &PackagePath) -> bool {
    let is_module = matches!(path.extension(), ".js" | ".mjs" | ".cjs" | ".json");
    is_module && !path.as_str().split('/').any(|segment| segment == "node_modules")
}

/// The two ways of a consumer to ask for a package.
struct ConsumerResolvers<'p> {
    package: &'p Package,
    of_modes: [(Mode, Resolver<'p>); 2],
}

impl<'p> ConsumerResolvers<'p> {
    fn new(package: &'p Package, node: &NodeTarget) -> Self {
        Self { package, of_modes: Mode::ALL.map(|mode| (mode, Resolver::new(package, mode, node))) }
    }

    /// Makes an entry point for a specifier of the package.
    fn entry(&mut self, specifier: &str) -> EntryPoint {
        let entry = ad_hoc(self.package, specifier, Vec::new());
        let resolutions = self.of_modes.each_mut().map(|(mode, resolver)| {
            let result = resolver.resolve_subpath(&entry.subpath);
            (*mode, Resolution { result, trail: Vec::new() })
        });
        EntryPoint { resolutions: resolutions.into(), ..entry }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    #[test]
    fn what_is_not_declared_is_answered_too() {
        let session = Session::new(Package::new(FileTree::of([
            ("package.json", r#"{"name":"p","main":"./a.js"}"#),
            ("a.js", "exports.a = 1"),
            ("lib/b.mjs", "import './gone.mjs'; export const b = 1"),
            ("style.css", ""),
        ])));
        let causes = |specifier, mode| {
            let verdict = session.answer(specifier, mode, &NodeTarget::default()).verdict;
            verdict
                .map(|verdict| verdict.causes.into_iter().map(|cause| cause.fault.code).collect::<Vec<_>>())
        };
        assert_eq!(causes("p", Mode::Import), Some(vec![]));
        assert_eq!(causes("p/a.js", Mode::Import), Some(vec![]));
        assert_eq!(causes("p/lib/b.mjs", Mode::Import), Some(vec!["ERR_MODULE_NOT_FOUND"]));
        assert_eq!(causes("p/style.css", Mode::Import), Some(vec!["ERR_UNKNOWN_FILE_EXTENSION"]));
        assert_eq!(causes("p/none", Mode::Import), None);
    }
}
