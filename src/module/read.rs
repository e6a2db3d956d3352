//! Reading a module: bytes to record.

use std::cell::RefCell;

use oxc_allocator::Allocator;
use thiserror::Error;

use super::{
    decode::Text,
    es::record,
    flow::{Findings, walk},
    record::{CommonJsModule, EsModule},
    stack,
    syntax::{EarlyError, Goal, Parsed, SyntaxError, parse},
};
use crate::node::Profile;

/// Why there is no record of a module.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// V8 would throw a SyntaxError.
    #[error("{}", .0.message)]
    Syntax(SyntaxError),
    /// Longer than V8 can hold.
    #[error("the file is too large to be read as a module")]
    TooLarge,
    /// Nested so deep that V8's stack overflows too.
    #[error("the file is nested too deep to be read as a module")]
    TooDeep,
}

/// Reads an ES module.
pub fn read_es(source: &[u8], profile: &Profile) -> Result<EsModule, ReadError> {
    read(source, Goal::Module, profile, |parsed, text| {
        let found = walk(parsed, Goal::Module, text);
        record(parsed, text, found)
    })
}

/// Reads a CommonJS module.
pub fn read_commonjs(source: &[u8], profile: &Profile) -> Result<CommonJsModule, ReadError> {
    read(source, Goal::CommonJs, profile, |parsed, text| {
        let Findings { requests, .. } = walk(parsed, Goal::CommonJs, text);
        CommonJsModule { requests }
    })
}

fn read<T: Send>(
    source: &[u8],
    goal: Goal,
    profile: &Profile,
    record: impl FnOnce(&Parsed<'_>, &Text<'_>) -> T + Send,
) -> Result<T, ReadError> {
    if source.len() > stack::SIZE_LIMIT {
        return Err(ReadError::TooLarge);
    }
    let text = Text::decode(source);
    let work = || {
        with_arena(|arena| match parse(arena, &text.text, goal, profile) {
            Ok(parsed) => Ok(record(&parsed, &text)),
            Err(error) => Err(ReadError::Syntax(located(error, &text))),
        })
    };
    stack::run(&text.text, work).unwrap_or(Err(ReadError::TooDeep))
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
