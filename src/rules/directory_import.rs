//! An ES module imports a folder.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem, ThrownBy},
    resolve::disk::path_resolve,
    rules::{
        rule,
        support::{dependency, manifest, near, report, words},
    },
};

rule! {
    /// An ES module imports a folder.
    ///
    /// ## Why it matters
    ///
    /// `require` and bundlers look for an `index.js` in a folder; `import` in Node does not, and fails with
    /// `ERR_UNSUPPORTED_DIR_IMPORT`. TypeScript compiles such imports without a word.
    ///
    /// ## Example
    ///
    /// ```js
    /// export * from './components'
    /// ```
    ///
    /// Name the file:
    ///
    /// ```js
    /// export * from './components/index.js'
    /// ```
    "directory-import", Error where it breaks an entry point, of DirectoryImport
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let message = match &problem.request {
            Some(_) => format!("{}, which is a folder", words::subject(problem)),
            None => format!("{} leads to a folder", words::subject(problem)),
        };
        let specifier = words::specifier(problem).trim_end_matches('/');
        let help = match specifier {
            "" => "name a file in it: `import` looks for no index.js".to_owned(),
            _ if is_mapped(facts, specifier) => format!(
                "let \"{specifier}\" lead to a file in package.json, such as its index.js: `import` looks for none"
            ),
            _ => match file_meant(facts, problem) {
                Some(file) => format!("write \"{file}\": `import` takes no folder"),
                None => format!(
                    "write \"{specifier}/index.js\", or whichever file is meant: `import` looks for none"
                ),
            },
        };
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

/// Returns the specifier of the file that `require` would find: of a file and a folder of one name, it takes the file.
fn file_meant(facts: &Facts<'_>, problem: &Problem) -> Option<String> {
    if let Some(suggested) = dependency::suggested(&words::nodes_words(problem)) {
        return Some(suggested.to_owned());
    }
    let specifier = words::specifier(problem);
    let ThrownBy::Fault(fault) = &problem.thrown else { return None };
    let plain = specifier.trim_end_matches('/');
    let place = path_resolve(&format!("/{}", fault.at.file.directory()), plain);
    let is_open = |ending: &&str| plain == specifier || ending.starts_with('/');
    let is_packed = |ending: &&str| {
        let path = format!("{place}{ending}");
        is_relative(specifier) && facts.package.files().get(path.trim_start_matches('/')).is_some()
    };
    let ending = near::ENDINGS.into_iter().filter(is_open).find(is_packed)?;
    Some(format!("{plain}{ending}"))
}

fn is_relative(specifier: &str) -> bool {
    specifier.starts_with("./") || specifier.starts_with("../")
}

/// Tells whether "imports" or "exports" say where a specifier leads.
fn is_mapped(facts: &Facts<'_>, specifier: &str) -> bool {
    let own = facts.package.declared_name().filter(|_| manifest::exports(facts).next().is_some());
    let is_own = |name: &str| specifier.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
    specifier.starts_with('#') || own.is_some_and(is_own)
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{messages, only};

    fn found(manifest: &str, main: &str) -> Vec<String> {
        messages("directory-import", &[("package.json", manifest), ("a.js", main), ("lib/index.js", "")])
    }

    #[test]
    fn folders_that_are_imported() {
        let manifest = r#"{"type":"module","exports":"./a.js"}"#;
        assert_eq!(found(manifest, "import './lib'"), ["a.js imports \"./lib\", which is a folder"]);
        assert_eq!(found(r#"{"exports":"./lib"}"#, ""), ["\".\" leads to a folder"]);
    }

    #[test]
    fn package_json_is_to_be_mended_where_it_maps() {
        for (members, main, help) in [
            (
                r##""exports":"./a.js","imports":{"#lib":"./lib"}"##,
                "import '#lib'",
                "let \"#lib\" lead to a file",
            ),
            (r#""exports":"./a.js""#, "import './lib/'", "write \"./lib/index.js\": "),
            (r#""exports":"./a.js""#, "import './both'", "write \"./both.js\": "),
            (r#""exports":"./a.js""#, "import './both/'", "write \"./both/index.mjs\": "),
            (
                r#""exports":"./a.js""#,
                "import './deep'",
                "write \"./deep/index.js\", or whichever file is meant",
            ),
        ] {
            let manifest = format!(r#"{{"name":"p","type":"module",{members}}}"#);
            let files = [
                ("package.json", manifest.as_str()),
                ("a.js", main),
                ("lib/index.js", ""),
                ("both.js", ""),
                ("both/index.mjs", ""),
                ("deep/down/index.js", ""),
            ];
            let found = only("directory-import", &files).1;
            assert!(found.starts_with(help), "{main}: {found}");
        }
    }

    #[test]
    fn files_in_folders_and_folders_that_are_required_are_silent() {
        assert!(found(r#"{"exports":"./a.js"}"#, "require('./lib')").is_empty());
        assert!(found(r#"{"type":"module","exports":"./a.js"}"#, "import './lib/index.js'").is_empty());
        assert!(found(r#"{"main":"lib"}"#, "").is_empty());
    }
}
