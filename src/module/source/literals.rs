//! The values that a configuration of JavaScript or TypeScript gives for a key.

use oxc_ast::ast::{ArrayExpressionElement, Expression, ObjectProperty, ObjectPropertyKind, Program};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType};

use super::constants::Constants;
use crate::{
    json::JsonNode,
    module::{read::with_arena, stack},
    text::Span,
};

/// The strings of a value, each with its key in an object, or an empty one.
pub type LiteralStrings = Vec<(String, String)>;

/// A value with its place; `None` where it is not known.
pub type PlacedStrings = (Span, Option<LiteralStrings>);

/// Returns the values that a configuration gives for a key, wherever it stands: strings, booleans, arrays of strings, or an
/// object of strings with their keys; `None` for each value that is none of these where it stands.
pub fn literal_places(text: &str, key: &str) -> Vec<PlacedStrings> {
    parsed(text, |program| places(program, key, &Constants::default()))
}

/// Like [`literal_places`], with the values that the configuration gives names, and those of the package.json that it reads.
pub fn known_places(text: &str, key: &str, manifest: Option<&JsonNode>) -> Vec<PlacedStrings> {
    parsed(text, |program| places(program, key, &Constants::of(program, manifest)))
}

/// Parses a configuration, which may be TypeScript, as `tsup.config.ts` is: plain JavaScript parses as that.
pub(super) fn parsed<T: Default + Send>(text: &str, read: impl FnOnce(&Program<'_>) -> T + Send) -> T {
    let found = stack::run_source(text, || {
        with_arena(|arena| read(&Parser::new(arena, text, SourceType::ts()).parse().program))
    });
    found.unwrap_or_default()
}

fn places<'a>(program: &Program<'a>, key: &str, constants: &Constants<'_, 'a>) -> Vec<PlacedStrings> {
    let mut values = Values { key, constants, found: Vec::new() };
    values.visit_program(program);
    values.found
}

struct Values<'k, 'p, 'a> {
    key: &'k str,
    constants: &'k Constants<'p, 'a>,
    found: Vec<PlacedStrings>,
}

impl<'a> Visit<'a> for Values<'_, '_, 'a> {
    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if property.key.static_name().is_some_and(|name| name == self.key) {
            let span = property.value.span();
            self.found.push((Span::new(span.start, span.end), strings(&property.value, self.constants)));
        }
        walk::walk_object_property(self, property);
    }
}

/// Returns the strings of a value; `None` where one of them is not known.
pub(super) fn strings<'a>(value: &Expression<'a>, constants: &Constants<'_, 'a>) -> Option<LiteralStrings> {
    let text = |value: &Expression<'a>| constants.text(value);
    match constants.expression(value) {
        Expression::BooleanLiteral(value) => Some(vec![(String::new(), value.value.to_string())]),
        Expression::ArrayExpression(array) => {
            let text = |element: &ArrayExpressionElement<'a>| text(element.as_expression()?);
            array.elements.iter().map(|element| Some((String::new(), text(element)?))).collect()
        }
        Expression::ObjectExpression(object) => object
            .properties
            .iter()
            .map(|property| match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    Some((property.key.static_name()?.to_string(), text(&property.value)?))
                }
                ObjectPropertyKind::SpreadProperty(_) => None,
            })
            .collect(),
        _ => Some(vec![(String::new(), text(value)?)]),
    }
}
