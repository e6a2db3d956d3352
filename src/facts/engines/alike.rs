//! The verdicts that a version of Node has in common with another one, so that they need not be found again.

use memchr::memmem;

use crate::{
    entry_points::{EntryKind, EntryPoint, entry_points_within, target_file},
    facts::{
        engines::{
            differing::{PromisedRequire, VersionDifference},
            suspicion::AllReferrers,
        },
        node_facts::NodeFacts,
    },
    hash::{HashMap, HashSet},
    link::{EntryFaults, Linkage, Verdict, graph::ModuleId, link_modes},
    node::Profile,
    package::Package,
    resolve::{Mode, NodeTarget, Resolution, format::Format},
};

impl NodeFacts {
    /// Gathers the facts for another version of Node, and links only what it could judge otherwise than the one of `base` does.
    /// Its graph has no other modules, and only the entry points are there that are asked for. `None` where the versions differ in too
    /// much.
    pub fn beside(
        package: &Package,
        base: &Self,
        node: &NodeTarget,
        is_asked: impl Fn(&EntryPoint) -> bool,
    ) -> Option<Self> {
        let (mut entry_points, cut) = entry_points_within(package, node);
        entry_points.retain(is_asked);
        let mut verdicts = verdicts_alike(package, base, &entry_points, node)?;
        let known: HashSet<(usize, Mode)> =
            verdicts.iter().map(|verdict| (verdict.entry, verdict.mode)).collect();
        let Linkage { graph, verdicts: others, cut: unread } =
            link_modes(package, &entry_points, node, |entry, mode| !known.contains(&(entry, mode)));
        verdicts.extend(others);
        verdicts.sort_by_key(|verdict| (verdict.entry, verdict.mode));
        let linkage = Linkage { graph, verdicts, cut: unread };
        Some(Self { node: node.clone(), entry_points, linkage, cut })
    }
}

/// The verdicts of another version of Node on entry points, as far as they follow from those of `base`. They name no module.
pub fn verdicts_alike(
    package: &Package,
    base: &NodeFacts,
    entries: &[EntryPoint],
    node: &NodeTarget,
) -> Option<Vec<Verdict>> {
    let alike = VerdictsAlike::of(package, base, node)?;
    let faults = EntryFaults::new(package, node, &base.linkage.graph);
    let places: HashMap<(EntryKind, &str), usize> = base.entry_points.iter().enumerate().map(key).collect();
    let verdicts: HashMap<(usize, Mode), &Verdict> =
        base.linkage.verdicts.iter().map(|verdict| ((verdict.entry, verdict.mode), verdict)).collect();
    let found = entries.iter().enumerate().flat_map(|(entry, point)| {
        let place = places.get(&(point.kind, point.subpath.as_str())).copied();
        let before = place.and_then(|place| Some((place, base.entry_points.get(place)?)));
        point.resolutions.iter().filter_map({
            let (verdicts, alike, faults) = (&verdicts, &alike, &faults);
            move |(mode, resolution)| {
                let (place, before) = before?;
                let verdict = verdicts.get(&(place, *mode))?;
                let is_same = leads_alike(before, *mode, resolution) && alike.has(verdict);
                is_same.then(|| faults.verdict(entry, point, verdict)).flatten()
            }
        })
    });
    Some(found.collect())
}

fn key((place, entry): (usize, &EntryPoint)) -> ((EntryKind, &str), usize) {
    ((entry.kind, entry.subpath.as_str()), place)
}

/// Tells whether an entry point led to the same file in the same mode.
fn leads_alike(before: &EntryPoint, mode: Mode, resolution: &Resolution) -> bool {
    let same = before.resolutions.iter().find(|(other, _)| *other == mode);
    let file = target_file(resolution);
    file.is_some() && same.is_some_and(|(_, resolution)| target_file(resolution) == file)
}

/// The verdicts on which two versions of Node agree.
struct VerdictsAlike<'f> {
    base: &'f NodeFacts,
    difference: VersionDifference<'f>,
    /// The modules that lead to one in which the versions may differ.
    suspected: HashSet<ModuleId>,
}

impl<'f> VerdictsAlike<'f> {
    fn of(package: &'f Package, base: &'f NodeFacts, node: &NodeTarget) -> Option<Self> {
        let (here, there) = (base.node.version.profile(), node.version.profile());
        let is_cut = !base.linkage.cut.is_empty() || !base.cut.is_empty();
        if is_cut || base.node.conditions != node.conditions || !differ_as_expected(here, there) {
            return None;
        }
        let is_require_alike = here.require_esm == there.require_esm;
        if !is_require_alike && names_module_sync(package) {
            return None;
        }
        let difference = VersionDifference::of(package, base, node.version, &PromisedRequire::default());
        let referrers = AllReferrers::of(&base.linkage.graph);
        let suspected = referrers.leading_to(|module| difference.may_be_in(module));
        Some(Self { base, difference, suspected })
    }

    /// Tells whether the other version judges all that an entry point imports alike, which the base loads. It may refuse to
    /// `require` its own file.
    fn has(&self, verdict: &Verdict) -> bool {
        let Some(id) = verdict.module.filter(|id| !self.suspected.contains(id)) else { return false };
        let Some(module) = self.base.linkage.graph.get(id) else { return false };
        let is_loaded = verdict.causes.is_empty() && verdict.unkept.is_none();
        is_loaded && (module.format != Format::CommonJs || !self.difference.names_differ(&module.path))
    }
}

/// Tells whether two versions differ in nothing else than what a module can be asked about.
fn differ_as_expected(here: Profile, there: Profile) -> bool {
    let equal = Profile {
        require_esm: here.require_esm,
        refuses_waiting_module: here.refuses_waiting_module,
        waiting_module_crash: here.waiting_module_crash,
        import_strips_bom: here.import_strips_bom,
        import_wasm: here.import_wasm,
        // What it strips is an error in a package, with the words of either version.
        strip_types: here.strip_types,
        unicode_17: here.unicode_17,
        ambiguous_syntax: here.ambiguous_syntax,
        trailing_slash_is_root: here.trailing_slash_is_root,
        lexer: here.lexer,
        ..there
    };
    equal == here
}

/// Tells whether a package.json speaks of the condition that came with `require` of ES modules.
fn names_module_sync(package: &Package) -> bool {
    let mut manifests = package.files().iter().filter(|(path, _)| path.file_name() == "package.json");
    manifests.any(|(path, _)| {
        let text = package.files().contents(path.as_str()).unwrap_or_default();
        memmem::find(text, b"\"module-sync\"").is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    /// The subpaths and modes that are not linked anew, after a comparison of all verdicts with those that linking finds.
    fn shared(files: &[(&str, &str)]) -> Vec<String> {
        let package = Package::new(FileTree::of(files.iter().copied()));
        let base = NodeFacts::gather(&package, NodeTarget::default());
        let node = NodeTarget { version: "22.11".parse().unwrap(), ..NodeTarget::default() };
        let alone = NodeFacts::gather(&package, node.clone());
        let row = |verdict: &Verdict| {
            let causes: Vec<_> = verdict.causes.iter().map(|cause| &cause.fault.message).collect();
            format!(
                "{} {:?} {:?} {:?} {causes:?}",
                verdict.entry, verdict.mode, verdict.format, verdict.names
            )
        };
        let rows = |facts: &NodeFacts| facts.linkage.verdicts.iter().map(row).collect::<Vec<_>>();
        let Some(beside) = NodeFacts::beside(&package, &base, &node, |_| true) else {
            return vec!["nothing".into()];
        };
        assert_eq!(rows(&beside), rows(&alone));
        let shared = verdicts_alike(&package, &base, &beside.entry_points, &node).unwrap();
        let name = |verdict: &Verdict| {
            format!("{} {}", beside.entry_points[verdict.entry].subpath, verdict.mode.name())
        };
        shared.iter().map(name).collect()
    }

    #[test]
    fn only_what_could_differ_is_linked_anew() {
        let manifest = r#"{"name":"p","exports":{"./*":"./*"},"bin":"./e.mjs"}"#;
        let files = |b: &'static str| {
            let names = "import { one } from './c.cjs'; export * from './c.cjs'";
            [
                ("package.json", manifest),
                ("a.cjs", "exports.a = require('./data.json')"),
                ("b.cjs", b),
                ("c.cjs", "module.exports = { one: 1, ...require('./a.cjs') }"),
                ("d.mjs", names),
                ("e.mjs", "import './b.cjs'"),
                ("data.json", "{}"),
            ]
        };
        for (b, expected) in [
            ("exports.b = 1", "./a.cjs import, ./a.cjs require, ./b.cjs import, ./b.cjs require, e.mjs"),
            ("require('./d.mjs')", "./a.cjs import, ./a.cjs require"),
            ("require('./x/')", "./a.cjs import, ./a.cjs require"),
        ] {
            let found = shared(&files(b)).join(", ");
            assert!(found.starts_with(expected.trim_end_matches(", e.mjs")), "{b}: {found}");
            assert_eq!(found.contains("./e.mjs import"), expected.ends_with("e.mjs"), "{b}: {found}");
            // Its refusal follows from the format: nothing is linked for it.
            assert_eq!(found.contains("./e.mjs require"), expected.ends_with("e.mjs"), "{b}: {found}");
            assert!(!found.contains("./d.mjs"), "{b}: {found}");
        }
    }

    #[test]
    fn a_condition_of_one_version_changes_everything() {
        let manifest = r#"{"name":"p","exports":{"module-sync":"./a.mjs","default":"./a.cjs"}}"#;
        assert_eq!(shared(&[("package.json", manifest), ("a.mjs", ""), ("a.cjs", "")]), ["nothing"]);
    }
}
