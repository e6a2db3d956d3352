//! A dependency is packed along, and no field says so.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    install::bundled::unlisted_bundles,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A dependency is packed in `node_modules` and is not listed in `"bundleDependencies"`.
    ///
    /// ## Why it matters
    ///
    /// Package managers do not use the packed copy: they fetch the dependency from the registry, in the version that is there, and
    /// fail where there is none. The copy is downloaded for nothing.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "dependencies": { "parser": "^2.0.0" } }
    /// ```
    ///
    /// With `node_modules/parser` packed, say that it is meant, or leave it out:
    ///
    /// ```json
    /// { "dependencies": { "parser": "^2.0.0" }, "bundleDependencies": ["parser"] }
    /// ```
    "unlisted-bundled-dependency", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    let unlisted = unlisted_bundles(facts.package);
    let Some(((name, at), others)) = unlisted.split_first() else { return };
    let place = PackagePlace { file: manifest.path().clone(), span: *at };
    let more = match others.len() {
        0 => String::new(),
        1 => " (and 1 other)".to_owned(),
        more => format!(" (and {more} others)"),
    };
    let message = format!(
        "{name}{more} is packed in node_modules and not listed in \"bundleDependencies\": managers fetch it all the same"
    );
    let help = "list it, or leave node_modules out of the tarball".to_owned();
    findings.add(finding(&RULE, Some(place), message, Some(help)));
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn a_copy_that_no_manager_uses() {
        let files = |manifest| [("package.json", manifest), ("node_modules/a/package.json", "{}")];
        let found = |manifest| messages("unlisted-bundled-dependency", &files(manifest));
        assert_eq!(
            found(r#"{"dependencies":{"a":"1"}}"#),
            [
                "a is packed in node_modules and not listed in \"bundleDependencies\": managers fetch it all the same"
            ]
        );
        assert!(found(r#"{"dependencies":{"a":"1"},"bundleDependencies":["a"]}"#).is_empty());
        assert!(found("{}").is_empty());
    }
}
