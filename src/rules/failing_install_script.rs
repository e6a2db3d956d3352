//! A script that fails when the package is installed.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::{
        ScriptFault,
        scripts::{FailingScript, failing_script},
    },
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
};

rule! {
    /// A script that runs at installation fails for everyone who installs the package.
    ///
    /// ## Why it matters
    ///
    /// npm and yarn run `preinstall`, `install` and `postinstall` of a package, and give up where one fails. The author's checkout
    /// has the file that is not packed, and the command of a package that is in `"devDependencies"`; those who install it have
    /// neither. pnpm 10 and bun run such scripts only where the project allows it.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "scripts": { "postinstall": "husky install" }, "devDependencies": { "husky": "^8.0.0" } }
    /// ```
    ///
    /// `prepare` runs in the checkout, and not where the package is installed from a registry:
    ///
    /// ```json
    /// { "scripts": { "prepare": "husky install" }, "devDependencies": { "husky": "^8.0.0" } }
    /// ```
    "failing-install-script", Error
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    findings.extend(failing_script(facts.package).map(|script| diagnostic(manifest.path(), &script)));
}

pub(in crate::rules) fn diagnostic(path: &PackagePath, script: &FailingScript) -> Diagnostic {
    let at = PackagePlace { file: path.clone(), span: script.at };
    let (message, help) = words(script.event, &script.fault);
    finding(&RULE, Some(at), message, Some(help))
}

fn words(event: &str, fault: &ScriptFault) -> (String, String) {
    match fault {
        ScriptFault::MissingFile(path) => (
            format!("\"{event}\" runs {path}, which is not packed: npm and yarn fail to install the package"),
            "pack the file, or remove the script".to_owned(),
        ),
        ScriptFault::DevelopmentCommand { command, package } => (
            format!(
                "\"{event}\" runs `{command}`, and {package}, which brings it, is in \"devDependencies\" only: npm and yarn fail to \
                 install the package"
            ),
            format!(
                "make it the script \"prepare\", which runs in the checkout only, or move {package} to \"dependencies\""
            ),
        ),
        ScriptFault::MissingScript(name) => (
            format!(
                "\"{event}\" runs the script \"{name}\", which is not there: npm and yarn fail to install the package"
            ),
            format!("add the script \"{name}\", or remove \"{event}\""),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(members: &str) -> Vec<String> {
        let manifest = format!(r#"{{"name":"p","version":"1.0.0",{members}}}"#);
        messages("failing-install-script", &[("package.json", &manifest), ("a.js", "")])
    }

    #[test]
    fn the_first_script_that_fails_is_said() {
        assert_eq!(
            found(r#""scripts":{"install":"node gone.js","postinstall":"node gone2.js"}"#),
            ["\"install\" runs gone.js, which is not packed: npm and yarn fail to install the package"]
        );
    }

    #[test]
    fn scripts_that_succeed_or_do_not_run_are_silent() {
        for members in [
            r#""scripts":{"install":"node a.js"}"#,
            r#""scripts":{"prepare":"husky"},"devDependencies":{"husky":"9"}"#,
            r#""scripts":{"postinstall":"husky || true"},"devDependencies":{"husky":"9"}"#,
        ] {
            assert!(found(members).is_empty(), "{members}");
        }
    }
}
