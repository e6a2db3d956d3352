//! Room to recurse: the parser and the walks recurse as deep as a program nests, and a stack overflow can't be caught.
//!
//! No stack overflow should be possible, because every level of recursion costs the source at least one byte
//! of those that [`levels`] counts (an opening bracket, an operator, a keyword that takes an operand), and a
//! level has [`BYTES_PER_LEVEL`] of stack, three times what the worst of the constructs that were measured
//! takes without optimisation. So a thread with `levels × BYTES_PER_LEVEL` bytes of stack has room for
//! whatever the source holds. Stacks are reserved as addresses, and take memory only where they are used;
//! where the system grants fewer addresses, fewer levels are accepted.

use std::{
    cell::Cell,
    num::NonZero,
    panic::resume_unwind,
    sync::{Mutex, OnceLock, PoisonError, RwLock},
    thread,
};

use super::{
    cover,
    import_pairs::pairs,
    level_marks::{at_most, levels, levels_up_to},
    levels::levels_of_code,
};
use rayon::{ThreadPool, ThreadPoolBuilder};
use thiserror::Error;

/// The reasons why work that recurses over a text was not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoRoom {
    /// So many brackets may begin an arrow function or an expression that reading them twice each would take too long.
    #[error("brackets that may begin an arrow function nest too deep in the file")]
    Reread(u64),
    /// The parser would compare too many exported names with imported ones.
    #[error("too many names are imported and exported in the file")]
    Pairs(u64),
    /// The text may nest deeper than any thread is made for.
    #[error("the file is nested too deep to be read as a module")]
    Deep,
    /// The system gives no thread with so many bytes of stack.
    #[error("the system does not give {} MiB of addresses for a stack", .0 >> 20)]
    Addresses(usize),
}

/// The longest source that is read: V8's longest string.
pub const SIZE_LIMIT: usize = (1 << 29) - 24;

/// The bytes of stack that a level takes at most; code that is not optimised takes more.
const BYTES_PER_LEVEL: usize = if cfg!(debug_assertions) { 8 << 10 } else { 2 << 10 };
/// The levels that a thread of the pool has room for, the first number that the system grants: enough for any
/// source of 32 KiB, and for most of ten times that. It is no more, so that a process with 1 GiB of addresses
/// has most of them left; the rare rest gets threads of its own.
const POOL_LEVELS: [usize; 2] = [1 << 15, 1 << 13];
/// The most pairs of an exported and an imported name that the parser compares in a source, in about a second.
const MOST_PAIRS: u64 = 1 << 28;
/// The most levels that a thread for one source is made for.
pub const LEVEL_LIMIT: usize = 1 << 23;

thread_local! {
    static IN_POOL: Cell<bool> = const { Cell::new(false) };
}

/// Returns the threads that modules are read on; `None` where the system gives no such threads.
///
/// Reading works from any thread. Many modules are read quickest from inside:
/// `pool.install(|| sources.par_iter().map(|source| read_es(source, &profile)).collect())`.
pub fn pool() -> Option<&'static ThreadPool> {
    granted().map(|(pool, _)| pool)
}

/// Returns the threads, and the number of levels that each has room for.
fn granted() -> Option<(&'static ThreadPool, usize)> {
    static POOL: OnceLock<Option<(ThreadPool, usize)>> = OnceLock::new();
    let granted = POOL.get_or_init(|| {
        let most = thread::available_parallelism().map_or(1, NonZero::get);
        // All threads with smaller stacks come before a single thread, for systems with few addresses (`ulimit -v`).
        let sizes = POOL_LEVELS.into_iter().map(|levels| (most, levels));
        let fewer = POOL_LEVELS.into_iter().map(|levels| (1, levels));
        sizes.chain(fewer).find_map(|(threads, levels)| Some((build(threads, levels)?, levels)))
    });
    granted.as_ref().map(|(pool, levels)| (pool, *levels))
}

fn build(threads: usize, levels: usize) -> Option<ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(threads).thread_name(|_| "module".to_owned());
    let builder = builder.stack_size(levels * BYTES_PER_LEVEL);
    builder.start_handler(|_| IN_POOL.set(true)).build().ok()
}

/// Runs work that recurses over a program where it has room, or returns the reason why it cannot run.
pub(super) fn run<T: Send>(text: &str, work: impl FnOnce() -> T + Send) -> Result<T, NoRoom> {
    run_within(text, levels_of_code, work)
}

/// Like [`run`], but for a source that may be TypeScript or JSX, where only a parser knows which parts are
/// strings; no meter counts the parser's work on it.
pub(super) fn run_source<T: Send>(text: &str, work: impl FnOnce() -> T + Send) -> Result<T, NoRoom> {
    if pairs(text) > MOST_PAIRS {
        return Err(NoRoom::Pairs(MOST_PAIRS));
    }
    run_within(text, levels, work)
}

fn run_within<T: Send>(
    text: &str,
    closer_look: impl FnOnce(&str) -> usize,
    work: impl FnOnce() -> T + Send,
) -> Result<T, NoRoom> {
    // Before a stack is looked for: such a text takes the square of its length on any stack.
    if cover::is_much(text) {
        return Err(NoRoom::Reread(cover::reread_limit(text.len())));
    }
    let (pool, room) = granted().ok_or(NoRoom::Addresses(POOL_LEVELS[1] * BYTES_PER_LEVEL))?;
    // Most texts are shorter than the room, and a quick look shows of most others that they fit. No more addresses are
    // taken than the close look asks for: where there are few, the rest of the work needs them.
    let fits = text.len() < room || at_most(text) < room || levels_up_to(text, room) < room;
    match if fits { 0 } else { closer_look(text) } {
        levels if levels >= room => run_apart(levels, work),
        // A thread of the pool has that room already.
        _ if IN_POOL.get() => Ok(work()),
        _ => Ok(pool.install(work)),
    }
}

/// Runs the work on a thread of its own, with a stack of its own size.
fn run_apart<T: Send>(levels: usize, work: impl FnOnce() -> T + Send) -> Result<T, NoRoom> {
    if levels > LEVEL_LIMIT {
        return Err(NoRoom::Deep);
    }
    let stack = (levels + 1).saturating_mul(BYTES_PER_LEVEL);
    let work = Mutex::new(Some(work));
    let beside = || {
        let _others = STACKS.read().unwrap_or_else(PoisonError::into_inner);
        on_stack(stack, &work)
    };
    let alone = || {
        let _none = STACKS.write().unwrap_or_else(PoisonError::into_inner);
        on_stack(stack, &work)
    };
    beside().or_else(alone).ok_or(NoRoom::Addresses(stack))
}

/// Guards the large stacks: as many exist at a time as the system gives, and where it gives no more, one
/// after the other.
static STACKS: RwLock<()> = RwLock::new(());

/// Runs the work on a new thread; where the system gives none, returns `None` and leaves the work in place.
fn on_stack<T: Send>(bytes: usize, work: &Mutex<Option<impl FnOnce() -> T + Send>>) -> Option<T> {
    let run = || work.lock().unwrap_or_else(PoisonError::into_inner).take().map(|work| work());
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(bytes).spawn_scoped(scope, run).ok()?;
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        module::{CommonJsModule, ReadError, read_commonjs},
        node::NodeVersion,
    };

    fn read(source: &str) -> Result<CommonJsModule, ReadError> {
        read_commonjs(source.as_bytes(), &NodeVersion::default().profile())
    }

    #[test]
    fn whatever_nests_is_parsed() {
        for part in [
            "a?",
            "a?b:",
            "if(a){}else ",
            "new ",
            "typeof ",
            "`${",
            "a(",
            "a[",
            "a=",
            "a**",
            "a in ",
            "if(a)",
            "do ",
            "class extends ",
            "function f(){",
            "((a=",
            "x={a(){",
            "/(",
            "@(",
            "(()=>{",
        ] {
            let read = read(&part.repeat(1_000));
            assert!(matches!(read, Err(ReadError::Syntax(_))), "{part}: {read:?}");
        }
    }

    #[test]
    fn whatever_nests_is_read() {
        for (open, middle, close) in [
            ("(", "a", ")"),
            ("[", "", "]"),
            ("({a:", "1", "})"),
            ("({[", "a", "]:1})"),
            ("({a(){", "", "}})"),
            ("({...", "a", "})"),
            ("f(", "a", ")"),
            ("f(...", "a", ")"),
            ("f`${", "a", "}`"),
            ("new (", "A", ")"),
            ("new A(", "", ")"),
            ("a[", "0", "]"),
            ("a?.[", "0", "]"),
            ("import(", "'a'", ")"),
            ("`${", "a", "}`"),
            ("function f(){", "", "}"),
            ("(function(){", "", "})()"),
            ("(()=>{", "", "})()"),
            ("(a=>", "a", ")"),
            ("x=>", "x", ""),
            ("x=>{return ", "x", "}"),
            ("(async()=>{await ", "1", "})"),
            ("(function*(){yield ", "1", "})"),
            ("!", "a", ""),
            ("- ", "a", ""),
            ("typeof ", "a", ""),
            ("void ", "a", ""),
            ("delete ", "a", ""),
            ("a?", "b", ":c"),
            ("a?b:", "c", ""),
            ("a=", "1", ""),
            ("a??=", "1", ""),
            ("a**", "b", ""),
            ("(a,", "b", ")"),
            ("a||(", "b", ")"),
            ("a+(", "b", ")"),
            ("(class{a(){", "", "}})"),
            ("(class{a=", "1", "})"),
            ("(class{static a=", "1", "})"),
            ("(class{static{", "", "}})"),
            ("(class{[", "a", "](){}})"),
            ("(class extends ", "A", "{})"),
            ("{", "", "}"),
            ("if(a){", "", "}"),
            ("if(a)", ";", ""),
            ("if(a);else ", ";", ""),
            ("for(;;)", ";", ""),
            ("for(a of b){", "", "}"),
            ("while(a)", ";", ""),
            ("do ", ";", " while(a);"),
            ("with(a)", ";", ""),
            ("try{", "", "}catch{}"),
            ("try{}catch{", "", "}"),
            ("try{}finally{", "", "}"),
            ("switch(a){case 1:", "", "}"),
            ("function f(a=(", "1", ")){}"),
        ] {
            let source = format!("{}{middle}{}", open.repeat(NESTED), close.repeat(NESTED));
            let read = on_just_enough_stack(&source);
            assert!(read.is_ok(), "{open}: {read:?}");
        }
    }

    #[test]
    fn what_calls_itself_for_ever_is_read() {
        for call in [
            "function f(x) { return x ? (0, f)(x) : f(f) } f(f)",
            "const o = { get a() { for (const k of [1]) { if (g) { try { with_(o.a) } catch {} } } } }; o.a",
            "class A { static b() {} } function f(a = f()) { switch (a) { case f(): return [a, f()] } } f()",
            "const f = all => () => { do { (y || all[Object.keys(all)[0]](f, all)) } while (y) }; f({ f() { f({ f })() } })()",
        ] {
            // The brackets give as many levels as the run may take, and the request gives the run a reason.
            let source = format!("{call}; function later() {{ require('a') }} //{}", "(".repeat(1 << 11));
            let read = on_just_enough_stack(&source);
            assert!(read.is_ok(), "{call}: {read:?}");
        }
    }

    /// Reads on a stack that has no more room than every level is said to need; a stack overflow ends the
    /// tests.
    fn on_just_enough_stack(source: &str) -> Result<CommonJsModule, ReadError> {
        let stack = levels(source) * BYTES_PER_LEVEL + (128 << 10);
        let work = || {
            IN_POOL.set(true);
            read(source)
        };
        thread::scope(|scope| {
            thread::Builder::new().stack_size(stack).spawn_scoped(scope, work).unwrap().join().unwrap()
        })
    }

    /// The depth to which the constructs nest that are tried.
    const NESTED: usize = 500;

    #[test]
    fn what_no_thread_of_the_pool_has_room_for_is_parsed() {
        for part in ["[", "(", "!", "1+"] {
            let read = read(&part.repeat(POOL_LEVELS[0] + 1));
            assert!(matches!(read, Err(ReadError::Syntax(_))), "{part}: {read:?}");
        }
    }

    #[test]
    fn long_chains_are_read() {
        for part in ["+1", ".a", "()", "[0]", ",1", "&&a", ";a", "\na"] {
            assert!(read(&format!("a{}", part.repeat(20_000))).is_ok(), "{part}");
        }
    }

    #[test]
    fn what_is_larger_than_all_memory_is_refused() {
        let source = "[".repeat(LEVEL_LIMIT + 1);
        assert_eq!(read(&source), Err(ReadError::NoRoom(NoRoom::Deep)));
    }
}
