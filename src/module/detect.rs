//! Node's syntax detection: whether a `.js` file of a package without `"type"` is an ES module.

use oxc_allocator::Allocator;

use super::{
    decode::Text,
    read::with_arena,
    stack,
    syntax::{ErrorKind, Goal, parse},
    top_level_await::top_level_await,
};
use crate::node::Profile;

/// What Node takes a file for whose format no name and no package.json tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detected {
    CommonJs,
    Module,
}

/// The format by syntax. A file that is neither is CommonJS, and fails there.
///
/// Node compiles the file as CommonJS. When that works, it is. When V8's first error is module syntax, the file is a
/// module, whatever else is wrong with it; after any other error it is one if it compiles as one.
pub fn detect(source: &[u8], profile: &Profile) -> Detected {
    if !profile.detect_module || !may_be_module(source) {
        return Detected::CommonJs;
    }
    let text = Text::decode(source);
    let is_module = stack::run(&text.text, || with_arena(|arena| is_module(arena, &text.text, profile)));
    if is_module.unwrap_or(false) { Detected::Module } else { Detected::CommonJs }
}

/// Nothing makes a module of a file that says none of these words: CommonJS or an error.
fn may_be_module(source: &[u8]) -> bool {
    const WORDS: [&str; 8] =
        ["import", "export", "await", "require", "module", "exports", "__filename", "__dirname"];
    let text = Text::decode(source);
    // An identifier may be written with escapes.
    WORDS.iter().any(|word| text.text.contains(word)) || text.text.contains("\\u")
}

fn is_module(arena: &Allocator, text: &str, profile: &Profile) -> bool {
    match parse(arena, text, Goal::CommonJs, profile) {
        Ok(_) => false,
        Err(error) if error.kind == ErrorKind::ModuleSyntax => true,
        Err(_) => parse(arena, text, Goal::Module, profile).is_ok_and(|module| {
            // Of an `await` at the end of a template's hole V8 complains in words that Node does not look for.
            !top_level_await(module.program).is_some_and(|it| it.ends_template_hole)
        }),
    }
}
