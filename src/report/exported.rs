//! The names that entry points export, as `packproof exports` and `pkg.exportsOf` show them.

use serde::Serialize;

use std::sync::OnceLock;

use crate::{
    entry_points::{EntryKind, EntryPoint, entry_points},
    facts::{Facts, NodeFacts},
    link::{link, statement::ad_hoc},
    options::Options,
    package::Package,
    report::{EntryPointReport, Report},
    resolve::{Mode, NodeTarget, error::ResolveError},
};

/// The names of one subpath in one mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NamesReport {
    pub names: Vec<String>,
    /// Whether these are all.
    pub complete: bool,
}

/// What can be imported, with its names: everything that package.json declares, or one subpath, declared or not.
pub fn exported(package: &Package, subpath: Option<&str>, options: &Options) -> Vec<EntryPointReport> {
    let facts = |node: NodeTarget| {
        let entry_points = asked_for(package, subpath, &node);
        let linkage = link(package, &entry_points, &node);
        NodeFacts { node, entry_points, linkage, cut: Vec::new() }
    };
    let nodes = options.targets().into_iter().map(facts).collect();
    let facts = Facts { package, nodes, problems: Vec::new(), responsible: OnceLock::new() };
    Report::build(&facts, Vec::new(), options).entry_points
}

fn asked_for(package: &Package, subpath: Option<&str>, node: &NodeTarget) -> Vec<EntryPoint> {
    let all = entry_points(package, node).into_iter().filter(|entry| entry.kind != EntryKind::Bin);
    let Some(specifier) = subpath.map(|subpath| specifier(package, subpath)) else { return all.collect() };
    let declared: Vec<_> = all.filter(|entry| entry.specifier(package) == specifier).collect();
    match declared.is_empty() {
        true => vec![ad_hoc(package, &specifier, &[Mode::Import, Mode::Require], node)],
        false => declared,
    }
}

/// The names of one subpath; of a broken one, too. An error where it leads nowhere.
pub fn names_of(
    package: &Package,
    subpath: &str,
    mode: Mode,
    node: &NodeTarget,
) -> Result<NamesReport, ResolveError> {
    let entry = ad_hoc(package, &specifier(package, subpath), &[mode], node);
    if let Some((_, resolution)) = entry.resolutions.first() {
        resolution.result.clone()?;
    }
    let names = link(package, &[entry], node).verdicts.into_iter().next().map(|verdict| verdict.names);
    let report = |names: crate::link::names::ExportedNames| NamesReport {
        names: names.names.into_iter().collect(),
        complete: names.complete,
    };
    Ok(names.map(report).unwrap_or_default())
}

/// What a consumer writes for `.`, `./sub`, `sub`, `pkg` or `pkg/sub`.
pub fn specifier(package: &Package, subpath: &str) -> String {
    let name = package.name();
    let rest = subpath.strip_prefix('.').filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match rest {
        Some(rest) => format!("{name}{rest}"),
        None if crate::link::statement::names(package, subpath) => subpath.to_owned(),
        None => format!("{name}/{subpath}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

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
            assert_eq!(specifier(&package(), subpath), expected, "{subpath}");
        }
    }

    #[test]
    fn names_are_known_of_what_is_broken_too() {
        let package = package();
        let node = NodeTarget::default();
        let names = |subpath| names_of(&package, subpath, Mode::Import, &node);
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
        let package = package();
        let rows = |subpath| {
            let entries = exported(&package, subpath, &Options::default());
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
