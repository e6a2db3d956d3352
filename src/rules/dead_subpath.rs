//! A key of "exports" that no specifier matches.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem, ThrownBy},
    hash::HashSet,
    manifest::{Manifest, subpaths::SubpathEntry, target::Target},
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{aside, manifest, report},
    },
};

rule! {
    /// A key of `"exports"` matches no specifier, or a pattern no packed file.
    ///
    /// ## Why it matters
    ///
    /// The subpath looks exported, and importing it is `ERR_PACKAGE_PATH_NOT_EXPORTED`. Folder mappings (`"./lib/"`) are gone since
    /// Node 17, a key has at most one `*`, and starts with `./`. Below a condition there are conditions only: a subpath there is taken
    /// for one, which never holds.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { "./lib/": "./lib/" } }
    /// ```
    ///
    /// Use a pattern:
    ///
    /// ```json
    /// { "exports": { "./lib/*": "./lib/*" } }
    /// ```
    "dead-subpath", Error where it breaks an entry point, of DeadSubpath
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let Some(path) = facts.package.manifest().map(Manifest::path) else { return };
    let keys: HashSet<&str> = manifest::exports(facts).map(|entry| entry.key.value.as_str()).collect();
    let mut leads_nowhere: HashSet<&str> = HashSet::default();
    for problem in problems {
        let help = "make the subpaths the outer keys, and the conditions the inner ones: { \".\": { \"import\": … } }";
        findings.add(report(&RULE, problem, BELOW.to_owned(), Some(help.to_owned())));
    }
    for problem in &facts.problems {
        if let ThrownBy::Target { subpath, .. } = &problem.thrown {
            leads_nowhere.insert(subpath.as_str());
        }
    }
    let mut looked_at = 0;
    // A pattern whose target has no `*` is an entry point by itself, and has its own finding if its file is
    // missing.
    for entry in manifest::exports(facts).filter(|entry| !leads_nowhere.contains(&entry.key.value.as_str())) {
        let at = || Some(PackagePlace { file: path.clone(), span: entry.key.span });
        if let Some((message, help)) = dead(facts, &keys, entry, &mut looked_at) {
            findings.add(aside(&RULE, at(), message, Some(help)));
        }
    }
}

const BELOW: &str = "a condition has subpaths below it, and Node takes them for conditions that never hold";

fn dead(
    facts: &Facts<'_>,
    keys: &HashSet<&str>,
    entry: &SubpathEntry,
    looked_at: &mut usize,
) -> Option<(String, String)> {
    let key = entry.key.value.as_str();
    // A key with `null` takes away from what other keys offer, and need not match anything.
    let is_excluded = matches!(entry.target, Target::Null(_));
    let is_pattern = key.matches('*').count() == 1;
    match key {
        "." => None,
        _ if is_excluded => None,
        _ if !key.starts_with("./") => {
            let rest = key.trim_start_matches(['.', '/']);
            Some((
                format!("no specifier matches \"{key}\": a subpath starts with \"./\""),
                format!("write \"./{rest}\""),
            ))
        }
        // A folder key is kept for older Nodes, beside the pattern for newer ones.
        _ if key.ends_with('/') && keys.contains(format!("{key}*").as_str()) => None,
        _ if key.ends_with('/') => Some((
            format!("no specifier matches \"{key}\": Node 17 and newer map no folders"),
            format!("write \"{key}*\", with a `*` at the end of its target, too"),
        )),
        _ if key.matches('*').count() > 1 => Some((
            format!("no specifier matches \"{key}\": a pattern has one `*`"),
            "write one `*`: it stands for any text, `/` included".to_owned(),
        )),
        _ if is_pattern && !has_files(facts, &entry.target, looked_at) => Some((
            format!("no packed file matches \"{key}\""),
            "correct its target, pack the files, or remove the key".to_owned(),
        )),
        _ => None,
    }
}

/// Tells whether a packed file matches one of the target's paths. Targets that are not paths of the package
/// belong to other rules.
fn has_files(facts: &Facts<'_>, target: &Target, looked_at: &mut usize) -> bool {
    let paths = target.paths();
    let mut stars = paths.iter().filter_map(|path| path.value.strip_prefix("./"));
    paths.is_empty()
        || stars.any(|path| manifest::matches_packed(facts, path, looked_at))
        || paths.iter().any(|path| !path.value.starts_with("./"))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(exports: &str) -> Vec<String> {
        let manifest = format!(r#"{{"exports":{exports}}}"#);
        let files =
            [("package.json", manifest.as_str()), ("lib/a.js", ""), ("lib/b.css", ""), ("lib/c/c.js", "")];
        messages("dead-subpath", &files)
    }

    #[test]
    fn keys_that_nothing_matches() {
        for (exports, message) in [
            (r#"{"./lib/":"./lib/"}"#, "no specifier matches \"./lib/\": Node 17 and newer map no folders"),
            (r#"{"./*/*":"./lib/*"}"#, "no specifier matches \"./*/*\": a pattern has one `*`"),
            (r#"{".lib":"./lib/a.js"}"#, "no specifier matches \".lib\": a subpath starts with \"./\""),
            (r#"{"./*":"./dist/*.js"}"#, "no packed file matches \"./*\""),
            (r#"{"./*":{"import":"./lib/*.mjs"}}"#, "no packed file matches \"./*\""),
        ] {
            assert_eq!(found(exports), [message], "{exports}");
        }
    }

    #[test]
    fn subpaths_below_a_condition() {
        let exports = r#"{"import":{".":"./lib/a.js","./a":"./lib/a.js"},"require":"./lib/a.js"}"#;
        assert_eq!(found(exports), [super::BELOW]);
        assert!(found(r#"{"browser":{".":"./lib/a.js"},"default":"./lib/a.js"}"#).is_empty());
    }

    #[test]
    fn keys_that_match_and_exclusions_are_silent() {
        for exports in [
            r#"{".":"./lib/a.js","./*":"./lib/*.js"}"#,
            r#"{"./*":{"browser":"./dist/*.js","default":"./lib/*.js"}}"#,
            r#"{"./*":"./lib/*"}"#,
            r#"{"./css/*":"./lib/*.css"}"#,
            r#"{"./*":"./lib/*/*.js"}"#,
            r#"{"./internal/*":null}"#,
            r#"{"./all/*":"./lib/a.js"}"#,
            r#"{"./lib/internal/":null}"#,
            r#"{"./lib/":"./lib/","./lib/*":"./lib/*"}"#,
        ] {
            assert!(found(exports).is_empty(), "{exports}");
        }
    }
}
