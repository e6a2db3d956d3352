//! Lists of which each element is visited: by methods of arrays, which pass it to a function of the program, or to `require`.

use super::{calls::Given, cell::CellKind, values::Key, *};
use oxc_ast::ast::{CallExpression, Expression};
use oxc_span::{GetSpan, Span};
use std::borrow::Cow;

/// The steps that a request takes whose specifier was computed.
const STEPS_OF_REQUEST: usize = 16;

/// A method that calls a function for the elements.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visiting {
    /// `forEach`
    Each,
    Map,
    /// `filter`, `flatMap`
    Others,
    Reduce,
}

impl<'a> Interpreter<'a, '_, '_> {
    /// Runs `list.map(f)` and its like, if all elements of the list are known, and the function, too.
    pub(super) fn visit(
        &mut self,
        it: &'a CallExpression<'a>,
        array: &FlowValue<'a>,
        method: &FlowValue<'a>,
        given: &Given<'a>,
    ) -> Option<FlowValue<'a>> {
        let Expression::StaticMemberExpression(member) = it.callee.without_parentheses() else { return None };
        let visiting = match member.property.name.as_str() {
            "forEach" => Visiting::Each,
            "map" => Visiting::Map,
            "filter" | "flatMap" => Visiting::Others,
            "reduce" if given.known.len() == 2 => Visiting::Reduce,
            _ => return None,
        };
        let callback = given.at(0);
        let runs = self.function_of(&callback).is_some_and(|(_, callable, _)| callable.runs_here(false));
        if *method != FlowValue::Unknown || given.more || !(runs || callback == FlowValue::Require) {
            return None;
        }
        let elements = self.elements(array)?;
        // A hole is not visited, and looks like `undefined` here.
        if elements.contains(&FlowValue::Undefined) {
            return None;
        }
        let place = (it.arguments.first().map_or(it.span, GetSpan::span), it.span);
        Some(self.visit_all(visiting, (array, elements.len()), given, place))
    }

    fn visit_all(
        &mut self,
        visiting: Visiting,
        (array, count): (&FlowValue<'a>, usize),
        given: &Given<'a>,
        place: (Span, Span),
    ) -> FlowValue<'a> {
        let folds = visiting == Visiting::Reduce;
        let mut results = Vec::new();
        let mut folded = given.at(1);
        for index in 0..count {
            // An earlier call may have changed the list.
            let element = self.get(array, &Key::Name(Cow::Owned(index.to_string())));
            if visiting == Visiting::Others {
                self.escape(element.clone());
            }
            let mut passed = vec![element, FlowValue::Number(index as f64), array.clone()];
            if folds {
                passed.insert(0, folded);
            }
            let this = if folds { FlowValue::Undefined } else { given.at(1) };
            folded = self.call_back(&given.at(0), this, passed, place);
            results.push(folded.clone());
        }
        match visiting {
            Visiting::Map => self.make_array(results),
            Visiting::Reduce => folded,
            Visiting::Each => self.forget(results, FlowValue::Undefined),
            Visiting::Others => self.forget(results, FlowValue::Unknown),
        }
    }

    fn forget(&mut self, values: Vec<FlowValue<'a>>, result: FlowValue<'a>) -> FlowValue<'a> {
        values.into_iter().for_each(|value| self.escape(value));
        result
    }

    /// Calls a function that an array's method was given. `require` looks at its first argument only.
    fn call_back(
        &mut self,
        function: &FlowValue<'a>,
        this: FlowValue<'a>,
        passed: Vec<FlowValue<'a>>,
        (at, span): (Span, Span),
    ) -> FlowValue<'a> {
        if *function == FlowValue::Require {
            if let Some(first) = passed.first().filter(|_| self.is_certain()) {
                self.request(RequestKind::Require, first, at, span);
            }
            return FlowValue::Unknown;
        }
        self.apply(function, this, Given { known: passed, more: false })
    }

    /// Records a request by a specifier that was computed, if it is known: at the place of a literal that is the whole of it, else
    /// where it is asked for.
    pub(super) fn request(&mut self, kind: RequestKind, specifier: &FlowValue<'a>, at: Span, span: Span) {
        let FlowValue::Text(text) = specifier else { return };
        self.charge(STEPS_OF_REQUEST + text.len() / 8);
        if self.is_certain() {
            let at = self.literal_of(text).unwrap_or(at);
            self.flow.computed_request(kind, (text, at), span);
        }
    }

    /// Returns the place of the literal that a text was taken from.
    fn literal_of(&self, text: &str) -> Option<Span> {
        let source = self.flow.program.source_text;
        // The text of a literal without escapes is a part of the source, and lies in it; any other lies elsewhere.
        let start = (text.as_ptr() as usize).checked_sub(source.as_ptr() as usize)?.checked_sub(1)?;
        let end = start.checked_add(text.len())?.checked_add(2)?;
        let written = source.get(start..end)?;
        let quotes = (written.chars().next()?, written.chars().next_back()?);
        let is_literal = quotes.0 == quotes.1 && matches!(quotes.0, '\'' | '"' | '`');
        is_literal.then_some(Span::new(start.try_into().ok()?, end.try_into().ok()?))
    }

    /// Returns the values of an array from its beginning, as a pattern takes it apart.
    pub(super) fn parts_of(&mut self, value: &FlowValue<'a>) -> Option<Vec<FlowValue<'a>>> {
        let FlowValue::Cell(id) = value else { return None };
        let is_array = self.cells.get(*id).is_some_and(|cell| cell.kind == CellKind::Array);
        if is_array { self.elements(value) } else { None }
    }
}

/// Returns two values written one after the other, if the result is a short text.
pub(super) fn concatenated<'a>(left: &FlowValue<'a>, right: &FlowValue<'a>) -> Option<FlowValue<'a>> {
    const LONGEST: usize = 1 << 10;
    let is_text = |value: &FlowValue<'a>| matches!(value, FlowValue::Text(_));
    if !is_text(left) && !is_text(right) {
        return None;
    }
    let text = format!("{}{}", written(left)?, written(right)?);
    (text.len() <= LONGEST).then_some(FlowValue::Text(Cow::Owned(text)))
}

/// Returns a text, or a whole number as JavaScript writes it.
fn written<'v>(value: &'v FlowValue<'_>) -> Option<Cow<'v, str>> {
    match value {
        FlowValue::Text(text) => Some(Cow::Borrowed(text)),
        FlowValue::Number(_) => match value.key() {
            Key::Name(name) => Some(Cow::Owned(name.into_owned())),
            _ => None,
        },
        _ => None,
    }
}
