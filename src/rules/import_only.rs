//! A subpath has an `import` condition only, although every Node in question can require ES modules.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::EntryPoint,
    facts::{Facts, NodeFacts},
    link::{Verdict, WaitingModules},
    resolve::{Mode, error::PackagePlace, format::Format},
    rules::{
        rule,
        support::{
            finding,
            lone_condition::{is_refused, others, place},
        },
    },
};

rule! {
    /// A subpath of "exports" has the condition `import` and none for `require`, although Node could require its ES module.
    ///
    /// ## Why it matters
    ///
    /// The condition `import` holds for `import` only, so that `require` fails with ERR_PACKAGE_PATH_NOT_EXPORTED. Since Node
    /// 20.19 and 22.12, `require` of an ES module works, unless it waits for a top-level `await`. With `default` in place of
    /// `import` the same file serves both, and the package needs no second build. The price: a consumer who requires it gets the
    /// namespace of the module (`require('my-lib').default` for its default export), and a later top-level `await` breaks that
    /// consumer. Older Nodes fail as before, with ERR_REQUIRE_ESM.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "type": "module", "exports": { ".": { "import": "./index.js" } } }
    /// ```
    ///
    /// One file for both:
    ///
    /// ```json
    /// { "type": "module", "exports": { ".": { "default": "./index.js" } } }
    /// ```
    "import-only", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let can_require = |node: &NodeFacts| {
        let profile = node.node.version.profile();
        profile.require_esm && profile.require_detected_esm
    };
    if let Some(node) = facts.nodes.first().filter(|_| facts.nodes.iter().all(|node| can_require(node))) {
        findings.extend(diagnostic(facts, node));
    }
}

fn diagnostic(facts: &Facts<'_>, node: &NodeFacts) -> Option<Diagnostic> {
    let mut found = import_only(facts, node);
    let (first, also) = found.split_first_mut()?;
    let name = |entry: &EntryPoint| entry.specifier(facts.package);
    let others = others(also.len());
    let message = format!(
        "require(\"{}\") fails for want of a condition, although Node can require the ES module{others}",
        name(first.0)
    );
    let help = if first.2 {
        "write \"default\" in place of \"import\"; who requires it then gets the namespace of the module"
    } else {
        "write \"default\" in place of \"import\", behind the other conditions; who requires it then gets the namespace of the \
         module"
    };
    let also = also.iter().map(|(_, at, _)| at.clone()).collect();
    Some(Diagnostic { also, ..finding(&RULE, Some(first.1.clone()), message, Some(help.to_owned())) })
}

/// Returns the entry points that `require` would load if a condition let it, each with the place of "import", and true if that is
/// the last condition.
fn import_only<'f>(facts: &Facts<'_>, node: &'f NodeFacts) -> Vec<(&'f EntryPoint, PackagePlace, bool)> {
    let imported = node.linkage.verdicts.iter().filter(|verdict| verdict.mode == Mode::Import);
    let imported =
        imported.filter(|verdict| verdict.format == Some(Format::Module) && verdict.causes.is_empty());
    let mut imported: Vec<&Verdict> =
        imported.filter(|verdict| is_refused(node, verdict, Mode::Require)).collect();
    // Finding the modules that wait takes a walk over the whole graph.
    if !imported.is_empty() {
        let waiting = WaitingModules::of(&node.linkage.graph);
        imported.retain(|verdict| verdict.module.is_some_and(|module| !waiting.contains(module)));
    }
    let entry = |verdict: &&Verdict| {
        // A subpath such as "./esm.mjs" says by its name that it is for `import`.
        let is_meant = |entry: &&EntryPoint| entry.pattern.is_none() && !entry.subpath.ends_with(".mjs");
        let entry = node.entry_points.get(verdict.entry).filter(is_meant)?;
        let (at, is_last) = place(facts, entry, "import")?;
        Some((entry, at, is_last))
    };
    imported.iter().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{findings_on, messages};

    const RULE: &str = "import-only";

    fn found(exports: &str, text: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","type":"module","exports":{exports}}}"#);
        messages(RULE, &[("package.json", &manifest), ("a.js", text), ("b.js", "import './a.js'")])
    }

    #[test]
    fn subpaths_that_only_a_condition_keeps_from_require() {
        for (exports, expected) in [
            (r#"{"import":"./a.js"}"#, "require(\"p\") fails"),
            (r#"{".":{"types":"./a.d.ts","import":"./a.js"}}"#, "require(\"p\") fails"),
            (
                r#"{"./x":{"import":{"default":"./a.js"}},"./y":{"import":"./b.js"}}"#,
                "require(\"p/x\") fails",
            ),
        ] {
            let found = found(exports, "export {}");
            assert!(found.len() == 1 && found[0].starts_with(expected), "{exports}: {found:?}");
        }
    }

    #[test]
    fn what_require_gets_or_could_not_load_is_silent() {
        for (exports, text) in [
            (r#"{"default":"./a.js"}"#, "export {}"),
            (r#""./a.js""#, "export {}"),
            (r#"{"import":"./a.js","require":"./a.js"}"#, "export {}"),
            (r#"{"import":"./a.js","module-sync":"./a.js"}"#, "export {}"),
            (r#"{"import":"./a.js"}"#, "await 1"),
            (r#"{"import":"./b.js"}"#, "await 1"),
            (r#"{"import":"./gone.js"}"#, ""),
            (r#"{".":{"import":"./a.js","require":null}}"#, "export {}"),
            (r#"{"./esm.mjs":{"types":"./a.d.ts","import":"./a.js"}}"#, "export {}"),
        ] {
            assert!(found(exports, text).is_empty(), "{exports}");
        }
        let files = [("package.json", r#"{"name":"p","exports":{"import":"./a.mjs"}}"#), ("a.mjs", "")];
        assert!(findings_on(RULE, &files, "20.18").is_empty());
    }
}
