//! Triple-slash references: `/// <reference path="…" />` before the first statement.

use super::record::{TypeRequest, TypeRequestKind};
use crate::{module::TypeScriptText, text::Spanned};

/// The references of a file.
pub(super) fn references(text: &TypeScriptText<'_>) -> Vec<TypeRequest> {
    let program = text.program;
    let directive = program.directives.first().map(|it| it.span.start);
    let statement = program.body.first().map(|it| oxc_span::GetSpan::span(it).start);
    let code = directive.into_iter().chain(statement).min().unwrap_or(u32::MAX);
    let comments = program.comments.iter().take_while(|comment| comment.span.end <= code);
    comments.filter_map(|comment| reference(text, comment.span)).collect()
}

fn reference(text: &TypeScriptText<'_>, span: oxc_span::Span) -> Option<TypeRequest> {
    let comment = text.text().get(span.start as usize..span.end as usize)?;
    let tag = comment.strip_prefix("///")?.trim_start().strip_prefix("<reference")?;
    // Without its end it is a comment: `^///\s*<(\S+)\s.*?/>`.
    let tag = Some(tag).filter(|tag| tag.starts_with(char::is_whitespace) && tag.contains("/>"))?;
    let path = attribute(tag, "path").map(|path| (path, TypeRequestKind::ReferencePath));
    let types = || attribute(tag, "types").map(|name| (name, TypeRequestKind::ReferenceTypes));
    let lib = || attribute(tag, "lib").map(|name| (name, TypeRequestKind::ReferenceLib));
    let (value, kind) = path.or_else(types).or_else(lib)?;
    let start = span.start + u32::try_from(comment.find(value)?).ok()?;
    let end = start + u32::try_from(value.len()).ok()?;
    let specifier = Spanned { value: value.to_owned(), span: text.span(oxc_span::Span::new(start, end)) };
    let resolution_mode = attribute(tag, "resolution-mode").map(|mode| mode == "import");
    Some(TypeRequest { specifier, kind, resolution_mode, names: Vec::new() })
}

/// The value of an attribute: ` name = "value"`.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.match_indices(name).find_map(|(at, _)| {
        let before = tag.get(..at)?;
        before.ends_with(char::is_whitespace).then(|| (at, tag.get(at + name.len()..)))
    })?;
    let value = rest?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}
