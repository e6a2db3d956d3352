//! The records: ECMA-262's for an ES module, the requests and effects for a CommonJS one. They own all they
//! hold.

use std::sync::Arc;

use super::{
    effects::Effects,
    evaluation::{BindingRead, CalledRead, WrapperRead},
    flow::FlowFindings,
    requests::ModuleRequest,
    script::Exportless,
    value_shapes::ValueShape,
};
use crate::text::{Span, Spanned};

/// A Source Text Module Record, as far as it follows from the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EsModule {
    /// `import … from` and `export … from`, in source order; a specifier written twice is here twice.
    pub requests: Vec<Arc<ModuleRequest>>,
    pub imports: Vec<ImportEntry>,
    pub local_exports: Vec<LocalExport>,
    pub indirect_exports: Vec<IndirectExport>,
    pub star_exports: Vec<StarExport>,
    /// The first `await` outside any function.
    pub top_level_await: Option<Span>,
    /// The requests that the code makes: `import()`, `createRequire(…)(…)`, `new URL(…, import.meta.url)`, ….
    pub calls: Vec<Arc<ModuleRequest>>,
    /// The imported bindings that are read while the module is evaluated.
    pub reads: Vec<BindingRead>,
    /// The variables that calls of exported functions read first.
    pub called_reads: Vec<CalledRead>,
    /// The reads of CommonJS's own variables, which an ES module does not have, while it is evaluated.
    pub wrapper_reads: Vec<WrapperRead>,
    pub effects: Arc<Effects>,
    /// The facts about a module that exports no name; `None` for any other.
    pub exportless: Option<Exportless>,
}

impl EsModule {
    /// Returns every request: the static ones, then those that code makes.
    pub fn all_requests(&self) -> impl Iterator<Item = &Arc<ModuleRequest>> {
        self.requests.iter().chain(&self.calls)
    }

    /// Tells whether any name is exported, be it by `export *` alone.
    pub(super) fn has_exports(&self) -> bool {
        !(self.local_exports.is_empty() && self.indirect_exports.is_empty() && self.star_exports.is_empty())
    }
}

/// The requests and effects of a CommonJS module. Its exported names are found by the lexer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommonJsModule {
    pub requests: Vec<Arc<ModuleRequest>>,
    pub effects: Arc<Effects>,
}

impl CommonJsModule {
    pub(super) fn of(found: FlowFindings) -> Self {
        let FlowFindings { requests, effects, .. } = found;
        Self { requests: requests.into_iter().map(Arc::new).collect(), effects: Arc::new(effects) }
    }
}

/// ECMA-262's ImportEntry Record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportEntry {
    /// The index in [`EsModule::requests`].
    pub request: usize,
    pub name: ImportName,
    pub local: Spanned<String>,
    /// The specifier between the braces, or the default or namespace clause.
    pub span: Span,
}

/// The name that is asked of the other module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportName {
    /// `default` too, however it is written.
    Name(Spanned<String>),
    /// `* as`
    Namespace,
}

/// An ExportEntry Record whose binding is made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalExport {
    pub name: Spanned<String>,
    /// The binding's name; `*default*` where it has none.
    pub local: String,
    pub kind: BindingKind,
    /// The place of the binding's declaration.
    pub declared: Span,
    /// The kind of its value, where the syntax tells.
    pub shape: ValueShape,
}

/// The kinds of declarations of a binding, which decide from when on it may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingKind {
    Var,
    /// A `var` that a function sets: callers of that function may give it a value before its module runs.
    SetByFunction,
    Let,
    Const,
    Class,
    Function,
    /// `import * as ns from …; export { ns }`
    Namespace,
    /// `export default <expression>`
    Default,
}

impl BindingKind {
    /// Tells whether a read of the binding throws until its declaration was evaluated.
    pub fn has_dead_zone(self) -> bool {
        matches!(self, Self::Let | Self::Const | Self::Class | Self::Default)
    }
}

/// An ExportEntry Record whose binding another module makes: `export … from`, or an import that is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndirectExport {
    pub name: Spanned<String>,
    /// The index in [`EsModule::requests`].
    pub request: usize,
    pub import: ImportName,
    pub span: Span,
}

/// `export * from …`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StarExport {
    /// The index in [`EsModule::requests`].
    pub request: usize,
    pub span: Span,
}
