//! A file that an entry point needs is not packed.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{dependency, near, report, words},
    },
};

rule! {
    /// A file that an entry point needs is not packed.
    ///
    /// ## Why it matters
    ///
    /// Whoever imports that entry point gets `ERR_MODULE_NOT_FOUND`. It works in the checkout, where the file is: it was
    /// never built, `"files"` leaves it out, or the path is right in the sources and wrong after the build.
    ///
    /// An entry point needs what certainly runs while it loads. That is also one of several arms, if none of them can be loaded: of `if`,
    /// `else if` and `else`, of `switch` with a `default`, of `a ? b : c` and `a && b || c`, of a `try` and its `catch`, and of an `if` that
    /// returns and what stands behind it. So is each element of a list of literals that a loop loads: `['./a', './b'].map(require)`.
    ///
    /// Behind a module that changes how Node finds or reads others, less is certain. A compiler (`ts-node/register`,
    /// `coffeescript/register`) may read a file of another ending that is packed, an alias (`module-alias/register`) may give a package, and
    /// code that sets `Module._extensions[…]` or `Module._resolveFilename` while it loads may give anything, whether the package or a linked
    /// dependency has it. What is missing there is `deferred-missing-file`, a warning. So it is in a module that evaluates a text by `eval` and
    /// has the words to set `require` in it.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "files": ["dist"], "exports": { ".": "./lib/index.js" } }
    /// ```
    ///
    /// Each target must be packed, and so must each file that it imports:
    ///
    /// ```json
    /// { "files": ["dist"], "exports": { ".": "./dist/index.js" } }
    /// ```
    "missing-file", Error where it breaks an entry point, of MissingFile
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    let guide = near::Guide::default();
    for problem in problems {
        let missing = words::missing(problem);
        if let Some(owner) = dependency::owner(facts, missing) {
            let file = dependency::inside(missing);
            let message = format!("{}, but {owner} has no file {file}", words::subject(problem));
            let said = words::nodes_words(problem);
            let help = dependency::suggested(&said).map(|suggested| format!("write \"{suggested}\""));
            findings.add(report(&RULE, problem, message, help));
            continue;
        }
        let message = match &problem.request {
            Some(_) => format!("{}, but {missing} is not packed", words::subject(problem)),
            None => format!("{} leads to {missing}, which is not packed", words::subject(problem)),
        };
        let help = guide.help(facts.package, problem, missing);
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{findings, messages, only};

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

    #[test]
    fn a_build_that_a_pattern_leads_to_and_that_is_lost() {
        let found = |exports: &str, files: &[(&str, &str)]| {
            let manifest = format!(r#"{{"exports":{exports}}}"#);
            let files = [&[("package.json", manifest.as_str())], files].concat();
            findings("missing-file", &files)
        };
        let both = r#"{"./*":{"import":"./esm/*.mjs","require":"./cjs/*.cjs"}}"#;
        let esm = [("esm/a.mjs", ""), ("esm/b.mjs", "")];
        let [lost] = <[_; 1]>::try_from(found(both, &esm)).unwrap();
        assert_eq!(lost.message, "\"./*\" leads to cjs/*.cjs, which is not packed");
        assert_eq!(lost.modes.into_iter().collect::<Vec<_>>(), [crate::resolve::Mode::Require]);
        let mirror = r#"{"./*":{"types":"./*.d.ts","require":"./cjs/*.js","default":"./esm/*.js"}}"#;
        assert_eq!(found(mirror, &[("cjs/a.js", "")]).len(), 1);
        let one = [("esm/a.mjs", ""), ("esm/b.mjs", ""), ("cjs/a.cjs", "")];
        assert!(found(both, &one).is_empty());
        for exports in [
            r#"{"./*":{"types":"./*.d.ts","import":"./esm/*.mjs"}}"#,
            r#"{"./*":{"browser":"./web/*.js","default":"./esm/*.mjs"}}"#,
            r#"{"./*":{"import":"./esm/*.mjs","require":null}}"#,
            r#"{"./a":"./esm/a.mjs","./b":"./esm/b.mjs","./esm/*":{"import":"./lib/*.mjs","require":"./cjs/*.cjs"}}"#,
        ] {
            assert!(found(exports, &esm).is_empty(), "{exports}");
        }
    }

    #[test]
    fn help_says_what_went_wrong_with_the_path() {
        let manifest = ("package.json", r#"{"type":"module","exports":"./dist/a/b/main.js"}"#);
        for (specifier, packed, help) in [
            ("../../../lib/x.js", "dist/lib/x.js", "dist/lib/x.js is packed: the path is one `../` too deep"),
            ("../x.js", "dist/x.js", "dist/x.js is packed: the path is one `../` too shallow"),
            ("./x.js", "dist/x.js", "dist/x.js is packed: the path is two `../` too shallow"),
            ("../../dist/x.js", "dist/x.js", "dist/x.js is packed: the path has \"dist/\" twice"),
            ("./x", "dist/a/b/x.js", "dist/a/b/x.js is packed: write the whole file name"),
            ("./x.js", "dist/a/b/x.mjs", "dist/a/b/x.mjs is packed: the extension differs"),
            ("./x.js", "dist/a/b/x.ts", "only its source dist/a/b/x.ts is packed: build it before you pack"),
            ("./formatter.js", "dist/a/b/formatters.js", "did you mean dist/a/b/formatters.js?"),
            ("./x.js", "other/x.js", "a file of that name is packed as other/x.js"),
            (
                "../../../src/x.js",
                "other.js",
                "nothing below src/ is packed: build it before you pack, or look into .npmignore if it exists",
            ),
        ] {
            let main = format!("import \"{specifier}\"");
            let files = [manifest, ("dist/a/b/main.js", main.as_str()), (packed, "")];
            let (message, found) = only("missing-file", &files);
            assert_eq!(found, help, "{specifier}");
            assert!(
                message.starts_with(&format!("dist/a/b/main.js imports \"{specifier}\", but ")),
                "{message}"
            );
        }
    }

    #[test]
    fn one_place_is_one_finding_with_all_that_it_breaks() {
        let found = findings(
            "missing-file",
            &[
                (
                    "package.json",
                    r#"{"type":"module","exports":{".":"./a.js","./b":"./b.js"},"bin":{"t":"b.js"}}"#,
                ),
                ("a.js", "import './b.js'"),
                ("b.js", "export * from './gone.js'"),
            ],
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].entry_points.iter().collect::<Vec<_>>(), [".", "./b", "t"]);
        assert_eq!(found[0].modes.len(), 2);
    }

    #[test]
    fn requests_that_lead_somewhere_are_silent() {
        for main in ["import './x.js'", "import('./gone.js')", "new URL('./gone.js', import.meta.url)"] {
            let files =
                [("package.json", r#"{"type":"module","exports":"./a.js"}"#), ("a.js", main), ("x.js", "")];
            assert!(messages("missing-file", &files).is_empty(), "{main}");
        }
    }
}
