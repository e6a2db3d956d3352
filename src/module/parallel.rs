//! Work on several threads with one outcome: that of doing it in order.

use rayon::prelude::*;

use super::stack::pool;

/// Runs work on the threads that modules are read on.
pub fn on_pool<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    match pool() {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Does both.
pub fn both<A: Send, B: Send>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
    match pool() {
        Some(pool) => pool.join(first, second),
        None => (first(), second()),
    }
}

/// One answer for each item, in their order; so many items are worth a thread.
pub fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    grain: usize,
    work: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    match pool().filter(|_| items.len() > grain) {
        None => items.iter().map(work).collect(),
        Some(pool) => pool.install(|| items.par_iter().with_min_len(grain).map(work).collect()),
    }
}

/// Frees what took long to make, and takes long to be freed, while others go on.
pub fn free_beside<T: Send + 'static>(value: T) {
    if let Some(pool) = pool() {
        pool.spawn(move || drop(value));
    }
}
