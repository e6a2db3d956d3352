//! The calls that an opened package answers off the main thread.

use std::sync::Arc;

use napi::{Env, Task};

use crate::{
    bindings::{
        border::{json, refuse_stopped},
        checked::ReportHandle,
        deps::DepsSessions,
        failure::{self, CallFailure, guarded},
    },
    deps::{DepsChoice, DepsSource},
    diff::{DiffOptions, diff as compare},
    options::Options,
    pack::Stop,
    report::{Report, several},
    session::Session,
    smoke::SmokeOptions,
};

/// Checks an opened package off the main thread.
pub struct CheckTask {
    pub(super) session: Arc<Session>,
    pub(super) deps: Arc<DepsSessions>,
    pub(super) choice: DepsChoice,
    pub(super) options: Options,
    pub(super) stop: Stop,
}

impl CheckTask {
    /// The verdict with the dependencies of each place, as one report.
    pub(super) fn report(&self) -> Result<Arc<Report>, CallFailure> {
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
    pub(super) old: Arc<Session>,
    pub(super) new: Arc<Session>,
    pub(super) options: DiffOptions,
    pub(super) stop: Stop,
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
    pub(super) session: Arc<Session>,
    pub(super) options: SmokeOptions,
    pub(super) stop: Stop,
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
