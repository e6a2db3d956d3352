//! The names that can be imported of what `export =` hands over: those of its namespaces, and its properties.

use crate::{
    declarations::{
        DeclarationBody, DeclaredKind, DeclaredLocal, ExportOrigin, LocalAlias, RequestedName, TypeShape,
    },
    types::{
        graph::TypesEdge,
        meaning::{
            DeclaredValue, NameMeaning, TypesNames, can_be_asked, is_exported, meaning_in, names_of_local,
        },
        names::{DeclaredNameResolver, MOST_HOPS},
    },
};

/// A declaration that `export =` names, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct EqualsTarget<'b> {
    pub name: &'b str,
    pub local: &'b DeclaredLocal,
    pub file: usize,
    /// The body of the `declare module "…"` around it.
    pub around: Option<&'b DeclarationBody>,
}

impl DeclaredNameResolver<'_> {
    /// The names that can be imported of an entity of a file.
    pub(super) fn names_of_entity(&mut self, place: usize, entity: &[String]) -> TypesNames {
        let (mut place, mut name) = match entity {
            [name] => (place, name.clone()),
            _ => return TypesNames::default(),
        };
        for _ in 0..MOST_HOPS {
            let Some(file) = self.file(place) else { break };
            let Some(local) = file.module.body.locals.get(&name) else { break };
            if file.module.body.hidden.contains_key(&name) {
                break;
            }
            match &local.alias {
                None => {
                    let target = EqualsTarget { name: &name, local, file: place, around: None };
                    return self.names_of_value(target);
                }
                Some(LocalAlias::Import { request, name: RequestedName::Module, .. }) => {
                    let Some(TypesEdge::File(to)) = file.edges.get(*request).copied() else { break };
                    let Some(target) = self.file(to) else { break };
                    match &target.module.body.export_equals {
                        Some((entity, _)) if entity.len() == 1 => {
                            (place, name) = (to, entity.concat());
                        }
                        Some(_) => break,
                        None => return (*self.exports(to)).clone(),
                    }
                }
                Some(_) => break,
            }
        }
        TypesNames::default()
    }

    /// The names of the namespaces of a declaration, and its properties as far as its type tells them.
    pub(super) fn names_of_value(&mut self, target: EqualsTarget<'_>) -> TypesNames {
        let Some(file) = self.file(target.file) else { return TypesNames::default() };
        let mut names = names_of_local(target.local, &file.path);
        self.add_listed(target, &mut names);
        if let Some(shape) = shape_of(target) {
            self.add_properties(target, &shape, &mut names);
        }
        // A type of the namespace may bear the name of a property of a variable, which is a value.
        if target.local.value == Some(DeclaredKind::Variable) && !names.complete {
            names.unknown.append(&mut names.types);
        }
        names
    }

    fn add_properties(&mut self, target: EqualsTarget<'_>, shape: &TypeShape, names: &mut TypesNames) {
        let Some(file) = self.file(target.file).filter(|_| target.around.is_none()) else {
            names.complete = false;
            return;
        };
        let members = self.members(target.file, shape);
        let kind = match target.local.value {
            // Its members are written out where they are used, too.
            Some(DeclaredKind::ConstEnum) => DeclaredKind::ConstEnum,
            Some(DeclaredKind::Class) => DeclaredKind::Static,
            _ => DeclaredKind::Variable,
        };
        let value = DeclaredValue { kind, file: file.path.clone(), span: target.local.span, signature: None };
        for name in members.names.into_iter().filter(|name| can_be_asked(name)) {
            names.values.entry(name).or_insert_with(|| value.clone());
        }
        let are_known = target.local.namespaces.iter().all(|body| !body.is_cut && body.stars.is_empty());
        names.complete = are_known && !members.is_open;
    }

    /// The names that the namespaces list by `export { a as b }`.
    fn add_listed(&mut self, target: EqualsTarget<'_>, names: &mut TypesNames) {
        let Some(file) = self.file(target.file) else { return };
        for body in &target.local.namespaces {
            for export in &body.exports {
                let name = export.name.value.clone();
                let meaning = match &export.origin {
                    // TypeScript gives another default to an import.
                    _ if name == "default" => NameMeaning::Unknown,
                    ExportOrigin::Local(_) if export.is_type_only => NameMeaning::Type,
                    ExportOrigin::Local(local) => self.listed(target, body, local),
                    _ => NameMeaning::Unknown,
                };
                let (path, span) = (file.path.clone(), export.name.span);
                let value = |kind| DeclaredValue { kind, file: path, span, signature: None };
                match meaning {
                    NameMeaning::Value(kind) => drop(names.values.insert(name, value(kind))),
                    NameMeaning::Type => drop(names.types.insert(name)),
                    _ => drop(names.unknown.insert(name)),
                }
            }
        }
    }

    /// The meaning of a name that a namespace lists, looked up in it and around it.
    fn listed(&mut self, target: EqualsTarget<'_>, body: &DeclarationBody, name: &str) -> NameMeaning {
        let inside = meaning_in(body, name);
        let is_beside =
            |other: &DeclarationBody| other.locals.get(name).is_some_and(|local| is_exported(other, local));
        if inside.is_none() && target.local.namespaces.iter().any(is_beside) {
            return NameMeaning::Unknown;
        }
        let around = || target.around.and_then(|body| meaning_in(body, name));
        inside.or_else(around).unwrap_or_else(|| self.meaning_in_file(target.file, name))
    }

    /// A property of what `export =` names.
    pub(super) fn property(&mut self, file: usize, name: &str) -> NameMeaning {
        let names = self.exports(file);
        if names.values.contains_key(name) {
            return NameMeaning::Value(DeclaredKind::Variable);
        }
        let is_known = names.complete && !names.unknown.contains(name);
        match (names.types.contains(name), is_known) {
            (true, _) => NameMeaning::Type,
            (false, true) => NameMeaning::Missing,
            (false, false) => NameMeaning::Unknown,
        }
    }
}

/// The type whose properties can be imported, if it is told elsewhere. Those of a class or an enum can be where a namespace bears its
/// name, too (TS2497).
fn shape_of(target: EqualsTarget<'_>) -> Option<TypeShape> {
    match (target.local.value, &target.local.shape) {
        (Some(DeclaredKind::Class | DeclaredKind::Enum | DeclaredKind::ConstEnum), _) => {
            let statics = vec![format!("typeof {}", target.name)];
            (!target.local.namespaces.is_empty()).then_some(TypeShape::Reference(statics))
        }
        (_, Some(shape @ (TypeShape::Reference(_) | TypeShape::Intersection(_)))) => Some(shape.clone()),
        _ => None,
    }
}
