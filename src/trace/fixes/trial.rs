//! Carries a change out: the build is planned again, packed again, and linked again.

use std::sync::Arc;

use crate::{
    facts::NodeFacts,
    package::Package,
    trace::{
        assess::{assess, packing, planned},
        fixes::{
            candidate::{Candidate, ProjectState},
            contents::ChangedBuild,
        },
    },
};

/// Carries out a change, and hands on the project as it is then.
pub fn tried<R>(
    state: &ProjectState<'_, '_>,
    candidate: &Candidate,
    look: impl FnOnce(&ProjectState<'_, '_>) -> R,
) -> R {
    let tree = state.tree.with(candidate.edits.iter().map(|(path, text)| (&**path, text.as_str())));
    let (plan, manifest) = planned(&tree, state.options);
    let packing = packing(&tree, manifest.as_ref(), &plan);
    let package = ChangedBuild::new(state, candidate, &tree, &plan, &packing).package();
    // Nearly all texts are those of the package before, and are not parsed again.
    package.take_over_readings(state.package);
    let facts = Arc::new(facts(&package, state));
    let mut sources = state.sources.without(candidate.edits.keys());
    let known = Some(Arc::clone(&state.assessment.evidence));
    let assessment = assess(plan, packing, &package, &facts, state.options, &mut sources, known);
    look(&ProjectState {
        tree: &tree,
        package: &package,
        assessment: &assessment,
        sources: &sources,
        options: state.options,
    })
}

/// Only what entry points lead to is linked, unless every path may be imported.
fn facts(package: &Package, state: &ProjectState<'_, '_>) -> NodeFacts {
    let node = state.options.node.clone();
    if state.assessment.reach.has_exports {
        NodeFacts::reached(package, node)
    } else {
        NodeFacts::gather(package, node)
    }
}
