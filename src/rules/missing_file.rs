//! An entry point leads to a file that is not packed.

use crate::{
    diagnostic::{Diagnostic, Findings},
    entry_points::{EntryKind, EntryPoint},
    facts::Facts,
    package::Package,
    resolve::{Mode, error::ResolveError},
    rules::rule,
};

rule! {
    /// An entry point leads to a file that is not packed.
    ///
    /// ## Why it matters
    ///
    /// Whoever imports it gets `ERR_MODULE_NOT_FOUND`. The file may never have been built, `"files"` may leave it
    /// out, or the line may have outlived it.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "files": ["dist"], "exports": { ".": "./lib/index.js" } }
    /// ```
    ///
    /// The target must be packed:
    ///
    /// ```json
    /// { "files": ["dist"], "exports": { ".": "./dist/index.js" } }
    /// ```
    "missing-file", Error
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for node in &facts.nodes {
        for entry in &node.entry_points {
            for (mode, resolution) in &entry.resolutions {
                if let Err(ResolveError::ModuleNotFound { missing, .. }) = &resolution.result
                    && entry.is_meant_for(facts.package, *mode)
                {
                    findings.add(diagnostic(facts.package, entry, *mode, missing));
                }
            }
        }
    }
}

fn diagnostic(package: &Package, entry: &EntryPoint, mode: Mode, missing: &str) -> Diagnostic {
    let what = match entry.kind {
        EntryKind::Bin => format!("the bin \"{}\"", entry.subpath),
        EntryKind::Main => "\"main\"".to_owned(),
        EntryKind::Export => format!("\"{}\"", entry.subpath),
    };
    Diagnostic {
        rule: RULE.name,
        severity: RULE.severity,
        message: format!("{what} leads to {missing}, which is not packed"),
        help: help(package, missing),
        at: entry.declared.clone(),
        entry_points: [entry.subpath.clone()].into(),
        modes: [mode].into(),
    }
}

fn help(package: &Package, missing: &str) -> Option<String> {
    let by_case = package.files().differing_only_by_case(missing);
    by_case.map(|near| format!("{near} is packed: the case differs, and most disks care"))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::messages;

    #[test]
    fn targets_that_are_not_packed() {
        for (manifest, expected) in [
            (r#"{"exports":"./a.js"}"#, "\".\" leads to a.js, which is not packed"),
            (r#"{"main":"lib/a"}"#, "\"main\" leads to lib/a, which is not packed"),
            (
                r#"{"exports":{},"bin":{"tool":"./cli.js"}}"#,
                "the bin \"tool\" leads to cli.js, which is not packed",
            ),
        ] {
            assert_eq!(messages("missing-file", &[("package.json", manifest)]), [expected], "{manifest}");
        }
    }

    #[test]
    fn what_is_packed_or_not_for_node_is_silent() {
        for manifest in [
            r#"{"exports":"./b.js"}"#,
            r#"{"main":"b"}"#,
            r#"{"types":"b.d.ts"}"#,
            r#"{"exports":{"types":"./b.d.ts"}}"#,
            r#"{"exports":{"./*":"./lib/*.js"}}"#,
        ] {
            assert!(
                messages("missing-file", &[("package.json", manifest), ("b.js", "")]).is_empty(),
                "{manifest}"
            );
        }
    }
}
