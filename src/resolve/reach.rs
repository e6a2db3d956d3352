//! The packages that resolution may look into.

/// The packages that resolution may look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The package alone.
    Package,
    /// Those beside it, too, as far as they are known.
    Beside,
}
