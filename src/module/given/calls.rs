//! Calls: of `require`, of functions that stand in the module, and of those of Node that are known to look or to copy only.

use oxc_ast::ast::{Argument, CallExpression, Expression, StaticMemberExpression};

use super::{
    guards::is_path,
    helper::Helper,
    properties::OF_EVERY_OBJECT,
    runner::{Runner, span},
    shape::ValueShape,
    values::{FunctionCode, GivenObject, GivenValue, Spread, argument, literal},
};

/// Objects of Node whose functions only look at what they are given.
const LOOKERS: [&str; 5] = ["console", "JSON", "Array", "Number", "String"];

impl<'a> Runner<'a, '_> {
    pub fn call(&mut self, it: &'a CallExpression<'a>) -> GivenValue<'a> {
        match it.callee.without_parentheses() {
            Expression::StaticMemberExpression(callee) => self.method(it, callee),
            callee => {
                let function = self.expression(callee);
                self.call_value(&function, it)
            }
        }
    }

    fn call_value(&mut self, function: &GivenValue<'a>, it: &'a CallExpression<'a>) -> GivenValue<'a> {
        match function {
            GivenValue::Require => match argument(it, 0).and_then(literal) {
                Some(specifier) => self.request(specifier),
                None => self.unknown(it),
            },
            GivenValue::Helper(helper) => self.help(*helper, it),
            GivenValue::Object(id) => match self.objects.get(id.0).and_then(|object| object.code) {
                Some(code) => {
                    let values = self.values_of(&it.arguments);
                    self.inline(code, GivenValue::Unknown, values)
                }
                None => self.unknown(it),
            },
            _ => self.unknown(it),
        }
    }

    /// A call whose code is not followed.
    fn unknown(&mut self, it: &'a CallExpression<'a>) -> GivenValue<'a> {
        self.arguments(&it.arguments);
        GivenValue::Unknown
    }

    /// Runs arguments that are handed to code which is not followed.
    pub fn arguments(&mut self, arguments: &'a [Argument<'a>]) {
        for value in self.values_of(arguments) {
            self.open(&value);
        }
    }

    pub fn values_of(&mut self, arguments: &'a [Argument<'a>]) -> Vec<GivenValue<'a>> {
        let value = |runner: &mut Self, argument: &'a Argument<'a>| match argument {
            Argument::SpreadElement(it) => {
                runner.lose(&it.argument);
                GivenValue::Unknown
            }
            argument => argument.as_expression().map(|it| runner.expression(it)).unwrap_or_default(),
        };
        arguments.iter().map(|argument| value(self, argument)).collect()
    }

    fn method(
        &mut self,
        it: &'a CallExpression<'a>,
        callee: &'a StaticMemberExpression<'a>,
    ) -> GivenValue<'a> {
        let name = callee.property.name.as_str();
        if let Some(specifier) = self.copied(it, callee) {
            let exports = self.exports.clone();
            self.spread(&exports, specifier);
            return GivenValue::Undefined;
        }
        let base = self.expression(&callee.object);
        let function = self.member_of(&base, name);
        if let (GivenValue::Global("Object"), Some(result)) = (&base, self.of_object(name, it)) {
            return result;
        }
        if matches!(base, GivenValue::Global(object) if LOOKERS.contains(&object)) {
            drop(self.values_of(&it.arguments));
            return GivenValue::Unknown;
        }
        let is_outside =
            base.object().is_none_or(|id| self.objects.get(id.0).is_some_and(|it| it.of.is_some()));
        if let Some(helper) = Helper::by_name(name).filter(|_| is_outside) {
            return self.help(helper, it);
        }
        let code = base.object().and_then(|id| self.objects.get(id.0)).and_then(|object| object.code);
        match (code, name) {
            (Some(code), "call" | "apply") => {
                let mut values = self.values_of(&it.arguments);
                let this = if values.is_empty() { GivenValue::Undefined } else { values.remove(0) };
                if name == "apply" {
                    values.iter().for_each(|value| self.open(value));
                    values = vec![GivenValue::Unknown; 8];
                }
                self.inline(code, this, values)
            }
            _ => {
                if !OF_EVERY_OBJECT.contains(&name) && self.may_use_this(&function) {
                    self.open(&base);
                }
                self.unknown(it)
            }
        }
    }

    /// Tells whether a method may change the object that it is called on.
    fn may_use_this(&self, function: &GivenValue<'a>) -> bool {
        let code = function.object().and_then(|id| self.objects.get(id.0)).and_then(|object| object.code);
        code.is_none_or(|code| {
            let span = span(code);
            let written = self.text.get(span.start as usize..span.end as usize);
            matches!(code, FunctionCode::Function(_)) && written.is_none_or(|text| text.contains("this"))
        })
    }

    /// The specifier in `Object.keys(_a).forEach(function (key) { … exports[key] = _a[key] … })`, which compilers print for
    /// `export * from`.
    fn copied(
        &mut self,
        it: &'a CallExpression<'a>,
        callee: &'a StaticMemberExpression<'a>,
    ) -> Option<&'a str> {
        let Expression::CallExpression(keys) = &callee.object else { return None };
        if callee.property.name != "forEach" || !is_path(&keys.callee, &["Object", "keys"]) {
            return None;
        }
        let code = match argument(it, 0)? {
            Expression::FunctionExpression(it) => FunctionCode::Function(it),
            Expression::ArrowFunctionExpression(it) => FunctionCode::Arrow(it),
            _ => return None,
        };
        let place = span(code);
        let written = self.text.get(place.start as usize..place.end as usize)?;
        if !written.contains("exports") {
            return None;
        }
        let id = match self.expression(argument(keys, 0)?) {
            GivenValue::Object(id) | GivenValue::Interop(id) => id,
            _ => return None,
        };
        let specifier = self.objects.get(id.0)?.of?;
        self.followed.insert(place);
        Some(specifier)
    }

    /// Adds the names of a request to an object, as `export * from` does.
    pub fn spread(&mut self, target: &GivenValue<'a>, specifier: &'a str) {
        let is_certain = self.is_certain;
        let Some(object) = target.object().and_then(|id| self.objects.get_mut(id.0)) else { return };
        match is_certain {
            true => object.spreads.push(Spread { specifier, is_plain: false }),
            false => object.is_open = true,
        }
    }

    /// The functions of `Object`.
    fn of_object(&mut self, name: &str, it: &'a CallExpression<'a>) -> Option<GivenValue<'a>> {
        match name {
            "keys"
            | "values"
            | "entries"
            | "getOwnPropertyNames"
            | "getPrototypeOf"
            | "isFrozen"
            | "is"
            | "getOwnPropertyDescriptor"
            | "getOwnPropertySymbols" => {
                drop(self.values_of(&it.arguments));
                Some(GivenValue::Unknown)
            }
            "freeze" | "seal" | "preventExtensions" => self.values_of(&it.arguments).into_iter().next(),
            "assign" => {
                let mut values = self.values_of(&it.arguments).into_iter();
                let target = values.next()?;
                let id = target.object();
                values.for_each(|value| match id {
                    Some(id) => self.copy(id, &value),
                    None => self.open(&value),
                });
                if it.arguments.iter().any(|it| matches!(it, Argument::SpreadElement(_))) {
                    self.open(&target);
                }
                Some(target)
            }
            "defineProperty" => Some(self.define_property(it)),
            "defineProperties" => {
                let values = self.values_of(&it.arguments);
                let target = values.first().cloned()?;
                self.define_all(&target, argument(it, 1));
                Some(target)
            }
            "create" => {
                let is_bare = argument(it, 0).is_some_and(|it| matches!(it, Expression::NullLiteral(_)));
                let is_open = !is_bare || it.arguments.len() > 1;
                drop(self.values_of(&it.arguments));
                let object = || GivenObject { shape: ValueShape::Object, is_open, ..GivenObject::default() };
                Some(GivenValue::Object(self.make(it.span, object).0))
            }
            "setPrototypeOf" => {
                let values = self.values_of(&it.arguments);
                let target = values.into_iter().next()?;
                self.open(&target);
                Some(target)
            }
            _ => None,
        }
    }
}
