//! An object or a function that the program makes.

use std::borrow::Cow;

use super::values::{CellId, FlowValue, FrameId};
use crate::{hash::HashMap, module::flow::callable::Callable};

#[derive(Default)]
pub(super) struct Cell<'a> {
    /// The function that a call runs, and the frame in which it was made.
    pub function: Option<(Callable<'a>, FrameId)>,
    pub(super) slots: HashMap<Cow<'a, str>, (usize, Slot<'a>)>,
    pub kind: CellKind,
    /// The class or function whose `new` made it.
    pub class: Option<CellId>,
    /// The class from which this one is derived.
    pub parent: Option<CellId>,
    /// The region in which it was made, as [`Variable::region`].
    pub(super) region: usize,
    /// True if outside code may hold it.
    pub open: bool,
    /// True if some of its keys are perhaps not enumerated.
    pub hidden: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum CellKind {
    #[default]
    Plain,
    Array,
    Function,
    /// An object that inherits unknown properties.
    Derived,
}

#[derive(Clone)]
pub(super) enum Slot<'a> {
    Value(FlowValue<'a>),
    /// A getter, and perhaps a setter beside it.
    Accessor(FlowValue<'a>),
    /// The property may be there, with an unknown value.
    Perhaps,
}

impl<'a> Slot<'a> {
    pub(super) fn value(&self) -> FlowValue<'a> {
        match self {
            Self::Value(value) | Self::Accessor(value) => value.clone(),
            Self::Perhaps => FlowValue::Unknown,
        }
    }
}

impl<'a> Cell<'a> {
    /// Returns the objects and functions that can be reached through it.
    pub fn held(&self) -> Vec<FlowValue<'a>> {
        self.slots
            .values()
            .map(|(_, slot)| slot.value())
            .filter(|value| matches!(value, FlowValue::Cell(_)))
            // Its methods can be called through it.
            .chain(self.class.map(FlowValue::Cell))
            .collect()
    }

    /// Returns its own keys in order, if they are known.
    pub(super) fn keys(&self) -> Option<Vec<Cow<'a, str>>> {
        let is_index = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit());
        let is_doubtful = self.slots.values().any(|(_, slot)| matches!(slot, Slot::Perhaps));
        if self.open || is_doubtful || self.function.is_some() {
            return None;
        }
        let mut keys: Vec<_> = self.slots.iter().map(|(key, (order, _))| (*order, key.clone())).collect();
        // JavaScript lists keys that are numbers first, and by their size.
        if keys.len() > 1 && self.kind != CellKind::Array && keys.iter().any(|(_, key)| is_index(key)) {
            return None;
        }
        keys.sort_unstable();
        Some(keys.into_iter().map(|(_, key)| key).collect())
    }
}
