//! Callbacks that certainly run where they stand: of methods of an array literal that has an element, and bound functions.

use super::*;
use oxc_ast::ast::{ArrayExpressionElement, CallExpression, Expression};

/// The methods of arrays that call their first argument for the first element, whatever it is.
const VISITING: [&str; 10] = [
    "every",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "flatMap",
    "forEach",
    "map",
    "some",
];

impl<'a> Flow<'a, '_> {
    /// The function that a call runs besides its callee, or in its place.
    pub(super) fn certain_callback(&self, it: &'a CallExpression<'a>) -> Option<Callable<'a>> {
        match it.callee.without_parentheses() {
            Expression::CallExpression(bind) => self.bound(bind),
            _ if visits(it) => self.passed(it),
            _ => None,
        }
    }

    /// Records that `["a"].map(imported)` calls what is imported.
    pub(super) fn imported_callback(&mut self, it: &'a CallExpression<'a>) {
        if self.goal == Goal::Module && self.is_certain() && visits(it) {
            let argument = it.arguments.first().and_then(|it| it.as_expression());
            if let Some(Expression::Identifier(id)) = argument
                && self.symbol(id).is_some_and(|symbol| self.is_import(symbol))
                // The value was read as an argument.
                && let Some(read) = self.reads.get_mut(&id.span.start)
            {
                read.usage = ValueUse::Called;
            }
        }
    }

    /// Remembers the import that a variable or a parameter is given, in place of the one of an earlier call.
    pub(super) fn hand_on(&mut self, symbol: SymbolId, value: Option<&'a Expression<'a>>) {
        let import = match value {
            Some(Expression::Identifier(id)) if self.goal == Goal::Module => {
                self.symbol(id).filter(|symbol| self.is_import(*symbol)).map(|_| id.name.as_str())
            }
            _ => None,
        };
        match import {
            Some(import) => self.handed.insert(symbol, import),
            None if self.handed.is_empty() => None,
            None => self.handed.remove(&symbol),
        };
    }

    pub(super) fn passed(&self, it: &'a CallExpression<'a>) -> Option<Callable<'a>> {
        let argument = it.arguments.first()?.as_expression()?;
        let callable = Self::literal_callable(argument).or_else(|| self.callable(argument))?;
        (!matches!(callable, Callable::Class(_))).then_some(callable)
    }

    /// `(function () { … }).bind(this)()`
    fn bound(&self, bind: &'a CallExpression<'a>) -> Option<Callable<'a>> {
        let Expression::StaticMemberExpression(member) = bind.callee.without_parentheses() else {
            return None;
        };
        let callable = Self::literal_callable(&member.object).filter(|_| member.property.name == "bind")?;
        (!matches!(callable, Callable::Class(_))).then_some(callable)
    }
}

/// Tells whether a call is one of a method that passes each element of a list to its first argument.
pub(super) fn takes_elements(it: &CallExpression<'_>) -> bool {
    let Expression::StaticMemberExpression(member) = it.callee.without_parentheses() else { return false };
    matches!(member.property.name.as_str(), "map" | "forEach" | "flatMap") && !member.optional && !it.optional
}

/// Tells whether a call is one of a method of an array that calls its first argument.
fn visits(it: &CallExpression<'_>) -> bool {
    let Expression::StaticMemberExpression(member) = it.callee.without_parentheses() else { return false };
    let name = member.property.name.as_str();
    let is_fold = matches!(name, "reduce" | "reduceRight");
    // `reduce` without a first value calls nothing for a single element.
    let is_started = !is_fold || it.arguments.len() > 1;
    let is_visiting = is_started && (VISITING.contains(&name) || is_fold);
    is_visiting && !member.optional && !it.optional && has_element(&member.object)
}

/// An array that stands there, with one element at least which is there for certain.
fn has_element(object: &Expression<'_>) -> bool {
    let Expression::ArrayExpression(it) = object.without_parentheses() else { return false };
    let is_hole = |it: &ArrayExpressionElement<'_>| {
        matches!(it, ArrayExpressionElement::Elision(_) | ArrayExpressionElement::SpreadElement(_))
    };
    it.elements.iter().any(|element| !is_hole(element))
}
