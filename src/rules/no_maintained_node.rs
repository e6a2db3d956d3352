//! package.json names only versions of Node that nobody maintains any more.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    node::lines::maintained_majors,
    package::engines::DeclaredEngines,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{exclusions::Exclusions, finding},
    },
};

rule! {
    /// `"engines"` admits no version of Node that is maintained.
    ///
    /// ## Why it matters
    ///
    /// npm and pnpm warn wherever the package is installed on a newer Node, and yarn 1 refuses to install it. What packproof says of
    /// such a package holds for the version that the first line of its report names.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "engines": { "node": "14.x" } }
    /// ```
    ///
    /// Admit the versions that you test:
    ///
    /// ```json
    /// { "engines": { "node": ">=14" } }
    /// ```
    "no-maintained-node", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(engines) = DeclaredEngines::of(facts.package) else { return };
    let Some(exclusions) = Exclusions::of(facts.package) else { return };
    let majors = maintained_majors();
    let is_admitted = majors.iter().any(|major| engines.admits_any_of_line(*major));
    if is_admitted || exclusions.engines("node").next().is_some() {
        return;
    }
    let at = PackagePlace { file: exclusions.path.clone(), span: engines.span };
    let checked: Vec<_> = facts.nodes.iter().map(|node| node.node.version.to_string()).collect();
    let message = format!(
        "engines.node is \"{}\", which admits no Node that is maintained: npm and pnpm warn on newer ones, and yarn 1 refuses to \
         install the package; Node {} was checked",
        engines.text,
        checked.join(", ")
    );
    let oldest = majors.first().copied().unwrap_or_default();
    let help = format!("admit the versions that you test, as in \"{} || >={oldest}\"", engines.text);
    findings.add(finding(&RULE, Some(at), message, Some(help)));
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(engines: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","main":"a.js","engines":{{"node":"{engines}"}}}}"#);
        messages("no-maintained-node", &[("package.json", &manifest), ("a.js", "")])
    }

    #[test]
    fn ranges_that_admit_no_maintained_line() {
        assert_eq!(
            found("14.x"),
            [
                "engines.node is \"14.x\", which admits no Node that is maintained: npm and pnpm warn on newer ones, and yarn 1 \
              refuses to install the package; Node 22 was checked"
            ]
        );
        for engines in ["^12 || ^14", "18 || 20", ">=14 <21"] {
            assert_eq!(found(engines).len(), 1, "{engines}");
        }
    }

    #[test]
    fn other_ranges_are_silent() {
        for engines in ["*", ">=14", "^14 || ^22.1", "24.0.0", "<22 || >=26", ">=99", "lts", "26 || 27"] {
            assert!(found(engines).is_empty(), "{engines}");
        }
    }
}
