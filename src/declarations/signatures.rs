//! The numbers of arguments that declared functions and constructors ask for, where one signature says them.

use oxc_ast::ast::{
    Class, ClassElement, FormalParameter, FormalParameters, Function, MethodDefinitionKind, TSAccessibility,
    TSType, TSTypeName, TSTypeParameterDeclaration,
};

use super::record::{DeclaredLocal, DeclaredSignature, LocalSignature};

impl DeclaredLocal {
    /// Notes one more signature of the name.
    pub(super) fn sign(&mut self, signature: Option<DeclaredSignature>) {
        self.signature = match (self.signature, signature) {
            (LocalSignature::None, Some(signature)) => LocalSignature::One(signature),
            _ => LocalSignature::Unknown,
        };
    }
}

/// The signature of a declared function.
pub(super) fn of_function(function: &Function<'_>) -> Option<DeclaredSignature> {
    signature(&function.params, &[function.type_parameters.as_deref()], false)
}

/// The signature of a type that a variable is declared with.
pub(super) fn of_type(annotation: &TSType<'_>) -> Option<DeclaredSignature> {
    match annotation {
        TSType::TSParenthesizedType(inner) => of_type(&inner.type_annotation),
        TSType::TSFunctionType(it) => signature(&it.params, &[it.type_parameters.as_deref()], false),
        _ => None,
    }
}

/// The signature of the one constructor of a class. A class without any has that of the class above.
pub(super) fn of_class(class: &Class<'_>) -> Option<DeclaredSignature> {
    let mut constructors = class.body.body.iter().filter_map(|member| match member {
        ClassElement::MethodDefinition(it) if it.kind == MethodDefinitionKind::Constructor => Some(it),
        _ => None,
    });
    match (constructors.next(), constructors.next()) {
        (None, _) => class.heritage.is_none().then_some(DeclaredSignature { is_class: true, required: 0 }),
        (Some(it), None) if !matches!(it.accessibility, Some(TSAccessibility::Private)) => {
            signature(&it.value.params, &[class.type_parameters.as_deref()], true)
        }
        _ => None,
    }
}

fn signature(
    params: &FormalParameters<'_>,
    generic: &[Option<&TSTypeParameterDeclaration<'_>>],
    is_class: bool,
) -> Option<DeclaredSignature> {
    // The elements of a tuple are parameters, too.
    let rest = params.rest.as_ref().map(|rest| rest.type_annotation.as_ref());
    let is_plain_rest = match rest {
        None | Some(None) => true,
        Some(Some(annotation)) => matches!(annotation.type_annotation, TSType::TSArrayType(_)),
    };
    let must_be_given = |param: &&FormalParameter<'_>| !param.optional && param.initializer.is_none();
    let names = generic.iter().flatten().flat_map(|it| &it.params);
    let names: Vec<&str> = names.map(|param| param.name.name.as_str()).collect();
    let may_be_void = |param: &FormalParameter<'_>| {
        param.type_annotation.as_ref().is_some_and(|it| may_be_void(&it.type_annotation, &names))
    };
    if !is_plain_rest || params.items.iter().any(may_be_void) {
        return None;
    }
    let required = params.items.iter().rposition(|param| must_be_given(&param)).map_or(0, |last| last + 1);
    Some(DeclaredSignature { is_class, required: u32::try_from(required).ok()? })
}

/// Tells whether a parameter of this type may be left out although it does not say so: TypeScript asks for no `void`.
fn may_be_void(annotation: &TSType<'_>, generic: &[&str]) -> bool {
    let mut open = vec![annotation];
    while let Some(part) = open.pop() {
        match part {
            TSType::TSUnionType(union) => open.extend(&union.types),
            TSType::TSParenthesizedType(inner) => open.push(&inner.type_annotation),
            TSType::TSTypeReference(reference) => match &reference.type_name {
                TSTypeName::IdentifierReference(name) if !generic.contains(&name.name.as_str()) => {}
                TSTypeName::QualifiedName(_) => {}
                _ => return true,
            },
            TSType::TSVoidKeyword(_)
            | TSType::TSConditionalType(_)
            | TSType::TSIndexedAccessType(_)
            | TSType::TSIntersectionType(_)
            | TSType::TSImportType(_)
            | TSType::TSInferType(_)
            | TSType::TSTypeQuery(_) => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::declarations::{LocalSignature, read_declarations};

    #[test]
    fn arguments_that_declarations_ask_for() {
        for (source, expected) in [
            ("export declare function f(): void", Some(0)),
            ("export declare function f(a: A, b?: B): void", Some(1)),
            ("export declare function f(a: A, { b }: B, ...c: C[]): void", Some(2)),
            ("export declare function f(this: Window, a: A): void", Some(1)),
            ("export declare function f<T>(a: T[], b: unknown): void", Some(2)),
            ("export declare const f: (a: A, b: string | null) => void", Some(2)),
            ("export declare class f { constructor(a: A, b?: B); m(): void }", Some(1)),
            ("export declare class f {}", Some(0)),
            // What only a checker can tell.
            ("export declare function f(a: A): void; export declare function f(a: A, b: B): void", None),
            ("export declare function f(a: A, b: void): void", None),
            ("export declare function f(a: string | (void)): void", None),
            ("export declare function f<T>(a: T): void", None),
            ("export declare function f(...a: [A, B]): void", None),
            ("export declare function f(...a: Parameters<G>): void", None),
            ("export declare function f(a: A['b']): void", None),
            ("export declare class f<T> { constructor(a: T) }", None),
            ("export declare class f { constructor(a: A); constructor(a: A, b: B) }", None),
            ("export declare class f { private constructor(a: A) }", None),
            ("export declare class f extends G {}", None),
            ("export declare const f: G", None),
            ("export declare const f: { (a: A): void }", None),
        ] {
            let module = read_declarations("a.d.ts", source.as_bytes());
            let found = match module.body.locals["f"].signature {
                LocalSignature::One(signature) => Some(signature.required),
                _ => None,
            };
            assert_eq!(found, expected, "{source}");
        }
    }
}
