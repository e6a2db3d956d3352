//! package.json promises a way to load a file, and Node cannot load it in that way.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::{SOURCES, promise::PromisedBy},
    facts::{Facts, Problem, ThrownBy, Unkept},
    link::fault::FaultKind,
    resolve::error::PackagePlace,
    rules::{rule, support::report},
};

rule! {
    /// A condition, `"main"` or `"bin"` promises that a file can be loaded in a way in which Node cannot load it.
    ///
    /// ## Why it matters
    ///
    /// `"require"` says: whoever requires this gets that file. Where it is an ES module, Node before 20.19 and 22.12 throws
    /// `ERR_REQUIRE_ESM`, and every Node throws `ERR_REQUIRE_ASYNC_MODULE` where it awaits at its top level. `"type": "module"` makes
    /// ES modules of all `.js` files, those of the CommonJS build too. An ES module under `"default"`, or under `"import"` alone,
    /// promises nothing to `require`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "type": "module", "exports": { "import": "./index.js", "require": "./dist/cjs/index.js" } }
    /// ```
    ///
    /// Name the CommonJS build so that Node knows it:
    ///
    /// ```json
    /// { "type": "module", "exports": { "import": "./index.js", "require": "./dist/index.cjs" } }
    /// ```
    "unkept-promise", Error where it breaks an entry point, of UnkeptPromise
}

fn check(_: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    // A pattern may lead one target to many files.
    let mut promises: BTreeMap<(&PackagePlace, &str), Vec<(&Problem, &Unkept)>> = BTreeMap::new();
    for problem in problems {
        if let ThrownBy::Unkept(unkept) = &problem.thrown {
            promises.entry((&unkept.promise.at, unkept.fault.code)).or_default().push((problem, unkept));
        }
    }
    findings.extend(promises.into_values().filter_map(|unkept| finding(&unkept)));
}

fn finding(all: &[(&Problem, &Unkept)]) -> Option<Diagnostic> {
    let (problem, unkept) = all.first()?;
    let files: BTreeSet<_> = all.iter().map(|(_, unkept)| &unkept.file).collect();
    let others = match files.len() - 1 {
        0 => String::new(),
        1 => ", and to another such file".to_owned(),
        count => format!(", and to {count} other such files"),
    };
    let message = format!("{} leads to {}{}{others}", subject(unkept), unkept.file, why(unkept));
    let mut finding = report(&RULE, problem, message, Some(help(unkept)));
    for (problem, _) in all {
        finding.entry_points.extend(problem.entry_points.iter().cloned());
        finding.modes.extend(&problem.modes);
    }
    Some(finding)
}

fn subject(unkept: &Unkept) -> String {
    let subpath = &unkept.subpath;
    match &unkept.promise.by {
        PromisedBy::Condition(condition) => format!("the condition \"{condition}\" of \"{subpath}\""),
        PromisedBy::Main => "\"main\"".to_owned(),
        PromisedBy::Bin => format!("the bin \"{subpath}\""),
    }
}

fn why(unkept: &Unkept) -> String {
    match &unkept.fault.kind {
        FaultKind::RequiredModule => {
            ", an ES module, which Node before 20.19 and 22.12 cannot require".to_owned()
        }
        FaultKind::RequiredAsync { awaiting } if *awaiting == unkept.file => {
            ", which awaits at its top level, and so cannot be required".to_owned()
        }
        FaultKind::RequiredAsync { awaiting } => {
            format!(", which waits for the top-level await in {awaiting}, and so cannot be required")
        }
        _ => format!(", and Node loads no {} files there", unkept.file.extension()),
    }
}

fn help(unkept: &Unkept) -> String {
    match (&unkept.fault.kind, &unkept.promise.by) {
        (FaultKind::RequiredModule, PromisedBy::Main) => {
            "lead \"main\" to a CommonJS build, or say \"type\": \"module\": then it is for import alone"
        }
        (FaultKind::RequiredModule, _) => {
            "lead it to a CommonJS build (.cjs, or beside a package.json with \"type\": \"commonjs\"), or remove the \
             condition"
        }
        (FaultKind::RequiredAsync { .. }, PromisedBy::Condition(condition)) if condition == "module-sync" => {
            "write \"import\" for \"module-sync\", which is for what both import and require can load"
        }
        (FaultKind::RequiredAsync { .. }, PromisedBy::Main) => {
            "lead \"main\" to a CommonJS build, or say \"type\": \"module\": then it is for import alone"
        }
        (FaultKind::RequiredAsync { .. }, _) => {
            "lead it to a build without top-level await, or remove the condition"
        }
        _ if SOURCES.contains(&unkept.file.extension()) => "compile it to JavaScript before you pack",
        _ => "rename the file to .mjs, .cjs or .js",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::findings_on;

    const FILES: [(&str, &str); 7] = [
        ("a.js", "export const a = 1"),
        ("b.mjs", "export const b = 1"),
        ("await.mjs", "export const c = await 1"),
        ("waits.mjs", "export * from './await.mjs'"),
        ("d.mjsx", "export const d = 1"),
        ("e.css", "a { b: c }"),
        ("tool.ts", "#!/usr/bin/env node\nexport const t: string = ''"),
    ];

    fn said(manifest: &str, node: &str) -> String {
        let files = [&[("package.json", manifest)], FILES.as_slice()].concat();
        let found = findings_on("unkept-promise", &files, node);
        found.into_iter().map(|found| found.message).collect()
    }

    #[test]
    fn promises_that_node_does_not_keep() {
        for (node, manifest, message) in [
            (
                "18",
                r#"{"type":"module","exports":{".":{"import":"./a.js","require":"./a.js"}}}"#,
                "the condition \"require\" of \".\" leads to a.js, an ES module, which Node before 20.19 and 22.12 cannot \
                 require",
            ),
            (
                "26",
                r#"{"exports":{"./x":{"require":"./waits.mjs"}}}"#,
                "the condition \"require\" of \"./x\" leads to waits.mjs, which waits for the top-level await in await.mjs, \
                 and so cannot be required",
            ),
            (
                "26",
                r#"{"exports":{"module-sync":"./await.mjs"}}"#,
                "the condition \"module-sync\" of \".\" leads to await.mjs, which awaits at its top level, and so cannot be \
                 required",
            ),
            (
                "22",
                r#"{"exports":{"import":"./d.mjsx"}}"#,
                "the condition \"import\" of \".\" leads to d.mjsx, and Node loads no .mjsx files there",
            ),
            (
                "18",
                r#"{"main":"./b.mjs"}"#,
                "\"main\" leads to b.mjs, an ES module, which Node before 20.19 and 22.12 cannot require",
            ),
            (
                "22",
                r#"{"main":"./b.mjs","bin":{"tool":"./tool.ts"}}"#,
                "the bin \"tool\" leads to tool.ts, and Node loads no .ts files there",
            ),
        ] {
            assert_eq!(said(manifest, node), message, "{manifest}");
        }
    }

    #[test]
    fn what_is_offered_to_whoever_can_load_it_is_silent() {
        for manifest in [
            r#"{"type":"module","exports":"./a.js"}"#,
            r#"{"type":"module","exports":{"import":"./a.js"}}"#,
            r#"{"type":"module","exports":{"import":"./a.js","default":"./a.js"}}"#,
            r#"{"type":"module","exports":{"node":"./a.js","default":"./a.js"}}"#,
            r#"{"type":"module","exports":{"./*":{"import":"./*","require":"./*"}}}"#,
            r#"{"type":"module","main":"./a.js"}"#,
            r#"{"exports":{"import":"./await.mjs"}}"#,
            r#"{"exports":{"./e.css":{"import":"./e.css","require":"./e.css"}}}"#,
            r#"{"exports":{"./e":{"import":"./e.css"}}}"#,
            r#"{"exports":{"import":"./tool.ts"}}"#,
        ] {
            assert_eq!(said(manifest, "18"), "", "{manifest}");
        }
    }

    #[test]
    fn a_pattern_is_one_finding() {
        let manifest = r#"{"type":"module","exports":{"./*":{"import":"./*.mjs","require":"./*.js"}}}"#;
        let files =
            [("package.json", manifest), ("a.js", "export {}"), ("b.js", "export {}"), ("c.js", "export {}")];
        let found = findings_on("unkept-promise", &files, "18");
        assert_eq!(found.len(), 1);
        assert!(
            found[0].message.ends_with("cannot require, and to 2 other such files"),
            "{}",
            found[0].message
        );
        assert_eq!(found[0].entry_points.iter().collect::<Vec<_>>(), ["./a", "./b", "./c"]);
    }
}
