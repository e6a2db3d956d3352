//! The subpath of "exports" that a packed folder or file lacks.

use crate::{
    entry_points::EntryKind,
    path::PackagePath,
    trace::{
        fixes::{
            change::{Fix, FixChange, FixWarning},
            context::FixContext,
        },
        groups::ModuleGroup,
        paths::with_extension,
    },
};

/// The subpath that would lead to the modules of a group; none where a command loads them, or where the package has no
/// subpaths.
pub fn added_export(context: &FixContext<'_>, group: &ModuleGroup) -> Option<Fix> {
    let modules = context.of(group);
    let open = modules.iter().filter(|module| module.bins.is_empty());
    let packed: Vec<&PackagePath> = open.filter_map(|module| module.packed_as.first()).collect();
    let main = match packed.as_slice() {
        [] => return None,
        [only] => *only,
        all => index_of(all)?,
    };
    let mut ways = context.reach.ways.iter();
    if !ways.any(|way| way.subpath != "." && way.kind != EntryKind::Bin) {
        return None;
    }
    let subpath = subpath_of(main.as_str());
    let causes = context.reach.later(main.as_str()).unwrap_or_default();
    let warning = FixWarning::DoesNotImport { subpath: subpath.clone(), causes: causes.clone() };
    Some(Fix {
        change: FixChange::AddExport { subpath, file: main.clone() },
        span: context.key("exports"),
        modules: group.modules.clone(),
        warnings: (!causes.is_empty()).then_some(warning).into_iter().collect(),
    })
}

fn index_of<'p>(paths: &[&'p PackagePath]) -> Option<&'p PackagePath> {
    let is_index = |path: &&&PackagePath| with_extension(path.as_str(), "").ends_with("/index");
    paths.iter().filter(is_index).min_by_key(|path| path.as_str().len()).copied()
}

/// `dist/a/index.js` to `./a`.
fn subpath_of(path: &str) -> String {
    let plain = with_extension(path, "");
    let inner = plain.split_once('/').map_or(plain.as_str(), |(_, inner)| inner);
    format!("./{}", inner.strip_suffix("/index").unwrap_or(inner))
}
