//! A package that this one depends on does not load.

use crate::{
    diagnostic::RuleFindings,
    facts::{Facts, Problem},
    rules::{
        rule,
        support::{report, words},
    },
};

rule! {
    /// A package that this one depends on does not load, through no fault of this one.
    ///
    /// ## Why it matters
    ///
    /// Whoever imports the entry point gets the error of the dependency: a file that was not packed, a name that one of its own
    /// modules does not export, a package that it does not declare. Other versions of it may load.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "dependencies": { "parser": "^2.0.0" } }
    /// ```
    ///
    /// If parser 2.1.0 was published without a file, exclude it:
    ///
    /// ```json
    /// { "dependencies": { "parser": "^2.1.1" } }
    /// ```
    "broken-dependency", Error where it breaks an entry point, of BrokenDependency
}

fn check(facts: &Facts<'_>, problems: &[&Problem], findings: &mut RuleFindings) {
    for problem in problems {
        let Some(place) = &problem.at else { continue };
        let owner = facts.package.owner(&place.file);
        let package = owner.as_ref().map_or_else(|| place.file.to_string(), ToString::to_string);
        let name = owner.map_or_else(|| package.clone(), |owner| owner.name);
        let error = words::nodes_words(problem);
        // The lines behind the first are Node's require stack.
        let error = error.lines().next().unwrap_or_default();
        let message = format!("{package} does not load: {error} ({})", place.file);
        let help = format!("declare a version of {name} that loads, or report it there");
        findings.add(report(&RULE, problem, message, Some(help)));
    }
}
