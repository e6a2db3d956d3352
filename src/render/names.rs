//! Names and figures as people read them: of packages, modes, severities, sizes.

use crate::{
    diagnostic::Severity,
    entry_points::EntryKind,
    render::terminal::Role,
    report::{EntryPointReport, OutcomeReport, PackageReport},
    resolve::Mode,
};

/// Name and version as npm writes them.
pub fn package_name(package: &PackageReport) -> String {
    let name = package.name.as_deref().unwrap_or("(no name)");
    match &package.version {
        Some(version) => format!("{name}@{version}"),
        None => name.to_owned(),
    }
}

/// `import` or `require`.
pub fn mode_name(mode: Mode) -> &'static str {
    mode.name()
}

/// The modes by which an outcome's entry point is asked for, and the versions of Node where not all agree.
pub(super) fn asked_for(entry: &EntryPointReport, outcome: &OutcomeReport, nodes: &[String]) -> String {
    let modes = match entry.kind {
        EntryKind::Bin => "run".to_owned(),
        _ => outcome.modes.iter().map(|mode| mode_name(*mode)).collect::<Vec<_>>().join(" "),
    };
    if outcome.node.len() == nodes.len() {
        modes
    } else {
        format!("{modes} on Node {}", outcome.node.join(", "))
    }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

pub(crate) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    }
}

pub(crate) fn severity_role(severity: Severity) -> Role {
    match severity {
        Severity::Error => Role::Bad,
        Severity::Warning => Role::Warning,
        Severity::Suggestion => Role::Code,
    }
}
