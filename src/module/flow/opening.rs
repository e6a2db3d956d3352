//! The call that a block begins with: nothing that may fail comes before it.

use oxc_ast::ast::{
    AssignmentOperator, AssignmentTarget, BindingPattern, CallExpression, Expression, IdentifierReference,
    Statement,
};
use oxc_semantic::{Scoping, SymbolFlags};

use crate::module::{early_error::Goal, evaluation::WRAPPER_NAMES};

/// Returns the offset of the call that comes first in a block.
pub(super) fn first_call(block: &[Statement<'_>], scoping: &Scoping, goal: Goal) -> Option<u32> {
    let call = first_of_expression(first_expression(block.first()?)?, &CertainNames { scoping, goal })?;
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
fn first_of_expression<'e, 'a>(
    mut expression: &'e Expression<'a>,
    names: &CertainNames<'_>,
) -> Option<&'e CallExpression<'a>> {
    loop {
        expression = match expression.without_parentheses() {
            Expression::CallExpression(it) => match it.callee.without_parentheses() {
                Expression::Identifier(callee) => match first_argument(it) {
                    Some(argument @ Expression::CallExpression(_)) if names.has(callee) => argument,
                    Some(Expression::CallExpression(_)) => return None,
                    _ => return Some(it),
                },
                callee => callee,
            },
            Expression::StaticMemberExpression(it) => &it.object,
            Expression::AssignmentExpression(it) if it.operator == AssignmentOperator::Assign => {
                is_found_after_value(&it.left, names).then_some(&it.right)?
            }
            Expression::SequenceExpression(it) => it.expressions.first()?,
            _ => return None,
        };
    }
}

/// Tells whether nothing of a target can fail before its value is evaluated: the target is a name, or a member of one that is
/// certainly there.
fn is_found_after_value(target: &AssignmentTarget<'_>, names: &CertainNames<'_>) -> bool {
    match target {
        AssignmentTarget::AssignmentTargetIdentifier(_) => true,
        AssignmentTarget::StaticMemberExpression(member) => {
            matches!(&member.object, Expression::Identifier(object) if names.has(object))
        }
        _ => false,
    }
}

/// The names that are certainly there when code reads them.
struct CertainNames<'s> {
    scoping: &'s Scoping,
    goal: Goal,
}

impl CertainNames<'_> {
    /// Tells whether to read a name certainly does not throw: a variable, a function, or a parameter of CommonJS's wrapper. A
    /// `let` may not be initialized yet.
    fn has(&self, name: &IdentifierReference<'_>) -> bool {
        let symbol = name.reference_id.get().and_then(|id| self.scoping.get_reference(id).symbol_id());
        let kinds = SymbolFlags::FunctionScopedVariable | SymbolFlags::Function;
        match symbol {
            Some(symbol) => self.scoping.symbol_flags(symbol).intersects(kinds),
            None => self.goal == Goal::CommonJs && WRAPPER_NAMES.contains(&name.name.as_str()),
        }
    }
}

fn first_argument<'e, 'a>(call: &'e CallExpression<'a>) -> Option<&'e Expression<'a>> {
    Some(call.arguments.first()?.as_expression()?.without_parentheses())
}
