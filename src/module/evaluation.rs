//! What a module reads while it is evaluated that may not be there: imported bindings, and CommonJS's own variables.

use crate::text::Span;

/// The parameters of the function that Node wraps around a CommonJS module.
pub const WRAPPER_NAMES: [&str; 5] = ["exports", "require", "module", "__filename", "__dirname"];

/// A read of an imported binding while the module is evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingRead {
    /// The binding's name in this module.
    pub local: String,
    /// `ns.member`: what is read of a namespace, or of any other object.
    pub member: Option<String>,
    pub span: Span,
    /// Whether the read happens for certain whenever evaluation gets that far, and nothing catches its failure.
    pub certain: bool,
    /// Whether the value is called.
    pub called: bool,
}

/// A read of (or assignment to) `module`, `exports`, `require`, `__filename` or `__dirname` in an ES module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrapperRead {
    pub name: &'static str,
    pub span: Span,
    /// As in [`BindingRead::certain`].
    pub certain: bool,
}
