//! A dependency is listed as packed along, and is not packed.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    hash::HashSet,
    install::bundled::{MissingBundle, UnbundledDependency, missing_bundles, unbundled},
    link::graph::{Edge, Module, ModuleId},
    manifest::Manifest,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A dependency is listed in `"bundleDependencies"`, or needed by one that is, and is not packed.
    ///
    /// ## Why it matters
    ///
    /// npm, pnpm and bun take what is listed for packed and do not fetch it: the package is installed without a word, and its
    /// dependency is not there. yarn fetches it. So it is with what the packed dependencies depend on themselves, which is an error where an
    /// entry point certainly loads it, and else a warning.
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
    "missing-bundled-dependency", Error where "it is listed, or an entry point loads it"
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(path) = facts.package.manifest().map(Manifest::path) else { return };
    findings.extend(diagnostic(path, &missing_bundles(facts.package)));
    findings.extend(of_bundles(facts, &unbundled(facts.package)));
}

/// Makes one finding of all that packed dependencies lack: what is certainly loaded comes first.
fn of_bundles(facts: &Facts<'_>, unbundled: &[UnbundledDependency]) -> Option<Diagnostic> {
    let loaded = unbundled.iter().find(|it| is_loaded(facts, it));
    let first = loaded.or_else(|| unbundled.first())?;
    let more = match unbundled.len() - 1 {
        0 => String::new(),
        1 => ", and 1 other is missing, too".to_owned(),
        more => format!(", and {more} others are missing, too"),
    };
    let UnbundledDependency { name, folder, at } = first;
    let message = format!(
        "{folder} is packed along and depends on {name}, which is not packed: npm, pnpm and bun do not fetch it{more}"
    );
    let help = format!(
        "pack with npm, with all that {folder} depends on installed, or declare {name} in \"dependencies\", too"
    );
    let mut also: Vec<PackagePlace> = unbundled.iter().map(|other| other.at.clone()).collect();
    also.retain(|other| other != at);
    let severity = RULE.severity_at(loaded.is_some());
    Some(Diagnostic { also, severity, ..finding(&RULE, Some(at.clone()), message, Some(help)) })
}

/// Tells whether an entry point certainly loads a module that asks for such a dependency at once.
fn is_loaded(facts: &Facts<'_>, missing: &UnbundledDependency) -> bool {
    facts.nodes.iter().any(|node| {
        let graph = &node.linkage.graph;
        let mut open: Vec<ModuleId> = node.linkage.verdicts.iter().filter_map(|it| it.module).collect();
        let mut seen = HashSet::default();
        while let Some(id) = open.pop() {
            let Some(module) = graph.get(id).filter(|_| seen.insert(id)) else { continue };
            if asks_for(module, missing) {
                return true;
            }
            open.extend(module.loads());
        }
        false
    })
}

fn asks_for(module: &Module, missing: &UnbundledDependency) -> bool {
    let inner = module.path.as_str().strip_prefix(&missing.folder).and_then(|it| it.strip_prefix('/'));
    let is_own = inner.is_some_and(|inner| !inner.split('/').any(|segment| segment == "node_modules"));
    let names = |edge: &Edge| {
        let rest = edge.request.specifier.value.strip_prefix(&missing.name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    is_own && module.requests.iter().any(|edge| edge.is_certain() && names(edge))
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
    use crate::{
        diagnostic::Severity,
        rules::support::testing::{findings, messages},
    };

    #[test]
    fn what_a_packed_dependency_lacks_is_an_error_where_it_is_loaded() {
        let manifest = r#"{"name":"p","main":"i.js","dependencies":{"a":"1"},"bundleDependencies":["a"]}"#;
        for (own, inner, severity) in [
            ("require('a')", "require('b/x')", Severity::Error),
            ("require('a')", "exports.f = () => require('b')", Severity::Warning),
            ("require('a')", "require('bc')", Severity::Warning),
            ("exports.f = () => require('a')", "require('b')", Severity::Warning),
        ] {
            let files = [
                ("package.json", manifest),
                ("i.js", own),
                ("node_modules/a/package.json", r#"{"dependencies":{"b":"1"}}"#),
                ("node_modules/a/index.js", inner),
            ];
            let found = findings("missing-bundled-dependency", &files);
            assert_eq!(found.iter().map(|it| it.severity).collect::<Vec<_>>(), [severity], "{own} {inner}");
            assert_eq!(
                found[0].message,
                "node_modules/a is packed along and depends on b, which is not packed: npm, pnpm and bun do not fetch it"
            );
        }
    }

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
