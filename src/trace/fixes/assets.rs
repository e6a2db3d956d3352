//! Changes for files that the build does not take along, as JSON that a module loads: an option of a tool that copies them, or a
//! step of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    path::{join, parent},
    trace::{
        fate::TracedModule,
        fixes::{
            candidate::{Candidate, ProjectState},
            change::FixChange,
            commands::with_command_after,
            manifest::replaced,
        },
        paths::{extension_of, is_at_or_below, is_below, joined, relative},
        plan::BuildStep,
        reach::EntryWay,
        source_path::SourcePath,
        tools::{
            effect::{BuildTool, CommandPlace},
            tsconfig::TsConfig,
        },
    },
};

/// The number of files that one command copies by their names.
const MOST_NAMED: usize = 6;

/// A file that is missing where it is asked for, and the source that should be there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MissingFile {
    source: SourcePath,
    output: SourcePath,
}

/// The changes that may bring missing files along.
pub fn asset_changes(state: &ProjectState<'_, '_>) -> Vec<Candidate> {
    let missing = missing(state);
    let steps = &state.assessment.plan.steps;
    let mut by_step: BTreeMap<usize, BTreeSet<MissingFile>> = BTreeMap::new();
    for (path, importer) in &missing {
        let found = steps.iter().enumerate().find_map(|(place, step)| {
            let source = source(state, step, path).or_else(|| beside(state, path, importer.as_deref()?))?;
            let is_own = step.to.as_deref().is_some_and(|to| is_at_or_below(path, to));
            (is_own && leaves_out(state, place, step, &source))
                .then(|| (place, MissingFile { source, output: path.as_str().into() }))
        });
        if let Some((place, file)) = found {
            by_step.entry(place).or_default().insert(file);
        }
    }
    let mut found = Vec::new();
    for (place, files) in &by_step {
        let Some(step) = steps.get(*place) else { continue };
        found.extend(taken_by_tsc(state, step, files));
        found.extend(copied(state, step, files));
        found.extend(copied_by_tool(state, step, files));
    }
    found
}

/// The files that are asked for and are not there, nor written by a step, each with a file that asks for it.
fn missing(state: &ProjectState<'_, '_>) -> BTreeMap<String, Option<String>> {
    let ways = &state.assessment.reach.ways;
    let causes = ways.iter().flat_map(|way| &way.causes).chain(state.lost().flat_map(TracedModule::causes));
    let loaded = causes
        .filter_map(|cause| Some((cause.fault.missing.clone()?, Some(cause.fault.at.file.to_string()))));
    let targets = ways.iter().flat_map(EntryWay::missing).map(|path| (path.to_owned(), None));
    let is_open =
        |path: &str| !state.assessment.plan.disk.is_file(path) && state.package.files().get(path).is_none();
    loaded.chain(targets).filter(|(path, _)| is_open(path)).collect()
}

/// A step writes something, so that what it leaves out is left out for its kind or its place. Code is left to the tools that take
/// whole folders: others are told what to take.
fn leaves_out(state: &ProjectState<'_, '_>, place: usize, step: &BuildStep, source: &str) -> bool {
    let is_code = matches!(extension_of(source), ".js" | ".mjs" | ".cjs" | ".jsx");
    let takes_folders =
        matches!(step.tool, BuildTool::Copy | BuildTool::Tsc | BuildTool::Babel | BuildTool::Swc);
    let mut history = state.assessment.plan.disk.history.iter();
    history.any(|written| written.step == place) && (takes_folders || !is_code)
}

/// The source at the same place below a folder that a step takes, or from which it takes files.
fn source(state: &ProjectState<'_, '_>, step: &BuildStep, path: &str) -> Option<SourcePath> {
    let is_plain = step.bundles.is_empty() && step.tool != BuildTool::Map;
    let to = step.to.as_deref().filter(|to| is_plain && is_below(path, to))?;
    let base = |from: &str| {
        let folder = if state.tree.contains(from) { parent(from).unwrap_or_default() } else { from };
        SourcePath::from(join(folder, relative(to, path)))
    };
    let mut all = step.from.iter().map(|from| base(from));
    all.find(|source| state.tree.contains(source) && **source != *path)
}

/// The source that stands to that of the importer as the missing file stands to the importer.
fn beside(state: &ProjectState<'_, '_>, path: &str, importer: &str) -> Option<SourcePath> {
    let disk = &state.assessment.plan.disk;
    let origin = disk.live_at(importer).next().filter(|written| *written.origin != *importer)?;
    let folders = parent(importer).unwrap_or_default();
    let depth = folders.split('/').zip(path.split('/')).take_while(|(a, b)| a == b).count();
    let up = folders.split('/').filter(|it| !it.is_empty()).count().saturating_sub(depth);
    let rest = path.split('/').skip(depth).collect::<Vec<_>>().join("/");
    let there = joined(parent(&origin.origin).unwrap_or_default(), &format!("{}{rest}", "../".repeat(up)))?;
    state.tree.contains(&there).then(|| there.into())
}

/// The option of tsc by which it takes files of that kind.
fn taken_by_tsc(
    state: &ProjectState<'_, '_>,
    step: &BuildStep,
    files: &BTreeSet<MissingFile>,
) -> Option<Candidate> {
    if step.tool != BuildTool::Tsc {
        return None;
    }
    let at = CommandPlace { disk: &state.assessment.plan.disk, directory: &step.directory };
    let config: TsConfig = crate::trace::tools::tsc::config_of(&step.words, at)?;
    let is_all = |endings: &[&str]| {
        files.iter().all(|file| endings.iter().any(|ending| file.source.ends_with(ending)))
    };
    let (option, place) = match () {
        () if is_all(&[".json"]) => ("resolveJsonModule", config.places.resolves_json.clone()),
        () if is_all(&[".js", ".mjs", ".cjs", ".jsx"]) => ("allowJs", config.places.allows_js.clone()),
        () => return None,
    };
    let (file, span, text) = match place {
        Some(place) => {
            let text = replaced(state.tree.text(&place.file)?, place.span, "true")?;
            (place.file, place.span, text)
        }
        None => crate::trace::tools::tsconfig::with_flag(state.tree, &config.path, option)?,
    };
    let change = FixChange::SetOption { option: format!("\"{option}\": true"), file: file.clone() };
    Some(Candidate::of_file(change, (file, span), text, lost(state, files)))
}

/// The lost modules that ask for one of these files, or are one of them.
fn lost(state: &ProjectState<'_, '_>, files: &BTreeSet<MissingFile>) -> Vec<SourcePath> {
    let is_that = |module: &&TracedModule| {
        let mut missing = module.causes().iter().filter_map(|cause| cause.fault.missing.as_deref());
        missing.any(|path| files.iter().any(|file| *file.output == *path))
            || files.iter().any(|file| file.source == module.source)
    };
    state.lost().filter(is_that).map(|module| module.source.clone()).collect()
}

/// Babel and SWC copy what they do not compile, where they are told to.
fn copied_by_tool(
    state: &ProjectState<'_, '_>,
    step: &BuildStep,
    files: &BTreeSet<MissingFile>,
) -> Option<Candidate> {
    let is_told = step.words.iter().any(|word| matches!(word.as_str(), "-D" | "--copy-files"));
    let copies = matches!(step.tool, BuildTool::Babel | BuildTool::Swc) && !is_told;
    let span = step.span.filter(|_| copies)?;
    let option = "--copy-files".to_owned();
    let end = crate::text::Span::new(span.end, span.end);
    let text = replaced(state.manifest(), end, &format!(" {option}"))?;
    let change = FixChange::AddOption { option, command: step.command.clone() };
    Some(Candidate::of_manifest(change, span, text, lost(state, files)))
}

/// A step that copies the files, by Node, as not every system has a command for it.
fn copied(
    state: &ProjectState<'_, '_>,
    step: &BuildStep,
    files: &BTreeSet<MissingFile>,
) -> Option<Candidate> {
    let is_plain = |path: &str| !path.contains(['\'', '"', '\\', '$', '`']);
    let is_writable = files.iter().all(|file| is_plain(&file.source) && is_plain(&file.output));
    if !is_writable || files.len() > MOST_NAMED {
        return None;
    }
    let path = |path: &SourcePath| relative(&step.directory, path).to_owned();
    let copy = |file: &MissingFile| format!("fs.cpSync('{}', '{}')", path(&file.source), path(&file.output));
    let calls: Vec<String> = files.iter().map(copy).collect();
    let command = format!("node -e \"{}\"", calls.join("; "));
    let text = with_command_after(state.manifest(), step.span?, &command)?;
    let sources = files.iter().map(|file| file.source.clone()).collect();
    let change = FixChange::AddCopyStep { files: sources, command };
    Some(Candidate::of_manifest(change, step.span?, text, lost(state, files)))
}
