//! The points on which the lexers in the field disagree, one switch each.

use super::Flavor;

/// How one lexer reads what another reads differently.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    /// A name given to `Object.defineProperty` in a shape outside the grammar is no export, whatever else sets it.
    pub unsafe_getters_hide: bool,
    pub identifiers: Identifiers,
    pub escapes: Escapes,
    /// U+00A0 counts as white space.
    pub no_break_space: bool,
    /// `key: require("x")` in a literal re-exports x too.
    pub literal_value_reexports: bool,
    /// `{ get name() {} }` exports the name `get`.
    pub literal_getter_exports_get: bool,
    /// `import.anything`, not only `import.meta`, is ES module syntax.
    pub any_import_property: bool,
    /// How many `var x = require("y")` are remembered, and which counts when an `x` comes twice.
    pub star_bindings: usize,
    pub last_star_binding_wins: bool,
    /// A specifier is listed once only.
    pub unique_reexports: bool,
    /// The `&& !` of a star loop must be followed by a test of own properties.
    pub star_negation_needs_test: bool,
    /// A star loop's names may be one character long.
    pub depth: usize,
}

/// What may stand in an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identifiers {
    Unicode,
    /// ASCII as usual, and every byte of what is not ASCII.
    AnyNonAscii,
}

/// How the escapes of a string literal are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// As sloppy JavaScript evaluates them, octal included.
    Evaluated,
    /// By the lexer's own decoder.
    Strict,
    Merve,
}

impl Dialect {
    pub fn of(flavor: Flavor) -> Self {
        match flavor {
            Flavor::CjsModuleLexer1 => Self { escapes: Escapes::Evaluated, ..Self::cjs_module_lexer() },
            Flavor::CjsModuleLexer2 => Self::cjs_module_lexer(),
            Flavor::Merve => Self::merve(),
        }
    }

    const fn cjs_module_lexer() -> Self {
        Self {
            unsafe_getters_hide: true,
            identifiers: Identifiers::Unicode,
            escapes: Escapes::Strict,
            no_break_space: true,
            literal_value_reexports: false,
            literal_getter_exports_get: true,
            any_import_property: true,
            star_bindings: usize::MAX,
            last_star_binding_wins: true,
            unique_reexports: true,
            star_negation_needs_test: true,
            depth: usize::MAX,
        }
    }

    const fn merve() -> Self {
        Self {
            unsafe_getters_hide: false,
            identifiers: Identifiers::AnyNonAscii,
            escapes: Escapes::Merve,
            no_break_space: false,
            literal_value_reexports: true,
            literal_getter_exports_get: false,
            any_import_property: false,
            star_bindings: 255,
            last_star_binding_wins: false,
            unique_reexports: false,
            star_negation_needs_test: false,
            depth: 2048,
        }
    }
}
