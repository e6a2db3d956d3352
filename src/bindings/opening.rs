//! The calls that open a package.

use std::{
    mem,
    path::{Path, PathBuf},
    rc::Rc,
};

use napi::{
    Env, Task,
    bindgen_prelude::{AsyncTask, ClassInstance, Either, JavaScriptClassExt, Uint8Array},
};
use napi_derive::napi;

use crate::{
    bindings::{
        arguments::{self, OpenOptions},
        border::refuse_stopped,
        cancellation::Cancellation,
        failure::{CallFailure, guarded},
        handle::PackageHandle,
        held,
    },
    input::PackageSource,
    pack::Stop,
    package::Package,
};

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
        // Not watched: between two asynchronous calls the event loop turns, and Node runs its finalizers.
        PackageHandle::new(env, opened.package, opened.folder)
    }
}

#[napi]
pub fn open_sync(
    env: &Env,
    input: Either<String, Uint8Array>,
    options: String,
) -> napi::Result<ClassInstance<'_, PackageHandle>> {
    let opened = guarded(|| opened(source_of(input), &arguments::open(&options)?, &Stop::default()))?;
    let handle = PackageHandle::new(*env, opened.package, opened.folder)?;
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
