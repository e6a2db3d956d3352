//! What is wrong with one module: each fault once, at the place that causes it.

use crate::{
    limits::Reached,
    manifest::dependencies::Declared,
    module::{ThrowKind, When},
    path::PackagePath,
    resolve::{
        error::{Place, ResolveError},
        format::FormatError,
    },
};

/// Something that Node would throw because of one place in one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Node's code, or the error's name where it has none.
    pub code: &'static str,
    /// Node's words.
    pub message: String,
    /// The path, package or exported name that is missing.
    pub missing: Option<String>,
    pub at: Place,
    /// When Node gets there; only what is linked or eager breaks whoever imports the module.
    pub when: When,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A request that leads nowhere.
    Unresolved(Box<ResolveError>),
    /// A request that leads to what an install script may write.
    MadeAtInstallation {
        by: String,
    },
    /// A request that leads out of the package.
    OutsidePackage,
    /// A package that is not there for whoever installs this one.
    Undeclared {
        package: String,
        declared: Declared,
    },
    /// A file that Node does not load.
    Unloadable(FormatError),
    UnknownBuiltin,
    /// An import attribute is missing, wrong or unknown.
    Attribute,
    /// The file does not parse.
    Syntax,
    /// The file was not judged.
    Limit(Reached),
    /// `import` or `export` in what Node takes for CommonJS.
    ModuleSyntaxInCommonJs,
    /// The requested module has no such export. Names that it has are in `near`, the most similar first.
    MissingExport {
        name: String,
        provider: String,
        near: Vec<String>,
    },
    /// Two `export *` offer the name.
    AmbiguousExport {
        name: String,
        provider: String,
    },
    /// `require` of an ES module, where Node cannot do that.
    RequiredModule,
    /// `require` of an ES module that awaits at its top level, or imports one that does.
    RequiredAsync {
        awaiting: PackagePath,
    },
    /// `require` of an ES module that imports WebAssembly, where Node cannot do that.
    RequiredWasm {
        file: PackagePath,
    },
    /// `require` of an ES module that is being evaluated then; the cycle, from the module that requires on.
    RequiredInCycle {
        cycle: Vec<PackagePath>,
    },
    /// `require` of an ES module that waits for CommonJS which is running then; the cycle, from the module that requires on.
    RequiredWhileWaiting {
        cycle: Vec<PackagePath>,
    },
    /// A read of a binding whose module is evaluated later; the cycle, from this module on.
    ReadBeforeInitialization {
        name: String,
        cycle: Vec<PackagePath>,
    },
    /// A read of one of CommonJS's own variables in an ES module.
    CommonJsVariable {
        name: &'static str,
    },
    /// An error of the module's own.
    Throws(ThrowKind),
}

impl Fault {
    /// Whether it breaks every import of the module, for certain.
    pub fn breaks(&self) -> bool {
        self.is_certain() && !matches!(self.kind, FaultKind::MadeAtInstallation { .. })
    }

    /// Whether Node certainly gets to it.
    pub fn is_certain(&self) -> bool {
        matches!(self.when, When::Link | When::Eager)
    }
}
