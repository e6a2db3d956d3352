//! package.json is missing, or Node cannot read it.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, Problem},
    manifest::{InvalidManifest, Manifest},
    resolve::error::{PackagePlace, ResolveError},
    rules::{
        rule,
        support::{aside, finding, report, words},
    },
    text::Span,
};

rule! {
    /// The package has no package.json, or one that Node cannot read.
    ///
    /// ## Why it matters
    ///
    /// npm installs a registry package without a readable package.json all the same, and each `import` of it fails
    /// with `ERR_INVALID_PACKAGE_CONFIG`, or finds nothing. Since Node 22 a `"name"` or `"type"` that is not a string
    /// is enough.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "name": "pkg", "type": null }
    /// ```
    ///
    /// Leave the key out, or give it a string:
    ///
    /// ```json
    /// { "name": "pkg", "type": "module" }
    /// ```
    "invalid-package-json", Error where it breaks an entry point, of InvalidPackageJson
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else {
        let help = "pack the package with `npm pack`, which adds package.json".to_owned();
        return findings.add(finding(&RULE, None, "there is no package.json".to_owned(), Some(help)));
    };
    for node in &facts.nodes {
        if let Err(invalid) = manifest.config(node.node.version.profile().manifest_reader)
            // `limit-reached` reports a package.json that is too large or too deep to be read.
            && manifest.limit().is_none()
        {
            let (message, help, span) = words_for(&invalid, manifest.path().as_str());
            let at = PackagePlace { file: manifest.path().clone(), span };
            findings.add(finding(&RULE, Some(at), message, help));
        }
    }
    wrong_types(manifest, findings);
    for problem in problems {
        let (message, help, at) = of_scope(facts, problem);
        findings.add(Diagnostic { at, ..report(&RULE, problem, message, help) });
    }
}

/// Returns the fault of the package.json that keeps a file from being loaded.
fn of_scope(facts: &Facts<'_>, problem: &Problem) -> (String, Option<String>, Option<PackagePlace>) {
    let at = words::resolve_error(problem).and_then(ResolveError::at).or(problem.at.as_ref());
    let manifest = at.and_then(|at| facts.package.manifest_in(at.file.directory()));
    let readers = facts.nodes.iter().map(|node| node.node.version.profile().manifest_reader);
    let invalid = manifest.and_then(|manifest| {
        let invalid = readers.into_iter().find_map(|reader| manifest.config(reader).err())?;
        let (message, help, span) = words_for(&invalid, manifest.path().as_str());
        Some((message, help, Some(PackagePlace { file: manifest.path().clone(), span })))
    });
    invalid.unwrap_or_else(|| (words::nodes_words(problem), None, at.cloned()))
}

fn words_for(invalid: &InvalidManifest, file: &str) -> (String, Option<String>, Span) {
    match invalid {
        InvalidManifest::NotJson(error) => (format!("{file} is not JSON: {error}"), None, error.span),
        InvalidManifest::NotUtf8 => {
            let help = "save it as UTF-8".to_owned();
            (format!("{file} is not UTF-8, which Node 22 and newer refuse"), Some(help), Span::default())
        }
        InvalidManifest::NotAnObject(span) => (format!("{file} is not an object"), None, *span),
        InvalidManifest::NotAString(key, span) => (
            format!("\"{key}\" is not a string: Node 22 and newer refuse the whole {file}"),
            Some(format!("give \"{key}\" a string, or leave it out")),
            *span,
        ),
    }
}

/// Reports values that Node ignores without a message.
fn wrong_types(manifest: &Manifest, findings: &mut RuleFindings) {
    let Some(main) = manifest.get("main").filter(|main| main.as_str().is_none()) else { return };
    let at = PackagePlace { file: manifest.path().clone(), span: main.span };
    let help = "give the path of the file that `import` and `require` should load".to_owned();
    let message = "\"main\" is not a string, and Node takes no notice of it".to_owned();
    findings.add(aside(&RULE, Some(at), message, Some(help)));
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_node_refuses_is_said() {
        for (manifest, expected) in [
            (
                r#"{"name":"p","type":null}"#,
                "\"type\" is not a string: Node 22 and newer refuse the whole package.json",
            ),
            ("[]", "package.json is not an object"),
            (r#"{"name":"p",}"#, "package.json is not JSON: Unexpected token '}' in JSON"),
            (r#"{"name":"p","main":{}}"#, "\"main\" is not a string, and Node takes no notice of it"),
        ] {
            assert_eq!(
                messages("invalid-package-json", &[("package.json", manifest)]),
                [expected],
                "{manifest}"
            );
        }
        assert_eq!(messages("invalid-package-json", &[("a.js", "")]), ["there is no package.json"]);
    }

    #[test]
    fn what_it_reads_is_silent() {
        for manifest in [r#"{}"#, r#"{"name":"p","type":"weird","main":"a.js"}"#] {
            assert!(messages("invalid-package-json", &[("package.json", manifest)]).is_empty(), "{manifest}");
        }
    }
}
