//! The effect of another format on those who load the module.

use crate::{diff::change::ChangeEffect, report::OutcomeReport, resolve::Mode, surface::offered::names};

/// The effect of a changed format, and the words for what a consumer gets now.
pub(super) fn of_format(
    mode: Mode,
    old: &OutcomeReport,
    new: &OutcomeReport,
) -> (ChangeEffect, &'static str) {
    let format = |outcome: &OutcomeReport| outcome.format.clone().unwrap_or_default();
    match (mode, format(old).as_str(), format(new).as_str()) {
        (Mode::Require, "commonjs", "module") => required(old, new),
        (Mode::Import, "commonjs", "module") if has(new, "default") => (
            ChangeEffect::Unknown,
            "the default export was `module.exports`, and is what the module says now",
        ),
        (Mode::Import, "module", "commonjs") => {
            (ChangeEffect::Unknown, "the default export is `module.exports` now")
        }
        (Mode::Require, "module", "commonjs") => {
            (ChangeEffect::Unknown, "`require` gave the module's namespace, and gives `module.exports` now")
        }
        _ => (ChangeEffect::Patch, "the names tell what that means"),
    }
}

/// A module that was CommonJS is required as an ES module.
fn required(old: &OutcomeReport, new: &OutcomeReport) -> (ChangeEffect, &'static str) {
    let mut named = names(old).filter(|name| *name != "default").peekable();
    let is_named = named.peek().is_some();
    match named.all(|name| has(new, name)) {
        _ if has(new, "module.exports") => (ChangeEffect::Patch, "it exports `module.exports` for that"),
        true if is_named => (ChangeEffect::Patch, "every name that it had is there"),
        _ => (ChangeEffect::Major, "`require` gave `module.exports`, and gives the module's namespace now"),
    }
}

fn has(outcome: &OutcomeReport, name: &str) -> bool {
    outcome.exports.iter().any(|other| other == name)
}
