//! Runs npm to pack a folder, or to fetch a published package; never a shell, and no scripts of the package.

use std::{
    ffi::OsStr,
    fmt, fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::cli::failure::Failure;

/// A tarball in a temporary folder, which goes when this goes.
#[derive(Debug)]
pub(super) struct Packed {
    pub path: PathBuf,
    _folder: TempDir,
}

/// Packs the folder as `npm publish` would.
pub(super) fn pack_folder(directory: &Path) -> Result<Packed, Failure> {
    pack(directory, None, &format!("pack {}", directory.display()))
}

/// A name and perhaps a version, tag or plain range: nothing that npm could take for an option, a path, a URL or an
/// alias.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spec(String);

impl Spec {
    pub fn parse(spec: &str) -> Result<Self, Failure> {
        match is_registry_spec(spec) {
            true => Ok(Self(spec.to_owned())),
            false => Err(Failure::Usage {
                message: format!("\"npm:{spec}\" is not of the form npm:NAME@VERSION"),
                help: Some("as in npm:dayjs@1.11.13 or npm:@scope/name@1.0.0".to_owned()),
            }),
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Fetches a package from the registry that npm is set up for.
pub(super) fn fetch(spec: &Spec, directory: &Path) -> Result<Packed, Failure> {
    pack(directory, Some(&spec.0), &format!("fetch {spec}"))
}

fn pack(directory: &Path, spec: Option<&str>, what: &str) -> Result<Packed, Failure> {
    let folder = tempfile::Builder::new().prefix("packproof-").tempdir().map_err(Failure::Temporary)?;
    let run = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .arg("pack")
        .args(spec)
        .args(["--ignore-scripts", "--json", "--no-update-notifier", "--pack-destination"])
        .arg(folder.path())
        .current_dir(directory)
        .stdin(Stdio::null())
        .output();
    let failed = |details| Failure::NpmFailed { what: what.to_owned(), details };
    match run {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::NpmMissing),
        Err(error) => Err(failed(vec![error.to_string()])),
        Ok(output) if !output.status.success() => Err(failed(last_lines(&output.stderr))),
        Ok(_) => match tarball_in(folder.path()).map_err(Failure::Temporary)? {
            Some(path) => Ok(Packed { path, _folder: folder }),
            None => Err(failed(vec!["npm pack wrote no tarball".to_owned()])),
        },
    }
}

/// What npm wrote; its own account of the name differs between its versions.
fn tarball_in(folder: &Path) -> io::Result<Option<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.into_iter().find(|path| path.extension().and_then(OsStr::to_str) == Some("tgz")))
}

/// The end of what npm said, without the place of its log.
fn last_lines(stderr: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(stderr);
    let says_something =
        |line: &&str| !line.trim().is_empty() && !line.contains("A complete log of this run");
    let mut lines: Vec<String> =
        text.lines().rev().filter(says_something).take(6).map(str::to_owned).collect();
    lines.reverse();
    lines
}

fn is_registry_spec(spec: &str) -> bool {
    let (scope, rest) = match spec.strip_prefix('@').and_then(|scoped| scoped.split_once('/')) {
        Some((scope, rest)) => (Some(scope), rest),
        None => (None, spec),
    };
    let (name, version) = rest.split_once('@').unwrap_or((rest, "latest"));
    scope.is_none_or(is_name) && is_name(name) && is_version(version)
}

fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    name.bytes().all(is_plain) && !name.is_empty() && !name.starts_with(['-', '.'])
}

fn is_version(version: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~^+*".contains(&byte);
    version.bytes().all(is_plain) && !version.is_empty() && !version.starts_with(['-', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_and_versions_reach_npm() {
        for (spec, expected) in [
            ("dayjs@1.11.13", true),
            ("@tamyla/clodo-framework@4.0.12", true),
            ("dayjs", true),
            ("dayjs@latest", true),
            ("dayjs@^1.2", true),
            ("JSONStream@1.3.5", true),
            ("--registry=x", false),
            ("-g", false),
            ("", false),
            ("../x", false),
            ("./x", false),
            ("@scope", false),
            ("@-x/y", false),
            ("a/b", false),
            ("x@file:../y", false),
            ("x@npm:y@1", false),
            ("git+ssh://host/x", false),
            ("x y", false),
            ("x@1\u{0}", false),
            ("x@", false),
        ] {
            assert_eq!(is_registry_spec(spec), expected, "{spec}");
        }
    }

    #[test]
    fn the_end_of_what_npm_said() {
        let said =
            b"npm warn x\n\nnpm error code E404\nnpm error A complete log of this run can be found in: y\n";
        assert_eq!(last_lines(said), ["npm warn x", "npm error code E404"]);
    }
}
