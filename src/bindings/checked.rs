//! A report on its way to JavaScript, which may leave what is said of each entry point until it is read.

use std::{cell::RefCell, sync::Arc};

use napi_derive::napi;
use serde::Serialize;

use crate::{
    bindings::{failure::guarded, json},
    report::{Finding, PackageReport, Report, Summary},
};

/// A report that is held until its entry points are read.
#[napi]
pub struct Checked {
    report: RefCell<Option<Arc<Report>>>,
}

impl Checked {
    pub fn new(report: Arc<Report>) -> Self {
        Self { report: RefCell::new(Some(report)) }
    }
}

/// What is small however many entry points there are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    schema: u32,
    package: &'a PackageReport,
    node: &'a [String],
    ok: bool,
    findings: &'a [Finding],
    summary: &'a Summary,
}

impl<'a> Head<'a> {
    fn of(report: &'a Report) -> Self {
        let Report { schema, package, node, ok, findings, summary, .. } = report;
        Self { schema: *schema, package, node, ok: *ok, findings, summary }
    }
}

#[napi]
impl Checked {
    /// The report without its entry points; `null` where they were read.
    #[napi]
    pub fn head(&self) -> napi::Result<String> {
        guarded(|| json(&self.report.borrow().as_deref().map(Head::of)))
    }

    /// Its entry points, once.
    #[napi]
    pub fn entry_points(&self) -> napi::Result<String> {
        guarded(|| json(&self.report.take().as_deref().map(|report| &report.entry_points)))
    }
}
