//! The call that a block begins with: nothing that may fail comes before it.

use oxc_ast::ast::{AssignmentTarget, BindingPattern, CallExpression, Expression, Statement};

/// Returns the offset of the call that comes first in a block.
pub(super) fn first_call(block: &[Statement<'_>]) -> Option<u32> {
    let call = first_of_expression(first_expression(block.first()?)?)?;
    Some(call.span.start)
}

fn first_expression<'e, 'a>(statement: &'e Statement<'a>) -> Option<&'e Expression<'a>> {
    match statement {
        Statement::ExpressionStatement(it) => Some(&it.expression),
        Statement::ReturnStatement(it) => it.argument.as_ref(),
        Statement::VariableDeclaration(it) => {
            let first = it.declarations.first()?;
            let is_plain =
                matches!(first.id, BindingPattern::BindingIdentifier(_) | BindingPattern::ObjectPattern(_));
            first.init.as_ref().filter(|_| is_plain)
        }
        _ => None,
    }
}

/// Follows an expression down to the call that is evaluated before all else in it.
fn first_of_expression<'e, 'a>(mut expression: &'e Expression<'a>) -> Option<&'e CallExpression<'a>> {
    loop {
        expression = match expression.without_parentheses() {
            Expression::CallExpression(it) => match it.callee.without_parentheses() {
                Expression::Identifier(_) => match first_argument(it) {
                    Some(argument @ Expression::CallExpression(_)) => argument,
                    _ => return Some(it),
                },
                callee => callee,
            },
            Expression::StaticMemberExpression(it) => &it.object,
            Expression::AssignmentExpression(it) => match &it.left {
                AssignmentTarget::AssignmentTargetIdentifier(_) => &it.right,
                AssignmentTarget::StaticMemberExpression(left)
                    if matches!(left.object, Expression::Identifier(_)) =>
                {
                    &it.right
                }
                _ => return None,
            },
            Expression::SequenceExpression(it) => it.expressions.first()?,
            _ => return None,
        };
    }
}

fn first_argument<'e, 'a>(call: &'e CallExpression<'a>) -> Option<&'e Expression<'a>> {
    Some(call.arguments.first()?.as_expression()?.without_parentheses())
}
