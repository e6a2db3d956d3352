//! Members of values, and the truth of values.

use oxc_ast::ast::Statement;

use super::{
    runner::{Runner, span},
    shape::ValueShape,
    values::{FunctionCode, GivenObject, GivenValue, ObjectId, Spread},
};

/// Members that every object or function has.
pub const OF_EVERY_OBJECT: [&str; 13] = [
    "apply",
    "arguments",
    "bind",
    "call",
    "caller",
    "constructor",
    "hasOwnProperty",
    "length",
    "name",
    "prototype",
    "toString",
    "valueOf",
    "__proto__",
];

impl<'a> Runner<'a, '_> {
    /// The value of a member.
    pub fn member_of(&mut self, base: &GivenValue<'a>, name: &'a str) -> GivenValue<'a> {
        match base {
            GivenValue::Module if name == "exports" => self.module_exports.clone(),
            GivenValue::Object(id) => self.member_of_object(*id, name),
            GivenValue::Interop(id) if name == "default" => GivenValue::InteropDefault(*id),
            GivenValue::Interop(id) => GivenValue::Member(*id, name),
            _ => GivenValue::Unknown,
        }
    }

    fn member_of_object(&mut self, id: ObjectId, name: &'a str) -> GivenValue<'a> {
        let Some(object) = self.objects.get(id.0) else { return GivenValue::Unknown };
        match object.members.get(name) {
            Some(GivenValue::Getter(code)) => self.gotten(*code),
            Some(value) => value.clone(),
            None if object.possible.contains(name) || object.is_open => GivenValue::Unknown,
            None if object.of.is_some() => GivenValue::Member(id, name),
            None if !object.spreads.is_empty() || OF_EVERY_OBJECT.contains(&name) => GivenValue::Unknown,
            None => GivenValue::Undefined,
        }
    }

    /// The value that a getter gives: that of its one `return`.
    pub fn gotten(&mut self, code: FunctionCode<'a>) -> GivenValue<'a> {
        self.followed.insert(span(code));
        let body = match code {
            FunctionCode::Function(it) => it.body.as_deref(),
            FunctionCode::Arrow(it) => match it.body.as_expression() {
                Some(value) => return self.perhaps(|runner| runner.expression(value)),
                None => it.get_function_body(),
            },
        };
        match body.map(|body| body.statements.as_slice()) {
            Some([Statement::ReturnStatement(it)]) => it
                .argument
                .as_ref()
                .map(|it| self.perhaps(|runner| runner.expression(it)))
                .unwrap_or_default(),
            _ => GivenValue::Unknown,
        }
    }

    pub fn truth_of(&self, value: &GivenValue<'a>) -> Option<bool> {
        match value {
            GivenValue::Undefined => Some(false),
            GivenValue::Module | GivenValue::Require => Some(true),
            GivenValue::Object(id) => {
                let object = self.objects.get(id.0)?;
                object.of.is_none().then_some(true)
            }
            _ => None,
        }
    }

    /// Node's word for the type of a value.
    pub fn type_of(&self, value: &GivenValue<'a>) -> Option<&'static str> {
        match value {
            GivenValue::Undefined => Some("undefined"),
            GivenValue::Module => Some("object"),
            GivenValue::Require => Some("function"),
            GivenValue::Object(id) => match self.objects.get(id.0)?.shape {
                ValueShape::Function { .. } | ValueShape::Class { .. } => Some("function"),
                ValueShape::Object => Some("object"),
                _ => None,
            },
            GivenValue::Global("define" | "window" | "document" | "importScripts") => Some("undefined"),
            GivenValue::Global("process" | "global" | "globalThis") => Some("object"),
            _ => None,
        }
    }

    /// Copies the members of a value into an object, as `Object.assign` does.
    pub fn copy(&mut self, into: ObjectId, from: &GivenValue<'a>) {
        let source = match from {
            GivenValue::Object(id) => self.objects.get(id.0).cloned(),
            GivenValue::Undefined | GivenValue::Primitive => return,
            _ => None,
        };
        let is_certain = self.is_certain;
        let Some(target) = self.objects.get_mut(into.0) else { return };
        match source {
            Some(source) if is_certain => merge(target, source),
            _ => target.is_open = true,
        }
    }
}

fn merge<'a>(target: &mut GivenObject<'a>, source: GivenObject<'a>) {
    let requested = source.of.map(|specifier| Spread { specifier, is_plain: true });
    target.spreads.extend(requested.into_iter().chain(source.spreads));
    target.is_open |= source.is_open;
    for name in source.possible {
        match target.members.get_mut(name) {
            Some(known) => *known = GivenValue::Unknown,
            None => drop(target.possible.insert(name)),
        }
    }
    for (name, value) in source.members {
        target.possible.remove(name);
        target.members.insert(name, value);
    }
}
