//! The environment of an install script: npm's variables, and a PATH with the commands of the installed packages before those of
//! the system.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use crate::smoke::{
    lifecycle::found::LifecycleScript,
    nodes::NodeBinary,
    room::{Room, WRITABLE},
};

/// The folders whose programs a script that is held may start.
const SYSTEM: [&str; 7] =
    ["/bin", "/sbin", "/usr", "/nix/store", "/gnu/store", "/run/current-system", "/opt/homebrew"];

/// Returns the whole environment. `is_held` leaves those folders out of the PATH whose programs would not start.
pub(super) fn environment(
    room: &Room,
    node: &NodeBinary,
    script: &LifecycleScript,
    manager: Option<&str>,
    is_held: bool,
) -> Vec<(OsString, OsString)> {
    let own = home(room);
    // A consumer's machine is no CI server: `is-ci ||` asks.
    let is_replaced = |name: &OsStr| {
        ["PATH", "CI", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"].iter().any(|other| name == *other)
    };
    let mut all = room.environment();
    all.retain(|(name, _)| !is_replaced(name));
    let mut set = |name: &str, value: &OsStr| all.push((name.into(), value.into()));
    for name in ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"] {
        set(name, own.as_os_str());
    }
    set("PATH", &path(room, node, script, is_held));
    set("INIT_CWD", room.consumer().as_os_str());
    set("NODE", node.file.as_os_str());
    set("npm_node_execpath", node.file.as_os_str());
    set("npm_command", "install".as_ref());
    set("npm_config_user_agent", user_agent(node, manager).as_ref());
    set("npm_lifecycle_event", script.event.as_ref());
    set("npm_lifecycle_script", script.command.as_ref());
    set("npm_package_name", script.package.as_ref());
    set("npm_package_version", script.version.as_ref());
    set("npm_package_json", script.folder.join("package.json").as_os_str());
    if let Some(npm) = npm(node) {
        set("npm_execpath", npm.join("bin/npm-cli.js").as_os_str());
        set("npm_config_node_gyp", npm.join("node_modules/node-gyp/bin/node-gyp.js").as_os_str());
    }
    all
}

/// Returns the folder that is a script's home, and has its temporary files.
pub(super) fn home(room: &Room) -> PathBuf {
    let [_, own] = WRITABLE;
    room.root().join(own)
}

/// Returns the folder of the npm that comes with a Node.
fn npm(node: &NodeBinary) -> Option<PathBuf> {
    let prefix = std::fs::canonicalize(&node.file).ok()?.parent()?.parent()?.to_owned();
    Some(prefix.join("lib/node_modules/npm")).filter(|npm| npm.is_dir())
}

fn path(room: &Room, node: &NodeBinary, script: &LifecycleScript, is_held: bool) -> OsString {
    let above = script.folder.ancestors().take_while(|folder| folder.starts_with(room.root()));
    let bins = above.map(|folder| folder.join("node_modules/.bin"));
    let gyp = npm(node).map(|npm| npm.join("node_modules/@npmcli/run-script/lib/node-gyp-bin"));
    let own = node.file.parent().map(Path::to_owned);
    let given = env::var_os("PATH").unwrap_or_default();
    let is_there = |folder: &PathBuf| !is_held || SYSTEM.iter().any(|system| folder.starts_with(system));
    let given: Vec<_> = env::split_paths(&given).filter(is_there).collect();
    // The order of npm, with the Node that is asked before any other on the PATH.
    env::join_paths(bins.chain(gyp).chain(own).chain(given)).unwrap_or_default()
}

/// Tells whether this machine has a command only in folders whose programs a script that is held may not start.
pub(super) fn is_left_out(command: &str) -> bool {
    let given = env::var_os("PATH").unwrap_or_default();
    let is_system = |folder: &PathBuf| SYSTEM.iter().any(|system| folder.starts_with(system));
    !command.contains('/')
        && env::split_paths(&given)
            .filter(|folder| !is_system(folder))
            .any(|folder| folder.join(command).is_file())
}

/// Returns the words by which a script finds out who installs: `npm/11.2.0 node/v22.11.0 linux x64`.
fn user_agent(node: &NodeBinary, manager: Option<&str>) -> String {
    let manager = manager.unwrap_or("npm 10.0.0").replacen(' ', "/", 1);
    let arch = if env::consts::ARCH == "aarch64" { "arm64" } else { "x64" };
    format!("{manager} node/v{} {} {arch} workspaces/false", node.version, env::consts::OS)
}
