//! Commands of install scripts that some dependency brings under a name of its own: which one, no text of the package tells.

use super::{
    arguments::program,
    command::INERT,
    programs::{SYSTEM_PROGRAMS, package_of},
    steps::SHELL_WORDS,
};
use crate::{
    entry_points::bins::bins,
    manifest::{dependencies::DependencyKind, install_scripts::INSTALL_SCRIPTS, shell::commands},
    package::Package,
};

/// Tells whether a script that runs at installation calls a command that is neither the system's, nor the package's own, nor named
/// like a package that is declared.
pub fn calls_unknown_command(package: &Package) -> bool {
    let Some(scripts) = package.manifest().and_then(|manifest| manifest.get("scripts")) else { return false };
    let scripts = INSTALL_SCRIPTS.into_iter().filter_map(|event| scripts.get(event)?.as_str());
    let commands: Vec<_> = scripts.flat_map(commands).collect();
    if commands.is_empty() {
        return false;
    }
    let own: Vec<_> = bins(package).into_iter().map(|bin| bin.name).collect();
    let is_declared = |name: &str| {
        package
            .manifest()
            .is_some_and(|manifest| manifest.declared(package_of(name)) != DependencyKind::Nowhere)
    };
    let is_known = |name: &str| {
        name.contains('/')
            || [&INERT[..], &SHELL_WORDS[..], SYSTEM_PROGRAMS].iter().any(|known| known.contains(&name))
            || matches!(
                name,
                "cd" | "{" | "}" | "exec" | "." | "export" | "[[" | "select" | "umask" | "ulimit"
            )
            || own.iter().any(|own| own == name)
            || is_declared(name)
    };
    commands.iter().filter_map(|command| program(&command.words)).any(|(name, _)| !is_known(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    #[test]
    fn commands_that_some_dependency_brings() {
        for (scripts, expected) in [
            (r#"{"install":"install-from-cache --artifact a.node || node-gyp rebuild"}"#, true),
            (r#"{"postinstall":"X=1 own && husk"}"#, true),
            (r#"{"install":"node-gyp-build"}"#, false),
            (r#"{"postinstall":"own && node x.js || echo no"}"#, false),
            (r#"{"postinstall":"./tool; cd a && tsc"}"#, false),
            (r#"{"test":"husk"}"#, false),
            ("{}", false),
        ] {
            let manifest = format!(
                r#"{{"name":"own","bin":"x.js","scripts":{scripts},"dependencies":{{"node-gyp-build":"1","typescript":"1"}}}}"#
            );
            let package = Package::new(FileTree::of([("package.json", manifest.as_str()), ("x.js", "")]));
            assert_eq!(calls_unknown_command(&package), expected, "{scripts}");
        }
    }
}
