//! Packed JavaScript that no one gets to.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, Findings},
    facts::{Facts, NodeFacts},
    link::graph::{Module, ReachedBy},
    resolve::error::Place,
    rules::rule,
    text::Span,
};

rule! {
    /// Packed JavaScript that no entry point, bin or literal request reaches.
    ///
    /// ## Why it matters
    ///
    /// With "exports", what it does not name cannot be imported by anyone. The files cost everyone who installs the
    /// package, or an entry point that should lead to them is missing.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "files": ["dist"], "exports": { ".": "./dist/index.js" } }
    /// ```
    ///
    /// With `dist/deployment/index.js` packed and imported by nothing, export it or leave it out:
    ///
    /// ```json
    /// { "exports": { ".": "./dist/index.js", "./deployment": "./dist/deployment/index.js" } }
    /// ```
    "unreachable-module", Warning
}

/// How many files are named.
const NAMED: usize = 3;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(node) = facts.nodes.first() else { return };
    for (folder, modules) in by_folder(node, facts) {
        findings.add(diagnostic(&folder, &modules));
    }
}

/// What no version of Node reaches, by folder.
fn by_folder<'f>(node: &'f NodeFacts, facts: &'f Facts<'_>) -> BTreeMap<String, Vec<&'f Module>> {
    let mut folders: BTreeMap<String, Vec<&Module>> = BTreeMap::new();
    let is_mentioned = mentioned(facts);
    for (_, module) in node.linkage.graph.iter() {
        if module.reached_by == ReachedBy::NoOne && !is_mentioned(module) {
            folders.entry(module.path.directory().to_owned()).or_default().push(module);
        }
    }
    folders
}

/// Whether the scripts of package.json name a file, as in `"postinstall": "node scripts/a.js"`.
fn mentioned(facts: &Facts<'_>) -> impl Fn(&Module) -> bool {
    let scripts = facts
        .package
        .manifest()
        .and_then(|manifest| manifest.get("scripts"))
        .and_then(|node| node.as_object());
    let texts: Vec<String> =
        scripts.into_iter().flatten().filter_map(|script| Some(script.value.as_str()?.to_owned())).collect();
    move |module| {
        let without_extension = module.path.as_str().trim_end_matches(module.path.extension());
        texts.iter().any(|text| text.contains(without_extension))
    }
}

fn diagnostic(folder: &str, modules: &[&Module]) -> Diagnostic {
    let mut paths: Vec<&str> = modules.iter().map(|module| module.path.as_str()).collect();
    paths.sort_unstable();
    let rest = paths.len().saturating_sub(NAMED);
    let named = paths.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let place = if folder.is_empty() { "the root of the package".to_owned() } else { format!("{folder}/") };
    let count =
        if paths.len() == 1 { "1 module is".to_owned() } else { format!("{} modules are", paths.len()) };
    let file = modules.iter().map(|module| &module.path).min().cloned();
    Diagnostic {
        rule: RULE.name,
        severity: RULE.severity,
        message: format!("{count} packed in {place} and reached by no entry point: {named}{more}"),
        help: Some("export them, or leave them out of \"files\"".to_owned()),
        at: file.map(|file| Place { file, span: Span::default() }),
        entry_points: [].into(),
        modes: [].into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::messages;

    #[test]
    fn what_no_one_imports_is_said() {
        let files =
            [("package.json", r#"{"exports":"./a.js"}"#), ("a.js", ""), ("lib/b.js", ""), ("lib/c.js", "")];
        let expected = "2 modules are packed in lib/ and reached by no entry point: lib/b.js, lib/c.js";
        assert_eq!(messages("unreachable-module", &files), [expected]);
    }

    #[test]
    fn what_someone_may_get_to_is_silent() {
        for manifest in [
            r#"{"main":"a.js"}"#,
            r#"{"exports":"./a.js","bin":"b.js"}"#,
            r#"{"exports":"./a.js","module":"./b.js"}"#,
            r#"{"exports":{".":{"svelte":"./b.js","default":"./a.js"}}}"#,
            r#"{"exports":"./a.js","scripts":{"postinstall":"node b"}}"#,
            r#"{"exports":"./c.js"}"#,
        ] {
            let files = [
                ("package.json", manifest),
                ("a.js", ""),
                ("b.js", ""),
                ("c.js", "import('./b.js'); require('./a.js')"),
            ];
            let unreached = messages("unreachable-module", &files);
            assert!(!unreached.iter().any(|message| message.contains("b.js")), "{manifest}: {unreached:?}");
        }
    }
}
