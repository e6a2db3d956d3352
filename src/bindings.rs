//! The Node addon: the library, with values that JavaScript can hold.
//!
//! Results cross the border as JSON text, and failures as errors whose message is JSON: the wrapper (`index.js`) reads
//! both where its caller lives. Test runners give each test its own globals, and an array or error that is made here
//! would be none of theirs. No panic leaves this file: one that did would end the whole process.

// napi's macros write what Node calls.
#![allow(unsafe_code)]
// They export nothing from a test binary.
#![cfg_attr(test, allow(dead_code))]

mod arguments;
mod failure;
mod held;
mod source;
mod trace;

use std::{
    iter, mem,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use napi::{
    Env, Task,
    bindgen_prelude::{
        AsyncTask, BufferSlice, ClassInstance, Either, JavaScriptClassExt, ObjectFinalize, Uint8Array,
    },
};
use napi_derive::napi;
use serde::Serialize;

use crate::{
    bindings::{
        failure::{Failure, guarded},
        held::Held,
        source::Source,
    },
    facts::Facts,
    options::Options,
    package::Package,
    report::{
        Report,
        code::Code,
        exported::names_of,
        listing::{files, hazards},
        package_report,
        resolution::ResolutionReport,
        statements::{LinkReport, StatementReport},
    },
    tarball::Limits,
};

/// An opened package. JavaScript frees it with the last reference.
#[napi(custom_finalize)]
pub struct PackageHandle {
    held: Rc<Held>,
}

impl PackageHandle {
    fn new(env: Env, package: Package) -> napi::Result<Self> {
        Ok(Self { held: Held::new(env, package)? })
    }

    fn package(&self) -> Result<Arc<Package>, Failure> {
        self.held.package().ok_or_else(|| failure::internal("a package was released while it was in use"))
    }
}

impl ObjectFinalize for PackageHandle {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.held.release(env)
    }
}

#[napi]
impl PackageHandle {
    /// The package as in the report.
    #[napi]
    pub fn summary(&self) -> napi::Result<String> {
        guarded(|| json(&package_report(&*self.package()?)))
    }

    #[napi]
    pub fn files(&self) -> napi::Result<String> {
        guarded(|| json(&files(&*self.package()?)))
    }

    #[napi]
    pub fn hazards(&self) -> napi::Result<String> {
        guarded(|| json(&hazards(&*self.package()?)))
    }

    /// The entry points as in the report.
    #[napi]
    pub fn entry_points(&self) -> napi::Result<String> {
        guarded(|| {
            let options = Options::default();
            let package = self.package()?;
            let facts = Facts::gather(&package, options.targets());
            json(&Report::build(&facts, Vec::new(), &options).entry_points)
        })
    }

    #[napi]
    pub fn has(&self, path: String) -> napi::Result<bool> {
        guarded(|| Ok(self.package()?.files().get(arguments::packed_path(&path)).is_some()))
    }

    /// A copy, so that nobody can change the package.
    #[napi]
    pub fn read<'env>(&self, env: &'env Env, path: String) -> napi::Result<Option<BufferSlice<'env>>> {
        let package = self.package()?;
        let contents = package.files().contents(arguments::packed_path(&path));
        contents.map(|contents| BufferSlice::copy_from(env, contents)).transpose()
    }

    #[napi]
    pub fn resolve(&self, specifier: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let package = self.package()?;
            let asked = arguments::resolution(&options, &package)?;
            json(&ResolutionReport::new(&package, &asked.from, &specifier, asked.mode, &asked.node))
        })
    }

    /// The names that a subpath exports.
    #[napi]
    pub fn exports_of(&self, subpath: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let (mode, node) = arguments::names(&options)?;
            json(&names_of(&*self.package()?, &subpath, mode, &node)?)
        })
    }

    /// Whether statements of a consumer would link.
    #[napi]
    pub fn link(&self, statement: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let nodes = arguments::statement(&options)?;
            let package = self.package()?;
            let reports = StatementReport::of(&package, &[Code::statement(&statement)], &nodes);
            if reports.is_empty() {
                let name = package.name();
                let message = format!("\"statement\" must name {name}, as this one does not: {statement}");
                return Err(Failure::invalid_argument(message));
            }
            json(&LinkReport::from(reports))
        })
    }

    #[napi]
    pub fn check_sync(&self, options: String) -> napi::Result<String> {
        guarded(|| json(&crate::check(&*self.package()?, &arguments::check(&options)?)))
    }

    #[napi]
    pub fn check(&self, options: String, cancellation: &Cancellation) -> napi::Result<AsyncTask<Check>> {
        let package = self.package()?;
        let cancelled = Arc::clone(&cancellation.cancelled);
        guarded(|| Ok(AsyncTask::new(Check { package, options: arguments::check(&options)?, cancelled })))
    }
}

/// Stops tasks that have not started.
#[napi]
#[derive(Default)]
pub struct Cancellation {
    cancelled: Arc<AtomicBool>,
}

#[napi]
impl Cancellation {
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    #[napi]
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

/// Opens a package off the main thread.
pub struct Open {
    source: Source,
    limits: Limits,
    cancelled: Arc<AtomicBool>,
}

impl Task for Open {
    type Output = Package;
    type JsValue = PackageHandle;

    fn compute(&mut self) -> napi::Result<Package> {
        let source = mem::take(&mut self.source);
        guarded(|| {
            refuse_cancelled(&self.cancelled)?;
            source.open(&self.limits)
        })
    }

    fn resolve(&mut self, env: Env, package: Package) -> napi::Result<PackageHandle> {
        PackageHandle::new(env, package)
    }
}

/// Checks an opened package off the main thread.
pub struct Check {
    package: Arc<Package>,
    options: Options,
    cancelled: Arc<AtomicBool>,
}

impl Task for Check {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        guarded(|| {
            refuse_cancelled(&self.cancelled)?;
            json(&crate::check(&self.package, &self.options))
        })
    }

    fn resolve(&mut self, _: Env, report: String) -> napi::Result<String> {
        Ok(report)
    }
}

#[napi]
pub fn open_sync(
    env: &Env,
    input: Either<String, Uint8Array>,
    options: String,
) -> napi::Result<ClassInstance<'_, PackageHandle>> {
    let package = guarded(|| Source::from(input).open(&arguments::open(&options)?))?;
    let handle = PackageHandle::new(*env, package)?;
    let held = Rc::clone(&handle.held);
    let instance = handle.into_instance(env)?;
    held::watch(*env, instance.value, &held)?;
    Ok(instance)
}

#[napi]
pub fn open(
    input: Either<String, Uint8Array>,
    options: String,
    cancellation: &Cancellation,
) -> napi::Result<AsyncTask<Open>> {
    let cancelled = Arc::clone(&cancellation.cancelled);
    guarded(|| {
        Ok(AsyncTask::new(Open { source: input.into(), limits: arguments::open(&options)?, cancelled }))
    })
}

/// The command line, on the streams of this process; answers the exit status.
#[napi]
pub fn run(arguments: Vec<String>) -> u8 {
    crate::cli::main(iter::once("packproof".to_owned()).chain(arguments).map(Into::into))
}

/// The wrapper has answered its caller by now, so nobody reads this.
fn refuse_cancelled(cancelled: &AtomicBool) -> Result<(), Failure> {
    match cancelled.load(Ordering::Relaxed) {
        true => Err(Failure { code: "ERR_PACKPROOF_ABORTED", message: "aborted".to_owned() }),
        false => Ok(()),
    }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| failure::internal(&error.to_string()))
}
