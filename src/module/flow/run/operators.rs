//! Operators whose outcome is certain for some known values.

use super::*;
use oxc_ast::ast::{
    BinaryExpression, BinaryOperator, Expression, UnaryExpression, UnaryOperator, UpdateExpression,
};
use std::borrow::Cow;

impl<'a> Run<'a, '_, '_> {
    pub(super) fn unary(&mut self, it: &'a UnaryExpression<'a>) -> Value<'a> {
        let operand = it.argument.without_parentheses();
        if it.operator == UnaryOperator::Delete {
            return self.delete(operand);
        }
        let free = operand.get_identifier_reference().filter(|id| self.flow.is_free(id));
        if let Some(id) = free.filter(|_| it.operator == UnaryOperator::Typeof) {
            let known = self.flow.type_of(id);
            return known.map_or(Value::Unknown, |known| Value::Text(Cow::Borrowed(known)));
        }
        if it.operator == UnaryOperator::LogicalNot {
            return self.test(operand).map_or(Value::Unknown, |truth| Value::Bool(!truth));
        }
        let value = self.expression(operand);
        match (it.operator, value) {
            (UnaryOperator::Void, _) => Value::Undefined,
            (UnaryOperator::Typeof, value) => self.type_of(&value),
            (UnaryOperator::UnaryNegation, Value::Number(number)) => Value::Number(-number),
            (_, value) => {
                self.escape(value);
                Value::Unknown
            }
        }
    }

    fn delete(&mut self, operand: &'a Expression<'a>) -> Value<'a> {
        match operand.as_member_expression() {
            Some(member) => {
                let object = self.expression(member.object());
                let key = self.member_key(member);
                self.remove(&object, &key);
            }
            None => {
                let value = self.expression(operand);
                self.escape(value);
            }
        }
        Value::Unknown
    }

    fn type_of(&self, value: &Value<'a>) -> Value<'a> {
        let is_function = self.function_of(value).is_some();
        Value::Text(Cow::Borrowed(match value {
            Value::Unknown | Value::Native(_) => return Value::Unknown,
            Value::Undefined => "undefined",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::Require => "function",
            Value::Cell(_) if is_function => "function",
            Value::Null | Value::Cell(_) => "object",
        }))
    }

    pub(super) fn binary(&mut self, it: &'a BinaryExpression<'a>) -> Value<'a> {
        let (left, right) = (self.expression(&it.left), self.expression(&it.right));
        let converts =
            !matches!(it.operator, BinaryOperator::StrictEquality | BinaryOperator::StrictInequality);
        let told = match it.operator {
            BinaryOperator::StrictEquality => left.is_identical(&right),
            BinaryOperator::StrictInequality => left.is_identical(&right).map(|same| !same),
            BinaryOperator::Equality => left.is_equal(&right),
            BinaryOperator::Inequality => left.is_equal(&right).map(|same| !same),
            // Minifiers write `typeof x < "u"` for "is defined".
            BinaryOperator::LessThan => left.is_before(&right),
            BinaryOperator::GreaterThan => right.is_before(&left),
            BinaryOperator::In => self.has(&right, &left.key(), true),
            _ => None,
        };
        // Conversions may run code of the objects themselves.
        if converts && told.is_none() {
            self.escape(left);
            self.escape(right);
        }
        told.map_or(Value::Unknown, Value::Bool)
    }

    pub(super) fn update(&mut self, it: &'a UpdateExpression<'a>) -> Value<'a> {
        self.write_target(&it.argument, Value::Unknown);
        Value::Unknown
    }
}
