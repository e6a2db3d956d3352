//! Expressions, and their values as far as these are known.

use super::{
    cell::CellKind,
    lists::concatenated,
    values::{Key, Native},
    *,
};
use crate::module::flow::names::literal;
use oxc_ast::ast::{
    ChainElement, ConditionalExpression, Expression, IdentifierReference, LogicalExpression, LogicalOperator,
    MemberExpression, PropertyKey, TemplateLiteral,
};
use oxc_span::GetSpan;
use std::borrow::Cow;

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn expression(&mut self, expression: &'a Expression<'a>) -> FlowValue<'a> {
        self.descend(FlowValue::Unknown, |run| run.value_of(expression))
    }

    fn value_of(&mut self, expression: &'a Expression<'a>) -> FlowValue<'a> {
        match expression {
            Expression::Identifier(it) => self.identifier(it, expression),
            Expression::NullLiteral(_) => FlowValue::Null,
            Expression::BooleanLiteral(it) => FlowValue::Bool(it.value),
            Expression::NumericLiteral(it) => FlowValue::Number(it.value),
            Expression::StringLiteral(it) => text(it.value.as_str()),
            Expression::FunctionExpression(it) => self.make_function(Callable::Function(it)),
            Expression::ArrowFunctionExpression(it) => self.make_function(Callable::Arrow(it)),
            Expression::ParenthesizedExpression(it) => self.expression(&it.expression),
            Expression::CallExpression(it) => self.call(it, false),
            Expression::AssignmentExpression(it) => self.assignment(it),
            Expression::ThisExpression(_) => self.this(),
            _ => self.compound(expression),
        }
    }

    fn compound(&mut self, expression: &'a Expression<'a>) -> FlowValue<'a> {
        match expression {
            Expression::LogicalExpression(it) => self.logical(it),
            Expression::ConditionalExpression(it) => self.conditional(it),
            Expression::SequenceExpression(it) => {
                it.expressions.iter().map(|it| self.expression(it)).last().unwrap_or(FlowValue::Undefined)
            }
            Expression::ObjectExpression(it) => self.object(it),
            Expression::ArrayExpression(it) => self.array(it),
            Expression::ClassExpression(it) => self.class(it),
            Expression::UnaryExpression(it) => self.unary(it),
            Expression::BinaryExpression(it) => self.binary(it),
            Expression::ChainExpression(it) => self.chain(&it.expression),
            _ => self.rest(expression),
        }
    }

    /// Evaluates an expression that gives no known value, or that only reads a property.
    fn rest(&mut self, expression: &'a Expression<'a>) -> FlowValue<'a> {
        match expression {
            Expression::NewExpression(it) => self.construct(it),
            Expression::AwaitExpression(it) => self.awaited(&it.argument),
            Expression::UpdateExpression(it) => self.update(it),
            Expression::TemplateLiteral(it) => match it.single_quasi() {
                Some(it) => text(it.as_str()),
                None => self.template(it),
            },
            Expression::TaggedTemplateExpression(it) => {
                let (tag, this) = self.callee_of(&it.tag);
                self.escape(tag);
                self.escape(this);
                self.all_escape(it.quasi.expressions.iter())
            }
            Expression::YieldExpression(it) => self.all_escape(it.argument.iter()),
            Expression::PrivateInExpression(it) => self.all_escape(std::iter::once(&it.right)),
            Expression::ImportExpression(it) => {
                self.all_escape(it.options.iter());
                self.all_escape(std::iter::once(&it.source))
            }
            _ => match expression.as_member_expression() {
                Some(member) => self.member(member, expression).1,
                None => FlowValue::Unknown,
            },
        }
    }

    fn template(&mut self, it: &'a TemplateLiteral<'a>) -> FlowValue<'a> {
        let mut result = it.quasis.first().and_then(|part| part.value.cooked).map(|part| text(part.as_str()));
        for (expression, quasi) in it.expressions.iter().zip(it.quasis.iter().skip(1)) {
            let value = self.expression(expression);
            let part = quasi.value.cooked.map(|part| text(part.as_str()));
            let so_far = result.as_ref().and_then(|result| concatenated(result, &value));
            result = so_far.zip(part).and_then(|(so_far, part)| concatenated(&so_far, &part));
            if result.is_none() {
                self.escape(value);
            }
        }
        result.unwrap_or(FlowValue::Unknown)
    }

    /// Evaluates expressions whose values escape.
    pub(super) fn all_escape(&mut self, all: impl Iterator<Item = &'a Expression<'a>>) -> FlowValue<'a> {
        for expression in all {
            let value = self.expression(expression);
            self.escape(value);
        }
        FlowValue::Unknown
    }

    fn identifier(
        &mut self,
        it: &'a IdentifierReference<'a>,
        expression: &'a Expression<'a>,
    ) -> FlowValue<'a> {
        match self.flow.symbol(it) {
            _ if self.flow.is_require(expression) => FlowValue::Require,
            Some(symbol) => self.variable(symbol),
            None => self.free(it),
        }
    }

    fn free(&mut self, it: &'a IdentifierReference<'a>) -> FlowValue<'a> {
        // The read may throw: an ES module has no `module`, and Node no `window`.
        if self.is_certain() {
            self.flow.read(it, None, ValueUse::Read);
        }
        match it.name.as_str() {
            "undefined" => FlowValue::Undefined,
            "Object" => FlowValue::Native(Native::Object),
            "Symbol" => FlowValue::Native(Native::Symbols),
            _ => FlowValue::Unknown,
        }
    }

    /// Returns the object, and the value of its property.
    pub(super) fn member(
        &mut self,
        member: &'a MemberExpression<'a>,
        expression: &'a Expression<'a>,
    ) -> (FlowValue<'a>, FlowValue<'a>) {
        let object = self.expression(member.object());
        let key = self.member_key(member);
        let value =
            if self.flow.is_require(expression) { FlowValue::Require } else { self.get(&object, &key) };
        (object, value)
    }

    pub(super) fn member_key(&mut self, member: &'a MemberExpression<'a>) -> Key<'a> {
        match member {
            MemberExpression::StaticMemberExpression(it) => {
                Key::Name(Cow::Borrowed(it.property.name.as_str()))
            }
            MemberExpression::ComputedMemberExpression(it) => self.computed_key(&it.expression),
            MemberExpression::PrivateFieldExpression(_) => Key::Unknown,
        }
    }

    fn computed_key(&mut self, expression: &'a Expression<'a>) -> Key<'a> {
        let value = self.expression(expression);
        let key = value.key();
        self.escape(value);
        key
    }

    pub(super) fn property_key(&mut self, key: &'a PropertyKey<'a>, computed: bool) -> Key<'a> {
        match key.as_expression() {
            Some(expression) if computed => self.computed_key(expression),
            _ => match (key, key.static_name()) {
                (PropertyKey::PrivateIdentifier(_), _) | (_, None) => Key::Unknown,
                (_, Some(name)) => Key::Name(name),
            },
        }
    }

    /// Runs a test, and returns its outcome if that is certain.
    pub(super) fn test(&mut self, expression: &'a Expression<'a>) -> Option<bool> {
        let value = self.expression(expression);
        // The walk knows some tests by their form, such as `typeof define`, where no value is known.
        value.truth().or_else(|| self.flow.truth(expression))
    }

    fn logical(&mut self, it: &'a LogicalExpression<'a>) -> FlowValue<'a> {
        let left = self.expression(&it.left);
        let truth = left.truth().or_else(|| self.flow.truth(&it.left));
        let decided = match it.operator {
            LogicalOperator::And => truth,
            LogicalOperator::Or => truth.map(|truth| !truth),
            LogicalOperator::Coalesce => left.is_nullish(),
        };
        match decided {
            Some(true) => self.expression(&it.right),
            Some(false) => left,
            None => {
                let right = self.perhaps(|run| run.expression(&it.right));
                self.either(left, right)
            }
        }
    }

    fn conditional(&mut self, it: &'a ConditionalExpression<'a>) -> FlowValue<'a> {
        match self.test(&it.test) {
            Some(true) => self.expression(&it.consequent),
            Some(false) => self.expression(&it.alternate),
            None => {
                let one = self.perhaps(|run| run.expression(&it.consequent));
                let other = self.perhaps(|run| run.expression(&it.alternate));
                self.either(one, other)
            }
        }
    }

    /// Evaluates `a?.b(c)`.
    fn chain(&mut self, element: &'a ChainElement<'a>) -> FlowValue<'a> {
        let value = self.perhaps(|run| match element {
            ChainElement::CallExpression(it) => run.call(it, false),
            _ => match element.as_member_expression() {
                Some(member) => {
                    let object = run.expression(member.object());
                    let key = run.member_key(member);
                    run.get(&object, &key)
                }
                None => FlowValue::Unknown,
            },
        });
        self.escape(value);
        FlowValue::Unknown
    }

    /// Evaluates an `await`. Other code that runs in the meantime holds only what escaped before.
    fn awaited(&mut self, argument: &'a Expression<'a>) -> FlowValue<'a> {
        let value = match argument.without_parentheses() {
            Expression::CallExpression(it) => self.call(it, true),
            Expression::ImportExpression(it) if it.options.is_none() && it.phase.is_none() => {
                let source = self.expression(&it.source);
                // The walk has noted those by a literal.
                if self.is_certain() && literal(&it.source).is_none() {
                    self.request(RequestKind::DynamicImport, &source, it.source.span(), it.span);
                }
                source
            }
            argument => self.expression(argument),
        };
        self.escape(value);
        FlowValue::Unknown
    }

    /// Makes an object that inherits from a value, which escapes because it can be reached through the
    /// object.
    pub(super) fn derived(&mut self, from: FlowValue<'a>) -> FlowValue<'a> {
        self.escape(from);
        FlowValue::Cell(self.make(CellKind::Derived))
    }
}

/// Returns a text as a value, if it is short enough to be compared in no time; a longer one decides nothing.
fn text(text: &str) -> FlowValue<'_> {
    const LONGEST: usize = 1 << 10;
    if text.len() > LONGEST { FlowValue::Unknown } else { FlowValue::Text(Cow::Borrowed(text)) }
}
