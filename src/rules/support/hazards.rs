//! Findings about the archive, and the rule that reports each kind of hazard.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, RuleFindings, Severity},
    facts::Facts,
    rules::{Rule, support::finding},
    tarball::hazard::{Hazard, HazardKind},
};

/// The number of entries of one kind that are named one by one.
const MOST: usize = 20;

/// Returns the rule for a kind, and the severity: an error if readers of the archive would install different
/// files.
fn judged(kind: HazardKind) -> (&'static str, Severity) {
    use HazardKind as Kind;
    use Severity::{Error, Warning};
    match kind {
        Kind::CaseCollision => ("case-collision", Warning),
        Kind::DuplicateEntry => ("duplicate-entry", Warning),
        Kind::EntryDropped => ("dropped-entry", Warning),
        Kind::InvalidUtf8Name | Kind::PlatformDependentPath => ("unportable-path", Warning),
        Kind::AbsolutePath
        | Kind::DataAfterEndOfArchive
        | Kind::MultiMemberGzip
        | Kind::NullBlockInside
        | Kind::PaxGlobal
        | Kind::PaxMalformed
        | Kind::SeveralRoots
        | Kind::SpecialMode
        | Kind::TarBadHeader
        | Kind::ZlibMember => ("hazardous-entry", Warning),
        Kind::ChunkDependent
        | Kind::PathDotdot
        | Kind::PaxNewlineValue
        | Kind::TarNameConflict
        | Kind::TarSizeConflict
        | Kind::TarSmuggledEntry => ("hazardous-entry", Error),
    }
}

/// Reports the hazards of a rule.
pub(in crate::rules) fn report_each(facts: &Facts<'_>, rule: &Rule, findings: &mut RuleFindings) {
    let mut of: BTreeMap<HazardKind, Vec<&Hazard>> = BTreeMap::new();
    for hazard in facts.package.files().hazards() {
        if judged(hazard.kind).0 == rule.name {
            of.entry(hazard.kind).or_default().push(hazard);
        }
    }
    for (kind, hazards) in of {
        let (_, severity) = judged(kind);
        let add = |message| Diagnostic { severity, ..finding(rule, None, message, help(kind)) };
        // A hostile archive can have a hazard in each of 200,000 entries.
        findings.extend(hazards.iter().take(MOST).map(|hazard| add(message(hazard))));
        let more = hazards.len().saturating_sub(MOST);
        findings.extend((more > 0).then(|| add(format!("{more} more entries of the kind {}", kind.name()))));
    }
}

fn message(hazard: &Hazard) -> String {
    match hazard.entry.as_str() {
        "" => hazard.message.clone(),
        entry => format!("{entry}: {}", hazard.message),
    }
}

fn help(kind: HazardKind) -> Option<String> {
    let help = match kind {
        HazardKind::CaseCollision => "rename one of them",
        HazardKind::EntryDropped => "pack the file itself, not a link to it",
        HazardKind::PlatformDependentPath | HazardKind::InvalidUtf8Name => "rename the file",
        _ => "pack again with `npm pack`, and look at what made this archive",
    };
    Some(help.to_owned())
}
