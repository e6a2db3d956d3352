//! The values that a configuration gives names, `const input = "src/a.ts"`, and those of the package.json that it reads.

use std::{cell::Cell, collections::BTreeMap};

use oxc_ast::ast::{
    Argument, BinaryOperator, BindingIdentifier, BindingPattern, Declaration, Expression,
    ImportDeclarationSpecifier, ObjectExpression, ObjectPattern, ObjectPropertyKind, Program, Statement,
    TemplateLiteral, VariableDeclaration,
};
use oxc_ast_visit::Visit;

use crate::json::JsonNode;

/// The expressions that are looked at for one value: a constant made of two others doubles with each line.
const MOST_STEPS: usize = 1_000;

/// The depth of expressions within expressions, and of constants made of others.
const MOST_DEPTH: usize = 32;

/// The bytes of a value that may still be a path.
const LONGEST: usize = 4_096;

/// The constants of a configuration. A name that is bound twice is none, as only scopes tell which one is meant.
#[derive(Default)]
pub(super) struct Constants<'p, 'a> {
    declared: BTreeMap<String, &'p Expression<'a>>,
    /// The names that stand for package.json, or for a key of it.
    manifests: BTreeMap<String, Option<String>>,
    manifest: Option<&'p JsonNode>,
    steps: Cell<usize>,
}

/// A value that is known: an expression that is no name, or a part of package.json.
#[derive(Clone, Copy)]
enum ConstantValue<'e, 'a> {
    Code(&'e Expression<'a>),
    Json(&'e JsonNode),
}

impl<'p, 'a> Constants<'p, 'a> {
    pub fn of(program: &'p Program<'a>, manifest: Option<&'p JsonNode>) -> Self {
        let mut constants = Self { manifest, ..Self::default() };
        for statement in &program.body {
            constants.read(statement);
        }
        let mut bound = BoundNames::default();
        bound.visit_program(program);
        let is_only = |name: &String| bound.0.get(name) == Some(&1);
        constants.declared.retain(|name, _| is_only(name));
        constants.manifests.retain(|name, _| is_only(name));
        constants
    }

    fn read(&mut self, statement: &'p Statement<'a>) {
        match statement {
            Statement::ImportDeclaration(import) if leads_to_manifest(&import.source.value) => {
                let names = import.specifiers.iter().flatten();
                self.manifests.extend(names.map(|name| (name.local().name.to_string(), imported_key(name))));
            }
            Statement::VariableDeclaration(variables) => self.declare(variables),
            Statement::ExportDeclaration(export) => {
                if let Declaration::VariableDeclaration(variables) = &export.declaration {
                    self.declare(variables);
                }
            }
            _ => {}
        }
    }

    fn declare(&mut self, variables: &'p VariableDeclaration<'a>) {
        for one in variables.declarations.iter().filter(|_| variables.kind.is_const()) {
            let Some(value) = one.init.as_ref().map(Expression::get_inner_expression) else { continue };
            match &one.id {
                BindingPattern::BindingIdentifier(name) if reads_manifest(value) => {
                    self.manifests.insert(name.name.to_string(), None);
                }
                BindingPattern::BindingIdentifier(name) => {
                    self.declared.insert(name.name.to_string(), value);
                }
                BindingPattern::ObjectPattern(pattern) if reads_manifest(value) => {
                    self.manifests.extend(destructured(pattern));
                }
                _ => {}
            }
        }
    }

    /// The expression that a value stands for, where it is a name that is known.
    pub fn expression<'e>(&'e self, value: &'e Expression<'a>) -> &'e Expression<'a> {
        self.steps.set(0);
        match self.resolved(value, 0) {
            Some(ConstantValue::Code(known)) => known,
            _ => value,
        }
    }

    /// The text that an expression certainly has.
    pub fn text(&self, value: &Expression<'a>) -> Option<String> {
        self.steps.set(0);
        self.text_within(value, 0)
    }

    fn resolved<'e>(&'e self, value: &'e Expression<'a>, depth: usize) -> Option<ConstantValue<'e, 'a>> {
        self.steps.set(self.steps.get() + 1);
        if depth > MOST_DEPTH || self.steps.get() > MOST_STEPS {
            return None;
        }
        match value.get_inner_expression() {
            Expression::Identifier(name) => match self.manifests.get(name.name.as_str()) {
                Some(None) => self.manifest.map(ConstantValue::Json),
                Some(Some(key)) => self.manifest?.get(key).map(ConstantValue::Json),
                None => self.resolved(self.declared.get(name.name.as_str())?, depth + 1),
            },
            Expression::StaticMemberExpression(member) => {
                self.member(&member.object, &member.property.name, depth)
            }
            Expression::ComputedMemberExpression(member) => {
                let key = self.text_within(&member.expression, depth + 1)?;
                self.member(&member.object, &key, depth)
            }
            known => Some(ConstantValue::Code(known)),
        }
    }

    fn member<'e>(
        &'e self,
        object: &'e Expression<'a>,
        key: &str,
        depth: usize,
    ) -> Option<ConstantValue<'e, 'a>> {
        match self.resolved(object, depth + 1)? {
            ConstantValue::Json(node) => node.get(key).map(ConstantValue::Json),
            ConstantValue::Code(Expression::ObjectExpression(object)) => {
                self.resolved(property(object, key)?, depth + 1)
            }
            ConstantValue::Code(_) => None,
        }
    }

    fn text_within(&self, value: &Expression<'a>, depth: usize) -> Option<String> {
        let text = match self.resolved(value, depth)? {
            ConstantValue::Json(node) => node.as_str()?.to_owned(),
            ConstantValue::Code(Expression::StringLiteral(text)) => text.value.to_string(),
            ConstantValue::Code(Expression::TemplateLiteral(template)) => self.template(template, depth)?,
            ConstantValue::Code(Expression::BinaryExpression(sum))
                if sum.operator == BinaryOperator::Addition =>
            {
                let left = self.text_within(&sum.left, depth + 1)?;
                left + &self.text_within(&sum.right, depth + 1)?
            }
            ConstantValue::Code(Expression::CallExpression(call)) => {
                let inner = call.arguments.first().and_then(|argument| argument.as_expression());
                self.joined(&call.arguments, depth).or_else(|| match inner {
                    Some(Expression::NewExpression(new)) => self.joined(&new.arguments, depth),
                    _ => None,
                })?
            }
            ConstantValue::Code(_) => return None,
        };
        (text.len() <= LONGEST).then_some(text)
    }

    fn template(&self, template: &TemplateLiteral<'a>, depth: usize) -> Option<String> {
        let mut values = template.expressions.iter();
        let mut text = String::new();
        for part in &template.quasis {
            text.push_str(part.value.cooked.as_ref()?);
            if let Some(value) = values.next() {
                text.push_str(&self.text_within(value, depth + 1)?);
            }
        }
        Some(text)
    }

    /// The texts in a call joined by slashes: `resolve(__dirname, "src/index.ts")`. A first argument that is not known is the
    /// folder of the project.
    fn joined(&self, arguments: &[Argument<'a>], depth: usize) -> Option<String> {
        let text = |argument: &Argument<'a>| self.text_within(argument.as_expression()?, depth + 1);
        let mut texts = arguments.iter().filter_map(text);
        let first = texts.next()?;
        Some(texts.fold(first, |path, segment| format!("{path}/{segment}")))
    }
}

/// The key of package.json that an import binds; `None` for all of it.
fn imported_key(name: &ImportDeclarationSpecifier<'_>) -> Option<String> {
    match name {
        ImportDeclarationSpecifier::ImportSpecifier(one) => {
            Some(one.imported.name().to_string()).filter(|name| name != "default")
        }
        _ => None,
    }
}

/// The names that a pattern binds, each with its key.
fn destructured(pattern: &ObjectPattern<'_>) -> Vec<(String, Option<String>)> {
    let all = pattern.properties.iter().filter_map(|property| {
        let local = property.value.get_binding_identifier()?;
        // With a value by default, the pattern is no plain name.
        let is_plain = matches!(property.value, BindingPattern::BindingIdentifier(_));
        is_plain.then_some((local.name.to_string(), Some(property.key.static_name()?.to_string())))
    });
    all.collect()
}

fn property<'e, 'a>(object: &'e ObjectExpression<'a>, key: &str) -> Option<&'e Expression<'a>> {
    let mut found = None;
    for property in &object.properties {
        match property {
            ObjectPropertyKind::ObjectProperty(property) if property.key.static_name()? == key => {
                found = Some(&property.value);
            }
            ObjectPropertyKind::ObjectProperty(_) => {}
            // What is spread may have the key, too.
            ObjectPropertyKind::SpreadProperty(_) => return None,
        }
    }
    found
}

/// The path of the package.json beside the configuration, or of that in the folder where the build runs.
fn leads_to_manifest(path: &str) -> bool {
    path.trim_start_matches("./") == "package.json"
}

/// An expression whose value is package.json: `require("./package.json")`, `JSON.parse(readFileSync("package.json"))`.
fn reads_manifest(value: &Expression<'_>) -> bool {
    let Expression::CallExpression(call) = value.get_inner_expression() else { return false };
    let callee = call.callee.get_inner_expression();
    let is_parse = callee.as_member_expression().is_some_and(|member| {
        member.static_property_name() == Some("parse") && is_named(member.object(), "JSON")
    });
    let makes_require =
        matches!(callee, Expression::CallExpression(inner) if is_named(&inner.callee, "createRequire"));
    let first = call.arguments.first().and_then(|argument| argument.as_expression());
    match first {
        Some(inner) if is_parse => reads_file(inner, 0),
        Some(Expression::StringLiteral(path)) if makes_require || is_named(callee, "require") => {
            leads_to_manifest(&path.value)
        }
        _ => false,
    }
}

/// A call that reads package.json: its path is the only text that begins its arguments, or those of calls in them.
fn reads_file(value: &Expression<'_>, depth: usize) -> bool {
    let arguments = match value.get_inner_expression() {
        Expression::StringLiteral(path) => return leads_to_manifest(&path.value),
        Expression::CallExpression(call) => &call.arguments,
        Expression::NewExpression(new) => &new.arguments,
        _ => return false,
    };
    let inner = arguments.iter().filter_map(|argument| argument.as_expression());
    depth < 4 && inner.take(4).any(|argument| reads_file(argument, depth + 1))
}

fn is_named(value: &Expression<'_>, name: &str) -> bool {
    value.get_identifier_reference().is_some_and(|reference| reference.name == name)
}

/// The bindings of each name, wherever it is bound.
#[derive(Default)]
struct BoundNames(BTreeMap<String, usize>);

impl<'a> Visit<'a> for BoundNames {
    fn visit_binding_identifier(&mut self, name: &BindingIdentifier<'a>) {
        *self.0.entry(name.name.to_string()).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use crate::{json, module::source::known_places};

    /// The values of `file`, each as its strings, or a question mark.
    fn known(config: &str) -> Vec<String> {
        let manifest = r#"{"main":"dist/a.js","umd:main":"dist/a.umd.js","exports":{".":{"import":"./e.mjs"}},"name":"p"}"#;
        let manifest = json::parse(manifest).unwrap();
        let found = known_places(config, "file", Some(&manifest)).into_iter().map(|(_, values)| values);
        let shown = |values: Vec<(String, String)>| {
            values.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" ")
        };
        found.map(|values| values.map_or_else(|| "?".to_owned(), shown)).collect()
    }

    #[test]
    fn names_of_constants_and_of_package_json_have_values() {
        for (config, expected) in [
            ("import pkg from './package.json' with { type: 'json' }; x({ file: pkg.main })", "dist/a.js"),
            ("import { main as file } from './package.json'; x({ file })", "dist/a.js"),
            ("import * as pkg from './package.json'; x({ file: pkg['umd:main'] })", "dist/a.umd.js"),
            ("const pkg = require('./package.json'); x({ file: pkg.exports['.'].import })", "./e.mjs"),
            ("const { main, ...rest } = require('./package.json'); x({ file: main })", "dist/a.js"),
            (
                "const pkg = JSON.parse(fs.readFileSync(new URL('./package.json', import.meta.url), 'utf8')); x({ file: [pkg.main] })",
                "dist/a.js",
            ),
            (
                "const pkg = createRequire(import.meta.url)('./package.json'); x({ file: `dist/${pkg.name}.js` })",
                "dist/p.js",
            ),
            ("const out = 'dist'; const file = out + '/b.js'; x({ file })", "dist/b.js"),
            ("const base = { main: 'c.js' }; x({ file: resolve(__dirname, base.main) })", "c.js"),
            ("const file = { a: 'd.js' } as const; x({ file })", "d.js"),
        ] {
            assert_eq!(known(config), [expected], "{config}");
        }
    }

    #[test]
    fn other_names_have_none() {
        for config in [
            "x({ file: pkg.main })",
            "import pkg from '../other/package.json'; x({ file: pkg.main })",
            "import pkg from './package.json'; x({ file: pkg.module })",
            "let file = 'a.js'; x({ file })",
            "const file = 'a.js'; const make = (file) => ({ file })",
            "const { file = 'a.js' } = require('./package.json'); x({ file })",
            "const base = { ...other, main: 'a.js' }; x({ file: base.main })",
            "const file = file; x({ file })",
            "const a = b; const b = a; x({ file: a })",
            "x({ file: process.env.A || 'a.js' })",
        ] {
            assert_eq!(known(config), ["?"], "{config}");
        }
    }

    #[test]
    fn constants_that_double_end() {
        let lines: String = (1..64).map(|nth| format!("const a{nth} = a{0} + a{0};", nth - 1)).collect();
        assert_eq!(
            known(&format!("const a0 = 'x'; {lines} x({{ file: a63 }}, {{ file: a2 }})")),
            ["?", "xxxx"]
        );
    }
}
