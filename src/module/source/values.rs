//! The values of a source: those that it declares, passes on and uses, types left out.

use std::collections::{BTreeMap, BTreeSet};

use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, ExportSpecifier, Expression, ImportDeclaration,
    ImportDeclarationSpecifier, MemberExpression, Statement,
};

use super::erased::{is_const_enum, is_type};

/// A name of another module, by the specifier that leads there. `*` is the module itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignName {
    pub specifier: String,
    pub name: String,
}

/// The values of a source. A name that may be a type is in none of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceValues {
    /// The exported names that are values of its own.
    pub own: BTreeSet<String>,
    /// The names that it passes on, be they values or types there.
    pub passed_on: BTreeMap<String, ForeignName>,
    /// The specifiers of `export *`.
    pub stars: Vec<String>,
    /// The names that it imports and uses as values.
    pub used: BTreeSet<ForeignName>,
    /// It changes what every module sees, as soon as it is loaded.
    pub changes_globals: bool,
}

/// The names that a module binds by its imports, types left out.
pub(super) fn imported(body: &[Statement<'_>]) -> BTreeMap<String, ForeignName> {
    let imports = body.iter().filter(|it| !is_type(it)).filter_map(|statement| match statement {
        Statement::ImportDeclaration(import) => Some(import),
        _ => None,
    });
    imports.flat_map(|import| bindings(import)).collect()
}

fn bindings(import: &ImportDeclaration<'_>) -> Vec<(String, ForeignName)> {
    let foreign =
        |name: &str| ForeignName { specifier: import.source.value.to_string(), name: name.to_owned() };
    let all = import.specifiers.iter().flatten().filter_map(|one| match one {
        ImportDeclarationSpecifier::ImportSpecifier(one) => {
            (!one.import_kind.is_type()).then(|| (one.local.name.to_string(), foreign(&one.imported.name())))
        }
        ImportDeclarationSpecifier::ImportDefaultSpecifier(one) => {
            Some((one.local.name.to_string(), foreign("default")))
        }
        ImportDeclarationSpecifier::ImportNamespaceSpecifier(one) => {
            Some((one.local.name.to_string(), foreign("*")))
        }
    });
    all.collect()
}

/// The values that a module exports; `imports` are the names that it binds.
pub(super) fn exported(body: &[Statement<'_>], imports: &BTreeMap<String, ForeignName>) -> SourceValues {
    let locals = body.iter().filter(|it| !is_type(it)).flat_map(|statement| match statement {
        Statement::ExportDeclaration(export) => declared(&export.declaration),
        other => other.as_declaration().map(declared).unwrap_or_default(),
    });
    let mut reader = ExportReader { locals: locals.collect(), imports, values: SourceValues::default() };
    body.iter().filter(|it| !is_type(it)).for_each(|statement| reader.read(statement));
    reader.values.changes_globals = body.iter().any(changes_globals);
    reader.values
}

/// The names of a declaration that are surely values.
fn declared(declaration: &Declaration<'_>) -> Vec<String> {
    let name = match declaration {
        Declaration::VariableDeclaration(variables) => {
            let all = variables.declarations.iter().flat_map(|one| one.id.get_binding_identifiers());
            return all.map(|one| one.name.to_string()).collect();
        }
        Declaration::FunctionDeclaration(function) if function.body.is_some() => function.id.as_ref(),
        Declaration::ClassDeclaration(class) => class.id.as_ref(),
        Declaration::TSEnumDeclaration(one) if !is_const_enum(declaration) => Some(&one.id),
        _ => None,
    };
    name.map(|name| name.name.to_string()).into_iter().collect()
}

struct ExportReader<'i> {
    locals: BTreeSet<String>,
    imports: &'i BTreeMap<String, ForeignName>,
    values: SourceValues,
}

impl ExportReader<'_> {
    fn read(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::ExportDeclaration(export) => self.values.own.extend(declared(&export.declaration)),
            Statement::ExportDefaultDeclaration(export) => self.default(&export.declaration),
            Statement::ExportNamedDeclaration(export) => {
                for one in export.specifiers.iter().filter(|one| !one.export_kind.is_type()) {
                    self.local(&one.exported.name(), &one.local.name());
                }
            }
            Statement::ExportFromDeclaration(export) => {
                self.from(&export.source.value, &export.specifiers);
            }
            Statement::ExportAllDeclaration(export) => match &export.exported {
                Some(name) => drop(self.values.own.insert(name.name().to_string())),
                None => self.values.stars.push(export.source.value.to_string()),
            },
            _ => {}
        }
    }

    fn default(&mut self, declaration: &ExportDefaultDeclarationKind<'_>) {
        match declaration {
            ExportDefaultDeclarationKind::Identifier(name) => self.local("default", &name.name),
            ExportDefaultDeclarationKind::FunctionDeclaration(function) if function.body.is_none() => {}
            _ => drop(self.values.own.insert("default".to_owned())),
        }
    }

    /// A name that is exported by another, or by itself: a value of the module's own, or of another one.
    fn local(&mut self, exported: &str, local: &str) {
        if self.locals.contains(local) {
            self.values.own.insert(exported.to_owned());
        } else if let Some(foreign) = self.imports.get(local) {
            self.values.passed_on.insert(exported.to_owned(), foreign.clone());
        }
    }

    fn from(&mut self, specifier: &str, names: &[ExportSpecifier<'_>]) {
        for one in names.iter().filter(|one| !one.export_kind.is_type()) {
            let foreign = ForeignName { specifier: specifier.to_owned(), name: one.local.name().to_string() };
            self.values.passed_on.insert(one.exported.name().to_string(), foreign);
        }
    }
}

/// Objects that all modules share.
const SHARED: [&str; 7] = ["globalThis", "window", "self", "global", "process", "document", "customElements"];

/// Tells whether a statement surely changes an object that all modules share: no bundler may leave that out by itself.
fn changes_globals(statement: &Statement<'_>) -> bool {
    let Statement::ExpressionStatement(statement) = statement else { return false };
    match statement.expression.get_inner_expression() {
        Expression::AssignmentExpression(assignment) => {
            assignment.left.as_member_expression().is_some_and(is_shared)
        }
        Expression::CallExpression(call) => call.callee.as_member_expression().is_some_and(is_shared),
        _ => false,
    }
}

fn is_shared(member: &MemberExpression<'_>) -> bool {
    let mut object = member.object().get_inner_expression();
    while let Some(inner) = object.as_member_expression() {
        object = inner.object().get_inner_expression();
    }
    matches!(object, Expression::Identifier(name) if SHARED.contains(&name.name.as_str()))
}
