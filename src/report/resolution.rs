//! One resolution, as `packproof resolve` and `pkg.resolve` show it.

use serde::Serialize;

use crate::{
    package::Package,
    report::{At, at},
    resolve::{
        Mode, NodeTarget, Referrer, Resolution, Resolved, Resolver, error::ResolveError, format::FormatError,
        step::Step,
    },
    secrets::hidden,
};

/// The end of a resolution, and the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResolutionReport {
    pub status: ResolutionStatus,
    /// The packed file, or `node:…`.
    pub target: Option<String>,
    /// Node's name of the file's format; absent where Node would not load it.
    pub format: Option<String>,
    /// Node's code, where it does not resolve.
    pub code: Option<String>,
    pub message: Option<String>,
    /// Each decision on the way.
    pub trail: Vec<ResolutionStepReport>,
}

/// The outcome of a resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ResolutionStatus {
    /// A packed file.
    Ok,
    Broken,
    /// A module of Node itself.
    Builtin,
    /// A package that is declared, but not packed.
    External,
}

/// One decision, and where in a package.json it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResolutionStepReport {
    /// The algorithm in Node's documentation.
    pub algorithm: &'static str,
    pub text: String,
    pub at: Option<At>,
}

impl ResolutionReport {
    /// Resolves one specifier. From a consumer, `.` and `./sub` name subpaths of the package.
    pub fn new(
        package: &Package,
        referrer: &Referrer,
        specifier: &str,
        mode: Mode,
        node: &NodeTarget,
    ) -> Self {
        Self::as_written(package, referrer, &subject(package, referrer, specifier), mode, node)
    }

    /// Resolves one specifier; one that is relative is so to the referrer, a consumer too.
    pub fn as_written(
        package: &Package,
        referrer: &Referrer,
        specifier: &str,
        mode: Mode,
        node: &NodeTarget,
    ) -> Self {
        let mut resolver = Resolver::new(package, mode, node);
        let resolution = resolver.resolve(referrer, specifier);
        let trail = resolution.trail.iter().map(|step| step_report(package, step)).collect();
        Self { trail, ..answer(package, &resolver, resolution) }
    }
}

/// The specifier that is really meant: a consumer has no use for one that is relative to itself.
pub fn subject(package: &Package, referrer: &Referrer, specifier: &str) -> String {
    let subpath = specifier.strip_prefix('.').filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match (referrer, subpath) {
        (Referrer::Consumer, Some(rest)) => format!("{}{rest}", package.name()),
        _ => specifier.to_owned(),
    }
}

fn answer(package: &Package, resolver: &Resolver<'_>, resolution: Resolution) -> ResolutionReport {
    let (status, target, format) = match &resolution.result {
        Ok(Resolved::File(path)) => {
            let format = match resolver.format_of(path) {
                Ok(format) => Some(format.name().to_owned()),
                Err(FormatError::UnsupportedTypeStripping { format, .. }) => format.map(str::to_owned),
                Err(_) => None,
            };
            (ResolutionStatus::Ok, Some(path.to_string()), format)
        }
        Ok(Resolved::Builtin(name)) => {
            (ResolutionStatus::Builtin, Some(name.clone()), Some("builtin".to_owned()))
        }
        Ok(Resolved::Unknown) => (ResolutionStatus::External, None, None),
        Ok(Resolved::Data(url)) => (ResolutionStatus::Ok, Some(url.clone()), None),
        // A dependency that is declared is not in the tarball, and will be installed beside the package.
        Err(ResolveError::PackageNotFound { package: name, .. }) if is_declared(package, name) => {
            (ResolutionStatus::External, None, None)
        }
        Err(_) => (ResolutionStatus::Broken, None, None),
    };
    let error = resolution.result.err();
    ResolutionReport {
        status,
        target,
        format,
        code: error.as_ref().map(|error| error.code().to_owned()),
        message: error.map(|error| hidden(error.to_string())),
        trail: Vec::new(),
    }
}

fn is_declared(package: &Package, name: &str) -> bool {
    package.manifest().is_some_and(|manifest| manifest.declared(name).is_installed())
}

fn step_report(package: &Package, step: &Step) -> ResolutionStepReport {
    ResolutionStepReport {
        algorithm: step.algorithm(),
        text: step.kind.to_string(),
        at: step.at.as_ref().map(|place| at(package, place)),
    }
}
