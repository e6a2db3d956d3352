//! Tests whose outcome is the same whenever Node loads the module: `typeof exports === 'object'`, and the like.

use oxc_ast::ast::{BinaryExpression, BinaryOperator, Expression, LogicalOperator, UnaryOperator};

use super::{
    runner::Runner,
    values::{GivenValue, literal},
};

/// The levels of a test that are looked at: more than any guard has.
const DEPTH: usize = 16;

impl<'a> Runner<'a, '_> {
    /// The truth of an expression, if that is certain. Nothing runs.
    pub fn truth(&mut self, expression: &'a Expression<'a>) -> Option<bool> {
        self.truth_within(DEPTH, expression)
    }

    fn truth_within(&mut self, levels: usize, expression: &'a Expression<'a>) -> Option<bool> {
        let levels = levels.checked_sub(1)?;
        match expression.without_parentheses() {
            Expression::BooleanLiteral(it) => Some(it.value),
            Expression::NumericLiteral(it) => Some(it.value != 0.0 && !it.value.is_nan()),
            Expression::StringLiteral(it) => Some(!it.value.is_empty()),
            Expression::NullLiteral(_) => Some(false),
            Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_) => Some(true),
            Expression::UnaryExpression(it) if it.operator == UnaryOperator::LogicalNot => {
                self.truth_within(levels, &it.argument).map(|truth| !truth)
            }
            Expression::UnaryExpression(it) if it.operator == UnaryOperator::Void => Some(false),
            Expression::LogicalExpression(it) => {
                let left = self.truth_within(levels, &it.left);
                let right = self.truth_within(levels, &it.right);
                match (it.operator, left, right) {
                    (LogicalOperator::And, Some(false), _) | (LogicalOperator::And, _, Some(false)) => {
                        Some(false)
                    }
                    (LogicalOperator::And, Some(true), Some(true)) => Some(true),
                    (LogicalOperator::Or, Some(true), _) | (LogicalOperator::Or, _, Some(true)) => Some(true),
                    (LogicalOperator::Or, Some(false), Some(false)) => Some(false),
                    _ => None,
                }
            }
            Expression::BinaryExpression(it) => self.comparison(it),
            it @ (Expression::Identifier(_) | Expression::StaticMemberExpression(_)) => {
                let value = self.plain(it)?;
                self.truth_of(&value)
            }
            _ => None,
        }
    }

    /// The value of a name, or of a member of one; nothing runs.
    fn plain(&mut self, expression: &'a Expression<'a>) -> Option<GivenValue<'a>> {
        match expression.without_parentheses() {
            Expression::Identifier(it) => Some(self.identifier(it)),
            Expression::ThisExpression(_) => Some(self.this.clone()),
            Expression::StaticMemberExpression(it) => {
                let base = match it.object.without_parentheses() {
                    Expression::Identifier(it) => self.identifier(it),
                    Expression::StaticMemberExpression(_) => self.plain(&it.object)?,
                    Expression::ThisExpression(_) => self.this.clone(),
                    _ => return None,
                };
                Some(self.member_of(&base, it.property.name.as_str()))
            }
            _ => None,
        }
    }

    fn comparison(&mut self, it: &'a BinaryExpression<'a>) -> Option<bool> {
        if let Some(known) = self.of_environment(it) {
            return Some(known);
        }
        let (left, right) = (it.left.without_parentheses(), it.right.without_parentheses());
        let (of, text, is_flipped) = match (left, right) {
            (Expression::UnaryExpression(of), text) if of.operator == UnaryOperator::Typeof => {
                (of, text, false)
            }
            (text, Expression::UnaryExpression(of)) if of.operator == UnaryOperator::Typeof => {
                (of, text, true)
            }
            _ => return None,
        };
        let value = self.plain(&of.argument)?;
        let (known, text) = (self.type_of(&value)?, literal(text)?);
        match (it.operator, is_flipped) {
            (BinaryOperator::Equality | BinaryOperator::StrictEquality, _) => Some(known == text),
            (BinaryOperator::Inequality | BinaryOperator::StrictInequality, _) => Some(known != text),
            // Minifiers write `typeof x < "u"` for "is defined".
            (BinaryOperator::LessThan, false) | (BinaryOperator::GreaterThan, true) => Some(known < text),
            (BinaryOperator::GreaterThan, false) | (BinaryOperator::LessThan, true) => Some(known > text),
            _ => None,
        }
    }

    /// Nobody sets `NODE_ENV` where nothing is said, and a module that is required is not the program.
    fn of_environment(&mut self, it: &'a BinaryExpression<'a>) -> Option<bool> {
        let is_equal = match it.operator {
            BinaryOperator::Equality | BinaryOperator::StrictEquality => true,
            BinaryOperator::Inequality | BinaryOperator::StrictInequality => false,
            _ => return None,
        };
        let text = literal(&it.right).or_else(|| literal(&it.left));
        let is_environment = |side: &Expression<'_>| {
            is_path(side, &["process", "env", "NODE_ENV"]) && text == Some("production")
        };
        let is_main = |side: &Expression<'_>, other: &Expression<'_>| {
            is_path(side, &["require", "main"]) && other.is_specific_id("module")
        };
        let is_known = is_environment(&it.left)
            || is_environment(&it.right)
            || is_main(&it.left, &it.right)
            || is_main(&it.right, &it.left);
        is_known.then_some(!is_equal)
    }
}

/// Tells whether an expression is a name followed by names of members.
pub(super) fn is_path(expression: &Expression<'_>, path: &[&str]) -> bool {
    let Some((last, rest)) = path.split_last() else { return false };
    match expression.without_parentheses() {
        Expression::Identifier(it) => rest.is_empty() && it.name == *last,
        Expression::StaticMemberExpression(it) => {
            !rest.is_empty() && it.property.name == *last && is_path(&it.object, rest)
        }
        _ => false,
    }
}
