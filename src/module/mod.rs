//! Module records: what one file of JavaScript imports, exports, requests and reads while it loads, from its text alone.

mod cover;
mod decode;
mod detect;
mod es;
mod evaluation;
mod flow;
mod gates;
mod parallel;
mod read;
mod record;
mod requests;
pub mod source;
mod stack;
mod syntax;
mod top_level_await;
mod v8;
mod wasm;

pub use detect::{Detected, Undeclared, detect, read_undeclared};
pub use evaluation::{BindingRead, WRAPPER_NAMES, WrapperRead};
pub use parallel::{both, free_beside, in_parallel, on_pool};
pub use read::{ReadError, read_commonjs, read_es};
pub use record::{
    BindingKind, CommonJsModule, EsModule, ImportEntry, ImportName, IndirectExport, LocalExport, StarExport,
};
pub use requests::{Attribute, Phase, Request, RequestKind, When};
pub use stack::{LEVEL_LIMIT, SIZE_LIMIT, pool};
pub use syntax::SyntaxError;
pub use wasm::{WasmModule, read_wasm};

#[cfg(test)]
mod tests;
