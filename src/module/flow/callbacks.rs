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
            Expression::StaticMemberExpression(member) if !member.optional && !it.optional => {
                let name = member.property.name.as_str();
                let is_fold = matches!(name, "reduce" | "reduceRight");
                let is_visiting = VISITING.contains(&name) || is_fold;
                // `reduce` without a first value calls nothing for a single element.
                let is_started = !is_fold || it.arguments.len() > 1;
                let has_one = is_visiting && is_started && has_element(&member.object);
                self.passed(it).filter(|_| has_one)
            }
            _ => None,
        }
    }

    fn passed(&self, it: &'a CallExpression<'a>) -> Option<Callable<'a>> {
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

/// An array that stands there, with one element at least which is there for certain.
fn has_element(object: &Expression<'_>) -> bool {
    let Expression::ArrayExpression(it) = object.without_parentheses() else { return false };
    let is_hole = |it: &ArrayExpressionElement<'_>| {
        matches!(it, ArrayExpressionElement::Elision(_) | ArrayExpressionElement::SpreadElement(_))
    };
    it.elements.iter().any(|element| !is_hole(element))
}
