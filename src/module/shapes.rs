//! The kinds of things that a module exports, where its syntax tells.

use oxc_ast::ast::{
    AssignmentOperator, AssignmentTarget, BindingIdentifier, BindingPattern, ClassElement, Declaration,
    ExportDefaultDeclarationKind, Expression, FormalParameters, MemberExpression, MethodDefinitionKind,
    Program, SimpleAssignmentTarget, Statement, VariableDeclaration,
};
use oxc_semantic::Scoping;

use super::{early_error::Goal, meter::Meter, read::read, switches::ReadingSwitches, syntax::Parsed};
use crate::{hash::HashMap, node::Profile};

/// The kind of a value, as far as the expression or declaration that makes it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueShape {
    /// A function, with the number of parameters before the first that may be left out, and the number of arguments
    /// without which it throws, because it takes the last of them apart.
    Function { required: u32, needed: u32, is_arrow: bool },
    /// A class, with such numbers of its constructor.
    Class { required: u32, needed: u32 },
    /// An object or array.
    Object,
    /// A text, number or other value that has no members of its own.
    Primitive,
    #[default]
    Unknown,
}

/// The shapes of what a module makes itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportedShapes {
    /// By the exported name.
    pub named: HashMap<String, ValueShape>,
    /// The value of the one assignment to `module.exports`; an object where a CommonJS module only adds to `exports`.
    pub module_exports: ValueShape,
}

/// Reads the shapes of what an ES module exports; of a module that does not parse, none.
pub fn es_shapes(source: &[u8], profile: &Profile) -> ExportedShapes {
    let shapes = |parsed: &Parsed<'_>| {
        let local = LocalShapes::of(parsed.program, &parsed.scoping);
        ExportedShapes { named: exported(parsed.program, &local), module_exports: ValueShape::Unknown }
    };
    let switches = ReadingSwitches::new(profile);
    read(source, Goal::Module, &switches, &Meter::default(), |parsed, _| shapes(parsed)).unwrap_or_default()
}

/// Reads the shape of what a CommonJS module exports.
pub fn commonjs_shapes(source: &[u8], profile: &Profile) -> ExportedShapes {
    let shapes = |parsed: &Parsed<'_>, text: &str| {
        let local = LocalShapes::of(parsed.program, &parsed.scoping);
        let module_exports = module_exports(parsed.program, &local, text);
        ExportedShapes { named: assigned_names(parsed.program, &local), module_exports }
    };
    let switches = ReadingSwitches::new(profile);
    read(source, Goal::CommonJs, &switches, &Meter::default(), |parsed, text| shapes(parsed, &text.text))
        .unwrap_or_default()
}

/// The shapes of the bindings of the top level that are never given another value.
struct LocalShapes<'s> {
    scoping: &'s Scoping,
    shapes: HashMap<String, ValueShape>,
}

impl<'s> LocalShapes<'s> {
    fn of(program: &Program<'_>, scoping: &'s Scoping) -> Self {
        let mut local = Self { scoping, shapes: HashMap::default() };
        for statement in &program.body {
            match statement {
                Statement::FunctionDeclaration(it) => local.add(it.id.as_ref(), of_function(&it.params)),
                Statement::ClassDeclaration(it) => local.add(it.id.as_ref(), of_class(&it.body.body)),
                Statement::VariableDeclaration(it) => local.add_variables(it),
                Statement::ExportDeclaration(it) => local.add_declaration(&it.declaration),
                Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(it) => {
                        local.add(it.id.as_ref(), of_function(&it.params));
                    }
                    ExportDefaultDeclarationKind::ClassDeclaration(it) => {
                        local.add(it.id.as_ref(), of_class(&it.body.body));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        local
    }

    fn add_declaration(&mut self, declaration: &Declaration<'_>) {
        match declaration {
            Declaration::FunctionDeclaration(it) => self.add(it.id.as_ref(), of_function(&it.params)),
            Declaration::ClassDeclaration(it) => {
                self.add(it.id.as_ref(), of_class(&it.body.body));
            }
            Declaration::VariableDeclaration(it) => self.add_variables(it),
            _ => {}
        }
    }

    fn add_variables(&mut self, declaration: &VariableDeclaration<'_>) {
        for declarator in &declaration.declarations {
            let shape = declarator.init.as_ref().map(|init| self.value(init)).unwrap_or_default();
            self.add(declarator.id.get_binding_identifier(), shape);
        }
    }

    fn add(&mut self, id: Option<&BindingIdentifier<'_>>, shape: ValueShape) {
        let Some(id) = id else { return };
        let is_changed = id.symbol_id.get().is_none_or(|symbol| self.scoping.symbol_is_mutated(symbol));
        let shape = if is_changed { ValueShape::Unknown } else { shape };
        self.shapes.insert(id.name.to_string(), shape);
    }

    fn value(&self, expression: &Expression<'_>) -> ValueShape {
        match expression.without_parentheses() {
            Expression::FunctionExpression(it) => of_function(&it.params),
            Expression::ArrowFunctionExpression(it) => ValueShape::Function {
                required: required(&it.params),
                needed: needed(&it.params),
                is_arrow: true,
            },
            Expression::ClassExpression(it) => of_class(&it.body.body),
            Expression::ObjectExpression(_) | Expression::ArrayExpression(_) => ValueShape::Object,
            Expression::StringLiteral(_)
            | Expression::NumericLiteral(_)
            | Expression::BooleanLiteral(_)
            | Expression::TemplateLiteral(_) => ValueShape::Primitive,
            Expression::Identifier(it) => self.shapes.get(it.name.as_str()).copied().unwrap_or_default(),
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
}

fn of_function(params: &FormalParameters<'_>) -> ValueShape {
    ValueShape::Function { required: required(params), needed: needed(params), is_arrow: false }
}

/// A class without a constructor of its own has the one of another class, which need not be known: nothing is asked for.
fn of_class(members: &[ClassElement<'_>]) -> ValueShape {
    let constructor = members.iter().find_map(|member| match member {
        ClassElement::MethodDefinition(it) if it.kind == MethodDefinitionKind::Constructor => {
            Some((required(&it.value.params), needed(&it.value.params)))
        }
        _ => None,
    });
    let (required, needed) = constructor.unwrap_or_default();
    ValueShape::Class { required, needed }
}

/// The number of parameters before the first with a default.
fn required(params: &FormalParameters<'_>) -> u32 {
    let plain = params.items.iter().take_while(|param| param.initializer.is_none());
    u32::try_from(plain.count()).unwrap_or(u32::MAX)
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

/// The shapes by the names that an ES module exports.
fn exported(program: &Program<'_>, local: &LocalShapes<'_>) -> HashMap<String, ValueShape> {
    let mut named = HashMap::default();
    for statement in &program.body {
        match statement {
            Statement::ExportDeclaration(it) => match &it.declaration {
                Declaration::VariableDeclaration(it) => {
                    let ids = it.declarations.iter().filter_map(|it| it.id.get_binding_identifier());
                    named.extend(ids.map(|id| (id.name.to_string(), local.named(&id.name))));
                }
                Declaration::FunctionDeclaration(it) => named.extend(local.entry(it.id.as_ref())),
                Declaration::ClassDeclaration(it) => named.extend(local.entry(it.id.as_ref())),
                _ => {}
            },
            Statement::ExportNamedDeclaration(it) => named.extend(it.specifiers.iter().map(|specifier| {
                (specifier.exported.name().to_string(), local.named(specifier.local.name().as_str()))
            })),
            Statement::ExportDefaultDeclaration(it) => {
                named.insert("default".to_owned(), default(&it.declaration, local));
            }
            _ => {}
        }
    }
    named
}

impl LocalShapes<'_> {
    fn named(&self, name: &str) -> ValueShape {
        self.shapes.get(name).copied().unwrap_or_default()
    }

    fn entry(&self, id: Option<&BindingIdentifier<'_>>) -> Option<(String, ValueShape)> {
        id.map(|id| (id.name.to_string(), self.named(&id.name)))
    }
}

fn default(declaration: &ExportDefaultDeclarationKind<'_>, local: &LocalShapes<'_>) -> ValueShape {
    match declaration {
        ExportDefaultDeclarationKind::FunctionDeclaration(it) => of_function(&it.params),
        ExportDefaultDeclarationKind::ClassDeclaration(it) => of_class(&it.body.body),
        other => other.as_expression().map(|it| local.value(it)).unwrap_or_default(),
    }
}

/// The text by which esbuild tells Node's lexer the names; it assigns nothing.
const ANNOTATION: &str = "0 && (module.exports = {";

/// The number of times that `module.exports` is written as a whole: neither one of its members, nor an annotation.
fn written(text: &str) -> usize {
    let places = text.match_indices("module.exports");
    let whole = places.filter(|(place, name)| {
        let rest = text.get(place + name.len()..).unwrap_or_default();
        !rest.starts_with(['.', '['])
    });
    whole.count().saturating_sub(text.matches(ANNOTATION).count())
}

/// The shapes of the names that statements of the top level give to `exports` or `module.exports`, each once but for
/// `void 0`.
fn assigned_names(program: &Program<'_>, local: &LocalShapes<'_>) -> HashMap<String, ValueShape> {
    let mut named: HashMap<String, ValueShape> = HashMap::default();
    for statement in &program.body {
        let Statement::ExpressionStatement(it) = statement else { continue };
        let Expression::AssignmentExpression(it) = it.expression.without_parentheses() else { continue };
        let Some((name, value)) = member_of_exports(&it.left).zip(Some(&it.right)) else { continue };
        if matches!(value, Expression::UnaryExpression(_) | Expression::AssignmentExpression(_)) {
            continue;
        }
        let shape = if named.contains_key(&name) { ValueShape::Unknown } else { local.value(value) };
        named.insert(name, shape);
    }
    named
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
fn module_exports(program: &Program<'_>, local: &LocalShapes<'_>, text: &str) -> ValueShape {
    let mut given = program.body.iter().filter_map(|statement| match statement {
        Statement::ExpressionStatement(it) => assigned(&it.expression),
        _ => None,
    });
    match (given.next(), given.next(), written(text)) {
        (Some(value), None, 1) => local.value(value),
        (None, _, 0) if !text.contains("module[") && text.contains("exports.") => ValueShape::Object,
        _ => ValueShape::Unknown,
    }
}

/// The value that an expression gives to `module.exports`.
fn assigned<'e, 'a>(expression: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
    let Expression::AssignmentExpression(it) = expression.without_parentheses() else { return None };
    if let AssignmentTarget::AssignmentTargetIdentifier(exports) = &it.left {
        return (exports.name == "exports").then(|| assigned(&it.right)).flatten();
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
    use crate::node::NodeVersion;

    #[test]
    fn shapes_of_exports() {
        use ValueShape::{Class, Function, Object, Primitive, Unknown};
        let function = |required| Function { required, needed: 0, is_arrow: false };
        for (source, name, expected) in [
            ("export function f(a, b = 1, c) {}", "f", function(1)),
            (
                "export function g(a, { b }, [c] = []) {}",
                "g",
                Function { required: 2, needed: 2, is_arrow: false },
            ),
            ("export const f = (a) => a", "f", Function { required: 1, needed: 0, is_arrow: true }),
            ("class C { constructor(a) {} } export { C as D }", "D", Class { required: 1, needed: 0 }),
            ("export default class {}", "default", Class { required: 0, needed: 0 }),
            ("const o = {}; export default o", "default", Object),
            ("export const s = 'a'", "s", Primitive),
            ("export let f = () => {}; f = 1", "f", Unknown),
            ("import { a } from 'x'; export { a }", "a", Unknown),
            ("export const { a } = x", "a", Unknown),
        ] {
            let shapes = es_shapes(source.as_bytes(), &NodeVersion::default().profile());
            assert_eq!(shapes.named.get(name).copied().unwrap_or_default(), expected, "{source}");
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
            let shapes = commonjs_shapes(source.as_bytes(), &NodeVersion::default().profile());
            assert_eq!(shapes.module_exports, expected, "{source}");
        }
        let source = "exports.a = void 0; function f(x) {} exports.a = f; module.exports.b = class {}; exports.c = 1; exports.c = 2";
        let shapes = commonjs_shapes(source.as_bytes(), &NodeVersion::default().profile());
        for (name, expected) in [("a", function(1)), ("b", Class { required: 0, needed: 0 }), ("c", Unknown)]
        {
            assert_eq!(shapes.named.get(name).copied(), Some(expected), "{name}");
        }
    }
}
