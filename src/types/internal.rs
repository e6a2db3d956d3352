//! Names that a comment before their declaration keeps for the authors themselves: TypeScript leaves out of declarations what
//! `@internal` marks (`stripInternal`), and leaves it in JavaScript.

use memchr::memmem;

use crate::hash::HashSet;

/// The tags by which comments say that a declaration is for nobody else.
const TAGS: [&[u8]; 4] = [b"@internal", b"@private", b"@hidden", b"@nodoc"];

/// The most bytes between a tag and the end of its comment, and between that and the name.
const NEAR: usize = 1000;

/// The words that may stand between a comment and the name that it is about.
const BEFORE_NAMES: [&[u8]; 13] = [
    b"export",
    b"default",
    b"declare",
    b"const",
    b"let",
    b"var",
    b"async",
    b"function",
    b"abstract",
    b"class",
    b"enum",
    b"exports",
    b"module",
];

/// The names whose declarations stand below such a comment. The text may be that of a source map, whose ends of lines are escaped.
pub(super) fn internal_names(text: &[u8]) -> HashSet<&str> {
    let rests =
        TAGS.iter().flat_map(|tag| memmem::find_iter(text, *tag).filter_map(|at| text.get(at + tag.len()..)));
    rests.filter_map(|rest| first_name(after_comment(rest)?)).collect()
}

/// The text behind the comment in which the rest of it begins.
fn after_comment(rest: &[u8]) -> Option<&[u8]> {
    let is_tag = !rest.first().is_some_and(|next| next.is_ascii_alphanumeric());
    let near = rest.get(..NEAR).unwrap_or(rest);
    let end = memmem::find(near, b"*/").filter(|_| is_tag)?;
    let is_open = memmem::find(near, b"/*").is_some_and(|other| other < end);
    if is_open { None } else { rest.get(end + 2..) }
}

/// The first identifier that is no word of the language.
fn first_name(text: &[u8]) -> Option<&str> {
    let mut rest = text.get(..NEAR).unwrap_or(text);
    loop {
        rest = without_space(rest);
        let length = rest.iter().take_while(|byte| is_part(**byte)).count();
        let (word, after) = rest.split_at_checked(length).filter(|(word, _)| !word.is_empty())?;
        if !BEFORE_NAMES.contains(&word) {
            return std::str::from_utf8(word).ok();
        }
        rest = after;
    }
}

fn without_space(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b'\\', b'n' | b'r' | b't', rest @ ..]
            | [b' ' | b'\n' | b'\r' | b'\t' | b'.' | b'*', rest @ ..] => rest,
            _ => return text,
        };
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_below_such_comments_are_found() {
        for (text, name) in [
            ("/** @internal */\nexport const a = 1", "a"),
            ("/**\n * Makes it.\n * @internal\n */\nfunction a() {}", "a"),
            ("/** @private Ours. */ export default async function* a() {}", "a"),
            ("/* @internal */ exports.a = 1", "a"),
            ("/* @internal */ module.exports.a = 1", "a"),
            (r#"{"sourcesContent":["/** @internal */\nexport const a = 1"]}"#, "a"),
            ("/** @internal */ export class \u{e4} {}", "\u{e4}"),
        ] {
            assert_eq!(internal_names(text.as_bytes()).into_iter().collect::<Vec<_>>(), [name], "{text}");
        }
    }

    #[test]
    fn other_comments_are_about_nothing() {
        for text in [
            "/** public */ export const a = 1",
            "/** @internalize */ export const a = 1",
            "// @internal",
            "/** @internal */",
            "const tag = '@internal'; /** public */ export const a = 1",
            "/** @internal */ export { a }",
        ] {
            assert!(internal_names(text.as_bytes()).is_empty(), "{text}");
        }
    }
}
