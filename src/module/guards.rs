//! Tests whose outcome every run of Node shares: literals, and the guards by which code finds out where it runs.

use oxc_ast::ast::{
    BinaryExpression, BinaryOperator, Expression, IdentifierReference, LogicalOperator, UnaryOperator,
};

/// The levels of a test that are looked at: more than any guard has that people or minifiers write.
const GUARD_DEPTH: usize = 16;

/// The names of a module, as its guards ask for them.
pub(super) trait GuardNames<'a> {
    /// Returns `typeof x` for those free names for which it is the same in every run.
    fn type_of_name(&self, id: &IdentifierReference<'a>) -> Option<&'static str>;

    /// Tells whether an expression is a variable of this name that the module does not declare.
    fn is_free_variable(&self, it: &Expression<'a>, name: &str) -> bool;

    /// Returns the truth of an expression, if that is certain.
    fn certain_truth(&self, expression: &Expression<'a>) -> Option<bool> {
        truth_within(self, GUARD_DEPTH, expression)
    }

    /// Returns the outcome of `typeof x === "object"`, by the type of the name.
    fn certain_comparison(
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
        let is_undefined = |side: &Expression<'a>| self.is_free_variable(side, "undefined");
        let is_slip = is_type(left) && is_undefined(right) || is_undefined(left) && is_type(right);
        match operator {
            BinaryOperator::Equality | BinaryOperator::StrictEquality => is_slip.then_some(false),
            BinaryOperator::Inequality | BinaryOperator::StrictInequality => is_slip.then_some(true),
            _ => None,
        }
    }
}

/// Returns the truth of an expression, only so many levels deep: it is asked at each level of a test, so that there
/// must be an end to it.
fn truth_within<'a>(
    names: &(impl GuardNames<'a> + ?Sized),
    levels: usize,
    expression: &Expression<'a>,
) -> Option<bool> {
    let levels = levels.checked_sub(1)?;
    match expression {
        Expression::ParenthesizedExpression(it) => truth_within(names, levels, &it.expression),
        Expression::BooleanLiteral(it) => Some(it.value),
        Expression::NumericLiteral(it) => Some(it.value != 0.0 && !it.value.is_nan()),
        Expression::StringLiteral(it) => Some(!it.value.is_empty()),
        Expression::NullLiteral(_) => Some(false),
        Expression::UnaryExpression(it) if it.operator == UnaryOperator::LogicalNot => {
            truth_within(names, levels, &it.argument).map(|truth| !truth)
        }
        Expression::UnaryExpression(it) if it.operator == UnaryOperator::Void => Some(false),
        Expression::LogicalExpression(it) => {
            let (left, right) =
                (truth_within(names, levels, &it.left), truth_within(names, levels, &it.right));
            match it.operator {
                LogicalOperator::And => both(left, right),
                LogicalOperator::Or => both(left.map(not), right.map(not)).map(not),
                LogicalOperator::Coalesce => None,
            }
        }
        Expression::BinaryExpression(it) => names.certain_comparison(it, |id| names.type_of_name(id)),
        Expression::Identifier(_) | Expression::StaticMemberExpression(_) => wrapper_value(names, expression),
        _ => None,
    }
}

/// Returns true for `exports`, `module`, `require` and `module.exports`: they are objects, unless the
/// module changes them.
fn wrapper_value<'a>(names: &(impl GuardNames<'a> + ?Sized), expression: &Expression<'a>) -> Option<bool> {
    let object = match expression {
        Expression::StaticMemberExpression(it) if it.property.name == "exports" => {
            it.object.get_identifier_reference().filter(|id| id.name == "module")?
        }
        _ => expression.get_identifier_reference()?,
    };
    (names.type_of_name(object)? != "undefined").then_some(true)
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
