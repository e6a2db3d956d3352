//! Paths that are one where names are compared without case, as on Windows and macOS.

use crate::{files::File, path::PackagePath};

use super::hazard::{Hazard, HazardKind};

/// A hazard for every file whose path is another one's, or that of a folder, but for case.
pub(super) fn by_case(files: &[(PackagePath, File)]) -> Vec<Hazard> {
    let mut folded: Vec<(String, &str)> =
        files.iter().map(|(path, _)| (path.as_str().to_lowercase(), path.as_str())).collect();
    folded.sort_unstable();
    let twins = folded.windows(2).filter_map(|pair| match pair {
        [(a, first), (b, second)] if a == b => Some(collision(second, first)),
        _ => None,
    });
    let folders = folded.iter().filter_map(|(path, file)| {
        let inside = first_inside(&folded, path)?;
        Some(collision(file, inside))
    });
    twins.chain(folders).collect()
}

/// A file in a folder of this name.
fn first_inside<'a>(folded: &[(String, &'a str)], path: &str) -> Option<&'a str> {
    let folder = format!("{path}/");
    let at = folded.partition_point(|(other, _)| *other < folder);
    folded.get(at).filter(|(other, _)| other.starts_with(&folder)).map(|(_, inside)| *inside)
}

fn collision(path: &str, other: &str) -> Hazard {
    Hazard::new(
        HazardKind::CaseCollision,
        path,
        format!("{path} and {other} are one path where case does not count"),
    )
}
