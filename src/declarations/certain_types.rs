//! The types that certainly hold no `void`, as far as one file tells.

use oxc_ast::ast::{Declaration, ImportDeclarationSpecifier, Statement, TSType, TSTypeName};

use crate::hash::HashMap;

/// Interfaces and classes of the standard library and of Node.
const STANDARD: [&str; 24] = [
    "AbortController",
    "AbortSignal",
    "Array",
    "ArrayBuffer",
    "Buffer",
    "DataView",
    "Date",
    "Error",
    "Function",
    "Int32Array",
    "Iterable",
    "Iterator",
    "Map",
    "Promise",
    "PromiseLike",
    "ReadonlyArray",
    "ReadonlyMap",
    "ReadonlySet",
    "Record",
    "RegExp",
    "Set",
    "URL",
    "Uint8Array",
    "WeakMap",
];

/// The names of types that the top of a file declares, and whether each is certain.
#[derive(Debug, Default)]
pub(super) struct CertainTypes {
    names: HashMap<String, bool>,
    /// Signatures are read here: at the top of a file that adds nothing to other modules.
    pub signs: bool,
}

impl CertainTypes {
    pub fn of(statements: &[Statement<'_>]) -> Self {
        let mut types = Self { names: HashMap::default(), signs: true };
        for statement in statements {
            match statement {
                Statement::ImportDeclaration(import) => {
                    import.specifiers.iter().flatten().for_each(|specifier| types.import(specifier));
                }
                Statement::ExportDeclaration(export) => types.declaration(&export.declaration),
                other => other.as_declaration().into_iter().for_each(|it| types.declaration(it)),
            }
        }
        types
    }

    fn import(&mut self, specifier: &ImportDeclarationSpecifier<'_>) {
        self.note(&specifier.local().name, false);
    }

    fn declaration(&mut self, declaration: &Declaration<'_>) {
        match declaration {
            Declaration::TSTypeAliasDeclaration(it) => self.note(&it.id.name, false),
            Declaration::TSImportEqualsDeclaration(it) => self.note(&it.id.name, false),
            Declaration::TSInterfaceDeclaration(it) => self.note(&it.id.name, true),
            Declaration::TSEnumDeclaration(it) => self.note(&it.id.name, true),
            Declaration::ClassDeclaration(it) => it.id.iter().for_each(|id| self.note(&id.name, true)),
            // They may add overloads.
            Declaration::TSExternalModuleDeclaration(_) | Declaration::TSGlobalDeclaration(_) => {
                self.signs = false;
            }
            _ => {}
        }
    }

    fn note(&mut self, name: &str, is_certain: bool) {
        // One name may have several declarations: an import beside an interface leaves it uncertain.
        self.names.entry(name.to_owned()).and_modify(|it| *it &= is_certain).or_insert(is_certain);
    }

    /// Tells whether a parameter of this type must be given: TypeScript asks for none that may be `void`. `generic` are the
    /// parameters of types around it.
    pub fn hold_no_void(&self, annotation: &TSType<'_>, generic: &[&str]) -> bool {
        let mut open = vec![annotation];
        while let Some(part) = open.pop() {
            match part {
                TSType::TSUnionType(union) => open.extend(&union.types),
                TSType::TSParenthesizedType(inner) => open.push(&inner.type_annotation),
                TSType::TSTypeReference(it) if self.is_certain(&it.type_name, generic) => {}
                other if is_plain(other) => {}
                _ => return false,
            }
        }
        true
    }

    fn is_certain(&self, name: &TSTypeName<'_>, generic: &[&str]) -> bool {
        let TSTypeName::IdentifierReference(name) = name else { return false };
        let name = name.name.as_str();
        let declared = self.names.get(name).copied();
        // A parameter of a type hides what is declared by its name.
        !generic.contains(&name) && declared.unwrap_or_else(|| STANDARD.contains(&name))
    }
}

/// A type whose syntax alone tells that it is no `void`.
fn is_plain(annotation: &TSType<'_>) -> bool {
    matches!(
        annotation,
        TSType::TSAnyKeyword(_)
            | TSType::TSBigIntKeyword(_)
            | TSType::TSBooleanKeyword(_)
            | TSType::TSNullKeyword(_)
            | TSType::TSNumberKeyword(_)
            | TSType::TSObjectKeyword(_)
            | TSType::TSStringKeyword(_)
            | TSType::TSSymbolKeyword(_)
            | TSType::TSUndefinedKeyword(_)
            | TSType::TSUnknownKeyword(_)
            | TSType::TSArrayType(_)
            | TSType::TSTupleType(_)
            | TSType::TSConstructorType(_)
            | TSType::TSFunctionType(_)
            | TSType::TSLiteralType(_)
            | TSType::TSTemplateLiteralType(_)
            | TSType::TSTypeLiteral(_)
            | TSType::TSTypeOperatorType(_)
    )
}
