//! The reads that may fail while a module is evaluated: of imported bindings, and of CommonJS's own
//! variables.

use crate::text::Span;

/// The parameters of the function that Node wraps around a CommonJS module.
pub const WRAPPER_NAMES: [&str; 5] = ["exports", "require", "module", "__filename", "__dirname"];

/// A read of an imported binding while the module is evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingRead {
    /// The binding's name in this module.
    pub local: String,
    /// The property that is read of a namespace, or of any other object: `member` in `ns.member`.
    pub member: Option<String>,
    pub span: Span,
    /// True if the read happens for certain whenever evaluation gets that far, and nothing catches its
    /// failure.
    pub certain: bool,
    /// True if the read stands in no function.
    pub at_top: bool,
    /// The use of the value, or of that of the member.
    pub usage: ValueUse,
}

/// A variable that a call of a module's function certainly reads: the first of the module's own, or an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledRead {
    /// The function's name in its module; `*default*` where it has none.
    pub function: String,
    pub name: String,
    /// The property that is read of an import: `member` in `ns.member`.
    pub member: Option<String>,
    pub span: Span,
    /// True if the value, or that of the member, is called.
    pub is_called: bool,
    /// The index in the imports of the module, of which a variable of its own has none.
    pub import: Option<usize>,
}

/// A use of a value, which may fail for some values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueUse {
    /// A use that no value makes fail, or that is not known.
    Read,
    /// A property of the value is set.
    Set,
    Called,
    /// `new`
    Constructed,
    /// `extends`
    Extended,
}

/// A read of (or assignment to) `module`, `exports`, `require`, `__filename` or `__dirname` in an ES module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrapperRead {
    pub name: &'static str,
    pub span: Span,
    /// True in the sense of [`BindingRead::certain`].
    pub certain: bool,
    /// True if each call of a function that the module exports certainly reads it.
    pub later: bool,
}
