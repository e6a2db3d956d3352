//! The fault of an entry point's own file in one mode, whatever it imports.

use std::sync::Arc;

use crate::{
    entry_points::{
        EntryKind, EntryPoint, SOURCES,
        promise::{ModePromise, promise},
    },
    link::{
        cause::LinkCause,
        fault::{Fault, FaultKind},
        graph::{ModuleGraph, ModuleId},
        request_faults::missing_attribute,
        required::Required,
        verdict::Verdict,
    },
    module::{EsModule, When, read_es},
    package::Package,
    path::PackagePath,
    resolve::{
        Mode, NodeTarget,
        error::PackagePlace,
        format::{Format, FormatError},
    },
    text::Span,
};

/// An entry point in one mode, and the module that its file is.
pub(super) struct Root {
    pub entry: usize,
    pub mode: Mode,
    pub path: PackagePath,
    pub module: Result<ModuleId, FormatError>,
}

/// Finds the faults of the files of entry points for one version of Node.
pub struct EntryFaults<'g> {
    pub(super) graph: &'g ModuleGraph,
    pub(super) package: &'g Package,
    pub(super) node: &'g NodeTarget,
    pub(super) required: Required<'g>,
}

impl<'g> EntryFaults<'g> {
    /// Judges the modules of a graph that was read for another version of Node.
    pub fn new(package: &'g Package, node: &'g NodeTarget, graph: &'g ModuleGraph) -> Self {
        let required = Required::new(graph, &node.version.profile());
        Self { graph, package, node, required }
    }

    /// The verdict on an entry point that `known` loads in another version of Node, by whatever its file imports.
    pub fn verdict(&self, place: usize, entry: &EntryPoint, known: &Verdict) -> Option<Verdict> {
        let module = known.module?;
        let path = self.graph.get(module)?.path.clone();
        let root = Root { entry: place, mode: known.mode, path, module: Ok(module) };
        let (fault, unkept) = self.of(entry, &root).unzip();
        let (causes, unkept) = (fault.into_iter().collect(), unkept.flatten());
        Some(Verdict { entry: place, module: None, causes, unkept, ..known.clone() })
    }

    /// Returns the fault of loading the entry point's own file in this mode, whatever it imports, and the
    /// promise of that mode.
    pub(super) fn of(&self, entry: &EntryPoint, root: &Root) -> Option<(LinkCause, Option<ModePromise>)> {
        let (kind, code, message) = match &root.module {
            Err(error) => (FaultKind::Unloadable(error.clone()), error.code(), error.to_string()),
            Ok(_) if entry.kind == EntryKind::Bin => return None,
            Ok(id) => self.refusal(*id, root)?,
        };
        let unkept = self.unkept(entry, root, &kind);
        // A bin may be a shell script or a program. Only one that should be JavaScript is judged as that.
        if entry.kind == EntryKind::Bin && unkept.is_none() {
            return None;
        }
        let start = PackagePlace { file: root.path.clone(), span: Span::default() };
        let at = unkept.as_ref().map(|promise| promise.at.clone());
        let at = at.or_else(|| entry.declared.clone()).unwrap_or(start);
        let fault = Fault { kind, code, message, missing: None, at, when: When::Link };
        let cause = LinkCause::new(Arc::new(fault), vec![root.path.clone()]);
        Some((LinkCause { is_entry: true, ..cause }, unkept))
    }

    /// Returns the promise that the file can be loaded in this mode, if the file is meant for Node at all.
    fn unkept(&self, entry: &EntryPoint, root: &Root, kind: &FaultKind) -> Option<ModePromise> {
        let is_for_node = match kind {
            FaultKind::RequiredModule | FaultKind::RequiredAsync { .. } => true,
            FaultKind::Unloadable(_) => entry.kind == EntryKind::Bin || self.is_misnamed(&root.path),
            _ => false,
        };
        promise(self.package, entry, root.mode, self.node).filter(|_| is_for_node)
    }

    /// Tells whether a file contains an ES module although its name is neither one that Node loads nor one of
    /// a source.
    fn is_misnamed(&self, path: &PackagePath) -> bool {
        let source = self.package.files().contents(path.as_str()).unwrap_or_default();
        let is_short = source.len() as u64 <= self.package.limits().javascript_bytes;
        let says_so = |module: EsModule| !module.requests.is_empty() || !module.local_exports.is_empty();
        let is_module = || read_es(source, &self.node.version.profile()).is_ok_and(says_so);
        !SOURCES.contains(&path.extension()) && is_short && is_module()
    }

    fn refusal(&self, id: ModuleId, root: &Root) -> Option<(FaultKind, &'static str, String)> {
        if root.mode == Mode::Import {
            let is_json = self.graph.get(id)?.format == Format::Json;
            let (code, message) = is_json
                .then(|| missing_attribute(&root.path, self.node.version.profile().attribute_errors))?;
            return Some((FaultKind::Attribute, code, message));
        }
        let refusal = self.required.refusal(id)?;
        let (code, message) = refusal.words(&root.path);
        Some((refusal.kind(), code, message))
    }
}
