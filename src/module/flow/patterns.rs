//! Assignments: targets, patterns and their defaults, and the declarations that give names a meaning.

use super::*;
use oxc_ast::ast::{
    AssignmentTarget, AssignmentTargetMaybeDefault, AssignmentTargetProperty, BindingPattern, Expression,
    SimpleAssignmentTarget, VariableDeclarator,
};

impl<'a> Flow<'a, '_> {
    pub(super) fn declarator(&mut self, it: &'a VariableDeclarator<'a>) {
        let Some(init) = &it.init else { return };
        if let BindingPattern::BindingIdentifier(id) = &it.id
            && let Some(symbol) = self.constant_symbol(id)
        {
            self.name_value(symbol, Some(init));
            self.hand_on(symbol, Some(init));
            self.learn_shim(id, symbol, init);
            self.learn_uncallable(id, init);
            self.learn_lacking(id, init);
            self.learn_kind(id, init);
        }
        self.learn(&it.id, init);
        self.learn_loader_parts(&it.id, init);
        self.learn_given(&it.id, init);
        self.learn_library(&it.id, init);
        self.learn_place(&it.id, init);
        self.learn_constant_members(&it.id, init);
        self.expression(init);
        self.lacking_parts(&it.id, init);
        self.pattern(&it.id);
    }

    /// Remembers the value of a name that is never reassigned, in place of the one that an earlier call of the same function gave
    /// it.
    pub(super) fn name_value(&mut self, symbol: SymbolId, value: Option<&'a Expression<'a>>) {
        match value.and_then(|value| self.function_of(value)) {
            Some(callable) => self.callables.insert(symbol, callable),
            None => self.callables.remove(&symbol),
        };
        value.into_iter().for_each(|value| self.learn_global(symbol, value));
    }

    pub(super) fn pattern(&mut self, pattern: &'a BindingPattern<'a>) {
        match pattern {
            BindingPattern::BindingIdentifier(_) => {}
            BindingPattern::ObjectPattern(it) => {
                for property in &it.properties {
                    self.key(&property.key, property.computed);
                    self.pattern(&property.value);
                }
                it.rest.iter().for_each(|rest| self.pattern(&rest.argument));
            }
            BindingPattern::ArrayPattern(it) => {
                it.elements.iter().flatten().for_each(|element| self.pattern(element));
                it.rest.iter().for_each(|rest| self.pattern(&rest.argument));
            }
            BindingPattern::AssignmentPattern(it) => {
                self.conditionally(|flow| flow.expression(&it.right));
                self.pattern(&it.left);
            }
        }
    }

    pub(super) fn target(&mut self, target: &'a AssignmentTarget<'a>) {
        match target {
            AssignmentTarget::ArrayAssignmentTarget(it) => {
                it.elements.iter().flatten().for_each(|element| self.target_or_default(element));
                it.rest.iter().for_each(|rest| self.target(&rest.target));
            }
            AssignmentTarget::ObjectAssignmentTarget(it) => {
                it.properties.iter().for_each(|property| self.target_property(property));
                it.rest.iter().for_each(|rest| self.target(&rest.target));
            }
            _ => target.as_simple_assignment_target().into_iter().for_each(|it| self.simple_target(it)),
        }
    }

    fn target_or_default(&mut self, target: &'a AssignmentTargetMaybeDefault<'a>) {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(it) => {
                self.conditionally(|flow| flow.expression(&it.init));
                self.target(&it.binding);
            }
            _ => target.as_assignment_target().into_iter().for_each(|it| self.target(it)),
        }
    }

    fn target_property(&mut self, property: &'a AssignmentTargetProperty<'a>) {
        match property {
            AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(it) => {
                self.write(&it.binding);
                self.conditionally(|flow| it.init.iter().for_each(|it| flow.expression(it)));
            }
            AssignmentTargetProperty::AssignmentTargetPropertyProperty(it) => {
                self.key(&it.name, it.computed);
                self.target_or_default(&it.binding);
            }
        }
    }

    pub(super) fn simple_target(&mut self, target: &'a SimpleAssignmentTarget<'a>) {
        match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(it) => self.write(it),
            _ => {
                if let Some(member) = target.as_member_expression() {
                    self.define_global(member);
                    self.member(member, ValueUse::Set);
                }
            }
        }
    }
}
