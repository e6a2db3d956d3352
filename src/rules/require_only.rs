//! A subpath has a `require` condition only.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::EntryPoint,
    facts::{Facts, NodeFacts},
    link::Verdict,
    resolve::{Mode, error::PackagePlace},
    rules::{
        rule,
        support::{
            finding,
            lone_condition::{is_refused, others, place},
        },
    },
};

rule! {
    /// A subpath of "exports" has the condition `require` and none for `import`, although Node could import its file.
    ///
    /// ## Why it matters
    ///
    /// The condition `require` holds for `require` only, so that every `import` fails with ERR_PACKAGE_PATH_NOT_EXPORTED: in Node,
    /// and in bundlers, which take `import` for the condition of an `import` as well. Node imports CommonJS, so that `default` in
    /// place of `require` serves both with the same file.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { "require": "./index.js" } }
    /// ```
    ///
    /// One file for both:
    ///
    /// ```json
    /// { "exports": { "default": "./index.js" } }
    /// ```
    "require-only", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    if let Some(node) = facts.nodes.first() {
        findings.extend(diagnostic(facts, node));
    }
}

fn diagnostic(facts: &Facts<'_>, node: &NodeFacts) -> Option<Diagnostic> {
    let found = require_only(facts, node);
    let ((entry, at, is_last), also) = found.split_first()?;
    let name = entry.specifier(facts.package);
    let message = format!(
        "import(\"{name}\") fails for want of a condition, although Node can import what `require` gets{}",
        others(also.len())
    );
    let place = if *is_last { "" } else { ", behind the other conditions" };
    let help = format!("write \"default\" in place of \"require\"{place}");
    let also = also.iter().map(|(_, at, _)| at.clone()).collect();
    Some(Diagnostic { also, ..finding(&RULE, Some(at.clone()), message, Some(help)) })
}

/// Returns the entry points that `import` would load if a condition let it, each with the place of "require", and true if that is
/// the last condition.
fn require_only<'f>(facts: &Facts<'_>, node: &'f NodeFacts) -> Vec<(&'f EntryPoint, PackagePlace, bool)> {
    let required = node.linkage.verdicts.iter().filter(|verdict| verdict.mode == Mode::Require);
    let sound = required.filter(|verdict| verdict.module.is_some() && verdict.causes.is_empty());
    let refused = sound.filter(|verdict| is_refused(node, verdict, Mode::Import));
    // A subpath may be kept from `import` on purpose in a package that gives it others; the package itself never is.
    let imports = |verdict: &Verdict| verdict.mode == Mode::Import && verdict.module.is_some();
    let is_imported = node.linkage.verdicts.iter().any(imports);
    let is_meant = |entry: &&EntryPoint| entry.subpath == "." || !is_imported && is_meant_for_all(entry);
    let entry = |verdict| node.entry_points.get(verdict).filter(is_meant);
    refused
        .filter_map(|verdict| {
            let entry = entry(verdict.entry)?;
            let (at, is_last) = place(facts, entry, "require")?;
            Some((entry, at, is_last))
        })
        .collect()
}

/// Tells whether the name of a subpath does not say that it is for `require`: `./cjs`, `./index.cjs`, `./register`.
fn is_meant_for_all(entry: &EntryPoint) -> bool {
    let is_for_require =
        ["cjs", "commonjs", "require", "register"].iter().any(|word| entry.subpath.contains(word));
    entry.pattern.is_none() && !is_for_require
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(exports: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","exports":{exports}}}"#);
        let files = [("package.json", manifest.as_str()), ("a.js", "exports.a = 1"), ("b.mjs", "export {}")];
        messages("require-only", &files)
    }

    #[test]
    fn subpaths_that_only_a_condition_keeps_from_import() {
        for (exports, expected) in [
            (r#"{"require":"./a.js"}"#, "import(\"p\") fails"),
            (
                r#"{".":{"types":"./a.d.ts","require":"./a.js"},"./x":{"require":"./a.js"}}"#,
                "import(\"p\") fails",
            ),
            (r#"{".":{"require":{"default":"./a.js"}},"./x":"./a.js"}"#, "import(\"p\") fails"),
            (r#"{"./x":{"require":"./a.js"}}"#, "import(\"p/x\") fails"),
        ] {
            let found = found(exports);
            assert!(found.len() == 1 && found[0].starts_with(expected), "{exports}: {found:?}");
        }
    }

    #[test]
    fn what_import_gets_or_is_kept_from_on_purpose_is_silent() {
        for exports in [
            r#"{"default":"./a.js"}"#,
            r#"{"require":"./a.js","import":"./b.mjs"}"#,
            r#"{"require":"./a.js","node":"./a.js"}"#,
            r#"{"require":"./a.js","module-sync":"./b.mjs"}"#,
            r#"{".":{"require":"./a.js","import":null}}"#,
            r#"{"require":"./gone.js"}"#,
            r#"{".":"./a.js","./x":{"require":"./a.js"}}"#,
            r#"{"./cjs":{"require":"./a.js"},"./a.cjs":{"require":"./a.js"}}"#,
            r#"{"import":"./b.mjs"}"#,
        ] {
            assert!(found(exports).is_empty(), "{exports}");
        }
    }
}
