//! The reason why two verdicts differ, or why there is none.

use serde::Serialize;

/// The reason why the verdicts differ, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The static verdict is wrong.
    Static,
    /// The code throws while it runs, which nothing but running it shows.
    Runtime,
    /// The code asks for what only browsers have.
    BrowserGlobal,
    /// A native addon is missing, or does not load.
    NativeAddon,
    /// Another package is at fault.
    Dependency,
    /// It works by chance: with packages that nobody declares, but that lie there.
    Hoisted,
    /// It does not end in time.
    TimeOut,
    /// It takes more memory than it may.
    Memory,
    /// It ends the process while it loads.
    Exit,
    /// Both fail, and for other causes.
    OtherCause,
    /// Node's permissions keep it from what it does.
    Permission,
    /// It needs a declared package that is not there.
    MissingDependency,
    /// It needs a package that its consumer may leave out.
    OptionalDependency,
    /// Someone ended the process.
    Killed,
    /// A dependency comes from where nothing is fetched from.
    RefusedDependency,
    /// Its answer is longer than is read.
    LongAnswer,
    /// Node answers that it loads, and the static verdict knows a fault for certain: one of the two is wrong, or the
    /// package gives the answer itself.
    Contradicted,
}

impl Reason {
    /// Tells whether Node could not say, for a reason that lies outside the package.
    pub fn is_about_the_test(self) -> bool {
        matches!(
            self,
            Self::Permission
                | Self::MissingDependency
                | Self::OptionalDependency
                | Self::Killed
                | Self::RefusedDependency
                | Self::LongAnswer
        )
    }
}
