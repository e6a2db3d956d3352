//! The range of versions that "engines" could truly declare.

use crate::{
    facts::engines::versions::PackageVersions,
    node::{LINES, NodeLine, NodeVersion, Stretch},
    package::engines::DeclaredEngines,
};

/// The first version of a line from which on the package loads.
struct LineStart {
    version: NodeVersion,
    begins_line: bool,
}

/// Returns the range of all versions that "engines" admits and that load what the base loads, given that the lowest
/// admitted version does not.
pub(super) fn true_range(
    versions: &PackageVersions<'_>,
    engines: &DeclaredEngines,
    lowest: NodeVersion,
) -> Option<String> {
    let from_lowest = LINES.iter().filter(|line| line.has(lowest) || line.is_after(lowest));
    let starts: Vec<LineStart> = from_lowest
        .filter(|line| is_admitted(engines, line))
        .filter_map(|line| start(versions, engines, line))
        .collect();
    let is_open = LINES.last().is_some_and(|line| engines.admits_newest(line));
    // From the last line on that does not load from its beginning, `>=` says the rest.
    let last = starts.iter().rposition(|start| !start.begins_line).unwrap_or(0);
    let words = starts.iter().enumerate().filter(|(nth, _)| !is_open || *nth <= last).map(|(nth, start)| {
        let sign = if is_open && nth == last { ">=" } else { "^" };
        format!("{sign}{}", start.version)
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(" || "))
}

fn is_admitted(engines: &DeclaredEngines, line: &NodeLine) -> bool {
    line.stretches().any(|stretch| admitted(engines, &stretch).is_some())
}

/// Returns the first version of a stretch that "engines" admits.
fn admitted(engines: &DeclaredEngines, stretch: &Stretch) -> Option<NodeVersion> {
    stretch.versions().find(|version| engines.admits(*version))
}

/// Returns the version of a line from which on all load, by halving what is left: what a line has learnt it does not forget.
fn start(versions: &PackageVersions<'_>, engines: &DeclaredEngines, line: &NodeLine) -> Option<LineStart> {
    let stretches: Vec<Stretch> = line.stretches().collect();
    let is_base = line.has(versions.base.node.version);
    let keeps = |stretch: &Stretch| versions.keeps(stretch.first());
    if !is_base && !stretches.last().is_some_and(keeps) {
        return None;
    }
    let first = stretches.partition_point(|stretch| !keeps(stretch)).min(stretches.len().saturating_sub(1));
    let mut kept = stretches.iter().skip(first);
    let (stretch, version) = kept.find_map(|stretch| Some((stretch, admitted(engines, stretch)?)))?;
    Some(LineStart { version, begins_line: stretch.begins_line() && version == stretch.first() })
}
