//! Functions and classes that a CommonJS module exports, and whether anything may give them a property `default`.

use oxc_ast::ast::{
    AssignmentExpression, BinaryExpression, CallExpression, Class, ComputedMemberExpression, Expression,
    IdentifierName, IdentifierReference, NewExpression, StaticMemberExpression, StringLiteral,
    TemplateElement, UnaryExpression,
};
use oxc_ast_visit::{Visit, walk};

use super::syntax::Parsed;

/// Tells whether the function or class that `module.exports` gets surely has no property `default`.
pub(super) fn lacks_default(parsed: &Parsed<'_>, given: &Expression<'_>) -> bool {
    let mut search = DefaultSearch { name: name_of(given), found: false };
    search.visit_program(parsed.program);
    !search.found
}

/// The name that the value has in the module.
fn name_of<'e>(given: &'e Expression<'_>) -> Option<&'e str> {
    match given.without_parentheses() {
        Expression::Identifier(it) => Some(it.name.as_str()),
        Expression::FunctionExpression(it) => it.id.as_ref().map(|id| id.name.as_str()),
        Expression::ClassExpression(it) => it.id.as_ref().map(|id| id.name.as_str()),
        _ => None,
    }
}

/// Looks for `default` as a name or a text, and for whatever may write to the value by a key that is not written out.
struct DefaultSearch<'n> {
    name: Option<&'n str>,
    found: bool,
}

impl DefaultSearch<'_> {
    fn is_value(&self, it: &Expression<'_>) -> bool {
        matches!(it.without_parentheses(), Expression::Identifier(it) if Some(it.name.as_str()) == self.name)
    }

    /// Visits an expression that does nothing to the value if it is the value.
    fn ask<'a>(&mut self, it: &Expression<'a>) {
        if !self.is_value(it) {
            self.visit_expression(it);
        }
    }
}

impl<'a> Visit<'a> for DefaultSearch<'_> {
    fn visit_identifier_name(&mut self, it: &IdentifierName<'a>) {
        self.found |= it.name == "default";
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        self.found |= it.value == "default";
    }

    fn visit_template_element(&mut self, it: &TemplateElement<'a>) {
        self.found |= it.value.raw.contains("default");
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.found |= Some(it.name.as_str()) == self.name || it.name == "eval";
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        // A class has the static members of the one that it extends.
        self.found |= it.heritage.is_some();
        walk::walk_class(self, it);
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        self.ask(&it.object);
        self.visit_identifier_name(&it.property);
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        let exports = match it.object.without_parentheses() {
            Expression::Identifier(it) => Some(it.name.as_str()),
            object => object.as_member_expression().and_then(|member| member.static_property_name()),
        };
        self.found |= exports == Some("exports");
        walk::walk_computed_member_expression(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.ask(&it.callee);
        it.arguments.iter().for_each(|argument| self.visit_argument(argument));
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.ask(&it.callee);
        it.arguments.iter().for_each(|argument| self.visit_argument(argument));
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        self.ask(&it.argument);
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        self.ask(&it.left);
        self.ask(&it.right);
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        self.visit_assignment_target(&it.left);
        let target = it.left.as_simple_assignment_target().and_then(|target| target.as_member_expression());
        // `module.exports = f`, or `f.parse = f`.
        if target.is_some_and(|member| member.static_property_name().is_some()) {
            self.ask(&it.right);
        } else {
            self.visit_expression(&it.right);
        }
    }
}
