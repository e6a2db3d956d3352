//! The functions that a module gives away, and that others call later.

use oxc_ast::ast::{
    Class, Declaration, ExportDefaultDeclarationKind, Expression, Function, ObjectPropertyKind, Statement,
    VariableDeclaration,
};
use oxc_semantic::ScopeId;

use crate::hash::HashSet;

/// Returns the scopes of the functions and classes that stand by themselves at the top level: declared, the value of a variable or of a
/// member, or in an object that is one. A function in the arguments of a call may run at once.
pub(super) fn later_functions(body: &[Statement<'_>]) -> HashSet<ScopeId> {
    let mut scopes = HashSet::default();
    for statement in body {
        match statement {
            Statement::FunctionDeclaration(it) => scopes.extend(of_function(it)),
            Statement::ClassDeclaration(it) => scopes.extend(of_class(it)),
            Statement::VariableDeclaration(it) => of_variables(it, &mut scopes),
            Statement::ExportDeclaration(it) => match &it.declaration {
                Declaration::FunctionDeclaration(it) => scopes.extend(of_function(it)),
                Declaration::ClassDeclaration(it) => scopes.extend(of_class(it)),
                Declaration::VariableDeclaration(it) => of_variables(it, &mut scopes),
                _ => {}
            },
            Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(it) => scopes.extend(of_function(it)),
                ExportDefaultDeclarationKind::ClassDeclaration(it) => scopes.extend(of_class(it)),
                other => other.as_expression().into_iter().for_each(|it| of_value(it, &mut scopes)),
            },
            Statement::ExpressionStatement(it) => {
                if let Expression::AssignmentExpression(it) = &it.expression {
                    of_value(&it.right, &mut scopes);
                }
            }
            _ => {}
        }
    }
    scopes
}

fn of_function(function: &Function<'_>) -> Option<ScopeId> {
    function.scope_id.get()
}

fn of_class(class: &Class<'_>) -> Option<ScopeId> {
    class.scope_id.get()
}

fn of_variables(variables: &VariableDeclaration<'_>, scopes: &mut HashSet<ScopeId>) {
    let values = variables.declarations.iter().filter_map(|it| it.init.as_ref());
    values.for_each(|value| of_value(value, scopes));
}

/// Adds the function that a value is, and those that an object of the top level has.
fn of_value(value: &Expression<'_>, scopes: &mut HashSet<ScopeId>) {
    let Expression::ObjectExpression(object) = value else {
        scopes.extend(of_expression(value));
        return;
    };
    let values = object.properties.iter().filter_map(|property| match property {
        ObjectPropertyKind::ObjectProperty(it) => of_expression(&it.value),
        ObjectPropertyKind::SpreadProperty(_) => None,
    });
    scopes.extend(values);
}

fn of_expression(value: &Expression<'_>) -> Option<ScopeId> {
    match value {
        Expression::ArrowFunctionExpression(it) => it.scope_id.get(),
        Expression::FunctionExpression(it) => of_function(it),
        Expression::ClassExpression(it) => of_class(it),
        _ => None,
    }
}
