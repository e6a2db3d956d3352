//! package.json excludes a platform, a Node or a manager that is meant.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::{
        engines::{EnginesFault, EnginesFaultKind, excluding},
        platforms::{PlatformFault, PlatformFaultKind},
    },
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{exclusions::Exclusions, finding},
    },
};

rule! {
    /// package.json excludes a platform by a wrong name, a Node that is asked for, or all of yarn 1.
    ///
    /// ## Why it matters
    ///
    /// A name in `"os"`, `"cpu"` or `"libc"` that Node does not have admits or excludes nobody, while the author means somebody. With
    /// `--node`, a version that `engines.node` does not admit cannot get the package from yarn 1, and npm and pnpm warn. yarn 1 also
    /// reads `engines.yarn`.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "os": ["linux", "macos"], "engines": { "yarn": "please use npm" } }
    /// ```
    ///
    /// Write the names that Node has, and leave the choice of a manager to consumers:
    ///
    /// ```json
    /// { "os": ["linux", "darwin"] }
    /// ```
    "excluded-platform", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(exclusions) = Exclusions::of(facts.package) else { return };
    let path = exclusions.path;
    findings.extend(exclusions.platforms(false).filter_map(|fault| of_platform(path, fault)));
    findings.extend(exclusions.engines("yarn").map(|fault| of_yarn(path, fault)));
    // Without `--node` no version was asked for that "engines" could exclude. `excludes-everybody` tells of a
    // range that admits no Node.
    if !facts.by_engines && exclusions.engines("node").next().is_none() {
        findings.extend(facts.nodes.iter().filter_map(|node| of_node(facts, path, node.node.version)));
    }
}

fn of_platform(path: &PackagePath, fault: &PlatformFault) -> Option<Diagnostic> {
    let (word, help) = match &fault.kind {
        PlatformFaultKind::Misnamed(word, meant) => {
            let not = if word.starts_with('!') { "!" } else { "" };
            (word.as_str(), format!("write \"{not}{meant}\""))
        }
        PlatformFaultKind::AnyBesideOthers => {
            ("any", format!("leave it out, or \"{}\" as a whole if every platform will do", fault.field))
        }
        PlatformFaultKind::NoName(word) => {
            (word.as_str(), format!("write one name in each item of \"{}\"", fault.field))
        }
        PlatformFaultKind::Any
        | PlatformFaultKind::Contradiction
        | PlatformFaultKind::NoList(_)
        | PlatformFaultKind::NoText(_) => return None,
    };
    let at = PackagePlace { file: path.clone(), span: fault.at };
    let message = format!("\"{}\" has \"{word}\", and Node knows no platform of that name", fault.field);
    Some(finding(&RULE, Some(at), message, Some(help)))
}

pub(in crate::rules) fn of_yarn(path: &PackagePath, fault: &EnginesFault) -> Diagnostic {
    let at = PackagePlace { file: path.clone(), span: fault.at };
    let text = &fault.text;
    let is = if fault.kind == EnginesFaultKind::NoText { text.clone() } else { format!("\"{text}\"") };
    let message = format!("engines.yarn is {is}: yarn 1 refuses to install the package");
    finding(
        &RULE,
        Some(at),
        message,
        Some("leave it out: it excludes consumers, not contributors".to_owned()),
    )
}

fn of_node(facts: &Facts<'_>, path: &PackagePath, version: crate::node::NodeVersion) -> Option<Diagnostic> {
    let engines = excluding(facts.package, version)?;
    let at = PackagePlace { file: path.clone(), span: engines.span };
    let message = format!(
        "engines.node is \"{}\", which excludes Node {version}: yarn 1 refuses to install the package there, and npm and pnpm warn",
        engines.text
    );
    Some(finding(
        &RULE,
        Some(at),
        message,
        Some("admit it, or ask for a version that is admitted".to_owned()),
    ))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{findings_on, messages};

    #[test]
    fn platforms_that_are_excluded_by_mistake() {
        for (members, expected) in [
            (r#""os":["linux","macos"]"#, "\"os\" has \"macos\", and Node knows no platform of that name"),
            (r#""os":["!windows"]"#, "\"os\" has \"!windows\", and Node knows no platform of that name"),
            (
                r#""os":["!win32, !darwin"]"#,
                "\"os\" has \"!win32, !darwin\", and Node knows no platform of that name",
            ),
            (r#""cpu":["any","x64"]"#, "\"cpu\" has \"any\", and Node knows no platform of that name"),
            (r#""engines":{"yarn":"no"}"#, "engines.yarn is \"no\": yarn 1 refuses to install the package"),
        ] {
            let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
            assert_eq!(
                messages("excluded-platform", &[("package.json", &manifest)]),
                [expected],
                "{members}"
            );
        }
    }

    #[test]
    fn a_node_that_is_asked_for() {
        let manifest = r#"{"name":"p","engines":{"node":">=20"}}"#;
        let found = |node| findings_on("excluded-platform", &[("package.json", manifest)], node).len();
        assert_eq!((found("18"), found("22")), (1, 0));
    }
}
