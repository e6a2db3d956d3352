//! An ES module imports a folder.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{report, words},
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

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let message = match &problem.request {
            Some(_) => format!("{}, which is a folder", words::subject(problem)),
            None => format!("{} leads to a folder", words::subject(problem)),
        };
        let specifier = words::specifier(problem).trim_end_matches('/');
        let help = match specifier {
            "" => "name a file in it: `import` looks for no index.js".to_owned(),
            _ => {
                format!("write \"{specifier}/index.js\", or whichever file is meant: `import` looks for none")
            }
        };
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

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
    fn files_in_folders_and_folders_that_are_required_are_silent() {
        assert!(found(r#"{"exports":"./a.js"}"#, "require('./lib')").is_empty());
        assert!(found(r#"{"type":"module","exports":"./a.js"}"#, "import './lib/index.js'").is_empty());
        assert!(found(r#"{"main":"lib"}"#, "").is_empty());
    }
}
