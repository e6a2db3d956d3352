//! The modules of one package that were read, each once for all versions of Node that read it in the same way.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    detect::{Undeclared, read_undeclared},
    lexings::Lexings,
    meter::Meter,
    parallel::free_beside,
    read::{ReadError, read_commonjs_within, read_es_within},
    record::{CommonJsModule, EsModule},
    switches::{ReadingAnswers, ReadingSwitches},
};
use crate::{hash::HashMap, limits::Limits, node::Profile, path::PackagePath};

/// The files of a package that were read so far, each with its record.
#[derive(Debug, Default)]
pub struct Readings {
    known: Mutex<ReadingsByPath>,
    lexings: Lexings,
}

type ReadingsByPath = HashMap<PackagePath, Vec<Reading>>;

/// The goal with which a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadAs {
    Es,
    CommonJs,
    /// As its syntax tells.
    Undeclared,
}

/// One reading of a file.
#[derive(Clone, Debug)]
pub struct Reading {
    read_as: ReadAs,
    answers: ReadingAnswers,
    pub module: ReadModule,
    /// The number of steps that it took.
    pub steps: u64,
}

/// A module, or the reason why there is none.
#[derive(Clone, Debug)]
pub enum ReadModule {
    Es(Result<Arc<EsModule>, ReadError>),
    CommonJs(Result<Arc<CommonJsModule>, ReadError>),
}

impl Readings {
    /// Reads a file, unless it was read before in the way in which this version would read it.
    pub fn read(
        &self,
        path: &PackagePath,
        source: &[u8],
        read_as: ReadAs,
        profile: &Profile,
        limits: &Limits,
    ) -> Reading {
        if let Some(known) = self.known(path, source, read_as, profile) {
            return known;
        }
        let reading = Reading::of(source, read_as, profile, limits);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(path.clone()).or_default().push(reading.clone());
        reading
    }

    fn known(
        &self,
        path: &PackagePath,
        source: &[u8],
        read_as: ReadAs,
        profile: &Profile,
    ) -> Option<Reading> {
        // The lock is let go before the text is looked through, so that other threads go on meanwhile.
        let candidates: Vec<Reading> = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(path)?.iter().filter(|reading| reading.read_as == read_as).cloned().collect()
        };
        candidates.into_iter().find(|reading| reading.answers.hold_for(profile, source))
    }

    /// Tells whether two versions certainly read a file alike, in each way in which it was read for the first of them.
    pub fn are_alike(&self, path: &PackagePath, source: &[u8], one: &Profile, other: &Profile) -> bool {
        let answers: Vec<ReadingAnswers> = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(path).into_iter().flatten().map(|reading| reading.answers).collect()
        };
        let mut of_one = answers.into_iter().filter(|answers| answers.hold_for(one, source));
        of_one.all(|answers| answers.hold_for(other, source))
    }

    /// A file as it was read as CommonJS, if it was.
    pub fn commonjs(&self, path: &PackagePath) -> Option<Arc<CommonJsModule>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(path)?.iter().find_map(|reading| match &reading.module {
            ReadModule::CommonJs(Ok(module)) => Some(Arc::clone(module)),
            _ => None,
        })
    }

    /// The names that lexers of CommonJS found.
    pub fn lexings(&self) -> &Lexings {
        &self.lexings
    }

    /// Takes over what was read of those files of another package that are the same here.
    pub fn take_over(&self, others: &Self, is_same: impl Fn(&PackagePath) -> bool) {
        self.lexings.take_over(&others.lexings, &is_same);
        let others: ReadingsByPath = {
            let known = others.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.iter().map(|(path, readings)| (path.clone(), readings.clone())).collect()
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (path, readings) in others.into_iter().filter(|(path, _)| is_same(path)) {
            known.entry(path).or_insert(readings);
        }
    }

    /// The number of readings, for tests of what is read again.
    pub fn count(&self) -> usize {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.values().map(Vec::len).sum()
    }
}

/// Many modules take long to be freed: others do that.
impl Drop for Readings {
    fn drop(&mut self) {
        let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !known.is_empty() {
            free_beside(mem::take(known));
        }
    }
}

impl Reading {
    fn of(source: &[u8], read_as: ReadAs, profile: &Profile, limits: &Limits) -> Self {
        let (switches, meter) = (ReadingSwitches::new(profile), Meter::new(limits));
        let module = match read_as {
            ReadAs::Es => ReadModule::Es(read_es_within(source, &switches, &meter).map(Arc::new)),
            ReadAs::CommonJs => {
                ReadModule::CommonJs(read_commonjs_within(source, &switches, &meter).map(Arc::new))
            }
            ReadAs::Undeclared => match read_undeclared(source, &switches, &meter) {
                Undeclared::Module(read) => ReadModule::Es(read.map(Arc::from)),
                Undeclared::CommonJs(read) => ReadModule::CommonJs(read.map(Arc::new)),
            },
        };
        Self { read_as, answers: switches.answers(), module, steps: meter.steps() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::NodeVersion;

    #[test]
    fn a_file_is_read_again_only_where_a_version_reads_it_otherwise() {
        let profile = |version: &str| version.parse::<NodeVersion>().unwrap().profile();
        for (text, expected) in
            [("export const a = 1", 1), ("export const a = /(?i:b)/", 2), ("export const a = (", 1)]
        {
            let (readings, path) = (Readings::default(), PackagePath::new("a.mjs").unwrap());
            for version in ["22", "24", "26", "22"] {
                readings.read(&path, text.as_bytes(), ReadAs::Es, &profile(version), &Limits::default());
            }
            assert_eq!(readings.count(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_the_same_in_another_package_is_not_read_again() {
        let profile = NodeVersion::default().profile();
        let read = |readings: &Readings, name: &str, text: &str| {
            let path = PackagePath::new(name).unwrap();
            match readings.read(&path, text.as_bytes(), ReadAs::Es, &profile, &Limits::default()).module {
                ReadModule::Es(Ok(module)) => module,
                other => panic!("{other:?}"),
            }
        };
        let (old, new) = (Readings::default(), Readings::default());
        let (same, changed) =
            (read(&old, "a.mjs", "export const a = 1"), read(&old, "b.mjs", "export const b = 1"));
        new.take_over(&old, |path| path.as_str() == "a.mjs");
        assert!(Arc::ptr_eq(&same, &read(&new, "a.mjs", "export const a = 1")));
        assert!(!Arc::ptr_eq(&changed, &read(&new, "b.mjs", "export const b = 2")));
    }
}
