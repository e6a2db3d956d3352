//! The walls of the house: who may use whom, and what no room may do.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod graph;
mod paths;
mod sources;

use graph::FileGraph;
use paths::NamedPaths;
use sources::{SourceFile, source_files};

/// From the ground up; ARCHITECTURE.md says what each is for.
const LAYERS: [&[&str]; 17] = [
    &["bytes", "hash", "path", "text", "node", "limits"],
    &["tarball", "files"],
    &["json", "manifest", "package", "packed"],
    &["cjs_lexer", "module"],
    &["resolve", "entry_points"],
    &["link"],
    &["trace"],
    &["install"],
    &["diagnostic", "facts", "options", "rules"],
    &["report"],
    &["session"],
    &["render", "check"],
    &["expectation"],
    &["pack"],
    &["input"],
    &["smoke"],
    &["cli", "bindings"],
];

#[test]
fn imports_go_downwards_only() {
    let mut upwards = Vec::new();
    for file in source_files() {
        let Some(own) = file.module.first().and_then(|room| layer_of(room)) else { continue };
        for path in rooms_used(&file) {
            match layer_of(&path) {
                Some(layer) if layer <= own => {}
                Some(_) => upwards.push(format!("{} uses {path}, which is above it", file.name)),
                None => upwards.push(format!("{} uses crate::{path}, which is in no layer", file.name)),
            }
        }
    }
    assert!(upwards.is_empty(), "{}", upwards.join("\n"));
}

#[test]
fn no_file_uses_one_that_uses_it() {
    let files = source_files();
    let circles: Vec<String> = FileGraph::of(&files)
        .circles()
        .iter()
        .map(|circle| circle.iter().map(|file| files[*file].name.as_str()).collect::<Vec<_>>().join(" "))
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

fn rooms_used(file: &SourceFile) -> Vec<String> {
    let named = NamedPaths::of(file);
    let known_as = named.known_as.iter().map(|(_, path)| path);
    let inside = named.used.iter().chain(known_as).filter(|path| path[0] == "crate" && path.len() > 1);
    inside.map(|path| path[1].clone()).collect()
}

fn layer_of(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}
