//! A path in "sideEffects" is not packed.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    hash::HashSet,
    json::JsonContent,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A path in `"sideEffects"` names no packed file.
    ///
    /// ## Why it matters
    ///
    /// Bundlers keep the modules that `"sideEffects"` lists, and drop each other module of which no name is used. A path that
    /// names nothing is most often that of the source, `./src/polyfill.js`, while `./dist/polyfill.js` is packed: that module is
    /// dropped with what it should have done.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "files": ["dist"], "sideEffects": ["./src/polyfill.js"] }
    /// ```
    ///
    /// Name the file that is packed:
    ///
    /// ```json
    /// { "files": ["dist"], "sideEffects": ["./dist/polyfill.js"] }
    /// ```
    "unmatched-side-effects", Suggestion
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    findings.extend(diagnostic(facts));
}

fn diagnostic(facts: &Facts<'_>) -> Option<Diagnostic> {
    let manifest = facts.package.manifest()?;
    let declared = manifest.get("sideEffects")?;
    // webpack takes a text for the only pattern of a list, also `"false"`.
    let paths = match &declared.value {
        JsonContent::Array(paths) => paths.as_slice(),
        _ => std::slice::from_ref(declared),
    };
    let paths = paths.iter().filter_map(|path| Some((path.as_str()?, path.span)));
    let names: HashSet<&str> = facts.package.files().iter().map(|(file, _)| file_name(file)).collect();
    let mut absent = paths.filter(|(path, _)| is_absent(facts, &names, path));
    let place = |span| PackagePlace { file: manifest.path().clone(), span };
    let (path, span) = absent.next()?;
    let also: Vec<PackagePlace> = absent.map(|(_, span)| place(span)).collect();
    let others = match also.len() {
        0 => String::new(),
        1 => ", nor does 1 other path there".to_owned(),
        more => format!(", nor do {more} other paths there"),
    };
    let message = format!("\"{path}\" in \"sideEffects\" names no packed file{others}");
    let help = "name the file as it is packed, or leave it out".to_owned();
    Some(Diagnostic { also, ..finding(&RULE, Some(place(span)), message, Some(help)) })
}

fn file_name(file: &PackagePath) -> &str {
    file.as_str().rsplit('/').next().unwrap_or_default()
}

/// Tells whether a plain path leads to no file. One without a slash names a file in any folder, and a pattern may be
/// written for files that do not exist yet.
fn is_absent(facts: &Facts<'_>, names: &HashSet<&str>, path: &str) -> bool {
    let is_pattern = path.contains(['*', '?', '[', '{', '!', '(']);
    let plain = path.strip_prefix("./").or_else(|| path.strip_prefix('/')).unwrap_or(path);
    let files = facts.package.files();
    let is_packed = if path.contains('/') {
        files.get(plain).is_some() || files.under(plain.trim_end_matches('/')).next().is_some()
    } else {
        names.contains(path)
    };
    !is_pattern && !plain.is_empty() && !is_packed
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(side_effects: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","sideEffects":{side_effects}}}"#);
        messages("unmatched-side-effects", &[("package.json", &manifest), ("dist/a.js", "")])
    }

    #[test]
    fn paths_that_name_nothing() {
        for (listed, expected) in [
            (r#""./src/a.js""#, "\"./src/a.js\" in \"sideEffects\" names no packed file"),
            (r#""false""#, "\"false\" in \"sideEffects\" names no packed file"),
            (r#"["./src/a.js"]"#, "\"./src/a.js\" in \"sideEffects\" names no packed file"),
            (
                r#"["b.js","./dist/a.js","c.js"]"#,
                "\"b.js\" in \"sideEffects\" names no packed file, nor does 1 other path there",
            ),
        ] {
            assert_eq!(found(listed), [expected]);
        }
    }

    #[test]
    fn files_folders_and_patterns_are_silent() {
        for listed in [
            r#"["./dist/a.js","/dist/a.js","dist/a.js","a.js","dist/","*.css","**/x.js"]"#,
            r#""./dist/a.js""#,
            r#""*.js""#,
            "false",
            "true",
            "[]",
            "[1]",
        ] {
            assert!(found(listed).is_empty(), "{listed}");
        }
    }
}
