//! A TARGET of the command line, opened.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        args::{OutputArgs, PackArgs},
        failure::Failure,
        surroundings::Surroundings,
    },
    input::{InputError, PackageSource, read_within},
    json,
    pack::PackOptions,
    package::Package,
    tarball::Limits,
};

/// An opened package, and the folder that its files are from, as far as that is known.
pub(super) struct OpenedTarget {
    pub package: Package,
    pub folder: Option<PathBuf>,
}

/// Opens the target, or the one that this folder is about.
pub(super) fn open(
    target: Option<&Path>,
    packs: &PackArgs,
    output: &OutputArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<Package, Failure> {
    let target = match target {
        Some(target) => target.to_owned(),
        None => default_target(output, surroundings)?,
    };
    Ok(open_target(&target, packs, output, surroundings)?.package)
}

/// Opens one target.
pub(super) fn open_target(
    target: &Path,
    packs: &PackArgs,
    output: &OutputArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<OpenedTarget, Failure> {
    let packing = packs.packing(&surroundings.stop);
    let mut folder = None;
    let source = source(target, &mut surroundings.input, packs.limits())?;
    match &source {
        PackageSource::Registry(spec) => output.progress(&format!("fetching {spec} with npm"), surroundings),
        PackageSource::Path(path) => {
            let path = surroundings.directory.join(path);
            if path.is_dir() {
                let manager = packing.manager_of(&path).manager;
                output.progress(&format!("packing {} with {manager}", target.display()), surroundings);
                for code in packing.left_out(&path) {
                    let what = format!("not run: {code}; what that would change is not seen");
                    output.progress(&format!("{what}; `--pm npm` packs without {manager}"), surroundings);
                }
                folder = Some(path);
            }
        }
        PackageSource::Bytes(_) => {}
    }
    let opened = source.open(&surroundings.directory, &packing, packs.limits());
    let package = opened.map_err(|error| failure(target, error))?;
    Ok(OpenedTarget { package, folder })
}

/// Opens one target and tells nobody what takes its time.
pub(super) fn open_quietly(
    target: &Path,
    packing: &PackOptions,
    limits: &Limits,
    directory: &Path,
    input: &mut dyn Read,
) -> Result<Package, Failure> {
    let opened = source(target, input, limits)?.open(directory, packing, limits);
    opened.map_err(|error| failure(target, error))
}

/// The name of a target in messages.
pub(super) fn shown(target: &Path) -> String {
    if target == Path::new("-") { "standard input".to_owned() } else { target.display().to_string() }
}

fn source(target: &Path, input: &mut dyn Read, limits: &Limits) -> Result<PackageSource, Failure> {
    let spec = target.to_str().and_then(|text| text.strip_prefix("npm:"));
    match spec {
        Some(spec) => spec.parse().map(PackageSource::Registry).map_err(|()| no_spec(spec)),
        None if target == Path::new("-") => Ok(PackageSource::Bytes(read_stdin(input, limits)?)),
        None => Ok(PackageSource::Path(target.to_owned())),
    }
}

fn no_spec(spec: &str) -> Failure {
    Failure::Usage {
        message: format!("\"npm:{spec}\" is not of the form npm:NAME@VERSION"),
        help: Some("as in npm:dayjs@1.11.13 or npm:@scope/name@1.0.0".to_owned()),
    }
}

/// This folder, unless its package.json names another target: `"packproof": { "target": "…" }`.
pub(super) fn default_target(
    output: &OutputArgs,
    surroundings: &mut Surroundings<'_>,
) -> Result<PathBuf, Failure> {
    let manifest = fs::read_to_string(surroundings.directory.join("package.json")).unwrap_or_default();
    let document = json::parse(manifest.trim_start_matches('\u{feff}'));
    let target = document.as_ref().ok().and_then(|document| document.get("packproof")?.get("target"));
    match target.map(json::JsonNode::as_str) {
        None => Ok(PathBuf::from(".")),
        Some(Some(target)) => {
            output.progress(&format!("checking {target}, the target that package.json names"), surroundings);
            Ok(PathBuf::from(target))
        }
        Some(None) => Err(Failure::usage("\"packproof\".\"target\" in package.json is not a string")),
    }
}

/// Reads standard input, and no more of it than a package may have.
pub(super) fn read_stdin(input: &mut dyn Read, limits: &Limits) -> Result<Vec<u8>, Failure> {
    read_within(input, limits).map_err(|error| unreadable("standard input", error))
}

fn failure(target: &Path, error: InputError) -> Failure {
    match error {
        InputError::Absent { error, .. } => absent(target, error),
        InputError::Unreadable { path, error } => unreadable(&path.display().to_string(), error),
        InputError::Pack(error) => error.into(),
        InputError::Open(error) => Failure::Open { target: shown(target), error },
    }
}

fn unreadable(target: &str, error: io::Error) -> Failure {
    Failure::Read { target: target.to_owned(), help: None, error }
}

/// The file is not there; perhaps a published package was meant.
fn absent(target: &Path, error: io::Error) -> Failure {
    let target = target.display().to_string();
    let is_spec = target.rfind('@').is_some_and(|at| at > 0) || target.starts_with('@');
    let help = is_spec.then(|| format!("for a published package write npm:{target}"));
    Failure::Read { target, help, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_by_their_form() {
        for (target, expected) in [
            ("-", PackageSource::Bytes(b"in".to_vec())),
            ("npm:a@1", PackageSource::Registry("a@1".parse().unwrap())),
            ("./npm:a", PackageSource::Path("./npm:a".into())),
            ("x.tgz", PackageSource::Path("x.tgz".into())),
            (".", PackageSource::Path(".".into())),
        ] {
            assert_eq!(source(Path::new(target), &mut &b"in"[..], &Limits::default()).unwrap(), expected);
        }
    }
}
