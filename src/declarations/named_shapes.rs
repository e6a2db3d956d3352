//! The shapes of the interfaces, type aliases and classes of a file, for the few files of which they are asked.

use oxc_ast::ast::{
    Class, Declaration, ExportDefaultDeclarationKind, Statement, TSEnumDeclaration, TSEnumMemberName,
    TSInterfaceDeclaration, TSNamespaceDeclaration, TSNamespaceDeclarationBody,
};

use super::{
    class_shapes::class_shape,
    read::kind_of,
    record::TypeShape,
    shapes::{entity, members, shape},
};
use crate::{hash::HashMap, module::with_typescript};

/// The deepest namespaces that are looked into.
const DEEPEST: u8 = 32;

/// The shapes of each name, those in a namespace as `a.b.C`. An interface may be declared more than once. What a class or an enum is
/// as a value has the name `typeof C`.
pub type NamedShapes = HashMap<String, Vec<TypeShape>>;

/// Reads the interfaces, type aliases and classes of a file; none if it cannot be read.
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
                match &default.declaration {
                    ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => {
                        add(prefix, &interface.id.name, of_interface(interface), found);
                    }
                    ExportDefaultDeclarationKind::ClassDeclaration(class) => add_class(prefix, class, found),
                    _ => {}
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
            Some(Declaration::ClassDeclaration(class)) => add_class(prefix, class, found),
            Some(Declaration::TSEnumDeclaration(it)) => add_enum(prefix, it, found),
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

/// An interface of its name adds to it.
fn add_class(prefix: &str, class: &Class<'_>, found: &mut NamedShapes) {
    let Some(id) = &class.id else { return };
    add(prefix, &id.name, class_shape(class, false), found);
    add(&format!("{prefix}typeof "), &id.name, class_shape(class, true), found);
}

fn add_enum(prefix: &str, it: &TSEnumDeclaration<'_>, found: &mut NamedShapes) {
    let names = it.body.members.iter().filter_map(|member| member_name(&member.id)).collect();
    let shape = TypeShape::Members { names, is_callable: false };
    add(&format!("{prefix}typeof "), &it.id.name, shape, found);
}

fn member_name(name: &TSEnumMemberName<'_>) -> Option<String> {
    match name {
        TSEnumMemberName::Identifier(name) => Some(name.name.to_string()),
        TSEnumMemberName::String(text) | TSEnumMemberName::ComputedString(text) => {
            Some(text.value.to_string())
        }
        TSEnumMemberName::ComputedTemplateString(text) => text.single_quasi().map(|text| text.to_string()),
    }
}

fn add(prefix: &str, name: &str, shape: TypeShape, found: &mut NamedShapes) {
    found.entry(format!("{prefix}{name}")).or_default().push(shape);
}
