//! Changes of the targets of entry points: the build writes what they should lead to, at another place.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    json::{self, JsonContent, JsonNode},
    text::Span,
    trace::{
        fate::TracedModule,
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
            manifest::{quoted, replaced},
        },
        paths::{extension_of, with_extension},
    },
};

/// The keys of package.json that lead to files.
const KEYS: [&str; 3] = ["exports", "main", "bin"];

/// Every missing target that a module is packed for at another place, in one change.
pub fn target_changes(state: &ProjectState<'_, '_>) -> Option<Candidate> {
    let ways = &state.assessment.reach.ways;
    let missing = ways.iter().filter_map(|way| way.error.as_ref()?.missing());
    let missing: BTreeSet<&str> = missing.collect();
    if missing.is_empty() {
        return None;
    }
    let places = PackedPlaces::of(&state.assessment.modules);
    let instead: Vec<(&str, (&str, &TracedModule))> =
        missing.into_iter().filter_map(|target| Some((target, places.instead(target)?))).collect();
    let moved: BTreeMap<&str, &str> = instead.iter().map(|(target, (path, _))| (*target, *path)).collect();
    let (text, span) = with_targets(state.manifest(), &moved)?;
    let packed_manifest = with_targets(state.packed_manifest()?, &moved).map(|(text, _)| text);
    let pairs = moved.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    let modules = instead.iter().map(|(_, (_, module))| module);
    let modules = modules.filter(|module| module.is_lost()).map(|module| module.source.clone()).collect();
    let candidate = Candidate::of_manifest(FixChange::MoveTargets { pairs }, span, text, modules);
    Some(Candidate { packed_manifest, ..candidate })
}

/// The packed files by the module that each is made of.
struct PackedPlaces<'m> {
    /// By the place of the source below its top folder, without extension.
    by_place: BTreeMap<String, Vec<&'m TracedModule>>,
    by_name: BTreeMap<String, Vec<&'m TracedModule>>,
}

impl<'m> PackedPlaces<'m> {
    fn of(modules: &'m [TracedModule]) -> Self {
        let (mut by_place, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        for module in modules.iter().filter(|module| !module.packed_as.is_empty()) {
            by_place.entry(place(&module.source)).or_insert_with(Vec::new).push(module);
            by_name.entry(name(&module.source)).or_insert_with(Vec::new).push(module);
        }
        Self { by_place, by_name }
    }

    /// The packed file that a missing target stands for: of the source at its place, else of the only one with its name.
    fn instead(&self, target: &str) -> Option<(&'m str, &'m TracedModule)> {
        let is_telling = name(target) != "index";
        let named = || self.by_name.get(&name(target)).filter(|_| is_telling);
        let modules = self.by_place.get(&place(target)).or_else(named)?;
        let [module] = modules.as_slice() else { return None };
        // A bundle of another name has this module in it, and offers what it will.
        let is_output =
            |path: &&str| extension_of(path) == extension_of(target) && name(path) == name(target);
        let path = module.packed_as.iter().map(|path| path.as_str()).find(is_output)?;
        (path != target).then_some((path, module))
    }
}

/// `src/a/b.ts` to `a/b`.
fn place(path: &str) -> String {
    let inner = path.split_once('/').map_or(path, |(_, inner)| inner);
    with_extension(inner, "")
}

/// `src/a/b.ts` to `b`.
fn name(path: &str) -> String {
    with_extension(path.rsplit('/').next().unwrap_or(path), "")
}

/// The text of package.json with other targets, and the place of the first.
fn with_targets(text: &str, moved: &BTreeMap<&str, &str>) -> Option<(String, Span)> {
    let manifest = json::parse(text).ok()?;
    let mut open: Vec<&JsonNode> = KEYS.iter().filter_map(|key| manifest.get(key)).collect();
    let mut found: Vec<(Span, String)> = Vec::new();
    while let Some(node) = open.pop() {
        match &node.value {
            JsonContent::Array(items) => open.extend(items),
            JsonContent::Object(members) => open.extend(members.iter().map(|member| &member.value)),
            _ => {
                found.extend(node.as_str().and_then(|target| Some((node.span, moved_target(target, moved)?))))
            }
        }
    }
    // From the end, so that the places of the others stay.
    found.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let first = found.last()?.0;
    let with = |text: String, (span, to): &(Span, String)| replaced(&text, *span, &quoted(to));
    Some((found.iter().try_fold(text.to_owned(), with)?, first))
}

fn moved_target(target: &str, moved: &BTreeMap<&str, &str>) -> Option<String> {
    let plain = target.strip_prefix("./").unwrap_or(target);
    let dot = if plain == target { "" } else { "./" };
    moved.get(plain).map(|to| format!("{dot}{to}"))
}
