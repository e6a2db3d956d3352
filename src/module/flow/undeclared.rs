//! Reads of names that nothing declares and that neither Node nor a browser has: what a build should have replaced or brought.

use std::borrow::Cow;

use super::*;
use crate::{
    module::{
        effects::{ANY_GLOBAL, GlobalRead},
        evaluation::WRAPPER_NAMES,
    },
    node::is_global_somewhere,
};
use oxc_ast::ast::{Argument, CallExpression, IdentifierReference, MemberExpression, ObjectPropertyKind};
use oxc_semantic::SymbolFlags;

/// The names of which a module's reads are recorded: Node comes to the first of them only.
const MOST_READS: usize = 32;
/// The names that are remembered as made; beyond them any may be.
const MOST_MADE: usize = 1024;
/// The bytes of the longest name that is told.
pub(super) const LONGEST_NAME: usize = 100;
/// Methods that give properties to their first argument.
const GIVING: [&str; 7] = ["assign", "defineProperty", "defineProperties", "set", "extend", "merge", "mixin"];

impl<'a> Flow<'a, '_> {
    /// Records a read of such a name, or an assignment to it in strict code, which throws alike.
    pub(super) fn undeclared_read(&mut self, id: &IdentifierReference<'a>) {
        let name = id.name.as_str();
        if self.effects.undeclared_reads.len() >= MOST_READS || !is_nobodys(name) {
            return;
        }
        let is_unset = !self.is_certain();
        let is_known = |read: &GlobalRead| read.name == name && (!read.is_unset || is_unset);
        if self.effects.undeclared_reads.iter().any(is_known) || self.may_declare(name) {
            return;
        }
        self.effects.undeclared_reads.retain(|read| read.name != name);
        let (name, span) = (Cow::Owned(name.to_owned()), self.text.span(id.span));
        self.effects.undeclared_reads.push(GlobalRead { name, span, unless: None, is_unset });
    }

    /// Tells whether the module may declare a name in ways that its scopes do not show: sloppy code takes a function that is declared
    /// in a block, and a `var` in a `catch`, out of it.
    fn may_declare(&self, name: &str) -> bool {
        let scoping = self.scoping;
        let flags = SymbolFlags::Function | SymbolFlags::CatchVariable;
        let names = self.moving_names.get_or_init(|| {
            let moving =
                scoping.symbol_ids().filter(|&symbol| scoping.symbol_flags(symbol).intersects(flags));
            moving.map(|symbol| scoping.symbol_name(symbol)).collect()
        });
        names.contains(name)
    }

    /// Notes the names that the module makes global by assignments, and forgets its reads where it may declare anything.
    pub(super) fn finish_undeclared(&mut self) {
        let free = self.scoping.root_unresolved_references();
        let is_made = |ids: &[oxc_semantic::ReferenceId]| ids.iter().any(|&id| self.makes_global_by(id));
        let made = free.iter().filter(|(name, ids)| is_nobodys(name.as_str()) && is_made(ids));
        let made: Vec<Box<str>> = made.map(|(name, _)| name.as_str().into()).collect();
        self.effects.made_globals.extend(made);
        self.effects.made_globals.sort_unstable();
        self.effects.made_globals.dedup();
        if self.effects.made_globals.len() > MOST_MADE {
            self.effects.made_globals = vec![ANY_GLOBAL.into()];
        }
        // Code in a text may declare anything.
        if ["eval", "Function"].iter().any(|name| free.contains_key(&Ident::from(*name))) {
            self.effects.undeclared_reads.clear();
        }
    }

    /// Tells whether a reference to a name that nothing declares makes it: `x = 1` in sloppy code.
    fn makes_global_by(&self, id: oxc_semantic::ReferenceId) -> bool {
        let reference = self.scoping.get_reference(id);
        reference.is_write() && !self.scoping.scope_flags(reference.scope_id()).is_strict_mode()
    }

    /// Notes the properties of `Object.assign(globalThis, { x })`.
    pub(super) fn make_globals(&mut self, method: &MemberExpression<'a>, it: &CallExpression<'a>) {
        let [target, rest @ ..] = it.arguments.as_slice() else { return };
        if !method.static_property_name().is_some_and(|name| GIVING.contains(&name)) {
            return;
        }
        if !target.as_expression().is_some_and(|target| self.is_global_object(target)) {
            return;
        }
        for given in rest {
            match given {
                Argument::ObjectExpression(it) => {
                    let names = it.properties.iter().map(made_name);
                    self.effects.made_globals.extend(names);
                }
                Argument::StringLiteral(name) => {
                    self.effects.made_globals.push(name.value.as_str().into());
                }
                _ => self.effects.made_globals.push(ANY_GLOBAL.into()),
            }
        }
    }
}

/// Tells whether a name is one of no Node and of no browser, and none of CommonJS's; longer ones are no one's slip.
fn is_nobodys(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && !is_global_somewhere(name)
        && !WRAPPER_NAMES.contains(&name)
        && name != "arguments"
}

fn made_name(property: &ObjectPropertyKind<'_>) -> Box<str> {
    let name = property.as_property().and_then(|property| property.key.static_name());
    name.map_or_else(|| ANY_GLOBAL.into(), |name| name.as_ref().into())
}
