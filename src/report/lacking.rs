//! Packages that offer Node nothing to import, by what they offer instead.

use crate::{
    entry_points::name::{BehindName, behind_name},
    package::Package,
    report::EntryPointReport,
};

/// The content of a package of which nothing can be imported by an entry point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InsteadOfModules {
    /// No entry point leads to a file.
    Nothing,
    /// Modules that are imported by their paths, as many as this.
    Paths(usize),
    /// One file.
    File(String),
    /// Several files, of which this is the first.
    Files(String),
}

impl InsteadOfModules {
    /// Looks at what the entry points lead to; `None` where one of them can be imported.
    pub(super) fn of(package: &Package, entries: &[EntryPointReport]) -> Option<Self> {
        if entries.iter().any(EntryPointReport::is_offered) {
            return None;
        }
        let targets =
            entries.iter().flat_map(|entry| &entry.outcomes).filter_map(|outcome| outcome.target.as_deref());
        let mut targets: Vec<&str> = targets.collect();
        targets.dedup();
        Some(match (targets.as_slice(), behind_name(package)) {
            ([], BehindName::Paths(count)) if has_no_exports(package) => Self::Paths(count),
            ([], _) => Self::Nothing,
            ([only], _) => Self::File((*only).to_owned()),
            ([first, ..], _) => Self::Files((*first).to_owned()),
        })
    }
}

fn has_no_exports(package: &Package) -> bool {
    package.manifest().is_some_and(|manifest| manifest.get("exports").is_none())
}
