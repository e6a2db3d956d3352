//! Changes for CommonJS that Node reads as ES modules: the build writes ES modules, or a package.json says what it writes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    json::{self, JsonContent, JsonNode},
    link::fault::FaultKind,
    trace::{
        fate::TracedModule,
        fixes::{
            candidate::{Candidate, NewOutputs, ProjectState},
            change::FixChange,
            commands::with_command_after,
        },
        paths::extension_of,
        plan::BuildStep,
        source_path::SourcePath,
        tools::{
            bundles::outputs_of,
            output_format::{FormatOption, as_modules},
        },
    },
};

/// The changes that may let Node read what a build writes.
pub fn format_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let faulty = faulty(state);
    let steps = &state.assessment.plan.steps;
    let mut found = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (place, step) in steps.iter().enumerate().filter(|_| !faulty.is_empty()) {
        let outputs = outputs(state, place, step);
        if !outputs.iter().any(|output| faulty.contains(&**output)) {
            continue;
        }
        let option = as_modules(step, &state.assessment.plan.disk);
        // Steps that read one configuration change together.
        let option = option.filter(|option| seen.insert(option.text.clone()));
        let option = option.map(|option| written_as_modules(state, option));
        let mark = marked(state, step, &outputs);
        let is_for_require = faulty.iter().any(|path| outputs.contains(*path) && is_required(state, path));
        found.extend(if is_for_require { [mark, option] } else { [option, mark] });
    }
    found.into_iter().flatten().collect()
}

/// The packed files that read variables of CommonJS, and that Node takes for ES modules.
fn faulty<'s>(state: &'s ProjectState<'_, '_>) -> BTreeSet<&'s str> {
    let ways = state.assessment.reach.ways.iter().flat_map(|way| &way.causes);
    let causes = ways.chain(state.lost().flat_map(TracedModule::causes));
    let is_that = |kind: &FaultKind| matches!(kind, FaultKind::CommonJsVariable { .. });
    let faults = causes.map(|cause| &cause.fault).filter(|fault| is_that(&fault.kind));
    faults.map(|fault| fault.at.file.as_str()).collect()
}

/// The packed outputs of a step.
fn outputs(state: &ProjectState<'_, '_>, place: usize, step: &BuildStep) -> BTreeSet<SourcePath> {
    let written = state.assessment.plan.disk.live().filter(|written| written.step == place);
    let bundles = step
        .bundles
        .iter()
        .flat_map(|bundle| outputs_of(state.package, &bundle.directory, &bundle.name))
        .map(|path| SourcePath::from(path.as_str()));
    let all = written.map(|written| written.output.clone()).chain(bundles);
    all.filter(|path| is_code(path) && state.package.files().get(path).is_some()).collect()
}

fn is_code(path: &str) -> bool {
    extension_of(path) == ".js"
}

/// A target of a condition "require".
fn is_required(state: &ProjectState<'_, '_>, path: &str) -> bool {
    let manifest = json::parse(state.manifest()).ok();
    let mut open: Vec<(&JsonNode, bool)> =
        manifest.iter().filter_map(|it| it.get("exports")).map(|node| (node, false)).collect();
    while let Some((node, is_required)) = open.pop() {
        match &node.value {
            JsonContent::Object(members) => {
                open.extend(members.iter().map(|it| (&it.value, is_required || it.key.value == "require")))
            }
            JsonContent::Array(items) => open.extend(items.iter().map(|item| (item, is_required))),
            JsonContent::String(target) if is_required && target.trim_start_matches("./") == path => {
                return true;
            }
            _ => {}
        }
    }
    false
}

fn written_as_modules(state: &ProjectState<'_, '_>, option: FormatOption) -> Candidate {
    let plan = &state.assessment.plan;
    let is_same = |step: &&(usize, &BuildStep)| {
        as_modules(step.1, &plan.disk).is_some_and(|other| other.text == option.text)
    };
    let steps: Vec<_> = plan.steps.iter().enumerate().collect();
    let alike = steps.iter().filter(is_same);
    let as_modules: BTreeSet<SourcePath> =
        alike.flat_map(|(place, step)| outputs(state, *place, step)).collect();
    let modules = lost(state, &as_modules);
    let FormatOption { file, at, text, from, to } = option;
    let change = FixChange::WriteModules { from, to, file: file.clone() };
    let outputs = NewOutputs { as_modules, made: BTreeMap::new() };
    Candidate { outputs, ..Candidate::of_file(change, (file, at), text, modules) }
}

/// The lost modules with one of these outputs.
fn lost(state: &ProjectState<'_, '_>, outputs: &BTreeSet<SourcePath>) -> Vec<SourcePath> {
    let is_that = |module: &&TracedModule| module.outputs.iter().any(|output| outputs.contains(&output.path));
    state.lost().filter(is_that).map(|module| module.source.clone()).collect()
}

/// A package.json in the folder of the step, where all of it is CommonJS.
fn marked(
    state: &ProjectState<'_, '_>,
    step: &BuildStep,
    outputs: &BTreeSet<SourcePath>,
) -> Option<Candidate> {
    let to = step.to.as_deref()?;
    let folder = if is_code(to) { crate::path::parent(to)? } else { to };
    let marker = crate::path::join(folder, "package.json");
    let mut code = state.package.files().under(folder).map(|(path, _)| path.as_str());
    let is_all = code.all(|path| !is_code(path) || outputs.contains(path));
    if folder.is_empty() || !is_all || state.package.files().get(&marker).is_some() {
        return None;
    }
    let written = format!("'{}', JSON.stringify({{ type: 'commonjs' }})", relative_to(step, &marker)?);
    let command = format!("node -e \"fs.writeFileSync({written})\"");
    let text = with_command_after(state.manifest(), step.span?, &command)?;
    let change = FixChange::MarkCommonJs { folder: folder.to_owned(), command };
    let made = [(SourcePath::from(marker), "{\"type\":\"commonjs\"}".to_owned())].into();
    let new = NewOutputs { as_modules: BTreeSet::new(), made };
    Some(Candidate { outputs: new, ..Candidate::of_manifest(change, step.span?, text, lost(state, outputs)) })
}

/// A path as a command beside a step names it; `None` where no quotes hold it.
fn relative_to<'p>(step: &BuildStep, path: &'p str) -> Option<&'p str> {
    let is_plain = !path.contains(['\'', '"', '\\', '$', '`']);
    let inner = crate::trace::paths::relative(&step.directory, path);
    is_plain.then_some(inner)
}
