//! Literals of objects and arrays, and classes where they stand.

use super::{
    cell::{CellKind, Slot},
    values::Key,
    *,
};
use oxc_ast::ast::{
    ArrayExpression, ArrayExpressionElement, Class, ClassElement, Expression, ObjectExpression,
    ObjectProperty, ObjectPropertyKind, PropertyKind,
};

impl<'a> Interpreter<'a, '_, '_> {
    pub(super) fn object(&mut self, it: &'a ObjectExpression<'a>) -> FlowValue<'a> {
        let id = self.make(CellKind::Plain);
        for property in &it.properties {
            match property {
                ObjectPropertyKind::SpreadProperty(it) => {
                    self.all_escape(std::iter::once(&it.argument));
                    // A spread may bring a property of any name.
                    self.escape(FlowValue::Cell(id));
                }
                ObjectPropertyKind::ObjectProperty(it) => self.property(id, it),
            }
        }
        FlowValue::Cell(id)
    }

    fn property(&mut self, id: CellId, it: &'a ObjectProperty<'a>) {
        let key = self.property_key(&it.key, it.computed);
        let value = self.expression(&it.value);
        match (key, it.kind) {
            // `{ __proto__: a }` sets what the object inherits, of which the cell knows nothing.
            (Key::Name(name), _) if name == "__proto__" => {
                self.escape(FlowValue::Cell(id));
                self.escape(value);
            }
            (Key::Name(name), PropertyKind::Init) => self.put(id, name, Slot::Value(value)),
            (Key::Name(name), PropertyKind::Get) => self.put(id, name, Slot::Accessor(value)),
            (Key::Symbol, _) => self.escape(value),
            _ => {
                self.escape(FlowValue::Cell(id));
                self.escape(value);
            }
        }
    }

    pub(super) fn array(&mut self, it: &'a ArrayExpression<'a>) -> FlowValue<'a> {
        let spreads = it.elements.iter().any(|it| matches!(it, ArrayExpressionElement::SpreadElement(_)));
        let mut elements = Vec::new();
        for element in &it.elements {
            let expression = match element {
                ArrayExpressionElement::SpreadElement(it) => Some(&it.argument),
                _ => element.as_expression(),
            };
            elements.push(expression.map_or(FlowValue::Undefined, |it| self.expression(it)));
        }
        let array = self.make_array(elements);
        // The elements behind a spread have other places than the literal shows.
        if spreads {
            self.escape(array.clone());
        }
        array
    }

    /// Evaluates a class: heritage, keys, static fields and blocks run where it stands, the rest when
    /// something calls it.
    pub(super) fn class(&mut self, it: &'a Class<'a>) -> FlowValue<'a> {
        self.declare_scope(it.scope_id.get());
        let class = self.make_function(Callable::Class(it));
        if let Some(symbol) = it.id.as_ref().and_then(|id| id.symbol_id.get()) {
            self.set_variable(symbol, class.clone());
        }
        self.note_parent(&class, it.heritage.as_ref().map(|heritage| &heritage.expression));
        for element in &it.body.body {
            let key = match element {
                ClassElement::MethodDefinition(it) => Some((&it.key, it.computed)),
                ClassElement::PropertyDefinition(it) => Some((&it.key, it.computed)),
                _ => None,
            };
            if let Some((key, true)) = key {
                self.property_key(key, true);
            }
        }
        self.static_parts(it, &class);
        class
    }

    fn static_parts(&mut self, it: &'a Class<'a>, class: &FlowValue<'a>) {
        for element in &it.body.body {
            let frame = CallFrame {
                outer: Some(self.frame),
                this: Some(class.clone()),
                is_call: true,
                returned: Vec::new(),
            };
            match element {
                ClassElement::StaticBlock(it) => {
                    self.framed(frame, |run| {
                        run.declare_scope(it.scope_id.get());
                        run.statements(&it.body)
                    });
                }
                ClassElement::PropertyDefinition(it) if it.r#static => {
                    self.framed(frame, |run| run.static_value(it.value.as_ref()));
                }
                _ => {}
            }
        }
    }

    fn static_value(&mut self, value: Option<&'a Expression<'a>>) {
        self.all_escape(value.into_iter());
    }
}
