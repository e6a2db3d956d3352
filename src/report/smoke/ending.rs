//! The end of a process, and its form in JSON.

use serde::Serialize;

/// The end of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "EndingFields")]
pub enum Ending {
    /// By itself, with a status.
    Exit(i32),
    /// By a signal.
    Signal(i32),
    /// By the time limit.
    TimeOut,
}

/// The JSON form of an [`Ending`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EndingFields {
    pub exit: Option<i32>,
    pub signal: Option<i32>,
    pub timed_out: bool,
}

impl From<Ending> for EndingFields {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Exit(status) => Self { exit: Some(status), ..Self::default() },
            Ending::Signal(signal) => Self { signal: Some(signal), ..Self::default() },
            Ending::TimeOut => Self { timed_out: true, ..Self::default() },
        }
    }
}
