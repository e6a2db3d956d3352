//! Manifest and resolver: the same answer twice, a packed file where there is a file, and places inside package.json.

use packproof::{
    json,
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer, Resolution, Resolved, error::PackagePlace, resolve},
};

use crate::input;

/// Resolves every line of a `-- ask --` section, and each packed path, from a consumer and from the first file.
pub fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let files = input::files(&text);
    let questions = files.iter().find(|(path, _)| *path == "ask").map_or("", |(_, text)| text);
    let package = input::package(&text);
    is_json_like_serde(files.first().map_or("", |(_, text)| text));
    let first = package.files().iter().next().map(|(path, _)| path.clone());
    let referrers = first.map(Referrer::File).into_iter().chain([Referrer::Consumer]);
    for referrer in referrers {
        let subpaths = package.files().iter().map(|(path, _)| format!("{}/{path}", package.name()));
        for specifier in questions.lines().map(str::to_owned).chain(subpaths).take(40) {
            ask(&package, &referrer, &specifier);
        }
    }
}

fn ask(package: &Package, referrer: &Referrer, specifier: &str) {
    for version in ["20.10.0", "22", "24"] {
        let node = NodeTarget {
            version: version.parse().expect("a version"),
            conditions: vec!["custom".to_owned()],
        };
        for mode in [Mode::Import, Mode::Require] {
            let once = resolve(package, referrer, specifier, mode, &node);
            assert_eq!(once, resolve(package, referrer, specifier, mode, &node));
            leads_somewhere(package, &once);
        }
    }
}

fn leads_somewhere(package: &Package, resolution: &Resolution) {
    match &resolution.result {
        Ok(Resolved::File(path)) => assert!(package.files().get(path.as_str()).is_some(), "{path}"),
        Ok(_) => {}
        Err(error) => {
            assert!(!error.code().is_empty() && !error.to_string().is_empty());
            error.at().into_iter().for_each(|place| lies_inside(package, place));
        }
    }
    resolution.trail.iter().filter_map(|step| step.at.as_ref()).for_each(|place| lies_inside(package, place));
}

fn lies_inside(package: &Package, place: &PackagePlace) {
    let length = package.files().contents(place.file.as_str()).expect("a packed file").len();
    assert!(
        place.span.start <= place.span.end && place.span.end as usize <= length + 1,
        "{place:?} of {length}"
    );
    assert!(PackagePath::new(place.file.as_str()).is_some());
}

/// Both parsers take the same texts for JSON, where neither stops at a limit of its own.
fn is_json_like_serde(text: &str) {
    let ours = json::parse(text);
    let theirs = serde_json::from_str::<serde_json::Value>(text);
    match (ours, theirs) {
        (Ok(node), Ok(value)) => assert_eq!(node.as_object().is_some(), value.is_object()),
        (Err(error), Ok(_)) => panic!("serde_json takes it: {error}"),
        (Ok(_), Err(error)) => {
            let says = error.to_string();
            let known = ["out of range", "surrogate", "hex escape", "recursion limit"];
            assert!(known.iter().any(|part| says.contains(part)), "serde_json refuses it: {says}");
        }
        (Err(_), Err(_)) => {}
    }
}
