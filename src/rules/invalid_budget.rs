//! A budget in package.json that cannot be read.

use crate::{
    budget::{InvalidSetting, declared},
    diagnostic::RuleFindings,
    facts::Facts,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A budget in package.json cannot be read.
    ///
    /// ## Why it matters
    ///
    /// A budget that is not understood would hold for any package.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "packproof": { "maxPacked": "200 kilos" } }
    /// ```
    ///
    /// A size is a number of bytes, or a text with B, kB, MB, GB, KiB, MiB or GiB; a number of files is a number:
    ///
    /// ```json
    /// { "packproof": { "maxPacked": "200 kB", "maxUnpacked": "1 MiB", "maxFiles": 40 } }
    /// ```
    "invalid-budget", Error
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    let finding = |(fault, span): (InvalidSetting, _)| {
        let at = PackagePlace { file: manifest.path().clone(), span };
        finding(&RULE, Some(at), fault.to_string(), Some(fault.help().to_owned()))
    };
    findings.extend(declared(facts.package).invalid.into_iter().map(finding));
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::only;

    #[test]
    fn settings_that_say_nothing() {
        let found = |settings: &str| {
            let manifest = format!(r#"{{"name":"p","packproof":{settings}}}"#);
            only("invalid-budget", &[("package.json", &manifest)])
        };
        let (message, help) = found(r#"{"maxPacked":"200 kilos"}"#);
        assert_eq!(message, "\"maxPacked\" in \"packproof\" is no size");
        assert!(help.contains("200 kB"));
        assert!(found(r#"{"maxPacked":"200 kB","maxFiles":4,"target":"."}"#).0.is_empty());
    }
}
