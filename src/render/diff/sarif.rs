//! A comparison in SARIF 2.1.0: a result for each change that the version does not announce, and for each that cannot be
//! told.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    diff::{Change, ChangeEffect, ChangeKind},
    hash::HashMap,
    render::{
        diff::{
            sections::{lines, title},
            target::ComparedTarget,
        },
        formats::{
            PackedCopy,
            sarif::{REPOSITORY, percent_encoded, plain, region},
            visible_lines,
        },
        terminal::visible,
    },
};

/// The base of the paths of the newer release.
const PACKAGE: &str = "PACKAGE1";

/// The comparison as SARIF.
pub fn sarif(target: &ComparedTarget<'_>) -> String {
    let report = target.report;
    let is_told = |change: &&Change| report.is_unannounced(change) || change.effect == ChangeEffect::Unknown;
    let told: Vec<&Change> =
        report.told().filter(is_told).filter(|change| change.allowed.is_none()).collect();
    let kinds: BTreeSet<ChangeKind> = told.iter().map(|change| change.kind).collect();
    let kinds: Vec<ChangeKind> = kinds.into_iter().collect();
    let mut seen: HashMap<String, usize> = HashMap::default();
    let results = told.iter().map(|change| {
        let fingerprint = fingerprint(change);
        let nth = seen.entry(fingerprint.clone()).and_modify(|nth| *nth += 1).or_insert(1);
        let fingerprint = if *nth == 1 { fingerprint } else { format!("{fingerprint} {nth}") };
        result(target, change, &kinds, &fingerprint)
    });
    let results: Vec<Value> = results.collect();
    let root = format!("The root of {} as npm installs it.", visible(&title(report)));
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "packproof",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": kinds.iter().map(|kind| descriptor(*kind)).collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                PACKAGE: { "description": { "text": plain(&root) } },
                REPOSITORY: { "description": { "text": "The root of the repository." } },
            },
            "invocations": [{ "executionSuccessful": true }],
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

/// The level that most results of a kind have: a change that breaks nobody is a note unless the version hides it.
fn level(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::NamesUnknown
        | ChangeKind::DeclaredNamesUnknown
        | ChangeKind::DeclaredFormChanged
        | ChangeKind::SubpathAdded
        | ChangeKind::ModeAdded
        | ChangeKind::DefaultAdded
        | ChangeKind::NameAdded
        | ChangeKind::TypesAdded
        | ChangeKind::TypesModeAdded
        | ChangeKind::DeclaredNameAdded
        | ChangeKind::ConditionAdded
        | ChangeKind::BinAdded
        | ChangeKind::PeerRemoved => "note",
        _ => "error",
    }
}

fn descriptor(kind: ChangeKind) -> Value {
    json!({
        "id": kind.name(),
        "shortDescription": { "text": kind.meaning() },
        "defaultConfiguration": { "level": level(kind) },
        "properties": { "tags": ["npm", "package", "semver"] },
    })
}

fn result(target: &ComparedTarget<'_>, change: &Change, kinds: &[ChangeKind], fingerprint: &str) -> Value {
    let level = if target.report.is_unannounced(change) { "error" } else { "note" };
    let file = change.new.as_ref().map_or("package.json", |at| at.file.as_str());
    let source = target.sources.0.get(file);
    let at = change.new.as_ref().filter(|_| source.is_none_or(|source| source.kept == PackedCopy::Same));
    let region = at.map_or_else(|| json!({ "startLine": 1 }), region);
    let artifact = match source {
        Some(source) => json!({ "uri": percent_encoded(&source.path), "uriBaseId": REPOSITORY }),
        None => json!({ "uri": percent_encoded(file), "uriBaseId": PACKAGE }),
    };
    json!({
        "ruleId": change.kind.name(),
        "ruleIndex": kinds.iter().position(|kind| *kind == change.kind),
        "level": level,
        "message": { "text": plain(&visible_lines(&lines(change, target.report))) },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": region } }],
        "partialFingerprints": { "change/v2": visible(fingerprint) },
    })
}

/// The words that tell a change from others between these releases, and that stay the same as long as it does: its kind, subject
/// and modes, and no words of a message.
fn fingerprint(change: &Change) -> String {
    let [subpath, name] = [&change.subpath, &change.name].map(|part| part.as_deref().unwrap_or_default());
    let mode = change.mode.map_or("", |mode| mode.name());
    let types = change.types_modes.iter().map(|mode| mode.name());
    let parts = [change.kind.name(), subpath, name, mode].into_iter().chain(types);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
