//! Tests whose outcome every run of Node shares, and those that ask whether the module is the main one.

use super::*;
use crate::module::guards::GuardNames;
use oxc_ast::ast::{BinaryExpression, BinaryOperator, Expression, IdentifierReference};

impl<'a> GuardNames<'a> for Flow<'a, '_> {
    fn type_of_name(&self, id: &IdentifierReference<'a>) -> Option<&'static str> {
        self.type_of(id)
    }

    fn is_free_variable(&self, it: &Expression<'a>, name: &str) -> bool {
        self.is_free_name(it, name)
    }
}

impl<'a> Flow<'a, '_> {
    /// Returns the truth of an expression, if that is certain.
    pub(super) fn truth(&self, expression: &Expression<'a>) -> Option<bool> {
        self.certain_truth(expression)
    }

    /// Returns the times at which the code runs that stands behind a test which holds, and behind one which does not.
    pub(super) fn times_behind(&self, test: &Expression<'a>) -> [When; 2] {
        match self.asks_for_main(test) {
            Some(true) => [When::Main, When::Conditional],
            Some(false) => [When::Conditional, When::Main],
            None => [When::Conditional; 2],
        }
    }

    /// Tells whether `require.main === module` has to hold for a test to hold, or not to hold.
    fn asks_for_main(&self, test: &Expression<'a>) -> Option<bool> {
        let Expression::BinaryExpression(it) = test.without_parentheses() else { return None };
        let sides = [it.left.without_parentheses(), it.right.without_parentheses()];
        let is_main = |side: &Expression<'a>| match side {
            Expression::StaticMemberExpression(it) => {
                it.property.name == "main" && self.is_free_name(&it.object, "require")
            }
            _ => false,
        };
        let asks = sides.iter().any(|side| is_main(side))
            && sides.iter().any(|side| self.is_free_name(side, "module"))
            && self.goal == Goal::CommonJs
            && !["require", "module"].iter().any(|name| self.is_written(name));
        match it.operator {
            BinaryOperator::Equality | BinaryOperator::StrictEquality => asks.then_some(true),
            BinaryOperator::Inequality | BinaryOperator::StrictInequality => asks.then_some(false),
            _ => None,
        }
    }

    /// Returns the outcome of `typeof x === "object"`, by the type of the name.
    pub(super) fn comparison(
        &self,
        it: &BinaryExpression<'a>,
        type_of_name: impl Fn(&IdentifierReference<'a>) -> Option<&'static str>,
    ) -> Option<bool> {
        self.certain_comparison(it, type_of_name)
    }

    /// Returns `typeof x` for those free names for which it is the same in every run.
    pub(super) fn type_of(&self, id: &oxc_ast::ast::IdentifierReference<'a>) -> Option<&'static str> {
        if !self.is_free(id) || self.is_written(id.name.as_str()) {
            return None;
        }
        match (self.goal, id.name.as_str()) {
            // `define` is that of AMD loaders, for which wrappers of UMD ask first.
            (_, "define") => Some("undefined"),
            (Goal::CommonJs, "exports" | "module") => Some("object"),
            (Goal::CommonJs, "require") => Some("function"),
            (Goal::CommonJs, "__filename" | "__dirname") => Some("string"),
            (Goal::Module, "exports" | "module" | "require" | "__filename" | "__dirname") => {
                Some("undefined")
            }
            _ => None,
        }
    }
}
