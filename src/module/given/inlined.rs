//! Functions whose code is followed where they are called, once each.

use oxc_ast::ast::{BindingPattern, FormalParameters};

use super::{
    runner::{Runner, span},
    statements::Completion,
    values::{FunctionCode, GivenValue},
};

/// The most calls within each other that are followed.
const DEEPEST: usize = 24;

impl<'a> Runner<'a, '_> {
    /// Follows a call; returns its value.
    pub fn inline(
        &mut self,
        code: FunctionCode<'a>,
        this: GivenValue<'a>,
        arguments: Vec<GivenValue<'a>>,
    ) -> GivenValue<'a> {
        let is_plain = match code {
            FunctionCode::Function(it) => !it.r#async && !it.generator,
            FunctionCode::Arrow(it) => !it.r#async,
        };
        let is_first = !self.followed.contains(&span(code));
        if !is_plain || !is_first || !self.is_certain || self.depth >= DEEPEST {
            arguments.iter().for_each(|value| self.open(value));
            self.open(&this);
            return GivenValue::Unknown;
        }
        self.followed.insert(span(code));
        let params = match code {
            FunctionCode::Function(it) => &it.params,
            FunctionCode::Arrow(it) => &it.params,
        };
        self.bind_arguments(code, params, arguments);
        let outer_this = match code {
            FunctionCode::Function(_) => Some(std::mem::replace(&mut self.this, this)),
            FunctionCode::Arrow(_) => None,
        };
        let outer_returned = std::mem::take(&mut self.returned);
        self.depth += 1;
        let ending = self.body(code);
        self.depth -= 1;
        self.is_certain = true;
        if let Some(this) = outer_this {
            self.this = this;
        }
        let mut returned = std::mem::replace(&mut self.returned, outer_returned);
        match (ending, returned.pop(), returned.is_empty()) {
            (Completion::Next, None, _) => GivenValue::Undefined,
            (Completion::Returned, Some(value), true) => value,
            (_, last, _) => {
                last.iter().chain(&returned).for_each(|value| self.open(value));
                GivenValue::Unknown
            }
        }
    }

    /// Follows the code of a function.
    pub fn body(&mut self, code: FunctionCode<'a>) -> Completion {
        let body = match code {
            FunctionCode::Function(it) => it.body.as_deref(),
            FunctionCode::Arrow(it) => match it.body.as_expression() {
                Some(value) => {
                    let value = self.expression(value);
                    self.returned.push(value);
                    return Completion::Returned;
                }
                None => it.get_function_body(),
            },
        };
        body.map_or(Completion::Next, |body| self.statements(&body.statements))
    }

    fn bind_arguments(
        &mut self,
        code: FunctionCode<'a>,
        params: &'a FormalParameters<'a>,
        arguments: Vec<GivenValue<'a>>,
    ) {
        let place = span(code);
        let written = self.text.get(place.start as usize..place.end as usize).unwrap_or_default();
        if params.rest.is_some() || written.contains("arguments") {
            arguments.iter().for_each(|value| self.open(value));
        }
        let mut arguments = arguments.into_iter();
        for param in &params.items {
            let given = arguments.next().unwrap_or(GivenValue::Undefined);
            let value = match (&given, &param.initializer) {
                (GivenValue::Undefined, Some(default)) => self.expression(default),
                (GivenValue::Unknown, Some(default)) => {
                    self.perhaps(|runner| runner.lose(default));
                    GivenValue::Unknown
                }
                _ => given,
            };
            match &param.pattern {
                BindingPattern::BindingIdentifier(id) => {
                    if let Some(symbol) = id.symbol_id.get() {
                        self.bind(symbol, value, true, 1);
                    }
                }
                _ => self.open(&value),
            }
        }
    }
}
