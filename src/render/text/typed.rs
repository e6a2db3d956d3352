//! The word on the types of an entry point: that they are true, or what is wrong with them.

use std::collections::BTreeSet;

use crate::{
    diagnostic::Severity,
    render::terminal::Role,
    report::{EntryPointReport, Report, TypesProblemReport, TypesStatus},
    types::TypesProblemKind,
};

/// The word on the types of an entry point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TypesWord {
    /// The package has no types, or they were not asked for.
    Silent,
    True,
    Untyped,
    /// The number of names that are declared and not there.
    Lacking(usize),
    /// The rules that report them.
    Wrong(BTreeSet<&'static str>),
}

/// The rules that report more than suggestions.
pub(super) struct FoundRules(BTreeSet<&'static str>);

impl FoundRules {
    pub fn of(report: &Report) -> Self {
        let findings = report.findings.iter().filter(|finding| finding.severity != Severity::Suggestion);
        Self(findings.map(|finding| finding.rule).collect())
    }

    /// Tells whether a problem is reported, and not as a suggestion.
    fn tell(&self, problem: &TypesProblemReport) -> bool {
        !problem.is_told && self.0.contains(problem.kind.name())
    }
}

impl TypesWord {
    pub fn of(entry: &EntryPointReport, found: &FoundRules) -> Self {
        let problems = entry.types.iter().flat_map(|types| &types.problems);
        let told: Vec<_> = problems.filter(|problem| found.tell(problem)).collect();
        let is_lacking = |problem: &&&TypesProblemReport| {
            matches!(problem.kind, TypesProblemKind::DeclaredNotExported | TypesProblemKind::NamedExports)
        };
        let lacking: BTreeSet<&str> =
            told.iter().filter(is_lacking).flat_map(|problem| &problem.names).map(String::as_str).collect();
        let has_types = entry.types.iter().any(|types| types.status != TypesStatus::Untyped);
        match (told.is_empty(), lacking.len()) {
            (true, _) if entry.types.is_empty() || !is_script(entry) => Self::Silent,
            (true, _) if !has_types => Self::Untyped,
            (true, _) => Self::True,
            (false, 0) => Self::Wrong(told.iter().map(|problem| problem.kind.name()).collect()),
            (false, count) => Self::Lacking(count),
        }
    }

    /// The word, and the role in which it is drawn.
    pub fn words(&self) -> Option<(Role, String)> {
        match self {
            Self::Silent => None,
            Self::True => Some((Role::Good, "✓ types".to_owned())),
            Self::Untyped => Some((Role::Faint, "no types".to_owned())),
            Self::Lacking(1) => Some((Role::Warning, "✗ declares a name that is not there".to_owned())),
            Self::Lacking(count) => {
                Some((Role::Warning, format!("✗ declares {count} names that are not there")))
            }
            Self::Wrong(rules) => {
                let rules: Vec<_> = rules.iter().copied().collect();
                Some((Role::Warning, format!("✗ types: {}", rules.join(", "))))
            }
        }
    }
}

/// Data and styles have no types.
fn is_script(entry: &EntryPointReport) -> bool {
    let mut formats = entry.outcomes.iter().filter_map(|outcome| outcome.format.as_deref());
    formats.any(|format| matches!(format, "module" | "commonjs"))
}
