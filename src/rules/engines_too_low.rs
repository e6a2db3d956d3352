//! "engines" admits versions of Node that cannot load the package.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::{Facts, UnkeptVersion, too_low},
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{finding, words::some_of},
    },
};

rule! {
    /// `engines.node` admits a version of Node that cannot load the package, although newer ones can.
    ///
    /// ## Why it matters
    ///
    /// `engines` is what a consumer goes by: package managers install the package on every version that it admits, and pnpm and
    /// yarn refuse all others. On the lowest one the import then fails, for want of a built-in module, of a name that it exports,
    /// of syntax, of what the language got lately (`Promise.withResolvers` came with Node 22), or of `require` of ES modules.
    ///
    /// Without `--node`, the oldest maintained line that `engines` admits decides, and this rule looks at the lowest version that
    /// it admits. Where only a newer line loads the package, the verdict is an error, and this rule says the range that would
    /// be true. Versions before 18 are not known.
    ///
    /// A `.js` file that only its syntax makes an ES module is looked at where an entry point names it, and not where a pattern lets it
    /// through, or `require` alone leads to it, in a package that has `.`, too: such files are for bundlers.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "type": "module", "exports": "./index.js", "engines": { "node": ">=18" } }
    /// ```
    ///
    /// ```js
    /// import { styleText } from 'node:util' // Node 18 does not export it.
    /// ```
    ///
    /// Declare the range that is true:
    ///
    /// ```json
    /// { "engines": { "node": "^20.12.0 || >=22.0.0" } }
    /// ```
    "engines-too-low", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    if let Some(base) = facts.nodes.first().filter(|_| facts.by_engines) {
        findings.extend(too_low(facts.package, base).and_then(|found| diagnostic(facts, found)));
    }
}

fn diagnostic(facts: &Facts<'_>, found: UnkeptVersion) -> Option<Diagnostic> {
    let UnkeptVersion { version, engines, fault, entry_points, modes, range } = found;
    let engines = engines?;
    let message = format!(
        "\"engines\" admits Node {version}, which cannot load {}: {}",
        some_of(&entry_points),
        fault.message.trim_end_matches('.')
    );
    let help = match range {
        Some(range) => {
            let unsure = if range.may_begin_earlier {
                " (minors just before were not measured, and may do)"
            } else {
                ""
            };
            format!(
                "declare \"node\": \"{}\" in \"engines\"{unsure}, or do without what older versions lack",
                range.text
            )
        }
        None => "exclude the version in \"engines\", or do without what it lacks".to_owned(),
    };
    let declared = PackagePlace { file: facts.package.manifest()?.path().clone(), span: engines.span };
    let also = vec![declared];
    Some(Diagnostic { also, entry_points, modes, ..finding(&RULE, Some(fault.at), message, Some(help)) })
}

#[cfg(test)]
mod tests {
    use crate::{files::FileTree, options::Options, package::Package};

    fn found(engines: &str, files: &[(&str, &str)]) -> Vec<(String, String)> {
        let manifest =
            format!(r#"{{"name":"p","type":"module","exports":"./a.js","engines":{{"node":"{engines}"}}}}"#);
        let all = [("package.json", manifest.as_str())].into_iter().chain(files.iter().copied());
        let report = crate::check(
            &Package::new(FileTree::of(all)),
            &Options { by_engines: true, ..Options::default() },
        );
        let findings = report.findings.into_iter().filter(|finding| finding.rule == "engines-too-low");
        findings.map(|finding| (finding.message, finding.help.unwrap_or_default())).collect()
    }

    #[test]
    fn versions_that_lack_something() {
        for (engines, files, version, range) in [
            (
                ">=18",
                &[("a.js", "import { styleText } from 'node:util'")][..],
                "18.0.0",
                "^20.12.0 || >=22.0.0",
            ),
            (">=18", &[("a.js", "import 'node:sqlite'")], "18.0.0", "^22.13.0 || >=24.0.0"),
            (
                ">=18",
                &[("a.js", "import x from './b.json' with { type: 'json' }"), ("b.json", "{}")],
                "18.0.0",
                "^18.20.0 || >=20.10.0",
            ),
            (
                ">=18 <23 || >=24",
                &[("a.js", "import { styleText } from 'node:util'")],
                "18.0.0",
                "^20.12.0 || ^22.0.0 || >=24.0.0",
            ),
            ("18 || 20", &[("a.js", "export default /[a--b]/v")], "18.0.0", "^20.0.0"),
            (
                ">=18",
                &[("a.js", "import './b.cjs'"), ("b.cjs", "require('./c.mjs')"), ("c.mjs", "")],
                "18.0.0",
                "^20.19.0 || >=22.12.0",
            ),
            (
                ">=20.10",
                &[("a.js", "import { registerHooks } from 'node:module'")],
                "20.10.0",
                "^22.15.0 || >=24.0.0",
            ),
            // The lines that follow break the version that decides, too.
            (">=22", &[("a.js", "{ using x = null }")], "22.0.0", ">=24.0.0"),
            (">=18 <26", &[("a.js", "{ using x = null }")], "18.0.0", "^24.0.0"),
            ("18 || 20 || >=24", &[("a.js", "{ using x = null }")], "18.0.0", ">=24.0.0"),
            ("20 || 24", &[("a.js", "export default /(?i:a)b/")], "20.0.0", "^24.0.0"),
            (">=20.10", &[("a.js", "import 'node:ffi'")], "20.10.0", ">=26.9.0"),
            (">=18", &[("a.js", "export default Promise.withResolvers()")], "18.0.0", ">=22.0.0"),
            (">=18", &[("a.js", "export default [2, 1].toSorted()")], "18.0.0", ">=20.0.0"),
            (">=22", &[("a.js", "export default RegExp.escape('a')")], "22.0.0", ">=24.0.0"),
            (">=24", &[("a.js", "export default Temporal.Now.instant()")], "24.0.0", ">=26.0.0"),
        ] {
            let found = found(engines, files);
            assert_eq!(found.len(), 1, "{engines} {files:?}: {found:?}");
            assert!(
                found[0].0.starts_with(&format!("\"engines\" admits Node {version}, which cannot load .:")),
                "{found:?}"
            );
            assert!(found[0].1.contains(&format!("\"node\": \"{range}\"")), "{found:?}");
        }
    }

    #[test]
    fn builds_for_bundlers_beside_the_main_entry_are_silent() {
        let found = |exports: &str| {
            let manifest = format!(r#"{{"name":"p","exports":{exports},"engines":{{"node":">=18"}}}}"#);
            let files =
                [("package.json", manifest.as_str()), ("m.mjs", ""), ("es/a.js", "export const a = 1")];
            let options = Options { by_engines: true, ..Options::default() };
            let report = crate::check(&Package::new(FileTree::of(files)), &options);
            report.findings.iter().filter(|finding| finding.rule == "engines-too-low").count()
        };
        for (exports, count) in [
            (r#"{".":"./m.mjs","./es/*":"./es/*"}"#, 0),
            (r#"{".":"./m.mjs","./a":{"require":"./es/a.js"}}"#, 0),
            (r#"{"./es/*":"./es/*"}"#, 1),
            (r#"{".":"./m.mjs","./a":"./es/a.js"}"#, 1),
            (r#"{".":"./m.mjs","./a":{"import":"./es/a.js"}}"#, 1),
            (r#"{".":"./es/a.js","./es/*":"./es/*"}"#, 1),
        ] {
            assert_eq!(found(exports), count, "{exports}");
        }
    }

    #[test]
    fn what_is_true_or_excludes_more_than_it_must_is_silent() {
        for (engines, text) in [
            (">=18", "import { readFileSync } from 'node:fs'"),
            (">=22", "import { styleText } from 'node:util'"),
            (">=24", "import 'fs'"),
            (">=24", "import { styleText } from 'node:util'"),
            (">=20.18", "import { styleText } from 'node:util'"),
            ("^20.12.0 || >=22.0.0", "import { styleText } from 'node:util'"),
            (">=18", "export const f = async () => (await import('node:sqlite')).default"),
            (">=18", "export const n = 1, v = 2, q = 4/v"),
            (">=18", "import { gone } from './none.js'"),
            (">=18", "{ using x = null } import './none.js'"),
            (">=18", "import 'node:none'"),
            (">=18", "export const = 1"),
            ("18 || 20 || 22", "{ using x = null }"),
            (">=24", "{ using x = null }"),
            ("lts", "import 'node:sqlite'"),
        ] {
            assert!(found(engines, &[("a.js", text)]).is_empty(), "{engines} {text}");
        }
    }
}
