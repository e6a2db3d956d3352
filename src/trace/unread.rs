//! The parts of a build that cannot be read, each with its place and the reason.

use crate::text::Span;

/// A part of the build that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadPart {
    /// The command or the file.
    pub what: String,
    pub why: UnreadReason,
    pub at: Option<UnreadPlace>,
    /// A command that is not read may write anything, so that nothing is certain; so may a tool that is not known to write to a place.
    pub is_command: bool,
}

/// The place of what is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadPlace {
    pub file: String,
    pub span: Span,
}

impl UnreadPart {
    /// A command at its place in package.json.
    pub fn of_command(what: String, why: UnreadReason, span: Option<Span>) -> Self {
        let at = span.map(|span| UnreadPlace { file: "package.json".to_owned(), span });
        Self { what, why, at, is_command: true }
    }

    /// A setting of a configuration, which does not decide about all that is written.
    pub fn of_file(file: &str, why: UnreadReason, span: Option<Span>) -> Self {
        let at = span.map(|span| UnreadPlace { file: file.to_owned(), span });
        Self { what: file.to_owned(), why, at, is_command: false }
    }

    /// A setting that decides what is written, and where.
    pub fn deciding(self) -> Self {
        Self { is_command: true, ..self }
    }
}

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
    /// This setting, which names outputs, is code.
    ComputedSetting(&'static str),
    /// This setting is code that may write anything.
    CodeSetting(&'static str),
    /// This plugin copies files.
    CopyingPlugin(String),
    /// The configuration that the command asks for is not there.
    NoConfig,
    /// It builds a site.
    Site,
    /// Its output goes into a file.
    Redirected,
    /// The shell puts its words together.
    Expanded,
    /// package.json has no such script.
    NoScript,
    /// A copying command renames the files.
    RenamedCopies,
    /// A copying command has filters, which are not read.
    Filters,
}
