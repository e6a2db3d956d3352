//! The package weighs more than its budget allows.

use std::cmp::Reverse;

use crate::{
    budget::{DeclaredBudget, Measure, SizeBudget, byte_size, declared},
    diagnostic::{Diagnostic, RuleFindings},
    facts::Facts,
    path::PackagePath,
    resolve::error::PackagePlace,
    rules::{
        rule,
        support::{finding, unreached::unreached},
    },
};

rule! {
    /// The package is larger, or has more files, than its budget allows.
    ///
    /// ## Why it matters
    ///
    /// A folder too many in "files", or a build that takes along what it should not, makes a package a hundred times larger, and
    /// nobody who publishes it sees that. The budget is `"packproof"` in package.json, or `--max-packed`, `--max-unpacked` and
    /// `--max-files`, which come before it. A thousand bytes are a kilobyte, as in what npm prints.
    ///
    /// The message names the largest files, and counts those to which nothing in the package leads: no import, no path in
    /// code or configuration.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "packproof": { "maxPacked": "200 kB" } }
    /// ```
    ///
    /// With a tarball of 498 kB, leave out what nobody needs, or raise the budget:
    ///
    /// ```json
    /// { "files": ["dist"], "packproof": { "maxPacked": "200 kB" } }
    /// ```
    "over-budget", Error
}

/// The number of files that are named.
const NAMED: usize = 3;

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let DeclaredBudget { budget, places, .. } = declared(facts.package);
    let over = excesses(facts, &facts.budget.or(budget));
    let Some((measure, ..)) = over.first() else { return };
    // A budget that the caller gave stands nowhere in package.json. Of two equal keys there, the last one counts.
    let is_own = facts.budget.get(*measure).is_none();
    let place = places.iter().rev().find(|(own, _)| is_own && own == measure).map(|(_, span)| *span);
    let at = facts.package.manifest().zip(place);
    let at = at.map(|(manifest, span)| PackagePlace { file: manifest.path().clone(), span });
    findings.add(diagnostic(facts, &over, at));
}

/// Returns each measure by which the package is too large, its weight, and the most that is allowed.
fn excesses(facts: &Facts<'_>, budget: &SizeBudget) -> Vec<(Measure, u64, u64)> {
    let over = |measure: Measure| {
        let (most, weight) = budget.get(measure).zip(measure.of(facts.package))?;
        (weight > most).then_some((measure, weight, most))
    };
    Measure::ALL.into_iter().filter_map(over).collect()
}

fn diagnostic(facts: &Facts<'_>, over: &[(Measure, u64, u64)], at: Option<PackagePlace>) -> Diagnostic {
    let part = |(measure, weight, most): &(Measure, u64, u64)| {
        format!(
            "{}, more than the {} of \"{}\"",
            measure.words(*weight),
            amount(*measure, *most),
            measure.setting()
        )
    };
    let parts: Vec<String> = over.iter().map(part).collect();
    let verb = if over.iter().all(|(measure, ..)| *measure == Measure::Files) { "has" } else { "is" };
    let (idle, rest) = idle(facts);
    let message = format!("the package {verb} {}; {}{rest}", parts.join(" and "), largest(facts));
    let help = if idle {
        "leave out of \"files\" what nothing leads to, or raise the budget"
    } else {
        "raise the budget, or make it smaller"
    };
    finding(&RULE, at, message, Some(help.to_owned()))
}

fn amount(measure: Measure, most: u64) -> String {
    match measure {
        Measure::Files => most.to_string(),
        Measure::Packed | Measure::Unpacked => byte_size(most),
    }
}

/// Names the largest files.
fn largest(facts: &Facts<'_>) -> String {
    let mut files: Vec<_> = facts.package.files().iter().map(|(path, file)| (path, file.size())).collect();
    files.sort_by_key(|(path, size)| (Reverse(*size), *path));
    let word = if files.len() == 1 { "its only file is" } else { "the largest are" };
    let named: Vec<String> = files.iter().take(NAMED).map(shown).collect();
    format!("{word} {}", named.join(", "))
}

fn shown((path, size): &(&PackagePath, u64)) -> String {
    format!("{path} ({})", byte_size(*size))
}

/// Counts the files to which nothing leads, in words; and tells whether there are any.
fn idle(facts: &Facts<'_>) -> (bool, String) {
    let mut files = unreached(facts);
    files.sort_by_key(|(path, size)| (Reverse(*size), *path));
    let all: u64 = files.iter().map(|(_, size)| size).sum();
    let words = match files.as_slice() {
        [] => String::new(),
        [only] => format!("; nothing leads to {}", shown(only)),
        [first, ..] => {
            format!("; nothing leads to {} files ({}), such as {}", files.len(), byte_size(all), first.0)
        }
    };
    (!files.is_empty(), words)
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::only;

    fn found(settings: &str) -> (String, String) {
        let manifest = format!(r#"{{"main":"a.js","packproof":{settings}}}"#);
        let text = "x".repeat(1_500);
        let files = [
            ("package.json", manifest.as_str()),
            ("README.md", "#"),
            ("a.js", "require('./b.js'); read('c.bin')"),
            ("b.js", "1"),
            ("c.bin", "2"),
            ("test/dump.bin", &text),
        ];
        only("over-budget", &files)
    }

    #[test]
    fn packages_that_are_too_large() {
        let (message, help) = found(r#"{"maxUnpacked":"1 kB"}"#);
        assert!(message.starts_with("the package is 1.6 kB unpacked, more than the 1.0 kB of \"maxUnpacked\"; the largest are test/dump.bin (1.5 kB), "), "{message}");
        assert!(message.ends_with("; nothing leads to test/dump.bin (1.5 kB)"), "{message}");
        assert_eq!(help, "leave out of \"files\" what nothing leads to, or raise the budget");
        let (message, _) = found(r#"{"maxUnpacked":1000,"maxFiles":2}"#);
        assert!(message.contains(" and 6 files, more than the 2 of \"maxFiles\"; "), "{message}");
        assert!(found(r#"{"maxFiles":2}"#).0.starts_with("the package has 6 files, more than"));
    }

    #[test]
    fn packages_within_their_budget_are_silent() {
        for settings in ["{}", r#"{"maxUnpacked":"2 kB"}"#, r#"{"maxFiles":6}"#, r#"{"maxPacked":0}"#] {
            assert!(found(settings).0.is_empty(), "{settings}");
        }
    }
}
