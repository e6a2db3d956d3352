//! The reads of names that neither Node nor a browser has, as far as certainly nothing makes them before.

use memchr::memmem::Finder;

use crate::{
    hash::{HashMap, HashSet},
    link::graph::{Destination, Edge, Module, ModuleGraph, ModuleId},
    module::{ANY_GLOBAL, GlobalRead, RequestKind, When},
    package::Package,
};

/// The most names that the texts of all modules are searched for.
const MOST_NAMES: usize = 16;
/// Parts of the names of packages that make globals, however they are asked for.
const BRINGERS: [&str; 11] = [
    "core-js",
    "domino",
    "environment",
    "global",
    "happy-dom",
    "jsdom",
    "polyfill",
    "regenerator",
    "register",
    "setup",
    "shim",
];

/// Returns for each module its reads of that kind, in source order.
pub(super) fn undeclared_readers<'g>(
    package: &Package,
    graph: &'g ModuleGraph,
    sets_mode: bool,
) -> HashMap<ModuleId, Vec<&'g GlobalRead>> {
    let reads = |module: &'g Module| {
        module.effects.undeclared_reads.iter().filter(move |read| !read.is_unset || !sets_mode)
    };
    let names: HashSet<&str> =
        graph.by_node().flat_map(|(_, module)| reads(module)).map(|read| read.name.as_ref()).collect();
    let makers = Makers { package, graph };
    if names.is_empty() || names.len() > MOST_NAMES || makers.are_unseen() {
        return HashMap::default();
    }
    let unmade: HashSet<&str> = names.into_iter().filter(|name| !makers.may_make(name)).collect();
    let of = |module: &'g Module| reads(module).filter(|read| unmade.contains(read.name.as_ref()));
    let readers = graph.by_node().map(|(id, module)| (id, of(module).collect::<Vec<_>>()));
    readers.filter(|(_, reads)| !reads.is_empty()).collect()
}

/// The modules that Node reaches, any of which may make globals.
struct Makers<'g> {
    package: &'g Package,
    graph: &'g ModuleGraph,
}

impl Makers<'_> {
    /// Tells whether globals may be made by what is not seen: other packages, and texts that are run as programs.
    fn are_unseen(&self) -> bool {
        let program = Finder::new("runInThisContext");
        self.graph.by_node().any(|(_, module)| {
            let text = self.package.contents(&module.path).unwrap_or_default();
            program.find(text).is_some() || module.requests.iter().any(|edge| brings_globals(edge, text))
        })
    }

    fn may_make(&self, name: &str) -> bool {
        let finder = Finder::new(name);
        self.graph.by_node().any(|(_, module)| {
            let text = self.package.contents(&module.path).unwrap_or_default();
            let made = &module.effects.made_globals;
            made.iter().any(|made| made.as_ref() == name || made.as_ref() == ANY_GLOBAL)
                || module.effects.defines(name)
                || finder.find_iter(text).any(|at| makes_member(text, at, name.len()))
        })
    }
}

/// Tells whether a request loads a package that is not seen and may make globals: it is asked for nothing else, or its name says so.
fn brings_globals(edge: &Edge, text: &[u8]) -> bool {
    let is_unseen = matches!(edge.destination, Destination::External | Destination::Nowhere);
    if !is_unseen || edge.request.when == When::Deferred || !edge.loads() {
        return false;
    }
    let specifier = edge.request.specifier.value.as_str();
    BRINGERS.iter().any(|bringer| specifier.contains(bringer)) || gives_nothing(edge, text)
}

/// Tells whether nothing that a request gives is used: `import "x"`, and `require("x")` as a statement.
pub(super) fn gives_nothing(edge: &Edge, text: &[u8]) -> bool {
    let (start, end) = (edge.request.span.start as usize, edge.request.span.end as usize);
    match edge.request.kind {
        RequestKind::Import => text.get(start..end).is_some_and(|it| {
            let behind = it.strip_prefix(b"import").unwrap_or_default().trim_ascii_start();
            matches!(behind.first(), Some(b'"' | b'\'')) || behind.starts_with(b"{}")
        }),
        RequestKind::ExportFrom => false,
        _ => {
            let before = text.get(..start).unwrap_or_default().trim_ascii_end();
            let is_used = before.last().is_some_and(|byte| b"=(:?[|&".contains(byte));
            !is_used && !before.ends_with(b"return")
        }
    }
}

/// Tells whether the name at a place may be that of a member which is set there: `.x =`, `"x"`, `{ x: … }`.
fn makes_member(text: &[u8], at: usize, length: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let behind = text.get(at.saturating_add(length)..).unwrap_or_default();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$".contains(byte) || !byte.is_ascii();
    if before.last().is_some_and(is_word) || behind.first().is_some_and(is_word) {
        return false;
    }
    let is_quote = |byte: Option<&u8>| byte.is_some_and(|byte| b"\"'`".contains(byte));
    let next = behind.trim_ascii_start();
    match before.trim_ascii_end().last() {
        _ if is_quote(before.last()) && is_quote(behind.first()) => true,
        Some(b'.') => is_assigned(next),
        Some(b'{' | b',') => next.starts_with(b":"),
        _ => false,
    }
}

/// Tells whether a text begins with an assignment.
pub(super) fn is_assigned(text: &[u8]) -> bool {
    let is_plain = text.starts_with(b"=") && !text.starts_with(b"==") && !text.starts_with(b"=>");
    is_plain || ["||=", "??=", "&&="].iter().any(|it| text.starts_with(it.as_bytes()))
}
