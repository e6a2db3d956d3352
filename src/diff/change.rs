//! One change between two releases.

use serde::{Serialize, Serializer};

use crate::{
    report::At,
    resolve::{Mode, typescript::TypesMode},
};

/// The effect of a change on those who have the older release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeEffect {
    /// It breaks some of them.
    Major,
    /// It cannot be told.
    Unknown,
    /// It gives them something.
    Minor,
    /// It is nothing to them.
    Patch,
}

/// Declares the kinds with their names.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal,)+) => {
        /// The kinds of changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeKind { $($(#[doc = $doc])+ $kind,)+ }

        impl ChangeKind {
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The name in reports and in `--allow`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            /// The sentence that says what such a change is.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$kind => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

kinds! {
    /// A declared subpath can no longer be loaded in any mode.
    SubpathRemoved = "subpath-removed",
    /// A subpath can no longer be loaded in one mode, by `require` or by `import`.
    ModeRemoved = "mode-removed",
    /// A default export is gone.
    DefaultRemoved = "default-removed",
    /// An exported name is gone.
    NameRemoved = "name-removed",
    /// An export is another kind of thing.
    KindChanged = "kind-changed",
    /// A function or class needs more arguments.
    ParametersGrown = "parameters-grown",
    /// A subpath leads to a module of another format.
    FormatChanged = "format-changed",
    /// Files that could be asked for by their paths are closed by "exports".
    DeepFilesClosed = "deep-files-closed",
    /// A file that could be asked for by its path is gone.
    DeepFileRemoved = "deep-file-removed",
    /// A condition that consumers may set is gone.
    ConditionRemoved = "condition-removed",
    /// A command is gone, or can no longer be run.
    BinRemoved = "bin-removed",
    /// A Node or package manager that was supported is so no longer.
    EnginesNarrowed = "engines-narrowed",
    /// A system, processor or C library that could install the package no longer can.
    PlatformNarrowed = "platform-narrowed",
    /// A Node that was supported cannot load a subpath any more, although another can.
    NodeRemoved = "node-removed",
    /// A new peer dependency.
    PeerAdded = "peer-added",
    /// A peer dependency no longer admits versions that it did.
    PeerNarrowed = "peer-narrowed",
    /// A subpath has no declarations any more.
    TypesRemoved = "types-removed",
    /// A subpath has no declarations any more in a mode of TypeScript.
    TypesModeRemoved = "types-mode-removed",
    /// An exported name is gone from the declarations.
    DeclaredNameRemoved = "declared-name-removed",
    /// A name is declared as a type only, and was a value.
    DeclaredValueRemoved = "declared-value-removed",
    /// A function or class is declared to need more arguments.
    DeclaredParametersGrown = "declared-parameters-grown",
    /// Declarations say `export =` in one of the releases only.
    DeclaredFormChanged = "declared-form-changed",
    /// Not all declared names of one of the releases are known.
    DeclaredNamesUnknown = "declared-names-unknown",
    /// Names come out of another package, or code makes them while it runs, so that not all are known.
    NamesUnknown = "names-unknown",
    /// There are more changes than are shown; the bump is that of all.
    LimitReached = "limit-reached",
    /// A new subpath.
    SubpathAdded = "subpath-added",
    /// A subpath can be loaded in a mode more.
    ModeAdded = "mode-added",
    /// A new default export.
    DefaultAdded = "default-added",
    /// A new exported name.
    NameAdded = "name-added",
    /// A subpath has declarations, and had none.
    TypesAdded = "types-added",
    /// A subpath has declarations in a mode of TypeScript more.
    TypesModeAdded = "types-mode-added",
    /// A name is declared that was not.
    DeclaredNameAdded = "declared-name-added",
    /// A new condition that consumers may set.
    ConditionAdded = "condition-added",
    /// A new command.
    BinAdded = "bin-added",
    /// A peer dependency is gone.
    PeerRemoved = "peer-removed",
}

impl Serialize for ChangeKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A change: what was there, what is there, and what a consumer's statement does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub kind: ChangeKind,
    pub effect: ChangeEffect,
    /// `null` for what is about the whole package.
    pub subpath: Option<String>,
    /// `null` where it is so in every mode.
    pub mode: Option<Mode>,
    /// The versions of Node in which it is so.
    pub node: Vec<String>,
    /// The exported name, bin, peer, engine or condition.
    pub name: Option<String>,
    pub message: String,
    /// The place in the older release.
    pub old: Option<At>,
    /// The place in the newer one.
    pub new: Option<At>,
    /// A consumer's statement that shows it.
    pub statement: Option<String>,
    /// The result of that statement with the newer release.
    pub now: Option<String>,
    /// The specifiers that are meant, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub specifiers: Vec<String>,
    /// The modes of TypeScript in which it is so, where it is not so in all.
    #[serde(rename = "typesModes", skip_serializing_if = "Vec::is_empty")]
    pub types_modes: Vec<TypesMode>,
    /// The kind of the change about the same subject from which this one follows; people are told of that one only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<ChangeKind>,
    /// The reason for which it is allowed, if it is.
    pub allowed: Option<String>,
}

impl Change {
    pub(super) fn new(kind: ChangeKind, effect: ChangeEffect, message: String) -> Self {
        Self {
            kind,
            effect,
            subpath: None,
            mode: None,
            node: Vec::new(),
            name: None,
            message,
            old: None,
            new: None,
            statement: None,
            now: None,
            specifiers: Vec::new(),
            types_modes: Vec::new(),
            follows: None,
            allowed: None,
        }
    }

    /// Tells whether it breaks consumers, and nobody has allowed that.
    pub fn is_breaking(&self) -> bool {
        self.effect == ChangeEffect::Major && self.allowed.is_none() && self.follows.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_names_of_their_own() {
        let mut names: Vec<_> = ChangeKind::ALL.iter().map(|kind| kind.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ChangeKind::ALL.len());
    }
}
