//! All names that `require` gives of a module of CommonJS, where the syntax of its files tells them.

use std::collections::BTreeSet;

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

    /// Tells whether it has names of another package or of Node that a newer release may not give.
    pub fn leaves_outside(&self, newer: &Self) -> bool {
        !self.outside.is_subset(&newer.outside)
    }
}

/// A file whose names are given, and whether its `default` is.
type GivenFile = (PackagePath, bool);

/// The most ways that are followed through a module and those whose names it gives; of more, only what they have in common is
/// known.
const MOST_WAYS: usize = 8;

/// One way through a module and those whose names it gives.
#[derive(Clone, Default)]
struct OpenWay {
    names: BTreeSet<String>,
    seen: HashMap<PackagePath, bool>,
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
        let mut way = OpenWay { open: vec![(root.clone(), true)], ..OpenWay::default() };
        while let Some((path, has_default)) = way.next() {
            let written = self.commonjs.writes(&path)?;
            let writes = written.exports.as_ref()?;
            add_names(&writes.names, has_default, &mut names);
            for module in &writes.re_exported {
                let is_default = has_default && module.has_default != Some(false);
                match self.lexed.required(&path, &module.specifier) {
                    RequiredFile::Script(file) => way.open.push((file, is_default)),
                    RequiredFile::Outside => _ = found.outside.insert(module.specifier.clone()),
                    RequiredFile::Unread => return None,
                    RequiredFile::Missing => {}
                }
            }
            found.files.push(path);
        }
        Some(names)
    }

    fn sure(&mut self, root: &PackagePath) -> Option<BTreeSet<String>> {
        let mut open = vec![OpenWay { open: vec![(root.clone(), true)], ..OpenWay::default() }];
        let (mut found, mut ways): (Option<BTreeSet<String>>, usize) = (None, 1);
        while let Some(mut way) = open.pop() {
            while let Some(given) = way.next() {
                let written = self.commonjs.writes(&given.0)?;
                let Some((first, others)) = written.ways.as_ref()?.split_first() else { continue };
                if ways + others.len() > MOST_WAYS {
                    let common =
                        first.names.iter().filter(|name| others.iter().all(|it| it.names.contains(*name)));
                    add_names(common, given.1, &mut way.names);
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
    fn take(&mut self, way: &mut OpenWay, (path, has_default): &GivenFile, taken: &ExportWay) {
        add_names(&taken.names, *has_default, &mut way.names);
        for ReExport { specifier, has_default: given } in &taken.modules {
            if let RequiredFile::Script(file) = self.lexed.required(path, specifier) {
                way.open.push((file, *has_default && *given == Some(true)));
            }
        }
    }
}

impl OpenWay {
    /// The next file that was not seen, or seen without its default.
    fn next(&mut self) -> Option<GivenFile> {
        while let Some((path, has_default)) = self.open.pop() {
            let seen = self.seen.insert(path.clone(), has_default);
            match seen {
                Some(was_default) if was_default || !has_default => _ = self.seen.insert(path, was_default),
                _ => return Some((path, has_default)),
            }
        }
        None
    }
}

fn add_names<'n>(
    names: impl IntoIterator<Item = &'n String>,
    has_default: bool,
    found: &mut BTreeSet<String>,
) {
    let is_given = |name: &&String| *name != "__esModule" && (has_default || *name != "default");
    found.extend(names.into_iter().filter(is_given).cloned());
}
