//! Finds the changes that would bring lost modules to those who import the package, where these are plain. Each is tried
//! on a package that has it.

mod build_step;
pub mod change;
pub(super) mod context;
mod exports;
mod files;
pub(super) mod rewrite;
mod trial;

use std::cmp::Reverse;

use crate::{
    link::LinkCause,
    trace::{
        fixes::{
            build_step::added_step,
            change::{Fix, FixChange},
            context::FixContext,
            exports::added_export,
            files::packed_files,
        },
        groups::ModuleGroup,
        source_path::SourcePath,
        stage::Stage,
    },
};

/// The number of groups that are looked at: each is tried by linking the whole package once more.
const TRIED: usize = 12;

/// The fixes for groups of modules.
pub fn fixes(context: &FixContext<'_>, groups: &[ModuleGroup]) -> Vec<Fix> {
    let at = |stage: Stage| groups.iter().filter(move |group| group.stage == stage);
    let mut fixes: Vec<Fix> = Vec::new();
    fixes.extend(at(Stage::NotCompiled).take(TRIED).filter_map(|group| added_step(context, group)));
    fixes.extend(at(Stage::Overwritten).filter_map(|group| separate_outputs(context, group)));
    fixes.extend(packed_files(context, at(Stage::NotPacked)));
    fixes.extend(mended(context));
    fixes.extend(at(Stage::Unreachable).take(TRIED).filter_map(|group| added_export(context, group)));
    fixes
}

fn separate_outputs(context: &FixContext<'_>, group: &ModuleGroup) -> Option<Fix> {
    let module = context.of(group).into_iter().next()?;
    let overwriting = module.overwriting()?;
    let step = context.plan.steps.get(overwriting.then)?;
    let change = FixChange::SeparateOutputs {
        source: module.source.clone(),
        other: overwriting.source.clone(),
        output: overwriting.output.clone(),
    };
    Some(Fix { change, span: step.span, modules: group.modules.clone(), warnings: Vec::new() })
}

/// The changes that mend the causes of broken entry points, those that break most modules first.
fn mended(context: &FixContext<'_>) -> Vec<Fix> {
    let mut causes: Vec<(&LinkCause, Vec<usize>)> = Vec::new();
    for (place, module) in context.modules.iter().enumerate() {
        for cause in module.causes() {
            match causes.iter_mut().find(|(other, _)| other.fault == cause.fault) {
                Some((_, places)) => places.push(place),
                None => causes.push((cause, vec![place])),
            }
        }
    }
    causes.sort_by_key(|(_, places)| Reverse(places.len()));
    let fix = |(cause, modules): (&LinkCause, Vec<usize>)| {
        let packed = &cause.fault.at.file;
        let maker = context.modules.iter().find(|module| module.packed_as.contains(packed));
        let file = maker.map_or_else(|| SourcePath::from(packed.as_str()), |module| module.source.clone());
        let change = FixChange::Mend { file, cause: cause.clone() };
        Fix { change, span: None, modules, warnings: Vec::new() }
    };
    causes.into_iter().take(TRIED).map(fix).collect()
}
