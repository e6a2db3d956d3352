//! The meanings of declared names: a value, a type, or unknown.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    declarations::{
        DeclarationBody, DeclaredKind, DeclaredLocal, DeclaredSignature, NamespaceInstance, TypeShape,
    },
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
    match (local.value, local.instance) {
        (Some(kind), _) => Some(NameMeaning::Value(kind)),
        (None, NamespaceInstance::Value) => Some(NameMeaning::Value(DeclaredKind::Variable)),
        (None, NamespaceInstance::Unknown) => Some(NameMeaning::Unknown),
        (None, NamespaceInstance::Type) => {
            (local.is_type || !local.namespaces.is_empty()).then_some(NameMeaning::Type)
        }
    }
}

/// The meaning of a name that is declared twice, once without `export`: only that declaration is surely seen in its file.
pub(super) fn meaning_of_two(hidden: &DeclaredLocal, exported: Option<&DeclaredLocal>) -> NameMeaning {
    match (own_meaning(hidden), exported.and_then(own_meaning)) {
        (Some(value @ NameMeaning::Value(_)), _) => value,
        (Some(NameMeaning::Type), Some(value @ NameMeaning::Value(_))) if hidden.alias.is_none() => value,
        (Some(NameMeaning::Type), Some(NameMeaning::Type)) if hidden.alias.is_none() => NameMeaning::Type,
        _ => NameMeaning::Unknown,
    }
}

/// The most bodies of a namespace in which a name is looked up.
const MOST_BODIES: usize = 64;

/// The meaning of a name in namespaces, of which each may have several bodies.
pub(super) fn inner_meaning(local: &DeclaredLocal, rest: &[String]) -> NameMeaning {
    let mut level = vec![local];
    for name in rest {
        let bodies = level.iter().flat_map(|local| &local.namespaces).take(MOST_BODIES + 1);
        let bodies: Vec<_> = bodies.collect();
        if bodies.len() > MOST_BODIES {
            return NameMeaning::Unknown;
        }
        level = bodies.into_iter().filter_map(|body| body.locals.get(name)).collect();
    }
    let meanings: Vec<_> = level.iter().map(|local| own_meaning(local)).collect();
    let value = meanings.iter().flatten().find(|meaning| matches!(meaning, NameMeaning::Value(_)));
    let are_types = !meanings.is_empty() && meanings.iter().all(|it| *it == Some(NameMeaning::Type));
    match value {
        Some(value) => value.clone(),
        None if are_types && level.iter().all(|local| local.alias.is_none()) => NameMeaning::Type,
        None => NameMeaning::Unknown,
    }
}

pub(super) fn names_of_local(local: &DeclaredLocal, file: &PackagePath) -> TypesNames {
    let complete = match local.value {
        Some(DeclaredKind::Variable) => false,
        // Beside a namespace, static members and those of an enum can be imported, too, and they are not read.
        Some(DeclaredKind::Class | DeclaredKind::Enum | DeclaredKind::ConstEnum) => {
            local.namespaces.is_empty()
        }
        _ => true,
    };
    let mut names = TypesNames { complete, ..TypesNames::default() };
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
