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
mod deps;
mod diff;
mod expected;
mod failure;
mod given;
mod held;
mod names;
mod smoke;
mod trace;

use std::{
    iter, mem,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

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
        deps::DepsSessions,
        failure::{CallFailure, guarded},
        held::Held,
    },
    deps::{DepsChoice, DepsSource},
    diff::{DiffOptions, diff as compare},
    expectation::{ExpectationAnswer, Misuse, OlderRelease, judge},
    input::{PackageSource, pack_folder},
    link::code::Code,
    options::Options,
    pack::{PackOptions, Stop},
    package::Package,
    render::surface::surface_document,
    render::terminal::{Color, Terminal},
    report::{
        Report,
        listing::{files, hazards},
        package_report, several,
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
    fn new(env: Env, opened: OpenedInput) -> napi::Result<Self> {
        Ok(Self { held: Held::new(env, opened.package, opened.folder)? })
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
        let alone = self.session()?;
        let older = older.map(|older| older.session()).transpose()?.map(OlderRelease);
        let (expected, choice) = expected::read(expectation, arguments, &alone, older)?;
        let mut sessions = self.held.deps.all(&alone, &choice, &Stop::default())?;
        let last = sessions.pop().map_or(alone, |(_, last)| last);
        let misuse = |misuse: Misuse| CallFailure::invalid_argument(misuse.to_string());
        // It holds if it does with the dependencies of each place; the first with which it does not has the words.
        for (_, session) in &sessions {
            let answer = judge(session, &expected, terminal).map_err(misuse)?;
            if !answer.pass {
                return made(answer);
            }
        }
        made(judge(&last, &expected, terminal).map_err(misuse)?)
    }

    /// The package with the dependencies of the one place that is asked for.
    fn session_with(&self, choice: &DepsChoice) -> Result<Arc<Session>, CallFailure> {
        let alone = self.session()?;
        let all = self.held.deps.all(&alone, choice, &Stop::default())?;
        Ok(all.into_iter().next().map_or(alone, |(_, session)| session))
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
            let (mode, node, deps) = arguments::names(&options)?;
            json(&self.session_with(&deps)?.names(&subpath, mode, &node)?)
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
            let (nodes, deps) = arguments::statement(&options)?;
            let session = self.session_with(&deps)?;
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
        guarded(|| Ok(ReportHandle::new(self.check_task(&options, Stop::default())?.report()?)))
    }

    #[napi]
    pub fn check(&self, options: String, cancellation: &Cancellation) -> napi::Result<AsyncTask<CheckTask>> {
        let stop = cancellation.stop.clone();
        guarded(|| Ok(AsyncTask::new(self.check_task(&options, stop)?)))
    }

    fn check_task(&self, options: &str, stop: Stop) -> Result<CheckTask, CallFailure> {
        let (options, choice) = arguments::check(options)?;
        let (session, deps) = (self.session()?, Arc::clone(&self.held.deps));
        Ok(CheckTask { session, deps, choice, options, stop })
    }

    /// All that consumers can name, as the text of a file.
    #[napi]
    pub fn surface(&self, options: String) -> napi::Result<String> {
        guarded(|| {
            let surface = Surface::of(&*self.session()?, &arguments::statement_options(&options)?);
            surface_document(&surface).map_err(|error| failure::internal(&error.to_string()))
        })
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
    type Output = OpenedInput;
    type JsValue = PackageHandle;

    fn compute(&mut self) -> napi::Result<OpenedInput> {
        let source = mem::take(&mut self.source);
        guarded(|| {
            refuse_stopped(&self.stop)?;
            opened(source, &self.options, &self.stop)
        })
    }

    fn resolve(&mut self, env: Env, opened: OpenedInput) -> napi::Result<PackageHandle> {
        PackageHandle::new(env, opened)
    }
}

/// Checks an opened package off the main thread.
pub struct CheckTask {
    session: Arc<Session>,
    deps: Arc<DepsSessions>,
    choice: DepsChoice,
    options: Options,
    stop: Stop,
}

impl CheckTask {
    /// The verdict with the dependencies of each place, as one report.
    fn report(&self) -> Result<Arc<Report>, CallFailure> {
        let sessions = self.deps.all(&self.session, &self.choice, &self.stop)?;
        if let [(_, session)] = sessions.as_slice() {
            return Ok(session.check(&self.options));
        }
        let report = |(source, session): &(DepsSource, Arc<Session>)| {
            (source.to_string(), Arc::unwrap_or_clone(session.check(&self.options)))
        };
        let one = several::as_one(sessions.iter().map(report).collect());
        one.map(Arc::new).ok_or_else(|| failure::internal("there are no dependencies to judge with"))
    }
}

impl Task for CheckTask {
    type Output = Arc<Report>;
    type JsValue = ReportHandle;

    fn compute(&mut self) -> napi::Result<Arc<Report>> {
        guarded(|| {
            refuse_stopped(&self.stop)?;
            self.report()
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
    let opened = guarded(|| opened(source_of(input), &arguments::open(&options)?, &Stop::default()))?;
    let handle = PackageHandle::new(*env, opened)?;
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

/// An opened package, and the folder that was packed, if one was.
pub struct OpenedInput {
    package: Package,
    folder: Option<PathBuf>,
}

fn opened(source: PackageSource, options: &OpenOptions, stop: &Stop) -> Result<OpenedInput, CallFailure> {
    let packing = options.packing.clone().with(stop.clone());
    let folder = match &source {
        // The process may go elsewhere before anybody asks for it.
        PackageSource::Path(path) if path.is_dir() => path.canonicalize().ok(),
        _ => None,
    };
    let open = |source: PackageSource| source.open(Path::new(""), &packing, &options.limits);
    let package = open(source)?;
    let package = match &options.types_package {
        None => package,
        Some(path) => package
            .with_types_of(&open(PackageSource::Path(path.into()))?)
            .map_err(|other| CallFailure::invalid_argument(format!("typesPackage: {other}")))?,
    };
    Ok(OpenedInput { package, folder })
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
