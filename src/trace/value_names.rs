//! The values that a source exports, each with the source that has it: names are followed through all that pass them on.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    module::source::ForeignName,
    trace::{
        disk::BuildDisk,
        imports::{SourceModules, resolve},
        source_path::SourcePath,
    },
};

/// Names, each with the source that passes it on or has it.
type NameTable = BTreeMap<String, NameHolder>;

#[derive(Clone, Debug)]
enum NameHolder {
    Own(SourcePath),
    PassedOn { by: SourcePath, foreign: ForeignName },
}

/// The exported values of sources. What may be a type is left out.
pub struct ValueNames<'a, 't> {
    pub disk: &'a BuildDisk<'t>,
    pub sources: &'a mut SourceModules,
    tables: BTreeMap<SourcePath, Arc<NameTable>>,
}

impl<'a, 't> ValueNames<'a, 't> {
    pub fn new(disk: &'a BuildDisk<'t>, sources: &'a mut SourceModules) -> Self {
        Self { disk, sources, tables: BTreeMap::new() }
    }

    /// Every value that a source exports, with the source that has it.
    pub fn of(&mut self, source: &SourcePath) -> BTreeMap<String, SourcePath> {
        let table = self.table(source);
        table.keys().filter_map(|name| Some((name.clone(), self.holder(source, name)?))).collect()
    }

    /// The source that has a value which another one exports.
    pub fn holder(&mut self, source: &SourcePath, name: &str) -> Option<SourcePath> {
        let (mut source, mut name) = (source.clone(), name.to_owned());
        let mut seen = BTreeSet::new();
        // Names may be passed on in a circle.
        while seen.insert((source.clone(), name.clone())) {
            match self.table(&source).get(&name)?.clone() {
                NameHolder::Own(own) => return Some(own),
                NameHolder::PassedOn { by, foreign } => {
                    source = resolve(self.disk, &by, &foreign.specifier)?;
                    name = foreign.name;
                }
            }
        }
        None
    }

    /// The names of a source and of all that its `export *` lead to.
    fn table(&mut self, source: &SourcePath) -> Arc<NameTable> {
        if let Some(known) = self.tables.get(source) {
            return Arc::clone(known);
        }
        let mut table = NameTable::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![source.clone()];
        while let Some(path) = open.pop() {
            let Some(module) = self.sources.shared(self.disk.tree, &path) else { continue };
            if !seen.insert(path.clone()) {
                continue;
            }
            // `export *` passes on no default.
            let is_passed = |name: &&String| path == *source || *name != "default";
            for name in module.values.own.iter().filter(is_passed) {
                table.entry(name.clone()).or_insert_with(|| NameHolder::Own(path.clone()));
            }
            for (name, foreign) in module.values.passed_on.iter().filter(|(name, _)| is_passed(name)) {
                let holder = || NameHolder::PassedOn { by: path.clone(), foreign: foreign.clone() };
                table.entry(name.clone()).or_insert_with(holder);
            }
            open.extend(module.values.stars.iter().filter_map(|star| resolve(self.disk, &path, star)));
        }
        let table = Arc::new(table);
        self.tables.insert(source.clone(), Arc::clone(&table));
        table
    }
}
