//! Expressions: operands are walked before operators, and parts that may be skipped as conditional.

use super::*;
use oxc_ast::ast::{
    Argument, ArrayExpressionElement, AssignmentExpression, AssignmentOperator, ChainElement,
    ConditionalExpression, Expression, LogicalExpression, LogicalOperator, MemberExpression,
    ObjectPropertyKind, PropertyKey, UnaryOperator,
};

impl<'a> Flow<'a, '_> {
    pub(super) fn expression(&mut self, expression: &'a Expression<'a>) {
        // The use of a promise is that of this expression, and not that of its operands.
        let promise = std::mem::take(&mut self.promise);
        match expression {
            Expression::Identifier(it) => self.read(it, None, ValueUse::Read),
            Expression::CallExpression(it) => self.call(it, promise),
            Expression::NewExpression(it) => self.construct(it),
            Expression::ImportExpression(it) => self.import_expression(it, promise),
            Expression::AwaitExpression(it) => {
                self.promised(&it.argument, Promised::Awaited);
            }
            Expression::FunctionExpression(it) => self.meet(Callable::Function(it)),
            Expression::ArrowFunctionExpression(it) => self.meet(Callable::Arrow(it)),
            Expression::ClassExpression(it) => self.class(it),
            Expression::LogicalExpression(it) => {
                self.note_chosen(expression);
                self.logical(it);
            }
            Expression::ConditionalExpression(it) => self.conditional(it, promise),
            Expression::AssignmentExpression(it) => self.assignment(it),
            Expression::ChainExpression(it) => self.chain(&it.expression),
            Expression::ParenthesizedExpression(it) => {
                self.promised(&it.expression, promise);
            }
            _ => self.operands(expression),
        }
    }

    /// Walks an expression all of whose parts run, in source order.
    fn operands(&mut self, expression: &'a Expression<'a>) {
        match expression {
            Expression::ArrayExpression(it) => it.elements.iter().for_each(|it| self.element(it)),
            Expression::ObjectExpression(it) => it.properties.iter().for_each(|it| self.property(it)),
            Expression::BinaryExpression(it) => {
                self.expression(&it.left);
                self.expression(&it.right);
                if it.operator.is_equality() {
                    self.forget_names(it.span);
                }
            }
            Expression::PrivateInExpression(it) => self.expression(&it.right),
            Expression::SequenceExpression(it) => it.expressions.iter().for_each(|it| self.expression(it)),
            Expression::TemplateLiteral(it) => it.expressions.iter().for_each(|it| self.expression(it)),
            Expression::TaggedTemplateExpression(it) => self.tagged_template(it),
            Expression::UnaryExpression(it) => self.unary(it),
            Expression::UpdateExpression(it) => {
                self.simple_target(&it.argument);
                self.constant_update(&it.argument);
            }
            // Compilers write `yield` for `await`, in a generator that a helper runs.
            Expression::YieldExpression(it) => {
                let is_thrown_here = self.caught && self.when == When::Deferred && !it.delegate;
                let promise = if is_thrown_here { Promised::Awaited } else { Promised::Kept };
                it.argument.iter().for_each(|it| self.promised(it, promise));
            }
            _ => {
                if let Some(member) = expression.as_member_expression() {
                    self.undefined_read(member);
                    self.lacking_read(member);
                    self.member(member, ValueUse::Read);
                }
            }
        }
    }

    pub(super) fn element(&mut self, element: &'a ArrayExpressionElement<'a>) {
        match element {
            ArrayExpressionElement::SpreadElement(it) => self.expression(&it.argument),
            _ => element.as_expression().into_iter().for_each(|it| {
                self.expression(it);
                self.forget_texts_of_urls(it);
            }),
        }
    }

    fn property(&mut self, property: &'a ObjectPropertyKind<'a>) {
        match property {
            ObjectPropertyKind::SpreadProperty(it) => self.expression(&it.argument),
            ObjectPropertyKind::ObjectProperty(it) => {
                self.key(&it.key, it.computed);
                self.expression(&it.value);
            }
        }
    }

    pub(super) fn key(&mut self, key: &'a PropertyKey<'a>, computed: bool) {
        if computed {
            key.as_expression().into_iter().for_each(|it| self.expression(it));
        }
    }

    pub(super) fn arguments(&mut self, arguments: &'a [Argument<'a>]) {
        for argument in arguments {
            match argument {
                Argument::SpreadElement(it) => self.expression(&it.argument),
                _ => argument.as_expression().into_iter().for_each(|it| self.expression(it)),
            }
        }
    }

    /// Walks an expression whose value is used in this way.
    pub(super) fn used(&mut self, expression: &'a Expression<'a>, usage: ValueUse) {
        let expression = expression.without_parentheses();
        match (expression, expression.as_member_expression()) {
            (Expression::Identifier(it), _) => self.read(it, None, usage),
            (_, Some(member)) => {
                self.undefined_read(member);
                self.lacking_read(member);
                self.member(member, usage);
            }
            _ => self.expression(expression),
        }
    }

    /// Walks a member whose value is used in this way.
    pub(super) fn member(&mut self, member: &'a MemberExpression<'a>, usage: ValueUse) {
        match (member.object().without_parentheses(), member.static_property_name()) {
            (Expression::Identifier(it), Some(name)) => self.read(it, Some(name), usage),
            (object, _) => self.expression(object),
        }
        if let MemberExpression::ComputedMemberExpression(it) = member {
            self.expression(&it.expression);
        }
    }

    /// Walks `a?.b(c)`, of which only the start of the chain is sure to run.
    fn chain(&mut self, element: &'a ChainElement<'a>) {
        match element {
            ChainElement::CallExpression(it) => self.optional_call(it),
            _ => element.as_member_expression().into_iter().for_each(|it| self.optional_member(it)),
        }
    }

    fn optional_call(&mut self, it: &'a oxc_ast::ast::CallExpression<'a>) {
        // `require?.('a')` is a request like `require('a')`: there is a `require`.
        if let Some((kind, argument)) = self.requested(it) {
            self.request(kind, argument, it.span);
        }
        self.link(&it.callee);
        self.note_called(&it.callee);
        self.conditionally(|flow| flow.arguments(&it.arguments));
    }

    fn optional_member(&mut self, member: &'a MemberExpression<'a>) {
        self.link(member.object());
        if let MemberExpression::ComputedMemberExpression(it) = member {
            self.conditionally(|flow| flow.expression(&it.expression));
        }
    }

    /// Walks the next link of a chain towards its start.
    fn link(&mut self, expression: &'a Expression<'a>) {
        match expression {
            Expression::CallExpression(it) => self.optional_call(it),
            _ => match expression.as_member_expression() {
                Some(member) => self.optional_member(member),
                None => self.expression(expression),
            },
        }
    }

    fn logical(&mut self, it: &'a LogicalExpression<'a>) {
        self.expression(&it.left);
        match (it.operator, self.truth(&it.left)) {
            (LogicalOperator::And, Some(false)) | (LogicalOperator::Or, Some(true)) => {}
            (LogicalOperator::And, Some(true)) | (LogicalOperator::Or, Some(false)) => {
                self.expression(&it.right)
            }
            (LogicalOperator::And, None) => {
                let [way, _] = self.ways_behind(&it.left);
                self.along(way, |flow| flow.expression(&it.right));
            }
            (LogicalOperator::Or, None) => {
                let [_, way] = self.ways_behind(&it.left);
                self.along(way, |flow| flow.expression(&it.right));
            }
            _ => self.conditionally(|flow| flow.expression(&it.right)),
        }
    }

    fn conditional(&mut self, it: &'a ConditionalExpression<'a>, promise: Promised) {
        self.chosen_read(it);
        self.expression(&it.test);
        self.note_conditional(it, promise == Promised::Awaited);
        match self.truth(&it.test) {
            Some(true) => self.promised(&it.consequent, promise),
            Some(false) => self.promised(&it.alternate, promise),
            None => {
                let [consequent, alternate] = self.ways_behind(&it.test);
                self.along(consequent, |flow| flow.promised(&it.consequent, promise));
                self.along(alternate, |flow| flow.promised(&it.alternate, promise));
            }
        }
    }

    fn assignment(&mut self, it: &'a AssignmentExpression<'a>) {
        self.target(&it.left);
        match it.operator {
            AssignmentOperator::LogicalAnd
            | AssignmentOperator::LogicalOr
            | AssignmentOperator::LogicalNullish => {
                self.conditionally(|flow| flow.expression(&it.right));
            }
            _ => self.expression(&it.right),
        }
        self.undefined_write(it);
        self.lacking_write(it);
        self.patching_write(&it.left, &it.right);
    }

    /// Walks a unary operator. `typeof x` and `delete x` of a name that is nowhere declared are no reads; of an import `typeof` is
    /// one like any other.
    fn unary(&mut self, it: &'a oxc_ast::ast::UnaryExpression<'a>) {
        let operand = it.argument.without_parentheses();
        let is_free = operand.get_identifier_reference().is_some_and(|id| self.is_free(id));
        if !(matches!(it.operator, UnaryOperator::Typeof | UnaryOperator::Delete) && is_free) {
            self.expression(operand);
        }
    }
}
