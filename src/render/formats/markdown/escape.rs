//! Text from a package in Markdown: words stay words, everything else becomes code, in which nothing means anything.

use crate::render::terminal::{shortened, visible};

/// Prose of ours with names of a package in it. Plain words are safe as they are; whatever else stands between two blanks
/// is code, so that it is no link, no mention, no tag and no emphasis. So is what is quoted, as a whole.
///
/// ```
/// use packproof::render::formats::markdown::prose;
///
/// assert_eq!(prose("a.js imports \"./b c\" (see `x y`)."), "`a.js` imports `\"./b c\"` (see `x y`).");
/// ```
pub fn prose(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    let mut rest: &str = &visible(text);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '`' => quoted(rest).unwrap_or_else(|| word(rest)),
            ' ' | '(' => 1,
            _ => word(rest),
        };
        let (piece, after) = rest.split_at(length);
        markdown.push_str(&of_piece(piece));
        rest = after;
    }
    markdown
}

fn of_piece(piece: &str) -> String {
    let inner = piece.strip_prefix('`').and_then(|piece| piece.strip_suffix('`'));
    let core = piece.trim_end_matches(PUNCTUATION);
    let after = piece.get(core.len()..).unwrap_or_default();
    match inner {
        Some(inner) if !inner.is_empty() => code(inner),
        _ if core.is_empty() || is_plain(core) => piece.to_owned(),
        _ => format!("{}{after}", code(core)),
    }
}

/// Characters that end a word without being a part of it.
const PUNCTUATION: [char; 6] = [',', '.', ':', ';', ')', '?'];

/// The length of a quotation with its marks, where it is one.
fn quoted(text: &str) -> Option<usize> {
    let mark = text.chars().next()?;
    let end = text.get(1..)?.find(mark)? + 2;
    let after = text.get(end..)?.trim_start_matches(PUNCTUATION);
    (after.is_empty() || after.starts_with(' ')).then_some(end)
}

/// The length of what stands before the next blank.
fn word(text: &str) -> usize {
    text.find(' ').unwrap_or(text.len())
}

/// Letters (with a hyphen or an apostrophe between), or a small number, or a blank: nothing that Markdown or GitHub reads anything into.
fn is_plain(word: &str) -> bool {
    let is_word = word
        .split(['-', '\''])
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_number = word.len() < 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    is_word || is_number || word == " " || word == "("
}

/// A code span.
pub fn code(text: &str) -> String {
    let text = visible(text);
    let text = shortened(text.trim());
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A block of code, with lines as they are.
pub fn block(lines: &str) -> String {
    let fence = "`".repeat(longest_run(lines).max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", lines.trim_end())
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_names_become_code() {
        for (text, markdown) in [
            ("it is not packed", "it is not packed"),
            ("\"./a\" leads to dist/a.js, which is", "`\"./a\"` leads to `dist/a.js`, which is"),
            ("@someone (see https://x.y)", "`@someone` (see `https://x.y`)"),
            ("<img src=x>", "`<img` `src=x>`"),
            ("a `b` c `d e`, f", "a `b` c `d e`, f"),
            ("\"a b\": c", "`\"a b\"`: c"),
            ("\"a\"b c", "`\"a\"b` c"),
            ("a `` b `", "a ``` `` ``` b `` ` ``"),
            ("1 of 7. deadbeef1234", "1 of 7. `deadbeef1234`"),
            ("\u{202e}x", r"`\u{202e}x`"),
            ("- item #1 re-exports -x-", "`-` item `#1` re-exports `-x-`"),
            ("... ,", "... ,"),
        ] {
            assert_eq!(prose(text), markdown, "{text}");
        }
    }

    #[test]
    fn a_fence_is_longer_than_any_inside() {
        assert_eq!(block("a\n````\nb\n"), "`````text\na\n````\nb\n`````\n");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code("\n"), r"`\n`");
        assert_eq!(code(" "), "(empty)");
    }
}
