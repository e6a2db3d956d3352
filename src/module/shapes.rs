//! The kinds of things that a module exports, where its syntax tells.

use memchr::memmem;
use oxc_ast::ast::{
    AssignmentOperator, BinaryOperator, BindingIdentifier, BindingPattern, ClassElement, Declaration,
    ExportDefaultDeclarationKind, Expression, FormalParameter, FormalParameters, Function, FunctionBody,
    MethodDefinitionKind, Program, Statement, UnaryOperator, VariableDeclaration,
};
use oxc_semantic::Scoping;
use oxc_span::Span;

use super::{record::LocalExport, syntax::Parsed, value_shapes::ValueShape};
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

/// The shapes of the bindings of the top level that are never given another value.
pub(super) struct LocalShapes<'p> {
    scoping: &'p Scoping,
    text: &'p str,
    shapes: HashMap<&'p str, ValueShape>,
}

impl<'p> LocalShapes<'p> {
    pub fn of(parsed: &'p Parsed<'_>, text: &'p str) -> Self {
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
        // A name that is declared twice (`var f = 1; function f() {}`) has no certain kind.
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

    pub fn value(&self, expression: &Expression<'_>) -> ValueShape {
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

    pub fn of_function(&self, it: &Function<'_>) -> ValueShape {
        let (required, needed) = self.parameters(it);
        ValueShape::Function { required, needed, is_arrow: false }
    }

    /// A class without a constructor of its own has the one of another class, which need not be known: nothing is asked for.
    pub fn of_class(&self, members: &[ClassElement<'_>]) -> ValueShape {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{module::read_es, node::NodeVersion};

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
    }
}
