//! From a TARGET to a package.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        args::{Output, Packs},
        failure::Failure,
        surroundings::Surroundings,
    },
    json,
    pack::{self, PackError, Packed, Packing, Spec},
    package::Package,
    tarball::Limits,
};

/// Where a package comes from.
#[derive(Debug, PartialEq, Eq)]
enum Source {
    Stdin,
    Registry(Spec),
    Path(PathBuf),
}

/// A package, and the folder that its files are from, as far as that is known.
pub(super) struct Opened {
    pub package: Package,
    pub folder: Option<PathBuf>,
}

/// Opens the target, or the one that this folder is about.
pub(super) fn open(
    target: Option<&Path>,
    packs: &Packs,
    output: &Output,
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
    packs: &Packs,
    output: &Output,
    surroundings: &mut Surroundings<'_>,
) -> Result<Opened, Failure> {
    let packing = packs.packing(&surroundings.stop);
    let mut folder = None;
    let source = source(target)?;
    match &source {
        Source::Registry(spec) => surroundings.progress(output, &format!("fetching {spec} with npm")),
        Source::Path(path) => {
            let path = surroundings.directory.join(path);
            if path.is_dir() {
                let manager = packing.manager_of(&path).manager;
                surroundings.progress(output, &format!("packing {} with {manager}", target.display()));
                for code in packing.left_out(&path) {
                    let what = format!("not run: {code}; what that would change is not seen");
                    surroundings.progress(output, &format!("{what}; `--pm npm` packs without {manager}"));
                }
                folder = Some(path);
            }
        }
        Source::Stdin => {}
    }
    let package = open_source(
        source,
        target,
        &packing,
        &surroundings.directory,
        &mut surroundings.input,
        packs.limits(),
    )?;
    Ok(Opened { package, folder })
}

/// Opens one target and tells nobody what takes its time.
pub(super) fn open_quietly(
    target: &Path,
    packing: &Packing,
    limits: &Limits,
    directory: &Path,
    input: &mut dyn Read,
) -> Result<Package, Failure> {
    open_source(source(target)?, target, packing, directory, input, limits)
}

fn open_source(
    source: Source,
    target: &Path,
    packing: &Packing,
    directory: &Path,
    input: &mut dyn Read,
    limits: &Limits,
) -> Result<Package, Failure> {
    let bytes = match source {
        Source::Stdin => read_stdin(input, limits)?,
        Source::Registry(spec) => read_packed(&pack::fetch(&spec, directory, packing)?, packing, limits)?,
        Source::Path(path) => {
            let path = directory.join(path);
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    read_packed(&pack::pack(&path, packing)?, packing, limits)?
                }
                Ok(_) => read_file(&path, limits)?,
                Err(error) => return Err(absent(target, error)),
            }
        }
    };
    Package::open(bytes, limits).map_err(|error| Failure::Open { target: shown(target), error })
}

/// A target as people call it.
pub(super) fn shown(target: &Path) -> String {
    if target == Path::new("-") { "standard input".to_owned() } else { target.display().to_string() }
}

fn source(target: &Path) -> Result<Source, Failure> {
    let spec = target.to_str().and_then(|text| text.strip_prefix("npm:"));
    match spec {
        Some(spec) => spec.parse().map(Source::Registry).map_err(|()| no_spec(spec)),
        None if target == Path::new("-") => Ok(Source::Stdin),
        None => Ok(Source::Path(target.to_owned())),
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
    output: &Output,
    surroundings: &mut Surroundings<'_>,
) -> Result<PathBuf, Failure> {
    let manifest = fs::read_to_string(surroundings.directory.join("package.json")).unwrap_or_default();
    let document = json::parse(manifest.trim_start_matches('\u{feff}'));
    let target = document.as_ref().ok().and_then(|document| document.get("packproof")?.get("target"));
    match target.map(json::Node::as_str) {
        None => Ok(PathBuf::from(".")),
        Some(Some(target)) => {
            surroundings.progress(output, &format!("checking {target}, the target that package.json names"));
            Ok(PathBuf::from(target))
        }
        Some(None) => Err(Failure::usage("\"packproof\".\"target\" in package.json is not a string")),
    }
}

/// What was packed; a signal that came in the meantime has its turn, now that all of it can go.
fn read_packed(packed: &Packed, packing: &Packing, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let bytes = read_file(&packed.path, limits)?;
    match packing.stop.is_requested() {
        true => Err(PackError::Stopped.into()),
        false => Ok(bytes),
    }
}

/// What is given on standard input.
pub(super) fn read_stdin(input: &mut dyn Read, limits: &Limits) -> Result<Vec<u8>, Failure> {
    read(input, limits).map_err(|error| unreadable("standard input", error))
}

fn read_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let read = File::open(path).and_then(|mut file| read(&mut file, limits));
    read.map_err(|error| unreadable(&path.display().to_string(), error))
}

/// All there is, or one byte more than may be, which opening then refuses.
fn read(input: &mut dyn Read, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(limits.packed_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
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
            ("-", Source::Stdin),
            ("npm:a@1", Source::Registry("a@1".parse().unwrap())),
            ("./npm:a", Source::Path("./npm:a".into())),
            ("x.tgz", Source::Path("x.tgz".into())),
            (".", Source::Path(".".into())),
        ] {
            assert_eq!(source(Path::new(target)).unwrap(), expected);
        }
    }
}
