//! InitializeEnvironment, as far as names go: every import and every re-export must find its binding.

use crate::{
    link::{
        exports::Export,
        fault::{Fault, FaultKind},
        graph::{Destination, Module, ModuleGraph},
        names::NameResolver,
    },
    module::{EsModule, ImportName, ModuleRequest, Phase, RequestKind, When},
    node::Profile,
    resolve::{error::PackagePlace, format::Format},
    text::Spanned,
};

/// Returns a fault for each name that a module asks of another one and does not get.
pub(super) fn missing_names(
    module: &Module,
    graph: &ModuleGraph,
    names: &mut NameResolver<'_>,
    profile: &Profile,
) -> Vec<Fault> {
    let Some(es) = module.es() else { return Vec::new() };
    let binder = Binder { module, es, graph, profile };
    let asked = binder.asked();
    let mut faults = binder.sourceless();
    faults.extend(asked.into_iter().filter_map(|(request, name)| binder.fault(names, request, name)));
    faults
}

struct Binder<'a> {
    module: &'a Module,
    es: &'a EsModule,
    graph: &'a ModuleGraph,
    profile: &'a Profile,
}

/// The module that is asked: a packed file, or one of Node's own.
struct Provider {
    name: String,
    is_commonjs: bool,
}

impl<'a> Binder<'a> {
    /// Returns every name that is asked of another module, with its request. An import that is exported again
    /// is asked once.
    fn asked(&self) -> Vec<(usize, &'a Spanned<String>)> {
        let imports = self.es.imports.iter().filter(|entry| !self.is_source(entry.request));
        let imports = imports.map(|entry| (entry.request, &entry.name));
        let exports = self.es.indirect_exports.iter().filter(|entry| self.is_export_from(entry.request));
        let exports = exports.map(|entry| (entry.request, &entry.import));
        let asked = imports.chain(exports).filter_map(|(request, import)| match import {
            ImportName::Name(name) => Some((request, name)),
            ImportName::Namespace => None,
        });
        asked.collect()
    }

    /// Tells whether a request is for a module's source, which has no names.
    fn is_source(&self, request: usize) -> bool {
        self.request(request).is_some_and(|request| request.phase == Phase::Source)
    }

    /// Returns a fault for each import of a source that Node does not have: only WebAssembly has one.
    fn sourceless(&self) -> Vec<Fault> {
        let entries = self.es.imports.iter().filter(|entry| self.is_source(entry.request));
        let faults = entries.filter_map(|entry| {
            let Destination::Module(id) = self.module.destination(entry.request) else { return None };
            let provider = self.graph.get(*id).filter(|module| module.format != Format::Wasm)?;
            let name = "source".to_owned();
            let message = format!("Source phase import object is not defined for module '{}'", provider.path);
            let kind =
                FaultKind::MissingExport { name, provider: provider.path.to_string(), near: Vec::new() };
            let fault = self.syntax_error(kind, &entry.local, message);
            Some(Fault { code: "ERR_SOURCE_PHASE_NOT_DEFINED", missing: None, ..fault })
        });
        faults.collect()
    }

    fn is_export_from(&self, request: usize) -> bool {
        self.request(request).is_some_and(|request| request.kind == RequestKind::ExportFrom)
    }

    fn request(&self, request: usize) -> Option<&'a ModuleRequest> {
        self.es.requests.get(request).map(|request| &**request)
    }

    fn fault(&self, names: &mut NameResolver<'_>, request: usize, name: &Spanned<String>) -> Option<Fault> {
        let destination = self.module.destination(request);
        let export = names.resolve(destination, &name.value);
        let is_passed_on = names.is_passed_on(destination, &name.value);
        let provider = self.provider(destination)?;
        match export {
            Export::Found(_) | Export::Unknown => None,
            // The module in between gets a fault of its own, and that one is the root cause.
            Export::Missing | Export::Ambiguous if is_passed_on => None,
            // Every `export … from` of a circle is a fault. An `import` that leads into the circle only
            // follows from it.
            Export::Circular if is_passed_on && !self.is_export_from(request) => None,
            Export::Missing => Some(self.missing(names, request, name, &provider, destination)),
            Export::Ambiguous => Some(self.ambiguous(request, name, &provider.name)),
            Export::Circular => Some(self.circular(request, name, &provider.name)),
        }
    }

    fn provider(&self, destination: &Destination) -> Option<Provider> {
        match destination {
            Destination::Module(id) => self.graph.get(*id).map(|module| Provider {
                name: module.path.to_string(),
                is_commonjs: module.format == Format::CommonJs,
            }),
            Destination::Builtin(name) => Some(Provider { name: name.clone(), is_commonjs: false }),
            _ => None,
        }
    }

    fn missing(
        &self,
        names: &mut NameResolver<'_>,
        request: usize,
        name: &Spanned<String>,
        provider: &Provider,
        destination: &Destination,
    ) -> Fault {
        let near = names.near(destination, &name.value);
        let kind =
            FaultKind::MissingExport { name: name.value.clone(), provider: provider.name.clone(), near };
        self.syntax_error(kind, name, self.words_of_missing(request, name, provider))
    }

    fn words_of_missing(&self, request: usize, name: &Spanned<String>, provider: &Provider) -> String {
        // From 24 on, Node gives the longer words only for the module that is loaded first, which is the consumer's.
        let is_long = provider.is_commonjs && !self.profile.loads_depth_first;
        words_of_missing(self.specifier(request), &name.value, is_long)
    }

    fn ambiguous(&self, request: usize, name: &Spanned<String>, provider: &str) -> Fault {
        let kind = FaultKind::AmbiguousExport { name: name.value.clone(), provider: provider.to_owned() };
        let specifier = self.specifier(request);
        let message = format!(
            "The requested module '{specifier}' contains conflicting star exports for name '{}'",
            name.value
        );
        self.syntax_error(kind, name, message)
    }

    fn circular(&self, request: usize, name: &Spanned<String>, provider: &str) -> Fault {
        let kind = FaultKind::MissingExport {
            name: name.value.clone(),
            provider: provider.to_owned(),
            near: Vec::new(),
        };
        let message =
            format!("Detected cycle while resolving name '{}' in '{}'", name.value, self.specifier(request));
        self.syntax_error(kind, name, message)
    }

    fn syntax_error(&self, kind: FaultKind, name: &Spanned<String>, message: String) -> Fault {
        Fault {
            kind,
            code: "SyntaxError",
            message,
            missing: Some(name.value.clone()),
            at: PackagePlace { file: self.module.path.clone(), span: name.span },
            when: When::Link,
        }
    }

    fn specifier(&self, request: usize) -> &'a str {
        self.request(request).map_or("", |request| request.specifier.value.as_str())
    }
}

/// Returns the message for a name that a module does not offer: Node's longer words for CommonJS, or V8's own.
pub(super) fn words_of_missing(specifier: &str, name: &str, is_long: bool) -> String {
    if is_long {
        format!(
            "Named export '{name}' not found. The requested module '{specifier}' is a CommonJS module, which may not \
             support all module.exports as named exports."
        )
    } else {
        format!("The requested module '{specifier}' does not provide an export named '{name}'")
    }
}
