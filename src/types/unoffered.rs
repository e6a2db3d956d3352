//! The answer of TypeScript where Node is offered nothing: it is told to those who ask, and no fault of the types.

use crate::{
    entry_points::EntryPoint,
    package::Package,
    resolve::typescript::TypesMode,
    types::{
        kind::ModuleKind,
        outcome::{TypesOutcome, TypesProblem, TypesProblemKind},
    },
};

/// The problems of an entry point in a mode in which Node does not load it.
pub(super) fn problems(package: &Package, point: &EntryPoint, outcome: &TypesOutcome) -> Vec<TypesProblem> {
    let nothing = outcome.target.is_none().then(|| {
        let message =
            format!("TypeScript finds no file for \"{}\", and nor does Node", point.specifier(package));
        (TypesProblemKind::NoResolution, message)
    });
    let required = required_module(package, outcome);
    let required = required.map(|message| (TypesProblemKind::CjsResolvesToEsm, message));
    let found = nothing.into_iter().chain(required).filter(|_| point.pattern.is_none());
    let told = found.map(|(kind, message)| {
        let at = point.declared.clone();
        TypesProblem { kind, message, at, names: Vec::new(), is_grave: false, is_told: true, help: None }
    });
    told.collect()
}

/// A fact of `node16` alone, in words: newer settings know that Node can require ES modules.
pub(super) fn required_module(package: &Package, outcome: &TypesOutcome) -> Option<String> {
    let runs = outcome.implementation.as_ref().or(outcome.target.as_ref())?;
    let is_refused =
        outcome.mode == TypesMode::Node16Cjs && ModuleKind::of(package, runs) == Some(ModuleKind::Module);
    is_refused
        .then(|| format!("to TypeScript (node16-cjs), {runs} is an ES module, which cannot be required"))
}
