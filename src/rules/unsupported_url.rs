//! An import of a URL that Node does not load.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// A URL is imported whose scheme Node does not load.
    ///
    /// ## Why it matters
    ///
    /// Browsers, Deno and bundlers load `https:`, `bun:` or `cloudflare:` URLs; Node fails with
    /// `ERR_UNSUPPORTED_ESM_URL_SCHEME`, and so does every entry point that reaches the import.
    ///
    /// ## Example
    ///
    /// ```js
    /// import confetti from 'https://esm.sh/canvas-confetti'
    /// ```
    ///
    /// Depend on the package:
    ///
    /// ```js
    /// import confetti from 'canvas-confetti'
    /// ```
    "unsupported-url", Error where it breaks an entry point, of UnsupportedUrl
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let message = format!("{}, a URL that Node does not load", words::subject(problem));
        let help = "depend on a package instead, or offer this code under a condition that Node never takes";
        findings.add(report(&RULE, problem, message, Some(help.to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest = r#"{"type":"module","exports":{"bun":"./b.js","default":"./a.js"}}"#;
        messages(
            "unsupported-url",
            &[("package.json", manifest), ("a.js", main), ("b.js", "import 'bun:test'")],
        )
    }

    #[test]
    fn urls_of_other_runtimes() {
        for url in ["https://esm.sh/x", "bun:sqlite"] {
            let message = format!("a.js imports \"{url}\", a URL that Node does not load");
            assert_eq!(found(&format!("import '{url}'")), [message]);
        }
    }

    #[test]
    fn urls_that_node_loads_and_those_in_code_for_others_are_silent() {
        for main in [
            "import 'node:fs'",
            "import 'data:text/javascript,1'",
            "export const f = () => import('https://x.y/z')",
        ] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
