//! The names of `declare module "…"` in files that are no modules, where a package declares itself so.

use std::sync::Arc;

use crate::{
    declarations::DeclarationBody,
    types::{
        equals::EqualsTarget,
        graph::TypesEdge,
        meaning::{
            DeclaredValue, NameMeaning, TypesNames, is_exported, meaning_in_ambient, meaning_of_listed,
            own_meaning,
        },
        names::DeclaredNameResolver,
    },
};

impl DeclaredNameResolver<'_> {
    /// Every name that an import of a specifier gets, where it leads to this file.
    pub fn exports_as(&mut self, file: usize, specifier: &str) -> Arc<TypesNames> {
        match self.graph().ambient_of(file, specifier) {
            Some(TypesEdge::Ambient(file, at)) => {
                let names = self.ambient(file, at).map(|body| self.names_of_ambient(file, body));
                names.and_then(|names| self.count(names)).map(Arc::new).unwrap_or_default()
            }
            _ => self.exports(file),
        }
    }

    /// Tells whether an ambient module surely lacks a name. To TypeScript it may have a default all the same.
    pub(super) fn ambient_lacks(&self, file: usize, at: usize, name: &str) -> bool {
        let body = self.ambient(file, at).filter(|_| name != "default");
        body.is_some_and(|body| meaning_in_ambient(body, name) == NameMeaning::Missing)
    }

    fn names_of_ambient(&mut self, place: usize, body: &DeclarationBody) -> TypesNames {
        let Some(file) = self.file(place) else { return TypesNames::default() };
        if let Some((entity, span)) = &body.export_equals {
            let local =
                entity.first().filter(|_| entity.len() == 1).and_then(|it| body.locals.get_key_value(it));
            let names =
                local.filter(|(name, local)| local.alias.is_none() && !body.hidden.contains_key(*name));
            let names = names.map(|(name, local)| {
                self.names_of_value(EqualsTarget { name, local, file: place, around: Some(body) })
            });
            return TypesNames { equals: Some((file.path.clone(), *span)), ..names.unwrap_or_default() };
        }
        // One without a body has every name.
        let is_written = body.exports_all || !body.exports.is_empty();
        let complete = is_written && body.stars.is_empty() && !body.is_cut;
        let mut names = TypesNames { complete, ..TypesNames::default() };
        let locals = body.locals.iter().filter(|(_, local)| is_exported(body, local));
        let locals = locals.map(|(name, local)| {
            let meaning = own_meaning(local).filter(|_| local.alias.is_none());
            (name, local.span, meaning.unwrap_or(NameMeaning::Unknown))
        });
        let listed = body
            .exports
            .iter()
            .map(|export| (&export.name.value, export.name.span, meaning_of_listed(body, export)));
        for (name, span, meaning) in locals.chain(listed) {
            match meaning {
                NameMeaning::Value(kind) => {
                    let value = DeclaredValue { kind, file: file.path.clone(), span, signature: None };
                    names.values.insert(name.clone(), value);
                }
                NameMeaning::Type => drop(names.types.insert(name.clone())),
                _ => drop(names.unknown.insert(name.clone())),
            }
        }
        names
    }
}
