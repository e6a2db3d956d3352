//! The requires of the two arms of an `if` or of a conditional expression: one of the arms runs.

use oxc_ast::ast::{AssignmentTarget, ConditionalExpression, Expression, IfStatement, Statement};

use crate::module::{flow::Flow, requests::BranchArm};

impl<'a> Flow<'a, '_> {
    /// Remembers the requires that stand in the arms of an `if` which certainly runs, each of which certainly runs with its arm.
    pub(super) fn note_arms(&mut self, it: &'a IfStatement<'a>) {
        let Some(alternate) = &it.alternate else { return };
        if !self.may_have_arms() {
            return;
        }
        for (arm, is_else) in [(&it.consequent, false), (alternate, true)] {
            let required: Vec<_> = statements(arm).map_while(|it| self.required(it)).collect();
            let arms =
                required.into_iter().map(|start| (start, BranchArm { branch: it.span.start, is_else }));
            self.arms.extend(arms);
        }
    }

    /// Remembers the requires of `test ? require("x") : require("y")`, where that is certainly evaluated.
    pub(super) fn note_arms_of_conditional(&mut self, it: &'a ConditionalExpression<'a>) {
        if !self.may_have_arms() {
            return;
        }
        for (arm, is_else) in [(&it.consequent, false), (&it.alternate, true)] {
            let required = self.required_value(arm);
            let arm = required.map(|start| (start, BranchArm { branch: it.span.start, is_else }));
            self.arms.extend(arm);
        }
    }

    fn may_have_arms(&self) -> bool {
        self.is_certain() && !self.patched && !self.is_written("require")
    }

    /// Returns the place of the `require` of a statement `require("x")` or `y = z.a = require("x")`: nothing else runs in it.
    fn required(&self, statement: &'a Statement<'a>) -> Option<u32> {
        let Statement::ExpressionStatement(it) = statement else { return None };
        let mut expression = it.expression.without_parentheses();
        while let Expression::AssignmentExpression(it) = expression {
            if !it.operator.is_assign() || !is_plain(&it.left) {
                return None;
            }
            expression = it.right.without_parentheses();
        }
        self.required_value(expression)
    }

    /// Returns the place of the `require` of `require("x")` or `require("x").a.b`.
    fn required_value(&self, mut expression: &'a Expression<'a>) -> Option<u32> {
        expression = expression.without_parentheses();
        while let Expression::StaticMemberExpression(it) = expression {
            expression = it.object.without_parentheses();
        }
        let Expression::CallExpression(call) = expression else { return None };
        self.is_free_name(&call.callee, "require").then_some(call.span.start)
    }
}

fn statements<'a>(arm: &'a Statement<'a>) -> std::slice::Iter<'a, Statement<'a>> {
    match arm {
        Statement::BlockStatement(it) => it.body.iter(),
        other => std::slice::from_ref(other).iter(),
    }
}

/// Tells whether a target is a name, or a property of one by names alone.
fn is_plain(target: &AssignmentTarget<'_>) -> bool {
    let mut object = match target {
        AssignmentTarget::AssignmentTargetIdentifier(_) => return true,
        AssignmentTarget::StaticMemberExpression(it) => &it.object,
        _ => return false,
    };
    while let Expression::StaticMemberExpression(it) = object {
        object = &it.object;
    }
    matches!(object, Expression::Identifier(_))
}
