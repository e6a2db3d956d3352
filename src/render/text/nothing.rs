//! One sentence about a package that offers Node nothing to import.

use crate::{entry_points::SOURCES, path::extension, report::InsteadOfModules};

/// Says what there is instead, without the full stop.
pub(super) fn nothing(instead: &InsteadOfModules) -> String {
    match instead {
        InsteadOfModules::Nothing => "There is nothing to import".to_owned(),
        InsteadOfModules::Paths(1) => {
            "The name itself leads nowhere: the one module is imported by its path".to_owned()
        }
        InsteadOfModules::Paths(count) => {
            format!("The name itself leads nowhere: the {count} modules are imported by their paths")
        }
        InsteadOfModules::File(only) => format!("The only entry point is {only}: {}", kind_of(only)),
        InsteadOfModules::Files(first) => {
            format!("Node loads no entry point: {first} and the others are for bundlers")
        }
    }
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
    use crate::{check, files::FileTree, options::Options, package::Package, render::text::sentence};

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
