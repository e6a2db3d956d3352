//! Tests whose outcome every run of Node shares: literals, and the guards by which code finds out where it runs.

use super::*;
use oxc_ast::ast::{
    BinaryExpression, BinaryOperator, Expression, IdentifierReference, LogicalOperator, UnaryOperator,
};

/// The levels of a test that are looked at: more than any guard has that people or minifiers write.
const GUARD_DEPTH: usize = 16;

impl<'a> Flow<'a, '_> {
    /// Returns the truth of an expression, if that is certain.
    pub(super) fn truth(&self, expression: &Expression<'a>) -> Option<bool> {
        self.truth_within(GUARD_DEPTH, expression)
    }

    /// Like [`Self::truth`], but only so many levels deep: it is asked at each level of a test, so that there
    /// must be an end to it.
    fn truth_within(&self, levels: usize, expression: &Expression<'a>) -> Option<bool> {
        let levels = levels.checked_sub(1)?;
        match expression {
            Expression::ParenthesizedExpression(it) => self.truth_within(levels, &it.expression),
            Expression::BooleanLiteral(it) => Some(it.value),
            Expression::NumericLiteral(it) => Some(it.value != 0.0 && !it.value.is_nan()),
            Expression::StringLiteral(it) => Some(!it.value.is_empty()),
            Expression::NullLiteral(_) => Some(false),
            Expression::UnaryExpression(it) if it.operator == UnaryOperator::LogicalNot => {
                self.truth_within(levels, &it.argument).map(|truth| !truth)
            }
            Expression::UnaryExpression(it) if it.operator == UnaryOperator::Void => Some(false),
            Expression::LogicalExpression(it) => {
                let (left, right) =
                    (self.truth_within(levels, &it.left), self.truth_within(levels, &it.right));
                match it.operator {
                    LogicalOperator::And => both(left, right),
                    LogicalOperator::Or => both(left.map(not), right.map(not)).map(not),
                    LogicalOperator::Coalesce => None,
                }
            }
            Expression::BinaryExpression(it) => self.comparison(it, |id| self.type_of(id)),
            Expression::Identifier(_) | Expression::StaticMemberExpression(_) => {
                self.wrapper_value(expression)
            }
            _ => None,
        }
    }

    /// Returns true for `exports`, `module`, `require` and `module.exports`: they are objects, unless the
    /// module changes them.
    fn wrapper_value(&self, expression: &Expression<'a>) -> Option<bool> {
        let object = match expression {
            Expression::StaticMemberExpression(it) if it.property.name == "exports" => {
                it.object.get_identifier_reference().filter(|id| id.name == "module")?
            }
            _ => expression.get_identifier_reference()?,
        };
        (self.type_of(object)? != "undefined").then_some(true)
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
        let (left, right) = (it.left.without_parentheses(), it.right.without_parentheses());
        if let Some(is_equal) = self.compared_with_undefined(it.operator, left, right) {
            return Some(is_equal);
        }
        let (type_of, text, flipped) = match (left, right) {
            (Expression::UnaryExpression(operand), Expression::StringLiteral(text)) => (operand, text, false),
            (Expression::StringLiteral(text), Expression::UnaryExpression(operand)) => (operand, text, true),
            _ => return None,
        };
        if type_of.operator != UnaryOperator::Typeof {
            return None;
        }
        let known = type_of_name(type_of.argument.get_inner_expression().get_identifier_reference()?)?;
        let text = text.value.as_str();
        match (it.operator, flipped) {
            (BinaryOperator::Equality | BinaryOperator::StrictEquality, _) => Some(known == text),
            (BinaryOperator::Inequality | BinaryOperator::StrictInequality, _) => Some(known != text),
            // Minifiers write `typeof x < "u"` for "is defined".
            (BinaryOperator::LessThan, false) | (BinaryOperator::GreaterThan, true) => Some(known < text),
            (BinaryOperator::GreaterThan, false) | (BinaryOperator::LessThan, true) => Some(known > text),
            _ => None,
        }
    }

    /// The slip `typeof x !== undefined`, which always holds: `typeof` gives a text.
    fn compared_with_undefined(
        &self,
        operator: BinaryOperator,
        left: &Expression<'a>,
        right: &Expression<'a>,
    ) -> Option<bool> {
        let is_type = |side: &Expression<'a>| matches!(side, Expression::UnaryExpression(it) if it.operator == UnaryOperator::Typeof);
        let is_undefined = |side: &Expression<'a>| self.is_free_name(side, "undefined");
        let is_slip = is_type(left) && is_undefined(right) || is_undefined(left) && is_type(right);
        match operator {
            BinaryOperator::Equality | BinaryOperator::StrictEquality => is_slip.then_some(false),
            BinaryOperator::Inequality | BinaryOperator::StrictInequality => is_slip.then_some(true),
            _ => None,
        }
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

fn both(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn not(truth: bool) -> bool {
    !truth
}
