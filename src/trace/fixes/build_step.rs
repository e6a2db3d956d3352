//! The build step that a folder lacks, written as the one for the nearest folder is.

use crate::{
    path::{PackagePath, join, parent},
    trace::{
        fate::{ModuleFate, NotCompiledReason, TracedModule},
        fixes::{
            change::{Fix, FixChange, FixWarning},
            context::FixContext,
            rewrite::{rewritten, target},
            trial::tried,
        },
        groups::ModuleGroup,
        paths::{extension_of, relative, with_extension},
        plan::BuildStep,
        tools::effect::BuildTool,
    },
};

/// The number of outputs that warnings name.
const NAMED: usize = 3;

/// The step that would compile the modules of a group; none where a tool leaves them out because it is told to.
pub fn added_step(context: &FixContext<'_>, group: &ModuleGroup) -> Option<Fix> {
    let modules = context.of(group);
    let is_skipped = |module: &&TracedModule| {
        matches!(module.fate, ModuleFate::NotCompiled(NotCompiledReason::Skipped(_)))
    };
    if modules.iter().any(is_skipped) {
        return None;
    }
    let folder = match modules.as_slice() {
        [only] => parent(&only.source).unwrap_or_default().to_owned(),
        _ => group.folder.clone(),
    };
    let step = model(context, &folder)?;
    let (change, warnings) = if step.bundles.is_empty() {
        let (from, to) = (step.from.first()?, step.to.as_deref()?);
        let target = target(&folder, from, to)?;
        let command = rewritten(step, from, &folder, to, &target)?;
        let warnings = warnings(context, &modules, &folder, &target);
        let (model, model_folder) = (step.command.clone(), from.clone());
        (FixChange::AddBuildStep { folder, model, model_folder, command }, warnings)
    } else {
        let path = if modules.len() == 1 { group.folder.clone() } else { format!("{folder}/") };
        (FixChange::AddBundlerEntry { path, tool: step.tool }, Vec::new())
    };
    Some(Fix { change, span: step.span, modules: group.modules.clone(), warnings })
}

/// The step for the folder that shares most with this one.
fn model<'c>(context: &'c FixContext<'_>, folder: &str) -> Option<&'c BuildStep> {
    let shared = |from: &str| from.split('/').zip(folder.split('/')).take_while(|(a, b)| a == b).count();
    let score = |step: &&BuildStep| step.from.iter().map(|from| shared(from)).max().unwrap_or(0);
    let compiles =
        |step: &&BuildStep| !matches!(step.tool, BuildTool::Copy | BuildTool::Map) && step.to.is_some();
    let steps = || context.plan.steps.iter().filter(compiles);
    let best = steps().map(|step| score(&step)).max()?;
    steps().filter(|step| score(step) == best).find(|step| step.from.len() == 1)
}

/// Everything that is wrong with a new step, tried on a package that has its outputs.
fn warnings(
    context: &FixContext<'_>,
    modules: &[&TracedModule],
    folder: &str,
    target: &str,
) -> Vec<FixWarning> {
    let mut warnings = Vec::new();
    let mut added: Vec<(PackagePath, String)> = Vec::new();
    for module in modules {
        let output = with_extension(&join(target, relative(folder, &module.source)), ".js");
        if let Some(other) = context.plan.disk.live_at(&output).first() {
            let command = context.plan.steps.get(other.step).map(|step| step.command.clone());
            warnings.push(FixWarning::TakesPlace {
                output: output.clone(),
                command: command.unwrap_or_default(),
                source: other.origin.clone(),
            });
        }
        if let Some(by) = context.packing.excluded(&output) {
            warnings.push(FixWarning::NotPacked { output: output.clone(), by });
        }
        let text = context.plan.disk.tree.text(&module.source).filter(|_| keeps_imports(&module.source));
        if let (Some(path), Some(text)) = (PackagePath::new(&output), text) {
            added.push((path, text.to_owned()));
        }
    }
    warnings.truncate(NAMED);
    if !added.is_empty() {
        warnings.extend(tried(context, &added));
    }
    warnings
}

/// A compiler leaves the imports of a JavaScript file as they are.
fn keeps_imports(path: &str) -> bool {
    matches!(extension_of(path), ".js" | ".mjs" | ".cjs")
}
