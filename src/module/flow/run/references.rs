//! The variables that each scope of a program reads and writes.

use crate::hash::HashSet;
use oxc_ast::ast::Ident;
use oxc_semantic::{ScopeId, Scoping, SymbolId};
use oxc_syntax::scope::ScopeFlags;

/// The variables that the text of each scope reads and writes.
pub(super) struct References {
    /// Sorted by scope. Scopes are numbered as they stand in the text, the inner ones right behind the outer.
    all: Vec<(ScopeId, SymbolId, Access)>,
    /// The last scope inside each scope.
    ends: Vec<ScopeId>,
    /// The functions in whose text `arguments` stands.
    pub with_arguments: HashSet<ScopeId>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

impl References {
    pub fn of(scoping: &Scoping) -> Self {
        let mut all = Vec::new();
        for (symbol, references) in scoping.symbol_ids().zip(scoping.resolved_references()) {
            for &id in references {
                let reference = scoping.get_reference(id);
                let access = if reference.is_write() { Access::Write } else { Access::Read };
                all.push((reference.scope_id(), symbol, access));
            }
        }
        all.sort_unstable_by_key(|(scope, ..)| *scope);
        Self { all, ends: ends(scoping), with_arguments: with_arguments(scoping) }
    }

    pub(super) fn within(&self, scope: ScopeId) -> impl Iterator<Item = (SymbolId, Access)> + '_ {
        let end = self.ends.get(scope.index()).copied().unwrap_or(scope);
        let from = self.all.partition_point(|(other, ..)| *other < scope);
        let there = self.all.get(from..).unwrap_or_default();
        there
            .iter()
            .take_while(move |(other, ..)| *other <= end)
            .map(|(_, symbol, access)| (*symbol, *access))
    }
}

fn ends(scoping: &Scoping) -> Vec<ScopeId> {
    let mut ends: Vec<ScopeId> = scoping.scope_descendants_from_root().collect();
    ends.sort_unstable();
    // Backwards, so that the end of each scope is known before it is passed to the scope around.
    for index in (0..ends.len()).rev() {
        let end = ends.get(index).copied();
        let parent = end.and_then(|_| scoping.scope_parent_id(ScopeId::from_usize(index)));
        if let (Some(end), Some(parent)) = (end, parent.and_then(|parent| ends.get_mut(parent.index()))) {
            *parent = end.max(*parent);
        }
    }
    ends
}

fn with_arguments(scoping: &Scoping) -> HashSet<ScopeId> {
    let references = scoping.root_unresolved_references().get(&Ident::from("arguments"));
    let function = |scope| {
        scoping.scope_ancestors(scope).find(|&scope| {
            let flags = scoping.scope_flags(scope);
            flags.contains(ScopeFlags::Function) && !flags.contains(ScopeFlags::Arrow)
        })
    };
    let scopes = references.into_iter().flatten().map(|&id| scoping.get_reference(id).scope_id());
    scopes.filter_map(function).collect()
}
