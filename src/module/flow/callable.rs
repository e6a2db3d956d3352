//! Functions and classes as values.

use oxc_ast::ast::{ArrowFunctionExpression, Class, FormalParameters, Function};
use oxc_span::{GetSpan, Span};

/// A function or a class, where it stands in the program.
#[derive(Clone, Copy)]
pub(super) enum Callable<'a> {
    Function(&'a Function<'a>),
    Arrow(&'a ArrowFunctionExpression<'a>),
    /// Called by `new`.
    Class(&'a Class<'a>),
}

/// The ways in which a function's failure reaches its caller.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CallRun {
    Now,
    /// An async function: it runs, but the caller gets a promise.
    Detached,
    /// A generator: nothing runs.
    Never,
}

impl<'a> Callable<'a> {
    pub(super) fn key(self) -> usize {
        match self {
            // The address tells nodes apart, as none moves while the arena lives.
            Self::Function(it) => std::ptr::from_ref(it) as usize,
            Self::Arrow(it) => std::ptr::from_ref(it) as usize,
            Self::Class(it) => std::ptr::from_ref(it) as usize,
        }
    }

    /// Tells whether a call runs the function at once, so that its failure is the caller's.
    pub(super) fn runs_here(self, awaited: bool) -> bool {
        !matches!(self, Self::Class(_))
            && (self.run() == CallRun::Now || awaited && self.run() == CallRun::Detached)
    }

    pub(super) fn parameters(self) -> Option<&'a FormalParameters<'a>> {
        match self {
            Self::Function(it) => Some(&it.params),
            Self::Arrow(it) => Some(&it.params),
            Self::Class(_) => None,
        }
    }

    /// Tells whether `new` runs it.
    pub(super) fn constructs(self) -> bool {
        !matches!(self, Self::Arrow(_)) && self.run() == CallRun::Now
    }

    pub(super) fn span(self) -> Span {
        match self {
            Self::Function(it) => it.span(),
            Self::Arrow(it) => it.span(),
            Self::Class(it) => it.span(),
        }
    }

    pub(super) fn scope(self) -> Option<oxc_semantic::ScopeId> {
        match self {
            Self::Function(it) => it.scope_id.get(),
            Self::Arrow(it) => it.scope_id.get(),
            Self::Class(it) => it.scope_id.get(),
        }
    }

    pub(super) fn run(self) -> CallRun {
        match self {
            Self::Function(it) if it.generator => CallRun::Never,
            Self::Function(it) if it.r#async => CallRun::Detached,
            Self::Arrow(it) if it.r#async => CallRun::Detached,
            _ => CallRun::Now,
        }
    }
}
