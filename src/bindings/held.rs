//! Memory that JavaScript no longer needs, given back before Node gets round to it.
//!
//! Node runs finalizers between turns of its event loop. A loop of `openSync` has no such turns, and would hold every
//! package that it ever opened. So each `openSync` looks now and then which of the earlier objects are gone.

use std::{
    cell::{Cell, RefCell},
    path::PathBuf,
    ptr,
    rc::{Rc, Weak},
    sync::Arc,
};

use napi::{Env, check_status, sys};

use crate::{bindings::deps::DepsSessions, package::Package, session::Session};

/// A package in the hands of JavaScript with what was found out about it, and what the garbage collector was told of it.
pub(super) struct Held {
    session: RefCell<Option<Arc<Session>>>,
    /// The package again, with dependencies beside it.
    pub deps: Arc<DepsSessions>,
    bytes: Cell<i64>,
}

impl Held {
    /// Holds a package; `folder` is the one that was packed.
    pub fn new(env: Env, package: Package, folder: Option<PathBuf>) -> napi::Result<Rc<Self>> {
        let unpacked: u64 = package.files().iter().map(|(_, file)| file.size()).sum();
        let bytes = unpacked.saturating_add(package.packed().map_or(0, |packed| packed.bytes().len() as u64));
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        env.adjust_external_memory(bytes)?;
        let session = RefCell::new(Some(Arc::new(Session::new(package))));
        let deps = Arc::new(DepsSessions::new(folder));
        Ok(Rc::new(Self { session, deps, bytes: Cell::new(bytes) }))
    }

    /// The package; `None` once nobody can ask for it any more.
    pub fn session(&self) -> Option<Arc<Session>> {
        self.session.borrow().clone()
    }

    /// Gives the memory back, once.
    pub fn release(&self, env: Env) -> napi::Result<()> {
        self.session.replace(None);
        self.deps.forget();
        env.adjust_external_memory(-self.bytes.take()).map(drop)
    }
}

/// An object that JavaScript may have dropped.
struct Watched {
    env: sys::napi_env,
    object: sys::napi_ref,
    held: Weak<Held>,
}

#[derive(Default)]
struct Watch {
    all: Vec<Watched>,
    bytes_since_look: i64,
}

/// Looks when this much was opened since the last time: often enough to matter, and rarely enough to cost nothing.
const BYTES_BETWEEN_LOOKS: i64 = 64 << 20;

thread_local! {
    static WATCH: RefCell<Watch> = RefCell::default();
}

/// Remembers an object that holds a package, without keeping it alive; releases what earlier ones no longer need.
pub(super) fn watch(env: Env, object: sys::napi_value, held: &Rc<Held>) -> napi::Result<()> {
    let mut reference = ptr::null_mut();
    // The count 0 makes the reference a weak one.
    // SAFETY: `object` is a live object of `env`, in the scope of the call that made it.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), object, 0, &mut reference) })?;
    let watched = Watched { env: env.raw(), object: reference, held: Rc::downgrade(held) };
    WATCH.with_borrow_mut(|watch| {
        watch.all.push(watched);
        watch.bytes_since_look = watch.bytes_since_look.saturating_add(held.bytes.get());
        if watch.bytes_since_look < BYTES_BETWEEN_LOOKS { Ok(()) } else { watch.look(env) }
    })
}

impl Watch {
    fn look(&mut self, env: Env) -> napi::Result<()> {
        self.bytes_since_look = 0;
        let (gone, alive) =
            std::mem::take(&mut self.all).into_iter().partition(|watched| watched.is_gone(env));
        self.all = alive;
        let gone: Vec<Watched> = gone;
        gone.into_iter().try_for_each(|watched| watched.release(env))
    }
}

impl Watched {
    fn is_gone(&self, env: Env) -> bool {
        let mut object = ptr::null_mut();
        // SAFETY: the reference is of this environment, and deleted only when it is no longer watched.
        self.env == env.raw()
            && unsafe { sys::napi_get_reference_value(env.raw(), self.object, &mut object) }
                == sys::Status::napi_ok
            && object.is_null()
    }

    fn release(self, env: Env) -> napi::Result<()> {
        // SAFETY: as above; nobody else has the reference.
        check_status!(unsafe { sys::napi_delete_reference(env.raw(), self.object) })?;
        self.held.upgrade().map_or(Ok(()), |held| held.release(env))
    }
}
