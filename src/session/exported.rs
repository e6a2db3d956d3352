//! The names that entry points export, as `packproof exports` and `pkg.exportsOf` show them.

use std::sync::Arc;

use crate::{
    entry_points::EntryKind,
    facts::NodeFacts,
    link::{Verdict, statement::names},
    options::Options,
    report::{EntryPointReport, TypesReport, entry_points, names::NamesReport, types::report_of},
    resolve::{Mode, NodeTarget, error::ResolveError, typescript::TypesMode},
    session::Session,
};

impl Session {
    /// Everything importable that package.json declares, with its names; or one subpath, declared or not.
    pub fn exported(&self, subpath: Option<&str>, options: &Options) -> Vec<EntryPointReport> {
        let declared = self.entry_points(options);
        let importable = declared.iter().filter(|entry| entry.kind != EntryKind::Bin);
        let Some(subpath) = subpath else { return importable.cloned().collect() };
        let specifier = self.specifier(subpath);
        let named: Vec<_> = importable.filter(|entry| entry.specifier == specifier).cloned().collect();
        if named.is_empty() { self.undeclared(&[subpath], options) } else { named }
    }

    /// Treats subpaths that no key of package.json names as if one did, all at once.
    pub(crate) fn undeclared(&self, subpaths: &[&str], options: &Options) -> Vec<EntryPointReport> {
        let mut nodes: Vec<Arc<NodeFacts>> = Vec::new();
        for node in options.targets().iter().filter(|_| !subpaths.is_empty()) {
            nodes.push(self.undeclared_facts(subpaths, node, nodes.first().map(Arc::as_ref)));
        }
        entry_points(self.package(), &nodes)
    }

    /// The facts about subpaths that no key of package.json names. `first` are those of another version of Node, from which is taken
    /// what both judge alike.
    pub(crate) fn undeclared_facts(
        &self,
        subpaths: &[&str],
        node: &NodeTarget,
        first: Option<&NodeFacts>,
    ) -> Arc<NodeFacts> {
        let specifiers: Vec<String> = subpaths.iter().map(|subpath| self.specifier(subpath)).collect();
        Arc::new(self.consumed(&specifiers, node.clone(), first))
    }

    /// The names of one subpath, also of a broken one.
    ///
    /// # Errors
    /// The subpath leads nowhere.
    pub fn names(&self, subpath: &str, mode: Mode, node: &NodeTarget) -> Result<NamesReport, ResolveError> {
        let answer = self.answer(&self.specifier(subpath), mode, node);
        answer.resolution.result?;
        let report = |verdict: Verdict| NamesReport {
            names: verdict.names.names.iter().cloned().collect(),
            complete: verdict.names.complete,
        };
        Ok(answer.verdict.map(report).unwrap_or_default())
    }

    /// The view of TypeScript of one declared subpath.
    pub fn types_of(&self, subpath: &str, mode: TypesMode, node: &NodeTarget) -> Option<TypesReport> {
        let types_node10 = mode == TypesMode::Node10;
        let types = self.types(&Options { types_node10, ..Options::of(node) })?;
        let specifier = self.specifier(subpath);
        let entry = types.entries.iter().find(|entry| entry.specifier == specifier)?;
        let outcome = entry.outcomes.iter().find(|outcome| outcome.mode == mode)?;
        Some(report_of(self.package(), outcome))
    }

    /// The specifier that a consumer writes for `.`, `./sub`, `sub`, `pkg` or `pkg/sub`.
    pub fn specifier(&self, subpath: &str) -> String {
        let name = self.package().name();
        let rest = subpath.strip_prefix('.').filter(|rest| rest.is_empty() || rest.starts_with('/'));
        match rest {
            Some(rest) => format!("{name}{rest}"),
            None if names(self.package(), subpath) => subpath.to_owned(),
            None => format!("{name}/{subpath}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files::FileTree, package::Package};

    fn package() -> Package {
        Package::new(FileTree::of([
            (
                "package.json",
                r#"{"name":"@s/p","exports":{".":"./a.mjs","./b":"./b.mjs","./c/*":"./c/*"},"bin":"./a.mjs","dependencies":{"other":"1"}}"#,
            ),
            ("a.mjs", "export const one = 1; export * from 'other'"),
            ("b.mjs", "import './gone.js'; export const two = 2"),
            ("c/d.txt", ""),
        ]))
    }

    #[test]
    fn a_subpath_is_named_in_many_ways() {
        for (subpath, expected) in [
            (".", "@s/p"),
            ("./b", "@s/p/b"),
            ("b", "@s/p/b"),
            ("@s/p", "@s/p"),
            ("@s/p/b", "@s/p/b"),
            (".b", "@s/p/.b"),
        ] {
            assert_eq!(Session::new(package()).specifier(subpath), expected, "{subpath}");
        }
    }

    #[test]
    fn names_are_known_of_what_is_broken_too() {
        let session = Session::new(package());
        let node = NodeTarget::default();
        let names = |subpath| session.names(subpath, Mode::Import, &node);
        let report = |names: &[&str], complete| NamesReport {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            complete,
        };
        assert_eq!(names(".").unwrap(), report(&["one"], false));
        assert_eq!(names("./b").unwrap(), report(&["two"], true));
        assert_eq!(names("./none").unwrap_err().code(), "ERR_PACKAGE_PATH_NOT_EXPORTED");
    }

    #[test]
    fn entry_points_are_those_that_can_be_imported() {
        let session = Session::new(package());
        let rows = |subpath| {
            let entries = session.exported(subpath, &Options::default());
            let row = |entry: &EntryPointReport| {
                let status: Vec<_> = entry.outcomes.iter().map(|outcome| outcome.status).collect();
                format!("{} {status:?}", entry.subpath)
            };
            entries.iter().map(row).collect::<Vec<_>>()
        };
        assert_eq!(rows(None), [". [Ok]", "./b [Broken]"]);
        assert_eq!(rows(Some("@s/p/b")), ["./b [Broken]"]);
        assert_eq!(rows(Some("./none")), ["./none [Broken, Broken]"]);
    }
}
