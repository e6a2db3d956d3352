//! The points on which the lexers in the field disagree, one switch each.

use super::CommonJsLexer;

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
    /// In a literal, `get name() {}` exports the name `get`.
    pub literal_getter_exports_get: bool,
    /// `import.anything`, not only `import.meta`, is ES module syntax.
    pub any_import_property: bool,
    /// How many `var x = require("y")` are remembered, and which counts when an `x` comes twice.
    pub star_bindings: usize,
    pub last_star_binding_wins: bool,
    /// The specifier of a star loop is decoded when the loop is met, and once more at the end, as if it were a literal
    /// of its own; an empty one is dropped.
    pub star_specifier_decoded_twice: bool,
    /// A file that ends in the literal, right after its `{` or a comma, needs no closing brace.
    pub literal_may_end_file: bool,
    /// A `{` that begins the file opens a block, so that a slash after it begins a regular expression.
    pub block_at_file_start: bool,
    /// A specifier is listed once only.
    pub unique_reexports: bool,
    /// The `&& !` of a star loop must be followed by a test of own properties.
    pub star_negation_needs_test: bool,
    /// Words like `if` and `else` count before a slash only when they are whole words: not `xif(a) /`.
    pub whole_block_words: bool,
    /// Words like `return` count before a slash at the very start of the file too.
    pub words_at_file_start: bool,
    /// What becomes of the character after `__export(`, when no `require("…")` is there.
    pub after_export_star: Unread,
    /// The `var` of a star binding must be a whole word.
    pub whole_declaration_words: bool,
    /// The end of a `#!` line counts as a token, so that a slash after it divides.
    pub hashbang_is_token: bool,
    /// How deep brackets may nest, and template holes. merve looks after the holes only: it writes past its arrays
    /// when brackets nest deeper than 2,048, and takes Node down with it at 3,587.
    pub depth: usize,
    pub template_holes: usize,
}

/// What may stand in an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identifiers {
    Unicode,
    /// ASCII as usual, and every byte of what is not ASCII.
    AnyNonAscii,
}

/// What becomes of a character after a word that turned out to begin no shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    Kept,
    /// Never looked at, be it a bracket or a quote.
    Swallowed,
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
    pub fn of(lexer: CommonJsLexer) -> Self {
        match lexer {
            CommonJsLexer::CjsModuleLexer1 => Self {
                escapes: Escapes::Evaluated,
                after_export_star: Unread::Swallowed,
                ..Self::cjs_module_lexer()
            },
            CommonJsLexer::CjsModuleLexer2 => Self::cjs_module_lexer(),
            CommonJsLexer::Merve => Self::merve(),
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
            star_specifier_decoded_twice: true,
            literal_may_end_file: true,
            block_at_file_start: false,
            unique_reexports: true,
            star_negation_needs_test: true,
            whole_block_words: false,
            words_at_file_start: false,
            after_export_star: Unread::Kept,
            whole_declaration_words: false,
            hashbang_is_token: false,
            depth: usize::MAX,
            template_holes: usize::MAX,
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
            star_specifier_decoded_twice: false,
            literal_may_end_file: false,
            block_at_file_start: true,
            unique_reexports: false,
            star_negation_needs_test: false,
            whole_block_words: true,
            words_at_file_start: true,
            after_export_star: Unread::Kept,
            whole_declaration_words: true,
            hashbang_is_token: true,
            depth: 3586,
            template_holes: 2048,
        }
    }
}
