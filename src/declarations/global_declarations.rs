//! Declarations in the scope that all files share, with what decides whether another of the name can stand beside them.

use oxc_ast::ast::{
    Declaration, Statement, TSNamespaceDeclaration, TSNamespaceDeclarationBody, TSType, VariableDeclaration,
    VariableDeclarationKind,
};
use oxc_span::Span;

use crate::{module::TypeScriptText, text::Spanned};

/// A declaration of a global name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobalDeclaration {
    pub name: Spanned<String>,
    pub kind: GlobalKind,
}

/// The kind of a global declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlobalKind {
    /// `var`, with its type where that is a single keyword.
    Variable(Option<&'static str>),
    /// `let` and `const`.
    BlockScoped,
    Function,
    Class,
    Enum,
    ConstEnum,
    /// A namespace that surely is a value.
    Namespace,
    Interface,
    Alias,
}

impl GlobalKind {
    /// Tells whether TypeScript surely refuses two files with these declarations of one name: the flags of symbols in its binder,
    /// and, of variables, types that cannot be identical.
    pub fn conflicts(self, other: Self) -> bool {
        match (self, other) {
            (Self::Variable(one), Self::Variable(another)) => {
                one.is_some() && another.is_some() && one != another
            }
            (Self::BlockScoped, other) | (other, Self::BlockScoped) => other.is_value(),
            (Self::Variable(_), other) | (other, Self::Variable(_)) => other.is_value(),
            (one, another) => one.refuses(another) || another.refuses(one),
        }
    }

    /// One half of the table for what is no variable.
    fn refuses(self, other: Self) -> bool {
        match self {
            Self::Class => matches!(other, Self::Class | Self::Enum | Self::ConstEnum | Self::Alias),
            Self::Enum => matches!(other, Self::Function | Self::Interface | Self::ConstEnum | Self::Alias),
            Self::ConstEnum => {
                matches!(other, Self::Function | Self::Interface | Self::Namespace | Self::Alias)
            }
            Self::Alias => matches!(other, Self::Interface | Self::Alias),
            _ => false,
        }
    }

    fn is_value(self) -> bool {
        !matches!(self, Self::Interface | Self::Alias)
    }
}

/// The declarations among these statements of the global scope.
pub(super) fn global_declarations<'s>(
    text: &TypeScriptText<'_>,
    statements: impl Iterator<Item = &'s Statement<'s>>,
) -> Vec<GlobalDeclaration> {
    let mut found = Vec::new();
    let mut add = |name: &str, span: Span, kind| {
        let name = Spanned { value: name.to_owned(), span: text.span(span) };
        found.push(GlobalDeclaration { name, kind });
    };
    for declaration in statements.filter_map(declared_by) {
        match declaration {
            Declaration::VariableDeclaration(variables) => add_variables(variables, &mut add),
            Declaration::FunctionDeclaration(it) => {
                it.id.iter().for_each(|id| add(&id.name, id.span, GlobalKind::Function));
            }
            Declaration::ClassDeclaration(it) => {
                it.id.iter().for_each(|id| add(&id.name, id.span, GlobalKind::Class));
            }
            Declaration::TSTypeAliasDeclaration(it) => add(&it.id.name, it.id.span, GlobalKind::Alias),
            Declaration::TSInterfaceDeclaration(it) => add(&it.id.name, it.id.span, GlobalKind::Interface),
            Declaration::TSEnumDeclaration(it) => {
                let kind = if it.r#const { GlobalKind::ConstEnum } else { GlobalKind::Enum };
                add(&it.id.name, it.id.span, kind);
            }
            Declaration::TSNamespaceDeclaration(it) if is_value(it) => {
                add(&it.id.name, it.id.span, GlobalKind::Namespace);
            }
            _ => {}
        }
    }
    found
}

/// The declaration of a statement, exported or not: inside of `declare global` the word changes nothing.
fn declared_by<'s>(statement: &'s Statement<'s>) -> Option<&'s Declaration<'s>> {
    match statement {
        Statement::ExportDeclaration(export) => Some(&export.declaration),
        other => other.as_declaration(),
    }
}

fn add_variables(variables: &VariableDeclaration<'_>, add: &mut impl FnMut(&str, Span, GlobalKind)) {
    for declarator in &variables.declarations {
        let annotated = declarator.type_annotation.as_ref().map(|it| &it.type_annotation);
        let kind = match variables.kind {
            VariableDeclarationKind::Var => GlobalKind::Variable(annotated.and_then(keyword)),
            _ => GlobalKind::BlockScoped,
        };
        for id in declarator.id.get_binding_identifiers() {
            add(&id.name, id.span, kind);
        }
    }
}

/// The type that is one keyword.
fn keyword(annotation: &TSType<'_>) -> Option<&'static str> {
    match annotation {
        TSType::TSAnyKeyword(_) => Some("any"),
        TSType::TSBigIntKeyword(_) => Some("bigint"),
        TSType::TSBooleanKeyword(_) => Some("boolean"),
        TSType::TSNeverKeyword(_) => Some("never"),
        TSType::TSNumberKeyword(_) => Some("number"),
        TSType::TSObjectKeyword(_) => Some("object"),
        TSType::TSStringKeyword(_) => Some("string"),
        TSType::TSSymbolKeyword(_) => Some("symbol"),
        TSType::TSUnknownKeyword(_) => Some("unknown"),
        _ => None,
    }
}

/// Tells whether a namespace surely is a value: one is declared directly in it.
fn is_value(namespace: &TSNamespaceDeclaration<'_>) -> bool {
    let TSNamespaceDeclarationBody::TSModuleBlock(block) = &namespace.body else { return false };
    let is_value = |declaration: &Declaration<'_>| {
        matches!(
            declaration,
            Declaration::VariableDeclaration(_)
                | Declaration::FunctionDeclaration(_)
                | Declaration::ClassDeclaration(_)
        )
    };
    block.body.iter().filter_map(declared_by).any(is_value)
}
