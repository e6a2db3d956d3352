//! Values and objects, as following the code finds them.

use std::collections::{BTreeMap, BTreeSet};

use oxc_ast::ast::{Argument, ArrowFunctionExpression, CallExpression, Expression, Function};

use super::{helper::Helper, shape::ValueShape};

/// The number of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ObjectId(pub usize);

/// A value.
#[derive(Clone, Debug, Default)]
pub(super) enum GivenValue<'a> {
    #[default]
    Unknown,
    Undefined,
    Primitive,
    Object(ObjectId),
    /// A member of what a request gives.
    Member(ObjectId, &'a str),
    /// The object that a compiler's helper makes of what a request gives, so that it has a default.
    Interop(ObjectId),
    /// The default of such an object.
    InteropDefault(ObjectId),
    /// A member that code computes whenever it is asked for.
    Getter(FunctionCode<'a>),
    /// `module`
    Module,
    /// `require`
    Require,
    /// A name that the module does not declare.
    Global(&'a str),
    Helper(Helper),
}

impl GivenValue<'_> {
    pub fn object(&self) -> Option<ObjectId> {
        match self {
            Self::Object(id) => Some(*id),
            _ => None,
        }
    }
}

/// A function whose body can be followed.
#[derive(Clone, Copy, Debug)]
pub(super) enum FunctionCode<'a> {
    Function(&'a Function<'a>),
    Arrow(&'a ArrowFunctionExpression<'a>),
}

/// An object, with the members that the code gives it.
#[derive(Clone, Debug, Default)]
pub(super) struct GivenObject<'a> {
    pub shape: ValueShape,
    /// The specifier of the request that gives it.
    pub of: Option<&'a str>,
    pub code: Option<FunctionCode<'a>>,
    pub members: BTreeMap<&'a str, GivenValue<'a>>,
    /// The members that it may have.
    pub possible: BTreeSet<&'a str>,
    /// The requests whose members are copied into it.
    pub spreads: Vec<Spread<'a>>,
    /// True if it may have other members.
    pub is_open: bool,
}

/// A request whose members are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spread<'a> {
    pub specifier: &'a str,
    /// True if `default` is copied, too, and members that are there are replaced.
    pub is_plain: bool,
}

/// The name of a member, where it is written down.
pub(super) fn literal<'a>(expression: &'a Expression<'a>) -> Option<&'a str> {
    match expression.without_parentheses() {
        Expression::StringLiteral(it) => Some(it.value.as_str()),
        Expression::TemplateLiteral(it) if it.expressions.is_empty() => {
            it.quasis.first().and_then(|part| part.value.cooked.as_ref()).map(|text| text.as_str())
        }
        _ => None,
    }
}

/// An argument, if it is an expression.
pub(super) fn argument<'a>(it: &'a CallExpression<'a>, nth: usize) -> Option<&'a Expression<'a>> {
    it.arguments.get(nth).and_then(Argument::as_expression)
}
