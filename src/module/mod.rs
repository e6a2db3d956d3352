//! Module records: the imports, exports, requests and reads of one file of JavaScript, from its text alone.

mod assets;
mod call_targets;
mod called_reads;
mod coalescing;
mod cover;
mod decode;
mod detect;
mod early_error;
mod effects;
mod effort;
mod es;
mod evaluation;
mod exported;
mod first_walk;
mod flow;
mod foreign_writes;
mod gates;
mod given_functions;
mod groups;
mod guards;
mod handed_on;
mod identifiers;
mod import_meta;
mod import_pairs;
mod joined;
mod key_loops;
mod later_functions;
mod level_marks;
mod levels;
mod lexings;
mod loader;
mod loop_heads;
mod meter;
mod new_import;
mod node_env;
mod own_default;
mod parallel;
mod read;
mod readings;
mod record;
mod requests;
mod script;
mod shapes;
pub mod source;
mod stack;
mod state;
mod sure_writes;
mod switches;
mod syntax;
mod top_level_await;
mod typescript;
mod v8;
mod value_shapes;
mod wasm;
mod write_calls;
mod write_chains;
mod write_forms;
mod write_given;
mod write_guards;
mod write_helpers;
mod write_keys;
mod write_links;
mod write_pieces;
mod write_results;
#[cfg(test)]
mod write_tests;
mod write_visit;
mod writes;

pub use assets::{AssetUse, AssetVerb, OWN_FILE};
pub(crate) use decode::Text;
pub use detect::{Detected, Undeclared, detect, read_undeclared};
pub use effects::{
    ANY_GLOBAL, EarlyRead, Effects, GlobalRead, ImportedCall, NewerUse, RequireShim, ShimWords, Throw,
    ThrowKind,
};
pub use evaluation::{BindingRead, CalledRead, ValueUse, WRAPPER_NAMES, WrapperRead};
pub use joined::{CommonJsLink, ImportLinks, JoinLinks, JoinPart, JoinRoom, JoinedReading, read_joined};
pub use lexings::{LexedBy, Lexings};
pub use loader::{LoaderPatches, LoaderPowers, RequestTime};
pub use meter::Meter;
pub use parallel::{both, free_beside, in_parallel, on_pool};
pub use read::{
    ReadError, read_commonjs, read_commonjs_within, read_es, read_es_within, read_shapes, read_writes,
};
pub use readings::{ReadAs, ReadModule, Reading, Readings};
pub use record::{
    BindingKind, CommonJsModule, EsModule, ImportEntry, ImportName, IndirectExport, LocalExport, StarExport,
};
pub use requests::{Attribute, BranchArm, ModuleRequest, Phase, RequestKind, When};
pub use script::Exportless;
pub use stack::{LEVEL_LIMIT, NoRoom, SIZE_LIMIT, pool};
pub use state::HeldState;
pub use sure_writes::{ExportValue, ExportWay, ReExport};
pub use switches::{ReadingSwitch, ReadingSwitches};
pub use syntax::SyntaxError;
pub(crate) use typescript::{TypeScriptText, parses_as_typescript, with_typescript};
pub use value_shapes::{ExportedShapes, ValueShape};
pub use wasm::{WasmModule, read_wasm};
pub use writes::{ExportWrites, ModuleWrites};

#[cfg(test)]
mod read_tests;
#[cfg(test)]
mod tests;
