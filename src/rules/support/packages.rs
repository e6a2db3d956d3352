//! Findings about packages that are not there: one for each package, with every place that asks for it.

use std::collections::BTreeMap;

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    path::join,
    rules::{
        Rule,
        support::{near::ENDINGS, report, words},
    },
};

/// The words about a package, which follow the file that imports it.
pub(in crate::rules) struct PackageWords {
    pub message: String,
    pub help: String,
}

/// Reports each package once, at the first place that breaks an entry point, with all other places.
pub(in crate::rules) fn report_each(
    rule: &Rule,
    all: &[&Problem],
    findings: &mut RuleFindings,
    words: impl Fn(&str, &Problem) -> PackageWords,
) {
    let mut of: BTreeMap<&str, Vec<&Problem>> = BTreeMap::new();
    for problem in all {
        of.entry(words::missing(problem)).or_default().push(problem);
    }
    for (package, mut problems) in of {
        problems.sort_by_key(|problem| (!problem.breaks(), &problem.at));
        let Some((first, _)) = problems.split_first() else { continue };
        let PackageWords { message, help } = words(package, first);
        let mut files: Vec<_> =
            problems.iter().filter_map(|problem| Some(&problem.at.as_ref()?.file)).collect();
        files.sort_unstable();
        files.dedup();
        let others = words::and_others(files.len().saturating_sub(1));
        let verb = first.request.as_ref().map_or("imports", |request| words::verb(request.kind));
        let message = format!("{} {verb} {message}{others}", words::place(first));
        let mut finding = report(rule, first, message, Some(help));
        let places = problems.iter().filter_map(|problem| problem.at.clone());
        finding.also = places.filter(|place| Some(place) != finding.at.as_ref()).collect();
        finding.also.sort();
        finding.also.dedup();
        for problem in problems {
            finding.entry_points.extend(problem.entry_points.iter().cloned());
            finding.modes.extend(&problem.modes);
        }
        findings.add(finding);
    }
}

/// Returns the packed file that a specifier was meant for, as a path from the root or from the importer's topmost folder.
pub(in crate::rules) fn own_file(facts: &Facts<'_>, problem: &Problem) -> Option<String> {
    // A plain word is a package, even if a file is called like it.
    let specifier = words::specifier(problem).trim_start_matches("@/").trim_start_matches("~/");
    let importer = problem.at.as_ref()?.file.as_str();
    let top = importer.split_once('/').map_or("", |(top, _)| top);
    let endings = [""].into_iter().chain(ENDINGS);
    let mut paths =
        ["", top].into_iter().flat_map(|folder| endings.clone().map(move |ending| (folder, ending)));
    let packed = |(folder, ending): (&str, &str)| {
        let path = join(folder, &format!("{specifier}{ending}"));
        facts.package.files().get(&path).map(|_| path)
    };
    words::specifier(problem).contains('/').then(|| paths.find_map(packed)).flatten()
}

/// Tells whether npm would accept a name for a new package. Others are aliases and virtual modules of
/// bundlers.
pub(in crate::rules) fn is_package_name(name: &str) -> bool {
    let (scope, plain) = match name.strip_prefix('@').map(|rest| rest.split_once('/')) {
        Some(Some((scope, plain))) => (Some(scope), plain),
        Some(None) => return false,
        None => (None, name),
    };
    // Capitals are allowed, as old packages such as JSONStream have them.
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
    let is_part =
        |part: &str| !part.is_empty() && !part.starts_with(['.', '_']) && part.chars().all(is_plain);
    scope.is_none_or(is_part) && is_part(plain)
}

/// Returns the package whose types a package of `@types` holds.
pub(in crate::rules) fn type_package_of(name: &str) -> Option<String> {
    let typed = name.strip_prefix("@types/")?;
    Some(match typed.split_once("__") {
        Some((scope, plain)) => format!("@{scope}/{plain}"),
        None => typed.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_npm_takes() {
        for (name, expected) in [
            ("a", true),
            ("@s/a-b.c", true),
            ("JSONStream", true),
            ("$app", false),
            ("__sveltekit", false),
            ("@/components", false),
            ("~utils", false),
            ("bun:sqlite", false),
        ] {
            assert_eq!(is_package_name(name), expected, "{name}");
        }
    }
}
