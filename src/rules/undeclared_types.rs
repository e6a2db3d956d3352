//! Declarations import a package whose types consumers do not get.

use std::collections::BTreeSet;

use crate::{
    beside::types_package,
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    rules::{
        rule,
        support::{
            finding, packages,
            responsible::{ProblemRule, problems_of},
            words,
        },
    },
    types::{TypesLack, UndeclaredTypes},
};

rule! {
    /// Declarations import a package whose types consumers do not get: package.json does not declare it, or has it, or its package of
    /// `@types`, in `"devDependencies"` only.
    ///
    /// ## Why it matters
    ///
    /// All that comes from there is `any` to consumers, without a word: mistakes in their calls are not found. With `skipLibCheck: false`
    /// their builds fail (`TS2307`, and `TS2688` for a `/// <reference types="…" />`). It works for the author, and where the package
    /// happens to be there. A package of `@types` counts as needed if it is for the major that is declared. What the code itself imports is reported by the rules about Node, once; `@types/node` is not asked for.
    ///
    /// ## Example
    ///
    /// ```ts
    /// import type { Request } from 'express' // "express" is in "dependencies", "@types/express" in "devDependencies"
    /// ```
    ///
    /// Types that declarations use are dependencies:
    ///
    /// ```json
    /// { "dependencies": { "@types/express": "^5.0.0", "express": "^5.0.0" } }
    /// ```
    ///
    /// Compilers leave the paths of a tsconfig.json (`@/config`, `src/config`) as they are; write them as relative ones.
    "undeclared-types", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(types) = &facts.types else { return };
    let undeclared = [
        ProblemRule::UndeclaredDependency,
        ProblemRule::DevDependencyOnly,
        ProblemRule::DeferredUndeclaredDependency,
    ];
    let told = problems_of(facts, &undeclared);
    let told: BTreeSet<&str> = told.map(words::missing).collect();
    let faults: Vec<&UndeclaredTypes> =
        types.undeclared.iter().filter(|fault| !told.contains(fault.package.as_str())).collect();
    match faults.split_first() {
        Some((first, rest)) if rest.len() >= FEW => findings.add(folded(facts, first, rest)),
        _ => findings.extend(faults.iter().map(|fault| single(facts, fault))),
    }
}

/// The most packages that have a finding each.
const FEW: usize = 5;

fn single(facts: &Facts<'_>, fault: &UndeclaredTypes) -> Diagnostic {
    let found = finding(&RULE, Some(fault.at.clone()), message(facts, fault), Some(help(facts, fault)));
    Diagnostic { also: fault.also.clone(), ..found }
}

fn folded(facts: &Facts<'_>, first: &UndeclaredTypes, rest: &[&UndeclaredTypes]) -> Diagnostic {
    let names: Vec<String> = rest.iter().take(FEW).map(|fault| format!("\"{}\"", fault.package)).collect();
    let more = match rest.len().saturating_sub(FEW) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let first = single(facts, first);
    let message = format!("{}; so it is with {}{more}", first.message, names.join(", "));
    let mut also = first.also.clone();
    also.extend(rest.iter().flat_map(|fault| fault.also.iter().chain([&fault.at])).cloned());
    also.sort();
    Diagnostic { message, also, ..first }
}

fn message(facts: &Facts<'_>, fault: &UndeclaredTypes) -> String {
    let UndeclaredTypes { package, specifier, at, .. } = fault;
    let files: BTreeSet<_> =
        fault.also.iter().map(|place| &place.file).filter(|file| **file != at.file).collect();
    let others = words::and_others(files.len());
    let verb = if fault.is_reference { "refers to" } else { "imports" };
    match fault.lack {
        TypesLack::Nowhere if is_alias(facts, fault) => {
            format!(
                "{} imports \"{specifier}\", which only the author's tsconfig.json explains{others}",
                at.file
            )
        }
        TypesLack::Nowhere => {
            format!(
                "{} {verb} the types of \"{package}\", which package.json does not declare{others}",
                at.file
            )
        }
        TypesLack::DevOnly => {
            format!(
                "{} {verb} the types of \"{package}\", which is in \"devDependencies\" only{others}",
                at.file
            )
        }
        TypesLack::TypesDevOnly => format!(
            "{} {verb} the types of \"{package}\", which are in \"devDependencies\" only, as \"{}\"{others}",
            at.file,
            types_package(package)
        ),
    }
}

fn help(facts: &Facts<'_>, fault: &UndeclaredTypes) -> String {
    let package = &fault.package;
    match fault.lack {
        TypesLack::Nowhere if is_alias(facts, fault) => {
            "write the path from this file; compilers leave the paths of a tsconfig.json as they are"
                .to_owned()
        }
        TypesLack::TypesDevOnly => format!("move \"{}\" to \"dependencies\"", types_package(package)),
        _ => format!(
            "declare \"{package}\" in \"dependencies\" (or \"{}\", if its types are there), or in \"peerDependencies\", optional if consumers may do without",
            types_package(package)
        ),
    }
}

/// Tells whether a specifier is a path from a folder of the author's project.
fn is_alias(facts: &Facts<'_>, fault: &UndeclaredTypes) -> bool {
    let folder = fault.package.as_str();
    let is_folder = || {
        let has_rest = fault.specifier.len() > folder.len();
        // `baseUrl` lets an import begin with a folder of the project; `src` is seldom packed.
        has_rest && (folder == "src" || facts.package.files().is_directory(folder))
    };
    !packages::is_package_name(folder) || is_folder()
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(manifest: &str, types: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","type":"module","exports":"./a.js",{manifest}}}"#);
        let files = [("package.json", manifest.as_str()), ("a.js", "export const a = 1"), ("a.d.ts", types)];
        messages("undeclared-types", &files)
    }

    #[test]
    fn types_that_no_one_else_gets() {
        for (manifest, types, expected) in [
            (
                r#""version":"1""#,
                "import { X } from 'x'",
                r#"a.d.ts imports the types of "x", which package.json does not declare"#,
            ),
            (
                r#""version":"1""#,
                "declare const a: import('@s/x/y').X",
                r#"a.d.ts imports the types of "@s/x", which package.json does not declare"#,
            ),
            (
                r#""devDependencies":{"x":"1"}"#,
                "export * from 'x'",
                r#"a.d.ts imports the types of "x", which is in "devDependencies" only"#,
            ),
            (
                r#""dependencies":{"@s/x":"^1.2.3"},"devDependencies":{"@types/s__x":"^1.2.0"}"#,
                "import { X } from '@s/x'",
                r#"a.d.ts imports the types of "@s/x", which are in "devDependencies" only, as "@types/s__x""#,
            ),
            (
                r#""devDependencies":{"@types/jest":"1"}"#,
                "/// <reference types=\"jest\" />",
                r#"a.d.ts refers to the types of "jest", which are in "devDependencies" only, as "@types/jest""#,
            ),
            (
                r#""version":"1""#,
                "import { X } from '@/x'",
                r#"a.d.ts imports "@/x", which only the author's tsconfig.json explains"#,
            ),
            (
                r#""version":"1""#,
                "import { X } from 'src/x'",
                r#"a.d.ts imports "src/x", which only the author's tsconfig.json explains"#,
            ),
        ] {
            assert_eq!(
                found(manifest, &format!("{types}; export declare const a: 1;")),
                [expected],
                "{types}"
            );
        }
    }

    #[test]
    fn look_alikes_are_silent() {
        for (manifest, types) in [
            (r#""dependencies":{"x":"1"}"#, "import { X } from 'x'"),
            (r#""devDependencies":{"p":"1"}"#, "/// <reference types=\"p\" />"),
            (r#""dependencies":{"@types/x":"1"}"#, "import { X } from 'x'"),
            (
                r#""dependencies":{"x":"^3.8.1"},"devDependencies":{"@types/x":"^3.0.0"}"#,
                "import { X } from 'x'",
            ),
            (
                r#""dependencies":{"x":"^3.8.1"},"devDependencies":{"@types/x":"^2.7.3"}"#,
                "import { X } from 'x'",
            ),
            (
                r#""peerDependencies":{"x":"1"},"devDependencies":{"x":"1","@types/x":"1"}"#,
                "import { X } from 'x'",
            ),
            (r#""dependencies":{"@types/s__x":"1"}"#, "import { X } from '@s/x/y'"),
            (
                r#""version":"1""#,
                "import { X } from 'fs'; import { Y } from 'node:fs/promises'; import { Z } from 'bun:test'",
            ),
            (r#""version":"1""#, "/// <reference types=\"node\" />"),
            (r#""peerDependencies":{"bun-types":"*"}"#, "import { X } from 'bun'"),
            (r#""version":"1""#, "import { X } from 'p'"),
            (r#""version":"1""#, "import 'x'"),
            (r#""version":"1""#, "// @ts-ignore\nimport { X } from 'x'"),
            (r##""imports":{"#x":"./a.js"}"##, "import { X } from '#x'"),
        ] {
            assert!(found(manifest, &format!("{types}\n export declare const a: 1;")).is_empty(), "{types}");
        }
    }

    #[test]
    fn what_the_code_imports_too_is_said_once() {
        let manifest = r#"{"name":"p","type":"module","exports":"./a.js","devDependencies":{"x":"1"}}"#;
        let files = [
            ("package.json", manifest),
            ("a.js", "import { x } from 'x'; export const a = x"),
            ("a.d.ts", "import { X } from 'x'; export declare const a: X;"),
        ];
        assert!(messages("undeclared-types", &files).is_empty());
    }

    #[test]
    fn modules_that_the_declarations_declare_are_there() {
        let files = [
            ("package.json", r#"{"name":"p","type":"module","exports":"./a.js"}"#),
            ("a.js", "export const a = 1"),
            (
                "a.d.ts",
                "/// <reference path=\"./g.d.ts\" />\nimport { X } from 'x'; export declare const a: X;",
            ),
            ("g.d.ts", "declare module 'x' { export type X = 1 }"),
        ];
        assert!(messages("undeclared-types", &files).is_empty());
    }
}
