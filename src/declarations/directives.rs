//! Comments that silence TypeScript: `// @ts-ignore` and `// @ts-expect-error` for the next line, `// @ts-nocheck` for the file.

use oxc_ast::ast::Comment;
use oxc_span::GetSpan;

use crate::{module::TypeScriptText, text::Span};

/// The places of a file at which TypeScript reports no errors of meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SilencedLines {
    /// The silenced lines, in their order.
    lines: Vec<Span>,
    /// The whole file is.
    is_whole: bool,
}

impl SilencedLines {
    pub(super) fn of(text: &TypeScriptText<'_>) -> Self {
        if memchr::memmem::find(text.text().as_bytes(), b"@ts-").is_none() {
            return Self::default();
        }
        let comments = &text.program.comments;
        let mut lines = Vec::new();
        // From the last to the first: a directive above another one silences what that one does.
        let mut below: Option<DirectiveBelow> = None;
        for comment in comments.iter().rev().filter(|comment| silences_next_line(text, comment)) {
            let found = DirectiveBelow::of(text.text(), comment, below);
            lines.extend(found.line.map(|line| text.span(line)));
            below = Some(found);
        }
        lines.reverse();
        lines.dedup();
        Self { lines, is_whole: is_unchecked(text) }
    }

    /// Tells whether TypeScript reports nothing about this place.
    pub fn holds(&self, place: Span) -> bool {
        let after = self.lines.partition_point(|line| line.start <= place.start);
        let line = after.checked_sub(1).and_then(|at| self.lines.get(at));
        self.is_whole || line.is_some_and(|line| place.start < line.end)
    }
}

/// The text of a comment without its slashes and stars; of a block, the last line counts.
fn directive<'t>(text: &'t TypeScriptText<'_>, comment: &Comment) -> Option<&'t str> {
    let all = text.text().get(comment.span.start as usize..comment.span.end as usize)?;
    let last = all.lines().next_back()?;
    Some(last.trim_start().trim_start_matches(['/', '*']).trim_start())
}

fn silences_next_line(text: &TypeScriptText<'_>, comment: &Comment) -> bool {
    let word = directive(text, comment).unwrap_or_default();
    word.starts_with("@ts-ignore") || word.starts_with("@ts-expect-error")
}

/// A directive that was read, with what the one above it need not look for again.
#[derive(Clone, Copy)]
struct DirectiveBelow {
    span: oxc_span::Span,
    /// The end of its line.
    line_break: Option<usize>,
    /// The line that it silences.
    line: Option<oxc_span::Span>,
}

impl DirectiveBelow {
    fn of(text: &str, comment: &Comment, below: Option<Self>) -> Self {
        let span = comment.span;
        let until = below.map_or(text.len(), |below| below.span.end as usize);
        let between = text.as_bytes().get(span.end as usize..until).unwrap_or_default();
        let here = memchr::memchr(b'\n', between).map(|at| span.end as usize + at);
        let line_break = here.or_else(|| below?.line_break);
        let line = match below {
            Some(below) if below.line_break == line_break => below.line,
            _ => line_break.and_then(|at| next_line(text, at + 1, below)),
        };
        Self { span, line_break, line }
    }
}

/// The first line from `start` on that is neither empty nor a comment. `below` is the next directive.
fn next_line(text: &str, mut start: usize, below: Option<DirectiveBelow>) -> Option<oxc_span::Span> {
    for line in text.get(start..)?.split_inclusive('\n') {
        let after = start + line.len();
        let code = line.trim();
        // TypeScript passes over lines of `//`, and not over those of other comments.
        if !code.is_empty() && !code.starts_with("//") {
            return Some(oxc_span::Span::new(u32::try_from(start).ok()?, u32::try_from(after).ok()?));
        }
        // The next directive has found this line: many directives in a row take linear time.
        if let Some(below) = below.filter(|below| (start..after).contains(&(below.span.start as usize))) {
            return below.line;
        }
        start = after;
    }
    None
}

/// Tells whether `// @ts-nocheck` stands above the first statement.
fn is_unchecked(text: &TypeScriptText<'_>) -> bool {
    let first = text.program.body.first().map_or(u32::MAX, |statement| statement.span().start);
    let above = text.program.comments.iter().take_while(|comment| comment.span.end <= first);
    let mut lines = above.filter(|comment| comment.is_line());
    lines.any(|comment| directive(text, comment).is_some_and(|word| word.starts_with("@ts-nocheck")))
}

#[cfg(test)]
mod tests {
    use crate::declarations::read_declarations;

    /// The specifiers that are not silenced.
    fn heard(text: &str) -> String {
        let module = read_declarations("a.d.ts", text.as_bytes());
        let heard = module.requests.iter().filter(|request| !module.silenced.holds(request.specifier.span));
        heard.map(|request| request.specifier.value.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn directives_silence_the_next_line_of_code() {
        for (text, expected) in [
            ("// @ts-ignore\nimport 'a'\nimport 'b'", "b"),
            ("/* @ts-expect-error */\nimport 'a'\nimport 'b'", "b"),
            ("/**\n * @ts-ignore\n */\nimport 'a'", "a"),
            ("/*\n * @ts-ignore */\nimport 'a'", ""),
            ("//@ts-ignore: it is optional\n\n// more\nimport 'a'\nimport 'b'", "b"),
            ("// @ts-ignore\n// @ts-expect-error\nimport 'a'\nimport 'b'", "b"),
            ("// @ts-ignore\nimport {\n  x } from 'a'", "a"),
            ("// not @ts-ignore\nimport 'a'", "a"),
            ("// @ts-nocheck\nimport 'a'\nimport 'b'", ""),
            ("import 'a' // @ts-nocheck\nimport 'b'", "a b"),
            ("import 'a'\n// @ts-ignore", "a"),
            ("/* @ts-ignore */ /* @ts-ignore */\n\nimport 'a'\nimport 'b'", "b"),
            ("/* @ts-ignore */ import 'a' /*\n @ts-ignore */\nimport 'b'\nimport 'c'", "a c"),
        ] {
            assert_eq!(heard(text), expected, "{text}");
        }
    }
}
