//! The work of reading a build: each of a thousand commands can look at every file of a project, and compare it with thousands of
//! patterns.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use crate::{hash::HashMap, module::source::read_source, trace::source_path::SourcePath};

/// The files that all commands of a build may look at; a file counts again for each pattern that it is compared with.
pub const MOST_LOOKED_AT: u64 = 20_000_000;

/// The work that is left, and what was read already.
#[derive(Debug)]
pub struct BuildWork {
    left: AtomicU64,
    /// The specifiers of the sources that were read.
    specifiers: Mutex<HashMap<SourcePath, Arc<[String]>>>,
}

impl BuildWork {
    pub fn new(left: u64) -> Self {
        Self { left: AtomicU64::new(left), specifiers: Mutex::default() }
    }

    /// Takes work on so many files.
    pub fn take(&self, files: usize) {
        // One thread reads a build.
        self.left.store(self.left.load(Relaxed).saturating_sub(files as u64), Relaxed);
    }

    /// Takes all that is left.
    pub fn spend(&self) {
        self.left.store(0, Relaxed);
    }

    pub fn is_spent(&self) -> bool {
        self.left.load(Relaxed) == 0
    }

    /// No limit holds for what is asked once the build is read.
    pub fn end(&self) {
        self.left.store(u64::MAX, Relaxed);
    }

    /// The specifiers of a source, which is read once, however many commands compile it.
    pub fn specifiers(&self, path: &SourcePath, text: Option<&str>) -> Arc<[String]> {
        let read = || {
            let module = text.and_then(|text| read_source(path, text));
            let requests = module.into_iter().flat_map(|module| module.requests);
            requests.map(|request| request.specifier.value).collect()
        };
        let mut known = self.specifiers.lock().unwrap_or_else(PoisonError::into_inner);
        let specifiers = known.entry(path.clone()).or_insert_with(read);
        self.take(1 + specifiers.len());
        Arc::clone(specifiers)
    }
}
