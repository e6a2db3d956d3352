//! The meanings of declared names: a value, a type, or unknown.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    declarations::{DeclarationBody, DeclaredKind, DeclaredLocal, DeclaredSignature, TypeShape},
    path::PackagePath,
    text::Span,
};

/// The names that a file of declarations exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypesNames {
    /// Those that are certainly values.
    pub values: BTreeMap<String, DeclaredValue>,
    /// Those that are types only.
    pub types: BTreeSet<String>,
    /// Those that may be either: they come from outside of the package.
    pub unknown: BTreeSet<String>,
    /// There are no other names.
    pub complete: bool,
    /// The place of `export =`, by which the module itself is a value.
    pub equals: Option<(PackagePath, Span)>,
}

/// A value, and the place that declares or exports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredValue {
    pub kind: DeclaredKind,
    pub file: PackagePath,
    pub span: Span,
    /// The arguments that it asks for, where one signature says them.
    pub signature: Option<DeclaredSignature>,
}

/// The meaning of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NameMeaning {
    Value(DeclaredKind),
    Type,
    Unknown,
    Missing,
}

/// The meaning of a name that another file adds. A value may be made there, too: that is not known.
pub(super) fn added_meaning(body: &DeclarationBody, name: &str) -> NameMeaning {
    match body.locals.get(name).and_then(own_meaning) {
        Some(NameMeaning::Type) => NameMeaning::Type,
        _ => NameMeaning::Unknown,
    }
}

pub(super) fn is_exported(body: &DeclarationBody, local: &DeclaredLocal) -> bool {
    local.is_exported || (body.exports_all && local.alias.is_none() && !local.is_default)
}

/// The meaning that declarations give a name, without its alias.
pub(super) fn own_meaning(local: &DeclaredLocal) -> Option<NameMeaning> {
    let namespace = || local.namespaces.iter().any(is_instantiated).then_some(DeclaredKind::Variable);
    match local.value.or_else(namespace) {
        Some(kind) => Some(NameMeaning::Value(kind)),
        None if local.namespaces.iter().any(|body| body.is_cut) => Some(NameMeaning::Unknown),
        None => (local.is_type || !local.namespaces.is_empty()).then_some(NameMeaning::Type),
    }
}

/// `getModuleInstanceState`: a namespace is a value if there is one in it.
fn is_instantiated(body: &DeclarationBody) -> bool {
    body.locals.values().any(|local| {
        local.value.is_some_and(|kind| kind != DeclaredKind::ConstEnum)
            || local.namespaces.iter().any(is_instantiated)
    })
}

pub(super) fn inner_meaning(local: &DeclaredLocal, rest: &[String]) -> NameMeaning {
    let Some((name, rest)) = rest.split_first() else {
        return own_meaning(local).unwrap_or(NameMeaning::Unknown);
    };
    let inner = local.namespaces.iter().find_map(|body| body.locals.get(name));
    inner.map_or(NameMeaning::Unknown, |inner| inner_meaning(inner, rest))
}

pub(super) fn names_of_local(local: &DeclaredLocal, file: &PackagePath) -> TypesNames {
    let mut names =
        TypesNames { complete: local.value != Some(DeclaredKind::Variable), ..TypesNames::default() };
    for body in &local.namespaces {
        names.complete &= !body.is_cut && body.stars.is_empty();
        for (name, inner) in body.locals.iter().filter(|(_, inner)| is_exported(body, inner)) {
            let value = |kind| DeclaredValue { kind, file: file.clone(), span: inner.span, signature: None };
            match own_meaning(inner).filter(|_| inner.alias.is_none()) {
                Some(NameMeaning::Value(kind)) => drop(names.values.insert(name.clone(), value(kind))),
                Some(NameMeaning::Type) => drop(names.types.insert(name.clone())),
                _ => drop(names.unknown.insert(name.clone())),
            }
        }
        names.unknown.extend(body.exports.iter().map(|export| export.name.value.clone()));
    }
    if let Some(TypeShape::Members { names: members, .. }) = &local.shape {
        let (kind, span) = (DeclaredKind::Variable, local.span);
        let value = DeclaredValue { kind, file: file.clone(), span, signature: None };
        names.values.extend(members.iter().map(|name| (name.clone(), value.clone())));
        names.complete = true;
    }
    names
}
