//! TypeScript for the room that reads declarations: parsed with room to recurse, places told in bytes.

use oxc_ast::ast::{Program, StringLiteral};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType};

use super::{
    decode::Text,
    es::string_value,
    read::with_arena,
    stack::{self, NoRoom},
    syntax::SyntaxError,
};
use crate::text::{Span, Spanned};

/// A text of TypeScript, parsed.
pub(crate) struct TypeScriptText<'t> {
    pub program: &'t Program<'t>,
    /// The first error of the parser.
    pub error: Option<SyntaxError>,
    /// The parser gave up, and the program is empty.
    pub gave_up: bool,
    text: &'t Text<'t>,
}

impl TypeScriptText<'_> {
    pub fn text(&self) -> &str {
        &self.text.text
    }

    pub fn span(&self, span: oxc_span::Span) -> Span {
        self.text.span(span)
    }

    pub fn string(&self, literal: &StringLiteral<'_>) -> Spanned<String> {
        Spanned { value: string_value(literal), span: self.span(literal.span()) }
    }
}

/// Parses a text of TypeScript and works on it.
///
/// # Errors
/// No stack has room for the text.
pub(crate) fn with_typescript<T: Send>(
    source: &[u8],
    kind: SourceType,
    work: impl FnOnce(&TypeScriptText<'_>) -> T + Send,
) -> Result<T, NoRoom> {
    let text = Text::decode(source);
    stack::run_source(&text.text, || {
        with_arena(|arena| {
            let parsed = Parser::new(arena, &text.text, kind).parse();
            let error = parsed.diagnostics.first().map(|diagnostic| {
                let span = diagnostic.labels.first().map(|label| label.span()).unwrap_or_default();
                SyntaxError { message: diagnostic.message.to_string(), span: text.span(span) }
            });
            let gave_up = parsed.panicked;
            let program = &*arena.alloc(parsed.program);
            work(&TypeScriptText { program, error, gave_up, text: &text })
        })
    })
}

/// Tells whether a text is TypeScript or JSX; one for which there is no room counts as that.
pub(crate) fn parses_as_typescript(source: &[u8]) -> bool {
    let parses = |text: &TypeScriptText<'_>| text.error.is_none() && !text.gave_up;
    with_typescript(source, SourceType::tsx(), parses).unwrap_or(true)
}
