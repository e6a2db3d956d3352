//! The sentences of a fix: the change to make, the text to write, and the effect that was measured.

use super::phrases::{listed, quoted};
use crate::trace::{
    fixes::change::{CauseChange, CorrectedImport, FixChange, FixEffect, ImportFault},
    known_ranges::NEWEST,
    source_path::SourcePath,
};

/// The number of modules and outputs that a sentence names.
const NAMED: usize = 3;

/// The changes to make, in one sentence.
pub(crate) fn changes(changes: &[FixChange]) -> String {
    if let Some(count) = exported(changes).filter(|_| changes.len() > 1) {
        let subpaths = changes.len();
        return format!("export {count} modules by {subpaths} subpaths, if consumers should import them");
    }
    changes.iter().map(change).collect::<Vec<_>>().join("; and ")
}

/// The number of modules that get a subpath, where nothing else changes.
fn exported(changes: &[FixChange]) -> Option<usize> {
    let files = changes.iter().map(|change| match change {
        FixChange::AddExport { files, .. } => Some(*files),
        _ => None,
    });
    // A sum of options is `None` if one of them is.
    files.sum()
}

fn change(change: &FixChange) -> String {
    match change {
        FixChange::AddBuildStep { folder, model, model_folder, .. } => {
            format!("compile {folder}/ as `{model}` compiles {model_folder}/")
        }
        FixChange::DropStep { command, output } => {
            format!("take `{command}` out of the build: it writes over {output}")
        }
        FixChange::MoveStep { command, before, output } => {
            format!("run `{command}` before `{before}`, which then has the last word about {output}")
        }
        FixChange::MoveRemoval { command, before, output } => {
            format!("run `{command}` before `{before}`: it takes {output} away")
        }
        FixChange::DropRemoval { command, output } => {
            format!("take `{command}` out of the build: it takes {output} away")
        }
        FixChange::WriteModules { from, to, file } => written_as_modules(from, to, file),
        FixChange::MarkCommonJs { folder, .. } => {
            format!(
                "say in {folder}/package.json that what is there is CommonJS, which Node takes for ES modules"
            )
        }
        FixChange::AddBundleStep { entry, model, model_entry, .. } => {
            format!("bundle {entry} as `{model}` bundles {model_entry}")
        }
        FixChange::AddOption { option, command } => {
            format!("add `{option}` to `{command}`, which copies no other files by itself")
        }
        FixChange::StripLeadingPaths { option, command, written } => {
            format!("add `{option}` to `{command}`, which writes {written} by itself")
        }
        FixChange::SetOption { option, file } => format!("say {option} in {file}"),
        FixChange::AddCopyStep { files, .. } => {
            let files: Vec<String> = files.iter().map(ToString::to_string).collect();
            format!("copy {}, which no step of the build takes", listed(&files, NAMED))
        }
        FixChange::AddEntries { entries, tool, file } => {
            format!("add {} to the entries of {} in {file}", listed(&quoted(entries), NAMED), tool.name())
        }
        FixChange::DropOption { option, command } => format!("take `{option}` out of `{command}`"),
        FixChange::RemoveExcluded { patterns, file } => {
            format!("take {} out of \"exclude\" in {file}", quoted(patterns).join(", "))
        }
        FixChange::DeepenFilesEntry { pattern } => {
            format!(
                "npm takes \"{pattern}\" for that name alone, not for what lies below it: add to \"files\""
            )
        }
        FixChange::AddFilesEntries { .. } => "add to \"files\" in package.json".to_owned(),
        FixChange::RemoveFilesEntry { pattern } => {
            format!("take \"{pattern}\" out of \"files\" in package.json")
        }
        FixChange::RemoveIgnoreLine { pattern, file, line } => {
            format!("take \"{pattern}\" out of {file}:{line}")
        }
        FixChange::CorrectImports { first, count } => corrected(first, *count),
        FixChange::AddDependencies { ranges } => {
            let names: Vec<String> = ranges.iter().map(|(name, _)| name.clone()).collect();
            let unknown: Vec<String> =
                ranges.iter().filter(|(_, range)| range == NEWEST).map(|(name, _)| name.clone()).collect();
            let which = match unknown.as_slice() {
                [] => String::new(),
                names => {
                    format!("; `npm install {}` writes its version, which is not known here", names.join(" "))
                }
            };
            format!("add {} to \"dependencies\" in package.json{which}", listed(&names, NAMED))
        }
        FixChange::AddExport { target, files, .. } if target.contains('*') => {
            let folder = target.trim_start_matches("./").split('*').next().unwrap_or_default();
            format!("export the {files} modules of {folder}, if consumers should import them")
        }
        FixChange::MoveTargets { pairs } => moved(pairs),
        FixChange::AddOwnExport { subpath, target, importer } => {
            format!(
                "add \"{subpath}\": \"{target}\" to \"exports\" in package.json: {importer} imports it by the package's own name"
            )
        }
        FixChange::AddExport { target, .. } => {
            format!("export {}, if consumers should import it", target.trim_start_matches("./"))
        }
    }
}

fn written_as_modules(from: &str, to: &str, file: &SourcePath) -> String {
    let why =
        "package.json has \"type\": \"module\", so that Node takes what the build writes for ES modules";
    match (from, to) {
        ("", to) => format!("write ES modules: say `{to}` in {file}; {why}"),
        (from, "") => format!("write ES modules: take `{from}` out of {file}; {why}"),
        (from, to) => format!("write ES modules: `{to}` for `{from}` in {file}; {why}"),
    }
}

fn moved(pairs: &[(String, String)]) -> String {
    let Some((from, to)) = pairs.first() else { return String::new() };
    let more = match pairs.len() {
        1 => String::new(),
        2 => ", and 1 more in the same way".to_owned(),
        count => format!(", and {} more in the same way", count - 1),
    };
    format!("lead to \"./{to}\" in package.json, where the build writes what \"./{from}\" is for{more}")
}

fn corrected(first: &CorrectedImport, count: usize) -> String {
    let CorrectedImport { source, from, to, why } = first;
    let others = match count {
        0 | 1 => String::new(),
        2 => ", and 1 import more in the same way".to_owned(),
        count => format!(", and {} imports more in the same way", count - 1),
    };
    let why = match why {
        ImportFault::Moved { packed, command } => format!(
            "\"{from}\" is right in the source, but `{command}` writes it to {packed}, where that path is {}",
            depth(from, to)
        ),
        ImportFault::Ending => format!("nothing is at \"{from}\", and Node adds no ending to a path"),
        ImportFault::Case => "the file's name has that case".to_owned(),
        ImportFault::Alias => {
            format!(
                "\"{from}\" is an alias of the sources, and no step of the build writes a path in its place"
            )
        }
        ImportFault::Elsewhere => format!("nothing is at \"{from}\", and the file is there"),
    };
    format!("import \"{to}\" in {source}{others}: {why}")
}

/// The number of `../` that a path has too many or too few, in the words of the checker.
fn depth(from: &str, to: &str) -> String {
    let count = |path: &str| path.matches("../").count();
    match (count(from), count(to)) {
        (had, needs) if had == needs + 1 => "one `../` too deep".to_owned(),
        (had, needs) if had > needs => format!("{} `../` too deep", had - needs),
        (had, needs) if had + 1 == needs => "one `../` short".to_owned(),
        (had, needs) => format!("{} `../` short", needs - had),
    }
}

/// The text to write, where the change can be written out.
pub(crate) fn replacement(changes: &[FixChange]) -> Option<String> {
    match changes {
        [
            FixChange::AddBuildStep { command, .. }
            | FixChange::AddBundleStep { command, .. }
            | FixChange::MarkCommonJs { command, .. }
            | FixChange::AddCopyStep { command, .. },
        ] => Some(command.clone()),
        [FixChange::DeepenFilesEntry { pattern }] => Some(format!("\"{pattern}/**\"")),
        [FixChange::AddFilesEntries { entries }] => Some(quoted(entries).join(", ")),
        [FixChange::AddOwnExport { subpath, target, .. }] => Some(format!("\"{subpath}\": \"{target}\"")),
        all if exported(all).is_some_and(|count| count > 0) => {
            let line = |change: &FixChange| match change {
                FixChange::AddExport { subpath, target, .. } => Some(format!("\"{subpath}\": \"{target}\"")),
                _ => None,
            };
            Some(all.iter().filter_map(line).collect::<Vec<_>>().join(",\n"))
        }
        [FixChange::AddDependencies { ranges }] => {
            let lines: Vec<String> =
                ranges.iter().map(|(name, range)| format!("\"{name}\": \"{range}\"")).collect();
            Some(lines.join(",\n"))
        }
        _ => None,
    }
}

/// The effect that was measured, in one sentence.
pub(crate) fn effect(effect: &FixEffect) -> String {
    let modules = |count: usize| if count == 1 { "1 module".to_owned() } else { format!("{count} modules") };
    let broken = match effect.broken.len() {
        0 => "breaks none".to_owned(),
        count => format!("breaks {} ({})", count, named(&effect.broken)),
    };
    let CauseChange { of, gone, left, .. } = &effect.causes;
    if !effect.brings() && !gone.is_empty() {
        let all = gone.len() + left.len();
        let who = listed(&quoted(of), NAMED);
        return format!(
            "takes away {} of {all} causes for which {who} cannot be imported, {broken}",
            gone.len()
        );
    }
    let brings = format!("makes {} importable, {broken}", modules(effect.importable.len()));
    let mends = format!("{} can be imported again", listed(&quoted(&effect.mended), NAMED));
    match (effect.mended.is_empty(), effect.importable.is_empty() && effect.broken.is_empty()) {
        (true, _) => brings,
        (false, true) => mends,
        (false, false) => format!("{brings}; {mends}"),
    }
}

/// The side effects of the change, and the faults that remain.
pub(crate) fn besides(effect: &FixEffect) -> Vec<String> {
    let mut words = Vec::new();
    let over =
        effect.overwrites.iter().map(|it| format!("{} (of {}, not {})", it.output, it.after, it.before));
    let over: Vec<String> = over.collect();
    if !over.is_empty() {
        words.push(format!("it also writes over {}", listed(&over, NAMED)));
    }
    if !effect.replaced.is_empty() {
        let verb = if effect.replaced.len() == 1 {
            "gives way: another module offers every name of it"
        } else {
            "give way: other modules offer every name of theirs"
        };
        words.push(format!("{} {verb}", named(&effect.replaced)));
    }
    match effect.also_packed {
        0 => {}
        1 => words.push("it also packs 1 other file".to_owned()),
        count => words.push(format!("it also packs {count} other files")),
    }
    if !effect.remaining.is_empty() {
        let left: Vec<String> =
            effect.remaining.iter().map(|(source, stage)| format!("{source} ({})", stage.title())).collect();
        let verb = if left.len() == 1 { "remains lost" } else { "remain lost" };
        words.push(format!("{} {verb}", listed(&left, NAMED)));
    }
    let left = &effect.causes.left;
    if !left.is_empty() {
        let verb = if left.len() == 1 { "remains" } else { "remain" };
        words.push(format!("{} {verb}", listed(left, NAMED)));
    }
    words
}

fn named(sources: &[SourcePath]) -> String {
    let names: Vec<String> = sources.iter().map(ToString::to_string).collect();
    listed(&names, NAMED)
}
