//! The kinds of values that modules export.

use crate::hash::HashMap;

/// The kind of a value, as far as the expression or declaration that makes it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueShape {
    /// A function, with the number of parameters before the first that may be left out (unknown where it reads `arguments`),
    /// and the number of arguments without which it throws, because it takes the last of them apart.
    Function { required: Option<u32>, needed: u32, is_arrow: bool },
    /// A class, with such numbers of its constructor.
    Class { required: Option<u32>, needed: u32 },
    /// An object or array.
    Object,
    /// A text, number or other value that has no members of its own.
    Primitive,
    #[default]
    Unknown,
}

impl ValueShape {
    /// Tells whether it is a function or class.
    pub(super) fn is_callable(self) -> bool {
        matches!(self, Self::Function { .. } | Self::Class { .. })
    }

    /// Itself, unless something else may change the value.
    pub(super) fn unless(self, is_changed: bool) -> Self {
        if is_changed { Self::Unknown } else { self }
    }
}

/// The shapes of what a CommonJS module exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportedShapes {
    /// By the exported name.
    pub named: HashMap<String, ValueShape>,
    /// The value of the one assignment to `module.exports`; an object where the module only adds to `exports`.
    pub module_exports: ValueShape,
    /// All names that `require` gives, where the module says them in one object literal.
    pub members: Option<Vec<String>>,
    /// The module has what `require` gives under another name, by which code may add names that no list has.
    pub is_handed_on: bool,
    /// The module does nothing but give what it requires: `module.exports = require('…')` is its one statement.
    pub is_required: bool,
    /// `module.exports` is a function or class, also one that a test of `typeof module` guards, and surely has no property `default`.
    pub lacks_default: bool,
    /// The member that `module.exports = require('…').member` names, which is the one statement of the module.
    pub required_member: Option<String>,
}
