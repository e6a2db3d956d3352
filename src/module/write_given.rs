//! The values that `module.exports` gets, and the names that they have.

use oxc_ast::ast::{
    Argument, CallExpression, Class, Expression, IdentifierReference, ObjectExpression, ObjectPropertyKind,
};
use oxc_ast_visit::Visit;
use oxc_syntax::symbol::SymbolId;

use super::{
    sure_writes::{ExportValue, GivenValue},
    value_shapes::ValueShape,
    write_forms::{is_interop_call, is_symbol, key, literal_keys, required_text, static_names},
    writes::{Owner, WriteSearch},
};

impl WriteSearch<'_> {
    /// Notes the names of a value that `module.exports` gets.
    pub(super) fn give(&mut self, value: &Expression<'_>, owner: Owner) {
        let value = self.value_of(value);
        self.replace_by(value, owner);
        match value {
            value if self.is_exports(value) => {}
            Expression::ObjectExpression(it) => self.give_literal(it, owner),
            Expression::CallExpression(it) => self.give_result(it, value, owner),
            Expression::Identifier(it) => self.give_variable(it),
            Expression::FunctionExpression(it) => {
                let symbol = it.id.as_ref().and_then(|id| id.symbol_id.get());
                symbol.into_iter().for_each(|symbol| self.alias(symbol));
                self.visit_expression(value);
            }
            Expression::ClassExpression(it) => {
                let symbol = it.id.as_ref().and_then(|id| id.symbol_id.get());
                symbol.into_iter().for_each(|symbol| self.alias(symbol));
                self.write_class(it, owner);
                self.visit_expression(value);
            }
            Expression::ConditionalExpression(it) => {
                self.ask(&it.test);
                self.either(
                    |search| search.give(&it.consequent, owner),
                    |search| search.give(&it.alternate, owner),
                );
            }
            Expression::ArrowFunctionExpression(_) => self.visit_expression(value),
            Expression::SequenceExpression(it) => {
                let Some((last, others)) = it.expressions.split_last() else { return };
                others.iter().for_each(|it| self.drop_value(it));
                self.give(last, owner);
            }
            Expression::AssignmentExpression(it) if it.operator.is_assign() => {
                self.assign(it, true);
            }
            value if self.given_member(value).is_some() => {
                self.given_member(value).into_iter().for_each(|symbol| self.alias(symbol));
            }
            value if self.source(value).is_some() => self.re_export(value, true, owner),
            value => {
                self.found.is_open |= !value.is_literal();
                self.visit_expression(value);
            }
        }
    }

    /// Notes that `module.exports` is another value from here on.
    fn replace_by(&mut self, value: &Expression<'_>, owner: Owner) {
        let variable = value.get_identifier_reference().and_then(|it| self.symbol(it));
        let variable = variable.or_else(|| self.given_member(value));
        let is_followed = match value {
            Expression::CallExpression(it) => self.wraps_first(it),
            Expression::ConditionalExpression(_) | Expression::AssignmentExpression(_) => true,
            value => self.is_exports(value) && variable.is_none(),
        };
        if owner == Owner::Exports && !is_followed {
            let given = variable.map_or_else(|| self.given(value), GivenValue::Variable);
            self.found.sure.replace(given);
        }
    }

    /// The value that an expression is, where it is no variable.
    fn given(&self, value: &Expression<'_>) -> GivenValue {
        match self.thing(value) {
            ExportValue::Required(specifier) => GivenValue::Required(specifier),
            ExportValue::Shape(shape) => GivenValue::Shape(shape),
            ExportValue::Kept => GivenValue::Shape(ValueShape::Object),
        }
    }

    /// The thing that an expression is.
    pub(super) fn thing(&self, value: &Expression<'_>) -> ExportValue {
        let is_plain = required_text(value).is_some() && !is_interop_call(value);
        match self.specifier(value).filter(|_| is_plain || value.is_identifier_reference()) {
            Some(specifier) => ExportValue::Required(specifier),
            None if value.is_identifier_reference() => {
                let symbol = value.get_identifier_reference().and_then(|it| self.symbol(it));
                let known = symbol.and_then(|symbol| self.variables.get(&symbol)).cloned();
                known.unwrap_or(ExportValue::Shape(ValueShape::Unknown))
            }
            None => ExportValue::Shape(self.local.value(value)),
        }
    }

    /// Tells whether a call gives its first argument back.
    fn wraps_first(&self, it: &CallExpression<'_>) -> bool {
        matches!(self.helper(&it.callee), Some("__toCommonJS" | "freeze" | "seal" | "assign"))
            && it.arguments.first().is_some_and(|first| first.as_expression().is_some())
    }

    fn give_literal(&mut self, it: &ObjectExpression<'_>, owner: Owner) {
        for property in &it.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(it) => {
                    if !is_symbol(it) {
                        self.write_all(key(it).map(|key| vec![key]), owner);
                    }
                    self.visit_expression(&it.value);
                }
                ObjectPropertyKind::SpreadProperty(it) => self.re_export(&it.argument, true, owner),
            }
        }
    }

    /// Notes the names of what a call gives.
    fn give_result(&mut self, it: &CallExpression<'_>, value: &Expression<'_>, owner: Owner) {
        let first = it.arguments.first().and_then(Argument::as_expression);
        if self.enter_result(it, owner) {
            return;
        }
        match (self.helper(&it.callee), first) {
            (Some("__toCommonJS" | "freeze" | "seal"), Some(first)) => self.give(first, owner),
            (Some("assign"), Some(first)) => {
                self.give(first, owner);
                self.add_sources(it, owner);
                it.arguments.iter().skip(1).for_each(|argument| self.visit_argument(argument));
            }
            _ => self.re_export(value, true, owner),
        }
    }

    /// Notes the names of the objects behind the first argument of `Object.assign`: literals, and other modules.
    pub(super) fn add_sources(&mut self, it: &CallExpression<'_>, owner: Owner) {
        for argument in it.arguments.iter().skip(1) {
            let source = argument.as_expression();
            match (source.and_then(literal_keys), source) {
                (None, Some(module)) if self.specifier(module).is_some() => {
                    self.re_export(module, true, owner);
                }
                (names, _) => self.write_all(names, owner),
            }
        }
    }

    /// Notes the static names of a class, with those of the one that it extends.
    pub(super) fn write_class(&mut self, it: &Class<'_>, owner: Owner) {
        self.write_all(static_names(it), owner);
        if let Some(extended) = &it.heritage {
            self.re_export(&extended.expression, true, owner);
        }
    }

    /// The variable that a member of what the module exports has: `module.exports = exports.default`.
    fn given_member(&self, it: &Expression<'_>) -> Option<SymbolId> {
        let member = it.without_parentheses().as_member_expression()?;
        let name = member.static_property_name().filter(|_| self.is_exports(member.object()))?;
        self.given_members.get(name).copied().flatten()
    }

    fn give_variable(&mut self, it: &IdentifierReference<'_>) {
        match self.symbol(it) {
            Some(symbol) => self.alias(symbol),
            None => self.found.is_open |= it.name != "undefined",
        }
    }
}
