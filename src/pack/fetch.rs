//! Fetching a published package, with npm and from the registry that npm is set up for.

use std::{fmt, path::Path, str::FromStr};

use crate::pack::{
    call::call,
    detected::{DetectedManager, Evidence},
    error::{PackError, wrote_nothing},
    manager::Manager,
    options::PackOptions,
    perform::{PackedFolder, perform, tarballs_in, temporary_folder},
};

/// A name and perhaps a version, tag or plain range: nothing that npm could take for an option, a path, a URL or an
/// alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec(String);

impl FromStr for Spec {
    type Err = ();

    fn from_str(spec: &str) -> Result<Self, ()> {
        if is_registry_spec(spec) { Ok(Self(spec.to_owned())) } else { Err(()) }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Fetches a package; `directory` is where npm looks for its settings.
pub fn fetch(spec: &Spec, directory: &Path, packing: &PackOptions) -> Result<PackedFolder, PackError> {
    let npm = DetectedManager { manager: Manager::Npm, evidence: Evidence::Default };
    let heeding = packing.stop.heed();
    let folder = temporary_folder()?;
    let mut command = call(Manager::Npm, directory);
    command.args([
        "pack",
        &spec.0,
        "--ignore-scripts",
        "--dry-run=false",
        "--loglevel=error",
        "--pack-destination",
    ]);
    command.arg(folder.path());
    let failed = |said| PackError::FetchFailed { spec: spec.0.clone(), said };
    let said = perform(command, &npm, packing, &format!("fetch {spec}")).map_err(|error| match error {
        PackError::Failed { said, .. } => failed(said),
        other => other,
    })?;
    match tarballs_in(folder.path())?.pop() {
        Some(path) => Ok(PackedFolder { path, _folder: folder, _heeding: heeding }),
        None => Err(failed(wrote_nothing(Manager::Npm, &said))),
    }
}

fn is_registry_spec(spec: &str) -> bool {
    let (scope, rest) = match spec.strip_prefix('@').and_then(|scoped| scoped.split_once('/')) {
        Some((scope, rest)) => (Some(scope), rest),
        None => (None, spec),
    };
    let (name, version) = rest.split_once('@').unwrap_or((rest, "latest"));
    let is_plain = scope.is_none_or(is_name) && is_name(name) && is_version(version);
    is_plain && !is_file(spec)
}

/// Tells whether npm takes it for a file of this machine, by its ending. Between `tar` and `gz` may stand anything for
/// some of its versions.
fn is_file(spec: &str) -> bool {
    let spec = spec.to_ascii_lowercase();
    let is_zipped = |rest: &str| {
        rest.chars().next_back().is_some()
            && rest.trim_end_matches(['.', '-', '_', '~', '+', '^', '*']).ends_with(".tar")
    };
    spec.ends_with(".tgz") || spec.ends_with(".tar") || spec.strip_suffix("gz").is_some_and(is_zipped)
}

fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    name.bytes().all(is_plain) && !name.is_empty() && !name.starts_with(['-', '.', '~'])
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
            ("a.tgz", false),
            ("A.TGZ", false),
            ("a.tar.gz", false),
            ("a.tar", false),
            ("x@a.tgz", false),
            ("@s/x@a.tar", false),
            ("a.tar-gz", false),
            ("tgz", true),
            ("x@npm:a.tgz", false),
            ("x@git+ssh://host/x", false),
            ("x@https://host/x.tgz", false),
            ("x@github:a/b", false),
            ("x@..", false),
        ] {
            assert_eq!(is_registry_spec(spec), expected, "{spec}");
        }
    }
}
