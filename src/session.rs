//! An opened package and all that was found out about it: each thing once, however often and from however many threads it
//! is asked for.

mod consumer;
mod exported;
mod file_verdicts;
mod floors;
mod link;
mod memo;
mod trace;

use std::{
    borrow::Borrow,
    collections::BTreeMap,
    mem,
    sync::{Arc, Mutex},
};

use crate::{
    budget::SizeBudget,
    entry_points::EntryPoint,
    facts::{Facts, NodeFacts},
    limits::LimitReached,
    module::free_beside,
    options::{Options, ShownSuggestions, TypesChoice},
    package::{Package, engines::deciding},
    report::{EntryPointReport, Report, entry_points, types::with_types},
    resolve::{NodeTarget, typescript::TypesMode},
    rules,
    types::TypesFacts,
};
use file_verdicts::FileVerdicts;
use memo::Memo;

/// A package that is asked again and again. It owns the package, or borrows it for as long as it lasts.
#[derive(Debug)]
pub struct Session<P: Borrow<Package> = Package> {
    package: P,
    /// The facts about what package.json declares.
    declared: Memo<NodeTarget, NodeFacts>,
    /// The facts of further versions that a comparison asks, which share the verdicts of the first one.
    beside: Memo<NodeTarget, NodeFacts>,
    beside_files: Memo<NodeTarget, FileVerdicts>,
    /// The number of specifiers that were linked by themselves, by the version of Node.
    linked_alone: Mutex<Vec<(NodeTarget, usize)>>,
    /// The verdicts on the files that it leads to.
    declared_files: Memo<NodeTarget, FileVerdicts>,
    /// The verdicts on every file by its path, which is asked for where package.json closes nothing.
    by_path: Memo<NodeTarget, FileVerdicts>,
    /// The declarations in the modes that were asked.
    types: Memo<(NodeTarget, Vec<TypesMode>), TypesFacts>,
    /// The verdict of Node on what is declared.
    entry_points: Memo<Options, Vec<EntryPointReport>>,
    /// The reports, with the findings of every rule that is asked.
    reports: Memo<Options, Report>,
}

impl<P: Borrow<Package>> Session<P> {
    pub fn new(package: P) -> Self {
        Self {
            package,
            declared: Memo::default(),
            beside: Memo::default(),
            beside_files: Memo::default(),
            linked_alone: Mutex::default(),
            declared_files: Memo::default(),
            by_path: Memo::default(),
            types: Memo::default(),
            entry_points: Memo::default(),
            reports: Memo::default(),
        }
    }

    pub fn package(&self) -> &Package {
        self.package.borrow()
    }

    /// The facts for one version of Node.
    pub fn facts(&self, node: &NodeTarget) -> Arc<NodeFacts> {
        self.declared.get(node, || NodeFacts::gather(self.package(), node.clone()))
    }

    /// The facts for a further version of Node about the entry points that are asked for, which the first question decides. All that
    /// both versions judge alike is taken from the first one.
    pub(crate) fn facts_beside(
        &self,
        first: &NodeTarget,
        node: &NodeTarget,
        is_asked: impl Fn(&EntryPoint) -> bool,
    ) -> Arc<NodeFacts> {
        if let Some(known) = self.declared.known(node) {
            return known;
        }
        self.beside.get(node, || {
            let beside = NodeFacts::beside(self.package(), &self.facts(first), node, is_asked);
            beside.unwrap_or_else(|| NodeFacts::gather(self.package(), node.clone()))
        })
    }

    /// Everything that is declared, with the verdict of Node on it.
    pub fn entry_points(&self, options: &Options) -> Arc<Vec<EntryPointReport>> {
        // A budget changes no entry point, so that one answer serves all budgets.
        self.entry_points.get(&Options { budget: SizeBudget::default(), ..plain(options) }, || {
            let entries = entry_points(self.package(), &self.all_facts(options));
            match self.types(options) {
                Some(types) => with_types(self.package(), entries, &types),
                None => entries,
            }
        })
    }

    /// The declarations, compared with what the first version of Node loads; `None` if they are not asked for.
    pub fn types(&self, options: &Options) -> Option<Arc<TypesFacts>> {
        let (modes, node) = (options.types_modes(), options.targets().into_iter().next()?);
        let find = || self.facts(&node).types(self.package(), &modes);
        (!modes.is_empty()).then(|| self.types.get(&(node.clone(), modes.clone()), find))
    }

    /// The declarations of some entry points and their names, for those who do not ask whether they are true of what Node loads.
    pub fn declared_types(
        &self,
        options: &Options,
        is_asked: impl Fn(&EntryPoint) -> bool,
    ) -> Option<TypesFacts> {
        let (modes, node) = (options.types_modes(), options.targets().into_iter().next()?);
        (!modes.is_empty()).then(|| self.facts(&node).declared_types(self.package(), &modes, is_asked))
    }

    /// Checks the package. If the report with every finding is known, the findings that are asked for are taken from it.
    pub fn check(&self, options: &Options) -> Arc<Report> {
        let options = &self.decided(options);
        let plain = plain(options);
        let all = if plain == *options { None } else { self.reports.known(&plain) };
        self.reports.get(options, || match all.filter(|all| self.has_all_findings(all)) {
            Some(all) => all.judged_by(options),
            None => self.find(options),
        })
    }

    /// The report with the findings of every rule, whatever the options ignore.
    pub fn report(&self, options: &Options) -> Arc<Report> {
        self.check(&plain(options))
    }

    /// Tells whether a report has every finding; one that has as many as it may have lacks others.
    fn has_all_findings(&self, report: &Report) -> bool {
        report.findings.len() as u64 <= self.package().limits().findings
    }

    fn find(&self, options: &Options) -> Report {
        let facts = Facts {
            types: self.types(options),
            types_required: options.types == TypesChoice::Required,
            by_engines: options.by_engines,
            budget: options.budget,
            ..Facts::of(self.package(), self.all_facts(options))
        };
        let findings = floors::said_in(rules::check(&facts, &options.ignore).into_sorted(), self.package());
        drop(facts); // Its problems take as much memory as the report.
        Report::of(self.package(), || self.entry_points(options), findings, options)
    }

    /// The options with the version that decides for this package, where none was asked for.
    pub(crate) fn decided(&self, options: &Options) -> Options {
        if options.by_engines {
            Options { nodes: vec![deciding(self.package())], ..options.clone() }
        } else {
            options.clone()
        }
    }

    /// The limits because of which not all of the surface is known, as far as it was asked for. That of errors leaves out only
    /// further ones of what is broken anyway.
    pub fn cut(&self) -> Vec<LimitReached> {
        let nodes: Vec<_> = self.declared.all().into_iter().chain(self.beside.all()).collect();
        let types = self.types.all();
        let of_nodes = nodes.iter().flat_map(|node| node.cut.iter().chain(&node.linkage.cut));
        let unread = self.package().unread_manifests();
        let all = unread.iter().chain(of_nodes);
        let all = all.chain(types.iter().flat_map(|types| &types.cut)).filter(|it| it.limit != "errors");
        let each: BTreeMap<_, _> = all.map(|it| ((it.limit, &it.file), it)).collect();
        each.into_values().cloned().collect()
    }

    fn all_facts(&self, options: &Options) -> Vec<Arc<NodeFacts>> {
        options.targets().iter().map(|node| self.facts(node)).collect()
    }
}

/// Graphs of many modules take long to be freed: others do that while this thread goes on.
impl<P: Borrow<Package>> Drop for Session<P> {
    fn drop(&mut self) {
        if !self.declared.is_empty() {
            let files = [&mut self.declared_files, &mut self.by_path].map(mem::take);
            free_beside((mem::take(&mut self.declared), files));
        }
    }
}

/// The options without those that only select findings.
fn plain(options: &Options) -> Options {
    let suggestions = ShownSuggestions::default();
    Options { ignore: Vec::new(), strict: false, suggestions, ..options.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files::FileTree, limits::Limits};

    #[test]
    fn threads_that_ask_together_find_the_same() {
        let package = Package::new(FileTree::of([("package.json", r#"{"name":"p"}"#), ("index.js", "")]));
        let session = Session::new(package);
        let found: Vec<_> = std::thread::scope(|scope| {
            let ask = || session.facts(&NodeTarget::default());
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(found.iter().all(|facts| Arc::ptr_eq(facts, &found[0])));
    }

    #[test]
    fn a_module_is_read_once_for_all_versions_that_read_it_alike() {
        let package = Package::new(FileTree::of([
            ("package.json", r#"{"name":"p","exports":{"./*":"./*"}}"#),
            ("a.mjs", "import './b.js'; export const a = 1 / 2"),
            ("b.js", "const c = require('./c.cjs')"),
            ("c.cjs", "exports.c = /(?:c)/"),
            ("d.mjs", "export const d = /(?i:d)/"),
        ]));
        let session = Session::new(package);
        let nodes = ["18", "20.18", "20", "22", "24", "26"].map(|node| node.parse().unwrap());
        session.check(&Options::of_nodes(nodes.to_vec(), Vec::new()));
        assert_eq!(session.package().readings().count(), 4 + 1);
    }

    #[test]
    fn findings_that_were_too_many_count_once_others_are_ignored() {
        let manifest = r#"{"name":"p","exports":{"./a":"./gone.js","./b":"./b.mjs"}}"#;
        let package = Package::new(FileTree::of([("package.json", manifest), ("b.mjs", "import {")]));
        let session = Session::new(package.within(Limits { findings: 1, ..Limits::default() }));
        let shown = session.check(&Options::default()).findings[0].rule;
        let report = session.check(&Options { ignore: vec![shown.to_owned()], ..Options::default() });
        let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
        assert!(!rules.contains(&shown) && rules[0] != "limit-reached", "{shown}: {rules:?}");
    }
}
