//! The names that a file of declarations exports, and that nothing declares (TS2304).

use crate::{
    declarations::{DeclarationModule, ExportOrigin, TypeRequestKind},
    hash::HashSet,
    text::Span,
    types::{
        globals::is_library_global,
        graph::{TypesEdge, TypesFile, TypesGraph},
    },
};

/// The global names that the files of a package declare.
pub(super) struct DeclaredGlobals<'g> {
    names: HashSet<&'g str>,
}

impl<'g> DeclaredGlobals<'g> {
    pub fn of(graph: &'g TypesGraph<'_>) -> Self {
        let of_module = |module: &'g DeclarationModule| {
            let locals = module.body.locals.keys().filter(|_| !module.is_module);
            locals.chain(&module.globals).map(String::as_str)
        };
        Self { names: graph.files.iter().flat_map(|file| of_module(&file.module)).collect() }
    }

    /// The names that a file exports without a declaration of them, each with its place.
    pub fn lacking(&self, file: &'g TypesFile) -> Vec<(&'g str, Span)> {
        let module = &*file.module;
        // The types of other packages may declare globals.
        let is_open = file.edges.iter().zip(&module.requests).any(|(edge, request)| {
            let is_foreign = !matches!(edge, TypesEdge::File(_)) && request.specifier.value != "node";
            request.kind == TypeRequestKind::ReferenceTypes && is_foreign
        });
        if module.is_unread || module.error.is_some() || is_open {
            return Vec::new();
        }
        let asked = module.body.exports.iter().filter_map(|export| match &export.origin {
            ExportOrigin::Local(name) => Some((name.as_str(), export.name.span)),
            _ => None,
        });
        let equals = module.body.export_equals.iter();
        let equals = equals.filter_map(|(entity, span)| Some((entity.first()?.as_str(), *span)));
        let asked = asked.chain(equals);
        asked.filter(|(name, span)| !self.declares(module, name) && !module.silenced.holds(*span)).collect()
    }

    fn declares(&self, module: &DeclarationModule, name: &str) -> bool {
        module.body.locals.contains_key(name)
            || module.body.hidden.contains_key(name)
            || self.names.contains(name)
            // No library declares the first two; the last is React's, in versions of its types before 19.
            || matches!(name, "undefined" | "globalThis" | "JSX")
            || is_library_global(name)
    }
}
