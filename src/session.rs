//! An opened package, and what was found out about it: each thing once, however often and from however many threads it
//! is asked for.

use std::sync::{Arc, Mutex, OnceLock};

use crate::{
    entry_points::{EntryKind, EntryPoint, target_file},
    facts::{Facts, NodeFacts},
    link::{
        Verdict, link_reached,
        statement::{Answer, ad_hoc},
    },
    options::Options,
    package::Package,
    path::PackagePath,
    report::{EntryPointReport, Report, entry_points},
    resolve::{Mode, NodeTarget, Referrer, resolve},
    rules,
};

/// A package that is asked again and again.
#[derive(Debug)]
pub struct Session {
    package: Package,
    /// What package.json declares.
    declared: Memo<NodeTarget, NodeFacts>,
    /// Every file by its path, which is asked for where package.json closes nothing.
    by_path: Memo<NodeTarget, NodeFacts>,
    /// What Node makes of what is declared.
    entry_points: Memo<Options, Vec<EntryPointReport>>,
    /// With the findings of every rule that is asked.
    reports: Memo<Options, Report>,
}

impl Session {
    pub fn new(package: Package) -> Self {
        Self {
            package,
            declared: Memo::default(),
            by_path: Memo::default(),
            entry_points: Memo::default(),
            reports: Memo::default(),
        }
    }

    pub fn package(&self) -> &Package {
        &self.package
    }

    /// What is true for one version of Node.
    pub fn facts(&self, node: &NodeTarget) -> Arc<NodeFacts> {
        self.declared.get(node, || NodeFacts::gather(&self.package, node.clone()))
    }

    /// Everything that is declared, and what Node makes of it.
    pub fn entry_points(&self, options: &Options) -> Arc<Vec<EntryPointReport>> {
        self.entry_points.get(&plain(options), || entry_points(&self.package, &self.all_facts(options)))
    }

    /// The verdict.
    pub fn check(&self, options: &Options) -> Arc<Report> {
        match plain(options) {
            plain if plain == *options => self.reports.get(&plain, || self.find(&plain)),
            plain => self.reports.get(options, || self.judge(&self.check(&plain), options)),
        }
    }

    /// The same, with the findings of every rule, whatever the options ignore.
    pub fn report(&self, options: &Options) -> Arc<Report> {
        self.check(&plain(options))
    }

    /// Where not all findings are kept, those that count now may be among the others.
    fn judge(&self, all: &Report, options: &Options) -> Report {
        match all.findings.len() as u64 > self.package.limits().findings {
            true => self.find(options),
            false => all.judged_by(options),
        }
    }

    fn find(&self, options: &Options) -> Report {
        let facts = Facts::of(&self.package, self.all_facts(options));
        let findings = rules::check(&facts, &options.ignore).into_sorted();
        Report::of(&self.package, self.entry_points(options), findings, options)
    }

    fn all_facts(&self, options: &Options) -> Vec<Arc<NodeFacts>> {
        options.targets().iter().map(|node| self.facts(node)).collect()
    }

    /// Where a consumer's specifier leads, declared or not, and what Node makes of that.
    pub fn answer(&self, specifier: &str, mode: Mode, node: &NodeTarget) -> Answer {
        let resolution = resolve(&self.package, &Referrer::Consumer, specifier, mode, node);
        let verdict = target_file(&resolution).and_then(|path| self.verdict(specifier, path, mode, node));
        Answer { resolution, verdict }
    }

    fn verdict(&self, specifier: &str, path: &PackagePath, mode: Mode, node: &NodeTarget) -> Option<Verdict> {
        let asked = Asked { package: &self.package, specifier, path, mode };
        let known = asked.find(&self.facts(node));
        known.or_else(|| asked.find(&self.by_path(node))).or_else(|| {
            let entry = ad_hoc(&self.package, specifier, &[mode], node);
            link_reached(&self.package, &[entry], node).verdicts.into_iter().next()
        })
    }

    fn by_path(&self, node: &NodeTarget) -> Arc<NodeFacts> {
        self.by_path.get(node, || {
            let files = self.package.files().iter().map(|(path, _)| path);
            let modules = files.filter(|path| is_asked_for_by_path(path));
            let specifier = |path: &PackagePath| format!("{}/{path}", self.package.name());
            let modes = [Mode::Import, Mode::Require];
            let entries = modules.map(|path| ad_hoc(&self.package, &specifier(path), &modes, node)).collect();
            NodeFacts::of(&self.package, entries, node.clone())
        })
    }
}

/// The options without what only bears on the findings.
fn plain(options: &Options) -> Options {
    Options { ignore: Vec::new(), strict: false, ..options.clone() }
}

fn is_asked_for_by_path(path: &PackagePath) -> bool {
    let is_module = matches!(path.extension(), ".js" | ".mjs" | ".cjs" | ".json");
    is_module && !path.as_str().split('/').any(|segment| segment == "node_modules")
}

/// A file that a consumer's specifier leads to.
struct Asked<'a> {
    package: &'a Package,
    specifier: &'a str,
    path: &'a PackagePath,
    mode: Mode,
}

impl Asked<'_> {
    /// The verdict on the entry point of that specifier, else on any that leads to the same file.
    fn find(&self, facts: &NodeFacts) -> Option<Verdict> {
        let entry = |verdict: &Verdict| facts.entry_points.get(verdict.entry);
        let verdicts = facts.linkage.verdicts.iter().filter(|verdict| verdict.mode == self.mode);
        let same: Vec<&Verdict> =
            verdicts.filter(|verdict| entry(verdict).is_some_and(|entry| self.leads_here(entry))).collect();
        let is_named = |verdict: &&&Verdict| {
            entry(verdict).is_some_and(|entry| entry.specifier(self.package) == self.specifier)
        };
        same.iter().find(is_named).or(same.first()).map(|verdict| (*verdict).clone())
    }

    fn leads_here(&self, entry: &EntryPoint) -> bool {
        let resolution = entry.resolutions.iter().find(|(mode, _)| *mode == self.mode);
        entry.kind != EntryKind::Bin
            && resolution.and_then(|(_, resolution)| target_file(resolution)) == Some(self.path)
    }
}

/// Answers that were given, the latest few.
#[derive(Debug)]
struct Memo<K, V> {
    known: Mutex<Vec<(K, Slot<V>)>>,
}

/// An answer, or the place where it will be.
type Slot<V> = Arc<OnceLock<Arc<V>>>;

/// How many answers are kept.
const KEPT: usize = 8;

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { known: Mutex::default() }
    }
}

impl<K: Clone + PartialEq, V> Memo<K, V> {
    /// The answer to a question; whoever asks while it is sought waits for it.
    fn get(&self, key: &K, find: impl FnOnce() -> V) -> Arc<V> {
        Arc::clone(self.slot(key).get_or_init(|| Arc::new(find())))
    }

    fn slot(&self, key: &K) -> Slot<V> {
        let Ok(mut known) = self.known.lock() else { return Slot::default() };
        if let Some((_, slot)) = known.iter().find(|(other, _)| other == key) {
            return Arc::clone(slot);
        }
        if known.len() >= KEPT {
            known.remove(0);
        }
        let slot = Slot::default();
        known.push((key.clone(), Arc::clone(&slot)));
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files::FileTree, limits::Limits};

    #[test]
    fn an_answer_is_found_once_and_the_oldest_is_forgotten() {
        let memo = Memo::default();
        let mut found = Vec::new();
        for key in [1, 2, 1, 3, 4, 5, 6, 7, 8, 9, 9, 1] {
            assert_eq!(*memo.get(&key, || found_now(&mut found, key)), key * 10);
        }
        assert_eq!(found, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]);
    }

    fn found_now(found: &mut Vec<i32>, key: i32) -> i32 {
        found.push(key);
        key * 10
    }

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
    fn findings_that_were_too_many_count_once_others_are_ignored() {
        let manifest = r#"{"name":"p","exports":{"./a":"./gone.js","./b":"./b.mjs"}}"#;
        let package = Package::new(FileTree::of([("package.json", manifest), ("b.mjs", "import {")]));
        let session = Session::new(package.within(Limits { findings: 1, ..Limits::default() }));
        let shown = session.check(&Options::default()).findings[0].rule;
        let report = session.check(&Options { ignore: vec![shown.to_owned()], ..Options::default() });
        let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
        assert!(!rules.contains(&shown) && rules[0] != "limit-reached", "{shown}: {rules:?}");
    }

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
