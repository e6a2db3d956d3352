//! Modules whose text is of another format than their name says, and those that are both a value and its default.

use crate::{
    declarations::DeclaredKind,
    link::{
        fault::FaultKind,
        graph::{Module, ModuleId},
    },
    module::{EsModule, ValueShape},
    path::PackagePath,
    resolve::{error::PackagePlace, format::Format, typescript::TypesMode},
    types::{
        judge::OutcomeView,
        kind::ModuleKind,
        outcome::{TypesProblem, TypesProblemKind},
    },
};

impl OutcomeView<'_, '_> {
    fn module(&self, id: ModuleId) -> Option<&Module> {
        self.judge.linkage.graph.get(id)
    }

    /// A file that TypeScript takes for one format, by its extension or "type", and that is written in the other.
    pub fn unexpected_syntax(&self) -> Option<TypesProblem> {
        let module = self.module(self.verdict.module?)?;
        let runs = self.outcome.implementation.as_ref().filter(|file| **file == module.path)?;
        if !self.outcome.mode.is_node() {
            return None;
        }
        let (message, is_told) = match ModuleKind::of(self.judge.package, runs)? {
            ModuleKind::CommonJs if module.format == Format::Module && !module.is_declared => (
                format!(
                    "to TypeScript, {runs} is CommonJS, and Node sees by its syntax that it is an ES module"
                ),
                false,
            ),
            ModuleKind::CommonJs if has_module_syntax(module) => {
                (format!("{runs} is CommonJS, and has `import` or `export` in it"), true)
            }
            ModuleKind::Module if module.es().is_some_and(|es| is_commonjs(module, es)) => {
                (format!("{runs} is an ES module, and is written as CommonJS"), true)
            }
            _ => return None,
        };
        let help = Some(
            "say \"type\": \"module\" in the nearest package.json, or rename the file to .mjs".to_owned(),
        );
        let at = Some(PackagePlace { file: runs.clone(), span: Default::default() });
        let problem = self.problem(TypesProblemKind::UnexpectedModuleSyntax, message);
        Some(TypesProblem { at, help, is_told, ..problem })
    }

    /// `module.exports` is a function that is its own default, and the declarations have the default alone.
    pub fn missing_equals(&self) -> Option<TypesProblem> {
        let (types, runs) = self.pair()?;
        let is_asked = self.verdict.format == Some(Format::CommonJs)
            && self.outcome.format == Some(ModuleKind::CommonJs)
            && self.outcome.names.equals.is_none();
        let declared = self.outcome.names.values.get("default").filter(|_| is_asked)?;
        let is_callable = matches!(declared.kind, DeclaredKind::Function | DeclaredKind::Class);
        if !self.is_its_own_default(runs, is_callable) {
            return None;
        }
        let message = format!(
            "{types} declares a default only, and {runs} is that value itself, too: in an ES module, `import x from \"{}\"` is the value, which TypeScript expects at x.default",
            self.specifier()
        );
        let help =
            "declare it by `export =`, merged with a namespace that has `export { f as default }`".to_owned();
        let at = Some(PackagePlace { file: declared.file.clone(), span: declared.span });
        let problem = self.problem(TypesProblemKind::MissingExportEquals, message);
        // In CommonJS, x.default is there; what bundlers do is their affair.
        let is_told = self.outcome.mode != TypesMode::Node16Esm;
        Some(TypesProblem { at, help: Some(help), names: vec!["export =".to_owned()], is_told, ..problem })
    }

    /// Tells whether the module assigns a function to `module.exports` and, as its default, to `.default`.
    fn is_its_own_default(&self, runs: &PackagePath, is_callable: bool) -> bool {
        let text = self.judge.package.files().contents(runs.as_str()).unwrap_or_default();
        let has =
            |words: &[&str]| words.iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some());
        // Babel's plugin `add-module-exports` writes the first of these, also with quotes.
        let both = [
            "module.exports = exports.default",
            "module.exports=exports.default",
            "module.exports = exports[\"default\"]",
            "module.exports = exports['default']",
            "exports.default = module.exports",
        ];
        if is_callable && has(&both) {
            return true;
        }
        let may_be = has(&["module.exports"]) && has(&[".default = ", ".default="]);
        let shape = || self.judge.shapes_of(runs).module_exports;
        may_be && matches!(shape(), ValueShape::Function { .. } | ValueShape::Class { .. })
    }
}

fn has_module_syntax(module: &Module) -> bool {
    module.faults.iter().any(|fault| matches!(fault.kind, FaultKind::ModuleSyntaxInCommonJs))
}

/// Tells whether an ES module has nothing of one, and CommonJS's own variables instead.
fn is_commonjs(module: &Module, es: &EsModule) -> bool {
    let has_imports = !es.requests.is_empty() || !es.local_exports.is_empty();
    let is_variable = |kind: &FaultKind| {
        matches!(kind, FaultKind::CommonJsVariable { name: "exports" | "module" | "require" })
    };
    let gives = || es.exportless.as_ref().is_some_and(|facts| facts.gives_commonjs.is_some());
    !has_imports && (gives() || module.faults.iter().any(|fault| fault.breaks() && is_variable(&fault.kind)))
}
