//! The reasons why a part of a build cannot be read.

/// The reason why a command or a configuration file is not read, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadReason {
    /// A script that calls itself, or scripts that call each other too deeply.
    CallsItself,
    /// A script that takes more to read than any build does.
    TooMuch,
    /// A script that runs in packages of the workspace, given by a filter.
    OtherPackages,
    /// A script that runs in one package of the workspace, given by its name.
    AnotherPackage,
    /// A program that packproof does not know.
    UnknownProgram,
    /// A script of the project's own, run by Node.
    OwnScript,
    /// `node -e` with paths that are no plain strings.
    ComputedPaths,
    /// A tsconfig.json that is not there or is not JSON.
    NoTsConfig,
    /// A configuration that should be JSON and is not.
    NotJson,
    /// A configuration extends another that is not in the project.
    AbsentBase(String),
    /// A key of a configuration has a value that is no plain list of strings.
    ComputedKey(&'static str),
    /// The entries of a bundler are no plain strings.
    ComputedEntries,
    /// A copying command renames the files.
    RenamedCopies,
    /// A copying command has filters, which are not read.
    Filters,
}
