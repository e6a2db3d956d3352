//! From a TARGET to a package.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{
    cli::{args::Output, failure::Failure, npm, session::Session},
    json,
    package::Package,
    tarball::Limits,
};

/// Where a package comes from.
#[derive(Debug, PartialEq, Eq)]
enum Source {
    Stdin,
    Registry(npm::Spec),
    Path(PathBuf),
}

/// Opens the target, or the one that this folder is about.
pub(super) fn open(
    target: Option<&Path>,
    limits: &Limits,
    output: &Output,
    session: &mut Session<'_>,
) -> Result<Package, Failure> {
    let target = match target {
        Some(target) => target.to_owned(),
        None => default_target(output, session)?,
    };
    let bytes = match source(&target)? {
        Source::Stdin => {
            read(&mut session.input, limits).map_err(|error| unreadable("standard input", error))?
        }
        Source::Registry(spec) => {
            session.progress(output, &format!("fetching {spec} with npm"));
            read_file(&npm::fetch(&spec, &session.directory)?.path, limits)?
        }
        Source::Path(path) => {
            let path = session.directory.join(path);
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    session.progress(output, &format!("packing {} with npm", target.display()));
                    read_file(&npm::pack_folder(&path)?.path, limits)?
                }
                Ok(_) => read_file(&path, limits)?,
                Err(error) => return Err(absent(&target, error)),
            }
        }
    };
    let shown =
        if target == Path::new("-") { "standard input".to_owned() } else { target.display().to_string() };
    Package::open(bytes, limits).map_err(|error| Failure::Open { target: shown, error })
}

fn source(target: &Path) -> Result<Source, Failure> {
    let spec = target.to_str().and_then(|text| text.strip_prefix("npm:"));
    match spec {
        Some(spec) => npm::Spec::parse(spec).map(Source::Registry),
        None if target == Path::new("-") => Ok(Source::Stdin),
        None => Ok(Source::Path(target.to_owned())),
    }
}

/// This folder, unless its package.json names another target: `"packproof": { "target": "…" }`.
fn default_target(output: &Output, session: &mut Session<'_>) -> Result<PathBuf, Failure> {
    let manifest = fs::read_to_string(session.directory.join("package.json")).unwrap_or_default();
    let document = json::parse(manifest.trim_start_matches('\u{feff}'));
    let target = document.as_ref().ok().and_then(|document| document.get("packproof")?.get("target"));
    match target.map(json::Node::as_str) {
        None => Ok(PathBuf::from(".")),
        Some(Some(target)) => {
            session.progress(output, &format!("checking {target}, the target that package.json names"));
            Ok(PathBuf::from(target))
        }
        Some(None) => Err(Failure::usage("\"packproof\".\"target\" in package.json is not a string")),
    }
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
            ("npm:a@1", Source::Registry(npm::Spec::parse("a@1").unwrap())),
            ("./npm:a", Source::Path("./npm:a".into())),
            ("x.tgz", Source::Path("x.tgz".into())),
            (".", Source::Path(".".into())),
        ] {
            assert_eq!(source(Path::new(target)).unwrap(), expected);
        }
    }
}
