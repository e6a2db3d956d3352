//! An ES module imports a folder.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{manifest, report, words},
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
            _ => {
                format!("write \"{specifier}/index.js\", or whichever file is meant: `import` looks for none")
            }
        };
        findings.add(report(&RULE, problem, message, Some(help)));
    }
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
            (r#""exports":"./a.js""#, "import './lib/'", "write \"./lib/index.js\""),
        ] {
            let manifest = format!(r#"{{"name":"p","type":"module",{members}}}"#);
            let files = [("package.json", manifest.as_str()), ("a.js", main), ("lib/index.js", "")];
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
