//! A read of one of CommonJS's variables in a function that nothing calls while the module loads.

use crate::module::evaluation::WrapperRead;

pub(super) struct LaterRead {
    /// The key of the function.
    pub function: usize,
    /// The offset of the name.
    pub at: u32,
    pub read: WrapperRead,
}
