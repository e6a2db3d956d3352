//! The surface as data: sorted, and the same as long as consumers can name the same.

use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet},
};

use serde::Serialize;

use crate::{
    entry_points::{EntryKind, bins::bins},
    hash::HashMap,
    json::{JsonContent, JsonNode},
    options::Options,
    package::Package,
    report::{EntryPointReport, OutcomeReport},
    resolve::{Mode, NodeTarget},
    session::Session,
    surface::{
        conditions::conditions,
        deep::deep_files,
        offered::{Offered, names, outcome},
        typed::{TypesSurface, of_types},
    },
};

/// All that consumers can name of a package. It holds no version and no path of a declared subpath's file, so that it
/// changes only when something changes for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Surface {
    pub schema: u32,
    pub name: Option<String>,
    /// The versions of Node that decide.
    pub node: Vec<String>,
    pub subpaths: BTreeMap<String, SubpathSurface>,
    /// The files that can be asked for by their paths, as there is no "exports".
    pub files: Vec<String>,
    pub bins: BTreeSet<String>,
    pub engines: BTreeMap<String, String>,
    pub peers: BTreeMap<String, PeerSurface>,
}

/// A subpath, in each mode that leads somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SubpathSurface {
    /// The pattern that it is an expansion of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The conditions that a consumer may set for it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub conditions: BTreeSet<String>,
    pub modes: BTreeMap<&'static str, Vec<ModeSurface>>,
    /// The declarations; none where TypeScript finds none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<TypesSurface>,
}

/// The outcome of a mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModeSurface {
    /// The versions of Node, where they do not all agree.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub node: Vec<String>,
    /// Node's name of the format; `null` for a file that Node does not load.
    pub format: Option<String>,
    pub names: Vec<String>,
    /// `names` is all there is.
    pub complete: bool,
}

/// A peer dependency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeerSurface {
    pub range: String,
    pub optional: bool,
}

impl Surface {
    /// Records the surface of a package.
    pub fn of<P: Borrow<Package>>(session: &Session<P>, options: &Options) -> Self {
        let package = session.package();
        let nodes = options.node_names();
        let node = options.targets().into_iter().next().unwrap_or_default();
        Self {
            schema: 1,
            name: package.declared_name().map(str::to_owned),
            subpaths: with_types(
                subpaths(package, &session.entry_points(options), &nodes, &node),
                session.types(options).map(|types| of_types(&types)).unwrap_or_default(),
            ),
            node: nodes,
            files: deep_files(package, &node).into_iter().map(|file| file.path.to_string()).collect(),
            bins: bins(package).into_iter().map(|bin| bin.name).collect(),
            engines: texts(package, "engines"),
            peers: peers(package),
        }
    }
}

fn subpaths(
    package: &Package,
    entries: &[EntryPointReport],
    nodes: &[String],
    node: &NodeTarget,
) -> BTreeMap<String, SubpathSurface> {
    let conditions = conditions(package, node.version);
    let of_entry = |entry: &EntryPointReport| {
        let key = entry.pattern.as_ref().unwrap_or(&entry.subpath);
        let modes = Mode::ALL.into_iter().map(|mode| (mode.name(), modes(entry, mode, nodes)));
        SubpathSurface {
            pattern: entry.pattern.clone(),
            conditions: conditions.get(key).cloned().unwrap_or_default(),
            modes: modes.filter(|(_, found)| !found.is_empty()).collect(),
            types: Vec::new(),
        }
    };
    let importable = entries.iter().filter(|entry| entry.kind != EntryKind::Bin);
    let found = importable.map(|entry| (entry.subpath.clone(), of_entry(entry)));
    found.filter(|(_, subpath)| !subpath.modes.is_empty()).collect()
}

/// Adds its declarations to each subpath; one that has nothing else is for TypeScript only.
fn with_types(
    mut subpaths: BTreeMap<String, SubpathSurface>,
    types: BTreeMap<String, Vec<TypesSurface>>,
) -> BTreeMap<String, SubpathSurface> {
    for (subpath, types) in types {
        subpaths.entry(subpath).or_default().types = types;
    }
    subpaths
}

fn modes(entry: &EntryPointReport, mode: Mode, nodes: &[String]) -> Vec<ModeSurface> {
    let mut found: Vec<ModeSurface> = Vec::new();
    for node in nodes {
        let outcome = outcome(entry, mode, node);
        let Some(surface) = outcome.and_then(of_outcome) else { continue };
        match found.iter_mut().find(|other| ModeSurface { node: Vec::new(), ..(*other).clone() } == surface) {
            Some(same) => same.node.push(node.clone()),
            None => found.push(ModeSurface { node: vec![node.clone()], ..surface }),
        }
    }
    if let [only] = found.as_mut_slice()
        && only.node.len() == nodes.len()
    {
        only.node.clear();
    }
    found
}

fn of_outcome(outcome: &OutcomeReport) -> Option<ModeSurface> {
    let (names, format) = match Offered::of(Some(outcome)) {
        Offered::Nothing => return None,
        Offered::Asset => (Vec::new(), None),
        _ => (names(outcome).map(str::to_owned).collect(), outcome.format.clone()),
    };
    let complete = outcome.exports_complete || format.is_none();
    Some(ModeSurface { node: Vec::new(), format, names, complete })
}

/// The texts of an object in package.json.
pub fn texts(package: &Package, field: &str) -> BTreeMap<String, String> {
    let members = package.manifest().and_then(|manifest| manifest.get(field)).and_then(JsonNode::as_object);
    let texts = members.unwrap_or_default().iter();
    texts.filter_map(|member| Some((member.key.value.clone(), member.value.as_str()?.to_owned()))).collect()
}

/// The peer dependencies.
pub fn peers(package: &Package) -> BTreeMap<String, PeerSurface> {
    let members = |field: &str| {
        let object =
            package.manifest().and_then(|manifest| manifest.get(field)).and_then(JsonNode::as_object);
        object.unwrap_or_default().iter().map(|member| (member.key.value.as_str(), &member.value))
    };
    let is_optional = |meta: &JsonNode| {
        meta.get("optional").is_some_and(|optional| optional.value == JsonContent::Bool(true))
    };
    let metas = members("peerDependenciesMeta").map(|(name, meta)| (name, is_optional(meta)));
    // What is a dependency, too, is installed with the package: nobody needs it beside.
    let installed = members("dependencies").chain(members("optionalDependencies"));
    // A map keeps the last of equal keys, so that what is installed overrides the meta.
    let optional: HashMap<&str, bool> = metas.chain(installed.map(|(name, _)| (name, true))).collect();
    let peers = texts(package, "peerDependencies").into_iter();
    let of_peer = |(name, range): (String, String)| {
        let optional = optional.get(name.as_str()).copied().unwrap_or_default();
        (name, PeerSurface { range, optional })
    };
    peers.map(of_peer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    #[test]
    fn a_surface_is_the_same_wherever_its_files_lie() {
        let surface = |folder: &str| {
            let manifest = format!(
                r#"{{"name":"p","version":"1.0.0","bin":"./{folder}/cli.js","engines":{{"node":">=20"}},
                "peerDependencies":{{"x":"^1"}},"exports":{{".":{{"import":"./{folder}/a.mjs","require":"./{folder}/a.cjs"}}}}}}"#
            );
            let (esm, cjs, cli) =
                (format!("{folder}/a.mjs"), format!("{folder}/a.cjs"), format!("{folder}/cli.js"));
            let files = FileTree::of([
                ("package.json", manifest.as_str()),
                (esm.as_str(), "export const a = 1; export default 2"),
                (cjs.as_str(), "exports.a = 1; exports.__esModule = true"),
                (cli.as_str(), ""),
            ]);
            Surface::of(&Session::new(Package::new(files)), &Options::default())
        };
        assert_eq!(surface("dist"), surface("lib"));
        let text = serde_json::to_string(&surface("dist")).unwrap();
        assert_eq!(
            text,
            r#"{"schema":1,"name":"p","node":["22"],"subpaths":{".":{"modes":{"import":[{"format":"module","names":["a","default"],"complete":true}],"require":[{"format":"commonjs","names":["a","default"],"complete":true}]}}},"files":[],"bins":["p"],"engines":{"node":">=20"},"peers":{"x":{"range":"^1","optional":false}}}"#
        );
    }
}
