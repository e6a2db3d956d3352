//! Messages of Node in one line.

use std::borrow::Cow;

/// A message of Node in one line: the breaks that Node makes become what they mean. One inside quotes is of a name that
/// has it, and stays.
///
/// ```
/// use packproof::render::text::words_of_node;
///
/// let message = "Cannot find module 'x'\nRequire stack:\n- /a.js\n- /b.js";
/// assert_eq!(words_of_node(message), "Cannot find module 'x', required by /a.js, required by /b.js");
/// assert_eq!(words_of_node("Cannot find module 'x\ny'"), "Cannot find module 'x\ny'");
/// ```
pub fn words_of_node(message: &str) -> Cow<'_, str> {
    if !message.contains('\n') {
        return message.into();
    }
    let mut words = String::with_capacity(message.len());
    let mut is_quoted = false;
    for line in message.split('\n') {
        let is_of_node = !is_quoted && (words.is_empty() || CONTINUED.iter().any(|by| line.starts_with(by)));
        if is_of_node || line.is_empty() {
            words.push_str(joint(&words, line))
        } else {
            words.push('\n')
        }
        words.push_str(if is_of_node { said(line) } else { line });
        is_quoted ^= ends_quoted(line);
    }
    words.into()
}

/// The beginnings of the lines by which Node goes on; any other line is of a name that has a break in it.
const CONTINUED: [&str; 10] = [
    REQUIRE_STACK,
    "- ",
    "Did you mean",
    "Instead ",
    "CommonJS modules can always",
    "import pkg from",
    "const {",
    "This file is being treated",
    "To treat it as",
    "Make sure ",
];

/// Heads the files that required each other.
const REQUIRE_STACK: &str = "Require stack:";

/// The words that a line has by itself.
fn said(line: &str) -> &str {
    let line = line.trim();
    if line == REQUIRE_STACK { "" } else { line.strip_prefix("- ").unwrap_or(line) }
}

/// The text between two lines in place of the break.
fn joint(before: &str, line: &str) -> &'static str {
    let line = line.trim();
    match before.trim_end().chars().last() {
        None => "",
        Some(_) if line.is_empty() || line == REQUIRE_STACK => "",
        Some(_) if line.starts_with("- ") => ", required by ",
        Some('.' | ':' | ';' | ',' | '!' | '?') => " ",
        Some(_) => ". ",
    }
}

/// Tells whether a line leaves a quotation open that it has begun; an apostrophe within a word is none.
fn ends_quoted(line: &str) -> bool {
    let mut before = None;
    let mut chars = line.chars().peekable();
    let mut is_open = false;
    while let Some(char) = chars.next() {
        let is_between = |one: Option<char>| one.is_some_and(char::is_alphanumeric);
        if char == '\'' && !(is_between(before) && is_between(chars.peek().copied())) {
            is_open = !is_open;
        }
        before = Some(char);
    }
    is_open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_become_what_they_mean() {
        for (message, expected) in [
            ("one line", "one line"),
            (
                "Cannot find module '/a/b' imported from /c.js\nDid you mean to import \"/a/b.js\"?",
                "Cannot find module '/a/b' imported from /c.js. Did you mean to import \"/a/b.js\"?",
            ),
            (
                "Named export 'x' not found. The requested module 'y' is a CommonJS module, which may not support all \
                 module.exports as named exports.\nCommonJS modules can always be imported via the default export, for \
                 example using:\n\nimport pkg from 'y';\nconst { x } = pkg;\n",
                "Named export 'x' not found. The requested module 'y' is a CommonJS module, which may not support all \
                 module.exports as named exports. CommonJS modules can always be imported via the default export, for \
                 example using: import pkg from 'y'; const { x } = pkg;",
            ),
            (
                "require() of ES Module /a.js from /b.js not supported.\nInstead change the require of a.js in /b.js to a \
                 dynamic import() which is available in all CommonJS modules.",
                "require() of ES Module /a.js from /b.js not supported. Instead change the require of a.js in /b.js to a \
                 dynamic import() which is available in all CommonJS modules.",
            ),
            (
                "Cannot find module 'a\nRequire stack:\n- b'\nRequire stack:\n- /c.js",
                "Cannot find module 'a\nRequire stack:\n- b', required by /c.js",
            ),
            ("leads to a::\n::error::x.js", "leads to a::\n::error::x.js"),
            ("it isn't there\nDid you mean x?", "it isn't there. Did you mean x?"),
        ] {
            assert_eq!(words_of_node(message), expected);
        }
    }
}
