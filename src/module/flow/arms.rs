//! The requires of the two arms of an `if`: one of the arms runs.

use oxc_ast::ast::{Expression, IfStatement, Statement};

use crate::module::{flow::Flow, requests::BranchArm};

impl<'a> Flow<'a, '_> {
    /// Remembers the calls that stand in the arms of an `if` which certainly runs, each of which certainly runs with its arm.
    pub(super) fn note_arms(&mut self, it: &'a IfStatement<'a>) {
        let Some(alternate) = &it.alternate else { return };
        if !self.is_certain() || self.patched || self.is_written("require") {
            return;
        }
        for (arm, is_else) in [(&it.consequent, false), (alternate, true)] {
            let arms = calls(arm).map(|start| (start, BranchArm { branch: it.span.start, is_else }));
            self.arms.extend(arms);
        }
    }
}

/// Returns the places of the calls of statements `x()` and `y = x()` up to the first statement of another kind.
fn calls<'a>(arm: &'a Statement<'a>) -> impl Iterator<Item = u32> {
    let statements = match arm {
        Statement::BlockStatement(it) => it.body.as_slice(),
        other => std::slice::from_ref(other),
    };
    let expressions = statements.iter().map_while(|it| match it {
        Statement::ExpressionStatement(it) => Some(&it.expression),
        _ => None,
    });
    expressions.filter_map(call)
}

fn call(expression: &Expression<'_>) -> Option<u32> {
    let mut expression = expression.without_parentheses();
    while let Expression::AssignmentExpression(it) = expression {
        expression = it.right.without_parentheses();
    }
    match expression {
        Expression::CallExpression(it) => Some(it.span.start),
        _ => None,
    }
}
