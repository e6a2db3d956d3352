//! Finds the packed bundles of an entry, and the sources that source maps list.

use std::collections::BTreeMap;

use base64::Engine;
use serde_json::Value;

use crate::{
    package::Package,
    path::PackagePath,
    trace::{paths::joined, source_path::SourcePath},
};

/// A source that a source map lists, as a path of the project, with its text where the map has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedSource {
    pub path: SourcePath,
    pub text: Option<String>,
}

/// The sources of each packed file that has a source map.
pub fn source_maps(package: &Package) -> BTreeMap<PackagePath, Vec<MappedSource>> {
    let is_code = |path: &str| [".js", ".mjs", ".cjs", ".jsx"].iter().any(|ending| path.ends_with(ending));
    let files = package.files().iter().map(|(path, _)| path);
    let own = files.filter(|path| is_code(path.as_str()) && !path.as_str().contains("node_modules/"));
    own.filter_map(|path| Some((path.clone(), sources(package, path)?))).collect()
}

fn sources(package: &Package, path: &PackagePath) -> Option<Vec<MappedSource>> {
    let beside = format!("{path}.map");
    let map: Value = match package.files().contents(&beside) {
        Some(text) => serde_json::from_slice(text).ok()?,
        None => inline(package.files().contents(path.as_str())?)?,
    };
    let root = map.get("sourceRoot").and_then(Value::as_str).unwrap_or_default();
    let listed = map.get("sources")?.as_array()?.iter();
    let texts = map.get("sourcesContent").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let texts = texts.iter().map(Value::as_str).chain(std::iter::repeat(None));
    let directory = path.directory();
    let place = |source: &str| {
        let source = source
            // webpack writes `webpack://NAME/./src/a.js`.
            .strip_prefix("webpack://")
            .map_or(source, |rest| rest.split_once('/').map_or(rest, |(_, path)| path));
        let whole = if root.is_empty() {
            source.to_owned()
        } else {
            format!("{}/{source}", root.trim_end_matches('/'))
        };
        joined(directory, &whole).map(SourcePath::from)
    };
    let sources = listed.zip(texts).filter_map(|(source, text)| {
        Some(MappedSource { path: place(source.as_str()?)?, text: text.map(str::to_owned) })
    });
    Some(sources.collect())
}

/// The source map that stands in the last line of a file.
fn inline(text: &[u8]) -> Option<Value> {
    let tail = text.rsplit(|byte| *byte == b'\n').find(|line| !line.is_empty())?;
    let tail = std::str::from_utf8(tail).ok()?;
    let (_, encoded) =
        tail.strip_prefix("//# sourceMappingURL=data:application/json")?.split_once("base64,")?;
    serde_json::from_slice(&base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?).ok()
}

/// The packed files that have an entry's name in its folder, with any extension of a module.
pub fn outputs_of(package: &Package, directory: &str, name: &str) -> Vec<PackagePath> {
    let stem = crate::path::join(directory, name);
    let endings = [".js", ".mjs", ".cjs", ".es.js", ".esm.js", ".cjs.js", ".umd.js", ".umd.cjs", ".iife.js"];
    let packed = endings.iter().filter_map(|ending| package.files().get(&format!("{stem}{ending}")));
    packed.map(|(path, _)| path.clone()).collect()
}
