//! The order of the layers: a module uses what stands on its own line or above it, never what is below.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// From the ground up; ARCHITECTURE.md says what each is for.
const LAYERS: [&[&str]; 14] = [
    &["bytes", "hash", "path", "text", "node", "limits"],
    &["tarball", "files"],
    &["json", "manifest", "package", "packed"],
    &["cjs_lexer", "module"],
    &["resolve", "entry_points"],
    &["link"],
    &["trace"],
    &["install"],
    &["diagnostic", "facts", "options", "rules"],
    &["report", "session", "render", "check"],
    &["expectation"],
    &["pack"],
    &["smoke"],
    &["cli", "bindings"],
];

#[test]
fn imports_go_downwards_only() {
    let mut upwards = Vec::new();
    for file in sources(&root()) {
        let Some(own) = layer_of_file(&file) else { continue };
        for name in used(&fs::read_to_string(&file).unwrap()) {
            match layer_of(&name) {
                Some(layer) if layer <= own => {}
                Some(_) => upwards.push(format!("{} uses {name}, which is above it", file.display())),
                None => upwards.push(format!("{} uses crate::{name}, which is in no layer", file.display())),
            }
        }
    }
    assert!(upwards.is_empty(), "{}", upwards.join("\n"));
}

#[test]
fn every_module_is_in_a_layer() {
    let modules = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let names = modules.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
    let homeless: Vec<_> =
        names.filter(|name| name != "lib" && name != "main" && layer_of(name).is_none()).collect();
    assert!(homeless.is_empty(), "{homeless:?}");
}

#[test]
fn only_the_bindings_name_napi() {
    for file in sources(&root()) {
        let text = fs::read_to_string(&file).unwrap();
        let is_bindings = file.to_str().unwrap().contains("bindings");
        assert!(is_bindings || !text.contains("napi::"), "{}", file.display());
    }
}

#[test]
fn an_import_from_above_is_found() {
    assert_eq!(
        used("use crate::{\n    rules::check,\n    path::{self, PackagePath},\n};\ncrate::cli::run()"),
        ["rules", "path", "cli"]
    );
    assert!(used("#[cfg(test)]\nmod tests { use crate::rules; }").is_empty());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| match path.is_dir() {
        true => sources(&path),
        false if path.extension().is_some_and(|extension| extension == "rs") => vec![path],
        false => Vec::new(),
    });
    found.collect()
}

fn layer_of_file(file: &Path) -> Option<usize> {
    let inside = file.strip_prefix(root()).unwrap();
    layer_of(Path::new(inside.components().next()?.as_os_str()).file_stem()?.to_str()?)
}

fn layer_of(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

/// The names behind `crate::`, those in braces included; what only tests use does not count.
fn used(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]").next().unwrap();
    if text.contains("#![cfg(test)]") {
        return Vec::new();
    }
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    code.split("crate::").skip(1).flat_map(names).collect()
}

fn names(after: &str) -> Vec<String> {
    match after.strip_prefix('{') {
        None => vec![first_word(after)],
        Some(group) => at_depth_one(group).iter().map(|part| first_word(part.trim())).collect(),
    }
}

fn at_depth_one(group: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 1;
    for character in group.chars() {
        depth += i32::from(character == '{') - i32::from(character == '}');
        match character {
            _ if depth == 0 => break,
            ',' if depth == 1 => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(character),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}
