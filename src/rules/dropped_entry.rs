//! An entry of the archive is not installed.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::hazards},
};

rule! {
    /// An entry of the archive is not installed.
    ///
    /// ## Why it matters
    ///
    /// npm lays out files only. Links, devices, and what has no name below the top folder are left out without a word, and the
    /// package lacks what its author sees in the archive.
    ///
    /// ## Example
    ///
    /// ```text
    /// package/bin/tool -> ../lib/tool.js
    /// ```
    ///
    /// Pack the file itself:
    ///
    /// ```text
    /// package/bin/tool
    /// ```
    "dropped-entry", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    hazards::report_each(facts, &RULE, findings);
}

#[cfg(test)]
mod tests {
    use crate::{
        rules::support::testing::hazard_messages,
        tarball::hazard::HazardKind::{EntryDropped, SpecialMode},
    };

    #[test]
    fn its_kinds_are_reported_and_others_are_not() {
        let kinds = [EntryDropped];
        assert_eq!(
            hazard_messages("dropped-entry", &kinds),
            kinds.map(|kind| format!("package/a.js: {}", kind.name()))
        );
        assert!(hazard_messages("dropped-entry", &[SpecialMode]).is_empty());
    }
}
