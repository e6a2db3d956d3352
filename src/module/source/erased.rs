//! Tells statements of which nothing is left in JavaScript, or in a bundle.

use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, ExportSpecifier, Statement, TSNamespaceDeclaration,
    TSNamespaceDeclarationBody,
};

/// Tells whether nothing of a statement is left in JavaScript.
pub(super) fn is_type(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::TSTypeAliasDeclaration(_) | Statement::TSInterfaceDeclaration(_) => true,
        Statement::ImportDeclaration(import) => import.import_kind.is_type(),
        Statement::ExportAllDeclaration(export) => export.export_kind.is_type(),
        Statement::ExportDeclaration(export) => is_type_declaration(&export.declaration),
        Statement::ExportNamedDeclaration(export) => {
            export.export_kind.is_type() || are_types(&export.specifiers)
        }
        Statement::ExportFromDeclaration(export) => export.export_kind.is_type(),
        Statement::ExportDefaultDeclaration(export) => {
            matches!(export.declaration, ExportDefaultDeclarationKind::TSInterfaceDeclaration(_))
        }
        other => other.as_declaration().is_some_and(is_type_declaration),
    }
}

/// Tells whether a bundle has nothing of a statement: it passes names on, or a compiler that sees all modules puts the values of
/// a `const enum` where they are used.
pub(super) fn passes_on(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ImportDeclaration(_)
        | Statement::ExportAllDeclaration(_)
        | Statement::ExportNamedDeclaration(_)
        | Statement::ExportFromDeclaration(_) => true,
        Statement::ExportDeclaration(export) => is_const_enum(&export.declaration),
        other => other.as_declaration().is_some_and(is_const_enum),
    }
}

/// `export {}` makes a file a module, and says no more.
pub(super) fn says_nothing(statement: &Statement<'_>) -> bool {
    matches!(statement, Statement::ExportNamedDeclaration(export) if export.specifiers.is_empty())
}

pub(super) fn are_types(names: &[ExportSpecifier<'_>]) -> bool {
    !names.is_empty() && names.iter().all(|name| name.export_kind.is_type())
}

pub(super) fn is_const_enum(declared: &Declaration<'_>) -> bool {
    matches!(declared, Declaration::TSEnumDeclaration(one) if one.r#const)
}

fn is_type_declaration(declared: &Declaration<'_>) -> bool {
    declared.declare()
        || match declared {
            Declaration::TSTypeAliasDeclaration(_)
            | Declaration::TSInterfaceDeclaration(_)
            | Declaration::TSGlobalDeclaration(_)
            | Declaration::TSExternalModuleDeclaration(_) => true,
            Declaration::TSNamespaceDeclaration(namespace) => has_only_types(namespace),
            _ => false,
        }
}

/// TypeScript leaves nothing of a namespace without values.
fn has_only_types(namespace: &TSNamespaceDeclaration<'_>) -> bool {
    let mut inner = namespace;
    loop {
        match &inner.body {
            TSNamespaceDeclarationBody::TSNamespaceDeclaration(next) => inner = next,
            TSNamespaceDeclarationBody::TSModuleBlock(block) => return block.body.iter().all(is_type),
        }
    }
}
