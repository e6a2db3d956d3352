//! The groups of extensions that a look-up accepts.

/// TypeScript's `Extensions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub typescript: bool,
    pub javascript: bool,
    pub declaration: bool,
    pub json: bool,
}

/// Everything that a program may contain.
pub(super) const TYPES: Wanted = Wanted { typescript: true, javascript: true, declaration: true, json: true };

/// Everything that can run.
pub(super) const VALUES: Wanted =
    Wanted { typescript: true, javascript: true, declaration: false, json: true };

/// No file at all.
pub(super) const NOTHING: Wanted =
    Wanted { typescript: false, javascript: false, declaration: false, json: false };

/// Declarations only.
pub(super) const DECLARATIONS: Wanted =
    Wanted { typescript: false, javascript: false, declaration: true, json: false };

/// The endings of TypeScript's files. Those of declarations end so, too.
const TYPESCRIPT: [&str; 4] = [".ts", ".tsx", ".mts", ".cts"];

/// Tells whether a path has the ending of TypeScript or of declarations.
pub(super) fn is_typescript(path: &str) -> bool {
    TYPESCRIPT.iter().any(|extension| path.ends_with(extension))
}

impl Wanted {
    /// TypeScript and declarations, which are looked for first.
    pub fn typed(self) -> Self {
        Self { javascript: false, json: false, ..self }
    }

    /// The rest, which is looked for afterwards.
    pub fn untyped(self) -> Self {
        Self { typescript: false, declaration: false, ..self }
    }

    pub fn is_empty(self) -> bool {
        !(self.typescript || self.javascript || self.declaration || self.json)
    }
}
