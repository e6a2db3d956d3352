//! Several entries of the archive install to one path.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::hazards},
};

rule! {
    /// Several entries of the archive install to the same path.
    ///
    /// ## Why it matters
    ///
    /// The last one wins. A scanner that looks at the first, or at all of them, sees other code than the one that runs.
    ///
    /// ## Example
    ///
    /// ```text
    /// package/index.js
    /// package/index.js
    /// ```
    ///
    /// Pack with `npm pack`, which writes each path once:
    ///
    /// ```text
    /// package/index.js
    /// ```
    "duplicate-entry", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    hazards::report_each(facts, &RULE, findings);
}

#[cfg(test)]
mod tests {
    use crate::{
        rules::support::testing::hazard_messages,
        tarball::hazard::HazardKind::{DuplicateEntry, SpecialMode},
    };

    #[test]
    fn its_kinds_are_reported_and_others_are_not() {
        let kinds = [DuplicateEntry];
        assert_eq!(
            hazard_messages("duplicate-entry", &kinds),
            kinds.map(|kind| format!("package/a.js: {}", kind.name()))
        );
        assert!(hazard_messages("duplicate-entry", &[SpecialMode]).is_empty());
    }
}
