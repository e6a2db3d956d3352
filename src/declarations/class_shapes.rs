//! Classes as shapes: the members of what they make, and those of the class itself.

use oxc_ast::ast::{Class, ClassElement, MethodDefinition, MethodDefinitionKind, PropertyKey};

use super::{record::TypeShape, shapes::expression_entity};

/// The shape of a class, or of what it makes, with that of the class above.
pub(super) fn class_shape(class: &Class<'_>, is_static: bool) -> TypeShape {
    let own = own_members(class, is_static);
    let Some(above) = &class.heritage else { return own };
    let mut path = expression_entity(&above.expression);
    let above = match path.last_mut() {
        Some(last) if is_static => {
            *last = format!("typeof {last}");
            TypeShape::Reference(path)
        }
        Some(_) => TypeShape::Reference(path),
        None => TypeShape::Unknown,
    };
    TypeShape::Intersection(vec![own, above])
}

fn own_members(class: &Class<'_>, is_static: bool) -> TypeShape {
    let mut names = Vec::new();
    for element in &class.body.body {
        match element {
            ClassElement::MethodDefinition(it) if it.r#static == is_static => match it.kind {
                MethodDefinitionKind::Constructor if makes_properties(it) => return TypeShape::Unknown,
                MethodDefinitionKind::Constructor => {}
                _ => names.extend(name(&it.key)),
            },
            ClassElement::PropertyDefinition(it) if it.r#static == is_static => names.extend(name(&it.key)),
            ClassElement::AccessorProperty(it) if it.r#static == is_static => names.extend(name(&it.key)),
            // With an index signature, any name may be there.
            ClassElement::TSIndexSignature(it) if it.r#static == is_static => return TypeShape::Unknown,
            _ => {}
        }
    }
    TypeShape::Members { names, is_callable: false }
}

/// `constructor(public a: string)`
fn makes_properties(constructor: &MethodDefinition<'_>) -> bool {
    constructor.value.params.items.iter().any(|it| it.accessibility.is_some() || it.readonly)
}

/// A name that others can ask for: that of a private `#a` is none.
fn name(key: &PropertyKey<'_>) -> Option<String> {
    key.static_name().map(|name| name.to_string())
}
