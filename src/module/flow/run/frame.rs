//! The variables of one call, or of one block.

use super::values::{FlowValue, FrameId};

#[derive(Default)]
pub(super) struct CallFrame<'a> {
    pub outer: Option<FrameId>,
    pub this: Option<FlowValue<'a>>,
    /// True if it is a call's, and not only a block's.
    pub is_call: bool,
    /// The values that `return` gave, where it was reached or may have been.
    pub returned: Vec<FlowValue<'a>>,
}

pub(super) struct Variable<'a> {
    pub value: FlowValue<'a>,
    /// The region in which it was made: code of the same region changes it for certain.
    pub region: usize,
    /// True if outside code may read it.
    pub exposed: bool,
    /// True if outside code may write to it.
    pub clobbered: bool,
}
