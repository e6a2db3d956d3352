//! package.json admits no machine or no Node.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::{
        engines::{EnginesFault, EnginesFaultKind},
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
    /// `"os"`, `"cpu"`, `"libc"` or `"engines"` admit nobody.
    ///
    /// ## Why it matters
    ///
    /// npm and yarn 1 refuse to install a package on a platform that it does not list (EBADPLATFORM), and yarn 4 leaves it out. The
    /// names are those of `process.platform` and `process.arch`. yarn 1 also refuses a Node that `engines.node` does not admit.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "os": ["windows"], "engines": { "node": "lts" } }
    /// ```
    ///
    /// Write the names that Node has, and a range:
    ///
    /// ```json
    /// { "os": ["win32"], "engines": { "node": ">=22" } }
    /// ```
    "excludes-everybody", Error
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(exclusions) = Exclusions::of(facts.package) else { return };
    findings.extend(exclusions.platforms(true).map(|fault| of_platform(exclusions.path, fault)));
    findings.extend(exclusions.engines("node").map(|fault| of_engines(exclusions.path, fault)));
}

pub(in crate::rules) fn of_platform(path: &PackagePath, fault: &PlatformFault) -> Diagnostic {
    let at = PackagePlace { file: path.clone(), span: fault.at };
    let field = fault.field;
    let (message, help) = match &fault.kind {
        PlatformFaultKind::Misnamed(word, meant) => (
            format!(
                "\"{field}\" admits nobody: Node knows no \"{word}\", and npm and yarn do not install the package"
            ),
            format!("write \"{meant}\""),
        ),
        PlatformFaultKind::NoName(word) => (
            format!(
                "\"{field}\" admits nobody: no platform has the name \"{word}\", and npm and yarn do not install the package"
            ),
            format!("write one name in each item of \"{field}\""),
        ),
        PlatformFaultKind::NoList(is) => (
            format!(
                "\"{field}\" is {is}, and no list: npm ends with an error of its own wherever the package is installed"
            ),
            format!("list the names, or leave \"{field}\" out"),
        ),
        PlatformFaultKind::NoText(is) => (
            format!(
                "\"{field}\" lists {is}, and no name: npm ends with an error of its own wherever the package is installed"
            ),
            format!("list the names, or leave \"{field}\" out"),
        ),
        PlatformFaultKind::Any => (
            format!("\"{field}\" is \"any\", which npm alone understands: yarn does not install the package"),
            format!("leave \"{field}\" out"),
        ),
        PlatformFaultKind::AnyBesideOthers => (
            format!(
                "\"{field}\" admits nobody: beside other words \"any\" is no more than a name, and npm and yarn do not install the package"
            ),
            format!("leave \"any\" out, or \"{field}\" as a whole"),
        ),
        PlatformFaultKind::Contradiction => (
            format!("\"{field}\" excludes what it admits: npm refuses to install the package everywhere"),
            "list what is admitted, or what is excluded".to_owned(),
        ),
    };
    finding(&RULE, Some(at), message, Some(help))
}

pub(in crate::rules) fn of_engines(path: &PackagePath, fault: &EnginesFault) -> Diagnostic {
    let at = PackagePlace { file: path.clone(), span: fault.at };
    let text = &fault.text;
    let is = match fault.kind {
        EnginesFaultKind::NoText => format!("{text}, and no range"),
        EnginesFaultKind::NoRange => format!("\"{text}\", which is no range"),
        EnginesFaultKind::Empty => format!("\"{text}\", which no Node satisfies"),
    };
    let others = if fault.kind == EnginesFaultKind::NoText { "" } else { ", and npm and pnpm warn" };
    let message = format!("engines.node is {is}: yarn 1 refuses to install the package{others}");
    finding(
        &RULE,
        Some(at),
        message,
        Some("write the range of Nodes that it is for, as in \">=22\"".to_owned()),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(members: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
        messages("excludes-everybody", &[("package.json", &manifest)])
    }

    #[test]
    fn lists_and_ranges_that_admit_nobody() {
        assert_eq!(
            found(r#""os":["windows"],"engines":{"node":"lts"}"#),
            [
                "engines.node is \"lts\", which is no range: yarn 1 refuses to install the package, and npm and pnpm warn",
                "\"os\" admits nobody: Node knows no \"windows\", and npm and yarn do not install the package",
            ]
            .map(str::to_owned)
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
        );
    }

    #[test]
    fn values_that_are_no_lists_and_no_ranges() {
        for (members, expected) in [
            (
                r#""os":true"#,
                "\"os\" is true or false, and no list: npm ends with an error of its own wherever the package is installed",
            ),
            (
                r#""cpu":["x64",null]"#,
                "\"cpu\" lists null, and no name: npm ends with an error of its own wherever the package is installed",
            ),
            (
                r#""os":["linux, darwin"]"#,
                "\"os\" admits nobody: no platform has the name \"linux, darwin\", and npm and yarn do not install the package",
            ),
            (
                r#""engines":{"node":18}"#,
                "engines.node is a number, and no range: yarn 1 refuses to install the package",
            ),
        ] {
            assert_eq!(found(members), [expected], "{members}");
        }
    }

    #[test]
    fn what_admits_somebody_is_silent() {
        for members in [
            r#""os":["win32"],"engines":{"node":">=99 || 22"}"#,
            r#""os":["linux","windows"]"#,
            r#""engines":{"yarn":"no"}"#,
            r#""os":"","cpu":[],"engines":{"node":""}"#,
        ] {
            assert!(found(members).is_empty(), "{members}");
        }
    }
}
