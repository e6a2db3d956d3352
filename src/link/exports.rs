//! Exported names and the bindings behind them.

use std::collections::BTreeSet;

use crate::link::graph::ModuleId;

/// The result of looking up a name in a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Export {
    Found(Binding),
    /// No such export.
    Missing,
    /// Two `export *` offer different bindings.
    Ambiguous,
    /// The name is re-exported in a circle.
    Circular,
    /// The name may come from outside the package, or from a file that cannot be read.
    Unknown,
}

/// A ResolvedBinding Record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binding {
    pub module: ModuleId,
    pub name: BindingName,
}

/// The binding within its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BindingName {
    /// The binding that is exported by this name.
    Export(String),
    /// The module's namespace object, as another module re-exports it.
    Namespace { by: ModuleId },
}

/// The names that a module offers; `complete` is true if these are all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportedNames {
    pub names: BTreeSet<String>,
    pub complete: bool,
}

/// An export entry of a module; an indirect one by its index in the record.
#[derive(Clone, Copy, Debug)]
pub(super) enum ExportEntry {
    Local(usize),
    Indirect(usize),
}
