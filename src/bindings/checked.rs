//! A report on its way to JavaScript, which may leave what takes long until it is read.

use std::{cell::RefCell, sync::Arc};

use napi_derive::napi;
use serde::Serialize;

use crate::{
    bindings::{border::json, failure::guarded},
    packed::{Hashes, Packed},
    report::{Finding, InstallableReport, PackageReport, Report, Summary},
};

/// A report that is held until its entry points are read, and the tarball for its hashes.
#[napi(js_name = "Checked")]
pub struct ReportHandle {
    report: RefCell<Option<Arc<Report>>>,
    packed: Option<Arc<Packed>>,
}

impl ReportHandle {
    pub fn new(report: Arc<Report>) -> Self {
        Self { packed: report.package.packed.clone(), report: RefCell::new(Some(report)) }
    }
}

/// The part of a report that is small however many entry points there are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportHead<'a> {
    schema: u32,
    package: PackageHead<'a>,
    node: &'a [String],
    ok: bool,
    installable: &'a InstallableReport,
    findings: &'a [Finding],
    summary: &'a Summary,
}

impl<'a> ReportHead<'a> {
    fn of(report: &'a Report) -> Self {
        let Report { schema, package, node, ok, installable, findings, summary, .. } = report;
        let package = PackageHead::of(package);
        Self { schema: *schema, package, node, ok: *ok, installable, findings, summary }
    }
}

/// Name, version and sizes of a package, without the hashes of its tarball.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PackageHead<'a> {
    name: Option<&'a str>,
    version: Option<&'a str>,
    files: usize,
    packed_bytes: u64,
    unpacked_bytes: u64,
}

impl<'a> PackageHead<'a> {
    pub fn of(package: &'a PackageReport) -> Self {
        let PackageReport { name, version, files, packed_bytes, unpacked_bytes, packed: _ } = package;
        Self {
            name: name.as_deref(),
            version: version.as_deref(),
            files: *files,
            packed_bytes: *packed_bytes,
            unpacked_bytes: *unpacked_bytes,
        }
    }
}

#[napi]
impl ReportHandle {
    /// The report without its entry points and hashes; `null` where the entry points were read.
    #[napi]
    pub fn head(&self) -> napi::Result<String> {
        guarded(|| json(&self.report.borrow().as_deref().map(ReportHead::of)))
    }

    /// The hashes that npm knows the tarball by.
    #[napi]
    pub fn hashes(&self) -> napi::Result<String> {
        let none = Hashes::default();
        guarded(|| json(self.packed.as_ref().map_or(&none, |packed| packed.hashes())))
    }

    /// Its entry points, once.
    #[napi]
    pub fn entry_points(&self) -> napi::Result<String> {
        guarded(|| json(&self.report.take().as_deref().map(|report| &report.entry_points)))
    }
}
