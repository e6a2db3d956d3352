//! The verdicts on one package with the dependencies of several places, as one.

use crate::{
    cli::failure::Failure,
    deps::DepsVerdict,
    package::Package,
    report::{Report, several},
};

/// Makes one verdict of those with the dependencies of each place, and returns them, too, if there are several.
pub(super) fn as_one(
    package: Package,
    mut verdicts: Vec<DepsVerdict>,
) -> Result<(Package, Report, Vec<DepsVerdict>), Failure> {
    if let Some(reached) = verdicts.iter().find_map(|verdict| verdict.package.starved()) {
        return Err(Failure::Memory(reached.place.clone()));
    }
    match verdicts.pop() {
        Some(DepsVerdict { package, report, .. }) if verdicts.is_empty() => Ok((package, report, Vec::new())),
        last => {
            verdicts.extend(last);
            let named = verdicts.iter().map(|verdict| (verdict.source.to_string(), verdict.report.clone()));
            let report = several::as_one(named.collect()).ok_or(Failure::Bug)?;
            Ok((package, report, verdicts))
        }
    }
}
