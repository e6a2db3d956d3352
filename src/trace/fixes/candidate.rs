//! A change that may help, before it is tried.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    package::Package,
    text::Span,
    trace::{
        assess::{Assessment, TraceOptions},
        fate::TracedModule,
        fixes::change::FixChange,
        imports::SourceModules,
        source_path::SourcePath,
        source_tree::SourceTree,
    },
};

/// The number of changes that are carried out: each links the package once more.
pub const TRIED: usize = 10;

/// The endings that compilers and bundlers add to a path, and Node does not.
pub const ENDINGS: [&str; 5] = ["", ".js", ".mjs", ".cjs", "/index.js"];

/// A project with its tarball, as it is or as it would be.
pub struct ProjectState<'s, 't> {
    pub tree: &'t SourceTree,
    pub package: &'s Package,
    pub assessment: &'s Assessment<'t>,
    pub sources: &'s SourceModules,
    pub options: &'s TraceOptions,
}

/// A change that may help, with the texts that it makes.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub change: FixChange,
    pub at: (SourcePath, Span),
    pub edits: BTreeMap<SourcePath, String>,
    /// The packed package.json with the change, where that matters to those who import the package.
    pub packed_manifest: Option<String>,
    pub outputs: NewOutputs,
    /// The lost modules that it is for.
    pub modules: Vec<SourcePath>,
}

/// The outputs that a changed build writes in another way, and those that no source tells.
#[derive(Clone, Debug, Default)]
pub struct NewOutputs {
    /// The outputs that were CommonJS and are ES modules.
    pub as_modules: BTreeSet<SourcePath>,
    /// The files that a new step makes, with their texts.
    pub made: BTreeMap<SourcePath, String>,
}

impl ProjectState<'_, '_> {
    /// The text of package.json, without a byte order mark: spans are counted so.
    pub fn manifest(&self) -> &str {
        self.tree.text("package.json").unwrap_or_default().trim_start_matches('\u{feff}')
    }

    pub fn packed_manifest(&self) -> Option<&str> {
        let bytes = self.package.files().contents("package.json")?;
        std::str::from_utf8(bytes).ok().map(|text| text.trim_start_matches('\u{feff}'))
    }

    /// Nothing is lost, and every entry point can be imported.
    pub fn is_sound(&self) -> bool {
        self.lost().next().is_none() && self.assessment.reach.ways.iter().all(|way| way.is_whole())
    }

    pub fn lost(&self) -> impl Iterator<Item = &TracedModule> {
        self.assessment.modules.iter().filter(|module| module.is_lost())
    }
}

impl Candidate {
    /// A change of package.json alone.
    pub fn of_manifest(change: FixChange, span: Span, text: String, modules: Vec<SourcePath>) -> Self {
        Self::of_file(change, (SourcePath::from("package.json"), span), text, modules)
    }

    /// A change of one file, at a place in it.
    pub fn of_file(
        change: FixChange,
        at: (SourcePath, Span),
        text: String,
        modules: Vec<SourcePath>,
    ) -> Self {
        let edits = BTreeMap::from([(at.0.clone(), text)]);
        Self { change, at, edits, packed_manifest: None, outputs: NewOutputs::default(), modules }
    }
}
