//! Specifiers of a consumer: the file that each leads to, declared or not, and the verdict of Node on it.

use std::{borrow::Borrow, sync::Arc};

use crate::{
    entry_points::{EntryKind, EntryPoint, target_file},
    facts::NodeFacts,
    link::{
        Verdict, link_reached,
        statement::{ConsumerAnswer, ad_hoc},
    },
    package::Package,
    path::PackagePath,
    report::resolution::ResolutionReport,
    resolve::{Mode, NodeTarget, Referrer, resolve},
    session::Session,
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
        let verdict = target_file(&resolution).and_then(|path| self.verdict(specifier, path, mode, node));
        ConsumerAnswer { resolution, verdict }
    }

    fn verdict(&self, specifier: &str, path: &PackagePath, mode: Mode, node: &NodeTarget) -> Option<Verdict> {
        let file = ConsumedFile { package: self.package(), specifier, path, mode };
        let known = file.find(&self.facts(node));
        known.or_else(|| file.find(&self.by_path(node))).or_else(|| {
            let entry = ad_hoc(self.package(), specifier, &[mode], node);
            link_reached(self.package(), &[entry], node).verdicts.into_iter().next()
        })
    }

    fn by_path(&self, node: &NodeTarget) -> Arc<NodeFacts> {
        self.by_path.get(node, || {
            let package = self.package();
            let files = package.files().iter().map(|(path, _)| path);
            let modules = files.filter(|path| is_asked_for_by_path(path));
            let specifier = |path: &PackagePath| format!("{}/{path}", package.name());
            let modes = [Mode::Import, Mode::Require];
            let entries = modules.map(|path| ad_hoc(package, &specifier(path), &modes, node)).collect();
            NodeFacts::of(package, entries, node.clone())
        })
    }
}

fn is_asked_for_by_path(path: &PackagePath) -> bool {
    let is_module = matches!(path.extension(), ".js" | ".mjs" | ".cjs" | ".json");
    is_module && !path.as_str().split('/').any(|segment| segment == "node_modules")
}

/// A file of the package, and the specifier by which a consumer gets to it.
struct ConsumedFile<'a> {
    package: &'a Package,
    specifier: &'a str,
    path: &'a PackagePath,
    mode: Mode,
}

impl ConsumedFile<'_> {
    /// Finds the verdict on the entry point of that specifier, else on any that leads to the same file.
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
