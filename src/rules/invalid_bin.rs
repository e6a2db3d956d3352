//! A command in "bin" at which package managers end.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::bins::{BinFault, RefusedBin, refused_bins},
    manifest::Manifest,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A command in "bin" has no path, or a name that no package could have; or "directories.bin" is no path.
    ///
    /// ## Why it matters
    ///
    /// pnpm and yarn 1 join the path to the folder of the package, and end the installation with ERR_INVALID_ARG_TYPE where it is no
    /// text. npm, yarn 4 and bun leave the command out. In a list, npm takes the name from the path, and ends, too. yarn 4 reads
    /// the name as that of a package, and ends at a `/` or `@` that is not a scope's.
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
    findings.extend(refused_bins(facts.package).iter().map(|bin| diagnostic(path, bin)));
}

pub(in crate::rules) fn diagnostic(path: &PackagePath, bin: &RefusedBin) -> Diagnostic {
    let at = PackagePlace { file: path.clone(), span: bin.at };
    let (message, help) = match &bin.fault {
        BinFault::NoPath { name, value } => (
            format!("the bin \"{name}\" is {value}, and no path: installing fails with pnpm and yarn 1"),
            "name the file that it runs, or leave it out",
        ),
        BinFault::NoPathInList { value } => (
            format!("\"bin\" lists {value}, and no path: installing fails with npm, pnpm and yarn 1"),
            "name the file that it runs, or leave it out",
        ),
        BinFault::NoFolder { value } => (
            format!("\"directories.bin\" is {value}, and no path: installing fails with npm and pnpm"),
            "name the folder of the commands, or list them in \"bin\"",
        ),
        BinFault::FileForFolder => (
            "\"directories.bin\" leads to a file: installing fails with yarn 1 and bun".to_owned(),
            "name the folder that the file is in, or list it in \"bin\"",
        ),
        BinFault::Name(name) => (
            format!("the bin \"{name}\" has no name that a package could have: installing fails with yarn 4"),
            "name it without `/` and `@`",
        ),
    };
    finding(&RULE, Some(at), message, Some(help.to_owned()))
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
    fn lists_and_names() {
        for (bin, message) in [
            ("[5]", "\"bin\" lists a number, and no path: installing fails with npm, pnpm and yarn 1"),
            (
                r#"{"a/b":"a.js"}"#,
                "the bin \"a/b\" has no name that a package could have: installing fails with yarn 4",
            ),
            (
                r#"{"":"a.js"}"#,
                "the bin \"\" has no name that a package could have: installing fails with yarn 4",
            ),
        ] {
            assert_eq!(found(bin), [message]);
        }
    }

    #[test]
    fn folders_without_a_path() {
        let found = |members: &str| {
            messages(
                "invalid-bin",
                &[("package.json", &format!(r#"{{"name":"p",{members}}}"#)), ("b/a.js", "")],
            )
        };
        let message = |value: &str| {
            format!("\"directories.bin\" is {value}, and no path: installing fails with npm and pnpm")
        };
        for (value, words) in [("5", "a number"), (r#"["b"]"#, "a list"), (r#"{"a":"b/a.js"}"#, "an object")]
        {
            assert_eq!(found(&format!(r#""directories":{{"bin":{value}}}"#)), [message(words)]);
        }
        assert_eq!(
            found(r#""directories":{"bin":"./b/a.js"}"#),
            ["\"directories.bin\" leads to a file: installing fails with yarn 1 and bun"]
        );
        for members in [
            r#""directories":{"bin":"b"}"#,
            r#""directories":{"bin":null}"#,
            r#""directories":{"bin":""}"#,
            r#""bin":"b/a.js","directories":{"bin":5}"#,
        ] {
            assert!(found(members).is_empty(), "{members}");
        }
    }

    #[test]
    fn what_every_package_manager_installs_is_silent() {
        for bin in [
            "null",
            "[]",
            r#"["a.js"]"#,
            "5",
            "{}",
            r#""a.js""#,
            r#"{"tool":"a.js"}"#,
            r#"{"tool":""}"#,
            r#"{"a/b":" "}"#,
            r#"{"a:b":"a.js","@s/c":"a.js","größe":"a.js"}"#,
        ] {
            assert!(found(bin).is_empty(), "{bin}");
        }
    }
}
