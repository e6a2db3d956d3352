//! The verdict on installing a package, by what it declares.

use serde::Serialize;

use crate::{
    install::managers::Installer,
    package::Package,
    report::{At, at},
    rules::install_problems,
    secrets::hidden,
};

/// The verdict: nothing that package.json declares ends an installation, or what does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InstallableReport {
    pub ok: bool,
    pub problems: Vec<InstallProblemReport>,
}

/// One thing that ends an installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstallProblemReport {
    pub rule: &'static str,
    /// The package managers that fail, or leave a dependency out.
    pub managers: Vec<Installer>,
    pub message: String,
    pub help: Option<String>,
    pub at: Option<At>,
}

/// Gives the verdict on installing a package, whatever rules are ignored.
pub fn installable(package: &Package) -> InstallableReport {
    let problems = install_problems(package).into_iter().map(|problem| InstallProblemReport {
        rule: problem.diagnostic.rule,
        managers: problem.managers,
        message: hidden(problem.diagnostic.message),
        help: problem.diagnostic.help.map(hidden),
        at: problem.diagnostic.at.map(|place| at(package, &place)),
    });
    let problems: Vec<_> = problems.collect();
    InstallableReport { ok: problems.is_empty(), problems }
}
