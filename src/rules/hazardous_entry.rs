//! Readers of the archive disagree about what is in it.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::hazards},
};

rule! {
    /// Readers of the archive disagree about what is in it, or it tries to reach outside the package.
    ///
    /// ## Why it matters
    ///
    /// What npm installs is not what a scanner, a registry's file view or another package manager sees. Such archives are not made
    /// by packing a package; some are made to hide code.
    ///
    /// ## Example
    ///
    /// ```text
    /// package/../../.bashrc
    /// ```
    ///
    /// Pack with `npm pack`, and look at what made the archive:
    ///
    /// ```text
    /// package/index.js
    /// ```
    "hazardous-entry", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    hazards::report_each(facts, &RULE, findings);
}

#[cfg(test)]
mod tests {
    use crate::{
        rules::support::testing::hazard_messages,
        tarball::hazard::HazardKind::{
            AbsolutePath, CaseCollision, ChunkDependent, DataAfterEndOfArchive, MultiMemberGzip,
            NullBlockInside, PathDotdot, PaxGlobal, PaxMalformed, PaxNewlineValue, SeveralRoots, SpecialMode,
            TarBadHeader, TarNameConflict, TarSizeConflict, TarSmuggledEntry, ZlibMember,
        },
    };

    #[test]
    fn its_kinds_are_reported_and_others_are_not() {
        let kinds = [
            AbsolutePath,
            ChunkDependent,
            DataAfterEndOfArchive,
            MultiMemberGzip,
            NullBlockInside,
            PathDotdot,
            PaxGlobal,
            PaxMalformed,
            PaxNewlineValue,
            SeveralRoots,
            SpecialMode,
            TarBadHeader,
            TarNameConflict,
            TarSizeConflict,
            TarSmuggledEntry,
            ZlibMember,
        ];
        assert_eq!(
            hazard_messages("hazardous-entry", &kinds),
            kinds.map(|kind| format!("package/a.js: {}", kind.name()))
        );
        assert!(hazard_messages("hazardous-entry", &[CaseCollision]).is_empty());
    }
}
