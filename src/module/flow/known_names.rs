//! The names that a module gives to Node's own functions.

use crate::hash::HashSet;
use crate::module::evaluation::WRAPPER_NAMES;
use oxc_ast::ast::{BindingIdentifier, Ident, ImportDeclaration, ImportDeclarationSpecifier};
use oxc_semantic::{Scoping, SymbolId};

/// The names that the module gives to Node's own functions and modules.
#[derive(Default)]
pub(super) struct KnownNames {
    /// `const require = createRequire(import.meta.url)`
    pub(super) requires: HashSet<SymbolId>,
    /// `import { createRequire } from "module"`
    pub(super) create_requires: HashSet<SymbolId>,
    /// `import module from "module"`
    pub(super) modules: HashSet<SymbolId>,
    /// `import { register } from "module"`, which adds hooks that find and load modules.
    pub(super) registers: HashSet<SymbolId>,
    /// `import * as fs from "fs"`, of any module.
    pub(super) namespaces: HashSet<SymbolId>,
    /// True if `require` or `createRequire` has a name without the word "require" in it.
    pub(super) has_unusual: bool,
    /// Those of Node's names that the module assigns to without declaring them.
    pub(super) written: Vec<&'static str>,
}

impl KnownNames {
    pub fn of(scoping: &Scoping) -> Self {
        let free = scoping.root_unresolved_references();
        let is_written = |name: &&str| {
            let references = free.get(&Ident::from(*name));
            references.is_some_and(|ids| ids.iter().any(|&id| scoping.get_reference(id).is_write()))
        };
        let names = WRAPPER_NAMES.into_iter().chain(["define"]);
        Self { written: names.filter(is_written).collect(), ..Self::default() }
    }

    pub fn import(&mut self, it: &ImportDeclaration<'_>) {
        for specifier in it.specifiers.iter().flatten() {
            if let ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) = specifier {
                self.namespaces.extend(it.local.symbol_id.get());
            }
        }
        if !is_module_builtin(&it.source.value) {
            return;
        }
        for specifier in it.specifiers.iter().flatten() {
            let Some(symbol) = specifier.local().symbol_id.get() else { continue };
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(it) if it.imported.name() == "createRequire" => {
                    self.note(&it.local);
                    self.create_requires.insert(symbol);
                }
                ImportDeclarationSpecifier::ImportSpecifier(it)
                    if matches!(it.imported.name().as_str(), "register" | "registerHooks") =>
                {
                    self.registers.insert(symbol);
                }
                ImportDeclarationSpecifier::ImportSpecifier(it)
                    // `node:module` is a class, which is its own `Module` and its default, too.
                    if it.imported.name() != "default" && it.imported.name() != "Module" => {}
                _ => {
                    self.modules.insert(symbol);
                }
            }
        }
    }

    /// Tells whether an ES module may make a `require` for itself.
    pub fn makes_require(&self) -> bool {
        !self.create_requires.is_empty() || !self.modules.is_empty()
    }

    pub(super) fn note(&mut self, id: &BindingIdentifier<'_>) {
        self.has_unusual |= !id.name.contains("require") && !id.name.contains("Require");
    }
}

pub(super) fn is_module_builtin(specifier: &str) -> bool {
    matches!(specifier, "module" | "node:module")
}
