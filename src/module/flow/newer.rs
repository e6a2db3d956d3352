//! Uses of globals and functions that the language got lately, so that some Node lacks them.

use super::*;
use crate::{
    module::effects::NewerUse,
    node::{newer_function, newer_global},
};
use oxc_ast::ast::{
    BindingIdentifier, CallExpression, Expression, IdentifierReference, StaticMemberExpression,
};
use oxc_span::Span;

/// The uses of a module that are told.
const MOST_USES: usize = 16;
/// The bytes of the longest callee that is told as it is written.
const LONGEST_CALLEE: u32 = 60;

impl<'a> Flow<'a, '_> {
    /// Records a read of such a global, or a call of such a function of a global.
    pub(super) fn newer_read(&mut self, id: &IdentifierReference<'a>, member: Option<&str>, usage: ValueUse) {
        if !self.is_certain() {
            return;
        }
        let of = id.name.as_str();
        let global = newer_global(of).filter(|_| !self.makes_global(of));
        let function = member
            .filter(|_| matches!(usage, ValueUse::Called | ValueUse::Constructed))
            .and_then(|member| newer_function(of, '.', member));
        match (global, function) {
            (Some(name), _) => self.newer_use(name, None, id.span),
            (None, Some(name)) => self.newer_use(name, Some(name.to_owned()), id.span),
            (None, None) => {}
        }
    }

    /// Records a call of such a method of what is certainly an array, a set or a string: `[1].toSorted()`.
    pub(super) fn newer_method(&mut self, it: &CallExpression<'a>) {
        let Expression::StaticMemberExpression(member) = it.callee.without_parentheses() else { return };
        if member.optional || it.optional || !self.is_certain() {
            return;
        }
        if let Some(name) = self.newer_method_of(member) {
            let callee = self.callee_in_words(member);
            self.newer_use(name, Some(callee), member.property.span);
        }
    }

    fn newer_method_of(&self, member: &StaticMemberExpression<'a>) -> Option<&'static str> {
        newer_function(self.kind(&member.object)?, '#', member.property.name.as_str())
    }

    /// Remembers the name of `const names = new Set()`.
    pub(super) fn learn_kind(&mut self, id: &BindingIdentifier<'a>, init: &Expression<'a>) {
        if matches!(init, Expression::NewExpression(_) | Expression::ArrayExpression(_))
            && let Some(kind) = self.kind(init)
            && let Some(symbol) = self.constant_symbol(id)
        {
            self.kinds.insert(symbol, kind);
        }
    }

    /// Returns the class of which an expression certainly gives an instance, as far as that matters.
    fn kind(&self, expression: &Expression<'a>) -> Option<&'static str> {
        match expression.without_parentheses() {
            Expression::Identifier(it) => self.kinds.get(&self.symbol(it)?).copied(),
            Expression::ArrayExpression(_) => Some("Array"),
            Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => Some("String"),
            Expression::NewExpression(it) => {
                ["Set", "Map"].into_iter().find(|name| self.is_free_name(&it.callee, name))
            }
            Expression::CallExpression(it) => self.gives_array(it).then_some("Array"),
            _ => None,
        }
    }

    /// `Object.keys(…)`, `Array.from(…)`.
    fn gives_array(&self, it: &CallExpression<'a>) -> bool {
        let Expression::StaticMemberExpression(callee) = it.callee.without_parentheses() else {
            return false;
        };
        let of = match callee.property.name.as_str() {
            "keys" | "values" | "entries" | "getOwnPropertyNames" => "Object",
            "from" | "of" => "Array",
            _ => return false,
        };
        !callee.optional && !it.optional && self.is_free_name(&callee.object, of)
    }

    fn callee_in_words(&self, member: &StaticMemberExpression<'a>) -> String {
        let object = member.object.without_parentheses();
        let is_short = member.span.size() <= LONGEST_CALLEE;
        match object {
            Expression::Identifier(it) if is_short => format!("{}.{}", it.name, member.property.name),
            _ => format!("(intermediate value).{}", member.property.name),
        }
    }

    fn newer_use(&mut self, name: &'static str, callee: Option<String>, span: Span) {
        let uses = &mut self.effects.newer_uses;
        if uses.len() < MOST_USES && !uses.iter().any(|it| it.name == name) {
            uses.push(NewerUse { name, callee, span: self.text.span(span) });
        }
    }
}
