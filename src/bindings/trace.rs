//! Offers `trace` to JavaScript: a project on disk is traced to an opened package.

use std::sync::Arc;

use napi::{Env, Task, bindgen_prelude::AsyncTask};
use napi_derive::napi;

use crate::{
    bindings::{
        arguments,
        border::{json, project_at, refuse_stopped},
        cancellation::Cancellation,
        failure::{CallFailure, guarded},
        handle::PackageHandle,
    },
    pack::Stop,
    session::Session,
    tarball::OpenError,
    trace::TraceOptions,
};

/// Traces a project off the main thread.
pub struct TraceTask {
    session: Arc<Session>,
    project: String,
    options: TraceOptions,
    stop: Stop,
}

impl Task for TraceTask {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        guarded(|| {
            refuse_stopped(&self.stop)?;
            traced(&self.session, &self.project, &self.options)
        })
    }

    fn resolve(&mut self, _: Env, report: String) -> napi::Result<String> {
        Ok(report)
    }
}

#[napi]
impl PackageHandle {
    #[napi]
    pub fn trace_sync(&self, project: String, options: String) -> napi::Result<String> {
        guarded(|| traced(&*self.session()?, &project, &arguments::trace(&options)?))
    }

    #[napi]
    pub fn trace(
        &self,
        project: String,
        options: String,
        cancellation: &Cancellation,
    ) -> napi::Result<AsyncTask<TraceTask>> {
        let session = self.session()?;
        let stop = cancellation.stop.clone();
        guarded(|| {
            Ok(AsyncTask::new(TraceTask { session, project, options: arguments::trace(&options)?, stop }))
        })
    }
}

fn traced(session: &Session, project: &str, options: &TraceOptions) -> Result<String, CallFailure> {
    json(&session.trace(&project_at(project)?, options).map_err(OpenError::from)?)
}
