//! A command in "bin" without a path.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::bins::{PathlessBin, pathless_bins},
    manifest::Manifest,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A command in "bin" has something other than the path of a file.
    ///
    /// ## Why it matters
    ///
    /// pnpm and yarn 1 join the path to the folder of the package, and end the installation with ERR_INVALID_ARG_TYPE where it is no
    /// text. npm, yarn 4 and bun leave the command out.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "bin": { "my-tool": null } }
    /// ```
    ///
    /// Name the file, or leave the command out:
    ///
    /// ```json
    /// { "bin": { "my-tool": "./cli.js" } }
    /// ```
    "invalid-bin", Error
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(path) = facts.package.manifest().map(Manifest::path) else { return };
    findings.extend(pathless_bins(facts.package).iter().map(|bin| diagnostic(path, bin)));
}

pub(in crate::rules) fn diagnostic(path: &PackagePath, bin: &PathlessBin) -> Diagnostic {
    let at = PackagePlace { file: path.clone(), span: bin.at };
    let message = format!(
        "the bin \"{}\" is {}, and no path: installing fails with pnpm and yarn 1",
        bin.name, bin.value
    );
    finding(&RULE, Some(at), message, Some("name the file that it runs, or leave it out".to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(bin: &str) -> Vec<String> {
        messages("invalid-bin", &[("package.json", &format!(r#"{{"name":"p","bin":{bin}}}"#)), ("a.js", "")])
    }

    #[test]
    fn commands_without_a_path() {
        for (value, words) in [
            ("null", "null"),
            ("5", "a number"),
            ("false", "true or false"),
            ("{}", "an object"),
            ("[\"a.js\"]", "a list"),
        ] {
            let expected =
                format!("the bin \"tool\" is {words}, and no path: installing fails with pnpm and yarn 1");
            assert_eq!(found(&format!(r#"{{"tool":{value}}}"#)), [expected]);
        }
    }

    #[test]
    fn what_every_package_manager_installs_is_silent() {
        for bin in
            ["null", "[]", r#"["a.js"]"#, "5", "{}", r#""a.js""#, r#"{"tool":"a.js"}"#, r#"{"tool":""}"#]
        {
            assert!(found(bin).is_empty(), "{bin}");
        }
    }
}
