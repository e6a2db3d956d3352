//! Uses of what the language got lately, in a version of Node that lacks it; none where any module may bring or replace it.

use std::cell::RefCell;

use memchr::memmem::Finder;

use crate::{
    hash::HashMap,
    link::{
        fault::{Fault, FaultKind},
        graph::{Destination, Edge, Module, ModuleGraph},
        undeclared::{gives_nothing, is_assigned},
    },
    module::{NewerUse, ThrowKind, When},
    node::NodeVersion,
    package::Package,
    path::PackagePath,
    resolve::error::PackagePlace,
};

/// Parts of the names of packages that bring what a Node lacks.
const BRINGERS: [&str; 12] = [
    "core-js", "polyfill", "shim", "ponyfill", "corejs", "es-", "esnext", "temporal", "iterator", "promise",
    "array", "set.",
];

/// The uses of one version of Node.
pub(super) struct NewerUses<'g> {
    graph: &'g ModuleGraph,
    package: &'g Package,
    version: NodeVersion,
    /// Tells by name, as far as that was asked, whether a module may bring it.
    brought: RefCell<HashMap<&'static str, bool>>,
}

impl<'g> NewerUses<'g> {
    pub(super) fn new(graph: &'g ModuleGraph, package: &'g Package, version: NodeVersion) -> Self {
        Self { graph, package, version, brought: RefCell::default() }
    }

    /// Returns the faults of one module.
    pub(super) fn faults(&self, module: &Module) -> Vec<Fault> {
        let lacked = module.effects.newer_uses.iter().filter(|it| self.version.lacks_builtin(it.name));
        let left = lacked.filter(|it| !self.is_brought(it.name));
        left.map(|it| fault(&module.path, it)).collect()
    }

    fn is_brought(&self, name: &'static str) -> bool {
        if let Some(known) = self.brought.borrow().get(name) {
            return *known;
        }
        let is_brought = self.graph.by_node().any(|(_, module)| self.may_bring(module, name));
        self.brought.borrow_mut().insert(name, is_brought);
        is_brought
    }

    fn may_bring(&self, module: &Module, name: &'static str) -> bool {
        let text = self.package.contents(&module.path).unwrap_or_default();
        module.requests.iter().any(|edge| may_load_bringer(edge, text)) || may_set(text, name)
    }
}

fn fault(path: &PackagePath, it: &NewerUse) -> Fault {
    let (code, message) = match &it.callee {
        Some(callee) => ("TypeError", format!("{callee} is not a function")),
        None => ("ReferenceError", format!("{} is not defined", it.name)),
    };
    Fault {
        kind: FaultKind::Throws(ThrowKind::NewerBuiltin { name: it.name }),
        code,
        message,
        missing: None,
        at: PackagePlace { file: path.clone(), span: it.span },
        when: When::Eager,
    }
}

/// Tells whether a request leads to a package that is not there to be read, and that may be loaded for what it changes: by its name,
/// or as nothing is taken from it.
fn may_load_bringer(edge: &Edge, text: &[u8]) -> bool {
    let specifier = edge.request.specifier.value.as_str();
    matches!(edge.destination, Destination::External | Destination::Nowhere)
        && (gives_nothing(edge, text) || BRINGERS.iter().any(|part| specifier.contains(part)))
}

/// Tells whether a text may set a global or a function, or ask for it in other ways than by using it.
fn may_set(text: &[u8], name: &str) -> bool {
    let (of, function) = name.split_once(['.', '#']).map_or((None, name), |(of, name)| (Some(of), name));
    let own = of.filter(|_| name.contains('.'));
    Finder::new(function).find_iter(text).any(|start| {
        let (before, after) =
            (text.get(..start).unwrap_or_default(), text.get(start + function.len()..).unwrap_or_default());
        is_whole(before, after) && may_set_there(before, after, (of, own))
    })
}

fn may_set_there(before: &[u8], after: &[u8], (of, own): (Option<&str>, Option<&str>)) -> bool {
    let next = after.trim_ascii_start();
    let is_set = is_assigned(next);
    match (of, before.last()) {
        (_, Some(b'"' | b'\'' | b'`')) => true,
        // `globalThis.Temporal`, `typeof Temporal`, `class Temporal`, `{ Temporal }`.
        (None, Some(b'.')) => true,
        (None, _) => {
            let is_used = matches!(next.first(), Some(b'.' | b'(' | b'{')) && !is_declared(before);
            is_set || !is_used
        }
        (Some(_), Some(b'.')) => {
            let object = before.get(..before.len() - 1).unwrap_or_default();
            let is_own = own.is_some_and(|own| object.ends_with(own.as_bytes()));
            is_set || object.ends_with(b"prototype") || is_own && !after.starts_with(b"(")
        }
        // A key of an object, or a name that is taken out of one.
        (Some(_), _) => matches!(next.first(), Some(b':' | b',' | b'}')) || is_set,
    }
}

/// Tells whether a name is declared there, or asked for by `typeof`.
fn is_declared(before: &[u8]) -> bool {
    let words = ["typeof", "class", "function", "const", "let", "var", "import", "as"];
    let before = before.trim_ascii_end();
    words.iter().any(|word| before.ends_with(word.as_bytes()))
}

/// Tells whether a name stands there as a whole.
fn is_whole(before: &[u8], after: &[u8]) -> bool {
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'$'));
    !is_part(before.last()) && !is_part(after.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_may_set_what_they_name() {
        for (name, text) in [
            ("Promise.try", "Promise.try = f"),
            ("Promise.try", "Promise.try ??= f"),
            ("Promise.try", "if (!Promise.try) g()"),
            ("Promise.try", "P.try = f; Promise.try()"),
            ("Promise.try", "'try' in Promise"),
            ("Promise.withResolvers", "const { withResolvers } = Promise"),
            ("Promise.withResolvers", "define(Promise, { withResolvers: f })"),
            ("Promise.withResolvers", "Promise.withResolvers?.()"),
            ("Set#union", "Set.prototype.union ||= f"),
            ("Set#union", "add('union', f)"),
            ("Temporal", "globalThis.Temporal ??= x; Temporal.Now"),
            ("Temporal", "typeof Temporal.Now"),
            ("Temporal", "import { Temporal } from 'x'"),
            ("Temporal", "class Temporal {}"),
        ] {
            assert!(may_set(text.as_bytes(), name), "{text}");
        }
        for (name, text) in [
            ("Promise.try", "try { Promise.try(f) } finally { x.try() }"),
            ("Promise.withResolvers", "const it = Promise.withResolvers()"),
            ("Set#union", "new Set(a).union(b); _.union(c); reunion = 1"),
            ("Temporal", "Temporal.Now.instant()"),
            ("Float16Array", "new Float16Array(4)"),
        ] {
            assert!(!may_set(text.as_bytes(), name), "{text}");
        }
    }
}
