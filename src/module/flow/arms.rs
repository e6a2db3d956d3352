//! The requires of the two arms of an `if`, of a conditional expression, or of a `try` and its `catch`: where those of both arms fail,
//! one of the failures is the module's.

use oxc_ast::ast::{
    AssignmentTarget, CallExpression, ConditionalExpression, Expression, IfStatement, Statement,
    StaticMemberExpression, TryStatement,
};
use oxc_span::GetSpan;

use crate::module::{
    flow::{Flow, names::literal},
    requests::{BranchArm, RequestKind},
};

impl<'a> Flow<'a, '_> {
    /// Remembers the requires that stand in the arms of an `if` which certainly runs, each of which certainly runs with its arm.
    pub(super) fn note_arms(&mut self, it: &'a IfStatement<'a>) {
        let Some(alternate) = &it.alternate else { return };
        if !self.may_have_arms() {
            return;
        }
        for (arm, is_else) in [(&it.consequent, false), (alternate, true)] {
            self.note_arm(statements(arm), BranchArm { branch: it.span.start, is_else });
        }
    }

    /// Remembers the requires with which a `try` and its `catch` begin: where the first fails, the second runs.
    pub(super) fn note_arms_of_try(&mut self, it: &'a TryStatement<'a>) {
        let Some(handler) = it.handler.as_ref().filter(|_| it.finalizer.is_none()) else { return };
        if !self.may_have_arms() {
            return;
        }
        for (block, is_else) in [(&it.block, false), (&handler.body, true)] {
            self.note_arm(block.body.iter(), BranchArm { branch: it.span.start, is_else });
        }
    }

    fn note_arm(&mut self, statements: std::slice::Iter<'a, Statement<'a>>, arm: BranchArm) {
        let required: Vec<u32> = statements.map_while(|it| self.required(it)).collect();
        self.arms.extend(required.into_iter().map(|start| (start, arm)));
    }

    /// Records `require(test ? "./a.js" : "./b.js")` as two requests, each at its own specifier.
    pub(super) fn chosen_request(&mut self, it: &'a CallExpression<'a>) {
        let choice = it.arguments.first().and_then(|argument| argument.as_expression());
        let Some(Expression::ConditionalExpression(choice)) = choice.map(Expression::without_parentheses)
        else {
            return;
        };
        let arms = [&choice.consequent, &choice.alternate].map(|arm| literal(arm));
        let ([Some(first), Some(second)], true) = (arms, self.is_require(&it.callee)) else { return };
        if self.may_have_arms() {
            for (specifier, is_else) in [(first, false), (second, true)] {
                let arm = BranchArm { branch: choice.span().start, is_else };
                self.arms.insert(specifier.1.start, arm);
            }
        }
        let [holds, fails] = self.ways_behind(&choice.test);
        match self.truth(&choice.test) {
            Some(true) => self.request(RequestKind::Require, first, first.1),
            Some(false) => self.request(RequestKind::Require, second, second.1),
            None => {
                self.along(holds, |flow| flow.request(RequestKind::Require, first, first.1));
                self.along(fails, |flow| flow.request(RequestKind::Require, second, second.1));
            }
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

/// Tells whether a target is a name, `exports.x`, `module.exports` or `module.exports.x`: nothing runs where it is set, and no loader
/// changes.
fn is_plain(target: &AssignmentTarget<'_>) -> bool {
    let AssignmentTarget::StaticMemberExpression(it) = target else {
        return matches!(target, AssignmentTarget::AssignmentTargetIdentifier(_));
    };
    let is_exports =
        |it: &StaticMemberExpression<'_>| it.property.name == "exports" && it.object.is_specific_id("module");
    match &it.object {
        Expression::Identifier(name) => name.name == "exports" || is_exports(it),
        Expression::StaticMemberExpression(object) => is_exports(object),
        _ => false,
    }
}
