//! Outputs as evidence: what they leave out because nobody uses it, and what they lack because they are older than the sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::trace::source_path::SourcePath;

/// The evidence that outputs give.
#[derive(Clone, Debug, Default)]
pub struct OutputEvidence {
    /// The sources of which bundles have nothing because nothing in them is used.
    pub unused: BTreeSet<SourcePath>,
    /// The sources that were changed or came in after an output was made, each with that.
    pub older: BTreeMap<SourcePath, OlderOutput>,
}

/// An output, or the place of one, with the reason why it was not made of the sources as they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OlderOutput {
    pub output: SourcePath,
    pub lacks: LackingPart,
}

/// The part of a source that an older output lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LackingPart {
    /// This name, which this source exports.
    Name { name: String, exporter: SourcePath },
    /// The module itself. The source that imports it has another text in the output's source map, which does not ask for it.
    Import { importer: SourcePath },
    /// The module itself, whose name this source uses.
    Use { name: String, importer: SourcePath },
    /// The module itself, which changes what all modules share.
    Effect,
}
