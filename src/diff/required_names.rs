//! All names that `require` gives of a module of CommonJS, where the syntax of its files tells them.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    diff::commonjs::CommonJsExports,
    hash::HashMap,
    link::{LexedExports, RequiredFile},
    module::{ExportWay, ReExport},
    path::PackagePath,
};

/// The names that a module gives, with those of the modules whose names it gives as well.
#[derive(Debug, Default)]
pub(super) struct RequiredNames {
    /// The names that some code may give; `None` where code makes some of them.
    pub any: Option<BTreeSet<String>>,
    /// The names that are given whichever way the code takes; `None` where code may take names away again.
    pub sure: Option<BTreeSet<String>>,
    /// The packages and modules of Node whose names it may give.
    pub outside: BTreeSet<String>,
    /// The files that were read for it.
    pub files: Vec<PackagePath>,
}

impl RequiredNames {
    /// The names of this, the older release, that a newer one may not give any more; `None` where that cannot be told.
    ///
    /// A name that no way through the newer code gives counts as gone, also where only one way through the older code gave it:
    /// `if (process.env.NODE_ENV === 'production')` has two ways. So does one that each way through the older code gave,
    /// and some way through the newer code does not. A name that only some ways give in both releases is left alone. Where
    /// newer code makes names, nothing is gone if it surely gives all that the older code may have given.
    pub fn gone(&self, newer: &Self) -> Option<BTreeSet<String>> {
        let before = self.any.as_ref()?;
        let Some(now) = &newer.any else {
            return newer.sure.as_ref().filter(|sure| before.is_subset(sure)).map(|_| BTreeSet::new());
        };
        // No sure names: code may take them away.
        let (was_sure, is_sure) = (self.sure.as_ref().unwrap_or(before), newer.sure.as_ref()?);
        Some(before.difference(now).chain(was_sure.difference(is_sure)).cloned().collect())
    }

    /// Those of the names that are gone which this release surely gave, and no code of the newer one gives.
    pub fn surely_gone(&self, newer: &Self) -> BTreeSet<String> {
        match (&self.sure, &newer.any) {
            (Some(sure), Some(now)) if newer.outside.is_empty() => sure.difference(now).cloned().collect(),
            _ => BTreeSet::new(),
        }
    }

    /// Tells whether it has names of another package or of Node that a newer release may not give.
    pub fn leaves_outside(&self, newer: &Self) -> bool {
        !self.outside.is_subset(&newer.outside)
    }
}

/// A file whose names are given, and those of them that are not.
type GivenFile = (PackagePath, Arc<BTreeSet<String>>);

/// The most ways that are followed through a module and those whose names it gives; of more, only what they have in common is
/// known.
const MOST_WAYS: usize = 8;

/// One way through a module and those whose names it gives.
#[derive(Clone, Default)]
struct OpenWay {
    names: BTreeSet<String>,
    /// The names of each file that were left out each time.
    seen: HashMap<PackagePath, Arc<BTreeSet<String>>>,
    open: Vec<GivenFile>,
}

/// Finds the names; `None` where code makes some of them.
pub(super) struct RequiredSearch<'r, 's> {
    pub commonjs: &'r mut CommonJsExports<'s>,
    pub lexed: &'r mut LexedExports<'s>,
}

impl RequiredSearch<'_, '_> {
    pub fn of(&mut self, root: &PackagePath) -> RequiredNames {
        let mut found = RequiredNames { sure: self.sure(root), ..RequiredNames::default() };
        found.any = self.any(root, &mut found);
        found
    }

    fn any(&mut self, root: &PackagePath, found: &mut RequiredNames) -> Option<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        let mut way = OpenWay::at(root);
        while let Some((path, left_out)) = way.next() {
            let written = self.commonjs.writes(&path)?;
            let writes = written.exports.as_ref()?;
            add_names(&writes.names, &left_out, &mut names);
            for module in &writes.re_exported {
                match (self.lexed.required(&path, &module.specifier), &module.member) {
                    (RequiredFile::Script(_), Some(_)) => return None,
                    (RequiredFile::Outside, Some(member)) => {
                        found.outside.insert(format!("{}.{member}", module.specifier));
                    }
                    (RequiredFile::Script(file), None) => {
                        way.open.push((file, both(&left_out, &module.left_out)))
                    }
                    (RequiredFile::Outside, None) => _ = found.outside.insert(module.specifier.clone()),
                    (RequiredFile::Unread, _) => return None,
                    (RequiredFile::Missing, _) => {}
                }
            }
            found.files.push(path);
        }
        Some(names)
    }

    fn sure(&mut self, root: &PackagePath) -> Option<BTreeSet<String>> {
        let mut open = vec![OpenWay::at(root)];
        let (mut found, mut ways): (Option<BTreeSet<String>>, usize) = (None, 1);
        while let Some(mut way) = open.pop() {
            while let Some(given) = way.next() {
                let written = self.commonjs.writes(&given.0)?;
                let Some((first, others)) = written.ways.as_ref()?.split_first() else { continue };
                if ways + others.len() > MOST_WAYS {
                    let common =
                        first.names.iter().filter(|name| others.iter().all(|it| it.names.contains(*name)));
                    add_names(common, &given.1, &mut way.names);
                    continue;
                }
                ways += others.len();
                for other in others {
                    let mut copy = way.clone();
                    self.take(&mut copy, &given, other);
                    open.push(copy);
                }
                self.take(&mut way, &given, first);
            }
            match &mut found {
                Some(found) => found.retain(|name| way.names.contains(name)),
                None => found = Some(way.names),
            }
        }
        found
    }

    /// Adds what one way through a file gives.
    fn take(&mut self, way: &mut OpenWay, (path, left_out): &GivenFile, taken: &ExportWay) {
        add_names(&taken.names, left_out, &mut way.names);
        let whole = taken.modules.iter().filter(|module| module.member.is_none());
        for ReExport { specifier, left_out: more, .. } in whole {
            if let RequiredFile::Script(file) = self.lexed.required(path, specifier) {
                way.open.push((file, both(left_out, more)));
            }
        }
    }
}

impl OpenWay {
    fn at(root: &PackagePath) -> Self {
        Self { open: vec![(root.clone(), Arc::default())], ..Self::default() }
    }

    /// The next file that was not seen, or of which more names are given than before.
    fn next(&mut self) -> Option<GivenFile> {
        while let Some((path, left_out)) = self.open.pop() {
            match self.seen.get_mut(&path) {
                Some(known) if known.is_subset(&left_out) => {}
                Some(known) => {
                    *known = Arc::new(known.intersection(&left_out).cloned().collect());
                    return Some((path, left_out));
                }
                None => {
                    self.seen.insert(path.clone(), Arc::clone(&left_out));
                    return Some((path, left_out));
                }
            }
        }
        None
    }
}

/// The names that are left out on the way to a file, with more of them.
fn both(left_out: &Arc<BTreeSet<String>>, more: &BTreeSet<String>) -> Arc<BTreeSet<String>> {
    if more.is_subset(left_out) {
        return Arc::clone(left_out);
    }
    Arc::new(left_out.union(more).cloned().collect())
}

fn add_names<'n>(
    names: impl IntoIterator<Item = &'n String>,
    left_out: &BTreeSet<String>,
    found: &mut BTreeSet<String>,
) {
    let is_given = |name: &&String| *name != "__esModule" && !left_out.contains(*name);
    found.extend(names.into_iter().filter(is_given).cloned());
}
