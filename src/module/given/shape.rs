//! The kinds of values, and what functions ask for.

/// The kind of a value, as far as the expression or declaration that makes it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueShape {
    /// A function; without parameters where code decides about them, as `arguments` and rest parameters let it.
    Function { parameters: Option<Parameters>, is_arrow: bool },
    /// A class, with the parameters of its constructor.
    Class { parameters: Option<Parameters> },
    /// An object or array.
    Object,
    /// A text, number or other value that has no members of its own.
    Primitive,
    #[default]
    Unknown,
}

/// The parameters of a function that asks for its arguments by them alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// The number of parameters before the first with a default.
    pub listed: u32,
    /// The number of those before the first that the code looks for, or gives another value: it may be left out.
    pub required: u32,
    /// The number of arguments without which it throws, because the last of them is taken apart before anything else can
    /// end the call.
    pub needed: u32,
}
