//! The file that "source" names is not packed.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    json::{JsonContent, JsonNode},
    link::declared_files::is_packed_for,
    manifest::consumers::FileKind,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// The file that the field `"source"` names is not packed.
    ///
    /// ## Why it matters
    ///
    /// `"source"` is the entry of those who build the package: microbundle and react-native-builder-bob read it in the package that
    /// they build, and Parcel also in packages that are linked from the same repository. None of them reads it in a package that is
    /// installed: the package works for all who only use it. Hurt are those who build it again from what is published, for a fork or
    /// a patch.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "main": "./dist/index.js", "source": "./src/index.ts", "files": ["dist"] }
    /// ```
    ///
    /// Pack the sources, which also serves source maps, or take the field for what it is:
    ///
    /// ```json
    /// { "main": "./dist/index.js", "source": "./src/index.ts", "files": ["dist", "src"] }
    /// ```
    "unpacked-source", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    let is_packed = |path: &str| is_packed_for(facts.package, FileKind::Module, path);
    let mut sources = manifest.get("source").map(named).unwrap_or_default().into_iter();
    let is_lost = |path: &&str| !path.is_empty() && !path.contains("://") && !is_packed(path);
    let lost = sources.find_map(|node| Some((node, node.as_str().filter(is_lost)?)));
    let Some((node, path)) = lost else { return };
    let at = PackagePlace { file: manifest.path().clone(), span: node.span };
    let message = format!(
        "\"source\" leads tools that build the package again (microbundle, Parcel) to {path}, which is not packed"
    );
    let help = "pack it for forks and patches; whoever installs the package does not need it".to_owned();
    findings.add(finding(&RULE, Some(at), message, Some(help)));
}

/// Returns the texts of the field: Parcel reads a list of them, too.
fn named(node: &JsonNode) -> Vec<&JsonNode> {
    match &node.value {
        JsonContent::Array(items) => items.iter().collect(),
        _ => vec![node],
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(source: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","main":"a.js",{source}}}"#);
        messages("unpacked-source", &[("package.json", &manifest), ("a.js", ""), ("src/index.ts", "")])
    }

    #[test]
    fn sources_that_are_not_packed() {
        for source in [r#""source":"./src/gone.ts""#, r#""source":["src/index.ts","./src/gone.ts"]"#] {
            let expected = "\"source\" leads tools that build the package again (microbundle, Parcel) to ./src/gone.ts, which is not packed";
            assert_eq!(found(source), [expected]);
        }
    }

    #[test]
    fn sources_that_are_packed_or_are_no_paths_are_silent() {
        for source in [
            r#""source":"src/index.ts""#,
            r#""source":"./src/index""#,
            r#""source":"src""#,
            r#""source":["src/index.ts","a.js"]"#,
            r#""source":true"#,
            r#""source":{"./a.js":"./gone.js"}"#,
            r#""source":"""#,
            r#""source":"../src/index.ts""#,
            r#""source":"https://example.org/a.ts""#,
            r#""sources":"src/gone.ts""#,
        ] {
            assert!(found(source).is_empty(), "{source}");
        }
    }
}
