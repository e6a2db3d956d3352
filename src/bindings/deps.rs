//! The dependencies that a call from JavaScript asks for, and the package with each of them beside it.

use std::{
    env,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use crate::{
    bindings::{
        failure::CallFailure,
        given::{GivenOptions, not},
    },
    deps::{DepsChoice, DepsScene, DepsSource, provide},
    options::Options,
    pack::{PackOptions, Stop},
    session::Session,
};

/// The package with the dependencies of each place that was asked for so far.
#[derive(Debug, Default)]
pub(super) struct DepsSessions {
    /// The folder that was packed, if one was.
    folder: Option<PathBuf>,
    known: Mutex<Vec<(DepsSource, Arc<Session>)>>,
}

impl DepsSessions {
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, known: Mutex::default() }
    }

    /// Returns the package with the dependencies of each place; `alone` is the package without any.
    pub fn all(
        &self,
        alone: &Arc<Session>,
        choice: &DepsChoice,
        stop: &Stop,
    ) -> Result<Vec<(DepsSource, Arc<Session>)>, CallFailure> {
        let scene = DepsScene {
            folder: self.folder.clone(),
            directory: env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            packing: PackOptions::default().with(stop.clone()),
        };
        let sources = choice.sources(alone.package(), &scene).into_iter();
        let session = |source: DepsSource| Ok((source.clone(), self.one(alone, source, &scene)?));
        sources.map(session).collect()
    }

    fn one(
        &self,
        alone: &Arc<Session>,
        source: DepsSource,
        scene: &DepsScene,
    ) -> Result<Arc<Session>, CallFailure> {
        if source == DepsSource::Nowhere {
            return Ok(Arc::clone(alone));
        }
        let is_current =
            |session: &Session| session.package().beside().is_none_or(|beside| beside.is_current());
        let known =
            self.known().iter().find(|(other, _)| *other == source).map(|(_, known)| Arc::clone(known));
        // What npm installed for packproof does not change; a project may install other versions between two
        // calls.
        if let Some(known) = known.filter(|known| source.is_fetched() || is_current(known)) {
            return Ok(known);
        }
        let options = Options { by_engines: true, ..Options::default() };
        let _heeding = source.is_fetched().then(|| scene.stop().heed());
        let session = Arc::new(Session::new(provide(alone.package(), &source, scene, &options)?));
        // The lock is free while dependencies are provided, so another call may have added the same place.
        let mut all = self.known();
        all.retain(|(other, _)| *other != source);
        all.push((source, Arc::clone(&session)));
        Ok(session)
    }

    /// Forgets them all; their temporary folders go.
    pub fn forget(&self) {
        self.known().clear();
    }

    fn known(&self) -> MutexGuard<'_, Vec<(DepsSource, Arc<Session>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the option `deps`: one place, several by commas, or an array of them.
pub(super) fn choice(given: &mut GivenOptions) -> Result<DepsChoice, CallFailure> {
    let Some(value) = given.take("deps") else { return Ok(DepsChoice::default()) };
    let words: Option<Vec<&str>> = match &value {
        Value::String(words) => Some(words.split(',').collect()),
        Value::Array(words) if !words.is_empty() => words.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let sources = words.and_then(|words| words.into_iter().map(|word| word.parse().ok()).collect());
    sources.map(DepsChoice::of).ok_or_else(|| {
        let accepted =
            "\"none\", \"installed\", \"installed=DIR\", \"install\", \"lowest\" or \"lockfile\", or an array of these";
        not("deps", accepted, &value)
    })
}

/// Takes the option `deps` of a question that is answered once: one place, by default none.
pub(super) fn one_choice(given: &mut GivenOptions) -> Result<DepsChoice, CallFailure> {
    let choice = choice(given)?;
    match choice.0.as_slice() {
        [] => Ok(DepsChoice::of(vec![DepsSource::Nowhere])),
        [_] => Ok(choice),
        _ => Err(CallFailure::invalid_argument("\"deps\" must name one place here")),
    }
}
