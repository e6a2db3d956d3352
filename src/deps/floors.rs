//! The lowest versions of dependencies with which a package works, found by trying few of those that exist.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    beside::VersionFloor,
    deps::{
        lowest::{DirectDependencies, DirectDependency},
        scene::DepsScene,
        search::FloorSearch,
        true_range::true_range,
    },
    facts::{Facts, Problem, ThrownBy},
    link::fault::FaultKind,
    module::{ModuleRequest, RequestKind},
    options::Options,
    package::Package,
    path::PackagePath,
    resolve::parse_package_name,
    session::Session,
};

/// The most installations that are tried.
const MOST_TRIALS: usize = 24;

/// Finds the versions that a package needs where the lowest one that it admits does not do.
pub(super) fn floors(
    session: &Session<&Package>,
    dependencies: &DirectDependencies,
    options: &Options,
    scene: &DepsScene,
) -> Vec<VersionFloor> {
    let found = failures(session, options).into_iter();
    let mut searches: Vec<_> = found.filter_map(|failure| FailureSearch::of(failure, dependencies)).collect();
    for _ in 0..MOST_TRIALS {
        let chosen = chosen(&searches);
        if chosen.is_empty() || scene.stop().is_requested() {
            break;
        }
        let versions = chosen.iter().filter_map(|(name, place)| {
            let dependency = dependencies.named(name)?;
            Some((dependency.name.as_str(), dependency.versions.get(*place)?))
        });
        // A version that npm cannot install ends the search; the floors that are known so far are told.
        let Ok(package) = dependencies.beside(session.package(), &versions.collect(), scene) else { break };
        let still = failures(&Session::new(&package), options);
        for search in &mut searches {
            if let Some(place) = chosen.get(&search.failure.dependency) {
                let fails = still.iter().any(|other| search.failure.is_not_mended_by(other));
                search.search.learn(*place, fails);
            }
        }
    }
    searches.iter().filter_map(FailureSearch::floor).collect()
}

/// Returns the version of each dependency to try next: one trial serves all of them.
fn chosen(searches: &[FailureSearch<'_>]) -> BTreeMap<String, usize> {
    let mut chosen = BTreeMap::new();
    for FailureSearch { failure, search, .. } in searches {
        if let Some(place) = search.next() {
            // Two failures may be of one dependency: the first decides the version, and both learn from the
            // trial.
            chosen.entry(failure.dependency.clone()).or_insert(place);
        }
    }
    chosen
}

/// Returns what breaks entry points and is about another package.
fn failures(session: &Session<&Package>, options: &Options) -> Vec<DependencyFailure> {
    let package = session.package();
    let nodes = session.decided(options).targets().iter().map(|node| session.facts(node)).collect();
    let facts = Facts::of(package, nodes);
    let breaking = facts.problems.iter().filter(|problem| problem.breaks());
    breaking.filter_map(|problem| DependencyFailure::of(problem, package)).collect()
}

/// The search for the version that mends a failure.
struct FailureSearch<'d> {
    failure: DependencyFailure,
    dependency: &'d DirectDependency,
    search: FloorSearch,
}

impl<'d> FailureSearch<'d> {
    fn of(failure: DependencyFailure, dependencies: &'d DirectDependencies) -> Option<Self> {
        let dependency = dependencies.named(&failure.dependency)?;
        let search = FloorSearch::new(dependency.versions.len());
        Some(Self { failure, dependency, search })
    }

    fn floor(&self) -> Option<VersionFloor> {
        let DirectDependency { name, versions, range, .. } = self.dependency;
        let (lowest, floor) = (versions.first()?, versions.get(self.search.floor()?)?);
        let statement = self.failure.statement();
        let is_true = true_range(range, floor, versions);
        Some(VersionFloor {
            file: self.failure.file.clone(),
            start: self.failure.start,
            message: format!("{statement} needs {name} {floor} or newer; package.json admits {lowest}"),
            help: match is_true {
                Some(range) => format!("declare \"{name}\": \"{range}\""),
                None => format!("declare a range of {name} that begins with {floor}"),
            },
        })
    }
}

/// An error that breaks an entry point and that a version of a direct dependency is at fault for.
#[derive(Clone, Debug)]
struct DependencyFailure {
    dependency: String,
    file: PackagePath,
    start: u32,
    /// The statement of the package; none if the fault lies inside the dependency.
    request: Option<Arc<ModuleRequest>>,
    /// The name that is missing, if the module is there.
    name: Option<String>,
}

impl DependencyFailure {
    fn of(problem: &Problem, package: &Package) -> Option<Self> {
        let ThrownBy::Fault(fault) = &problem.thrown else { return None };
        let (file, start) = (fault.at.file.clone(), fault.at.span.start);
        if file.is_outside() {
            let dependency = package.owner(&file)?.name;
            return Some(Self { dependency, file, start, request: None, name: None });
        }
        let request = problem.request.clone()?;
        let dependency = parse_package_name(&request.specifier.value)?.name.to_owned();
        let name = match &fault.kind {
            FaultKind::MissingExport { name, .. } => Some(name.clone()),
            _ => None,
        };
        Some(Self { dependency, file, start, request: Some(request), name })
    }

    /// Tells whether a failure with another version of the dependency says that this one is still there, be it in another way.
    fn is_not_mended_by(&self, other: &Self) -> bool {
        let is_same_request = || match (&self.request, &other.request) {
            (Some(own), Some(request)) => other.name.is_none() && own.span == request.span,
            _ => false,
        };
        let is_here = other.file == self.file && (other.start == self.start || is_same_request());
        // A dependency that does not load by itself hides whether the statement would work.
        other.dependency == self.dependency && (other.request.is_none() || is_here)
    }

    /// Returns the statement as people write it, with nothing but what fails.
    fn statement(&self) -> String {
        let Some(request) = &self.request else { return format!("`import '{}'`", self.dependency) };
        let specifier = &request.specifier.value;
        match (request.kind, self.name.as_deref()) {
            (RequestKind::Require, _) => format!("`require('{specifier}')`"),
            (RequestKind::ExportFrom, Some(name)) => format!("`export {{ {name} }} from '{specifier}'`"),
            (_, Some("default")) => format!("`import x from '{specifier}'`"),
            (_, Some(name)) => format!("`import {{ {name} }} from '{specifier}'`"),
            (_, None) => format!("`import '{specifier}'`"),
        }
    }
}
