//! The certain effects of running a module, beyond its requests and names: the errors that it throws, and its
//! use of the global object.

use std::borrow::Cow;

use super::{assets::AssetUse, loader::LoaderPatches, state::HeldState};
use crate::text::Span;

/// The effects of a module while it is evaluated, as far as they are certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// The errors that it throws. Only the first is thrown; the others would come next.
    pub throws: Vec<Throw>,
    /// The first of its own names that it certainly reads above the declaration.
    pub early_read: Option<EarlyRead>,
    /// The ways in which it may change how Node finds and reads the modules that are loaded behind it.
    pub patches: LoaderPatches,
    /// It may set `NODE_ENV`.
    pub sets_mode: bool,
    /// The globals of browsers that it reads, each once.
    pub browser_reads: Vec<GlobalRead>,
    /// Its reads of names that nothing declares, and that neither Node nor a browser has, each once.
    pub undeclared_reads: Vec<GlobalRead>,
    /// Its certain uses of what the language got lately, each name once.
    pub newer_uses: Vec<NewerUse>,
    /// The names that neither has and that it makes global: by an assignment, or as properties that the global object is given.
    pub made_globals: Vec<Box<str>>,
    /// The globals that it makes, at whatever time, so that reads of them may succeed; [`ANY_GLOBAL`] for
    /// all.
    pub defined_globals: Vec<&'static str>,
    /// Its names for functions that throw in place of `require`.
    pub shims: Vec<RequireShim>,
    /// The calls of imported bindings with one string, such as `__require("path")`.
    pub imported_calls: Vec<ImportedCall>,
    /// The files that it opens, makes or looks for by paths that begin at its own place.
    pub assets: Vec<AssetUse>,
    /// True if it may give `require` to a function, which asks for modules by another name then.
    pub gives_require: bool,
    /// True if it puts something else in place of its `require`.
    pub replaces_require: bool,
    /// True if a function of an ES module that nothing calls reads a variable of CommonJS.
    pub reads_wrapper_later: bool,
    /// The state that it holds for as long as the process runs.
    pub state: Vec<HeldState>,
}

/// The name that stands for all: the module adds properties to the global object whose names are not known.
pub const ANY_GLOBAL: &str = "*";

impl Effects {
    /// Tells whether the module may make a global of that name.
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
    /// The global that keeps it from being thrown, if a module makes one of that name.
    pub unless: Option<&'static str>,
}

/// The ways to throw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThrowKind {
    /// A bundler's stand-in for `require` is called with this specifier where there is no `require`.
    RequireShim { specifier: String },
    /// `import_meta.url` is passed where a URL has to be, and `import_meta` is the empty object that a
    /// bundler left in place of `import.meta`.
    EmptyImportMeta,
    /// A property of `this` is used at the top level of an ES module, where `this` is `undefined`.
    UndefinedThis,
    /// A call of what is no function: `void 0`, a literal, or a name for one.
    NoFunction,
    /// A use of a member that Node does not give to `import.meta` or `require`: one of its own members, or a call.
    LackingMember { object: &'static str, member: String },
    /// A use of what the language got lately, and this version of Node does not have.
    NewerBuiltin { name: &'static str },
    /// An assignment to an import or a constant.
    ConstantAssignment { name: String },
}

/// A read of a `let`, `const` or class of the module itself that stands above the declaration and runs before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlyRead {
    pub name: String,
    pub span: Span,
}

/// A read of a global that not every Node has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobalRead {
    pub name: Cow<'static, str>,
    pub span: Span,
    /// The global that spares the code the read, where something defines it.
    pub unless: Option<&'static str>,
    /// It is certain only where `NODE_ENV` is not set.
    pub is_unset: bool,
}

/// A use that fails where Node lacks a global of the language, or a function of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewerUse {
    /// `Temporal`, `Promise.try`, or `Set#union` for a method of an instance.
    pub name: &'static str,
    /// The callee, as V8 tells of it; a global has none.
    pub callee: Option<String>,
    pub span: Span,
}

/// The name of a function that throws in place of `require`, and the words of its error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequireShim {
    pub local: String,
    pub words: ShimWords,
}

/// The words of the error before and behind the specifier: `Dynamic require of "` and `" is not supported`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShimWords {
    pub before: String,
    pub behind: String,
}

impl ShimWords {
    /// Returns the error that a call of the function throws for a specifier.
    pub fn throw(&self, specifier: &str, span: Span) -> Throw {
        Throw {
            kind: ThrowKind::RequireShim { specifier: specifier.to_owned() },
            code: "Error",
            message: format!("{}{specifier}{}", self.before, self.behind),
            span,
            unless: None,
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
