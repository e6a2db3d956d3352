//! The shapes of the interfaces and type aliases of a file, for the few files of which they are asked.

use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, Statement, TSInterfaceDeclaration, TSNamespaceDeclaration,
    TSNamespaceDeclarationBody,
};

use super::{
    read::kind_of,
    record::TypeShape,
    shapes::{entity, members, shape},
};
use crate::{hash::HashMap, module::with_typescript};

/// The deepest namespaces that are looked into.
const DEEPEST: u8 = 32;

/// The shapes of each name, those in a namespace as `a.b.C`. An interface may be declared more than once.
pub type NamedShapes = HashMap<String, Vec<TypeShape>>;

/// Reads the interfaces and type aliases of a file; none if it cannot be read.
pub fn read_named_shapes(path: &str, bytes: &[u8]) -> NamedShapes {
    let read = with_typescript(bytes, kind_of(path), |text| {
        let mut found = NamedShapes::default();
        collect(&text.program.body, "", 0, &mut found);
        found
    });
    read.unwrap_or_default()
}

fn collect(statements: &[Statement<'_>], prefix: &str, depth: u8, found: &mut NamedShapes) {
    for statement in statements {
        let declaration = match statement {
            Statement::ExportDeclaration(export) => Some(&export.declaration),
            Statement::ExportDefaultDeclaration(default) => {
                if let ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) = &default.declaration
                {
                    add(prefix, &interface.id.name, of_interface(interface), found);
                }
                None
            }
            other => other.as_declaration(),
        };
        match declaration {
            Some(Declaration::TSInterfaceDeclaration(interface)) => {
                add(prefix, &interface.id.name, of_interface(interface), found);
            }
            Some(Declaration::TSTypeAliasDeclaration(alias)) => {
                add(prefix, &alias.id.name, shape(&alias.type_annotation), found);
                // A parameter may bear the name of another type.
                if alias.type_parameters.is_some() {
                    add(prefix, &alias.id.name, TypeShape::Unknown, found);
                }
            }
            // An interface of its name adds to it.
            Some(Declaration::ClassDeclaration(class)) => {
                if let Some(id) = &class.id {
                    add(prefix, &id.name, TypeShape::Unknown, found);
                }
            }
            Some(Declaration::TSNamespaceDeclaration(namespace)) if depth < DEEPEST => {
                collect_namespace(namespace, prefix, depth, found);
            }
            _ => {}
        }
    }
}

fn collect_namespace(
    namespace: &TSNamespaceDeclaration<'_>,
    prefix: &str,
    depth: u8,
    found: &mut NamedShapes,
) {
    let prefix = format!("{prefix}{}.", namespace.id.name);
    match &namespace.body {
        TSNamespaceDeclarationBody::TSModuleBlock(block) => collect(&block.body, &prefix, depth + 1, found),
        TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) if depth < DEEPEST => {
            collect_namespace(inner, &prefix, depth + 1, found);
        }
        TSNamespaceDeclarationBody::TSNamespaceDeclaration(_) => {}
    }
}

fn of_interface(interface: &TSInterfaceDeclaration<'_>) -> TypeShape {
    let own = members(&interface.body.body);
    if interface.extends.is_empty() {
        return own;
    }
    let above = interface.extends.iter().map(|heritage| entity(&heritage.type_name));
    let above = above.map(|name| name.map_or(TypeShape::Unknown, TypeShape::Reference));
    TypeShape::Intersection([own].into_iter().chain(above).collect())
}

fn add(prefix: &str, name: &str, shape: TypeShape, found: &mut NamedShapes) {
    found.entry(format!("{prefix}{name}")).or_default().push(shape);
}
