//! Assignments: to variables, to members, and to `module.exports`.

use oxc_ast::ast::{
    AssignmentExpression, AssignmentTarget, IdentifierReference, MemberExpression, SimpleAssignmentTarget,
};
use oxc_ast_visit::Visit;

use super::{
    runner::Runner,
    values::{GivenValue, literal},
};

impl<'a> Runner<'a, '_> {
    pub fn assignment(&mut self, it: &'a AssignmentExpression<'a>) -> GivenValue<'a> {
        if !it.operator.is_assign() {
            let value = match it.operator.is_logical() {
                true => self.perhaps(|runner| runner.expression(&it.right)),
                false => self.expression(&it.right),
            };
            self.open(&value);
            match it.left.as_simple_assignment_target() {
                Some(target) => self.change(target),
                None => Written(self).visit_assignment_target(&it.left),
            }
            return GivenValue::Unknown;
        }
        if let AssignmentTarget::AssignmentTargetIdentifier(target) = &it.left {
            let value = self.expression(&it.right);
            self.assign(target, &value);
            return value;
        }
        let member = it.left.as_simple_assignment_target().and_then(|it| it.as_member_expression());
        match member {
            Some(member) => self.assign_member(member, it),
            None => {
                let value = self.expression(&it.right);
                self.open(&value);
                Written(self).visit_assignment_target(&it.left);
                GivenValue::Unknown
            }
        }
    }

    /// A target whose new value is not followed: `a.b += 1`, `a++`.
    pub fn change(&mut self, target: &'a SimpleAssignmentTarget<'a>) {
        match target {
            SimpleAssignmentTarget::StaticMemberExpression(it) => {
                let base = self.expression(&it.object);
                self.set(&base, it.property.name.as_str(), GivenValue::Unknown);
            }
            SimpleAssignmentTarget::ComputedMemberExpression(it) => {
                let base = self.expression(&it.object);
                self.expression(&it.expression);
                self.open(&base);
            }
            other => Written(self).visit_simple_assignment_target(other),
        }
    }

    fn assign(&mut self, target: &'a IdentifierReference<'a>, value: &GivenValue<'a>) {
        match (self.symbol(target), target.name.as_str()) {
            (Some(symbol), _) => {
                let is_sure = self.is_certain;
                self.bind(symbol, value.clone(), is_sure, 0);
            }
            (None, "exports") => {
                let is_sure = self.is_certain;
                self.exports = if is_sure { value.clone() } else { GivenValue::Unknown };
            }
            _ => self.open(value),
        }
    }

    fn assign_member(
        &mut self,
        member: &'a MemberExpression<'a>,
        it: &'a AssignmentExpression<'a>,
    ) -> GivenValue<'a> {
        let base = self.expression(member.object());
        let name = match member {
            MemberExpression::StaticMemberExpression(it) => Some(it.property.name.as_str()),
            MemberExpression::ComputedMemberExpression(it) => match literal(&it.expression) {
                Some(name) => Some(name),
                None => {
                    self.expression(&it.expression);
                    None
                }
            },
            MemberExpression::PrivateFieldExpression(_) => {
                return self.expression(&it.right);
            }
        };
        let value = self.expression(&it.right);
        match name {
            Some(name) => self.set(&base, name, value.clone()),
            None => self.open(&base),
        }
        value
    }

    /// Gives an object a member.
    pub fn set(&mut self, base: &GivenValue<'a>, name: &'a str, value: GivenValue<'a>) {
        let is_certain = self.is_certain;
        match base {
            GivenValue::Module if name == "exports" && is_certain => self.module_exports = value,
            GivenValue::Module if name == "exports" => {
                self.open(&value);
                let old = std::mem::take(&mut self.module_exports);
                self.open(&old);
            }
            GivenValue::Global(_) => self.open(&value),
            GivenValue::Object(id) => {
                let Some(object) = self.objects.get_mut(id.0) else { return };
                if name == "__proto__" {
                    object.is_open = true;
                } else if is_certain {
                    object.possible.remove(name);
                    object.members.insert(name, value);
                } else if let Some(known) = object.members.get_mut(name) {
                    *known = GivenValue::Unknown;
                } else {
                    object.possible.insert(name);
                }
            }
            _ => {}
        }
    }
}

/// Takes note of targets that are given values which are not followed.
pub(super) struct Written<'r, 'a, 's>(pub &'r mut Runner<'a, 's>);

impl<'a> Visit<'a> for Written<'_, 'a, '_> {
    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        let runner = &mut *self.0;
        let value = match runner.symbol(it) {
            Some(symbol) => runner.values.insert(symbol, GivenValue::Unknown).unwrap_or_default(),
            None if it.name == "exports" => runner.exports.clone(),
            None if it.name == "module" => std::mem::take(&mut runner.module_exports),
            None => GivenValue::Unknown,
        };
        runner.open(&value);
    }
}
