//! Resolves the imports by path and by alias of a source before it is built.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    hash::HashMap,
    module::source::{SourceModule, read_source},
    path::{join, parent},
    trace::{
        aliases::PathAliases, disk::BuildDisk, paths::joined, source_path::SourcePath,
        source_tree::SourceTree,
    },
};

/// The extensions of source modules.
pub const EXTENSIONS: [&str; 8] = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/// A folder in which files are looked for.
pub trait FileLookup {
    fn is_there(&self, path: &str) -> bool;
    fn aliases(&self) -> &PathAliases;
}

impl FileLookup for SourceTree {
    fn is_there(&self, path: &str) -> bool {
        self.contains(path)
    }

    fn aliases(&self) -> &PathAliases {
        self.aliases()
    }
}

impl FileLookup for BuildDisk<'_> {
    fn is_there(&self, path: &str) -> bool {
        self.is_file(path)
    }

    fn aliases(&self) -> &PathAliases {
        self.tree.aliases()
    }
}

/// The file that a relative specifier or an alias leads to, as compilers and bundlers look for it.
pub fn resolve(files: &dyn FileLookup, referrer: &str, specifier: &str) -> Option<SourcePath> {
    let is_relative =
        specifier.starts_with("./") || specifier.starts_with("../") || [".", ".."].contains(&specifier);
    if !is_relative {
        let paths = files.aliases().paths(referrer, specifier);
        return paths.iter().find_map(|path| as_file(files, path));
    }
    let plain = specifier.split(['?', '#']).next()?;
    as_file(files, &joined(parent(referrer).unwrap_or_default(), plain)?)
}

/// The file that a path stands for: the path itself, the TypeScript that becomes it, the path with an extension, or the index
/// of a folder.
pub fn as_file(files: &dyn FileLookup, path: &str) -> Option<SourcePath> {
    let swapped = [(".js", ".ts"), (".js", ".tsx"), (".jsx", ".tsx"), (".mjs", ".mts"), (".cjs", ".cts")];
    let swapped = swapped.iter().filter_map(|(from, to)| Some(format!("{}{to}", path.strip_suffix(from)?)));
    let extended = EXTENSIONS.iter().chain(&[".json", ".d.ts"]).map(|extension| format!("{path}{extension}"));
    let index = EXTENSIONS.iter().map(|extension| join(path, &format!("index{extension}")));
    let all = std::iter::once(path.to_owned()).chain(swapped).chain(extended).chain(index);
    let mut all = all.filter(|path| !path.is_empty());
    all.find(|candidate| files.is_there(candidate)).map(SourcePath::from)
}

/// These modules and everything that they import relatively, types left out, as a bundler takes them in.
pub fn closure<'e>(
    disk: &BuildDisk<'_>,
    entries: impl IntoIterator<Item = &'e SourcePath>,
) -> Vec<SourcePath> {
    ImportedSources::default().closure(disk, entries)
}

/// The sources that others import. Each is read once, however many bundles it is in.
#[derive(Default)]
pub struct ImportedSources {
    known: HashMap<SourcePath, Vec<SourcePath>>,
}

impl ImportedSources {
    /// Like [`closure`].
    pub fn closure<'e>(
        &mut self,
        disk: &BuildDisk<'_>,
        entries: impl IntoIterator<Item = &'e SourcePath>,
    ) -> Vec<SourcePath> {
        let mut found = BTreeSet::new();
        let mut open: Vec<SourcePath> = entries.into_iter().cloned().collect();
        while let Some(path) = open.pop() {
            if found.insert(path.clone()) {
                let imported = self.known.entry(path).or_insert_with_key(|path| imported(disk, path));
                open.extend(imported.iter().cloned());
            }
        }
        found.into_iter().collect()
    }
}

fn imported(disk: &BuildDisk<'_>, path: &SourcePath) -> Vec<SourcePath> {
    let module = disk.tree.text(path).and_then(|text| read_source(path, text));
    let requests = module.iter().flat_map(|module| &module.requests).filter(|request| !request.is_type);
    requests.filter_map(|request| resolve(disk, path, &request.specifier.value)).collect()
}

/// Every source of a tree, read when it is first asked for.
#[derive(Clone, Debug, Default)]
pub struct SourceModules {
    known: BTreeMap<SourcePath, Option<Arc<SourceModule>>>,
}

impl SourceModules {
    pub fn get(&mut self, tree: &SourceTree, path: &SourcePath) -> Option<&SourceModule> {
        let read = || tree.text(path).and_then(|text| read_source(path, text)).map(Arc::new);
        self.known.entry(path.clone()).or_insert_with(read).as_deref()
    }

    /// A source, shared.
    pub fn shared(&mut self, tree: &SourceTree, path: &SourcePath) -> Option<Arc<SourceModule>> {
        self.get(tree, path)?;
        self.known.get(path)?.clone()
    }

    /// A source that was asked for already.
    pub fn known(&self, path: &str) -> Option<&SourceModule> {
        self.known.get(path)?.as_deref()
    }

    /// The known records, without the sources that have changed.
    pub fn without<'a>(&self, changed: impl Iterator<Item = &'a SourcePath>) -> Self {
        let mut others = self.clone();
        changed.for_each(|path| drop(others.known.remove(path)));
        others
    }
}
