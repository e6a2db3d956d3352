//! A dependency is listed as packed along, and is not packed.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::bundled::{MissingBundle, missing_bundles},
    manifest::Manifest,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A dependency is listed in `"bundleDependencies"` and is not packed.
    ///
    /// ## Why it matters
    ///
    /// npm, pnpm and bun take what is listed for packed and do not fetch it: the package is installed without a word, and its
    /// dependency is not there. yarn fetches it.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "dependencies": { "parser": "^2.0.0" }, "bundleDependencies": ["parser"] }
    /// ```
    ///
    /// Pack with npm after `npm install`, which puts `node_modules/parser` into the tarball, or let it be fetched:
    ///
    /// ```json
    /// { "dependencies": { "parser": "^2.0.0" } }
    /// ```
    "missing-bundled-dependency", Error
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(path) = facts.package.manifest().map(Manifest::path) else { return };
    findings.extend(diagnostic(path, &missing_bundles(facts.package)));
}

pub(in crate::rules) fn diagnostic(path: &PackagePath, missing: &[MissingBundle]) -> Option<Diagnostic> {
    let (first, others) = missing.split_first()?;
    let place = |bundle: &MissingBundle| PackagePlace { file: path.clone(), span: bundle.at };
    let more = match others.len() {
        0 => String::new(),
        1 => ", nor is 1 other".to_owned(),
        more => format!(", nor are {more} others"),
    };
    let MissingBundle { name, field, .. } = first;
    let who = if first.is_map { "npm does" } else { "npm, pnpm and bun do" };
    let message = format!("{name} is in \"{field}\" and is not packed{more}: {who} not fetch it");
    let help = format!("pack with npm, with node_modules/{name} installed, or take it off the list");
    let mut also: Vec<PackagePlace> = others.iter().map(place).collect();
    // `"bundleDependencies": true` gives all of them one place.
    also.dedup();
    also.retain(|other| other.span != first.at);
    Some(Diagnostic { also, ..finding(&RULE, Some(place(first)), message, Some(help)) })
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(members: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
        let files = [("package.json", manifest.as_str()), ("node_modules/here/package.json", "{}")];
        messages("missing-bundled-dependency", &files)
    }

    #[test]
    fn what_is_listed_and_not_packed() {
        assert_eq!(
            found(r#""dependencies":{"a":"1","b":"1"},"bundleDependencies":["a","b"]"#),
            [
                "a is in \"bundleDependencies\" and is not packed, nor is 1 other: npm, pnpm and bun do not fetch it"
            ]
        );
    }

    #[test]
    fn what_is_packed_or_not_listed_is_silent() {
        for members in [
            r#""dependencies":{"here":"1"},"bundleDependencies":["here"]"#,
            r#""dependencies":{"a":"1"},"bundleDependencies":[]"#,
            r#""dependencies":{"a":"1"}"#,
        ] {
            assert!(found(members).is_empty(), "{members}");
        }
    }
}
