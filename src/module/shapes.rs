//! The kinds of things that a module exports, where its syntax tells.

use memchr::memmem;
use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, AssignmentTarget, BinaryOperator, BindingIdentifier,
    BindingPattern, ClassElement, Declaration, ExportDefaultDeclarationKind, Expression, FormalParameter,
    FormalParameters, Function, FunctionBody, MemberExpression, MethodDefinitionKind, ObjectPropertyKind,
    Program, SimpleAssignmentTarget, Statement, UnaryOperator, VariableDeclaration,
};
use oxc_semantic::Scoping;
use oxc_span::Span;

use super::{
    record::LocalExport,
    syntax::Parsed,
    value_shapes::{ExportedShapes, ValueShape},
};
use crate::hash::HashMap;

/// Tells the shape of each name that an ES module makes itself.
pub(super) fn tell_shapes(exports: &mut [LocalExport], parsed: &Parsed<'_>, text: &str) {
    if exports.is_empty() {
        return;
    }
    let local = LocalShapes::of(parsed, text);
    for export in exports {
        export.shape = match export.local.as_str() {
            "*default*" => local.of_default(parsed.program),
            name => local.named(name),
        };
    }
}

/// Tells the shapes of what a CommonJS module exports.
pub(super) fn exported_shapes(parsed: &Parsed<'_>, text: &str) -> ExportedShapes {
    let assignments: Vec<_> = parsed.program.body.iter().filter_map(assignment).collect();
    let is_of_exports =
        |it: &&AssignmentExpression<'_>| member_of_exports(&it.left).is_some() || given(it).is_some();
    if !assignments.iter().any(is_of_exports) {
        let module_exports = module_exports(&[], None, text);
        return ExportedShapes { module_exports, ..ExportedShapes::default() };
    }
    let local = LocalShapes::of(parsed, text);
    ExportedShapes {
        named: assigned_names(&assignments, &local, text),
        module_exports: module_exports(&assignments, Some(&local), text),
        members: members(&assignments, text),
    }
}

/// The assignment that a statement is.
fn assignment<'p, 'a>(statement: &'p Statement<'a>) -> Option<&'p AssignmentExpression<'a>> {
    let Statement::ExpressionStatement(it) = statement else { return None };
    match it.expression.without_parentheses() {
        Expression::AssignmentExpression(it) => Some(it),
        _ => None,
    }
}

/// The shapes of the bindings of the top level that are never given another value.
struct LocalShapes<'p> {
    scoping: &'p Scoping,
    text: &'p str,
    shapes: HashMap<&'p str, ValueShape>,
}

impl<'p> LocalShapes<'p> {
    fn of(parsed: &'p Parsed<'_>, text: &'p str) -> Self {
        let mut local = Self { scoping: &parsed.scoping, text, shapes: HashMap::default() };
        for statement in &parsed.program.body {
            match statement {
                Statement::FunctionDeclaration(it) => local.add(it.id.as_ref(), local.of_function(it)),
                Statement::ClassDeclaration(it) => {
                    local.add(it.id.as_ref(), local.of_class(&it.body.body));
                }
                Statement::VariableDeclaration(it) => local.add_variables(it),
                Statement::ExportDeclaration(it) => local.add_declaration(&it.declaration),
                Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(it) => {
                        local.add(it.id.as_ref(), local.of_function(it));
                    }
                    ExportDefaultDeclarationKind::ClassDeclaration(it) => {
                        local.add(it.id.as_ref(), local.of_class(&it.body.body));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        local
    }

    fn add_declaration(&mut self, declaration: &'p Declaration<'_>) {
        match declaration {
            Declaration::FunctionDeclaration(it) => self.add(it.id.as_ref(), self.of_function(it)),
            Declaration::ClassDeclaration(it) => {
                self.add(it.id.as_ref(), self.of_class(&it.body.body));
            }
            Declaration::VariableDeclaration(it) => self.add_variables(it),
            _ => {}
        }
    }

    fn add_variables(&mut self, declaration: &'p VariableDeclaration<'_>) {
        for declarator in &declaration.declarations {
            let shape = declarator.init.as_ref().map(|init| self.value(init)).unwrap_or_default();
            self.add(declarator.id.get_binding_identifier(), shape);
        }
    }

    fn add(&mut self, id: Option<&'p BindingIdentifier<'_>>, shape: ValueShape) {
        let Some(id) = id else { return };
        let is_changed = id.symbol_id.get().is_none_or(|symbol| self.scoping.symbol_is_mutated(symbol));
        let shape = if is_changed { ValueShape::Unknown } else { shape };
        let known = self.shapes.insert(id.name.as_str(), shape);
        if known.is_some() {
            self.shapes.insert(id.name.as_str(), ValueShape::Unknown);
        }
    }

    fn named(&self, name: &str) -> ValueShape {
        self.shapes.get(name).copied().unwrap_or_default()
    }

    /// The shape of a default export that has no name of its own.
    fn of_default(&self, program: &Program<'_>) -> ValueShape {
        let declaration = program.body.iter().find_map(|statement| match statement {
            Statement::ExportDefaultDeclaration(it) => Some(&it.declaration),
            _ => None,
        });
        match declaration {
            Some(ExportDefaultDeclarationKind::FunctionDeclaration(it)) => self.of_function(it),
            Some(ExportDefaultDeclarationKind::ClassDeclaration(it)) => self.of_class(&it.body.body),
            Some(other) => other.as_expression().map(|it| self.value(it)).unwrap_or_default(),
            None => ValueShape::Unknown,
        }
    }

    fn value(&self, expression: &Expression<'_>) -> ValueShape {
        match expression.without_parentheses() {
            Expression::FunctionExpression(it) => self.of_function(it),
            Expression::ArrowFunctionExpression(it) => ValueShape::Function {
                required: Some(required(&it.params, None)),
                needed: needed(&it.params),
                is_arrow: true,
            },
            Expression::ClassExpression(it) => self.of_class(&it.body.body),
            Expression::ObjectExpression(_) | Expression::ArrayExpression(_) => ValueShape::Object,
            Expression::StringLiteral(_)
            | Expression::NumericLiteral(_)
            | Expression::BooleanLiteral(_)
            | Expression::TemplateLiteral(_) => ValueShape::Primitive,
            Expression::Identifier(it) => self.named(it.name.as_str()),
            Expression::AssignmentExpression(it) if it.operator == AssignmentOperator::Assign => {
                self.value(&it.right)
            }
            // The helper of esbuild makes an object of getters.
            Expression::CallExpression(it) => match it.callee.get_identifier_reference() {
                Some(callee) if callee.name == "__toCommonJS" => ValueShape::Object,
                _ => ValueShape::Unknown,
            },
            _ => ValueShape::Unknown,
        }
    }

    fn of_function(&self, it: &Function<'_>) -> ValueShape {
        let (required, needed) = self.parameters(it);
        ValueShape::Function { required, needed, is_arrow: false }
    }

    /// A class without a constructor of its own has the one of another class, which need not be known: nothing is asked for.
    fn of_class(&self, members: &[ClassElement<'_>]) -> ValueShape {
        let constructor = members.iter().find_map(|member| match member {
            ClassElement::MethodDefinition(it) if it.kind == MethodDefinitionKind::Constructor => {
                Some(self.parameters(&it.value))
            }
            _ => None,
        });
        let (required, needed) = constructor.unwrap_or((Some(0), 0));
        ValueShape::Class { required, needed }
    }

    fn parameters(&self, it: &Function<'_>) -> (Option<u32>, u32) {
        let required = || required(&it.params, it.body.as_deref());
        ((!self.reads_arguments(it.span)).then(required), needed(&it.params))
    }

    /// Tells whether `arguments` may be read: what a function takes beside its parameters, or does without, is not told then.
    fn reads_arguments(&self, function: Span) -> bool {
        let text = self.text.as_bytes().get(function.start as usize..function.end as usize);
        text.is_none_or(|text| memmem::find(text, b"arguments").is_some())
    }
}

/// The number of parameters before the first with a default, be it one that a compiler wrote for an older language.
fn required(params: &FormalParameters<'_>, body: Option<&FunctionBody<'_>>) -> u32 {
    let defaults: Vec<&str> =
        body.map(|body| body.statements.iter().map_while(defaulted).collect()).unwrap_or_default();
    let is_plain = |param: &&FormalParameter<'_>| {
        let name = param.pattern.get_binding_identifier().map(|id| id.name.as_str());
        param.initializer.is_none() && !name.is_some_and(|name| defaults.contains(&name))
    };
    let plain = params.items.iter().take_while(is_plain);
    u32::try_from(plain.count()).unwrap_or(u32::MAX)
}

/// The parameter that `if (a === void 0) …` gives a default.
fn defaulted<'p>(statement: &'p Statement<'_>) -> Option<&'p str> {
    let Statement::IfStatement(it) = statement else { return None };
    let Expression::BinaryExpression(test) = &it.test else { return None };
    let Expression::UnaryExpression(undefined) = &test.right else { return None };
    let is_absent =
        test.operator == BinaryOperator::StrictEquality && undefined.operator == UnaryOperator::Void;
    test.left.get_identifier_reference().filter(|_| is_absent).map(|it| it.name.as_str())
}

/// The number of parameters up to the last that is taken apart and has no default: `undefined` cannot be.
fn needed(params: &FormalParameters<'_>) -> u32 {
    let is_taken_apart = |pattern: &BindingPattern<'_>| {
        matches!(pattern, BindingPattern::ObjectPattern(_) | BindingPattern::ArrayPattern(_))
    };
    let last =
        params.items.iter().rposition(|param| param.initializer.is_none() && is_taken_apart(&param.pattern));
    last.map_or(0, |last| u32::try_from(last + 1).unwrap_or(u32::MAX))
}

/// The text by which esbuild tells Node's lexer the names; it assigns nothing.
const ANNOTATION: &str = "0 && (module.exports = {";

/// The number of times that `module.exports` is written as a whole: neither one of its members, nor an annotation.
fn written(text: &str) -> usize {
    let text = text.as_bytes();
    let is_whole = |place: &usize| !matches!(text.get(place + "module.exports".len()), Some(b'.' | b'['));
    let whole = memmem::find_iter(text, "module.exports").filter(is_whole).count();
    whole.saturating_sub(memmem::find_iter(text, ANNOTATION).count())
}

/// The shapes of the names that statements of the top level give to `exports` or `module.exports`, each once but for
/// `void 0`.
fn assigned_names(
    assignments: &[&AssignmentExpression<'_>],
    local: &LocalShapes<'_>,
    text: &str,
) -> HashMap<String, ValueShape> {
    let mut named: HashMap<String, ValueShape> = HashMap::default();
    if written(text) > 0 || memmem::find(text.as_bytes(), b"Object.assign(").is_some() {
        return named;
    }
    let writes = writes_of_members(text);
    for it in assignments {
        let Some((name, value)) = member_of_exports(&it.left).zip(Some(&it.right)) else { continue };
        if matches!(value, Expression::UnaryExpression(_) | Expression::AssignmentExpression(_)) {
            continue;
        }
        let is_written_once = writes.get(name.as_str()) == Some(&1);
        let shape = if is_written_once { local.value(value) } else { ValueShape::Unknown };
        named.insert(name, shape);
    }
    named
}

/// The number of times that a text gives each name of `exports` a value, wherever that is: not counted is `void 0`, by which
/// compilers begin.
fn writes_of_members(text: &str) -> HashMap<&str, usize> {
    let mut writes = HashMap::default();
    for place in memmem::find_iter(text.as_bytes(), "exports.") {
        let member = text.get(place + "exports.".len()..).unwrap_or_default();
        let length = member.find(|char: char| !char.is_alphanumeric() && !matches!(char, '_' | '$'));
        let (name, after) = member.split_at_checked(length.unwrap_or(member.len())).unwrap_or_default();
        let value = after.trim_start().strip_prefix('=').filter(|value| !value.starts_with(['=', '>']));
        let is_value =
            |value: &&str| !["void 0", "exports."].iter().any(|it| value.trim_start().starts_with(it));
        if value.filter(is_value).is_some() {
            *writes.entry(name).or_default() += 1;
        }
    }
    writes
}

/// The name of `exports.name` or `module.exports.name`.
fn member_of_exports(target: &AssignmentTarget<'_>) -> Option<String> {
    let member = target.as_simple_assignment_target()?.as_member_expression()?;
    let is_exports = match member.object() {
        Expression::Identifier(it) => it.name == "exports",
        object => object.as_member_expression().is_some_and(|object| {
            let is_module = object.object().get_identifier_reference().is_some_and(|it| it.name == "module");
            is_module && object.static_property_name() == Some("exports")
        }),
    };
    is_exports.then(|| member.static_property_name().map(str::to_owned)).flatten()
}

/// The shape that the one assignment to `module.exports` gives it, where it is a statement of the top level.
fn module_exports(
    assignments: &[&AssignmentExpression<'_>],
    local: Option<&LocalShapes<'_>>,
    text: &str,
) -> ValueShape {
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let mut values = assignments.iter().filter_map(|it| given(it));
    match (values.next().zip(local), values.next()) {
        (Some((value, local)), None) if written(text) == 1 => local.value(value),
        (None, _) if has("exports.") && !has("module[") && written(text) == 0 => ValueShape::Object,
        _ => ValueShape::Unknown,
    }
}

/// All names that `require` gives, where one statement of the top level assigns an object literal to `module.exports`, nothing
/// else speaks of `module` or `exports`, and no other module is loaded that could change them.
fn members(assignments: &[&AssignmentExpression<'_>], text: &str) -> Option<Vec<String>> {
    let is_plain = |it: &&&AssignmentExpression<'_>| it.left.as_simple_assignment_target().is_some();
    let mut literals =
        assignments.iter().filter(is_plain).filter_map(|it| match given(it)?.without_parentheses() {
            Expression::ObjectExpression(literal) if is_module_exports(&it.left) => Some(literal),
            _ => None,
        });
    let literal = literals.next().filter(|_| written(text) == 1)?;
    let mut names = Vec::new();
    for property in &literal.properties {
        let ObjectPropertyKind::ObjectProperty(it) = property else { return None };
        let name = it.key.static_name().filter(|name| !it.computed && name != "__proto__")?;
        names.push(name.into_owned());
    }
    let count = |word: &str| memmem::find_iter(text.as_bytes(), word).count();
    let is_alone = count("module") == 1 && count("exports") == 1;
    let others = ["require", "import", "this", "arguments", "eval", "return", "\\u"];
    (is_alone && others.iter().all(|word| count(word) == 0)).then_some(names)
}

fn is_module_exports(target: &AssignmentTarget<'_>) -> bool {
    let member = target.as_simple_assignment_target().and_then(SimpleAssignmentTarget::as_member_expression);
    member.is_some_and(|member| {
        let is_module = member.object().get_identifier_reference().is_some_and(|it| it.name == "module");
        is_module && member.static_property_name() == Some("exports")
    })
}

/// The value that an assignment gives to `module.exports`.
fn given<'e, 'a>(it: &'e AssignmentExpression<'a>) -> Option<&'e Expression<'a>> {
    if let AssignmentTarget::AssignmentTargetIdentifier(exports) = &it.left {
        let Expression::AssignmentExpression(inner) = it.right.without_parentheses() else { return None };
        return (exports.name == "exports").then(|| given(inner)).flatten();
    }
    let AssignmentTarget::StaticMemberExpression(_) = &it.left else { return None };
    let target: &SimpleAssignmentTarget<'_> = it.left.as_simple_assignment_target()?;
    let member: &MemberExpression<'_> = target.as_member_expression()?;
    let object = member.object().get_identifier_reference()?;
    let is_exports = object.name == "module" && member.static_property_name() == Some("exports");
    (is_exports && it.operator == AssignmentOperator::Assign).then_some(&it.right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        module::{read_commonjs, read_es},
        node::NodeVersion,
    };

    fn commonjs_shapes(source: &str) -> ExportedShapes {
        read_commonjs(source.as_bytes(), &NodeVersion::default().profile()).unwrap().shapes
    }

    #[test]
    fn shapes_of_exports() {
        use ValueShape::{Class, Function, Object, Primitive, Unknown};
        let function = |required| Function { required: Some(required), needed: 0, is_arrow: false };
        for (source, name, expected) in [
            ("export function f(a, b = 1, c) {}", "f", function(1)),
            (
                "export function g(a, { b }, [c] = []) {}",
                "g",
                Function { required: Some(2), needed: 2, is_arrow: false },
            ),
            ("export const f = (a) => a", "f", Function { required: Some(1), needed: 0, is_arrow: true }),
            ("class C { constructor(a) {} } export { C as D }", "D", Class { required: Some(1), needed: 0 }),
            ("export default class {}", "default", Class { required: Some(0), needed: 0 }),
            ("const o = {}; export default o", "default", Object),
            ("export const s = 'a'", "s", Primitive),
            ("export let f = () => {}; f = 1", "f", Unknown),
            ("import { a } from 'x'; export { a }", "a", Unknown),
            ("export const { a } = x", "a", Unknown),
            ("export default function f(a) {}", "default", function(1)),
            ("export default function (a, ...b) {}", "default", function(1)),
            ("export function f(a, b) { if (b === void 0) { b = 1; } return b }", "f", function(1)),
            ("export function f(a, b) { if (b === null) b = 1; return b }", "f", function(2)),
            (
                "export function f(a, b) { return arguments.length }",
                "f",
                Function { required: None, needed: 0, is_arrow: false },
            ),
        ] {
            let module = read_es(source.as_bytes(), &NodeVersion::default().profile()).unwrap();
            let local = module.local_exports.iter().find(|export| export.name.value == name);
            assert_eq!(local.map(|export| export.shape).unwrap_or_default(), expected, "{source}");
        }
        for (source, expected) in [
            ("module.exports = function (a) {}", function(1)),
            ("function f() {} module.exports = f", function(0)),
            ("module.exports = { a: 1 }", Object),
            ("exports.a = 1; exports.b = 2", Object),
            ("module.exports = f; module.exports.a = 1", Unknown),
            (
                "function f() {} module.exports = f; module.exports.a = 1; module.exports.default = f",
                function(0),
            ),
            ("function f() {} exports = module.exports = f", function(0)),
            ("function f() {} module.exports = exports = f", function(0)),
            ("module.exports = __toCommonJS(x); 0 && (module.exports = { a });", Object),
            ("exports.default = f; module.exports = exports.default", Unknown),
            ("if (x) module.exports = 1; else module.exports = 2", Unknown),
            ("exports = module.exports = f", Unknown),
        ] {
            let shapes = commonjs_shapes(source);
            assert_eq!(shapes.module_exports, expected, "{source}");
        }
        for (source, expected) in [
            ("module.exports = { a, b: 1, 'c-d'() {}, get e() {} }", Some("a b c-d e")),
            ("module.exports = { a }; module.exports.default = 1", None),
            ("module.exports = { a }; const m = require('./b')", None),
            ("module.exports = { a, ...b }", None),
            ("module.exports = { [a]: 1 }", None),
            ("module.exports = { __proto__: a }", None),
            ("module.exports = { a }; add(module.exports)", None),
            ("module.exports = { a }; function f() { module.exports.b = 1 }", None),
            ("module.exports = { a }; module.exports[b] = 1", None),
            ("exports = module.exports = { a }", None),
            ("if (x) module.exports = { a }", None),
            ("exports.a = 1", None),
        ] {
            let shapes = commonjs_shapes(source);
            assert_eq!(shapes.members.map(|names| names.join(" ")).as_deref(), expected, "{source}");
        }
        let source = "exports.a = void 0; function f(x) {} exports.a = f; module.exports.b = class {}; exports.c = 1; exports.c = 2; \
            exports.d = {}; if (x) exports.d = f";
        let shapes = commonjs_shapes(source);
        for (name, expected) in [
            ("a", function(1)),
            ("b", Class { required: Some(0), needed: 0 }),
            ("c", Unknown),
            ("d", Unknown),
        ] {
            assert_eq!(shapes.named.get(name).copied(), Some(expected), "{name}");
        }
    }
}
