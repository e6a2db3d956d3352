//! The meanings of declared names: a value, a type, or unknown.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    declarations::{
        DeclarationBody, DeclaredExport, DeclaredKind, DeclaredLocal, DeclaredSignature, ExportOrigin,
        NamespaceInstance, TypeShape,
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

/// The meaning of a name as the statements of a body see it, or of those around; `None` if the body does not declare it.
pub(super) fn meaning_in(body: &DeclarationBody, name: &str) -> Option<NameMeaning> {
    match (body.hidden.get(name), body.locals.get(name)) {
        (Some(hidden), exported) => Some(meaning_of_two(hidden, exported)),
        (None, local) => Some(match own_meaning(local?) {
            Some(value @ NameMeaning::Value(_)) => value,
            Some(meaning) if local?.alias.is_none() => meaning,
            _ => NameMeaning::Unknown,
        }),
    }
}

/// The most entries of a list of exports in which names are looked up one by one.
const MOST_LISTED: usize = 500;

/// The meaning of an entry of a list of exports, as far as its own body tells it.
pub(super) fn meaning_of_listed(body: &DeclarationBody, export: &DeclaredExport) -> NameMeaning {
    match &export.origin {
        _ if export.is_type_only => NameMeaning::Type,
        ExportOrigin::Local(local) => meaning_in(body, local).unwrap_or(NameMeaning::Unknown),
        ExportOrigin::Declared { value: Some(kind), .. } => NameMeaning::Value(*kind),
        _ => NameMeaning::Unknown,
    }
}

/// The meaning of a name that an import asks of `declare module "…"`.
pub(super) fn meaning_in_ambient(body: &DeclarationBody, name: &str) -> NameMeaning {
    // One without a body has every name.
    let is_bare = !body.exports_all && body.exports.is_empty();
    if is_bare || body.export_equals.is_some() {
        return NameMeaning::Unknown;
    }
    // Every name that is asked walks over the list.
    if body.exports.len() > MOST_LISTED {
        return NameMeaning::Unknown;
    }
    if let Some(export) = body.exports.iter().find(|export| export.name.value == name) {
        return meaning_of_listed(body, export);
    }
    let local = body.locals.get(name).filter(|local| is_exported(body, local));
    match local {
        Some(local) if local.alias.is_none() => own_meaning(local).unwrap_or(NameMeaning::Unknown),
        Some(_) => NameMeaning::Unknown,
        None if body.stars.is_empty() && !body.is_cut => NameMeaning::Missing,
        None => NameMeaning::Unknown,
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

/// Tells whether anybody imports a property by this name: nobody does the `prototype` of a class.
pub(super) fn can_be_asked(name: &str) -> bool {
    name != "prototype"
}

pub(super) fn names_of_local(local: &DeclaredLocal, file: &PackagePath) -> TypesNames {
    let complete = match local.value {
        Some(DeclaredKind::Variable) => false,
        // Beside a namespace, static members and those of an enum can be imported, too.
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
    }
    if let Some(TypeShape::Members { names: members, .. }) = &local.shape {
        let (kind, span) = (DeclaredKind::Variable, local.span);
        let value = DeclaredValue { kind, file: file.clone(), span, signature: None };
        let members = members.iter().filter(|name| can_be_asked(name));
        names.values.extend(members.map(|name| (name.clone(), value.clone())));
        names.complete = true;
    }
    names
}
