//! Node's syntax detection, which tells whether a `.js` file of a package without `"type"` is an ES module.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use oxc_allocator::Allocator;
use oxc_ast::ast::{Program, Statement};

use super::{
    decode::Text,
    early_error::{EarlyError, ErrorKind, Goal},
    es::record,
    flow::walk,
    meter::Meter,
    read::{ReadError, located, with_arena, within},
    record::{CommonJsModule, EsModule},
    stack,
    switches::{ReadingSwitch, ReadingSwitches},
    syntax::{Parsed, parse},
    top_level_await::top_level_await,
};
use crate::node::Profile;

/// The format that Node detects in a file of which neither the name nor a package.json tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detected {
    CommonJs,
    Module,
}

/// A file whose format its syntax tells, read in that format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undeclared {
    CommonJs(Result<CommonJsModule, ReadError>),
    Module(Result<Box<EsModule>, ReadError>),
}

/// Detects the format by syntax. A file that is neither is CommonJS, and fails there.
///
/// Node compiles the file as CommonJS. If that works, the file is CommonJS. If V8's first error is module
/// syntax, the file is a module, whatever else is wrong with it; after any other error it is one if it
/// compiles as one.
pub fn detect(source: &[u8], profile: &Profile) -> Detected {
    if !profile.detect_module {
        return Detected::CommonJs;
    }
    let text = Text::decode(source);
    if !may_be_module(&text.text) {
        return Detected::CommonJs;
    }
    let is_module = || {
        let switches = ReadingSwitches::new(profile);
        with_arena(|arena| match parse_undeclared(arena, &text.text, &switches, &Meter::default()) {
            Either::Module(_) => Detected::Module,
            Either::CommonJs(_) => Detected::CommonJs,
        })
    };
    // A text that no stack has room for is read as CommonJS, and refused there.
    stack::run(&text.text, is_module).unwrap_or(Detected::CommonJs)
}

/// Detects the format of a file, and reads it in that format: the text is parsed as often as it must be, most often once.
pub fn read_undeclared(source: &[u8], switches: &ReadingSwitches<'_>, meter: &Meter) -> Undeclared {
    if source.len() > stack::SIZE_LIMIT {
        return Undeclared::CommonJs(Err(ReadError::TooLarge));
    }
    let text = Text::decode(source);
    let may_be_module = may_be_module(&text.text);
    // The switch is not asked yet, as a reading serves only versions that answer alike what was asked.
    let detects = may_be_module && switches.would_be(ReadingSwitch::DetectModule);
    let read = || {
        with_arena(|arena| {
            let parsed = if detects {
                parse_undeclared(arena, &text.text, switches, meter)
            } else {
                Either::CommonJs(parse(arena, &text.text, Goal::CommonJs, switches, meter))
            };
            // What parses as CommonJS is CommonJS, whether formats are detected or not.
            if may_be_module && !matches!(parsed, Either::CommonJs(Ok(_))) {
                switches.is_on(ReadingSwitch::DetectModule);
            }
            match parsed {
                Either::Module(parsed) => {
                    Undeclared::Module(within(meter, read_as_es(parsed, &text, switches)))
                }
                Either::CommonJs(parsed) => {
                    Undeclared::CommonJs(within(meter, read_as_commonjs(parsed, &text, switches)))
                }
            }
        })
    };
    let read = stack::run(&text.text, read);
    read.unwrap_or_else(|no_room| Undeclared::CommonJs(Err(ReadError::NoRoom(no_room))))
}

fn read_as_es(
    parsed: Result<Parsed<'_>, EarlyError>,
    text: &Text<'_>,
    switches: &ReadingSwitches<'_>,
) -> Result<Box<EsModule>, ReadError> {
    let parsed = parsed.map_err(|error| ReadError::Syntax(located(error, text)))?;
    let found = walk(&parsed, Goal::Module, text, switches);
    Ok(Box::new(record(&parsed, text, found)))
}

fn read_as_commonjs(
    parsed: Result<Parsed<'_>, EarlyError>,
    text: &Text<'_>,
    switches: &ReadingSwitches<'_>,
) -> Result<CommonJsModule, ReadError> {
    let parsed = parsed.map_err(|error| ReadError::Syntax(located(error, text)))?;
    Ok(CommonJsModule::of(walk(&parsed, Goal::CommonJs, text, switches)))
}

/// The words without which a file is never a module: without them it is CommonJS or an error. (An identifier
/// may be written with escapes.)
static WORDS: LazyLock<[Finder<'static>; 8]> = LazyLock::new(|| {
    ["import", "export", "await", "require", "module", "__filename", "__dirname", "\\u"].map(Finder::new)
});

fn may_be_module(text: &str) -> bool {
    WORDS.iter().any(|word| word.find(text.as_bytes()).is_some())
}

/// A program, or its first error, in the format that Node takes it for.
enum Either<'a> {
    Module(Result<Parsed<'a>, EarlyError>),
    CommonJs(Result<Parsed<'a>, EarlyError>),
}

fn parse_undeclared<'a>(
    arena: &'a Allocator,
    text: &'a str,
    switches: &ReadingSwitches<'_>,
    meter: &Meter,
) -> Either<'a> {
    // One parse does for most modules. A wrong guess costs a second parse, and changes no answer.
    if looks_like_module(text) {
        let module = parse(arena, text, Goal::Module, switches, meter);
        // CommonJS has no such statements. Node tries CommonJS first, but that shows only where an `await`
        // stands.
        if module.as_ref().is_ok_and(|module| has_module_syntax(module.program)) && !text.contains("await") {
            return Either::Module(module);
        }
    }
    match parse(arena, text, Goal::CommonJs, switches, meter) {
        Err(error) if error.kind == ErrorKind::ModuleSyntax => {
            Either::Module(parse(arena, text, Goal::Module, switches, meter))
        }
        Err(error) => match parse(arena, text, Goal::Module, switches, meter) {
            Ok(module) if !has_other_words(module.program) => Either::Module(Ok(module)),
            _ => Either::CommonJs(Err(error)),
        },
        parsed => Either::CommonJs(parsed),
    }
}

/// Tells whether the first top-level `await` stands where V8 complains of it in words that Node does not look for.
fn has_other_words(program: &Program<'_>) -> bool {
    top_level_await(program).is_some_and(|it| it.has_other_words)
}

/// Tells whether a text begins or ends as modules do, so that it is parsed as one first.
fn looks_like_module(text: &str) -> bool {
    let begins = |text: &str| text.starts_with("import") || text.starts_with("export");
    let lines = || text.lines().map(str::trim_start);
    let is_prose =
        |line: &&str| line.is_empty() || line.starts_with(['/', '*', '"', '\'']) || line.starts_with("#!");
    let first = lines().find(|line| !is_prose(line));
    let last = lines().rev().take(MOST_LINES_AFTER).any(begins);
    last || first.is_some_and(begins)
}

/// The number of last lines in which a list of exports may begin.
const MOST_LINES_AFTER: usize = 5;

fn has_module_syntax(program: &Program<'_>) -> bool {
    let is_module_syntax = |statement: &Statement<'_>| {
        matches!(
            statement,
            Statement::ImportDeclaration(_)
                | Statement::ExportAllDeclaration(_)
                | Statement::ExportFromDeclaration(_)
                | Statement::ExportNamedDeclaration(_)
                | Statement::ExportDeclaration(_)
                | Statement::ExportDefaultDeclaration(_)
        )
    };
    program.body.iter().any(is_module_syntax)
}
