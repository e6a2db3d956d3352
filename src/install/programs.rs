//! Names of commands: those that systems have, and the packages that bring the others.

/// Programs that a machine may have without any package of npm.
pub(super) const SYSTEM_PROGRAMS: &[&str] = &[
    "awk", "bash", "bun", "cargo", "cat", "cc", "chmod", "chown", "clang", "cmake", "command", "cp", "curl",
    "cut", "date", "deno", "diff", "docker", "env", "export", "find", "g++", "gcc", "git", "go", "grep",
    "gunzip", "gzip", "head", "install", "java", "jq", "kill", "less", "ln", "ls", "make", "meson", "mkdir",
    "more", "mv", "ninja", "node", "node-gyp", "npm", "npx", "open", "patch", "perl", "php", "ping", "pip",
    "pnpm", "pnpx", "printenv", "ps", "pwd", "python", "python3", "rm", "rmdir", "rsync", "ruby", "sed",
    "sh", "sleep", "sort", "source", "ssh", "stat", "sudo", "svn", "tail", "tar", "tee", "time", "touch",
    "tr", "tree", "type", "uname", "uniq", "unzip", "watch", "wc", "wget", "which", "xargs", "yarn", "zig",
    "zip",
];

/// Commands whose package has another name.
const BROUGHT_BY: &[(&str, &str)] = &[
    ("babel", "@babel/cli"),
    ("babel-node", "@babel/node"),
    ("grunt", "grunt-cli"),
    ("ngcc", "@angular/compiler-cli"),
    ("node-pre-gyp", "@mapbox/node-pre-gyp"),
    ("run-p", "npm-run-all"),
    ("run-s", "npm-run-all"),
    ("swc", "@swc/cli"),
    ("tsc", "typescript"),
    ("webpack", "webpack-cli"),
];

/// Returns the commands of a package that have other names than itself.
pub fn commands_of(package: &str) -> impl Iterator<Item = &str> {
    BROUGHT_BY.iter().filter(move |(_, by)| *by == package).map(|(command, _)| *command)
}

/// Returns the package that brings a command; most have the command's name.
pub fn package_of(command: &str) -> &str {
    BROUGHT_BY.iter().find(|(name, _)| *name == command).map_or(command, |(_, package)| package)
}
