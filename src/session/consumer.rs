//! Specifiers of a consumer: the file that each leads to, declared or not, and the verdict of Node on it.

use std::{borrow::Borrow, sync::Arc};

use crate::{
    entry_points::{EntryPoint, target_file},
    facts::NodeFacts,
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

    /// Like [`Session::answer`], and links no more than the specifier leads to where this version of Node was not asked before.
    pub(super) fn answer_alone(&self, specifier: &str, mode: Mode, node: &NodeTarget) -> ConsumerAnswer {
        if self.declared.known(node).is_some() {
            return self.answer(specifier, mode, node);
        }
        let resolution = resolve(self.package(), &Referrer::Consumer, specifier, mode, node);
        let verdict = self.linked_alone(specifier, mode, &resolution, node);
        ConsumerAnswer { resolution, verdict }
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

    /// The facts about specifiers of a consumer: what is not known yet is linked at once, and nothing else.
    pub(super) fn consumed(&self, specifiers: &[String], node: NodeTarget) -> NodeFacts {
        let package = self.package();
        let mut resolvers = ConsumerResolvers::new(package, &node);
        let entry_points: Vec<EntryPoint> =
            specifiers.iter().map(|specifier| resolvers.entry(specifier)).collect();
        let known = self.declared_files(&node);
        let of_entry = |(place, entry): (usize, &EntryPoint)| known.of_entry(place, entry, package);
        let mut verdicts: Vec<Verdict> = entry_points.iter().enumerate().flat_map(of_entry).collect();
        let judged: HashSet<(usize, Mode)> =
            verdicts.iter().map(|verdict| (verdict.entry, verdict.mode)).collect();
        // Every entry point stays in the list, some without a resolution, so that the verdicts name its place.
        let unknown: Vec<EntryPoint> =
            entry_points.iter().enumerate().map(|(place, entry)| unjudged(place, entry, &judged)).collect();
        verdicts.extend(self.linked_by_file(unknown, &node));
        let linkage = Linkage { verdicts, ..Linkage::default() };
        NodeFacts { node, entry_points, linkage, cut: Vec::new() }
    }

    /// The verdicts on entry points. Where no "exports" can promise anything for one of them, a file is linked once for all that lead
    /// to it.
    fn linked_by_file(&self, mut entries: Vec<EntryPoint>, node: &NodeTarget) -> Vec<Verdict> {
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
        let mut verdicts = link_reached(package, &entries, node).verdicts;
        let of_first: HashMap<(usize, Mode), usize> =
            verdicts.iter().enumerate().map(|(at, verdict)| ((verdict.entry, verdict.mode), at)).collect();
        for (entry, known, mode) in others {
            let same = of_first.get(&(known, mode)).and_then(|at| verdicts.get(*at)).cloned();
            verdicts.extend(same.map(|verdict| Verdict { entry, ..verdict }));
        }
        verdicts
    }

    fn declared_files(&self, node: &NodeTarget) -> Arc<FileVerdicts> {
        self.declared_files.get(node, || FileVerdicts::of(self.package(), self.facts(node)))
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
