//! The hash maps used here: quick, and seeded anew in each process, so that no archive can choose names that collide.
//!
//! No output depends on their order.

use foldhash::fast::RandomState;

pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
pub(crate) type HashSet<T> = std::collections::HashSet<T, RandomState>;
