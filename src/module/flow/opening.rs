//! The call that a block begins with: nothing that may fail comes before it.

use oxc_ast::ast::{
    Argument, AssignmentOperator, AssignmentTarget, BindingPattern, CallExpression, Expression,
    IdentifierReference, NewExpression, Statement, VariableDeclarator,
};
use oxc_semantic::{Scoping, SymbolFlags};

use crate::module::{early_error::Goal, evaluation::WRAPPER_NAMES};

/// Returns the offset of the call that comes first in a block.
pub(super) fn first_call(block: &[Statement<'_>], scoping: &Scoping, goal: Goal) -> Option<u32> {
    let names = CertainNames { scoping, goal };
    first_of_expression(first_expression(block, &names)?, &names)
}

/// Follows statements down to the first expression that may fail, also into blocks within.
fn first_expression<'e, 'a>(
    mut block: &'e [Statement<'a>],
    names: &CertainNames<'_>,
) -> Option<&'e Expression<'a>> {
    loop {
        block = match block.iter().find(|statement| !is_idle_among(statement, names))? {
            Statement::BlockStatement(it) => &it.body,
            Statement::TryStatement(it) => &it.block.body,
            Statement::ExpressionStatement(it) => return Some(&it.expression),
            Statement::ReturnStatement(it) => return it.argument.as_ref(),
            Statement::ThrowStatement(it) => return Some(&it.argument),
            Statement::IfStatement(it) => return Some(&it.test),
            Statement::VariableDeclaration(it) => {
                return it.declarations.iter().find(|it| !is_idle_variable(it, names))?.init.as_ref();
            }
            _ => return None,
        }
    }
}

/// Tells whether a statement certainly does not fail, and calls nothing.
pub(super) fn is_idle(statement: &Statement<'_>, scoping: &Scoping, goal: Goal) -> bool {
    is_idle_among(statement, &CertainNames { scoping, goal })
}

fn is_idle_among(statement: &Statement<'_>, names: &CertainNames<'_>) -> bool {
    match statement {
        Statement::EmptyStatement(_) | Statement::FunctionDeclaration(_) => true,
        Statement::ExpressionStatement(it) => is_idle_value(&it.expression, names),
        Statement::VariableDeclaration(it) => it.declarations.iter().all(|it| is_idle_variable(it, names)),
        _ => false,
    }
}

fn is_idle_variable(it: &VariableDeclarator<'_>, names: &CertainNames<'_>) -> bool {
    let is_idle = it.init.as_ref().is_none_or(|value| is_idle_value(value, names));
    is_idle && matches!(it.id, BindingPattern::BindingIdentifier(_))
}

fn is_idle_value(value: &Expression<'_>, names: &CertainNames<'_>) -> bool {
    match value.without_parentheses() {
        Expression::Identifier(name) => names.has(name),
        Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_) => true,
        Expression::ArrayExpression(it) => it.elements.is_empty(),
        Expression::ObjectExpression(it) => it.properties.is_empty(),
        value => value.is_literal(),
    }
}

/// Follows an expression down to the call that is evaluated before all else in it.
fn first_of_expression(mut expression: &Expression<'_>, names: &CertainNames<'_>) -> Option<u32> {
    loop {
        expression = match expression.without_parentheses() {
            Expression::CallExpression(it) => {
                let CallExpression { callee, arguments, span, .. } = &**it;
                match first_of_call(callee, arguments, names)? {
                    FirstOfCall::Itself => return Some(span.start),
                    FirstOfCall::Within(within) => within,
                }
            }
            Expression::NewExpression(it) => {
                let NewExpression { callee, arguments, span, .. } = &**it;
                match first_of_call(callee, arguments, names)? {
                    FirstOfCall::Itself => return Some(span.start),
                    FirstOfCall::Within(within) => within,
                }
            }
            Expression::StaticMemberExpression(it) => &it.object,
            Expression::ComputedMemberExpression(it) => &it.object,
            Expression::UnaryExpression(it) => &it.argument,
            Expression::AwaitExpression(it) => &it.argument,
            Expression::LogicalExpression(it) => &it.left,
            Expression::BinaryExpression(it) => &it.left,
            Expression::ConditionalExpression(it) => &it.test,
            Expression::AssignmentExpression(it) if it.operator == AssignmentOperator::Assign => {
                is_found_after_value(&it.left, names).then_some(&it.right)?
            }
            Expression::SequenceExpression(it) => {
                it.expressions.iter().find(|it| !is_idle_value(it, names))?
            }
            _ => return None,
        };
    }
}

/// The place within a call where evaluation first may fail.
enum FirstOfCall<'e, 'a> {
    Itself,
    Within(&'e Expression<'a>),
}

fn first_of_call<'e, 'a>(
    callee: &'e Expression<'a>,
    arguments: &'e [Argument<'a>],
    names: &CertainNames<'_>,
) -> Option<FirstOfCall<'e, 'a>> {
    let Expression::Identifier(name) = callee.without_parentheses() else {
        return Some(FirstOfCall::Within(callee));
    };
    match arguments.first().and_then(|first| first.as_expression()).map(Expression::without_parentheses) {
        Some(first @ (Expression::CallExpression(_) | Expression::NewExpression(_))) => {
            // `f(require('a'))` reads `f` first, which may throw, and calls it last.
            names.has(name).then_some(FirstOfCall::Within(first))
        }
        _ => Some(FirstOfCall::Itself),
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
