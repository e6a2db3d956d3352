//! The way of each source module to those who import it: compiled by which step, packed as what, reached by which entry
//! point, or lost where.

pub mod disk;
pub mod glob;
pub mod imports;
pub mod packing;
pub mod plan;
pub mod script;
pub mod shell;
pub mod source_tree;
pub mod stage;
pub mod tools;

use crate::resolve::NodeTarget;

/// What is asked of a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceOptions {
    pub node: NodeTarget,
    /// The script that builds; `build` where none is named.
    pub build_script: Option<String>,
    /// Source folder to output folder, over whatever the build script says.
    pub maps: Vec<(String, String)>,
}
