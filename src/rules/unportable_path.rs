//! A path that another system reads differently.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    rules::{rule, support::hazards},
};

rule! {
    /// A path means something else, or nothing, on another system.
    ///
    /// ## Why it matters
    ///
    /// Backslashes, colons, `CON`, a dot at the end, bytes that are not UTF-8: Windows cuts, replaces or refuses such names, and
    /// the file is not where package.json says.
    ///
    /// ## Example
    ///
    /// ```text
    /// lib/a:b.js
    /// ```
    ///
    /// Use letters, digits, `-`, `_` and `.`:
    ///
    /// ```text
    /// lib/a-b.js
    /// ```
    "unportable-path", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    hazards::report_each(facts, &RULE, findings);
}

#[cfg(test)]
mod tests {
    use crate::{
        rules::support::testing::hazard_messages,
        tarball::hazard::HazardKind::{InvalidUtf8Name, PlatformDependentPath, SpecialMode},
    };

    #[test]
    fn its_kinds_are_reported_and_others_are_not() {
        let kinds = [InvalidUtf8Name, PlatformDependentPath];
        assert_eq!(
            hazard_messages("unportable-path", &kinds),
            kinds.map(|kind| format!("package/a.js: {}", kind.name()))
        );
        assert!(hazard_messages("unportable-path", &[SpecialMode]).is_empty());
    }
}
