//! A script that fails when the package is installed.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    install::{
        ScriptFault,
        scripts::{FailingScript, failing_script},
    },
    link::fault::FaultKind,
    manifest::dependencies::DependencyKind,
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
    /// neither. pnpm 10 and bun run such scripts only where the project allows it; pnpm 12 ends with ERR_PNPM_IGNORED_BUILDS until the
    /// project says whether they may run.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "scripts": { "postinstall": "husky install" }, "devDependencies": { "husky": "^8.0.0" } }
    /// ```
    ///
    /// A packed file that such a script runs as `node FILE` is judged like an entry point: what Node certainly meets in it before
    /// the file could have made what it misses ends the installation, such as a package that is in `"devDependencies"` only. So
    /// does a source of an addon that `binding.gyp` names and that is not packed.
    ///
    /// Groups, `cd` into packed folders, `&&`, `||`, `if`, `exit`, `set -e` and pipelines are followed as `sh` does, and so are scripts of the
    /// package that `sh FILE` or `sh -c` runs; a test for a file (`[ -f FILE ]`) asks for a packed one. A failure that is caught
    /// (`|| true`) is none. Modules that Node is to load first (`-r`, `--import`), or with which `node -e` begins, must be there, too.
    /// A file that is run by its path (`./install.sh`) must be executable in the archive. Scripts with loops or functions are not read.
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
    let nodes: Vec<_> = facts.nodes.iter().map(|facts| facts.node.clone()).collect();
    findings.extend(failing_script(facts.package, &nodes).map(|script| diagnostic(manifest.path(), &script)));
}

pub(in crate::rules) fn diagnostic(path: &PackagePath, script: &FailingScript) -> Diagnostic {
    let at = match &script.fault {
        ScriptFault::FailingFile { fault, .. } => fault.at.clone(),
        ScriptFault::MissingSource { at, .. } => at.clone(),
        _ => PackagePlace { file: path.clone(), span: script.at },
    };
    let (message, help) = words(script.event, &script.fault);
    finding(&RULE, Some(at), message, Some(help))
}

/// Returns the help about a fault of a file that an install script runs.
fn help_about(fault: &FaultKind) -> String {
    match fault {
        FaultKind::Undeclared { package, declared: DependencyKind::DevOnly } => {
            format!("move {package} to \"dependencies\"")
        }
        FaultKind::Undeclared { package, .. } => format!("add {package} to \"dependencies\""),
        FaultKind::Unresolved(_) | FaultKind::MissingAsset { .. } => {
            "pack the file, or remove the script".to_owned()
        }
        _ => "correct the file, or remove the script".to_owned(),
    }
}

fn words(event: &str, fault: &ScriptFault) -> (String, String) {
    match fault {
        ScriptFault::MissingFile(path) => (
            format!("\"{event}\" runs {path}, which is not packed: npm and yarn fail to install the package"),
            "pack the file, or remove the script".to_owned(),
        ),
        ScriptFault::MissingOperand(path) => (
            format!(
                "\"{event}\" needs {path}, which is not packed: npm and yarn fail to install the package"
            ),
            format!("pack {path}, or remove the script"),
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
        ScriptFault::FailingFile { file, fault } => (
            format!(
                "\"{event}\" runs {file}, where Node ends with \"{}\": npm and yarn fail to install the package",
                fault.message.lines().next().unwrap_or_default()
            ),
            help_about(&fault.kind),
        ),
        ScriptFault::MissingSource { path, .. } => (
            format!(
                "\"{event}\" compiles {path}, which is not packed: npm and yarn fail to install the package"
            ),
            "pack the file, or remove it from \"sources\"".to_owned(),
        ),
        ScriptFault::FailingTest { path, is_packed } => (
            format!(
                "\"{event}\" ends with a test that fails, as {path} is {}packed: npm and yarn fail to install the package",
                if *is_packed { "" } else { "not " }
            ),
            "write an `if` in place of the test, or end the script with `|| true`".to_owned(),
        ),
        ScriptFault::NotExecutable(path) => (
            format!(
                "\"{event}\" runs {path}, which is not executable in the archive: npm and yarn fail to install the package"
            ),
            format!("make it executable before you pack, or run `sh {path}`"),
        ),
        ScriptFault::NoScripts => (
            format!(
                "\"{event}\" is null: npm ends with an error of its own wherever the package is installed"
            ),
            format!("leave \"{event}\" out, or write an object"),
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
    fn scripts_that_are_null() {
        let expected =
            "\"scripts\" is null: npm ends with an error of its own wherever the package is installed";
        assert_eq!(found(r#""scripts":null"#), [expected]);
        assert!(found(r#""scripts":{"postinstall":null}"#).is_empty());
    }

    fn of_file(script: &str) -> Vec<String> {
        let manifest = r#"{"name":"p","version":"1.0.0","main":"i.js","scripts":{"postinstall":"node a.js"},
            "dependencies":{"there":"1"},"devDependencies":{"chalk":"4"}}"#;
        let files = [("package.json", manifest), ("i.js", ""), ("b.js", "x ="), ("a.js", script)];
        messages("failing-install-script", &files)
    }

    #[test]
    fn a_packed_file_that_certainly_fails_is_said() {
        for (script, why) in [
            ("const c = require('chalk'); c()", "Cannot find module 'chalk'"),
            (
                "const fs = require('fs'); require('./gone'); fs.writeFileSync('x')",
                "Cannot find module './gone'",
            ),
            (
                "import fs from 'fs'; require('x')",
                "require is not defined in ES module scope, you can use import instead",
            ),
            ("const a = ;", "Unexpected token"),
            ("require('./b')", "Unexpected end of input"),
        ] {
            let found = of_file(script);
            assert!(
                found.len() == 1 && found[0].contains("runs a.js, where Node ends with"),
                "{script}: {found:?}"
            );
            assert!(found[0].contains(why), "{script}: {found:?}");
        }
    }

    #[test]
    fn a_packed_file_that_may_succeed_is_silent() {
        for script in [
            "require('there')",
            "try { require('chalk') } catch {}",
            "if (process.env.CI) require('chalk')",
            "if (process.env.CI) process.exit(0)\nrequire('chalk')",
            "process.exit(0); require('chalk')",
            "require('child_process').execSync('npm i chalk'); require('chalk')",
            "require('fs').writeFileSync(__dirname + '/gone.js', ''); require('./gone')",
            "make(); require('./gone'); function make() { require('fs').writeFileSync(__dirname + '/gone.js', '') }",
            "process.on('uncaughtException', () => process.exit(0)); throw new Error('x')",
            "exports.a = () => require('chalk')",
            "require('there/register'); require('./gone')",
            "require('there/alias')(__dirname); require('chalk')",
        ] {
            assert!(of_file(script).is_empty(), "{script}: {:?}", of_file(script));
        }
    }

    #[test]
    fn sources_of_addons_that_are_not_packed() {
        let found = |members: &str, gyp: &str| {
            let manifest = format!(r#"{{"name":"p","version":"1.0.0"{members}}}"#);
            messages(
                "failing-install-script",
                &[("package.json", &manifest), ("binding.gyp", gyp), ("src/b.c", "")],
            )
        };
        let gone = r#"{"targets":[{"target_name":"x","sources":["src/b.c","src/x.c"]}]}"#;
        let expected =
            ["\"install\" compiles src/x.c, which is not packed: npm and yarn fail to install the package"];
        assert_eq!(found("", gone), expected);
        assert_eq!(found(r#","scripts":{"install":"node-gyp rebuild"}"#, gone), expected);
        for (members, gyp) in [
            ("", r#"{"targets":[{"target_name":"x","sources":["src/b.c","src/x.h"]}]}"#),
            (r#","gypfile":false"#, gone),
            (r#","scripts":{"install":"echo"}"#, gone),
            (r#","scripts":{"install":"prebuild-install || node-gyp rebuild"}"#, gone),
            ("", r#"{"targets":[{"sources":["<!(ls src)","src/x.c"]}]}"#),
            ("", r#"{"targets":[{"sources":["src/x.c"],"conditions":[]}]}"#),
        ] {
            assert!(found(members, gyp).is_empty(), "{members} {gyp}");
        }
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
