//! The words for files of commands that are neither scripts nor programs.

use crate::path::extension;

/// Returns the words for a file that is neither a script nor a program, by its name.
pub(in crate::rules) fn no_script(path: &str) -> Option<&'static str> {
    match extension(path.rsplit('/').next()?) {
        ".json" | ".map" => Some("JSON"),
        ".ts" | ".mts" | ".cts" | ".tsx" => Some("TypeScript without a `#!` line"),
        ".jsx" => Some("JSX without a `#!` line"),
        ".md" | ".txt" => Some("prose"),
        ".css" | ".html" => Some("for browsers"),
        ".wasm" => Some("WebAssembly"),
        ".yml" | ".yaml" => Some("YAML"),
        ".vue" | ".svelte" => Some("a component"),
        ".coffee" => Some("CoffeeScript without a `#!` line"),
        ".py" => Some("Python without a `#!` line"),
        ".node" => Some("an addon"),
        _ => None,
    }
}
