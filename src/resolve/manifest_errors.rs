//! The errors that the algorithms for "exports" and "imports" share, and the paths that they show.

use url::Url;

use crate::{
    manifest::Manifest,
    resolve::{
        disk::{PackageDisk, dirname},
        error::{ConfigFault, PackagePlace, ResolveError},
        urls::url_to_path,
    },
    text::Span,
};

/// Makes an Invalid Package Configuration error; Node prints the referrer of this one as a URL.
pub(super) fn invalid_config(
    disk: &PackageDisk<'_>,
    manifest: &Manifest,
    manifest_url: &Url,
    base: Option<&Url>,
    fault: ConfigFault,
    span: Span,
) -> Result<ResolveError, ResolveError> {
    Ok(ResolveError::InvalidPackageConfig {
        path: disk.shown(&url_to_path(manifest_url)?).to_owned(),
        base: base.map(|base| disk.shown_url(base.as_str())),
        fault,
        at: Some(PackagePlace { file: manifest.path().clone(), span }),
    })
}

/// Returns the folder of a package.json, with a slash at its end.
pub(super) fn directory_of(disk: &PackageDisk<'_>, manifest_url: &Url) -> String {
    let path = url_to_path(manifest_url).unwrap_or_default();
    format!("{}/", disk.shown(dirname(&path)))
}

/// Returns the path of a referrer as reports show it.
pub(super) fn shown_base(disk: &PackageDisk<'_>, base: Option<&Url>) -> Option<String> {
    base.and_then(|base| url_to_path(base).ok()).map(|path| disk.shown(&path).to_owned())
}
