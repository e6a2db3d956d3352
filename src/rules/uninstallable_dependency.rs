//! A dependency that package managers refuse to install.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::specs::{RefusedDependency, SpecRefusal, refused_dependencies},
    manifest::Manifest,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
    secrets::hidden,
};

rule! {
    /// A dependency is specified in a way that ends the installation.
    ///
    /// ## Why it matters
    ///
    /// Nobody gets as far as an import: npm stops with `EUNSUPPORTEDPROTOCOL`, `EINVALIDTAGNAME`, `ETARGET` or a path that is not there, also
    /// for an optional or a peer dependency. `workspace:` and `catalog:` mean something in the author's workspace only; `pnpm pack`
    /// and `yarn npm publish` replace them, `npm publish` does not. `file:`, `link:` and `portal:` lead to the author's disk. For a path of an
    /// optional dependency only yarn fails, and for one of a peer bun and pnpm 12. Where another field names the package, too, others
    /// than bun take that of `"optionalDependencies"` first and that of `"peerDependencies"` last.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "dependencies": { "@acme/core": "workspace:^" } }
    /// ```
    ///
    /// Publish with the manager of the workspace, or write the range:
    ///
    /// ```json
    /// { "dependencies": { "@acme/core": "^2.1.0" } }
    /// ```
    "uninstallable-dependency", Error where "it is no path of an optional or peer dependency, and no other field counts"
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(path) = facts.package.manifest().map(Manifest::path) else { return };
    findings.extend(refused_dependencies(facts.package).iter().map(|refused| diagnostic(path, refused)));
}

pub(in crate::rules) fn diagnostic(path: &PackagePath, refused: &RefusedDependency) -> Diagnostic {
    let at = PackagePlace { file: path.clone(), span: refused.at };
    let RefusedDependency { field, name, spec, .. } = refused;
    let what = match &refused.refusal {
        SpecRefusal::NotText => format!("\"{name}\" in \"{field}\" is no text"),
        SpecRefusal::Name => format!("\"{field}\" has the name \"{name}\""),
        SpecRefusal::List => format!("\"{field}\" is a list or a text"),
        _ => format!("\"{name}\" in \"{field}\" is \"{}\"", shortened(spec)),
    };
    let is_needed = refused.overruled_by.is_none()
        && (*field == "dependencies" || !matches!(refused.refusal, SpecRefusal::NotPacked(_)));
    let found = finding(
        &RULE,
        Some(at),
        match refused.overruled_by {
            Some(other) => {
                format!("{what}: bun fails to install the package, and others take what \"{other}\" says")
            }
            None => format!("{what}, {}", why(field, &refused.refusal)),
        },
        Some(help(&refused.refusal)),
    );
    Diagnostic { severity: RULE.severity_at(is_needed), ..found }
}

/// The number of characters that are told of a specification.
const MOST_TOLD: usize = 200;

/// A specification, or its beginning; without secrets, as the beginning of one is not known for what it is.
fn shortened(spec: &str) -> String {
    let shown = hidden(spec.to_owned());
    match shown.char_indices().nth(MOST_TOLD) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown,
    }
}

fn why(field: &str, refusal: &SpecRefusal) -> String {
    match refusal {
        SpecRefusal::Workspace => {
            "which means something in the author's workspace only: installing fails (npm: EUNSUPPORTEDPROTOCOL)".to_owned()
        }
        SpecRefusal::Link => "which leads to the author's disk: installing fails (npm: EUNSUPPORTEDPROTOCOL)".to_owned(),
        SpecRefusal::Protocol(protocol) => {
            format!("and npm does not know \"{protocol}:\": installing fails (EUNSUPPORTEDPROTOCOL)")
        }
        SpecRefusal::NotPacked(_) if field == "optionalDependencies" => {
            "and that path is not packed: yarn fails to install the package, and others leave the dependency out".to_owned()
        }
        SpecRefusal::NotPacked(_) if field == "peerDependencies" => {
            "and that path is not packed: bun and pnpm 12 fail to install the package".to_owned()
        }
        SpecRefusal::NotPacked(_) => {
            "and that path is not packed: pnpm, yarn and bun fail to install it, and npm leaves a link to nothing".to_owned()
        }
        SpecRefusal::Alias => {
            "an alias that npm cannot read: installing fails".to_owned()
        }
        SpecRefusal::Malformed => {
            "which is neither a range nor a tag: installing fails (npm: EINVALIDTAGNAME)".to_owned()
        }
        SpecRefusal::NoTag => {
            "which is no range, and no version has such a tag: installing fails (npm: ETARGET)".to_owned()
        }
        SpecRefusal::Empty => "and no version is in that range: installing fails".to_owned(),
        SpecRefusal::OwnVersion => {
            "and the package itself is of another version: npm fails to install it (ERESOLVE)".to_owned()
        }
        SpecRefusal::NotText => "so that npm and bun cannot read it: installing fails".to_owned(),
        SpecRefusal::Name => "which no package can have: npm fails to install it".to_owned(),
        SpecRefusal::List => "and managers take \"0\", \"1\" … for the names: installing fails".to_owned(),
    }
}

fn help(refusal: &SpecRefusal) -> String {
    match refusal {
        SpecRefusal::Workspace => {
            "publish with the workspace's own manager, which writes the range in its place, or write the range"
        }
        SpecRefusal::Link | SpecRefusal::NotPacked(_) => {
            "publish that package and write its range, or bundle it (\"bundleDependencies\")"
        }
        SpecRefusal::Name => "write the name as the registry has it",
        SpecRefusal::List => "write an object of names and ranges, as in { \"core\": \"^1.2.0\" }",
        SpecRefusal::Alias => "write \"npm:NAME@RANGE\", with the name and range of a package of the registry",
        SpecRefusal::Protocol(protocol) if protocol == "ssh" => {
            "write \"git+ssh:\", or the range of a version of the registry"
        }
        SpecRefusal::Protocol(_) => "write a range, or an alias: \"npm:NAME@RANGE\"",
        SpecRefusal::OwnVersion => "remove it: a package is no peer of itself",
        SpecRefusal::Malformed | SpecRefusal::NoTag | SpecRefusal::NotText | SpecRefusal::Empty => "write a range, for example \"^1.2.0\"",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use crate::{
        diagnostic::Severity,
        rules::support::testing::{findings, messages},
    };

    fn found(members: &str) -> Vec<String> {
        messages("uninstallable-dependency", &[("package.json", members)])
    }

    #[test]
    fn specifications_that_end_an_installation() {
        assert_eq!(
            found(r#"{"dependencies":{"a":"workspace:^"}}"#),
            [
                "\"a\" in \"dependencies\" is \"workspace:^\", which means something in the author's workspace only: \
              installing fails (npm: EUNSUPPORTEDPROTOCOL)"
            ]
        );
        assert_eq!(
            found(r#"{"peerDependencies":{"a":"${peer}"}}"#),
            [
                "\"a\" in \"peerDependencies\" is \"${peer}\", which is neither a range nor a tag: installing fails (npm: \
              EINVALIDTAGNAME)"
            ]
        );
    }

    #[test]
    fn one_name_in_two_fields() {
        let severities = |members: &str| {
            let found = findings("uninstallable-dependency", &[("package.json", members)]);
            found.into_iter().map(|it| it.severity).collect::<Vec<_>>()
        };
        for (members, expected) in [
            (r#"{"dependencies":{"a":"workspace:*"},"optionalDependencies":{"a":"^2"}}"#, Severity::Warning),
            (r#"{"dependencies":{"a":"^2"},"peerDependencies":{"a":"workspace:*"}}"#, Severity::Warning),
            (
                r#"{"optionalDependencies":{"a":"^2"},"peerDependencies":{"a":"workspace:*"}}"#,
                Severity::Warning,
            ),
            (r#"{"dependencies":{"a":"^2"},"optionalDependencies":{"a":"workspace:*"}}"#, Severity::Error),
            (r#"{"dependencies":{"a":"workspace:*"},"peerDependencies":{"a":"^2"}}"#, Severity::Error),
            (r#"{"dependencies":{"a":"workspace:*"},"devDependencies":{"a":"^2"}}"#, Severity::Error),
        ] {
            assert_eq!(severities(members), [expected], "{members}");
        }
    }

    #[test]
    fn ranges_tags_and_what_is_for_development_are_silent() {
        for manifest in [
            r#"{"dependencies":{"a":"^1.0.0","b":"latest","c":"npm:d@1"}}"#,
            r#"{"devDependencies":{"a":"workspace:*","b":"link:../b"}}"#,
        ] {
            assert!(found(manifest).is_empty(), "{manifest}");
        }
    }
}
