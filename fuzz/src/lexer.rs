//! The CommonJS lexer: the same answer twice, by every flavour of it, and only names that stand in the text.

use packproof::cjs_lexer::{CommonJsLexer, lex};

pub fn holds(data: &[u8]) {
    let source = String::from_utf8_lossy(data);
    for lexer in [CommonJsLexer::CjsModuleLexer1, CommonJsLexer::CjsModuleLexer2, CommonJsLexer::Merve] {
        let (once, twice) = (lex(&source, lexer), lex(&source, lexer));
        assert_eq!(format!("{once:?}"), format!("{twice:?}"));
        let Ok(lexed) = once else { continue };
        for name in lexed.exports.iter().chain(&lexed.reexports) {
            assert!(source.contains(name.as_str()) || source.contains('\\'), "{name:?}");
        }
    }
}
