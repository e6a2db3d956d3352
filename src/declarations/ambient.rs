//! The rules of ambient contexts: what makes a file a module, and where everything is exported.

use oxc_ast::ast::{ExportDefaultDeclarationKind, Statement, TSModuleReference};

/// `isExternalModule`: an import or export at the top.
pub(super) fn is_module(statements: &[Statement<'_>]) -> bool {
    statements.iter().any(|statement| match statement {
        Statement::TSImportEqualsDeclaration(import) => {
            matches!(import.module_reference, TSModuleReference::ExternalModuleReference(_))
        }
        Statement::TSNamespaceExportDeclaration(_) => false,
        other => other.is_module_declaration(),
    })
}

/// `hasExportDeclarations`: without a list of exports, all declarations of an ambient context are exported.
pub(super) fn exports_explicitly(statements: &[Statement<'_>]) -> bool {
    statements.iter().any(|statement| match statement {
        Statement::ExportAllDeclaration(_)
        | Statement::ExportFromDeclaration(_)
        | Statement::ExportNamedDeclaration(_)
        | Statement::TSExportAssignment(_) => true,
        // A declaration only has the words before it.
        Statement::ExportDefaultDeclaration(default) => !matches!(
            default.declaration,
            ExportDefaultDeclarationKind::FunctionDeclaration(_)
                | ExportDefaultDeclarationKind::ClassDeclaration(_)
                | ExportDefaultDeclarationKind::TSInterfaceDeclaration(_)
        ),
        _ => false,
    })
}
