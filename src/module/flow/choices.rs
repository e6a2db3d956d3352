//! The shapes of choices: the requires with which code certainly begins, and the arms into which it splits.

use oxc_ast::ast::{
    AssignmentTarget, BindingPattern, Expression, IfStatement, LogicalExpression, LogicalOperator, Statement,
    StaticMemberExpression, SwitchStatement, TryStatement, VariableDeclarator,
};

use super::{Flow, names::literal, opening::is_idle};

/// The arms that a choice has at most.
pub(super) const MOST_ARMS: usize = 64;

/// Code that runs from its beginning.
#[derive(Clone, Copy)]
pub(super) enum ArmCode<'a> {
    Statements(&'a [Statement<'a>]),
    Expression(&'a Expression<'a>),
    /// An expression whose promise is awaited.
    Promise(&'a Expression<'a>),
}

impl<'a> Flow<'a, '_> {
    /// Returns the places of the requires with which code begins: nothing that may end it comes before them, but failures.
    pub(super) fn requires(&self, code: ArmCode<'a>) -> Vec<u32> {
        match code {
            ArmCode::Statements(all) => {
                let all = self.behind_idle(all).iter().take(MOST_ARMS);
                all.map_while(|it| self.required(it)).flatten().collect()
            }
            ArmCode::Expression(it) => self.required_values(it),
            ArmCode::Promise(it) => self.promised_module(it).into_iter().collect(),
        }
    }

    /// Adds the arms of the choice with which code begins; returns false if it begins with none, or if one of them requires nothing.
    pub(super) fn split(&self, code: ArmCode<'a>, open: &mut Vec<ArmCode<'a>>) -> bool {
        match code {
            ArmCode::Statements(all) => match self.behind_idle(all).split_first() {
                Some((first, rest)) => self.split_statements(first, rest, open),
                None => false,
            },
            ArmCode::Expression(it) => self.split_expression(it, open),
            ArmCode::Promise(it) => match it.without_parentheses() {
                Expression::ConditionalExpression(it) => {
                    let arms = [ArmCode::Promise(&it.consequent), ArmCode::Promise(&it.alternate)];
                    self.taken(&it.test, arms, open)
                }
                _ => false,
            },
        }
    }

    fn split_statements(
        &self,
        first: &'a Statement<'a>,
        rest: &'a [Statement<'a>],
        open: &mut Vec<ArmCode<'a>>,
    ) -> bool {
        let code = match first {
            Statement::IfStatement(it) => return self.split_if(it, rest, open),
            Statement::SwitchStatement(it) => return split_switch(it, open),
            Statement::TryStatement(it) => return split_try(it, open),
            Statement::BlockStatement(it) => Some(ArmCode::Statements(&it.body)),
            Statement::ExpressionStatement(it) => Some(ArmCode::Expression(&it.expression)),
            Statement::ReturnStatement(it) => it.argument.as_ref().map(ArmCode::Expression),
            Statement::VariableDeclaration(it) => match it.declarations.as_slice() {
                [only] => only.init.as_ref().map(ArmCode::Expression),
                _ => None,
            },
            _ => None,
        };
        open.extend(code);
        code.is_some()
    }

    /// An `if` without `else` has the code behind it for a second arm, if the first one returns.
    fn split_if(
        &self,
        it: &'a IfStatement<'a>,
        rest: &'a [Statement<'a>],
        open: &mut Vec<ArmCode<'a>>,
    ) -> bool {
        let first = ArmCode::Statements(statements(&it.consequent));
        let second = match &it.alternate {
            Some(alternate) => ArmCode::Statements(statements(alternate)),
            None if returns(&it.consequent) => ArmCode::Statements(rest),
            None => return false,
        };
        self.taken(&it.test, [first, second], open)
    }

    /// Adds the arms behind a test, or the only one that is ever taken.
    fn taken(&self, test: &Expression<'a>, arms: [ArmCode<'a>; 2], open: &mut Vec<ArmCode<'a>>) -> bool {
        let [first, second] = arms;
        match self.truth(test) {
            Some(true) => open.push(first),
            Some(false) => open.push(second),
            None => open.extend([second, first]),
        }
        true
    }

    fn split_expression(&self, it: &'a Expression<'a>, open: &mut Vec<ArmCode<'a>>) -> bool {
        match self.value(it) {
            Expression::ConditionalExpression(it) => {
                let arms = [ArmCode::Expression(&it.consequent), ArmCode::Expression(&it.alternate)];
                self.taken(&it.test, arms, open)
            }
            Expression::LogicalExpression(it) if it.operator == LogicalOperator::Or => {
                split_alternatives(it, open)
            }
            Expression::AwaitExpression(it) => {
                open.push(ArmCode::Promise(&it.argument));
                true
            }
            _ => false,
        }
    }

    /// Returns the places of the requires of a statement, if it has any and nothing else runs before them.
    fn required(&self, statement: &'a Statement<'a>) -> Option<Vec<u32>> {
        let required = match statement {
            Statement::ExpressionStatement(it) => self.required_values(&it.expression),
            Statement::ReturnStatement(it) => self.required_values(it.argument.as_ref()?),
            Statement::VariableDeclaration(it) => {
                let all = it.declarations.iter().take(MOST_ARMS);
                all.map_while(|it| self.required_value(named_value(it)?)).collect()
            }
            _ => Vec::new(),
        };
        (!required.is_empty()).then_some(required)
    }

    /// Returns the places of the requires of `a = require("x"), b = require("y")`.
    fn required_values(&self, expression: &'a Expression<'a>) -> Vec<u32> {
        match expression.without_parentheses() {
            Expression::SequenceExpression(it) => {
                it.expressions.iter().take(MOST_ARMS).map_while(|it| self.required_value(it)).collect()
            }
            _ => self.required_value(expression).into_iter().collect(),
        }
    }

    /// Returns the place of the `require` of `require("x")`, `require("x").a.b`, `y = z.a = require("x")` or `f(require("x"))`.
    fn required_value(&self, expression: &'a Expression<'a>) -> Option<u32> {
        match self.value(expression) {
            Expression::CallExpression(call) => self.is_require(&call.callee).then_some(call.span.start),
            Expression::AwaitExpression(it) => self.promised_module(&it.argument),
            _ => None,
        }
    }

    /// Returns the place of an `import("x")`.
    fn promised_module(&self, expression: &'a Expression<'a>) -> Option<u32> {
        let Expression::ImportExpression(it) = expression.without_parentheses() else { return None };
        (literal(&it.source).is_some() && it.options.is_none()).then_some(it.span.start)
    }

    /// Returns the part of an expression that is evaluated first of all that may fail or change anything.
    fn value(&self, mut expression: &'a Expression<'a>) -> &'a Expression<'a> {
        loop {
            let inner = match expression.without_parentheses() {
                Expression::AssignmentExpression(it) if it.operator.is_assign() && is_plain(&it.left) => {
                    Some(&it.right)
                }
                Expression::StaticMemberExpression(it) => Some(&it.object),
                // Compilers write `_interopRequireDefault(require("x"))`.
                Expression::CallExpression(it) if !self.is_require(&it.callee) && !it.optional => {
                    let is_named = matches!(it.callee.without_parentheses(), Expression::Identifier(_));
                    it.arguments.first().and_then(|first| first.as_expression()).filter(|_| is_named)
                }
                _ => None,
            };
            match inner {
                Some(inner) => expression = inner,
                None => return expression.without_parentheses(),
            }
        }
    }

    /// Returns statements without those at their beginning that call nothing and never fail.
    fn behind_idle(&self, all: &'a [Statement<'a>]) -> &'a [Statement<'a>] {
        let idle = all.iter().take(MOST_ARMS).take_while(|it| is_idle(it, self.scoping, self.goal)).count();
        all.get(idle..).unwrap_or_default()
    }
}

/// `switch` with a `default`; a case without statements shares those of the next one.
fn split_switch<'a>(it: &'a SwitchStatement<'a>, open: &mut Vec<ArmCode<'a>>) -> bool {
    let has_default = it.cases.iter().any(|case| case.test.is_none());
    let is_whole = it.cases.last().is_some_and(|case| !case.consequent.is_empty());
    if !has_default || !is_whole || it.cases.len() > MOST_ARMS {
        return false;
    }
    let cases = it.cases.iter().rev().filter(|case| !case.consequent.is_empty());
    open.extend(cases.map(|case| match case.consequent.as_slice() {
        [Statement::BlockStatement(block), ..] => ArmCode::Statements(&block.body),
        all => ArmCode::Statements(all),
    }));
    true
}

/// A `catch` runs if the first require of its `try` fails.
fn split_try<'a>(it: &'a TryStatement<'a>, open: &mut Vec<ArmCode<'a>>) -> bool {
    let Some(handler) = it.handler.as_ref().filter(|_| it.finalizer.is_none()) else { return false };
    open.extend([ArmCode::Statements(&handler.body.body), ArmCode::Statements(&it.block.body)]);
    true
}

/// `a && require("x") || b && require("y") || require("z")`
fn split_alternatives<'a>(it: &'a LogicalExpression<'a>, open: &mut Vec<ArmCode<'a>>) -> bool {
    let mut arms = vec![ArmCode::Expression(&it.right)];
    let mut left = it.left.without_parentheses();
    loop {
        let (guarded, rest) = match left {
            Expression::LogicalExpression(it) if it.operator == LogicalOperator::Or => {
                (it.right.without_parentheses(), Some(it.left.without_parentheses()))
            }
            _ => (left, None),
        };
        match guarded {
            Expression::LogicalExpression(it) if it.operator == LogicalOperator::And => {
                arms.push(ArmCode::Expression(&it.right));
            }
            _ => return false,
        }
        match rest {
            Some(rest) if arms.len() < MOST_ARMS => left = rest,
            Some(_) => return false,
            None => break,
        }
    }
    open.extend(arms);
    true
}

fn statements<'a>(arm: &'a Statement<'a>) -> &'a [Statement<'a>] {
    match arm {
        Statement::BlockStatement(it) => &it.body,
        other => std::slice::from_ref(other),
    }
}

fn returns(arm: &Statement<'_>) -> bool {
    matches!(statements(arm).last(), Some(Statement::ReturnStatement(_)))
}

fn named_value<'a>(it: &'a VariableDeclarator<'a>) -> Option<&'a Expression<'a>> {
    it.init.as_ref().filter(|_| matches!(it.id, BindingPattern::BindingIdentifier(_)))
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
