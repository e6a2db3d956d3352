//! Reads of the module's own names above their declarations.

use super::*;
use crate::module::effects::EarlyRead;
use oxc_ast::ast::IdentifierReference;
use oxc_semantic::SymbolFlags;
use oxc_span::Span;

impl Flow<'_, '_> {
    /// Tells whether a name of the module stands for nothing yet where code that runs in place reads it: the declaration, which
    /// stands in no function or block, comes later.
    pub(super) fn is_declared_below(&self, symbol: SymbolId, read: Span) -> bool {
        let flags = self.scoping.symbol_flags(symbol);
        let has_dead_zone = flags.intersects(SymbolFlags::BlockScopedVariable | SymbolFlags::Class);
        has_dead_zone
            && !flags.intersects(SymbolFlags::Function)
            && self.running.is_empty()
            && read.end <= self.scoping.symbol_span(symbol).start
            && self.scoping.symbol_scope_id(symbol) == self.scoping.root_scope_id()
    }

    /// Records such a read, if it is certain. Node gets no further than to the first.
    pub(super) fn early_read(&mut self, id: &IdentifierReference<'_>) {
        if self.is_certain() && self.effects.early_read.is_none() {
            self.effects.early_read =
                Some(EarlyRead { name: id.name.to_string(), span: self.text.span(id.span) });
        }
    }
}
