//! The numbers of arguments that declared functions and constructors ask for, where one signature says them.

use oxc_ast::ast::{
    Class, ClassElement, FormalParameter, FormalParameters, Function, MethodDefinitionKind, TSAccessibility,
    TSType, TSTypeParameterDeclaration,
};

use super::{
    certain_types::CertainTypes,
    record::{DeclaredLocal, DeclaredSignature, LocalSignature},
};

impl DeclaredLocal {
    /// Notes one more signature of the name.
    pub(super) fn sign(&mut self, signature: Option<DeclaredSignature>) {
        self.signature = match (self.signature, signature) {
            (LocalSignature::None, Some(signature)) => LocalSignature::One(signature),
            _ => LocalSignature::Unknown,
        };
    }
}

impl CertainTypes {
    /// The signature of a declared function.
    pub(super) fn of_function(&self, function: &Function<'_>) -> Option<DeclaredSignature> {
        self.signature(&function.params, function.type_parameters.as_deref(), false)
    }

    /// The signature of a type that a variable is declared with.
    pub(super) fn of_type(&self, annotation: &TSType<'_>) -> Option<DeclaredSignature> {
        let mut annotation = annotation;
        while let TSType::TSParenthesizedType(inner) = annotation {
            annotation = &inner.type_annotation;
        }
        let TSType::TSFunctionType(it) = annotation else { return None };
        self.signature(&it.params, it.type_parameters.as_deref(), false)
    }

    /// The signature of the one constructor of a class. A class without any has that of the class above.
    pub(super) fn of_class(&self, class: &Class<'_>) -> Option<DeclaredSignature> {
        let mut constructors = class.body.body.iter().filter_map(|member| match member {
            ClassElement::MethodDefinition(it) if it.kind == MethodDefinitionKind::Constructor => Some(it),
            _ => None,
        });
        match (constructors.next(), constructors.next()) {
            (None, _) if class.heritage.is_none() && self.signs => {
                Some(DeclaredSignature { is_class: true, required: 0 })
            }
            // Code outside of the class cannot call a private constructor.
            (Some(it), None) if !matches!(it.accessibility, Some(TSAccessibility::Private)) => {
                self.signature(&it.value.params, class.type_parameters.as_deref(), true)
            }
            _ => None,
        }
    }

    fn signature(
        &self,
        params: &FormalParameters<'_>,
        generic: Option<&TSTypeParameterDeclaration<'_>>,
        is_class: bool,
    ) -> Option<DeclaredSignature> {
        // The elements of a tuple are parameters, too.
        let rest = params.rest.as_ref().map(|rest| rest.type_annotation.as_ref());
        let is_plain_rest = match rest {
            None | Some(None) => true,
            Some(Some(annotation)) => matches!(annotation.type_annotation, TSType::TSArrayType(_)),
        };
        let names = generic.into_iter().flat_map(|it| &it.params);
        let names: Vec<&str> = names.map(|param| param.name.name.as_str()).collect();
        let is_certain = |param: &FormalParameter<'_>| {
            let annotation = param.type_annotation.as_ref();
            annotation.is_none_or(|it| self.hold_no_void(&it.type_annotation, &names))
        };
        let must_be_given = |param: &FormalParameter<'_>| !param.optional && param.initializer.is_none();
        let last = params.items.iter().rposition(must_be_given);
        // Those before the last that must be given must be given, too, whatever they are.
        let is_known = last.and_then(|last| params.items.get(last)).is_none_or(is_certain);
        let required = u32::try_from(last.map_or(0, |last| last + 1)).ok()?;
        (self.signs && is_plain_rest && is_known).then_some(DeclaredSignature { is_class, required })
    }
}

#[cfg(test)]
mod tests {
    use crate::declarations::{LocalSignature, read_declarations};

    #[test]
    fn arguments_that_declarations_ask_for() {
        let known = "interface A {} interface B {} interface C {} interface G {}\n";
        for (source, expected) in [
            ("export declare function f(): void", Some(0)),
            ("export declare function f(a: A, b?: B): void", Some(1)),
            ("export declare function f(a: A, { b }: B, ...c: C[]): void", Some(2)),
            ("export declare function f(this: Window, a: A): void", Some(1)),
            ("export declare function f<T>(a: T[], b: unknown): void", Some(2)),
            ("export declare const f: (a: A, b: string | null) => void", Some(2)),
            ("export declare class f { constructor(a: A, b?: B); m(): void }", Some(1)),
            ("export declare class f {}", Some(0)),
            ("export declare function f(a: void, b: string): void", Some(2)),
            ("export declare function f(a: string, b?: void): void", Some(1)),
            ("enum E {} class K {} export declare function f(a: E, b: K | null): void", Some(2)),
            ("export declare function f(a: Map<string, void>, b: Promise<void>): void", Some(2)),
            ("export declare function f(a: Record<string, void>): void", Some(1)),
            ("interface Promise {} export declare function f(a: Promise): void", Some(1)),
            ("export declare function f(a: () => void): void", Some(1)),
            ("export declare function f(a: void[], b: [void], c: { d: void }): void", Some(3)),
            // What only a checker can tell.
            ("type V = string | void; export declare function f(a: V): void", None),
            ("import { V } from './v'; export declare function f(a: V): void", None),
            ("import V = require('./v'); export declare function f(a: V): void", None),
            ("type M<T> = T | Promise<T>; export declare function f(a: M<void>): void", None),
            ("declare namespace N { type V = void } export declare function f(a: N.V): void", None),
            ("export declare function f(a: ReturnType<() => void>): void", None),
            ("export declare function f(a: Awaited<void>): void", None),
            ("export declare function f(a: Extract<string | void, void>): void", None),
            ("export declare function f(a: Partial<void>): void", None),
            ("type Map = void; export declare function f(a: Map): void", None),
            ("export declare function f<Map>(a: Map): void", None),
            ("export declare class f<T> { constructor(a: { [K in keyof T]: T[K] }) }", None),
            ("export declare function f(a: A): void; declare module './a.js' { function f(): void }", None),
            ("export declare class f {} declare global { interface G {} }", None),
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
            let module = read_declarations("a.d.ts", format!("{known}{source}").as_bytes());
            let found = match module.body.locals["f"].signature {
                LocalSignature::One(signature) => Some(signature.required),
                _ => None,
            };
            assert_eq!(found, expected, "{source}");
        }
    }
}
