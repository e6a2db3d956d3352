//! The parts of a comparison: what is taken away, what cannot be told, what is added; and the verdict in a sentence.

use crate::{
    diff::{Bump, Change, ChangeEffect, ChangeKind, ComparedPackage, DiffReport},
    render::{
        diff::groups::{ChangeGroup, groups},
        names::counted,
        text::words_of_node,
    },
    resolve::Mode,
};

/// A heading, and the changes under it.
pub(super) struct Section<'r> {
    pub heading: &'static str,
    pub effect: ChangeEffect,
    pub groups: Vec<ChangeGroup<'r>>,
}

/// The sections that have something in them.
pub(super) fn sections(report: &DiffReport) -> Vec<Section<'_>> {
    let of_effect = |effect: ChangeEffect, is_allowed: bool| {
        report.told().filter(move |change| change.effect == effect && change.allowed.is_some() == is_allowed)
    };
    let package = report.new.name.as_deref().unwrap_or_default();
    let unallowed = |effect: ChangeEffect| groups(of_effect(effect, false), package);
    let allowed = report.told().filter(|change| change.allowed.is_some());
    let sections = [
        ("Taken away", ChangeEffect::Major, unallowed(ChangeEffect::Major)),
        ("Cannot be told", ChangeEffect::Unknown, unallowed(ChangeEffect::Unknown)),
        ("Added", ChangeEffect::Minor, unallowed(ChangeEffect::Minor)),
        ("Also changed", ChangeEffect::Patch, unallowed(ChangeEffect::Patch)),
        ("Allowed", ChangeEffect::Patch, groups(allowed, package)),
    ];
    let all = sections.into_iter().map(|(heading, effect, groups)| Section { heading, effect, groups });
    all.filter(|section| !section.groups.is_empty()).collect()
}

/// `badgen 3.3.0 → 3.3.1`.
pub(super) fn title(report: &DiffReport) -> String {
    let DiffReport { old, new, .. } = report;
    let name = |package: &ComparedPackage| package.name.clone().unwrap_or_else(|| "(no name)".to_owned());
    let version =
        |package: &ComparedPackage| package.version.clone().unwrap_or_else(|| "(no version)".to_owned());
    if old.name == new.name {
        format!("{} {} → {}", name(new), version(old), version(new))
    } else {
        format!("{} {} → {} {}", name(old), version(old), name(new), version(new))
    }
}

/// The verdict in one sentence.
pub fn verdict(report: &DiffReport) -> String {
    if report.is_cut_short() {
        return "a limit was reached, so that not all of both releases was compared".to_owned();
    }
    let count = report.breaking().count();
    let why = match count {
        0 => "it adds something".to_owned(),
        count => format!("{} {} those who have the last release", counted(count, "change"), breaks(count)),
    };
    let next = report.required_version.as_ref().map_or_else(String::new, |version| format!(", {version}"));
    let required = report.required;
    let version = report.new.version.as_deref().unwrap_or("this");
    match (report.ok, report.declared) {
        (true, _) if count > 0 => format!("{why}, and {} says so", announced(report)),
        (true, _) if !is_added(report) => unfelt(report).to_owned(),
        (true, _) => format!("{} says what it adds", announced(report)),
        (false, Bump::None) => {
            format!("needs a {required} release{next}: {why}, and {}", unraised(report))
        }
        (false, declared) => {
            format!("needs a {required} release{next}: {why}, and {version} is a {declared}")
        }
    }
}

/// Tells whether there is something new that nobody has to be asked about.
fn is_added(report: &DiffReport) -> bool {
    report.told().any(|change| change.effect == ChangeEffect::Minor && change.allowed.is_none())
}

/// The verdict where nothing breaks and nothing is new.
fn unfelt(report: &DiffReport) -> &'static str {
    let is_any = |is_wanted: fn(&Change) -> bool| report.told().any(is_wanted);
    let is_allowed = is_any(|change| change.effect == ChangeEffect::Major && change.allowed.is_some());
    let is_open = is_any(|change| change.effect == ChangeEffect::Unknown && change.allowed.is_none());
    match (is_allowed, is_open) {
        (true, true) => "all that is taken away is allowed, as far as can be told",
        (true, false) => "all that is taken away is allowed",
        (false, true) => "nothing is taken away and nothing added, as far as can be told",
        (false, false) => "nothing is taken away and nothing added",
    }
}

/// The reason why the two versions make no bump.
fn unraised(report: &DiffReport) -> String {
    let (old, new) = (report.old.version.as_deref(), report.new.version.as_deref());
    match (old, new) {
        (_, None) => "it has no version".to_owned(),
        (None, Some(_)) => "the last release has no version".to_owned(),
        (Some(old), Some(new)) if old == new => "the version is not raised".to_owned(),
        (Some(old), Some(new)) => format!("{new} is no version above {old}"),
    }
}

fn breaks(count: usize) -> &'static str {
    if count == 1 { "breaks" } else { "break" }
}

fn announced(report: &DiffReport) -> String {
    match report.declared {
        Bump::Prerelease => "a version before a release".to_owned(),
        declared => format!("a {declared} release"),
    }
}

/// The mode and the versions of Node, where it is not so in all.
pub(super) fn scope(change: &Change, report: &DiffReport) -> String {
    let is_said =
        matches!(change.kind, ChangeKind::ModeAdded | ChangeKind::ModeRemoved | ChangeKind::FormatChanged)
            || change.kind == ChangeKind::NamesUnknown && change.mode == Some(Mode::Require);
    let mode = change.mode.filter(|_| !is_said);
    let mut mode = mode.map_or_else(String::new, |mode| format!(", by {}", mode.name()));
    let modes: Vec<&str> = change.types_modes.iter().map(|mode| mode.name()).collect();
    let is_said = matches!(
        change.kind,
        ChangeKind::TypesRemoved | ChangeKind::TypesModeRemoved | ChangeKind::TypesAdded
    );
    if !modes.is_empty() && !is_said {
        mode.push_str(&format!(", in {}", modes.join(", ")));
    }
    let is_everywhere = change.node.is_empty()
        || change.kind == ChangeKind::NodeRemoved
        || change.now.as_ref().is_some_and(|now| now.starts_with("ERR_REQUIRE_ESM")) // The message names them.
        || change.node.len() == report.node.len();
    if is_everywhere { mode } else { format!("{mode}, on Node {}", change.node.join(", ")) }
}

/// The message, with the mode and the versions of Node where it is not so in all.
pub(super) fn scoped(change: &Change, report: &DiffReport) -> String {
    format!("{}{}", change.message, scope(change, report))
}

/// A change in lines: the message, where it was and is, and what a consumer's statement does now.
pub(super) fn lines(change: &Change, report: &DiffReport) -> Vec<String> {
    let was = change.old.as_ref().map(|at| format!("was: {at}"));
    let is = change.new.as_ref().map(|at| format!("now: {at}"));
    let statement = change.statement.as_ref().zip(change.now.as_ref());
    let statement = statement.map(|(statement, now)| format!("`{statement}`: {}", words_of_node(now)));
    let many = (!change.specifiers.is_empty()).then(|| change.specifiers.join(", "));
    [Some(scoped(change, report)), statement, many, was, is].into_iter().flatten().collect()
}
