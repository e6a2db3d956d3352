//! The environment of a package manager: the network, the user's settings, and nothing of the run that called us.
//!
//! `npm publish --dry-run` tells its scripts `npm_config_dry_run=true`, with which an inner `npm pack` writes nothing; any
//! other option of the outer command would change the inner one as well.

use std::{env, ffi::OsStr, path::Path, process::Command};

use crate::pack::error::PackError;

/// Set while a package manager packs for us. Nothing that it starts should call packproof; if it does, it ends here.
const GUARD: &str = "PACKPROOF_PACKING";

/// A plugin for yarn 2 and newer, which runs `prepack`, `postpack` and the project's plugins in any case: it makes them
/// do nothing.
const NO_OWN_CODE: &str = include_str!("no-own-code.cjs");

/// npm's settings that say where things are and how to reach them; what starts so, too.
const KEPT_SETTINGS: [&str; 17] = [
    "registry",
    "userconfig",
    "globalconfig",
    "cache",
    "prefix",
    "cafile",
    "ca",
    "cert",
    "key",
    "strict_ssl",
    "proxy",
    "https_proxy",
    "noproxy",
    "offline",
    "prefer_offline",
    "//",
    "@",
];

/// Variables that are about the process that called us.
const DROPPED: [&str; 10] = [
    GUARD,
    "INIT_CWD",
    "PROJECT_CWD",
    "PNPM_SCRIPT_SRC_DIR",
    "NODE_CHANNEL_FD",
    "NODE_CHANNEL_SERIALIZATION_MODE",
    // With it, a test of Node prints its results in a binary form.
    "NODE_TEST_CONTEXT",
    "NODE_V8_COVERAGE",
    "NODE_UNIQUE_ID",
    // Node prefers it to NO_COLOR, and warns of the two on standard error.
    "FORCE_COLOR",
];

/// The variables for all of them: run nothing, ask nothing, download nothing. `YARN_IGNORE_PATH` keeps every yarn, the
/// classic one as well, from running the program that `.yarnrc` or `.yarnrc.yml` names.
const SAID: [(&str, &str); 10] = [
    (GUARD, "1"),
    ("NO_COLOR", "1"),
    ("npm_config_ignore_scripts", "true"),
    ("npm_config_update_notifier", "false"),
    ("COREPACK_ENABLE_NETWORK", "0"),
    ("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0"),
    ("COREPACK_ENABLE_AUTO_PIN", "0"),
    ("YARN_IGNORE_PATH", "1"),
    ("YARN_ENABLE_TELEMETRY", "0"),
    ("YARN_ENABLE_COLORS", "0"),
];

/// An error where this process runs because a package manager packs for packproof.
pub(super) fn refuse_nested() -> Result<(), PackError> {
    match env::var_os(GUARD) {
        Some(_) => Err(PackError::Nested),
        None => Ok(()),
    }
}

/// An error where no package manager can be started.
pub(crate) fn refuse_without_processes() -> Result<(), PackError> {
    if cfg!(target_family = "wasm") { Err(PackError::NoProcesses) } else { Ok(()) }
}

/// Cleans what the command inherits.
pub(super) fn clean(command: &mut Command) {
    for (name, _) in env::vars_os().filter(|(name, _)| !is_kept(name)) {
        command.env_remove(name);
    }
    command.envs(SAID);
}

/// Lets a package manager pack a project that says it uses another.
pub(super) fn allow_other_manager(command: &mut Command) {
    command.envs([("COREPACK_ENABLE_STRICT", "0"), ("SKIP_YARN_COREPACK_CHECK", "1")]);
}

/// Makes yarn 2 and newer run no code of the project; `folder` keeps the plugin for as long as it runs. Plugins that the
/// user has named in `YARN_PLUGINS` are no part of the project.
pub(super) fn without_own_code(command: &mut Command, folder: &Path) -> Result<(), PackError> {
    let plugin = folder.join("no-own-code.cjs");
    std::fs::write(&plugin, NO_OWN_CODE)?;
    let mut plugins = env::var_os("YARN_PLUGINS").filter(|plugins| !plugins.is_empty()).unwrap_or_default();
    if !plugins.is_empty() {
        plugins.push(";");
    }
    plugins.push(plugin);
    command.env("YARN_PLUGINS", plugins);
    Ok(())
}

fn is_kept(name: &OsStr) -> bool {
    // npm reads the names of its variables in any case, and `_` in them as `-`.
    let Some(name) = name.to_str().map(str::to_ascii_lowercase) else { return true };
    let setting = name.strip_prefix("npm_config_").or_else(|| name.strip_prefix("pnpm_config_"));
    match setting {
        Some(setting) => KEPT_SETTINGS.iter().any(|kept| match *kept {
            "//" | "@" => setting.starts_with(kept),
            kept => setting.replace('-', "_") == kept,
        }),
        None => {
            !name.starts_with("npm_") && !DROPPED.iter().any(|dropped| name.eq_ignore_ascii_case(dropped))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_the_machine_is_kept() {
        for (name, kept) in [
            ("PATH", true),
            ("HOME", true),
            ("NODE_EXTRA_CA_CERTS", true),
            ("NODE_OPTIONS", true),
            ("YARN_CACHE_FOLDER", true),
            ("npm_config_userconfig", true),
            ("npm_config_registry", true),
            ("NPM_CONFIG_REGISTRY", true),
            ("npm_config_//host/:_authToken", true),
            ("npm_config_@scope:registry", true),
            ("npm_config_strict-ssl", true),
            ("npm_config_dry_run", false),
            ("NPM_CONFIG_DRY_RUN", false),
            ("npm_config_pack_destination", false),
            ("npm_config_workspace", false),
            ("npm_config_workspaces", false),
            ("npm_config_json", false),
            ("npm_config_silent", false),
            ("npm_config_loglevel", false),
            ("npm_config_git_checks", false),
            ("pnpm_config_dry_run", false),
            ("npm_lifecycle_event", false),
            ("npm_command", false),
            ("npm_package_json", false),
            ("INIT_CWD", false),
            ("PROJECT_CWD", false),
            ("PACKPROOF_PACKING", false),
        ] {
            assert_eq!(is_kept(OsStr::new(name)), kept, "{name}");
        }
    }
}
