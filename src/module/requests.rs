//! The requests of a module by a specifier that stands in its text, and the times at which it makes them.

use super::loader::RequestTime;
use crate::text::{Span, Spanned};

/// One request: `import`, `export … from`, `import()`, `require()` and their like, with a literal specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleRequest {
    pub specifier: Spanned<String>,
    pub kind: RequestKind,
    pub when: When,
    /// True if it is certainly made while the module is evaluated, though a `try` catches its failure: the block begins
    /// with it.
    pub begins_try: bool,
    /// The arm of a choice in which it is certainly made.
    pub arm: Option<BranchArm>,
    /// True if it is certainly made where `NODE_ENV` is not set.
    pub is_unset: bool,
    /// True if the evaluation of the module certainly waits for it.
    pub is_awaited: bool,
    pub time: RequestTime,
    /// `None` where the options of an `import()` are not known.
    pub attributes: Option<Vec<Attribute>>,
    pub phase: Phase,
    /// The whole statement or call.
    pub span: Span,
}

/// One of the arms of a choice that is certainly made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchArm {
    /// The place of the first request in the choice.
    pub branch: u32,
    /// The number of the arm, from 0 on.
    pub arm: usize,
    /// The number of arms.
    pub count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// `import … from "x"`, `import "x"`
    Import,
    /// `export … from "x"`
    ExportFrom,
    /// `import("x")`
    DynamicImport,
    /// `require("x")`, `module.require("x")`, `createRequire(import.meta.url)("x")`
    Require,
    /// `require.resolve("x")`
    RequireResolve,
    /// `import.meta.resolve("x")`
    ImportMetaResolve,
    /// `new URL("x", import.meta.url)`
    Url,
}

/// The time at which a request is made, which decides whether its failure breaks the import of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// Before any code runs.
    Link,
    /// Certainly, while the module is evaluated, and its failure is the module's.
    Eager,
    /// Certainly, where Node was started with the module, as with a command; else not at all.
    Main,
    /// Perhaps, while the module is evaluated.
    Conditional,
    /// While the module is evaluated, where a failure is caught.
    Guarded,
    /// In a function that nothing is known to call while the module is evaluated.
    Deferred,
}

/// An import attribute: `with { type: "json" }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub key: Spanned<String>,
    pub value: Spanned<String>,
}

/// The phase up to which the requested module is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Evaluation,
    /// `import source`
    Source,
    /// `import defer`
    Defer,
}
