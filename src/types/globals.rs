//! The global names of TypeScript's libraries and of Node's types, and the names of the libraries.
//!
//! `library_globals.txt` and `libraries.txt` are written by `__test__/declarations/globals.mjs` from TypeScript 5.9, 6 and 7.

use std::sync::LazyLock;

use crate::hash::HashSet;

static GLOBALS: LazyLock<HashSet<&str>> = LazyLock::new(|| lines(include_str!("library_globals.txt")));

static LIBRARIES: LazyLock<HashSet<&str>> = LazyLock::new(|| lines(include_str!("libraries.txt")));

fn lines(text: &'static str) -> HashSet<&'static str> {
    // A git that writes `\r\n` must not change them.
    text.lines().map(str::trim_end).collect()
}

/// Tells whether a library of TypeScript, or the types of Node, declare a global name.
pub(super) fn is_library_global(name: &str) -> bool {
    GLOBALS.contains(name)
}

/// Tells whether `/// <reference lib="…" />` finds a library in any TypeScript since 5.9.
pub(super) fn is_library(name: &str) -> bool {
    LIBRARIES.contains(name.to_lowercase().as_str())
}
