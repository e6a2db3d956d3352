//! Reads a module: from bytes to a record.

use std::cell::RefCell;

use oxc_allocator::Allocator;
use thiserror::Error;

use super::{
    decode::Text,
    early_error::{EarlyError, Goal},
    es::record,
    exported::exported_shapes,
    flow::walk,
    meter::Meter,
    record::{CommonJsModule, EsModule},
    stack::{self, NoRoom},
    switches::ReadingSwitches,
    syntax::{Parsed, SyntaxError, parse},
    value_shapes::ExportedShapes,
    writes::{ModuleWrites, module_writes},
};
use crate::{limits::LimitReached, node::Profile};

/// The reasons why there is no record of a module.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// V8 would throw a SyntaxError.
    #[error("{}", .0.message)]
    Syntax(SyntaxError),
    /// The file is longer than V8 can hold.
    #[error("the file is too large to be read as a module")]
    TooLarge,
    /// The file nests so deep that no stack has room for it.
    #[error(transparent)]
    NoRoom(NoRoom),
    /// Reading it takes more than the limits allow.
    #[error(transparent)]
    Limit(LimitReached),
}

/// Reads an ES module.
pub fn read_es(source: &[u8], profile: &Profile) -> Result<EsModule, ReadError> {
    read_es_within(source, &ReadingSwitches::new(profile), &Meter::default())
}

/// Reads a CommonJS module.
pub fn read_commonjs(source: &[u8], profile: &Profile) -> Result<CommonJsModule, ReadError> {
    read_commonjs_within(source, &ReadingSwitches::new(profile), &Meter::default())
}

/// Reads the kinds of what a CommonJS module exports.
pub fn read_shapes(source: &[u8], profile: &Profile) -> Result<ExportedShapes, ReadError> {
    let switches = ReadingSwitches::new(profile);
    let shapes = |parsed: &Parsed<'_>, text: &Text<'_>| exported_shapes(parsed, &text.text);
    read(source, Goal::CommonJs, &switches, &Meter::default(), shapes)
}

/// Reads the names that the code of a CommonJS module gives, to what it exports and to other modules.
pub fn read_writes(source: &[u8], profile: &Profile) -> Result<ModuleWrites, ReadError> {
    let switches = ReadingSwitches::new(profile);
    read(source, Goal::CommonJs, &switches, &Meter::default(), |parsed, text| {
        module_writes(parsed, &text.text)
    })
}

/// Reads an ES module, as far as the meter allows.
pub fn read_es_within(
    source: &[u8],
    switches: &ReadingSwitches<'_>,
    meter: &Meter,
) -> Result<EsModule, ReadError> {
    read(source, Goal::Module, switches, meter, |parsed, text| {
        let found = walk(parsed, Goal::Module, text, switches);
        record(parsed, text, found)
    })
}

/// Reads a CommonJS module, as far as the meter allows.
pub fn read_commonjs_within(
    source: &[u8],
    switches: &ReadingSwitches<'_>,
    meter: &Meter,
) -> Result<CommonJsModule, ReadError> {
    read(source, Goal::CommonJs, switches, meter, |parsed, text| {
        CommonJsModule::of(walk(parsed, Goal::CommonJs, text, switches))
    })
}

/// Reads a text with this goal, and lends what was parsed.
pub(super) fn read<T: Send>(
    source: &[u8],
    goal: Goal,
    switches: &ReadingSwitches<'_>,
    meter: &Meter,
    record: impl FnOnce(&Parsed<'_>, &Text<'_>) -> T + Send,
) -> Result<T, ReadError> {
    if source.len() > stack::SIZE_LIMIT {
        return Err(ReadError::TooLarge);
    }
    let text = Text::decode(source);
    let work = || {
        with_arena(|arena| match parse(arena, &text.text, goal, switches, meter) {
            Ok(parsed) => Ok(record(&parsed, &text)),
            Err(error) => Err(ReadError::Syntax(located(error, &text))),
        })
    };
    let read = stack::run(&text.text, work).unwrap_or_else(|no_room| Err(ReadError::NoRoom(no_room)));
    within(meter, read)
}

/// Returns the limit that the meter reached, if any, in place of the result.
pub(super) fn within<T>(meter: &Meter, read: Result<T, ReadError>) -> Result<T, ReadError> {
    match meter.reached() {
        Some(reached) => Err(ReadError::Limit(reached.clone())),
        None => read,
    }
}

pub(super) fn located(error: EarlyError, text: &Text<'_>) -> SyntaxError {
    SyntaxError { message: error.message, span: text.span(error.span) }
}

/// Lends this thread's arena, so that its memory serves one module after the other.
pub(super) fn with_arena<T>(work: impl FnOnce(&Allocator) -> T) -> T {
    thread_local! {
        static ARENA: RefCell<Allocator> = RefCell::new(Allocator::default());
    }
    ARENA.with(|arena| match arena.try_borrow_mut() {
        Ok(mut arena) => {
            let result = work(&arena);
            arena.reset();
            result
        }
        Err(_) => work(&Allocator::default()),
    })
}
