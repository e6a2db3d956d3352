//! A dependency that nothing packed mentions.

use crate::{
    diagnostic::Findings,
    facts::Facts,
    hash::HashSet,
    json::Node,
    resolve::{error::Place, parse_package_name},
    rules::{
        rule,
        support::{finding, mentions, packages::type_package_of},
    },
};

rule! {
    /// A package of `"dependencies"` is mentioned by no packed file.
    ///
    /// ## Why it matters
    ///
    /// Everyone who installs the package downloads it for nothing. Build tools and bundled code belong into `"devDependencies"`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "dependencies": { "typescript": "^5.0.0" } }
    /// ```
    ///
    /// What only the build needs:
    ///
    /// ```json
    /// { "devDependencies": { "typescript": "^5.0.0" } }
    /// ```
    "unused-dependency", Warning
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(manifest) = facts.package.manifest() else { return };
    let Some(dependencies) = manifest.get("dependencies").and_then(Node::as_object) else { return };
    if facts.nodes.iter().all(|node| node.linkage.graph.is_empty()) {
        return; // A package without modules may well consist of its dependencies.
    }
    let requested = requested(facts);
    let is_packed = |name: &str| facts.package.files().is_directory(&format!("node_modules/{name}"));
    let is_asked_for = |name: &str| requested.contains(name) || is_packed(name);
    let asked_of: Vec<_> = dependencies
        .iter()
        .filter(|member| !is_asked_for(&member.key.value))
        .map(|member| (member, type_package_of(&member.key.value).unwrap_or_else(|| member.key.value.clone())))
        .collect();
    let names: Vec<&str> = asked_of.iter().map(|(_, name)| name.as_str()).collect();
    let mentioned = mentions::of(facts, &names);
    for ((member, _), _) in asked_of.iter().zip(mentioned).filter(|(_, is_mentioned)| !is_mentioned) {
        let name = member.key.value.as_str();
        let at = Place { file: manifest.path().clone(), span: member.key.span };
        let message = format!("\"{name}\" is in \"dependencies\", and no packed file mentions it");
        let help = "move it to \"devDependencies\", or remove it".to_owned();
        findings.add(finding(&RULE, Some(at), message, Some(help)));
    }
}

/// The packages that modules ask for, so that no text needs to be searched for them.
fn requested<'f>(facts: &'f Facts<'_>) -> HashSet<&'f str> {
    let modules = facts.nodes.iter().flat_map(|node| node.linkage.graph.iter());
    let requests = modules.flat_map(|(_, module)| &module.requests);
    let names = requests.filter_map(|edge| parse_package_name(&edge.request.specifier.value));
    names.map(|bare| bare.name).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(dependency: &str, files: &[(&str, &str)]) -> Vec<String> {
        let manifest = format!(
            r#"{{"main":"a.js","dependencies":{{"{dependency}":"1"}},"scripts":{{"install":"tool x"}}}}"#
        );
        let mut all = vec![("package.json", manifest.as_str()), ("a.js", "require('x')")];
        all.extend(files);
        messages("unused-dependency", &all)
    }

    #[test]
    fn names_that_stand_nowhere() {
        assert_eq!(
            found("left-pad", &[("README.md", "left-pad"), ("b.js", "left-padding")]),
            ["\"left-pad\" is in \"dependencies\", and no packed file mentions it"]
        );
    }

    #[test]
    fn names_that_stand_anywhere_are_silent() {
        for (dependency, files) in [
            ("x", vec![]),
            ("tool", vec![]),
            ("y", vec![("b.d.ts", "import type { Y } from 'y'")]),
            ("@types/y", vec![("b.d.ts", "import type { Y } from 'y'")]),
            ("@types/s__y", vec![("b.d.ts", "import type { Y } from '@s/y'")]),
            ("@types/node", vec![]),
            ("theme", vec![("b.css", "@import 'theme/index.css';")]),
            ("@s/a", vec![("b.js", "require(`@s/${name}`)")]),
            ("packed", vec![("node_modules/packed/index.js", "")]),
        ] {
            assert!(found(dependency, &files).is_empty(), "{dependency}");
        }
    }
}
