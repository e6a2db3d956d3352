//! A promise to `require` leads to an ES module, which TypeScript does not let be required.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::promise::{ModePromise, PromisedBy, promise},
    facts::Facts,
    hash::{HashMap, HashSet},
    resolve::{Mode, error::PackagePlace},
    rules::{rule, support::finding},
    types::{TypesProblem, TypesProblemKind},
};

rule! {
    /// A promise to `require` leads to an ES module, which TypeScript does not let be required under `node16`.
    ///
    /// ## Why it matters
    ///
    /// Node 20.19, 22.12 and newer require ES modules, and `"module": "nodenext"` knows it. Consumers who still have
    /// `"module": "node16"`, or an older TypeScript, get an error: `TS1479`, or `TS1471` for `import x = require("p")`. Where Node
    /// refuses it, too, `unkept-promise` is the error. An ES module that is offered to both modes alike, or to `import` alone,
    /// promises nothing to `require`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "type": "module", "exports": { "import": "./index.js", "require": "./index.js" } }
    /// ```
    ///
    /// Promise what every consumer can have:
    ///
    /// ```json
    /// { "type": "module", "exports": "./index.js" }
    /// ```
    "cjs-resolves-to-esm", Suggestion
}

/// A promise that Node breaks is reported by the rules about Node. A pattern makes one promise, whatever it stands for.
fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let mut found: Vec<(Diagnostic, usize)> = Vec::new();
    let mut place_of: HashMap<PackagePlace, usize> = HashMap::default();
    for (problem, promise, subpath) in broken_promises(facts) {
        let next = found.len();
        match found.get_mut(*place_of.entry(promise.at.clone()).or_insert(next)) {
            Some((_, more)) => *more += 1,
            None => found.push((diagnostic(problem, promise, subpath), 0)),
        }
    }
    findings.extend(found.into_iter().map(|(diagnostic, more)| with_more(diagnostic, more)));
}

fn with_more(diagnostic: Diagnostic, more: usize) -> Diagnostic {
    let message = match more {
        0 => diagnostic.message,
        1 => format!("{}; so it is with 1 more entry point", diagnostic.message),
        _ => format!("{}; so it is with {more} more entry points", diagnostic.message),
    };
    Diagnostic { message, ..diagnostic }
}

/// The promises to `require` that TypeScript does not keep, each with its subpath.
fn broken_promises<'f>(facts: &'f Facts<'_>) -> Vec<(&'f TypesProblem, ModePromise, &'f str)> {
    let (Some(types), Some(node)) = (&facts.types, facts.nodes.first()) else { return Vec::new() };
    let unkept = node.linkage.verdicts.iter().filter(|it| it.mode == Mode::Require && it.is_promised());
    let unkept: HashSet<usize> = unkept.map(|it| it.entry).collect();
    let kept = types.entries.iter().filter(|entry| !unkept.contains(&entry.entry));
    let broken = kept.filter_map(|entry| {
        let mut problems = entry.outcomes.iter().flat_map(|outcome| &outcome.problems);
        let problem = problems.find(|it| it.kind == TypesProblemKind::CjsResolvesToEsm && !it.is_told)?;
        let point = node.entry_points.get(entry.entry)?;
        let promise = promise(facts.package, point, Mode::Require, &node.node)?;
        Some((problem, promise, entry.subpath.as_str()))
    });
    broken.collect()
}

fn diagnostic(problem: &TypesProblem, promise: ModePromise, subpath: &str) -> Diagnostic {
    let by = match &promise.by {
        PromisedBy::Condition(condition) => format!("the condition \"{condition}\" of \"{subpath}\""),
        PromisedBy::Main => "\"main\"".to_owned(),
        PromisedBy::Bin => format!("the bin \"{subpath}\""),
    };
    let message = format!("{by} promises require: {}", problem.message);
    let help = "lead it to a CommonJS build, or promise it to `import` and `require` alike by \"default\"";
    finding(&RULE, Some(promise.at), message, Some(help.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(manifest: &str) -> Vec<String> {
        let files = [
            ("package.json", manifest),
            ("a.js", "export const a = 1"),
            ("a.d.ts", "export declare const a: 1;"),
            ("b.cjs", "exports.a = 1"),
            ("b.d.cts", "export declare const a: 1;"),
        ];
        messages("cjs-resolves-to-esm", &files)
    }

    #[test]
    fn what_is_wrong_is_said() {
        let message = "the condition \"require\" of \".\" promises require: to TypeScript (node16-cjs), a.js is an ES module, which cannot be required";
        let manifest = r#"{"name":"p","type":"module","exports":{"import":"./a.js","require":"./a.js"}}"#;
        assert_eq!(found(manifest), [message]);
    }

    #[test]
    fn a_pattern_makes_one_promise() {
        let manifest =
            r#"{"name":"p","type":"module","exports":{"./*":{"import":"./m/*.js","require":"./r/*.js"}}}"#;
        let files = [
            ("package.json", manifest),
            ("m/a.js", "export const a = 1"),
            ("m/b.js", "export const b = 1"),
            ("r/a.js", "export const a = 1"),
            ("r/a.d.ts", "export declare const a: 1;"),
            ("r/b.js", "export const b = 1"),
            ("r/b.d.ts", "export declare const b: 1;"),
        ];
        let message = "the condition \"require\" of \"./a\" promises require: to TypeScript (node16-cjs), r/a.js is an ES module, which cannot be required; so it is with 1 more entry point";
        assert_eq!(messages("cjs-resolves-to-esm", &files), [message]);
    }

    #[test]
    fn look_alikes_are_silent() {
        for manifest in [
            r#"{"name":"p","type":"module","exports":"./a.js"}"#,
            r#"{"name":"p","type":"module","exports":{"import":"./a.js"}}"#,
            r#"{"name":"p","type":"module","main":"./a.js"}"#,
            r#"{"name":"p","type":"module","exports":{"import":"./a.js","require":"./b.cjs"}}"#,
        ] {
            assert!(found(manifest).is_empty(), "{manifest}");
        }
    }
}
