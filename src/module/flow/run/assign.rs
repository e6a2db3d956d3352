//! Assignments and declarations, which give values to variables and properties.

use super::{values::Key, *};
use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, AssignmentTarget, BindingPattern, Expression,
    SimpleAssignmentTarget, VariableDeclaration,
};

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn variables_of(&mut self, it: &'a VariableDeclaration<'a>) {
        for declarator in &it.declarations {
            if let Some(init) = &declarator.init {
                let value = self.expression(init);
                self.bind(&declarator.id, value);
            }
        }
    }

    /// Gives a pattern's names their values.
    pub(super) fn bind(&mut self, pattern: &'a BindingPattern<'a>, value: FlowValue<'a>) {
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                if let Some(symbol) = id.symbol_id.get() {
                    self.set_variable(symbol, value);
                }
            }
            BindingPattern::ObjectPattern(it) => {
                for property in &it.properties {
                    let key = self.property_key(&property.key, property.computed);
                    let part = self.get(&value, &key);
                    self.bind(&property.value, part);
                }
                if let Some(rest) = &it.rest {
                    self.escape(value);
                    self.bind(&rest.argument, FlowValue::Unknown);
                }
            }
            BindingPattern::ArrayPattern(it) if it.rest.is_none() && self.parts_of(&value).is_some() => {
                let parts = self.parts_of(&value).unwrap_or_default();
                for (index, element) in it.elements.iter().enumerate() {
                    let part = parts.get(index).cloned().unwrap_or(FlowValue::Undefined);
                    element.iter().for_each(|element| self.bind(element, part.clone()));
                }
            }
            BindingPattern::ArrayPattern(it) => {
                self.escape(value);
                it.elements.iter().flatten().for_each(|element| self.bind(element, FlowValue::Unknown));
                it.rest.iter().for_each(|rest| self.bind(&rest.argument, FlowValue::Unknown));
            }
            BindingPattern::AssignmentPattern(it) => {
                let default = self.perhaps(|run| run.expression(&it.right));
                let value = self.either(value, default);
                self.bind(&it.left, value);
            }
        }
    }

    pub(super) fn assignment(&mut self, it: &'a AssignmentExpression<'a>) -> FlowValue<'a> {
        match it.operator {
            AssignmentOperator::Assign => self.assign(&it.left, &it.right),
            AssignmentOperator::LogicalAnd
            | AssignmentOperator::LogicalOr
            | AssignmentOperator::LogicalNullish => self.assign_logically(it),
            _ => {
                self.all_escape(std::iter::once(&it.right));
                self.write_to(&it.left, FlowValue::Unknown);
                FlowValue::Unknown
            }
        }
    }

    /// Runs `x ??= y` and its like.
    fn assign_logically(&mut self, it: &'a AssignmentExpression<'a>) -> FlowValue<'a> {
        let before = match &it.left {
            AssignmentTarget::AssignmentTargetIdentifier(id) => {
                self.flow.symbol(id).map_or(FlowValue::Unknown, |symbol| self.variable(symbol))
            }
            _ => FlowValue::Unknown,
        };
        let assigns = match it.operator {
            AssignmentOperator::LogicalAnd => before.truth(),
            AssignmentOperator::LogicalOr => before.truth().map(|truth| !truth),
            _ => before.is_nullish(),
        };
        match assigns {
            Some(true) => self.assign(&it.left, &it.right),
            Some(false) => before,
            None => {
                let value = self.perhaps(|run| run.assign(&it.left, &it.right));
                self.escape(value);
                FlowValue::Unknown
            }
        }
    }

    fn assign(&mut self, target: &'a AssignmentTarget<'a>, value: &'a Expression<'a>) -> FlowValue<'a> {
        let Some(member) = target.as_simple_assignment_target().and_then(|it| it.as_member_expression())
        else {
            let value = self.expression(value);
            self.write_to(target, value.clone());
            return value;
        };
        let object = self.expression(member.object());
        let key = self.member_key(member);
        let value = self.expression(value);
        self.set(&object, &key, value.clone());
        value
    }

    /// Gives the target on the left its value.
    pub(super) fn write_to(&mut self, target: &'a AssignmentTarget<'a>, value: FlowValue<'a>) {
        match target {
            AssignmentTarget::ArrayAssignmentTarget(_) | AssignmentTarget::ObjectAssignmentTarget(_) => {
                // The run does not follow what such a pattern assigns to, which is rare, and so ends.
                self.escape(value);
                self.stop();
            }
            _ => {
                if let Some(target) = target.as_simple_assignment_target() {
                    self.write_target(target, value);
                }
            }
        }
    }

    pub(super) fn write_target(&mut self, target: &'a SimpleAssignmentTarget<'a>, value: FlowValue<'a>) {
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(it) = target {
            match self.flow.symbol(it) {
                Some(symbol) => self.set_variable(symbol, value),
                None => self.set_free(it, value),
            }
        } else if let Some(member) = target.as_member_expression() {
            let object = self.expression(member.object());
            let key: Key<'a> = self.member_key(member);
            self.set(&object, &key, value);
        }
    }

    fn set_free(&mut self, it: &'a oxc_ast::ast::IdentifierReference<'a>, value: FlowValue<'a>) {
        if self.is_certain() {
            self.flow.read(it, None, ValueUse::Read);
        }
        // The run takes these names for those of the language wherever they are free.
        if matches!(it.name.as_str(), "Object" | "Symbol") {
            self.stop();
        }
        self.escape(value);
    }
}
