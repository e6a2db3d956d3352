//! The names of modules that are no ES modules: Node makes these up.

use std::collections::BTreeSet;

use crate::{
    link::{
        exports::{Binding, BindingName, Export, ExportedNames},
        graph::{Module, ModuleId, Record},
        names::NameResolver,
    },
    node::builtin_exports,
    resolve::format::Format,
};

impl NameResolver<'_> {
    /// Looks up a name of one of Node's own modules. Their names are known, but they are not in the graph, so
    /// that there is no binding to compare.
    pub(super) fn resolve_in_builtin(&self, module: &str, name: &str) -> Export {
        match builtin_exports(module, name, self.version) {
            Some(false) => Export::Missing,
            _ => Export::Unknown,
        }
    }

    /// Looks up a name in a module that is no ES module: it has the names that Node gives it, each with its
    /// own binding.
    pub(super) fn resolve_in_synthetic(&mut self, id: ModuleId, name: &str) -> Export {
        // Looked up without a copy: there may be many names, and many questions.
        let (is_offered, complete) = match self.graph.get(id) {
            Some(module) if module.format == Format::CommonJs => {
                let is_added =
                    name == "default" || (name == "module.exports" && self.profile.module_exports_name);
                let lexed = self.commonjs.of(&module.path);
                (is_added || lexed.names.contains(name), lexed.complete)
            }
            Some(Module { record: Record::Wasm(names), .. }) => (names.contains(name), true),
            _ => {
                let offered = self.synthetic_names(id);
                (offered.names.contains(name), offered.complete)
            }
        };
        match is_offered {
            true => Export::Found(Binding { module: id, name: BindingName::Export(name.to_owned()) }),
            false if complete => Export::Missing,
            false => Export::Unknown,
        }
    }

    pub(super) fn synthetic_names(&mut self, id: ModuleId) -> ExportedNames {
        let Some(module) = self.graph.get(id) else { return ExportedNames::default() };
        let mut offered = match module.format {
            Format::CommonJs => self.commonjs.of(&module.path).clone(),
            Format::Json | Format::Addon => ExportedNames { names: BTreeSet::new(), complete: true },
            Format::Wasm => return wasm_names(&module.record),
            Format::Module => return ExportedNames::default(),
        };
        offered.names.insert("default".to_owned());
        let has_module_exports = match module.format {
            Format::CommonJs => self.profile.module_exports_name,
            format => format == Format::Addon,
        };
        if has_module_exports {
            offered.names.insert("module.exports".to_owned());
        }
        offered
    }
}

fn wasm_names(record: &Record) -> ExportedNames {
    match record {
        Record::Wasm(names) => ExportedNames { names: names.clone(), complete: true },
        _ => ExportedNames::default(),
    }
}
