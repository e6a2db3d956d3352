//! The verdict on a package with the dependencies of each place that is asked for.

use std::sync::Arc;

use crate::{
    deps::{
        failure::DepsFailure,
        provide::provide,
        scene::DepsScene,
        source::{DepsChoice, DepsSource},
    },
    options::Options,
    package::Package,
    report::Report,
    session::Session,
};

/// The verdict on a package with the dependencies of one place.
#[derive(Debug)]
pub(crate) struct DepsVerdict {
    pub source: DepsSource,
    pub package: Package,
    pub report: Report,
}

/// Judges the package with the dependencies of each place; `tell` is told what takes its time, and what is not
/// looked at.
pub(crate) fn judge(
    package: &Package,
    choice: &DepsChoice,
    scene: &DepsScene,
    options: &Options,
    tell: &mut dyn FnMut(&str),
) -> Result<Vec<DepsVerdict>, DepsFailure> {
    let sources = choice.sources(package, scene);
    if let Some(note) = is_alone(&sources).then(|| choice.unread(package, scene)).flatten() {
        tell(&note);
    }
    let mut verdicts = Vec::new();
    for source in sources {
        let _heeding = source.is_fetched().then(|| scene.stop().heed());
        if let Some(what) = source.progress() {
            tell(what);
        }
        let package = provide(package, &source, scene, options)?;
        let report = Arc::unwrap_or_clone(Session::new(&package).check(options));
        verdicts.push(DepsVerdict { source, report, package });
    }
    Ok(verdicts)
}

fn is_alone(sources: &[DepsSource]) -> bool {
    sources == [DepsSource::Nowhere]
}

impl DepsSource {
    /// Tells whether npm fetches them.
    pub fn is_fetched(&self) -> bool {
        matches!(self, Self::Install | Self::Lowest | Self::Lockfile)
    }

    /// Returns the words for what takes long.
    pub fn progress(&self) -> Option<&'static str> {
        match self {
            Self::Nowhere | Self::Installed(_) => None,
            Self::Install => Some("installing the dependencies with npm"),
            Self::Lowest => Some("installing the lowest versions of the dependencies with npm"),
            Self::Lockfile => Some("installing the dependencies of the lock file with npm"),
        }
    }
}
