//! Operators whose outcome is certain for some known values.

use super::{lists::concatenated, *};
use oxc_ast::ast::{
    BinaryExpression, BinaryOperator, Expression, UnaryExpression, UnaryOperator, UpdateExpression,
};
use std::borrow::Cow;

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn unary(&mut self, it: &'a UnaryExpression<'a>) -> FlowValue<'a> {
        let operand = it.argument.without_parentheses();
        if it.operator == UnaryOperator::Delete {
            return self.delete(operand);
        }
        let free = operand.get_identifier_reference().filter(|id| self.flow.is_free(id));
        if let Some(id) = free.filter(|_| it.operator == UnaryOperator::Typeof) {
            let known = self.flow.type_of(id);
            return known.map_or(FlowValue::Unknown, |known| FlowValue::Text(Cow::Borrowed(known)));
        }
        if it.operator == UnaryOperator::LogicalNot {
            return self.test(operand).map_or(FlowValue::Unknown, |truth| FlowValue::Bool(!truth));
        }
        let value = self.expression(operand);
        match (it.operator, value) {
            (UnaryOperator::Void, _) => FlowValue::Undefined,
            (UnaryOperator::Typeof, value) => self.type_of(&value),
            (UnaryOperator::UnaryNegation, FlowValue::Number(number)) => FlowValue::Number(-number),
            (_, value) => {
                self.escape(value);
                FlowValue::Unknown
            }
        }
    }

    fn delete(&mut self, operand: &'a Expression<'a>) -> FlowValue<'a> {
        match operand.as_member_expression() {
            Some(member) => {
                let object = self.expression(member.object());
                let key = self.member_key(member);
                self.remove(&object, &key);
            }
            // `delete x` of a name that is nowhere declared reads nothing.
            None if operand.get_identifier_reference().is_some_and(|id| self.flow.is_free(id)) => {}
            None => {
                let value = self.expression(operand);
                self.escape(value);
            }
        }
        FlowValue::Unknown
    }

    fn type_of(&self, value: &FlowValue<'a>) -> FlowValue<'a> {
        let is_function = self.function_of(value).is_some();
        FlowValue::Text(Cow::Borrowed(match value {
            FlowValue::Unknown | FlowValue::Native(_) => return FlowValue::Unknown,
            FlowValue::Undefined => "undefined",
            FlowValue::Bool(_) => "boolean",
            FlowValue::Number(_) => "number",
            FlowValue::Text(_) => "string",
            FlowValue::Require => "function",
            FlowValue::Cell(_) if is_function => "function",
            FlowValue::Null | FlowValue::Cell(_) => "object",
        }))
    }

    pub(super) fn binary(&mut self, it: &'a BinaryExpression<'a>) -> FlowValue<'a> {
        let (left, right) = (self.expression(&it.left), self.expression(&it.right));
        if it.operator == BinaryOperator::Addition
            && let Some(text) = concatenated(&left, &right)
        {
            return text;
        }
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
        told.map_or(FlowValue::Unknown, FlowValue::Bool)
    }

    pub(super) fn update(&mut self, it: &'a UpdateExpression<'a>) -> FlowValue<'a> {
        self.write_target(&it.argument, FlowValue::Unknown);
        FlowValue::Unknown
    }
}
