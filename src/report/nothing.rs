//! What a package is that offers Node nothing to import.

use crate::{
    entry_points::{
        SOURCES,
        name::{BehindName, behind_name},
    },
    package::Package,
    path::extension,
    report::EntryPointReport,
};

/// One sentence about it, without its full stop; `None` where something can be imported.
pub(super) fn nothing(package: &Package, entries: &[EntryPointReport]) -> Option<String> {
    if entries.iter().any(EntryPointReport::is_offered) {
        return None;
    }
    let targets =
        entries.iter().flat_map(|entry| &entry.outcomes).filter_map(|outcome| outcome.target.as_deref());
    let mut targets: Vec<&str> = targets.collect();
    targets.dedup();
    Some(match (targets.as_slice(), behind_name(package)) {
        ([], BehindName::Paths(1)) if has_no_exports(package) => {
            "The name itself leads nowhere: the one module is imported by its path".to_owned()
        }
        ([], BehindName::Paths(count)) if has_no_exports(package) => {
            format!("The name itself leads nowhere: the {count} modules are imported by their paths")
        }
        ([], _) => "There is nothing to import".to_owned(),
        ([only], _) => format!("The only entry point is {only}: {}", kind_of(only)),
        ([first, ..], _) => format!("Node loads no entry point: {first} and the others are for bundlers"),
    })
}

fn has_no_exports(package: &Package) -> bool {
    package.manifest().is_some_and(|manifest| manifest.get("exports").is_none())
}

fn kind_of(file: &str) -> &'static str {
    match extension(file.rsplit('/').next().unwrap_or_default()) {
        ".ts" | ".mts" | ".cts" if is_declaration(file) => "declarations, with nothing to import",
        source if SOURCES.contains(&source) => "source code, which Node does not load from node_modules",
        ".css" | ".scss" | ".sass" | ".less" => "a style sheet, which Node does not load",
        ".vue" | ".svelte" | ".astro" => "a component, which Node does not load",
        ".json" => "data",
        ".js" | ".mjs" | ".cjs" => "a module that this version of Node cannot load so",
        _ => "a file that Node does not load",
    }
}

fn is_declaration(file: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|end| file.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{check, files::FileTree, options::Options, render::text::sentence};

    #[test]
    fn what_there_is_in_place_of_something_to_import() {
        for (manifest, expected) in [
            (
                r#"{"exports":"./a.ts"}"#,
                "The only entry point is a.ts: source code, which Node does not load from node_modules",
            ),
            (r#"{"main":"a.css"}"#, "The only entry point is a.css: a style sheet, which Node does not load"),
            (
                r#"{"exports":{"./a":"./a.css","./b":"./a.vue"}}"#,
                "Node loads no entry point: a.css and the others are for bundlers",
            ),
            ("{}", "The name itself leads nowhere: the one module is imported by its path"),
            (r#"{"exports":{}}"#, "There is nothing to import"),
        ] {
            let files = [
                ("package.json", manifest),
                ("a.ts", ""),
                ("a.css", "a { color: red }"),
                ("a.vue", "<template/>"),
                ("rules/a.js", ""),
            ];
            let package = Package::new(FileTree::of(files));
            let said = sentence(&check(&package, &Options::default()));
            assert!(said.starts_with(expected), "{manifest}: {said}");
        }
    }
}
