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

/// How many folders are named.
const NAMED: usize = 4;
/// Bytes of scripts in which each file is looked for.
const LONGEST_SCRIPTS: usize = 64 << 10;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(node) = facts.nodes.first() else { return };
    let folders = by_folder(node, facts);
    if !folders.is_empty() {
        findings.add(diagnostic(folders));
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
    // Nobody's scripts are that long; what no one looks through may well name the file.
    let is_long = texts.iter().map(String::len).sum::<usize>() > LONGEST_SCRIPTS;
    move |module| {
        let without_extension = module.path.as_str().trim_end_matches(module.path.extension());
        is_long || texts.iter().any(|text| text.contains(without_extension))
    }
}

fn diagnostic(folders: BTreeMap<String, Vec<&Module>>) -> Diagnostic {
    let first = folders.values().flatten().map(|module| &module.path).min().cloned();
    let count: usize = folders.values().map(Vec::len).sum();
    let what =
        if count == 1 { "1 packed module is".to_owned() } else { format!("{count} packed modules are") };
    Diagnostic {
        rule: RULE.name,
        severity: RULE.severity,
        message: format!("{what} reached by no entry point: {}", list(folders)),
        help: Some("export what consumers should import, and leave the rest out of \"files\"".to_owned()),
        at: first.map(|file| Place { file, span: Span::default() }),
        entry_points: [].into(),
        modes: [].into(),
        reached_from: [].into(),
    }
}

/// The folders with the most files first.
fn list(folders: BTreeMap<String, Vec<&Module>>) -> String {
    let mut folders: Vec<_> = folders.into_iter().collect();
    folders.sort_by_key(|(_, modules)| std::cmp::Reverse(modules.len()));
    let rest = folders.len().saturating_sub(NAMED);
    let named: Vec<_> = folders.iter().take(NAMED).map(|(folder, modules)| entry(folder, modules)).collect();
    let more = if rest > 0 { format!(", and {rest} more folders") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

fn entry(folder: &str, modules: &[&Module]) -> String {
    match (modules, folder) {
        ([module], _) => module.path.to_string(),
        (_, "") => format!("{} in the root", modules.len()),
        _ => format!("{} in {folder}/", modules.len()),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn what_no_one_imports_is_said() {
        let files =
            [("package.json", r#"{"exports":"./a.js"}"#), ("a.js", ""), ("lib/b.js", ""), ("lib/c.js", "")];
        let expected = "2 packed modules are reached by no entry point: 2 in lib/";
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
