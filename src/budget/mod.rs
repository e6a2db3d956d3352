//! The most that a package may weigh: a budget that its authors set in package.json, or that a caller asks for.

mod amount;
mod declared;
mod measure;

pub use amount::{InvalidAmount, byte_size, count, size};
pub use declared::{DeclaredBudget, InvalidSetting, declared};
pub use measure::{Measure, SizeBudget};
