//! Namespaces that are values: `getModuleInstanceState`.

use super::record::{
    DeclarationBody, DeclaredKind, DeclaredLocal, ExportOrigin, LocalAlias, NamespaceInstance,
};
use crate::hash::HashMap;

/// The names of a scope, each with what it is to a list of exports.
type ScopeNames = HashMap<String, NamespaceInstance>;

impl DeclarationBody {
    fn all_locals(&self) -> impl Iterator<Item = &DeclaredLocal> {
        self.locals.values().chain(self.hidden.values())
    }

    /// Joins the bodies of each namespace, and tells what the body is as one. A list of exports leaves that open.
    pub(super) fn join_namespaces(&mut self) {
        for local in self.locals.values_mut().chain(self.hidden.values_mut()) {
            let of_bodies = local.namespaces.iter().map(|body| body.instance);
            local.instance = of_bodies.max().unwrap_or_default();
        }
        let is_open = self.is_cut || !self.exports.is_empty() || !self.stars.is_empty();
        let listed = if is_open { NamespaceInstance::Unknown } else { NamespaceInstance::Type };
        self.instance = self.declared_inside().max(listed);
    }

    fn declared_inside(&self) -> NamespaceInstance {
        self.all_locals().map(DeclaredLocal::in_namespace).max().unwrap_or_default()
    }

    /// Looks up what namespaces list, in them and around them. They nest only so deep.
    pub(super) fn settle_namespaces(&mut self, around: &mut Vec<ScopeNames>) {
        let is_open = |local: &DeclaredLocal| local.instance == NamespaceInstance::Unknown;
        let has_lists = self.exports.iter().any(|export| matches!(export.origin, ExportOrigin::Local(_)));
        if !(self.all_locals().any(is_open) || (has_lists && !around.is_empty())) {
            return;
        }
        around.push(self.scope_names());
        for local in self.locals.values_mut().chain(self.hidden.values_mut()).filter(|local| is_open(local)) {
            let open = local.namespaces.iter_mut().filter(|it| it.instance == NamespaceInstance::Unknown);
            open.for_each(|body| body.settle_namespaces(around));
            let of_bodies = local.namespaces.iter().map(|body| body.instance);
            local.instance = of_bodies.max().unwrap_or_default();
        }
        self.instance = self.declared_inside().max(self.listed(around));
        around.pop();
    }

    fn scope_names(&self) -> ScopeNames {
        let exported = self.locals.iter().map(|(name, local)| (name.clone(), local.in_list()));
        let hidden = self.hidden.iter().map(|(name, local)| (name.clone(), local.in_list()));
        let mut names: ScopeNames = exported.collect();
        for (name, meaning) in hidden {
            let known = names.entry(name).or_default();
            *known = meaning.max(*known);
        }
        names
    }

    fn listed(&self, around: &[ScopeNames]) -> NamespaceInstance {
        if self.is_cut || !self.stars.is_empty() {
            return NamespaceInstance::Unknown;
        }
        let found = self.exports.iter().map(|export| match &export.origin {
            ExportOrigin::Local(name) => {
                let known = around.iter().rev().find_map(|scope| scope.get(name)).copied();
                // To TypeScript, a name that it does not find is a value.
                known.unwrap_or(NamespaceInstance::Unknown)
            }
            _ => NamespaceInstance::Unknown,
        });
        found.max().unwrap_or_default()
    }
}

impl DeclaredLocal {
    /// The part of a local name in what its namespace is.
    fn in_namespace(&self) -> NamespaceInstance {
        let is_value = self.value.is_some_and(|kind| kind != DeclaredKind::ConstEnum);
        // `export import a = b.c` counts, whatever it stands for.
        let is_alias = self.is_exported && matches!(self.alias, Some(LocalAlias::Entity(_)));
        if is_value || is_alias { NamespaceInstance::Value } else { self.instance }
    }

    /// The part of a local name in what the namespace is that lists it.
    fn in_list(&self) -> NamespaceInstance {
        match &self.alias {
            Some(LocalAlias::Entity(_)) => NamespaceInstance::Value,
            Some(LocalAlias::Import { .. }) => self.in_namespace().max(NamespaceInstance::Unknown),
            None => self.in_namespace(),
        }
    }
}
