//! The range of versions that "engines" could truly declare.

use crate::{
    facts::engines::versions::{PackageVersions, TrueRange},
    node::{LINES, NodeLine, NodeVersion, Stretch},
    package::engines::DeclaredEngines,
};

/// The first version of a line from which on the package loads.
struct LineStart {
    version: NodeVersion,
    begins_line: bool,
    /// It is not known of the versions before it that they fail.
    may_be_earlier: bool,
}

/// Returns the range of all versions that "engines" admits and that load what the base loads, given that the lowest
/// admitted version does not.
pub(super) fn true_range(
    versions: &PackageVersions<'_>,
    engines: &DeclaredEngines,
    lowest: NodeVersion,
) -> Option<TrueRange> {
    let from_lowest = LINES.iter().filter(|line| line.has(lowest) || line.is_after(lowest));
    let starts: Vec<LineStart> = from_lowest
        .filter(|line| is_admitted(engines, line))
        .filter_map(|line| start(versions, engines, line))
        .collect();
    // `>=` admits all lines to come, so it is written only where "engines" admits the newest line.
    let open = LINES
        .last()
        .filter(|line| engines.admits_newest(line))
        .and_then(|_| first_open(versions, engines, &starts));
    let words = starts.iter().enumerate().filter(|(nth, _)| open.is_none_or(|open| *nth <= open));
    let words = words.map(|(nth, start)| {
        let sign = if open == Some(nth) { ">=" } else { "^" };
        format!("{sign}{}", start.version)
    });
    let text = words.collect::<Vec<_>>().join(" || ");
    let may_begin_earlier = starts.iter().any(|start| start.may_be_earlier);
    (!text.is_empty()).then_some(TrueRange { text, may_begin_earlier })
}

/// Returns the first of the beginnings behind which `>=` says the rest: every later line loads from its beginning, and so do
/// the lines between them, which get no long-term support.
fn first_open(
    versions: &PackageVersions<'_>,
    engines: &DeclaredEngines,
    starts: &[LineStart],
) -> Option<usize> {
    let mut open = starts.len().checked_sub(1)?;
    // Backwards from the last line, as `>=` can only stand at the end of the range.
    let pairs = starts.iter().zip(starts.iter().skip(1)).enumerate().rev();
    for (nth, (one, next)) in pairs {
        let mut between = one.version.lines_before(next.version);
        // A line that loads from its middle on, or lines between that do not, need beginnings of their own.
        if !next.begins_line || !between.all(|version| engines.admits(version) && versions.keeps(version)) {
            break;
        }
        open = nth;
    }
    Some(open)
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
    // The line of the version that decides loads the package at its end; other lines are asked.
    if !is_base && !stretches.last().is_some_and(keeps) {
        return None;
    }
    let first = stretches.partition_point(|stretch| !keeps(stretch)).min(stretches.len().saturating_sub(1));
    let mut kept = stretches.iter().enumerate().skip(first);
    let (nth, stretch, version) =
        kept.find_map(|(nth, stretch)| Some((nth, stretch, admitted(engines, stretch)?)))?;
    let before = first.checked_sub(1).filter(|_| nth == first).and_then(|before| stretches.get(before));
    Some(LineStart {
        version,
        begins_line: stretch.begins_line() && version == stretch.first(),
        may_be_earlier: before
            .and_then(Stretch::later_minor)
            .is_some_and(|before| versions.is_uncertain(before)),
    })
}
