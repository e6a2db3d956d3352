//! Says in a finding which version of another package is needed.

use crate::{
    beside::PackagesBeside,
    diagnostic::{Diagnostic, Severity},
    package::Package,
};

/// Returns the findings, with the version that is needed where that is known.
pub(super) fn said_in(mut findings: Vec<Diagnostic>, package: &Package) -> Vec<Diagnostic> {
    let floors = package.beside().map(PackagesBeside::floors).unwrap_or_default();
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        let Some(at) = &finding.at else { continue };
        let floor = floors.iter().find(|floor| floor.file == at.file && floor.start == at.span.start);
        if let Some(floor) = floor {
            finding.message.clone_from(&floor.message);
            finding.help = Some(floor.help.clone());
        }
    }
    findings
}
