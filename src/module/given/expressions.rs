//! Expressions: their values, and what they do to objects.

use oxc_ast::ast::{
    ArrayExpressionElement, ChainElement, ConditionalExpression, Expression, LogicalExpression,
    LogicalOperator, UnaryExpression, UnaryOperator,
};

use super::{
    runner::Runner,
    shape::ValueShape,
    values::{FunctionCode, GivenObject, GivenValue, literal},
};

impl<'a> Runner<'a, '_> {
    /// Runs an expression; returns its value.
    pub fn expression(&mut self, expression: &'a Expression<'a>) -> GivenValue<'a> {
        match expression {
            Expression::ParenthesizedExpression(it) => self.expression(&it.expression),
            Expression::BooleanLiteral(_)
            | Expression::NumericLiteral(_)
            | Expression::BigIntLiteral(_)
            | Expression::StringLiteral(_) => GivenValue::Primitive,
            Expression::Identifier(it) => self.identifier(it),
            Expression::ThisExpression(_) => self.this.clone(),
            Expression::FunctionExpression(it) => self.function(FunctionCode::Function(it)),
            Expression::ArrowFunctionExpression(it) => self.function(FunctionCode::Arrow(it)),
            Expression::ClassExpression(it) => self.class(it),
            Expression::ObjectExpression(it) => self.object(it),
            Expression::AssignmentExpression(it) => self.assignment(it),
            Expression::CallExpression(it) => self.call(it),
            Expression::StaticMemberExpression(it) => {
                let base = self.expression(&it.object);
                self.member_of(&base, it.property.name.as_str())
            }
            Expression::ComputedMemberExpression(it) => self.computed(&it.object, &it.expression),
            Expression::ConditionalExpression(it) => self.conditional(it),
            Expression::LogicalExpression(it) => self.logical(it),
            Expression::SequenceExpression(it) => {
                it.expressions.iter().fold(GivenValue::Undefined, |_, it| self.expression(it))
            }
            Expression::UnaryExpression(it) => self.unary(it),
            other => self.rare(other),
        }
    }

    fn rare(&mut self, expression: &'a Expression<'a>) -> GivenValue<'a> {
        match expression {
            Expression::TemplateLiteral(it) => {
                it.expressions.iter().for_each(|it| {
                    self.expression(it);
                });
                GivenValue::Primitive
            }
            Expression::BinaryExpression(it) => {
                self.expression(&it.left);
                self.expression(&it.right);
                GivenValue::Primitive
            }
            Expression::ArrayExpression(it) => {
                for element in &it.elements {
                    match element {
                        ArrayExpressionElement::SpreadElement(it) => self.lose(&it.argument),
                        element => element.as_expression().into_iter().for_each(|it| self.lose(it)),
                    }
                }
                let array =
                    GivenObject { shape: ValueShape::Object, is_open: true, ..GivenObject::default() };
                GivenValue::Object(self.make(it.span, || array).0)
            }
            Expression::NewExpression(it) => {
                self.expression(&it.callee);
                self.arguments(&it.arguments);
                GivenValue::Unknown
            }
            Expression::ChainExpression(it) => self.chain(&it.expression),
            Expression::UpdateExpression(it) => {
                self.change(&it.argument);
                GivenValue::Primitive
            }
            Expression::AwaitExpression(it) => self.lost(&it.argument),
            Expression::YieldExpression(it) => {
                it.argument.as_ref().map(|it| self.lost(it)).unwrap_or_default()
            }
            Expression::TaggedTemplateExpression(it) => {
                self.expression(&it.tag);
                it.quasi.expressions.iter().for_each(|it| self.lose(it));
                GivenValue::Unknown
            }
            Expression::ImportExpression(it) => self.lost(&it.source),
            Expression::PrivateFieldExpression(it) => {
                self.expression(&it.object);
                GivenValue::Unknown
            }
            _ => GivenValue::Unknown,
        }
    }

    fn lost(&mut self, expression: &'a Expression<'a>) -> GivenValue<'a> {
        self.lose(expression);
        GivenValue::Unknown
    }

    fn computed(&mut self, object: &'a Expression<'a>, key: &'a Expression<'a>) -> GivenValue<'a> {
        let base = self.expression(object);
        match literal(key) {
            Some(name) => self.member_of(&base, name),
            None => {
                self.expression(key);
                GivenValue::Unknown
            }
        }
    }

    fn chain(&mut self, element: &'a ChainElement<'a>) -> GivenValue<'a> {
        match element {
            ChainElement::CallExpression(it) => drop(self.perhaps(|runner| runner.call(it))),
            ChainElement::StaticMemberExpression(it) => drop(self.expression(&it.object)),
            ChainElement::ComputedMemberExpression(it) => drop(self.computed(&it.object, &it.expression)),
            other => {
                if let Some(member) = other.as_member_expression() {
                    self.expression(member.object());
                }
            }
        }
        GivenValue::Unknown
    }

    fn conditional(&mut self, it: &'a ConditionalExpression<'a>) -> GivenValue<'a> {
        let truth = self.truth(&it.test);
        self.expression(&it.test);
        match truth {
            Some(true) => self.expression(&it.consequent),
            Some(false) => self.expression(&it.alternate),
            None => {
                self.perhaps(|runner| runner.lose(&it.consequent));
                self.perhaps(|runner| runner.lose(&it.alternate));
                GivenValue::Unknown
            }
        }
    }

    fn logical(&mut self, it: &'a LogicalExpression<'a>) -> GivenValue<'a> {
        let known = self.truth(&it.left);
        let left = self.expression(&it.left);
        let truth = known.or_else(|| self.truth_of(&left));
        let takes_right = match it.operator {
            LogicalOperator::And => truth,
            LogicalOperator::Or => truth.map(|truth| !truth),
            LogicalOperator::Coalesce => match left {
                GivenValue::Undefined => Some(true),
                GivenValue::Object(_) => self.truth_of(&left).map(|truth| !truth),
                _ => None,
            },
        };
        match takes_right {
            Some(true) => self.expression(&it.right),
            Some(false) => left,
            None => {
                self.open(&left);
                self.perhaps(|runner| runner.lose(&it.right));
                GivenValue::Unknown
            }
        }
    }

    fn unary(&mut self, it: &'a UnaryExpression<'a>) -> GivenValue<'a> {
        if it.operator == UnaryOperator::Delete {
            return self.delete(&it.argument);
        }
        self.expression(&it.argument);
        match it.operator {
            UnaryOperator::Void => GivenValue::Undefined,
            _ => GivenValue::Primitive,
        }
    }

    fn delete(&mut self, expression: &'a Expression<'a>) -> GivenValue<'a> {
        let (base, name) = match expression.without_parentheses() {
            Expression::StaticMemberExpression(it) => {
                (self.expression(&it.object), Some(it.property.name.as_str()))
            }
            Expression::ComputedMemberExpression(it) => {
                (self.expression(&it.object), literal(&it.expression))
            }
            other => return self.lost(other),
        };
        if let Some(object) = base.object().and_then(|id| self.objects.get_mut(id.0)) {
            match name {
                Some(name) if object.members.remove(name).is_some() || object.of.is_some() => {
                    object.possible.insert(name);
                }
                Some(_) => {}
                None => {
                    object.possible.extend(std::mem::take(&mut object.members).into_keys());
                    object.is_open = true;
                }
            }
        }
        GivenValue::Primitive
    }
}
