//! Types as shapes.

use oxc_ast::ast::{Expression, TSSignature, TSType, TSTypeName, TSTypeQueryExprName};

use super::record::TypeShape;

/// The shape of a type.
pub(super) fn shape(of: &TSType<'_>) -> TypeShape {
    match of {
        TSType::TSFunctionType(_) | TSType::TSConstructorType(_) => TypeShape::Callable,
        TSType::TSArrayType(_) | TSType::TSTupleType(_) => TypeShape::List,
        TSType::TSBigIntKeyword(_)
        | TSType::TSBooleanKeyword(_)
        | TSType::TSNumberKeyword(_)
        | TSType::TSStringKeyword(_)
        | TSType::TSSymbolKeyword(_)
        | TSType::TSLiteralType(_) => TypeShape::Primitive,
        TSType::TSTypeLiteral(literal) => members(&literal.members),
        TSType::TSParenthesizedType(inner) => shape(&inner.type_annotation),
        TSType::TSIntersectionType(_) => TypeShape::Intersection(parts(of).into_iter().map(shape).collect()),
        TSType::TSTypeReference(reference) => {
            entity(&reference.type_name).map_or(TypeShape::Unknown, TypeShape::Reference)
        }
        TSType::TSTypeQuery(query) => match &query.expr_name {
            TSTypeQueryExprName::TSImportType(_) => TypeShape::Unknown,
            name => name.as_ts_type_name().and_then(entity).map_or(TypeShape::Unknown, TypeShape::Query),
        },
        _ => TypeShape::Unknown,
    }
}

/// The parts of intersections within intersections, side by side: a shape must not nest as deep as a text may.
fn parts<'t, 'a>(of: &'t TSType<'a>) -> Vec<&'t TSType<'a>> {
    let (mut found, mut open) = (Vec::new(), vec![of]);
    while let Some(part) = open.pop() {
        match part {
            TSType::TSIntersectionType(all) => open.extend(all.types.iter().rev()),
            TSType::TSParenthesizedType(inner) => open.push(&inner.type_annotation),
            other => found.push(other),
        }
    }
    found
}

pub(super) fn members(of: &[TSSignature<'_>]) -> TypeShape {
    let mut names = Vec::new();
    let mut is_callable = false;
    for member in of {
        match member {
            TSSignature::TSPropertySignature(property) => {
                names.extend(property.key.static_name().map(|name| name.to_string()));
            }
            TSSignature::TSMethodSignature(method) => {
                names.extend(method.key.static_name().map(|name| name.to_string()));
            }
            TSSignature::TSCallSignatureDeclaration(_) | TSSignature::TSConstructSignatureDeclaration(_) => {
                is_callable = true;
            }
            // With an index signature, any name may be there.
            TSSignature::TSIndexSignature(_) => return TypeShape::Unknown,
        }
    }
    TypeShape::Members { names, is_callable }
}

/// `a.b.c` as its parts.
pub(super) fn entity(name: &TSTypeName<'_>) -> Option<Vec<String>> {
    let (mut parts, mut name) = (Vec::new(), name);
    loop {
        match name {
            TSTypeName::IdentifierReference(identifier) => {
                parts.push(identifier.name.to_string());
                parts.reverse();
                return Some(parts);
            }
            TSTypeName::QualifiedName(qualified) => {
                parts.push(qualified.right.name.to_string());
                name = &qualified.left;
            }
            TSTypeName::ThisExpression(_) => return None,
        }
    }
}

/// The parts of an expression such as `a.b`; empty if it is another.
pub(super) fn expression_entity(expression: &Expression<'_>) -> Vec<String> {
    let (mut parts, mut expression) = (Vec::new(), expression);
    loop {
        match expression {
            Expression::Identifier(identifier) => {
                parts.push(identifier.name.to_string());
                parts.reverse();
                return parts;
            }
            Expression::StaticMemberExpression(member) => {
                parts.push(member.property.name.to_string());
                expression = &member.object;
            }
            _ => return Vec::new(),
        }
    }
}
