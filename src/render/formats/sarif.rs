//! SARIF 2.1.0, the exchange format of analysis tools, within what GitHub code scanning asks for and accepts.

mod fingerprint;
mod rules;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    render::{
        formats::{
            CheckedPackage, CheckedTarget, NotOpened,
            issue::{Issue, issues},
            visible_lines,
        },
        terminal::visible,
    },
    report::At,
};
use fingerprint::Fingerprints;

/// The most results that GitHub keeps of one run; it refuses five times as many.
const MOST_RESULTS: usize = 5_000;

/// The most locations that GitHub keeps of one result.
const MOST_LOCATIONS: usize = 100;

/// The base of paths in the repository, by the name that is customary for it.
pub(in crate::render) const REPOSITORY: &str = "%SRCROOT%";

/// The document: one run, whatever the number of packages, for GitHub takes one for each tool.
pub fn render(checked: &[CheckedTarget<'_>]) -> String {
    let opened = checked.iter().filter_map(|one| one.outcome.as_ref().ok());
    let views: Vec<SarifPackage<'_>> = (1..).zip(opened).map(SarifPackage::new).collect();
    let rules = rules::used(views.iter().flat_map(|view| &view.issues));
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "packproof",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|name| rules::descriptor(name)).collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": bases(&views),
            "invocations": [invocation(checked)],
            "results": results(&views, &rules),
        }],
    });
    format!("{document:#}\n")
}

/// The bases that paths are relative to.
fn bases(views: &[SarifPackage<'_>]) -> Map<String, Value> {
    let package = |view: &SarifPackage<'_>| {
        let text = format!("The root of {} as npm installs it.", visible(&view.opened.name()));
        (view.base.clone(), json!({ "description": { "text": plain(&text) } }))
    };
    let repository = json!({ "description": { "text": "The root of the repository." } });
    std::iter::once((REPOSITORY.to_owned(), repository)).chain(views.iter().map(package)).collect()
}

/// The run itself: successful where all could be checked.
fn invocation(checked: &[CheckedTarget<'_>]) -> Value {
    let failed: Vec<Value> =
        checked.iter().filter_map(|one| Some(not_opened(&one.target, one.outcome.as_ref().err()?))).collect();
    json!({ "executionSuccessful": failed.is_empty(), "toolExecutionNotifications": failed })
}

fn not_opened(target: &str, error: &NotOpened) -> Value {
    let text = format!("could not check {}: {}", visible(target), visible_lines(&error.lines()));
    json!({ "level": "error", "descriptor": { "id": error.code }, "message": { "text": plain(&text) } })
}

/// The most important of all packages, as many as GitHub keeps.
fn results(views: &[SarifPackage<'_>], rules: &[&str]) -> Vec<Value> {
    let mut results: Vec<_> = views.iter().flat_map(|view| view.results(rules)).collect();
    results.sort_by(|(a, _), (b, _)| a.cmp(b));
    results.into_iter().map(|(_, result)| result).take(MOST_RESULTS).collect()
}

/// A package, what is wrong with it, and the name of the base of its paths.
struct SarifPackage<'v> {
    base: String,
    opened: &'v CheckedPackage<'v>,
    issues: Vec<Issue<'v>>,
}

impl<'v> SarifPackage<'v> {
    fn new((number, opened): (usize, &'v CheckedPackage<'v>)) -> Self {
        Self { base: format!("PACKAGE{number}"), opened, issues: issues(opened.report) }
    }

    /// The results, each with its importance.
    fn results(&self, rules: &[&str]) -> Vec<(impl Ord + use<>, Value)> {
        let mut fingerprints = Fingerprints::new(self.opened);
        let result = |issue| (Issue::importance(issue), self.result(issue, rules, fingerprints.of(issue)));
        self.issues.iter().map(result).collect()
    }

    fn result(&self, issue: &Issue<'_>, rules: &[&str], fingerprints: BTreeMap<&str, String>) -> Value {
        let lines = issue.lines(Some(format!("in: {}", self.opened.name())));
        let mut result = json!({
            "ruleId": issue.rule,
            "ruleIndex": rules.iter().position(|rule| *rule == issue.rule),
            "level": rules::level(issue.severity),
            "message": { "text": plain(&visible_lines(&lines)) },
            "locations": [{ "physicalLocation": self.location(issue.at) }],
            "partialFingerprints": fingerprints,
        });
        let related = self.related(issue);
        if let (false, Some(result)) = (related.is_empty(), result.as_object_mut()) {
            result.insert("relatedLocations".to_owned(), related.into());
        }
        result
    }

    /// A place; the first line of package.json for what has none, because GitHub shows nothing without one.
    fn location(&self, at: Option<&At>) -> Value {
        let Some(at) = at else {
            return json!({ "artifactLocation": self.artifact("package.json"), "region": { "startLine": 1 } });
        };
        let region =
            if self.opened.sources.is_changed(&at.file) { json!({ "startLine": 1 }) } else { region(at) };
        json!({ "artifactLocation": self.artifact(&at.file), "region": region })
    }

    /// The imports that lead to the place, and the other places.
    fn related(&self, issue: &Issue<'_>) -> Vec<Value> {
        let imports = issue.chain.iter().zip(issue.chain.iter().skip(1)).map(|(file, next)| {
            let place = json!({ "artifactLocation": self.artifact(file), "region": { "startLine": 1 } });
            (plain(&format!("imports {}", visible(next))), place)
        });
        let others = issue.also.iter().map(|at| ("here, too".to_owned(), self.location(Some(at))));
        let located = |(id, (text, place)): (usize, (String, Value))| json!({ "id": id, "message": { "text": text }, "physicalLocation": place });
        (1..).zip(imports.chain(others).take(MOST_LOCATIONS)).map(located).collect()
    }

    fn artifact(&self, file: &str) -> Value {
        match self.opened.sources.0.get(file) {
            Some(source) => json!({ "uri": percent_encoded(&source.path), "uriBaseId": REPOSITORY }),
            None => json!({ "uri": percent_encoded(file), "uriBaseId": self.base }),
        }
    }
}

pub(in crate::render) fn region(at: &At) -> Value {
    json!({
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    })
}

/// Text in which no link is made of what looks like one: `[text](target)`.
pub(in crate::render) fn plain(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

/// A path as a relative reference: nothing in it begins a scheme, a query or a fragment.
pub(in crate::render) fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into())
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_references() {
        for (path, uri) in [
            ("dist/index.js", "dist/index.js"),
            ("a b#c?d%20.js", "a%20b%23c%3Fd%2520.js"),
            ("javascript:alert(1)/x.js", "javascript%3Aalert%281%29/x.js"),
            ("ünï\\é", "%C3%BCn%C3%AF%5C%C3%A9"),
        ] {
            assert_eq!(percent_encoded(path), uri);
        }
    }
}
