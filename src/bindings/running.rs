//! The calls that need no opened package: packing, and the command line.

use std::{iter, mem, path::Path};

use napi::{
    Env, Task,
    bindgen_prelude::{AsyncTask, Buffer},
};
use napi_derive::napi;

use crate::{
    bindings::{arguments, border::refuse_stopped, cancellation::Cancellation, failure::guarded},
    input::pack_folder,
    pack::{PackOptions, Stop},
    smoke::keeper::Keeper,
    tarball::Limits,
};

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
        // The parser of arguments takes the first word for the name of the program.
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
