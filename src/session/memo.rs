//! Answers that are found once, however often and from however many threads they are asked for.

use std::sync::{Arc, Mutex, OnceLock};

/// The latest few answers, each found once.
#[derive(Debug)]
pub(super) struct Memo<K, V> {
    known: Mutex<Vec<(K, AnswerSlot<V>)>>,
}

/// An answer, or the place where it will be.
type AnswerSlot<V> = Arc<OnceLock<Arc<V>>>;

/// The number of answers that are kept.
const KEPT: usize = 8;

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { known: Mutex::default() }
    }
}

impl<K: Clone + PartialEq, V> Memo<K, V> {
    /// The answer to a question. A thread that asks while another looks for the same answer waits for it.
    pub fn get(&self, key: &K, find: impl FnOnce() -> V) -> Arc<V> {
        // The list is unlocked before the answer is looked for, so that other questions need not wait for this one.
        Arc::clone(self.slot(key).get_or_init(|| Arc::new(find())))
    }

    /// The answer, if it was found already.
    pub fn known(&self, key: &K) -> Option<Arc<V>> {
        let known = self.known.lock().ok()?;
        let (_, slot) = known.iter().find(|(other, _)| other == key)?;
        slot.get().cloned()
    }

    /// All answers that were found and are kept.
    pub fn all(&self) -> Vec<Arc<V>> {
        let known = self.known.lock();
        known.iter().flat_map(|known| known.iter()).filter_map(|(_, slot)| slot.get().cloned()).collect()
    }

    /// Tells whether no question was asked yet.
    pub fn is_empty(&self) -> bool {
        self.known.lock().is_ok_and(|known| known.is_empty())
    }

    fn slot(&self, key: &K) -> AnswerSlot<V> {
        // A thread that panicked may have poisoned the lock; the answer is then found anew.
        let Ok(mut known) = self.known.lock() else { return AnswerSlot::default() };
        if let Some((_, slot)) = known.iter().find(|(other, _)| other == key) {
            return Arc::clone(slot);
        }
        if known.len() >= KEPT {
            known.remove(0);
        }
        let slot = AnswerSlot::default();
        known.push((key.clone(), Arc::clone(&slot)));
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_once_and_the_oldest_is_forgotten() {
        let memo = Memo::default();
        let mut found = Vec::new();
        for key in [1, 2, 1, 3, 4, 5, 6, 7, 8, 9, 9, 1] {
            assert_eq!(*memo.get(&key, || found_now(&mut found, key)), key * 10);
        }
        assert_eq!(found, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]);
    }

    fn found_now(found: &mut Vec<i32>, key: i32) -> i32 {
        found.push(key);
        key * 10
    }
}
