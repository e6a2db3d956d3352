//! The options of `import()`: attributes that stand there as literals, or that are not known.

use super::*;
use crate::{
    module::{requests::Attribute, switches::ReadingSwitch},
    text::Spanned,
};
use names::literal;
use oxc_ast::ast::{Expression, ObjectPropertyKind, PropertyKind};

impl<'a> Flow<'a, '_> {
    /// Returns the attributes of `{ with: { type: "json" } }`, or `None` where options are not known.
    pub(super) fn attributes(&self, options: &Expression<'a>) -> Option<Vec<Attribute>> {
        if is_left_out(options) {
            return Some(Vec::new());
        }
        let options = members(options)?;
        // V8 asks for `with` first, if it knows that.
        for (name, switch) in [("with", ReadingSwitch::WithSyntax), ("assert", ReadingSwitch::AssertSyntax)] {
            let named = options.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value);
            if let Some(value) = named.filter(|it| !is_left_out(it))
                && self.switches.is_on(switch)
            {
                return members(value)?.iter().map(|(key, value)| self.attribute(key, value)).collect();
            }
        }
        Some(Vec::new())
    }

    fn attribute(&self, key: &str, value: &Expression<'a>) -> Option<Attribute> {
        let (value, span) = literal(value)?;
        let span = self.text.span(span);
        let spanned = |value: &str| Spanned { value: value.to_owned(), span };
        Some(Attribute { key: spanned(key), value: spanned(value) })
    }
}

/// `undefined`
fn is_left_out(expression: &Expression<'_>) -> bool {
    let expression = expression.without_parentheses();
    expression.is_void_0() || expression.get_identifier_reference().is_some_and(|id| id.name == "undefined")
}

/// Returns the names and values of an object literal, if all of them are there to be seen.
fn members<'e, 'a>(object: &'e Expression<'a>) -> Option<Vec<(String, &'e Expression<'a>)>> {
    let Expression::ObjectExpression(object) = object.without_parentheses() else { return None };
    let member = |property: &'e ObjectPropertyKind<'a>| {
        let property = property.as_property().filter(|it| it.kind == PropertyKind::Init)?;
        let key = property.key.static_name()?.into_owned();
        // `{ __proto__: options }` inherits what is not there to be seen.
        (key != "__proto__").then_some((key, &property.value))
    };
    object.properties.iter().map(member).collect()
}
