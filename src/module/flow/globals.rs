//! The global object: the reads of globals that Node may lack, and the globals that the module makes.

use std::borrow::Cow;

use super::*;
use crate::{
    module::{
        effects::{ANY_GLOBAL, GlobalRead},
        evaluation::WRAPPER_NAMES,
    },
    node::browser_global,
};
use oxc_ast::ast::{
    Argument, CallExpression, ConditionalExpression, Expression, Ident, IdentifierReference,
    MemberExpression, ObjectPropertyKind,
};

impl<'a> Flow<'a, '_> {
    /// Records a read of a name that nothing declares.
    pub(super) fn free_read(&mut self, id: &IdentifierReference<'a>) {
        if self.goal == Goal::Module {
            self.wrapper_read(id);
        }
        if self.is_certain() || self.runs_unset() {
            match browser_global(id.name.as_str()) {
                Some(name) => self.browser_read(name, id, None),
                None => self.undeclared_read(id),
            }
        }
    }

    /// Records `typeof self !== "undefined" ? self : window`, of which Node reads `window`.
    pub(super) fn chosen_read(&mut self, it: &ConditionalExpression<'a>) {
        let Some((branch, Some(unless))) = self.taken_choice(it).filter(|_| self.is_certain()) else {
            return;
        };
        if let Some(id) =
            branch.without_parentheses().get_identifier_reference().filter(|id| self.is_free(id))
            && let Some(name) = browser_global(id.name.as_str())
        {
            self.browser_read(name, id, Some(unless));
        }
    }

    fn browser_read(
        &mut self,
        name: &'static str,
        id: &IdentifierReference<'a>,
        unless: Option<&'static str>,
    ) {
        let is_unset = !self.is_certain();
        let is_known = |read: &GlobalRead| read.name == name && (!read.is_unset || is_unset);
        if !self.effects.browser_reads.iter().any(is_known) && !self.makes_global(name) {
            self.effects.browser_reads.retain(|read| read.name != name);
            let span = self.text.span(id.span);
            let name = Cow::Borrowed(name);
            self.effects.browser_reads.push(GlobalRead { name, span, unless, is_unset });
        }
    }

    /// Tells whether a name that nothing declares is assigned to, as in `window = {}`: in sloppy mode that makes the global.
    pub(super) fn makes_global(&self, name: &str) -> bool {
        let references = self.scoping.root_unresolved_references().get(&Ident::from(name));
        references.into_iter().flatten().any(|&id| self.scoping.get_reference(id).is_write())
    }

    /// Remembers the name of `const g = globalThis`.
    pub(super) fn learn_global(&mut self, symbol: SymbolId, value: &Expression<'a>) {
        if self.is_global_object(value) {
            self.global_aliases.insert(symbol);
        }
    }

    /// Tells whether an expression may be the global object.
    pub(super) fn is_global_object(&self, expression: &Expression<'a>) -> bool {
        match expression.without_parentheses() {
            Expression::Identifier(it) => match self.symbol(it) {
                None => matches!(it.name.as_str(), "globalThis" | "global" | "window" | "self"),
                Some(symbol) => self.global_aliases.contains(&symbol),
            },
            Expression::ConditionalExpression(it) => {
                let is_name = |it: &Expression<'a>| {
                    it.get_identifier_reference().is_some_and(|_| self.is_global_object(it))
                };
                is_name(&it.consequent) || is_name(&it.alternate)
            }
            _ => false,
        }
    }

    /// Records `globalThis.require = …`.
    pub(super) fn define_global(&mut self, member: &MemberExpression<'a>) {
        if !self.is_global_object(member.object()) {
            return;
        }
        match member.static_property_name() {
            Some(name) => self.effects.defined_globals.extend(global_name(name)),
            None => self.effects.made_globals.push(ANY_GLOBAL.into()),
        }
    }

    /// Records `Object.assign(globalThis, { window })`, `Object.defineProperty(globalThis, "window", …)`.
    pub(super) fn define_globals(&mut self, it: &CallExpression<'a>) {
        let Some(member) = it.callee.as_member_expression() else { return };
        self.make_globals(member, it);
        // Methods of `Object` or `Reflect`: only they take the global object first.
        let Some(how @ ("assign" | "defineProperty" | "defineProperties" | "set")) =
            member.static_property_name()
        else {
            return;
        };
        let [target, what, ..] = it.arguments.as_slice() else { return };
        if !target.as_expression().is_some_and(|target| self.is_global_object(target)) {
            return;
        }
        match (how, what) {
            ("defineProperty" | "set", Argument::StringLiteral(name)) => {
                self.effects.defined_globals.extend(global_name(name.value.as_str()));
            }
            ("assign" | "defineProperties", Argument::ObjectExpression(it)) => {
                for property in &it.properties {
                    self.effects.defined_globals.extend(property_name(property));
                }
            }
            _ => self.effects.defined_globals.push(ANY_GLOBAL),
        }
    }
}

fn property_name(property: &ObjectPropertyKind<'_>) -> Option<&'static str> {
    let name = property.as_property().and_then(|property| property.key.static_name());
    match name {
        Some(name) => global_name(&name),
        None => Some(ANY_GLOBAL),
    }
}

/// Returns the name, if it is one of those whose reads are recorded, so that its definition matters.
fn global_name(name: &str) -> Option<&'static str> {
    WRAPPER_NAMES.into_iter().find(|&wrapper| name == wrapper).or_else(|| browser_global(name))
}
