//! The packages of a monorepo that are to be checked.

use std::path::{Path, PathBuf};

use crate::{
    cli::{args::CheckArgs, failure::Failure, surroundings::Surroundings},
    near::closest,
    pack::{PackError, WorkspaceMember, Workspaces},
};

/// The folders of the packages that are wanted. The root is the one target, or this folder.
pub(super) fn targets(
    given: &[PathBuf],
    args: &CheckArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<Vec<PathBuf>, Failure> {
    let root = match given {
        [] => Path::new("."),
        [root] => root,
        _ => {
            return Err(Failure::usage(
                "packages of a monorepo are checked by themselves; give its root, or nothing",
            ));
        }
    };
    let directory = surroundings.directory.join(root);
    let Some(workspaces) = Workspaces::of(&directory).map_err(PackError::from)? else {
        return Err(no_monorepo(root));
    };
    let wanted = match args.workspace.as_slice() {
        [] => published(&workspaces, args, surroundings)?,
        names => named(&workspaces, names)?,
    };
    let folder = |member: &WorkspaceMember| {
        if root == Path::new(".") { PathBuf::from(&member.directory) } else { root.join(&member.directory) }
    };
    Ok(wanted.into_iter().map(folder).collect())
}

/// All but those that nobody will install, which are told.
fn published<'w>(
    workspaces: &'w Workspaces,
    args: &CheckArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<Vec<&'w WorkspaceMember>, Failure> {
    let is_published = |member: &&WorkspaceMember| member.obstacle.is_none();
    for member in workspaces.members.iter().filter(|member| !is_published(member)) {
        let (name, why) = (member.shown(), member.obstacle.unwrap_or_default());
        let skipped = format!("skipping {name} in {}: {why}", member.directory);
        args.output.progress(&skipped, surroundings);
    }
    let published: Vec<&WorkspaceMember> = workspaces.members.iter().filter(is_published).collect();
    if published.is_empty() {
        Err(Failure::usage("this monorepo has no package that is published: all are private or nameless"))
    } else {
        Ok(published)
    }
}

/// Those of these names or folders, each once.
fn named<'w>(workspaces: &'w Workspaces, names: &[String]) -> Result<Vec<&'w WorkspaceMember>, Failure> {
    let mut wanted: Vec<&WorkspaceMember> = Vec::new();
    for name in names {
        let found = workspaces.named(name);
        if found.is_empty() {
            return Err(unknown(workspaces, name));
        }
        wanted.extend(found.into_iter().filter(|member| !wanted.contains(member)).collect::<Vec<_>>());
    }
    Ok(wanted)
}

fn unknown(workspaces: &Workspaces, name: &str) -> Failure {
    let known = workspaces.members.iter().flat_map(|member| [member.shown(), member.directory.as_str()]);
    let help = match closest(name, known.clone()) {
        Some(near) => format!("did you mean {near}?"),
        None => {
            let names: Vec<&str> = workspaces.members.iter().map(WorkspaceMember::shown).collect();
            format!("there are {}", names.join(", "))
        }
    };
    Failure::Usage { message: format!("no package of this monorepo is named \"{name}\""), help: Some(help) }
}

fn no_monorepo(root: &Path) -> Failure {
    Failure::Usage {
        message: format!("{} is no root of a monorepo", root.display()),
        help: Some("its package.json has \"workspaces\", or pnpm-workspace.yaml \"packages\"".to_owned()),
    }
}
