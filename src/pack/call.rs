//! The call of each package manager that makes it pack: command and flags, all of them tried.

use std::{ffi::OsStr, path::Path, process::Command};

use nodejs_semver::Version;

use crate::pack::{
    detected::{DetectedManager, Evidence},
    environment,
    error::PackError,
    manager::{Manager, is_classic},
    options::PackOptions,
    own_code,
    perform::perform,
};

/// The folders that npm packs: its settings `workspaces` and `workspace` may choose others than the one in which it runs.
#[derive(Clone, Copy)]
pub(super) enum Selection {
    /// Those that the settings choose.
    AsSet,
    /// The member of a monorepo that the folder is; an ignore file of the root counts for it.
    Member,
    /// The folder by its path.
    Folder,
}

/// The call that packs `directory` into `folder`. Where the manager was told to us, the project may name another.
pub(super) fn packing_call(
    detected: &DetectedManager,
    directory: &Path,
    folder: &Path,
    packing: &PackOptions,
    selection: Selection,
) -> Result<Command, PackError> {
    let mut command = call(detected.manager, directory);
    match detected.manager {
        Manager::Npm => {
            npm(&mut command, folder, selection);
            // It also lets `devEngines` pass.
            command.args((detected.evidence == Evidence::Told).then_some("--force"));
        }
        Manager::Pnpm => pnpm(&mut command, folder),
        Manager::Yarn if is_modern(detected, directory, folder, packing)? => {
            yarn_modern(&mut command, folder)?
        }
        // A classic yarn would pack other files than the yarn that the project names.
        Manager::Yarn => match own_code::modern_yarn(directory) {
            Some(file) => return Err(PackError::YarnPath { file }),
            None => yarn_classic(&mut command, folder),
        },
        Manager::Bun => bun(&mut command, folder),
    }
    if detected.evidence == Evidence::Told {
        environment::allow_other_manager(&mut command);
    }
    Ok(command)
}

/// The manager in that folder, in an environment that is clean; the arguments are still to come.
pub(super) fn call(manager: Manager, directory: &Path) -> Command {
    let mut command = Command::new(manager.program());
    command.current_dir(directory);
    environment::clean(&mut command);
    command
}

/// Overrules what an `.npmrc` may say of dry runs and of how much is told.
fn npm(command: &mut Command, folder: &Path, selection: Selection) {
    command.args(["pack", "--ignore-scripts", "--dry-run=false", "--loglevel=error", "--pack-destination"]);
    command.arg(folder);
    match selection {
        Selection::AsSet => {}
        Selection::Member => drop(command.args(["--workspace=.", "--include-workspace-root=false"])),
        // Beside any path but `.`, npm does not choose by its settings.
        Selection::Folder => drop(command.arg("./")),
    }
}

/// `pnpm pack` has neither `--ignore-scripts` nor `--ignore-pnpmfile`, but it reads both settings, and from here they
/// outrank `.npmrc` and `pnpm-workspace.yaml`. The others keep it from downloading the Node and the pnpm that the project
/// names, or from refusing because it is another: by their names in pnpm 9, 10 and 12.
fn pnpm(command: &mut Command, folder: &Path) {
    command.args([
        "--config.ignore-scripts=true",
        "--config.ignore-pnpmfile=true",
        "--config.use-node-version=",
        "--config.manage-package-manager-versions=false",
        "--config.package-manager-strict=false",
        "--config.pm-on-fail=ignore",
        "pack",
        "--pack-destination",
    ]);
    command.arg(folder);
}

fn yarn_classic(command: &mut Command, folder: &Path) {
    command.args(["pack", "--ignore-scripts", "--non-interactive", "--filename"]);
    command.arg(folder.join("package.tgz"));
}

/// No flag and no setting keeps `prepack` and the project's plugins from running: a plugin of ours does.
fn yarn_modern(command: &mut Command, folder: &Path) -> Result<(), PackError> {
    command.args(["pack", "--out"]);
    command.arg(folder.join("package.tgz"));
    environment::without_own_code(command, folder)
}

fn bun(command: &mut Command, folder: &Path) {
    command.args([
        OsStr::new("pm"),
        OsStr::new("pack"),
        OsStr::new("--ignore-scripts"),
        OsStr::new("--destination"),
    ]);
    command.arg(folder);
}

/// Tells whether `yarn` is 2 or newer here; which one answers depends on more than the project's files.
fn is_modern(
    detected: &DetectedManager,
    directory: &Path,
    folder: &Path,
    packing: &PackOptions,
) -> Result<bool, PackError> {
    let mut command = call(Manager::Yarn, directory);
    command.arg("--version");
    environment::without_own_code(&mut command, folder)?;
    if detected.evidence == Evidence::Told {
        environment::allow_other_manager(&mut command);
    }
    let said = perform(command, detected, packing, "say its version")?;
    Ok(!version_in(&said).is_some_and(|version| is_classic(&version)))
}

/// Returns the version in what a package manager said when it was asked for it. Both streams end up in one text, so that
/// warnings may stand around it.
pub(crate) fn version_in(said: &[u8]) -> Option<String> {
    let said = String::from_utf8_lossy(said);
    said.lines().rev().map(str::trim).find(|line| Version::parse(line).is_ok()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_version_stands_among_warnings() {
        for (said, expected) in [
            ("1.22.22\n", Some("1.22.22")),
            ("1.22.22\nwarning: package.json: no license field\n", Some("1.22.22")),
            ("(node:1) Warning: x\n4.9.1-rc.2\n2 warnings\n", Some("4.9.1-rc.2")),
            ("2 warnings\n", None),
            ("", None),
        ] {
            assert_eq!(version_in(said.as_bytes()).as_deref(), expected, "{said}");
        }
    }
}
