//! Changes of the commands in the scripts of package.json: one goes, comes in, or runs before another.

use crate::{
    text::Span,
    trace::{
        fixes::manifest::{escaped, replaced},
        script::command::ScriptPlace,
    },
};

/// The text without a command and the `&&` that joins it to another; only where there is one.
pub fn without_command(text: &str, span: Span) -> Option<String> {
    let (before, after) = (text.get(..span.start as usize)?, text.get(span.end as usize..)?);
    let gap = match after.trim_start_matches(' ').strip_prefix("&&") {
        Some(rest) => Span::new(span.start, (text.len() - rest.trim_start_matches(' ').len()) as u32),
        None => {
            let rest = before.trim_end_matches(' ').strip_suffix("&&")?;
            Span::new(rest.trim_end_matches(' ').len() as u32, span.end)
        }
    };
    replaced(text, gap, "")
}

/// The text with a command before another one, which stands further ahead in the same script.
pub fn with_command_first(text: &str, first: Span, then: Span) -> Option<String> {
    let between = text.get(first.start as usize..then.end as usize)?;
    let command = text.get(then.start as usize..then.end as usize)?;
    // A quote in between ends the string of JSON, so that the two commands cannot change places in it.
    let without = without_command(text, then).filter(|_| !has_quote(between))?;
    replaced(&without, Span::new(first.start, first.start), &format!("{command} && "))
}

/// The text with a new command right after another one.
pub fn with_command_after(text: &str, span: Span, command: &str) -> Option<String> {
    replaced(text, Span::new(span.end, span.end), &format!(" && {}", escaped(command)))
}

/// A quote that ends a string of JSON.
fn has_quote(text: &str) -> bool {
    let mut is_escaped = false;
    text.chars().any(|char| {
        let ends = char == '"' && !is_escaped;
        is_escaped = char == '\\' && !is_escaped;
        ends
    })
}

/// The places in one script from which two commands are run: the first at which they part.
pub fn parting<'p>(
    one: &'p [ScriptPlace],
    other: &'p [ScriptPlace],
) -> Option<(&'p ScriptPlace, &'p ScriptPlace)> {
    let places = one.iter().zip(other).find(|(one, other)| one != other);
    places.filter(|(one, other)| one.script == other.script)
}
