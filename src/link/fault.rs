//! The faults of a module: each once, at the place that causes it.

use crate::{
    limits::LimitReached,
    manifest::dependencies::DependencyKind,
    module::{AssetVerb, ThrowKind, When},
    path::PackagePath,
    resolve::{
        error::{PackagePlace, ResolveError},
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
    pub at: PackagePlace,
    /// The time at which Node gets there; only a fault that is linked or eager breaks the modules that import
    /// this one.
    pub when: When,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A request that leads nowhere.
    Unresolved(Box<ResolveError>),
    /// A request that leads to a file that an install script may write.
    MadeAtInstallation {
        by: String,
    },
    /// A request that leads out of the package.
    OutsidePackage,
    /// A request for a package that is not installed with this one.
    Undeclared {
        package: String,
        declared: DependencyKind,
    },
    /// A file that Node does not load.
    Unloadable(FormatError),
    UnknownBuiltin,
    /// An import attribute is missing, wrong or unknown.
    Attribute,
    /// The file does not parse.
    Syntax,
    /// The file was not read, because a limit was reached.
    Limit(LimitReached),
    /// `import` or `export` in a file that Node loads as CommonJS.
    ModuleSyntaxInCommonJs,
    /// The requested module has no such export. `near` holds names that it has, the most similar first.
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
    /// `require` of an ES module, in a version of Node that cannot do that.
    RequiredModule,
    /// `require` of an ES module that awaits at its top level, or imports one that does.
    RequiredAsync {
        awaiting: PackagePath,
    },
    /// `require` of an ES module that imports WebAssembly, in a version of Node that cannot do that.
    RequiredWasm {
        file: PackagePath,
    },
    /// `require` of an ES module while it is being evaluated. The cycle begins with the module that requires.
    RequiredInCycle {
        cycle: Vec<PackagePath>,
    },
    /// `require` of an ES module that is linked and waits its turn, in a version of Node that refuses that.
    RequiredBeforeItsTurn,
    /// `require` of an ES module that waits for CommonJS which is running then. The cycle begins with the module that requires.
    RequiredWhileWaiting {
        cycle: Vec<PackagePath>,
    },
    /// A top-level `await` of the `import()` of a module that waits for this one. The cycle begins with this module.
    UnsettledAwait {
        cycle: Vec<PackagePath>,
    },
    /// A read of a binding whose module is evaluated later. The cycle begins with the module that reads.
    ReadBeforeInitialization {
        name: String,
        cycle: Vec<PackagePath>,
    },
    /// A read of one of CommonJS's own variables in an ES module.
    CommonJsVariable {
        name: &'static str,
    },
    /// A file that code opens is not packed.
    MissingAsset {
        verb: AssetVerb,
    },
    /// An error that the module throws itself.
    Throws(ThrowKind),
}

impl Fault {
    /// Returns true if the fault certainly breaks every import of the module.
    pub fn breaks(&self) -> bool {
        self.is_certain() && self.is_error()
    }

    /// Returns true if Node throws where it gets to the fault, whatever install scripts made.
    pub(super) fn is_error(&self) -> bool {
        !matches!(self.kind, FaultKind::MadeAtInstallation { .. })
    }

    /// Returns true if Node certainly gets to the fault.
    pub fn is_certain(&self) -> bool {
        matches!(self.when, When::Link | When::Eager)
    }
}
