//! Findings about declarations: one for each fault, or one for all of a kind where there are many.

use crate::{
    diagnostic::{Diagnostic, RuleFindings, Severity},
    facts::Facts,
    hash::HashMap,
    resolve::error::PackagePlace,
    rules::{Rule, support::finding},
    types::{TypesProblem, TypesProblemKind},
};

/// The most findings of a kind that stand for themselves.
const FEW: usize = 5;

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
        shared.into_iter().partition(|problem| problem.is_grave && is_error);
    for (severity, problems) in [(Severity::Error, grave), (rule.severity_at(false), others)] {
        if problems.len() <= FEW {
            findings.extend(problems.iter().map(|problem| single(rule, severity, problem)));
        } else if let Some((first, rest)) = problems.split_first() {
            findings.add(folded(rule, severity, first, rest, counted));
        }
    }
}

/// Equal faults as one, in the order of the entry points.
fn shared<'f>(facts: &'f Facts<'_>, kind: TypesProblemKind) -> Vec<&'f TypesProblem> {
    let mut found: Vec<&'f TypesProblem> = Vec::new();
    let mut place_of: HashMap<(&str, Option<&PackagePlace>, &[String]), usize> = HashMap::default();
    let Some(types) = &facts.types else { return found };
    let outcomes = types.entries.iter().flat_map(|entry| &entry.outcomes);
    let all = outcomes.flat_map(|outcome| &outcome.problems).chain(&types.inside);
    for problem in all.filter(|problem| problem.kind == kind && !problem.is_told) {
        let next = found.len();
        // The same names at the same place are one fault, whether they are imported or required; so is a place that leads to
        // no declarations, whatever file each mode takes in their stead.
        let is_same = !problem.names.is_empty() || kind == TypesProblemKind::UntypedResolution;
        let message = if is_same { "" } else { problem.message.as_str() };
        let said = (message, problem.at.as_ref(), problem.names.as_slice());
        let known = *place_of.entry(said).or_insert(next);
        match found.get_mut(known) {
            None => found.push(problem),
            // What is a detail of one entry point may be all that another one declares.
            Some(shared) if problem.is_grave && !shared.is_grave => *shared = problem,
            Some(_) => {}
        }
    }
    found
}

fn single(rule: &Rule, severity: Severity, problem: &TypesProblem) -> Diagnostic {
    let TypesProblem { message, help, at, .. } = problem;
    Diagnostic { severity, ..finding(rule, at.clone(), message.clone(), help.clone()) }
}

fn folded(
    rule: &Rule,
    severity: Severity,
    first: &TypesProblem,
    rest: &[&TypesProblem],
    counted: &str,
) -> Diagnostic {
    let message = format!("{}; so it is with {} more {counted}", first.message, rest.len());
    let first = single(rule, severity, first);
    let mut also: Vec<_> = rest.iter().filter_map(|problem| problem.at.clone()).collect();
    also.sort();
    also.dedup();
    also.retain(|place| first.at.as_ref() != Some(place));
    Diagnostic { message, also, ..first }
}
