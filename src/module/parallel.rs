//! Work on several threads, with the outcome of doing it in order.

use rayon::prelude::*;

use super::stack::pool;

/// Runs work on the threads that modules are read on.
pub fn on_pool<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    match pool() {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Does two pieces of work, side by side where there are threads, and returns both results.
pub fn both<A: Send, B: Send>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
    match pool() {
        Some(pool) => pool.join(first, second),
        None => (first(), second()),
    }
}

/// Returns one answer for each item, in their order. A thread gets at least `grain` items at a time.
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

/// Frees a value that takes long to free on another thread, so that the caller need not wait for it.
pub fn free_beside<T: Send + 'static>(value: T) {
    if let Some(pool) = pool() {
        pool.spawn(move || drop(value));
    }
}
