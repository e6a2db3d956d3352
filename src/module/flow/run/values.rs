//! Values as far as they are known, and the tests that they decide.

use std::borrow::Cow;

/// The index of an object or a function that the program made.
pub(super) type CellId = usize;

/// The index of the variables of a call or a block.
pub(super) type FrameId = usize;

#[derive(Clone, Debug, PartialEq)]
pub(in crate::module::flow) enum FlowValue<'a> {
    /// Any value, except a cell that has not escaped.
    Unknown,
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    /// An object or a function that the program made.
    Cell(CellId),
    /// Node's `require` for this file.
    Require,
    Native(Native),
}

/// A function or an object of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::module::flow) enum Native {
    /// `Object`
    Object,
    /// `Object.prototype`
    Prototype,
    HasOwnProperty,
    /// `Object.keys`
    Keys,
    /// `Object.values`
    Values,
    /// `Object.entries`
    Entries,
    /// `Object.getOwnPropertyNames`
    Names,
    DefineProperty,
    DefineProperties,
    GetPrototypeOf,
    GetOwnPropertyDescriptor,
    Create,
    /// `Symbol`
    Symbols,
    /// `Symbol.iterator`, and the others that every Node has.
    Symbol(&'static str),
}

/// A property's key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key<'a> {
    Name(Cow<'a, str>),
    Symbol,
    Unknown,
}

impl<'a> FlowValue<'a> {
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Undefined | Self::Null => Some(false),
            Self::Bool(value) => Some(*value),
            Self::Number(value) => Some(*value != 0.0 && !value.is_nan()),
            Self::Text(value) => Some(!value.is_empty()),
            Self::Cell(_) | Self::Require | Self::Native(_) => Some(true),
        }
    }

    /// Returns the outcome of `===`, if it is certain.
    pub fn is_identical(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => None,
            (one, other) => Some(one == other),
        }
    }

    /// Returns the outcome of `==`, if it is certain; between two kinds of primitives it is not.
    pub fn is_equal(&self, other: &Self) -> Option<bool> {
        match (self.is_nullish()?, other.is_nullish()?) {
            (true, true) => Some(true),
            (false, false) if std::mem::discriminant(self) == std::mem::discriminant(other) => {
                self.is_identical(other)
            }
            (false, false) => None,
            _ => Some(false),
        }
    }

    /// Returns the outcome of `<` between texts of ASCII.
    pub fn is_before(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) if one.is_ascii() && other.is_ascii() => Some(one < other),
            _ => None,
        }
    }

    pub fn is_nullish(&self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Undefined | Self::Null => Some(true),
            _ => Some(false),
        }
    }

    pub fn key(&self) -> Key<'a> {
        match self {
            Self::Text(text) => Key::Name(text.clone()),
            // Below this bound every whole number is exact, and JavaScript writes it without an exponent.
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                // The sum makes `-0` to `0`, as JavaScript writes both.
                Key::Name(Cow::Owned(format!("{:.0}", number + 0.0)))
            }
            Self::Native(Native::Symbol(_)) => Key::Symbol,
            _ => Key::Unknown,
        }
    }
}
