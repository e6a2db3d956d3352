//! A peer that a dependency contradicts.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    install::peers::{ContradictoryPeer, contradictory_peers},
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A package is in `"peerDependencies"` and in `"dependencies"`, with ranges that have no version in common.
    ///
    /// ## Why it matters
    ///
    /// Package managers install the dependency below the package and do not look at the peer. A consumer who provides the version that
    /// the peer asks for has two copies: another `React`, other classes, other state than the package sees.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "dependencies": { "react": "^18.0.0" }, "peerDependencies": { "react": "^19.0.0" } }
    /// ```
    ///
    /// Declare as a peer only the package that the consumer brings:
    ///
    /// ```json
    /// { "peerDependencies": { "react": "^18.0.0 || ^19.0.0" } }
    /// ```
    "contradictory-peer", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    for ContradictoryPeer { name, wanted, installed, at } in contradictory_peers(facts.package) {
        let at = PackagePlace { file: manifest.path().clone(), span: at };
        let message = format!(
            "{name} is a peer (\"{wanted}\") and a dependency (\"{installed}\"), and no version is both: consumers get two copies"
        );
        let help = "keep the peer, if consumers bring it, else the dependency".to_owned();
        findings.add(finding(&RULE, Some(at), message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn a_peer_that_a_dependency_contradicts() {
        let found = |manifest| messages("contradictory-peer", &[("package.json", manifest)]);
        assert_eq!(
            found(r#"{"dependencies":{"a":"^1"},"peerDependencies":{"a":"^2"}}"#),
            [
                "a is a peer (\"^2\") and a dependency (\"^1\"), and no version is both: consumers get two copies"
            ]
        );
        assert!(found(r#"{"dependencies":{"a":"^1"},"peerDependencies":{"a":"*"}}"#).is_empty());
    }
}
