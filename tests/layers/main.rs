//! The walls of the house: who may use whom, and what no room may do.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.

mod graph;
mod paths;
mod readers;
mod sources;

use std::{collections::BTreeMap, fs};

use graph::FileGraph;
use paths::NamedPaths;
use readers::{PublicNames, names_outside, rooms_outside};
use sources::{SourceFile, is_for_tests, source_files};
use syn::{Item, Visibility};

/// From the ground up; ARCHITECTURE.md says what each is for.
const LAYERS: [&[&str]; 21] = [
    &["bytes", "hash", "near", "path", "text", "secrets", "ranges", "node", "limits"],
    &["tarball", "files", "json"],
    &["cjs_lexer", "declarations", "module"],
    &["manifest", "beside", "package", "packed", "budget"],
    &["resolve", "entry_points"],
    &["link"],
    &["types"],
    &["install"],
    &["diagnostic", "facts", "options", "rules"],
    &["trace"],
    &["report"],
    &["session"],
    &["surface"],
    &["diff"],
    &["render", "check"],
    &["expectation"],
    &["pack"],
    &["input", "init"],
    &["smoke"],
    &["deps"],
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
    let graph = FileGraph::of(&files);
    let mut edges = Vec::new();
    for circle in graph.circles() {
        for file in &circle {
            let used = graph.uses[*file].intersection(&circle);
            edges.extend(used.map(|used| format!("{} uses {}", files[*file].name, files[*used].name)));
        }
    }
    assert!(edges.is_empty(), "{}", edges.join("\n"));
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

/// The rooms that may read, write, spawn or look at a clock.
const FACES: [&str; 6] = ["pack", "input", "smoke", "deps", "cli", "bindings"];

#[test]
fn only_the_faces_touch_the_system() {
    let system = ["fs", "env", "process", "time", "net"];
    let mut found = Vec::new();
    for file in source_files() {
        if file.module.first().is_none_or(|room| FACES.contains(&room.as_str()) || room == "main") {
            continue;
        }
        let paths = NamedPaths::of(&file).used.into_iter();
        // `std::env::consts` is what the compiler knows.
        let touching = paths.filter(|path| {
            let part = |at: usize| path.get(at).map_or("", |part| part);
            path[0] == "std" && system.contains(&part(1)) && part(2) != "consts"
        });
        found.extend(touching.map(|path| format!("{} uses {}", file.name, path.join("::"))));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_faces_print() {
    let prints = ["print", "println", "eprint", "eprintln", "dbg"];
    let files = source_files().into_iter();
    let inner = files.filter(|file| {
        file.module.first().is_some_and(|room| !FACES.contains(&room.as_str()) && room != "main")
    });
    let printing = inner.filter(|file| {
        let named = NamedPaths::of(file);
        let writes = |path: &Vec<String>| {
            path.len() > 2 && path[0] == "std" && path[1] == "io" && path[2].starts_with("std")
        };
        prints.iter().any(|name| named.macros.contains(*name)) || named.used.iter().any(writes)
    });
    let names: Vec<String> = printing.map(|file| file.name).collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn paths_inside_of_macros_are_seen() {
    let text = r#"fn f() { assert!(matches!(x, crate::cli::A { y: super::B })); maud::html! { p { (println!("{}", 1)) } } }"#;
    let file = SourceFile {
        name: "link/x.rs".to_owned(),
        module: ["link", "x"].map(str::to_owned).to_vec(),
        syntax: syn::parse_str(text).unwrap(),
    };
    let named = NamedPaths::of(&file);
    let paths: Vec<String> = named.used.iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["crate::cli::A", "crate::link::B", "maud::html"]);
    assert!(named.macros.contains("println"), "{:?}", named.macros);
}

#[test]
fn only_the_profiles_compare_versions_of_node() {
    let asks = [".major()", ".at_least("];
    let asking = source_files().into_iter().filter(|file| {
        let room = file.module.first().map_or("", |room| room);
        let text = fs::read_to_string(file.path()).unwrap();
        !["node", "smoke"].contains(&room) && asks.iter().any(|ask| text.contains(ask))
    });
    let names: Vec<String> = asking.map(|file| file.name).collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn every_type_has_a_name_of_its_own() {
    let mut files_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in source_files() {
        for name in file.syntax.items.iter().filter_map(type_name) {
            files_of.entry(name).or_default().push(file.name.clone());
        }
    }
    let shared: Vec<_> = files_of.into_iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:?}");
}

fn type_name(item: &Item) -> Option<String> {
    let (name, attributes) = match item {
        Item::Struct(item) => (&item.ident, &item.attrs),
        Item::Enum(item) => (&item.ident, &item.attrs),
        Item::Trait(item) => (&item.ident, &item.attrs),
        Item::Type(item) => (&item.ident, &item.attrs),
        _ => return None,
    };
    (!is_for_tests(attributes)).then(|| name.to_string())
}

#[test]
fn what_is_public_has_a_reader() {
    let unread = PublicNames::of(&source_files()).unread(&names_outside());
    assert!(unread.is_empty(), "{}", unread.join("\n"));
}

#[test]
fn only_rooms_with_a_reader_outside_are_public() {
    let library = source_files().into_iter().find(|file| file.name == "lib.rs").unwrap();
    let public = library.syntax.items.iter().filter_map(|item| match item {
        Item::Mod(room) if matches!(room.vis, Visibility::Public(_)) => Some(room.ident.to_string()),
        _ => None,
    });
    let read = rooms_outside();
    let unread: Vec<String> = public.filter(|room| !read.contains(room)).collect();
    assert!(unread.is_empty(), "{unread:?}");
}

#[test]
fn only_the_bindings_name_napi() {
    for file in source_files() {
        let text = fs::read_to_string(file.path()).unwrap();
        assert!(file.name.starts_with("bindings") || !text.contains("napi::"), "{}", file.name);
    }
}

#[test]
fn every_module_is_in_a_layer() {
    let rooms: Vec<String> =
        source_files().into_iter().filter_map(|file| file.module.into_iter().next()).collect();
    let homeless: Vec<_> = rooms.iter().filter(|room| *room != "main" && layer_of(room).is_none()).collect();
    assert!(homeless.is_empty(), "{homeless:?}");
}
