//! The use of a promise.

/// The use of the promise that an expression gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Promised {
    /// No use that is known: the promise is kept, returned, or given to someone.
    #[default]
    Kept,
    /// `await`: its failure is thrown here.
    Awaited,
    /// `.catch(…)`: its failure is handled.
    Caught,
}
