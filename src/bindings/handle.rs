//! The object that JavaScript holds for an opened package, with the methods that it calls.

use std::{path::PathBuf, rc::Rc, sync::Arc};

use napi::{
    Env,
    bindgen_prelude::{AsyncTask, BufferSlice, ClassInstance, ObjectFinalize},
};
use napi_derive::napi;

use crate::{
    bindings::{
        arguments,
        border::json,
        cancellation::Cancellation,
        checked::{PackageHead, ReportHandle},
        expected,
        failure::{self, CallFailure, guarded},
        held::Held,
        smoke,
        tasks::{CheckTask, DiffTask, SmokeTask},
    },
    deps::DepsChoice,
    diff::diff as compare,
    expectation::{ExpectationAnswer, Misuse, OlderRelease, judge},
    link::code::Code,
    options::Options,
    pack::Stop,
    package::Package,
    render::{
        surface::surface_document,
        terminal::{Color, Terminal},
    },
    report::{
        listing::{files, hazards},
        package_report,
        statements::LinkReport,
    },
    session::Session,
    surface::Surface,
};

/// An opened package. JavaScript frees it with the last reference.
#[napi(custom_finalize)]
pub struct PackageHandle {
    pub(super) held: Rc<Held>,
}

impl PackageHandle {
    pub(super) fn new(env: Env, package: Package, folder: Option<PathBuf>) -> napi::Result<Self> {
        Ok(Self { held: Held::new(env, package, folder)? })
    }

    pub(super) fn session(&self) -> Result<Arc<Session>, CallFailure> {
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
            json(&compare(&old, &new, &super::diff::options(&new, &options)?))
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
            let options = super::diff::options(&new, &options)?;
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
