//! A nested package.json has "exports" that nobody reads.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    manifest::Manifest,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{author::is_for_show, finding},
    },
};

rule! {
    /// A package.json below the root has `"exports"`, which nobody reads.
    ///
    /// ## Why it matters
    ///
    /// Node, TypeScript and bundlers read `"exports"` of the package.json that the package is installed with, and of no other one. From
    /// one in a folder they take `"type"` and, where the root has no `"exports"`, `"main"` and its kin.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "main": "../dist/server.cjs", "exports": { "import": "../dist/server.mjs" } }
    /// ```
    ///
    /// With that in `server/package.json`, say so in the package.json of the root:
    ///
    /// ```json
    /// { "exports": { "./server": { "import": "./dist/server.mjs", "require": "./dist/server.cjs" } } }
    /// ```
    "unread-exports", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    findings.extend(diagnostic(facts));
}

fn diagnostic(facts: &Facts<'_>) -> Option<Diagnostic> {
    let nested = facts.package.manifests().filter(|manifest| is_nested(facts, manifest));
    let place = |manifest: &Manifest| {
        let exports = manifest
            .get("exports")
            .filter(|exports| exports.as_object().is_some() || exports.as_str().is_some())?;
        Some(PackagePlace { file: manifest.path().clone(), span: exports.span })
    };
    let mut found: Vec<PackagePlace> = nested.filter_map(place).collect();
    // `manifests` has no order, and the first one is named.
    found.sort();
    let mut found = found.into_iter();
    let first = found.next()?;
    let also: Vec<PackagePlace> = found.collect();
    let more = match also.len() {
        0 => String::new(),
        1 => ", nor of 1 other folder".to_owned(),
        more => format!(", nor of {more} other folders"),
    };
    let message = format!("nobody reads \"exports\" of {}{more}", first.file);
    let help = "say it in \"exports\" of the root, and leave it out there".to_owned();
    Some(Diagnostic { also, ..finding(&RULE, Some(first), message, Some(help)) })
}

/// Tells whether a package.json is neither the root's nor that of a package that is packed along, nor one by whose name its own
/// files may import it.
fn is_nested(facts: &Facts<'_>, manifest: &Manifest) -> bool {
    let path = manifest.path();
    let names_itself =
        || manifest.get("name").and_then(|name| name.as_str()).is_some_and(|name| names(facts, name));
    let is_packed_along = || path.as_str().split('/').any(|part| part == "node_modules");
    !path.directory().is_empty()
        && !path.is_outside()
        // A template is a project of its own.
        && !is_for_show(path.as_str())
        && !is_packed_along()
        && !names_itself()
}

/// Tells whether a module asks for a package of this name.
fn names(facts: &Facts<'_>, name: &str) -> bool {
    let graph = facts.nodes.first().map(|node| &node.linkage.graph);
    let requests = graph.into_iter().flat_map(|graph| graph.iter()).flat_map(|(_, module)| &module.requests);
    requests.map(|edge| edge.request.specifier.value.as_str()).any(|specifier| {
        specifier.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(path: &str, nested: &str, code: &str) -> Vec<String> {
        let files = [("package.json", r#"{"name":"p","main":"a.js"}"#), ("a.js", code), (path, nested)];
        messages("unread-exports", &files)
    }

    #[test]
    fn exports_of_a_folder() {
        assert_eq!(
            found("sub/package.json", r#"{"exports":"./a.js"}"#, ""),
            ["nobody reads \"exports\" of sub/package.json"]
        );
    }

    #[test]
    fn what_is_read_is_silent() {
        for (path, nested, code) in [
            ("sub/package.json", r#"{"main":"./a.js","type":"module"}"#, ""),
            ("node_modules/a/package.json", r#"{"exports":"./a.js"}"#, ""),
            ("sub/package.json", r#"{"name":"s","exports":"./a.js"}"#, "require('s/x')"),
        ] {
            assert!(found(path, nested, code).is_empty(), "{path} {nested}");
        }
    }
}
