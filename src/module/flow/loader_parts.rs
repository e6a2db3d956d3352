//! The parts of Node's loader that code changes, and the names that a module gives to them.

use super::{loader_part::LoaderPart, *};
use oxc_ast::ast::{BindingPattern, Expression, MemberExpression, ObjectPattern};

impl<'a> Flow<'a, '_> {
    /// Returns the part of Node's loader that an expression is, or names.
    pub(super) fn part_of_loader(&self, expression: &Expression<'a>) -> Option<LoaderPart> {
        let expression = expression.without_parentheses();
        match expression.get_identifier_reference() {
            Some(id) => self.loader_parts.get(&self.symbol(id)?).copied(),
            None => self.loader_part(expression.as_member_expression()?),
        }
    }

    pub(super) fn loader_part(&self, member: &MemberExpression<'a>) -> Option<LoaderPart> {
        let object = member.object();
        match member.static_property_name()? {
            "extensions" if self.is_require(object) => Some(LoaderPart::Extensions),
            "cache" if self.is_require(object) => Some(LoaderPart::Cache),
            "paths" if self.is_free_name(object, "module") => Some(LoaderPart::OwnPaths),
            "require" if self.is_free_name(object, "module") => Some(LoaderPart::OwnRequire),
            "require" | "_compile" if !is_prototype(object) => None,
            // Objects of other kinds have members of these names, too.
            "_load" | "_extensions" if !self.is_loader(object) && !self.may_be_loader(object) => None,
            "_cache" if !self.is_loader(object) => None,
            name => LoaderPart::of_class(name),
        }
    }

    /// Tells whether an object that is not known may be Node's `Module`.
    fn may_be_loader(&self, object: &Expression<'a>) -> bool {
        self.names_loader && !matches!(object.without_parentheses(), Expression::ThisExpression(_))
    }

    /// Tells whether an expression is the class `Module`: `require("module")`, `require("module").Module`, `module.constructor`.
    pub(super) fn is_loader(&self, mut expression: &Expression<'a>) -> bool {
        while let Some(member) = expression.without_parentheses().as_member_expression() {
            match member.static_property_name() {
                Some("constructor") if self.is_free_name(member.object(), "module") => return true,
                Some("Module" | "default" | "prototype") => expression = member.object(),
                _ => return false,
            }
        }
        self.is_module_namespace(expression)
            || expression.get_identifier_reference().is_some_and(|id| id.name == "Module")
    }

    /// Remembers the names that a declaration gives to parts of the loader.
    pub(super) fn learn_loader_parts(&mut self, pattern: &BindingPattern<'a>, init: &Expression<'a>) {
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                let part = self.part_of_loader(init);
                let named = part.and_then(|part| Some((self.constant_symbol(id)?, part)));
                self.loader_parts.extend(named);
            }
            BindingPattern::ObjectPattern(it) if self.is_loader(init) => {
                self.learn_members(it, LoaderPart::of_class);
            }
            BindingPattern::ObjectPattern(it) if self.is_require(init) => {
                self.learn_members(it, |name| match name {
                    "extensions" => Some(LoaderPart::Extensions),
                    "cache" => Some(LoaderPart::Cache),
                    _ => None,
                });
            }
            _ => {}
        }
    }

    fn learn_members(&mut self, it: &ObjectPattern<'a>, part: fn(&str) -> Option<LoaderPart>) {
        for property in &it.properties {
            let part = property.key.static_name().and_then(|name| part(&name));
            let symbol = property.value.get_binding_identifier().and_then(|id| self.constant_symbol(id));
            self.loader_parts.extend(symbol.zip(part));
        }
    }
}

fn is_prototype(object: &Expression<'_>) -> bool {
    let member = object.without_parentheses().as_member_expression();
    member.and_then(|member| member.static_property_name()) == Some("prototype")
}
