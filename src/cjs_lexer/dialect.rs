//! The points on which the lexers in the field disagree, one switch each.

use super::CommonJsLexer;

/// The switches of one lexer, one for each point on which the lexers differ.
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
    /// The number of `var x = require("y")` that the lexer remembers.
    pub star_bindings: usize,
    /// The last specifier counts, not the first, where an `x` comes twice.
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
    /// The treatment of the character after `__export(` where no `require("…")` follows.
    pub after_export_star: ReadPast,
    /// The `var` of a star binding must be a whole word.
    pub whole_declaration_words: bool,
    /// The end of a `#!` line counts as a token, so that a slash after it divides.
    pub hashbang_is_token: bool,
    /// The deepest nesting of brackets. merve does not check it: it writes past its arrays when brackets nest
    /// deeper than 2,048, and takes Node down with it at 3,587.
    pub depth: usize,
    /// The deepest nesting of template holes, which merve does check.
    pub template_holes: usize,
}

/// The characters that a lexer accepts in an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identifiers {
    Unicode,
    /// The usual ones of ASCII, and every character outside ASCII.
    AnyNonAscii,
}

/// The treatment of the character after a word that began no shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadPast {
    Kept,
    /// Skipped unread, even where it is a bracket or a quote.
    Swallowed,
}

/// The ways to decode the escapes of a string literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// As sloppy-mode JavaScript evaluates them, octal ones included.
    Evaluated,
    Merve,
}

impl Dialect {
    pub fn of(lexer: CommonJsLexer) -> Self {
        match lexer {
            CommonJsLexer::CjsModuleLexer1 => {
                Self { after_export_star: ReadPast::Swallowed, ..Self::cjs_module_lexer() }
            }
            CommonJsLexer::CjsModuleLexer2 => Self::cjs_module_lexer(),
            CommonJsLexer::Merve => Self::merve(),
        }
    }

    const fn cjs_module_lexer() -> Self {
        Self {
            unsafe_getters_hide: true,
            identifiers: Identifiers::Unicode,
            escapes: Escapes::Evaluated,
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
            after_export_star: ReadPast::Kept,
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
            after_export_star: ReadPast::Kept,
            whole_declaration_words: true,
            hashbang_is_token: true,
            depth: 3586,
            template_holes: 2048,
        }
    }
}
