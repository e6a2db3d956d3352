//! The surface of a package: all that its consumers can name, as stable data that people can review.

pub mod conditions;
pub mod deep;
pub mod offered;
mod record;
pub mod typed;

pub use conditions::keys;
pub use record::{ModeSurface, PeerSurface, SubpathSurface, Surface, peers, texts};
pub use typed::TypesSurface;
