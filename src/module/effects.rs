//! What running a module certainly does beyond its requests and names: what it throws, and what it asks of the global object.

use crate::text::Span;

/// What a module does while it is evaluated, as far as that is certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// What it throws. Only the first is thrown; the others would come next.
    pub throws: Vec<Throw>,
    /// The globals of browsers that it reads, each once.
    pub browser_reads: Vec<BrowserRead>,
    /// The globals that it makes, whenever that is, which saves reads of them; [`ANY_GLOBAL`] for all.
    pub defined_globals: Vec<&'static str>,
    /// Its names for functions that throw in place of `require`.
    pub shims: Vec<RequireShim>,
    /// The calls of imported bindings with one string, as `__require("path")` is one.
    pub imported_calls: Vec<ImportedCall>,
}

/// In place of a name: the global object is given what cannot be told.
pub const ANY_GLOBAL: &str = "*";

impl Effects {
    /// Whether the module may make a global of that name.
    pub fn defines(&self, name: &str) -> bool {
        self.defined_globals.iter().any(|&defined| defined == name || defined == ANY_GLOBAL)
    }
}

/// An error that a module certainly throws while it is evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throw {
    pub kind: ThrowKind,
    /// Node's code, or the error's name where it has none.
    pub code: &'static str,
    pub message: String,
    pub span: Span,
}

/// The ways to throw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThrowKind {
    /// A bundler's stand-in for `require` is called for this where there is no `require`.
    RequireShim { specifier: String },
    /// `import_meta.url`, of an object that a bundler left in place of `import.meta`, is passed where a URL has to be.
    EmptyImportMeta,
    /// A property of `this` at the top level of an ES module, where it is `undefined`.
    UndefinedThis,
    /// A call of what is no function: `void 0`, a literal, or a name for one.
    NoFunction,
    /// An assignment to an import or a constant.
    ConstantAssignment { name: String },
}

/// A read of a global that browsers have, and not every Node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrowserRead {
    pub name: &'static str,
    pub span: Span,
}

/// A function that throws in place of `require`, and what it says before and behind the specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequireShim {
    pub local: String,
    pub words: ShimWords,
}

/// What is said before and behind the specifier: `Dynamic require of "` and `" is not supported`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShimWords {
    pub before: String,
    pub behind: String,
}

impl ShimWords {
    /// What calling the function for a specifier throws.
    pub fn throw(&self, specifier: &str, span: Span) -> Throw {
        Throw {
            kind: ThrowKind::RequireShim { specifier: specifier.to_owned() },
            code: "Error",
            message: format!("{}{specifier}{}", self.before, self.behind),
            span,
        }
    }
}

/// A call of an imported binding with one string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedCall {
    pub local: String,
    pub argument: String,
    pub span: Span,
}
