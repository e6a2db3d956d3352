//! "main" leads to a file that is not packed, and Node loads an index file in its place.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::{EntryKind, EntryPoint, target_file},
    facts::Facts,
    path::join,
    resolve::{Mode, disk::path_resolve},
    rules::{
        rule,
        support::{finding, near::ENDINGS},
    },
};

rule! {
    /// `"main"` leads to a file that is not packed, and Node falls back to an index file.
    ///
    /// ## Why it matters
    ///
    /// It works by accident, with a deprecation warning (DEP0128), and loads another file than package.json says.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "main": "./dist/index.js" }
    /// ```
    ///
    /// Name the file that is packed:
    ///
    /// ```json
    /// { "main": "./index.js" }
    /// ```
    "missing-main", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let entries = facts.nodes.iter().flat_map(|node| &node.entry_points);
    let mains = entries.filter(|entry| entry.kind == EntryKind::Main);
    findings.extend(mains.filter_map(|entry| diagnostic(facts, entry)));
}

fn diagnostic(facts: &Facts<'_>, entry: &EntryPoint) -> Option<Diagnostic> {
    let main = facts.package.manifest()?.get("main")?.as_str().filter(|main| !main.is_empty())?;
    let (_, resolution) = entry.resolutions.iter().find(|(mode, _)| *mode == Mode::Require)?;
    let loaded = target_file(resolution)?;
    let wanted = path_resolve("/", main);
    let wanted = wanted.trim_start_matches('/');
    let is_meant = loaded.as_str() == wanted
        || ENDINGS.iter().any(|ending| loaded.as_str() == format!("{wanted}{ending}"))
        // "main" may name a folder, of which Node loads the index file.
        || loaded.as_str().starts_with(&join(wanted, ""));
    if is_meant || wanted.is_empty() {
        return None;
    }
    let message = format!("\"main\" is {main}, which is not packed, and Node falls back to {loaded}");
    let help = format!("write \"./{loaded}\" if that file is meant, else pack the other one");
    Some(finding(&RULE, entry.declared.clone(), message, Some(help)))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest = format!(r#"{{"main":"{main}"}}"#);
        messages(
            "missing-main",
            &[("package.json", &manifest), ("index.js", ""), ("lib/index.js", ""), ("b.js", "")],
        )
    }

    #[test]
    fn a_main_that_another_file_stands_in_for() {
        assert_eq!(
            found("dist/a.js"),
            ["\"main\" is dist/a.js, which is not packed, and Node falls back to index.js"]
        );
    }

    #[test]
    fn a_main_that_is_there_is_silent() {
        for main in ["b", "./b.js", "lib", "lib/", "", ".", "./", "index"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
