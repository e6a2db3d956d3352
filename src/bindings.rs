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
mod border;
mod checked;
mod diff;
mod expected;
mod failure;
mod given;
mod held;
mod names;
mod smoke;
mod trace;

use std::{iter, mem, path::Path, rc::Rc, sync::Arc};

use napi::{
    Env, Task,
    bindgen_prelude::{
        AsyncTask, Buffer, BufferSlice, ClassInstance, Either, JavaScriptClassExt, ObjectFinalize, Uint8Array,
    },
};
use napi_derive::napi;

use crate::{
    bindings::{
        arguments::OpenOptions,
        border::{json, refuse_stopped},
        checked::{PackageHead, ReportHandle},
        failure::{CallFailure, guarded},
        held::Held,
    },
    diff::{DiffOptions, diff as compare},
    expectation::{ExpectationAnswer, OlderRelease, judge},
    input::{PackageSource, pack_folder},
    link::code::Code,
    options::Options,
    pack::{PackOptions, Stop},
    package::Package,
    render::terminal::{Color, Terminal},
    report::{
        Report,
        listing::{files, hazards},
        package_report,
        statements::LinkReport,
    },
    session::Session,
    smoke::{SmokeOptions, keeper::Keeper},
    surface::Surface,
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

    fn session(&self) -> Result<Arc<Session>, CallFailure> {
        self.held.session().ok_or_else(|| failure::internal("a package was released while it was in use"))
    }

    /// Asks what a test expects, and hands over the answer.
    fn judged<T>(
        &self,
        expectation: &str,
        arguments: &str,
        older: Option<ClassInstance<'_, PackageHandle>>,
        terminal: Terminal,
        made: impl FnOnce(ExpectationAnswer<'_>) -> Result<T, CallFailure>,
    ) -> Result<T, CallFailure> {
        let session = self.session()?;
        let older = older.map(|older| older.session()).transpose()?.map(OlderRelease);
        let expected = expected::read(expectation, arguments, &session, older)?;
        let answer = judge(&session, &expected, terminal);
        made(answer.map_err(|misuse| CallFailure::invalid_argument(misuse.to_string()))?)
    }
}

impl ObjectFinalize for PackageHandle {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.held.release(env)
    }
}

#[napi]
impl PackageHandle {
    /// The package as in the report, without hashes.
    #[napi]
    pub fn summary(&self) -> napi::Result<String> {
        guarded(|| json(&PackageHead::of(&package_report(self.session()?.package()))))
    }

    #[napi]
    pub fn files(&self) -> napi::Result<String> {
        guarded(|| json(&files(self.session()?.package())))
    }

    #[napi]
    pub fn hazards(&self) -> napi::Result<String> {
        guarded(|| json(&hazards(self.session()?.package())))
    }

    /// The entry points as in the report.
    #[napi]
    pub fn entry_points(&self) -> napi::Result<String> {
        guarded(|| {
            let session = self.session()?;
            json(&*session.entry_points(&Options::default()))
        })
    }

    #[napi]
    pub fn has(&self, path: String) -> napi::Result<bool> {
        guarded(|| Ok(self.session()?.package().files().get(arguments::packed_path(&path)).is_some()))
    }

    /// A copy, so that nobody can change the package.
    #[napi]
    pub fn read<'env>(&self, env: &'env Env, path: String) -> napi::Result<Option<BufferSlice<'env>>> {
        let session = self.session()?;
        let contents = session.package().files().contents(arguments::packed_path(&path));
        contents.map(|contents| BufferSlice::copy_from(env, contents)).transpose()
    }

    #[napi]
    pub fn resolve(&self, specifier: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let session = self.session()?;
            let asked = arguments::resolution(&options, session.package())?;
            json(&session.resolve(&asked.from, &specifier, asked.mode, &asked.node))
        })
    }

    /// The names that a subpath exports.
    #[napi]
    pub fn exports_of(&self, subpath: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let (mode, node) = arguments::names(&options)?;
            json(&self.session()?.names(&subpath, mode, &node)?)
        })
    }

    /// The declarations that TypeScript finds for a subpath.
    #[napi]
    pub fn types_of(&self, subpath: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let (mode, node) = arguments::types(&options)?;
            json(&self.session()?.types_of(&subpath, mode, &node))
        })
    }

    /// Tells whether statements of a consumer would link.
    #[napi]
    pub fn link(&self, statement: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let nodes = arguments::statement(&options)?;
            let session = self.session()?;
            let reports = session.link(&[Code::statement(&statement)], &nodes);
            if reports.is_empty() {
                let name = session.package().name();
                let message = format!("\"statement\" must name {name}, as this one does not: {statement}");
                return Err(CallFailure::invalid_argument(message));
            }
            json(&LinkReport::from(reports))
        })
    }

    /// Tells whether the package is as a test expects.
    #[napi]
    pub fn expect(
        &self,
        expectation: String,
        arguments: String,
        older: Option<ClassInstance<'_, PackageHandle>>,
    ) -> napi::Result<bool> {
        guarded(|| self.judged(&expectation, &arguments, older, Terminal::PIPE, |answer| Ok(answer.pass)))
    }

    /// Tells that with the words for those who expected something else.
    #[napi]
    pub fn explain(
        &self,
        expectation: String,
        arguments: String,
        is_coloured: bool,
        older: Option<ClassInstance<'_, PackageHandle>>,
    ) -> napi::Result<String> {
        let color = if is_coloured { Color::Always } else { Color::Never };
        let terminal = Terminal { color, ..Terminal::PIPE };
        guarded(|| self.judged(&expectation, &arguments, older, terminal, |answer| json(&answer.verdict())))
    }

    #[napi]
    pub fn check_sync(&self, options: String) -> napi::Result<ReportHandle> {
        guarded(|| Ok(ReportHandle::new(self.session()?.check(&arguments::check(&options)?))))
    }

    #[napi]
    pub fn check(&self, options: String, cancellation: &Cancellation) -> napi::Result<AsyncTask<CheckTask>> {
        let session = self.session()?;
        let stop = cancellation.stop.clone();
        guarded(|| Ok(AsyncTask::new(CheckTask { session, options: arguments::check(&options)?, stop })))
    }

    /// All that consumers can name.
    #[napi]
    pub fn surface(&self, options: String) -> napi::Result<String> {
        guarded(|| json(&Surface::of(&*self.session()?, &arguments::statement_options(&options)?)))
    }

    /// The comparison of this release with an older one.
    #[napi]
    pub fn diff_sync(&self, old: ClassInstance<'_, PackageHandle>, options: String) -> napi::Result<String> {
        guarded(|| {
            let (old, new) = (old.session()?, self.session()?);
            json(&compare(&old, &new, &self::diff::options(&new, &options)?))
        })
    }

    #[napi]
    pub fn diff(
        &self,
        old: ClassInstance<'_, PackageHandle>,
        options: String,
        cancellation: &Cancellation,
    ) -> napi::Result<AsyncTask<DiffTask>> {
        let stop = cancellation.stop.clone();
        guarded(|| {
            let (old, new) = (old.session()?, self.session()?);
            let options = self::diff::options(&new, &options)?;
            Ok(AsyncTask::new(DiffTask { old, new, options, stop }))
        })
    }

    /// The verdict of real Node, beside the static one.
    #[napi]
    pub fn smoke(&self, options: String, cancellation: &Cancellation) -> napi::Result<AsyncTask<SmokeTask>> {
        let session = self.session()?;
        let stop = cancellation.stop.clone();
        guarded(|| Ok(AsyncTask::new(SmokeTask { session, options: smoke::options(&options)?, stop })))
    }
}

/// Stops tasks that have not started, a package manager that packs, and a Node that is asked.
#[napi]
#[derive(Default)]
pub struct Cancellation {
    stop: Stop,
}

#[napi]
impl Cancellation {
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    #[napi]
    pub fn cancel(&self) {
        self.stop.request();
    }

    /// Tells whether something must be cleaned up before the process may end.
    #[napi]
    pub fn is_heeded(&self) -> bool {
        self.stop.is_heeded()
    }

    /// Tells whether the exit status says that it was stopped.
    #[napi]
    pub fn is_answered(&self) -> bool {
        self.stop.is_answered()
    }
}

/// Opens a package off the main thread.
pub struct OpenTask {
    source: PackageSource,
    options: OpenOptions,
    stop: Stop,
}

impl Task for OpenTask {
    type Output = Package;
    type JsValue = PackageHandle;

    fn compute(&mut self) -> napi::Result<Package> {
        let source = mem::take(&mut self.source);
        guarded(|| {
            refuse_stopped(&self.stop)?;
            opened(source, &self.options, &self.stop)
        })
    }

    fn resolve(&mut self, env: Env, package: Package) -> napi::Result<PackageHandle> {
        PackageHandle::new(env, package)
    }
}

/// Checks an opened package off the main thread.
pub struct CheckTask {
    session: Arc<Session>,
    options: Options,
    stop: Stop,
}

impl Task for CheckTask {
    type Output = Arc<Report>;
    type JsValue = ReportHandle;

    fn compute(&mut self) -> napi::Result<Arc<Report>> {
        guarded(|| {
            refuse_stopped(&self.stop)?;
            Ok(self.session.check(&self.options))
        })
    }

    fn resolve(&mut self, _: Env, report: Arc<Report>) -> napi::Result<ReportHandle> {
        Ok(ReportHandle::new(report))
    }
}

/// Compares two releases off the main thread.
pub struct DiffTask {
    old: Arc<Session>,
    new: Arc<Session>,
    options: DiffOptions,
    stop: Stop,
}

impl Task for DiffTask {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        guarded(|| {
            refuse_stopped(&self.stop)?;
            json(&compare(&self.old, &self.new, &self.options))
        })
    }

    fn resolve(&mut self, _: Env, report: String) -> napi::Result<String> {
        Ok(report)
    }
}

/// Asks Node off the main thread.
pub struct SmokeTask {
    session: Arc<Session>,
    options: SmokeOptions,
    stop: Stop,
}

impl Task for SmokeTask {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        let session = &self.session;
        guarded(|| json(&crate::smoke::smoke(session, &self.options, &self.stop, &mut |_| {})?))
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
    let package = guarded(|| opened(source_of(input), &arguments::open(&options)?, &Stop::default()))?;
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
) -> napi::Result<AsyncTask<OpenTask>> {
    let stop = cancellation.stop.clone();
    guarded(|| {
        Ok(AsyncTask::new(OpenTask { source: source_of(input), options: arguments::open(&options)?, stop }))
    })
}

/// Takes what JavaScript passes. Bytes are copied: JavaScript may change its own while they are read elsewhere.
fn source_of(input: Either<String, Uint8Array>) -> PackageSource {
    match input {
        Either::A(path) => PackageSource::Path(path.into()),
        Either::B(bytes) => PackageSource::Bytes(bytes.to_vec()),
    }
}

fn opened(source: PackageSource, options: &OpenOptions, stop: &Stop) -> Result<Package, CallFailure> {
    let packing = options.packing.clone().with(stop.clone());
    Ok(source.open(Path::new(""), &packing, &options.limits)?)
}

/// Packs a directory off the main thread.
pub struct PackTask {
    directory: String,
    packing: PackOptions,
}

impl Task for PackTask {
    type Output = Vec<u8>;
    type JsValue = Buffer;

    fn compute(&mut self) -> napi::Result<Vec<u8>> {
        guarded(|| {
            refuse_stopped(&self.packing.stop)?;
            Ok(pack_folder(Path::new(&self.directory), &self.packing, &Limits::default())?)
        })
    }

    fn resolve(&mut self, _: Env, tarball: Vec<u8>) -> napi::Result<Buffer> {
        Ok(tarball.into())
    }
}

#[napi]
pub fn pack(
    directory: String,
    options: String,
    cancellation: &Cancellation,
) -> napi::Result<AsyncTask<PackTask>> {
    let stop = cancellation.stop.clone();
    guarded(|| Ok(AsyncTask::new(PackTask { directory, packing: arguments::pack(&options)?.with(stop) })))
}

/// Runs the command line off the main thread, which stays free to hear signals.
pub struct RunTask {
    arguments: Vec<String>,
    keeper: Vec<String>,
    stop: Stop,
}

impl Task for RunTask {
    type Output = u8;
    type JsValue = u8;

    fn compute(&mut self) -> napi::Result<u8> {
        let arguments = mem::take(&mut self.arguments);
        let words = iter::once("packproof".to_owned()).chain(arguments).map(Into::into);
        Ok(crate::cli::main(words, Keeper::of(mem::take(&mut self.keeper)), &self.stop))
    }

    fn resolve(&mut self, _: Env, status: u8) -> napi::Result<u8> {
        Ok(status)
    }
}

/// The command line, on the streams of this process; answers the exit status. `keeper` is the command that comes here.
#[napi]
pub fn run(
    arguments: Vec<String>,
    cancellation: &Cancellation,
    keeper: Option<Vec<String>>,
) -> AsyncTask<RunTask> {
    let keeper = keeper.unwrap_or_default();
    AsyncTask::new(RunTask { arguments, keeper, stop: cancellation.stop.clone() })
}
