//! package.json does not say which versions of Node the package runs on.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
    text::Span,
};

rule! {
    /// package.json has no `"engines"` for Node.
    ///
    /// ## Why it matters
    ///
    /// Package managers warn those who install a package on a Node that `"engines"` excludes, and yarn 1 stops. Without it, an older
    /// Node fails at the first syntax or module that it does not have. It also says when the package stops to care for a version:
    /// with it, packproof asks the lowest one that is admitted.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "main": "index.js" }
    /// ```
    ///
    /// Name the oldest Node that is tested:
    ///
    /// ```json
    /// { "main": "index.js", "engines": { "node": ">=22" } }
    /// ```
    "no-engines", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let (Some(manifest), Some(node)) = (facts.package.manifest(), facts.nodes.first()) else { return };
    let is_told = manifest
        .get("engines")
        // In an old form "engines" is a text: `"engines": "node >= 18"`.
        .is_some_and(|engines| engines.get("node").is_some() || engines.as_str().is_some());
    let mut verdicts = node.linkage.verdicts.iter();
    if is_told || !verdicts.any(|verdict| verdict.causes.is_empty() && verdict.module.is_some()) {
        return;
    }
    let at = PackagePlace { file: manifest.path().clone(), span: Span::default() };
    let message =
        "package.json names no version of Node in \"engines\": nobody learns on installing it where it runs";
    let help = format!(
        "name the oldest version that you test; {} was checked here: \"engines\": {{ \"node\": \">={}\" }}",
        node.node.version, node.node.version
    );
    findings.add(finding(&RULE, Some(at), message.to_owned(), Some(help)));
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::only;

    fn found(manifest: &str) -> (String, String) {
        only("no-engines", &[("package.json", manifest), ("a.js", ""), ("a.d.ts", "export {}")])
    }

    #[test]
    fn packages_that_do_not_say_it() {
        let (message, help) = found(r#"{"name":"p","main":"a.js","engines":{"npm":">=8"}}"#);
        assert!(message.starts_with("package.json names no version of Node"));
        assert!(help.ends_with("\"engines\": { \"node\": \">=22\" }"), "{help}");
    }

    #[test]
    fn packages_that_say_it_and_those_for_no_node_are_silent() {
        for manifest in [
            r#"{"name":"p","main":"a.js","engines":{"node":"*"}}"#,
            r#"{"name":"p","main":"","types":"a.d.ts"}"#,
            r#"{"name":"p","main":"gone.js"}"#,
        ] {
            assert_eq!(found(manifest).0, "", "{manifest}");
        }
    }
}
