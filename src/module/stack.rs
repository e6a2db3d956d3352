//! Room to recurse: the parser and the walks recurse as deep as the program nests, and a stack overflow can't be caught.

use std::{cell::Cell, sync::OnceLock};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The longest source that is read: V8's longest string.
pub const SIZE_LIMIT: usize = (1 << 29) - 24;
/// The most tokens that can nest in a source that is read.
pub const DEPTH_LIMIT: usize = STACK_BYTES / BYTES_PER_LEVEL;

const STACK_BYTES: usize = 1 << 28;
const BYTES_PER_LEVEL: usize = 1 << 10;

thread_local! {
    static HAS_ROOM: Cell<bool> = const { Cell::new(false) };
}

/// The threads with stacks of [`DEPTH_LIMIT`] levels. Reading many modules is quickest from inside:
/// `pool()?.install(|| sources.par_iter().map(read)…)`.
pub fn pool() -> Option<&'static ThreadPool> {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let build = || {
        let builder = ThreadPoolBuilder::new().stack_size(STACK_BYTES);
        builder.start_handler(|_| HAS_ROOM.set(true)).build().ok()
    };
    POOL.get_or_init(build).as_ref()
}

/// Runs what recurses over `text` on a thread with room for it; `None` if there can be none.
pub(super) fn run<T: Send>(text: &str, work: impl FnOnce() -> T + Send) -> Option<T> {
    if levels(text) > DEPTH_LIMIT {
        return None;
    }
    if HAS_ROOM.get() { Some(work()) } else { Some(pool()?.install(work)) }
}

/// An upper bound of how deep a program can nest.
fn levels(text: &str) -> usize {
    text.len() / 64
}
