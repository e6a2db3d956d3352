//! A name or a version that no registry takes.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::identity::{IdentityFault, RefusedIdentity, refused_identity},
    manifest::Manifest,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// The name or the version in package.json is one that registries refuse.
    ///
    /// ## Why it matters
    ///
    /// `npm pack` and `npm publish` stop there; other programs pack it, and the registry then refuses the upload. From the tarball
    /// itself npm and mostly pnpm, yarn 1 and bun do not install such a name, and yarn 1 no such version.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "name": "My Library", "version": "1.0" }
    /// ```
    ///
    /// A name is lower case and needs no escaping in a URL; a version has three numbers:
    ///
    /// ```json
    /// { "name": "my-library", "version": "1.0.0" }
    /// ```
    "refused-by-registry", Error
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(path) = facts.package.manifest().map(Manifest::path) else { return };
    findings.extend(refused_identity(facts.package).iter().map(|refused| diagnostic(path, refused)));
}

pub(in crate::rules) fn diagnostic(path: &PackagePath, refused: &RefusedIdentity) -> Diagnostic {
    let at = PackagePlace { file: path.clone(), span: refused.at };
    let (field, text) = (refused.field, &refused.text);
    let why = match refused.reason {
        IdentityFault::NoText => {
            let message = format!("the {field} is {text}, and no text: registries refuse it");
            return finding(&RULE, Some(at), message, Some(format!("write the {field} in quotes")));
        }
        IdentityFault::Character(char) => format!("has {char:?}, which a name cannot have"),
        IdentityFault::FirstCharacter => "starts with a dot, an underscore or a hyphen".to_owned(),
        IdentityFault::Reserved => "is no name for a package".to_owned(),
        IdentityFault::Shape => "is neither NAME nor @SCOPE/NAME".to_owned(),
        IdentityFault::Version => "is not three numbers with points between them".to_owned(),
    };
    let help = match refused.reason {
        IdentityFault::Version => "write three numbers, as in \"1.0.0\" or \"1.0.0-beta.1\"",
        _ => "use lower-case letters, digits, \"-\", \"_\" and \".\"",
    };
    let message = format!("the {field} \"{text}\" {why}: registries refuse it");
    finding(&RULE, Some(at), message, Some(help.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(manifest: &str) -> Vec<String> {
        messages("refused-by-registry", &[("package.json", manifest)])
    }

    #[test]
    fn names_and_versions_that_are_refused() {
        assert_eq!(
            found(r#"{"name":"my lib","version":"1.0"}"#),
            [
                "the name \"my lib\" has ' ', which a name cannot have: registries refuse it",
                "the version \"1.0\" is not three numbers with points between them: registries refuse it"
            ]
        );
    }

    #[test]
    fn names_and_versions_that_are_no_text() {
        assert_eq!(
            found(r#"{"name":["p"],"version":1}"#),
            [
                "the name is a list, and no text: registries refuse it",
                "the version is a number, and no text: registries refuse it"
            ]
        );
    }

    #[test]
    fn old_names_and_absent_ones_are_silent() {
        for manifest in [
            r#"{"name":"JSONStream","version":"v1.0.0"}"#,
            "{}",
            r#"{"name":"@s/a","version":"1.0.0-rc.1"}"#,
            r#"{"name":"","version":null}"#,
        ] {
            assert!(found(manifest).is_empty(), "{manifest}");
        }
    }
}
