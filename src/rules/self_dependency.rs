//! A package depends on itself.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    install::peers::self_dependency,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// The package is among its own dependencies.
    ///
    /// ## Why it matters
    ///
    /// `npm install my-lib`, run in the folder of my-lib by mistake, writes that. Consumers get a second, most often older copy of the
    /// package below the first.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "name": "my-lib", "version": "2.0.0", "dependencies": { "my-lib": "^1.0.0" } }
    /// ```
    ///
    /// A package imports itself by its name without that:
    ///
    /// ```json
    /// { "name": "my-lib", "version": "2.0.0" }
    /// ```
    "self-dependency", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    if let Some((field, at)) = self_dependency(facts.package) {
        let at = PackagePlace { file: manifest.path().clone(), span: at };
        let message =
            format!("{} is in its own \"{field}\": consumers get another copy of it", facts.package.name());
        findings.add(finding(&RULE, Some(at), message, Some("remove it".to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn a_package_in_its_own_dependencies() {
        let found = |manifest| messages("self-dependency", &[("package.json", manifest)]);
        assert_eq!(
            found(r#"{"name":"p","dependencies":{"p":"1"}}"#),
            ["p is in its own \"dependencies\": consumers get another copy of it"]
        );
        assert!(found(r#"{"name":"p","devDependencies":{"p":"1"},"dependencies":{"@p/p":"1"}}"#).is_empty());
    }
}
