//! Keeps a package manager from fetching dependencies from elsewhere than the registry: by its own flags
//! where it has them, by a hook of packproof's where it takes hooks, and, unless git is allowed, by a `git`
//! that fails: of all sources, only git runs code of a dependency.

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    pack::Manager,
    smoke::{
        installed_names::names_in,
        link::read_manifest,
        room::{Room, write},
        sources::{AllowedSources, Refused, Source, refused_by},
    },
};

/// The files that make package managers refuse dependencies.
#[derive(Debug)]
pub struct RefusalList {
    allowed: AllowedSources,
    /// The folder of a `git` that fails.
    programs: PathBuf,
    /// The file of the hooks: pnpm's pnpmfile, and a plugin for yarn 2 and newer.
    plugin: PathBuf,
}

/// The hooks for pnpm and yarn.
const HOOKS: &str = include_str!("refuse.cjs");

/// The message of the `git` that fails.
const NO_GIT: &str = "packproof lets no dependency come from git";

/// The word in the hooks' message that stands before the refused dependency.
const MARK: &str = "PACKPROOF_REFUSED ";

impl RefusalList {
    pub fn prepare(room: &Room, allowed: AllowedSources) -> io::Result<Self> {
        let programs = room.root().join("programs");
        let words = Source::ALL
            .into_iter()
            .filter(|source| allowed.allows(*source))
            .map(|source| source.option().trim_start_matches("--allow-"));
        let hooks = HOOKS.replace("ALLOWED", &words.collect::<Vec<_>>().join(" "));
        let plugin = room.consumer().join(".pnpmfile.cjs"); // pnpm looks for it there.
        write(&plugin, hooks.as_bytes())?;
        write(&programs.join("git"), format!("#!/bin/sh\necho '{NO_GIT}' >&2\nexit 1\n").as_bytes())?;
        write(&programs.join("git.cmd"), format!("@echo {NO_GIT} 1>&2\r\n@exit /b 1\r\n").as_bytes())?;
        #[cfg(unix)]
        fs::set_permissions(programs.join("git"), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        Ok(Self { allowed, programs, plugin })
    }

    /// Returns the lines of `.yarnrc.yml` that load the plugin.
    pub fn yarn_settings(&self) -> String {
        format!("plugins:\n  - {:?}\n", self.plugin.display().to_string())
    }

    /// Adds the arguments and variables that make a package manager refuse. npm has its flags since 11.10
    /// (git) and later versions of 11 (the others); older ones ignore them. `root` still allows the package
    /// itself, which is a file that the consumer names.
    pub fn arrange(&self, manager: Manager, command: &mut Command) {
        if manager == Manager::Npm {
            for source in Source::ALL {
                let refused = if source == Source::File { "root" } else { "none" };
                let value = if self.allowed.allows(source) { "all" } else { refused };
                command.arg(format!("{}={value}", source.option()));
            }
        }
        if self.allowed.git {
            return;
        }
        let path = env::var_os("PATH").unwrap_or_default();
        // npm is told its git by a flag; the others look for git on the PATH.
        let before = [self.programs.clone()].into_iter().chain(env::split_paths(&path));
        command.env("PATH", env::join_paths(before).unwrap_or(path));
        if manager == Manager::Npm && cfg!(unix) {
            let mut git = OsString::from("--git=");
            git.push(self.programs.join("git"));
            command.arg(git); // An .npmrc may name another, and this comes before it.
        }
    }

    /// Returns the dependency that a package manager refused, read from its output.
    pub fn told(&self, said: &[String]) -> Option<Refused> {
        let refused = |source, written: &str| Refused {
            source,
            name: String::new(),
            written: written.to_owned(),
            by: None,
        };
        let said = said.join("\n");
        if let Some((_, rest)) = said.split_once(MARK) {
            // The package manager may print more behind the list.
            let end = rest.find(']').map_or(rest.len(), |end| end + 1);
            let [source, name, written, by]: [String; 4] =
                serde_json::from_str(rest.get(..end).unwrap_or_default()).ok()?;
            let is_it = |one: &Source| one.option() == format!("--allow-{source}");
            let source = Source::ALL.into_iter().find(is_it)?;
            return Some(Refused { source, name, written, by: Some(by) });
        }
        // npm 11 says `npm error code EALLOWGIT` and `Refusing to fetch "x@git+…"`.
        let by_npm = Source::ALL.into_iter().find(|source| {
            let name = source.option().trim_start_matches("--allow-").to_ascii_uppercase();
            said.contains(&format!("EALLOW{name}"))
        });
        let written = said.split_once("Refusing to fetch \"").and_then(|(_, rest)| rest.split_once('"'));
        let by_git = || (!self.allowed.git && said.contains(NO_GIT)).then_some(Source::Git);
        by_npm.or_else(by_git).map(|source| refused(source, written.map_or("", |(written, _)| written)))
    }

    /// Returns the first dependency that is not allowed, among those that the installed packages declare.
    pub fn found(&self, room: &Room) -> Option<Refused> {
        let mut open = vec![room.node_modules()];
        while let Some(modules) = open.pop() {
            for name in names_in(&modules) {
                let package = modules.join(&name);
                if let Some(refused) = self.in_manifest(&package, &name) {
                    return Some(refused);
                }
                open.extend(below(&package));
            }
            // pnpm keeps all packages there, each beside its dependencies.
            let store = fs::read_dir(modules.join(".pnpm")).into_iter().flatten().flatten();
            open.extend(store.map(|entry| entry.path().join("node_modules")).filter(|path| path.is_dir()));
        }
        None
    }

    fn in_manifest(&self, package: &Path, name: &str) -> Option<Refused> {
        let bytes = fs::read(package.join("package.json")).ok()?;
        refused_by(&read_manifest(&bytes), self.allowed, Some(name))
    }
}

/// Returns the node_modules in a package, unless the package is a link: then its target is met elsewhere.
fn below(package: &Path) -> Option<PathBuf> {
    let below = package.join("node_modules");
    (!package.is_symlink() && below.is_dir()).then_some(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smoke::room::Keep;

    #[test]
    fn what_the_managers_say_is_understood() {
        let room = Room::new(Keep::Remove).unwrap();
        let refusal = RefusalList::prepare(&room, AllowedSources::default()).unwrap();
        let told = |said: &str| {
            let said: Vec<_> = said.lines().map(str::to_owned).collect();
            refusal.told(&said).map(|refused| (refused.source, refused.written))
        };
        for (said, expected) in [
            ("npm error code E404", None),
            (
                "npm error code EALLOWGIT\nnpm error Fetching packages of type \"git\" have been disabled\n\
                 npm error Refusing to fetch \"x@git+file:///repo\"",
                Some((Source::Git, "x@git+file:///repo".to_owned())),
            ),
            ("npm error code EALLOWDIRECTORY", Some((Source::Directory, String::new()))),
            (
                "ERR PACKPROOF_REFUSED [\"remote\",\"x\",\"http://h/x.tgz\",\"p\"]",
                Some((Source::Remote, "http://h/x.tgz".to_owned())),
            ),
            ("fatal: packproof lets no dependency come from git", Some((Source::Git, String::new()))),
        ] {
            assert_eq!(told(said), expected, "{said}");
        }
    }
}
