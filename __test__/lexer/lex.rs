//! Lexes CommonJS for the differential tests: `lex <cjs-module-lexer@1|cjs-module-lexer@2|merve>` reads one JSON value
//! per line, a string of source or `{"file": path}`, and answers each with a line of JSON.

use std::io::{BufRead, BufWriter, Error, Result, Write, stdin, stdout};

use packproof::cjs_lexer::{CommonJsLexer, LexError, lex};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let lexer = lexer(std::env::args().nth(1).as_deref())?;
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        writeln!(out, "{}", answer(&source(&line?)?, lexer))?;
    }
    out.flush()
}

fn lexer(name: Option<&str>) -> Result<CommonJsLexer> {
    match name {
        Some("cjs-module-lexer@1") => Ok(CommonJsLexer::CjsModuleLexer1),
        Some("cjs-module-lexer@2") => Ok(CommonJsLexer::CjsModuleLexer2),
        Some("merve") => Ok(CommonJsLexer::Merve),
        _ => Err(Error::other("name a lexer: cjs-module-lexer@1, cjs-module-lexer@2 or merve")),
    }
}

fn source(line: &str) -> Result<String> {
    match serde_json::from_str(line)? {
        Value::String(source) => Ok(source),
        question => {
            let path = question.get("file").and_then(Value::as_str).unwrap_or_default();
            Ok(String::from_utf8_lossy(&std::fs::read(path)?).into_owned())
        }
    }
}

fn answer(source: &str, lexer: CommonJsLexer) -> Value {
    match lex(source, lexer) {
        Ok(lexed) => json!({ "exports": lexed.exports, "reexports": lexed.reexports }),
        Err(LexError::EsmSyntax(_)) => json!({ "error": "esm" }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}
