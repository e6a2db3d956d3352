//! Findings about declarations: one for each fault, or one for all of a kind where there are many.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, RuleFindings, Severity},
    facts::Facts,
    resolve::error::PackagePlace,
    rules::{Rule, support::finding},
    types::{TypesProblem, TypesProblemKind},
};

/// The most findings of a kind that stand for themselves.
const FEW: usize = 5;

/// A fault, with the entry points that have it.
struct SharedProblem<'f> {
    problem: &'f TypesProblem,
    entry_points: Vec<&'f str>,
}

/// Reports the faults of a kind; `counted` is the word for several of what they are about.
pub(in crate::rules) fn report(
    facts: &Facts<'_>,
    rule: &Rule,
    kind: TypesProblemKind,
    counted: &str,
    findings: &mut RuleFindings,
) {
    let shared = shared(facts, kind);
    // A package that Node loads is not stopped for want of types, unless they are asked for.
    let is_error = kind != TypesProblemKind::UntypedResolution || facts.types_required;
    let (grave, others): (Vec<_>, Vec<_>) =
        shared.iter().partition(|shared| shared.problem.is_grave && is_error);
    for (severity, problems) in [(Severity::Error, grave), (rule.severity_at(false), others)] {
        if problems.len() <= FEW {
            findings.extend(problems.iter().map(|shared| single(rule, severity, shared)));
        } else if let Some((first, rest)) = problems.split_first() {
            findings.add(folded(rule, severity, first, rest, counted));
        }
    }
}

/// Equal faults as one, in the order of the entry points.
fn shared<'f>(facts: &'f Facts<'_>, kind: TypesProblemKind) -> Vec<SharedProblem<'f>> {
    let mut found: Vec<SharedProblem<'f>> = Vec::new();
    let mut place_of: BTreeMap<(&str, Option<&PackagePlace>, &[String]), usize> = BTreeMap::new();
    let Some(types) = &facts.types else { return found };
    let of_entries = types.entries.iter().flat_map(|entry| {
        let problems = entry.outcomes.iter().flat_map(|outcome| &outcome.problems);
        problems.map(|problem| (Some(entry.subpath.as_str()), problem))
    });
    let inside = types.inside.iter().map(|problem| (None, problem));
    for (subpath, problem) in
        of_entries.chain(inside).filter(|(_, problem)| problem.kind == kind && !problem.is_told)
    {
        let next = found.len();
        // The same names at the same place are one fault, whether they are imported or required; so is a place that leads to
        // no declarations, whatever file each mode takes in their stead.
        let is_same = !problem.names.is_empty() || kind == TypesProblemKind::UntypedResolution;
        let message = if is_same { "" } else { problem.message.as_str() };
        let said = (message, problem.at.as_ref(), problem.names.as_slice());
        let known = *place_of.entry(said).or_insert(next);
        if known == next {
            found.push(SharedProblem { problem, entry_points: Vec::new() });
        }
        if let Some(shared) = found.get_mut(known) {
            // What is a detail of one entry point may be all that another one declares.
            if problem.is_grave && !shared.problem.is_grave {
                shared.problem = problem;
            }
            shared.entry_points.extend(subpath.filter(|subpath| !shared.entry_points.contains(subpath)));
        }
    }
    found
}

fn single(rule: &Rule, severity: Severity, shared: &SharedProblem<'_>) -> Diagnostic {
    let TypesProblem { message, help, at, .. } = shared.problem;
    Diagnostic { severity, ..finding(rule, at.clone(), message.clone(), help.clone()) }
}

fn folded(
    rule: &Rule,
    severity: Severity,
    first: &SharedProblem<'_>,
    rest: &[&SharedProblem<'_>],
    counted: &str,
) -> Diagnostic {
    let message = format!("{}; so it is with {} more {counted}", first.problem.message, rest.len());
    let first = single(rule, severity, first);
    let mut also: Vec<_> = rest.iter().filter_map(|shared| shared.problem.at.clone()).collect();
    also.sort();
    also.dedup();
    also.retain(|place| first.at.as_ref() != Some(place));
    Diagnostic { message, also, ..first }
}
