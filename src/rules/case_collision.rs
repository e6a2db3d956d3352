//! Two paths are one path on a file system that ignores case.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::hazards},
};

rule! {
    /// Two packed paths differ by case only, or by how accents are spelled.
    ///
    /// ## Why it matters
    ///
    /// On macOS and Windows both are one file (as to accents, on macOS), and the last one unpacked wins: whoever installs the
    /// package there gets other contents than on Linux.
    ///
    /// ## Example
    ///
    /// ```text
    /// lib/Button.js
    /// lib/button.js
    /// ```
    ///
    /// Keep one, or give them names that differ in more than case:
    ///
    /// ```text
    /// lib/button.js
    /// lib/legacy-button.js
    /// ```
    "case-collision", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    hazards::report_each(facts, &RULE, findings);
}

#[cfg(test)]
mod tests {
    use crate::{
        rules::support::testing::hazard_messages,
        tarball::hazard::HazardKind::{CaseCollision, SpecialMode},
    };

    #[test]
    fn its_kinds_are_reported_and_others_are_not() {
        let kinds = [CaseCollision];
        assert_eq!(
            hazard_messages("case-collision", &kinds),
            kinds.map(|kind| format!("package/a.js: {}", kind.name()))
        );
        assert!(hazard_messages("case-collision", &[SpecialMode]).is_empty());
    }
}
