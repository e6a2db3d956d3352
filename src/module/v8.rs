//! The words that V8 has for the parser's syntax errors.

use oxc_diagnostics::{Diagnostics, OxcDiagnostic};
use oxc_span::Span;

use super::early_error::{EarlyError, ErrorKind, Goal};

pub(super) const INVALID_TARGET: &str = "Invalid left-hand side in assignment";
pub(super) const NEW_IMPORT: &str = "Cannot use new with import";
/// The parser's words for what `coalescing` finds.
const MIXED: &str = "Logical expressions and coalesce expressions cannot be mixed";
const AWAIT: &str = "await is only valid in async functions and the top level bodies of modules";

/// Returns the parser's errors in V8's words.
pub(super) fn errors(text: &str, goal: Goal, diagnostics: &Diagnostics) -> Vec<EarlyError> {
    let (mut first, mut kept) = (None::<EarlyError>, Vec::new());
    let told = diagnostics.errors().filter(|diagnostic| !diagnostic.message.starts_with(MIXED));
    for error in told.map(|diagnostic| error(text, goal, diagnostic)) {
        // Errors of `new import()` are kept beside the first error, as `new_import::mend` may take them away.
        if error.message == NEW_IMPORT {
            kept.push(error);
        } else if first.as_ref().is_none_or(|first| error.span.start < first.span.start) {
            first = Some(error);
        }
    }
    kept.extend(first);
    kept
}

/// Returns the error for `import` or `export` in CommonJS.
pub(super) fn module_syntax(statement: Span, is_import: bool) -> EarlyError {
    let message =
        if is_import { "Cannot use import statement outside a module" } else { "Unexpected token 'export'" };
    // V8 points at the word, and `import` and `export` have six letters each.
    let span = Span::sized(statement.start, 6);
    EarlyError { kind: ErrorKind::ModuleSyntax, message: message.to_owned(), span }
}

/// Returns the error for `let a; let a`.
pub(super) fn redeclared(name: &str, span: Span) -> EarlyError {
    other(format!("Identifier '{name}' has already been declared"), span)
}

/// Returns an error that is no sign of an ES module.
pub(super) fn other(message: impl Into<String>, span: Span) -> EarlyError {
    EarlyError { kind: ErrorKind::Other, message: message.into(), span }
}

fn error(text: &str, goal: Goal, diagnostic: &OxcDiagnostic) -> EarlyError {
    let labels = || diagnostic.labels.iter().map(|label| label.span());
    let first = labels().next().unwrap_or_default();
    let message = diagnostic.message.as_ref();
    if goal == Goal::CommonJs && message.ends_with("outside a module") {
        return module_syntax(first, message.contains("import"));
    }
    if goal == Goal::CommonJs && message == "Unexpected import.meta expression" {
        let message = "Cannot use 'import.meta' outside a module".to_owned();
        return EarlyError { kind: ErrorKind::ModuleSyntax, message, span: first };
    }
    // Where two places are named, V8 points at the second: there it noticed.
    let span =
        if message.contains("already been declared") { labels().next_back().unwrap_or(first) } else { first };
    other(words(text, message, span), span)
}

fn words(text: &str, message: &str, span: Span) -> String {
    if let Some(fixed) = fixed_words(message) {
        return fixed.to_owned();
    }
    if message.contains("await") && message.contains("only") {
        return AWAIT.to_owned();
    }
    if message.starts_with("Identifier `") || message.starts_with("Label `") {
        return message.replace('`', "'");
    }
    if let Some(rest) = message.strip_prefix("Duplicated export ") {
        return format!("Duplicate export of {rest}");
    }
    if message.starts_with("Export '") {
        return format!("{message} in module");
    }
    if message.starts_with("Expected `,` or `)`") {
        return "missing ) after argument list".to_owned();
    }
    if message.starts_with("Unexpected flag") || message.starts_with("Flag ") {
        return "Invalid regular expression flags".to_owned();
    }
    if message.starts_with("Unexpected token")
        || message.starts_with("Empty parenthesized")
        || message.starts_with("Expected ")
    {
        return unexpected(text, span);
    }
    message.to_owned()
}

/// Returns V8's message where it is the same for every text.
fn fixed_words(message: &str) -> Option<&'static str> {
    Some(match message {
        "Unexpected end of file" => "Unexpected end of input",
        "Unterminated string" | "Unterminated multiline comment" | "Invalid characters after number" => {
            "Invalid or unexpected token"
        }
        "Unterminated regular expression" => "Invalid regular expression: missing /",
        "'with' statements are not allowed" => "Strict mode code may not include a with statement",
        INVALID_TARGET | "Cannot assign to this expression" => INVALID_TARGET,
        "Cannot use new with dynamic import" => NEW_IMPORT,
        "Invalid assignment in object literal" => "Invalid shorthand property initializer",
        "Missing catch or finally clause" => "Missing catch or finally after try",
        "Expected function name" => "Function statements require a function name",
        "Unexpected new.target expression" => "new.target expression is not allowed here",
        "Multiple constructor implementations are not allowed." => "A class may only have one constructor",
        "A 'return' statement can only be used within a function body." => "Illegal return statement",
        "A module cannot have multiple default exports." => "Duplicate export of 'default'",
        "Unexpected JSX expression" => "Unexpected token '<'",
        _ if message.starts_with("Invalid Character") || message.starts_with("Invalid Number") => {
            "Invalid or unexpected token"
        }
        _ if message.starts_with("'0'-prefixed octal") => "Octal literals are not allowed in strict mode.",
        _ => return None,
    })
}

/// Returns "Unexpected …", by the token that stands there.
fn unexpected(text: &str, span: Span) -> String {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let token = token(text.get(span.start as usize..).unwrap_or_default());
    let Some(first) = token.chars().next() else { return "Unexpected end of input".to_owned() };
    // V8 takes `await x` outside of async functions for two names, and says this in place of "Unexpected identifier".
    if before.trim_end().ends_with("await") && !is_reserved(token) {
        return AWAIT.to_owned();
    }
    match first {
        '"' | '\'' => "Unexpected string".to_owned(),
        '`' => "Unexpected template string".to_owned(),
        '0'..='9' => "Unexpected number".to_owned(),
        '@' | '#' | '\\' => "Invalid or unexpected token".to_owned(),
        _ if is_reserved(token) => format!("Unexpected token '{token}'"),
        _ if is_strict_reserved(token) => "Unexpected strict mode reserved word".to_owned(),
        _ if is_name(first) => format!("Unexpected identifier '{token}'"),
        _ => format!("Unexpected token '{token}'"),
    }
}

/// Marks of several characters, the longer ones first.
const MARKS: [&str; 34] = [
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "?.", "??", "&&",
    "||", "==", "!=", "<=", ">=", "++", "--", "**", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=", "#!",
];

/// Returns the token at the start of a text, behind spaces and comments.
fn token(text: &str) -> &str {
    let mut text = text.trim_start();
    while let Some(rest) = comment_end(text).and_then(|end| text.get(end..)) {
        text = rest.trim_start();
    }
    let name = text.find(|char| !is_name(char)).unwrap_or(text.len());
    let mark = MARKS.into_iter().find(|it| text.starts_with(it));
    let one = text.chars().next().map_or(0, char::len_utf8);
    text.get(..if name > 0 { name } else { mark.map_or(one, str::len) }).unwrap_or_default()
}

fn comment_end(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        Some(text.find(['\n', '\r']).unwrap_or(text.len()))
    } else if text.starts_with("/*") {
        Some(text.find("*/").map_or(text.len(), |end| end + 2))
    } else {
        None
    }
}

fn is_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '$'
}

fn is_reserved(word: &str) -> bool {
    const WORDS: [&str; 35] = [
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "new",
        "null",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
    ];
    WORDS.contains(&word)
}

fn is_strict_reserved(word: &str) -> bool {
    ["implements", "interface", "package", "private", "protected", "public", "static", "yield"]
        .contains(&word)
}
