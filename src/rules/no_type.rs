//! package.json does not say what its `.js` files are.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    link::graph::{Module, ReachedBy},
    manifest::Manifest,
    path::PackagePath,
    resolve::{error::PackagePlace, format::Format},
    rules::{rule, support::finding},
    text::Span,
};

rule! {
    /// package.json has no `"type"`, and all its `.js` files are CommonJS.
    ///
    /// ## Why it matters
    ///
    /// Node takes such a file for CommonJS and, where that does not parse, reads it once more as an ES module. `"type"` says it, so
    /// that neither Node nor another program has to guess, and a slip (an `import` in one of them) shows at once. Nothing is said
    /// where some of the `.js` files are ES modules: bundlers that read `"module"` would take the word of `"type"` for these, too.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "main": "index.js" }
    /// ```
    ///
    /// Say what the file is:
    ///
    /// ```json
    /// { "type": "commonjs", "main": "index.js" }
    /// ```
    "no-type", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let (Some(manifest), Some(node)) = (facts.package.manifest(), facts.nodes.first()) else { return };
    if manifest.get("type").is_some() {
        return;
    }
    let nested: Vec<&str> = facts.package.manifests().map(|nested| nested.path().directory()).collect();
    let untold = || {
        let modules = node.linkage.graph.iter().map(|(_, module)| module);
        modules.filter(|module| module.path.extension() == ".js" && is_of_root(&module.path, &nested))
    };
    let is_loaded =
        |module: &Module| module.reached_by == ReachedBy::Node && module.format == Format::CommonJs;
    let is_plain = untold().any(is_loaded) && untold().all(|module| module.format == Format::CommonJs);
    if is_plain {
        findings.add(finding(&RULE, Some(start(manifest)), MESSAGE.to_owned(), Some(HELP.to_owned())));
    }
}

const MESSAGE: &str =
    "package.json has no \"type\": that its .js files are CommonJS, Node and other programs have to find out";
const HELP: &str = "add \"type\": \"commonjs\"";

fn start(manifest: &Manifest) -> PackagePlace {
    PackagePlace { file: manifest.path().clone(), span: Span::default() }
}

/// Tells whether the package.json of the root is the nearest one to a file.
fn is_of_root(path: &PackagePath, nested: &[&str]) -> bool {
    let is_below = |folder: &&str| {
        !folder.is_empty() && path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    !path.is_outside() && !nested.iter().any(is_below)
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(manifest: &str, main: &str) -> bool {
        let files = [
            ("package.json", manifest),
            ("a.js", main),
            ("es.js", "export {}"),
            ("es/package.json", r#"{"type":"module"}"#),
            ("es/b.js", "export {}"),
            ("c.cjs", ""),
        ];
        let files: Vec<_> =
            files.into_iter().filter(|(path, _)| *path != "es.js" || main.contains("es.js")).collect();
        !messages("no-type", &files).is_empty()
    }

    #[test]
    fn commonjs_that_nobody_calls_so() {
        assert!(found(r#"{"name":"p","main":"a.js"}"#, "exports.a = 1"));
        assert!(found(
            r#"{"name":"p","exports":{"require":"./a.js","import":"./es/b.js"}}"#,
            "exports.a = 1"
        ));
    }

    #[test]
    fn what_is_told_or_mixed_is_silent() {
        for (manifest, main) in [
            (r#"{"name":"p","type":"commonjs","main":"a.js"}"#, "exports.a = 1"),
            (r#"{"name":"p","type":"module","main":"a.js"}"#, "export {}"),
            (r#"{"name":"p","main":"a.js","module":"es.js"}"#, "exports.a = 'es.js'"),
            (r#"{"name":"p","main":"a.js"}"#, "export {}"),
            (r#"{"name":"p","exports":"./c.cjs"}"#, "exports.a = 1"),
        ] {
            assert!(!found(manifest, main), "{manifest} {main}");
        }
    }
}
