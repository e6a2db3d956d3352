//! Calls of the helpers that compilers print, and of `Object.defineProperty`.

use oxc_ast::ast::{CallExpression, Expression, ObjectPropertyKind};

use super::{
    helper::Helper,
    runner::Runner,
    values::{FunctionCode, GivenValue, ObjectId, argument, literal},
};

impl<'a> Runner<'a, '_> {
    pub fn help(&mut self, helper: Helper, it: &'a CallExpression<'a>) -> GivenValue<'a> {
        if helper == Helper::DefineProperty {
            return self.define_property(it);
        }
        let mut values = self.values_of(&it.arguments);
        match (helper, values.as_slice()) {
            (Helper::Star, _) | (Helper::Export, [_]) => {
                self.star(&values);
                GivenValue::Undefined
            }
            (Helper::Export, [target, from, ..]) => {
                self.getters(target, from);
                GivenValue::Undefined
            }
            (Helper::Binding, [target, GivenValue::Object(from), ..]) => {
                if let Some(name) = argument(it, 2).and_then(literal) {
                    let exported = argument(it, 3).and_then(literal).unwrap_or(name);
                    self.set(target, exported, GivenValue::Member(*from, name));
                }
                GivenValue::Undefined
            }
            (Helper::Interop, [GivenValue::Object(from), ..]) if self.is_requested(*from) => {
                GivenValue::Interop(*from)
            }
            (Helper::Same, [_, ..]) => values.swap_remove(0),
            (Helper::Member, [target, _, value, ..]) => {
                match argument(it, 1).and_then(literal) {
                    Some(name) => self.set(target, name, value.clone()),
                    None => self.open(target),
                }
                values.swap_remove(0)
            }
            _ => GivenValue::Unknown,
        }
    }

    fn is_requested(&self, id: ObjectId) -> bool {
        self.objects.get(id.0).is_some_and(|object| object.of.is_some())
    }

    /// Adds the names of what is requested to the object beside it, or to `exports`.
    fn star(&mut self, values: &[GivenValue<'a>]) {
        let specifier_of = |runner: &Self, value: &GivenValue<'a>| match value {
            GivenValue::Object(id) | GivenValue::Interop(id) => runner.objects.get(id.0)?.of,
            _ => None,
        };
        let specifier = values.iter().find_map(|value| specifier_of(self, value));
        let target = values.iter().find(|value| value.object().is_some_and(|id| !self.is_requested(id)));
        let target = target.cloned().unwrap_or_else(|| self.exports.clone());
        match specifier {
            Some(specifier) => self.spread(&target, specifier),
            None => self.open(&target),
        }
    }

    /// Gives an object the members of another, each of which is a function that returns its value.
    fn getters(&mut self, target: &GivenValue<'a>, from: &GivenValue<'a>) {
        let Some(source) = from.object().and_then(|id| self.objects.get(id.0)).cloned() else {
            self.open(target);
            return;
        };
        for (name, value) in source.members {
            let code = value.object().and_then(|id| self.objects.get(id.0)).and_then(|object| object.code);
            let value = code.map_or(value, GivenValue::Getter);
            self.set(target, name, value);
        }
        if source.is_open {
            self.open(target);
        }
    }

    /// `Object.defineProperty`.
    pub fn define_property(&mut self, it: &'a CallExpression<'a>) -> GivenValue<'a> {
        let values = self.values_of(&it.arguments);
        let target = values.into_iter().next().unwrap_or_default();
        let key = argument(it, 1).map(Expression::without_parentheses);
        match key.and_then(literal) {
            Some(name) => {
                let value = self.described(argument(it, 2));
                self.set(&target, name, value);
            }
            None => {
                let is_symbol = |key: &Expression<'_>| match key {
                    Expression::StaticMemberExpression(it) => it.object.is_specific_id("Symbol"),
                    _ => false,
                };
                if !key.is_some_and(is_symbol) {
                    self.open(&target);
                }
            }
        }
        target
    }

    pub fn define_all(&mut self, target: &GivenValue<'a>, all: Option<&'a Expression<'a>>) {
        let Some(Expression::ObjectExpression(all)) = all else {
            self.open(target);
            return;
        };
        for property in &all.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(it) if !it.computed => match &it.key {
                    oxc_ast::ast::PropertyKey::StaticIdentifier(key) => {
                        let value = self.described(Some(&it.value));
                        self.set(target, key.name.as_str(), value);
                    }
                    _ => self.open(target),
                },
                _ => self.open(target),
            }
        }
    }

    /// The value that a descriptor gives.
    fn described(&mut self, descriptor: Option<&'a Expression<'a>>) -> GivenValue<'a> {
        let Some(Expression::ObjectExpression(descriptor)) = descriptor.map(Expression::without_parentheses)
        else {
            return GivenValue::Unknown;
        };
        for property in &descriptor.properties {
            let ObjectPropertyKind::ObjectProperty(it) = property else { continue };
            match (it.key.static_name().as_deref(), &it.value) {
                (Some("value"), value) => return self.expression(value),
                (Some("get"), Expression::FunctionExpression(it)) => {
                    return GivenValue::Getter(FunctionCode::Function(it));
                }
                (Some("get"), Expression::ArrowFunctionExpression(it)) => {
                    return GivenValue::Getter(FunctionCode::Arrow(it));
                }
                _ => {}
            }
        }
        GivenValue::Unknown
    }
}
