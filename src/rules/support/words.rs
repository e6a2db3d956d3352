//! The words for requests and entry points.

use std::collections::BTreeSet;

use crate::{
    entry_points::EntryKind,
    facts::{Problem, ThrownBy, Unkept},
    module::RequestKind,
    path::PackagePath,
    resolve::error::ResolveError,
};

/// Names the origin of a problem: `"./sub"`, `the bin "tool"`, or `lib/a.js imports "./b.js"`.
pub(in crate::rules) fn subject(problem: &Problem) -> String {
    match (&problem.thrown, &problem.request) {
        (ThrownBy::Target { kind, subpath, .. }, _) => entry(*kind, subpath),
        (ThrownBy::Fault(fault), Some(request)) => {
            format!("{} {} \"{}\"", fault.at.file, verb(request.kind), request.specifier.value)
        }
        (ThrownBy::Fault(fault), None) => fault.at.file.to_string(),
        (ThrownBy::Unkept(unkept), _) => unkept.file.to_string(),
    }
}

/// Begins a sentence about a destination: `"./sub" leads to` or `lib/a.js imports "./b.js", which leads to`.
pub(in crate::rules) fn leads_to(problem: &Problem) -> String {
    let which = if problem.request.is_some() { ", which" } else { "" };
    format!("{}{which} leads to", subject(problem))
}

fn entry(kind: EntryKind, subpath: &str) -> String {
    match kind {
        EntryKind::Bin => format!("the bin \"{subpath}\""),
        EntryKind::Main => "\"main\"".to_owned(),
        EntryKind::Export => format!("\"{subpath}\""),
    }
}

pub(in crate::rules) fn verb(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Import | RequestKind::DynamicImport => "imports",
        RequestKind::ExportFrom => "re-exports from",
        RequestKind::Require => "requires",
        RequestKind::RequireResolve | RequestKind::ImportMetaResolve => "resolves",
        RequestKind::Url => "points to",
    }
}

/// Names the first few of some subpaths and bins, and counts the rest.
pub(in crate::rules) fn some_of(entry_points: &BTreeSet<String>) -> String {
    const NAMED: usize = 3;
    let named: Vec<&str> = entry_points.iter().take(NAMED).map(String::as_str).collect();
    match entry_points.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// Returns Node's own words about a problem.
pub(in crate::rules) fn nodes_words(problem: &Problem) -> String {
    match &problem.thrown {
        ThrownBy::Target { error, .. } => error.to_string(),
        ThrownBy::Fault(fault) | ThrownBy::Unkept(Unkept { fault, .. }) => fault.message.clone(),
    }
}

/// Returns the specifier that is at fault, as it is written.
pub(in crate::rules) fn specifier(problem: &Problem) -> &str {
    problem.request.as_ref().map_or("", |request| request.specifier.value.as_str())
}

/// Tells whether a specifier is a path of the disk, where no package is.
pub(in crate::rules) fn is_of_disk(problem: &Problem) -> bool {
    let specifier = specifier(problem);
    specifier.starts_with('/') || specifier.starts_with("file:")
}

/// Returns the error of resolution that is the problem, if one is.
pub(in crate::rules) fn resolve_error(problem: &Problem) -> Option<&ResolveError> {
    use crate::{link::fault::FaultKind, resolve::format::FormatError};
    match &problem.thrown {
        ThrownBy::Target { error, .. } => Some(error),
        ThrownBy::Fault(fault) => match &fault.kind {
            FaultKind::Unresolved(error) | FaultKind::Unloadable(FormatError::Scope(error)) => Some(error),
            _ => None,
        },
        ThrownBy::Unkept(_) => None,
    }
}

/// Returns the path in the package, or the package, that is missing.
pub(in crate::rules) fn missing(problem: &Problem) -> &str {
    let missing = match &problem.thrown {
        ThrownBy::Target { error, .. } => error.missing(),
        ThrownBy::Fault(fault) | ThrownBy::Unkept(Unkept { fault, .. }) => fault.missing.as_deref(),
    };
    missing.unwrap_or_default()
}

/// Returns `, and so do 3 other files`, or nothing.
pub(in crate::rules) fn and_others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => ", and so does another file".to_owned(),
        _ => format!(", and so do {count} other files"),
    }
}

/// Joins the files of a cycle: `a.js → b.js → a.js`.
pub(in crate::rules) fn cycle(files: &[PackagePath]) -> String {
    files.iter().map(PackagePath::shown).collect::<Vec<_>>().join(" → ")
}

/// Returns the file that a problem is in.
pub(in crate::rules) fn place(problem: &Problem) -> String {
    problem.at.as_ref().map(|at| at.file.to_string()).unwrap_or_default()
}
