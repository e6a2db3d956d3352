//! The failure of a call from JavaScript, on its way across the border.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use serde::Serialize;

use crate::{
    bindings::names::camel_case,
    deps::DepsFailure,
    input::InputError,
    limits::{LimitReached, is_about_memory},
    pack::{Face, PackError},
    resolve::error::ResolveError,
    smoke::SmokeFailure,
    tarball::OpenError,
};

/// A failure that becomes an `Error` with a `code`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct CallFailure {
    pub code: &'static str,
    pub message: String,
}

impl CallFailure {
    /// An argument is not what is accepted; becomes a `TypeError`.
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self { code: "ERR_PACKPROOF_INVALID_ARGUMENT", message: message.into() }
    }
}

/// A mistake in packproof.
pub(super) fn internal(what: &str) -> CallFailure {
    let message =
        format!("packproof failed: {what}. This is a bug in packproof; please report it, with the package");
    CallFailure { code: "ERR_PACKPROOF_INTERNAL", message }
}

impl From<OpenError> for CallFailure {
    fn from(error: OpenError) -> Self {
        let message = match &error {
            OpenError::Limit(LimitReached { limit, value, place, .. }) => {
                format!("limit reached: {place} (`limits.{}` is {value})", camel_case(limit))
            }
            _ => error.to_string(),
        };
        Self { code: error.code(), message }
    }
}

/// With what the package manager said, and what to do: an error of JavaScript has no other place for it.
impl From<PackError> for CallFailure {
    fn from(error: PackError) -> Self {
        let message = in_one(&error.to_string(), error.details(), error.help(Face::JavaScript));
        Self { code: error.code(), message }
    }
}

impl From<InputError> for CallFailure {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Absent { path, error } | InputError::Unreadable { path, error } => Self {
                code: "ERR_PACKPROOF_READ",
                message: format!("cannot read {:?}: {error}", path.to_string_lossy()),
            },
            InputError::Pack(error) => error.into(),
            InputError::Open(error) => error.into(),
        }
    }
}

impl From<SmokeFailure> for CallFailure {
    fn from(failure: SmokeFailure) -> Self {
        let message = in_one(&failure.to_string(), failure.details(), failure.help(Face::JavaScript));
        match failure {
            // As an `OpenError`, which names the limit as JavaScript writes it.
            SmokeFailure::Limit(reached) => OpenError::from(reached).into(),
            SmokeFailure::Usage(_) => Self::invalid_argument(message),
            _ => Self { code: failure.code(), message },
        }
    }
}

impl From<DepsFailure> for CallFailure {
    fn from(failure: DepsFailure) -> Self {
        match failure {
            DepsFailure::Install(failure) => failure.into(),
            _ => Self {
                code: failure.code(),
                message: in_one(&failure.to_string(), failure.details(), failure.help(Face::JavaScript)),
            },
        }
    }
}

fn in_one(message: &str, details: Vec<String>, help: Option<String>) -> String {
    let said = details.into_iter().map(|line| format!("\n  {line}"));
    let help = help.map(|help| format!("\nhelp: {help}"));
    [message.to_owned()].into_iter().chain(said).chain(help).collect()
}

/// Node's own error, which a consumer would get.
impl From<ResolveError> for CallFailure {
    fn from(error: ResolveError) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

impl From<CallFailure> for napi::Error {
    fn from(failure: CallFailure) -> Self {
        Self::from_reason(serde_json::to_string(&failure).unwrap_or(failure.message))
    }
}

/// Does the work; a panic in it is a failure like any other.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, CallFailure>) -> napi::Result<T> {
    Ok(caught(work)?)
}

/// [`guarded`], before it crosses.
fn caught<T>(work: impl FnOnce() -> Result<T, CallFailure>) -> Result<T, CallFailure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(of_panic(&*panic)))
}

fn of_panic(panic: &(dyn Any + Send)) -> CallFailure {
    if !is_about_memory(panic) {
        return internal(words(panic));
    }
    let message = "this takes more memory than the system gives".to_owned();
    CallFailure { code: "ERR_PACKPROOF_MEMORY", message }
}

/// The words of a panic.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it panicked")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_failure_that_asks_for_a_report() {
        for panics in [|| panic!("at the disco"), || panic!("at the {}", "disco")] {
            let failure = caught::<()>(panics).unwrap_err();
            assert_eq!(failure.code, "ERR_PACKPROOF_INTERNAL");
            assert!(failure.message.contains("at the disco") && failure.message.contains("report"));
        }
    }

    #[test]
    fn the_parser_without_memory_is_no_bug() {
        assert_eq!(caught::<()>(|| panic!("out of memory")).unwrap_err().code, "ERR_PACKPROOF_MEMORY");
    }
}
