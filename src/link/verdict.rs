//! The verdict on one entry point in one mode.

use std::sync::Arc;

use crate::{
    entry_points::promise::ModePromise,
    link::{cause::LinkCause, exports::ExportedNames, fault::FaultKind, graph::ModuleId},
    resolve::{Mode, format::Format},
};

/// The outcome of linking one entry point in one mode, once its file is found.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The index of the entry point.
    pub entry: usize,
    pub mode: Mode,
    pub module: Option<ModuleId>,
    pub format: Option<Format>,
    pub names: Arc<ExportedNames>,
    /// Every root cause; empty if Node loads the module.
    pub causes: Vec<LinkCause>,
    /// The promise of the mode, if the file cannot be loaded in it.
    pub unkept: Option<ModePromise>,
}

impl Verdict {
    /// Returns true if the package offers its file to this mode. Unless it promises the mode, it does not
    /// offer a file that is no module, nor an ES module that cannot be required only because it is one.
    pub fn is_meant(&self) -> bool {
        let is_unfit = |cause: &LinkCause| cause.is_entry && !matches!(cause.fault.kind, FaultKind::Syntax);
        self.is_promised() || (self.format != Some(Format::Json) && !self.causes.iter().any(is_unfit))
    }

    /// Returns true if package.json explicitly promises something that Node does not do.
    pub fn is_promised(&self) -> bool {
        self.unkept.is_some()
    }
}
