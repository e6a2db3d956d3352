//! CommonJS that begins with a byte order mark and `#!`: newer Nodes take the mark away for `import`, and not for `require`, to
//! which the `#` behind it is a syntax error.

use crate::{
    link::{
        fault::{Fault, FaultKind},
        graph::{Module, ModuleGraph},
    },
    module::{RequestKind, When},
    node::Profile,
    package::Package,
    path::PackagePath,
    resolve::{error::PackagePlace, format::Format},
    text::Span,
};

/// Returns the faults of a module's `require`s that lead to such a file.
pub(super) fn mark_faults(
    module: &Module,
    graph: &ModuleGraph,
    package: &Package,
    profile: &Profile,
) -> Vec<Fault> {
    let requires = module.requests.iter().filter(|edge| edge.request.kind == RequestKind::Require);
    let faults = requires.filter_map(|edge| {
        let target = graph.get(edge.module()?)?;
        mark_fault(target.format, &target.path, package, profile, edge.request.when)
    });
    if profile.import_strips_bom { faults.collect() } else { Vec::new() }
}

/// Returns the fault of a file that is such a one where `require` loads it.
pub(super) fn mark_fault(
    format: Format,
    path: &PackagePath,
    package: &Package,
    profile: &Profile,
    when: When,
) -> Option<Fault> {
    // The other Nodes refuse it in any case, as a part of reading it.
    if format != Format::CommonJs || !profile.import_strips_bom {
        return None;
    }
    let source = package.files().contents(path.as_str())?;
    source.starts_with(b"\xef\xbb\xbf#!").then(|| Fault {
        kind: FaultKind::Syntax,
        code: "SyntaxError",
        message: "Invalid or unexpected token".to_owned(),
        missing: None,
        at: PackagePlace { file: path.clone(), span: Span::new(3, 4) },
        when,
    })
}
