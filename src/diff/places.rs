//! The places of subpaths and names in a release.

use memchr::memmem;

use crate::{
    entry_points::EntryKind,
    link::graph::Module,
    path::PackagePath,
    report::{At, at},
    resolve::{Mode, NodeTarget, error::PackagePlace},
    session::Session,
    text::Span,
};

/// The place in package.json that declares a subpath or a bin.
pub(super) fn of_subpath(session: &Session, subpath: &str, node: &NodeTarget) -> Option<At> {
    let facts = session.facts(node);
    let mut entries = facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Bin);
    let entry = entries.find(|entry| entry.subpath == subpath)?;
    Some(at(session.package(), entry.declared.as_ref()?))
}

/// The place of a member of package.json.
pub(super) fn of_member(session: &Session, field: &str, name: &str) -> Option<At> {
    let manifest = session.package().manifest()?;
    let value = manifest.get(field)?;
    let span = value.get(name).map_or(value.span, |member| member.span);
    Some(at(session.package(), &PackagePlace { file: manifest.path().clone(), span }))
}

/// The place that exports a name, in the module that a file is or in the one that declares it.
pub(super) fn of_name(
    session: &Session,
    file: &str,
    name: &str,
    mode: Mode,
    node: &NodeTarget,
) -> Option<At> {
    let facts = session.facts(node);
    let graph = &facts.linkage.graph;
    let module = graph.iter().map(|(_, module)| module).find(|module| module.path.as_str() == file)?;
    let own = in_module(session, module, name);
    let elsewhere = || {
        let declaring = graph.declaring(name).first().map(|path| (*path).clone());
        let declaring = declaring.filter(|_| name != "default" && mode == Mode::Import)?;
        let declaring = graph.iter().map(|(_, module)| module).find(|module| module.path == declaring)?;
        in_module(session, declaring, name)
    };
    let start = || PackagePlace { file: module.path.clone(), span: Span::default() };
    Some(at(session.package(), &own.or_else(elsewhere).unwrap_or_else(start)))
}

fn in_module(session: &Session, module: &Module, name: &str) -> Option<PackagePlace> {
    let span = match module.es() {
        Some(es) => {
            let local = es.local_exports.iter().find(|export| export.name.value == name);
            let indirect = es.indirect_exports.iter().find(|export| export.name.value == name);
            local.map(|export| export.declared).or(indirect.map(|export| export.span))
        }
        None => in_commonjs(session, &module.path, name),
    };
    Some(PackagePlace { file: module.path.clone(), span: span? })
}

/// The first assignment of the name that is written plainly.
fn in_commonjs(session: &Session, path: &PackagePath, name: &str) -> Option<Span> {
    let text = session.package().files().contents(path.as_str())?;
    let written = format!("exports.{name}");
    let start = memmem::find_iter(text, &written).find(|start| {
        let next = text.get(start + written.len());
        !next.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'$')
    })?;
    let narrow = |offset: usize| u32::try_from(offset).ok();
    Some(Span::new(narrow(start)?, narrow(start + written.len())?))
}
