//! A comparison as test results: a case for each change.

use crate::{
    diff::{Change, ChangeEffect, DiffReport},
    render::{
        diff::{
            sections::{lines, scoped, title, verdict},
            target::ComparedTarget,
        },
        formats::{junit::Xml, visible_lines},
    },
};

/// The comparison in the XML of JUnit.
pub fn junit(target: &ComparedTarget<'_>) -> String {
    let report = target.report;
    let failures = report.told().filter(|change| report.is_unannounced(change)).count();
    let skipped = report.told().filter(|change| is_skipped(report, change)).count();
    let (tests, failures) = (report.told().count().max(1).to_string(), failures.to_string());
    let (title, skipped) = (title(report), skipped.to_string());
    let mut xml = Xml::document();
    let counts = [("name", "packproof"), ("tests", tests.as_str()), ("failures", &failures), ("errors", "0")];
    xml.open("testsuites", &counts);
    let suite = [
        ("name", title.as_str()),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", "0"),
        ("skipped", &skipped),
    ];
    xml.open("testsuite", &suite);
    for change in report.told() {
        case(&mut xml, report, change);
    }
    if report.told().next().is_none() {
        xml.empty("testcase", &[("classname", "packproof diff"), ("name", &verdict(report))]);
    }
    xml.close("testsuite");
    xml.close("testsuites");
    xml.finish()
}

fn is_skipped(report: &DiffReport, change: &Change) -> bool {
    let is_open = change.allowed.is_some() || change.effect == ChangeEffect::Unknown;
    is_open && !report.is_unannounced(change)
}

fn case(xml: &mut Xml, report: &DiffReport, change: &Change) {
    let kind = change.kind.name();
    let message = scoped(change, report);
    let name = format!("{kind}: {message}");
    let attributes = [("classname", "packproof diff"), ("name", name.as_str())];
    let element = match (report.is_unannounced(change), is_skipped(report, change)) {
        (true, _) => "failure",
        (false, true) => "skipped",
        (false, false) => return xml.empty("testcase", &attributes),
    };
    xml.open("testcase", &attributes);
    let text = visible_lines(&lines(change, report));
    xml.with_text(element, &[("message", &message), ("type", kind)], &text);
    xml.close("testcase");
}
