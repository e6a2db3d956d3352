//! The sentences of a fix: the change to make, the text to write, and the reasons why that alone would not help.

use std::collections::BTreeSet;

use super::{
    phrases::{listed, quoted, short},
    reasons::kept_out,
};
use crate::{
    link::LinkCause,
    path::PackagePath,
    trace::fixes::change::{FixChange, FixWarning},
};

/// The number of reasons that a warning names.
const NAMED: usize = 3;

/// The change to make.
pub(crate) fn change(change: &FixChange) -> String {
    match change {
        FixChange::AddBundlerEntry { path, tool } => {
            format!("make {path} an entry of {}, or import it from one", tool.name())
        }
        FixChange::AddBuildStep { folder, model, model_folder, .. } => {
            format!("compile {folder}/ as `{model}` compiles {model_folder}/")
        }
        FixChange::SeparateOutputs { source, other, output } => format!(
            "let {source} and {other} be written to different places, or make one module of them: both become {output}"
        ),
        FixChange::DeepenFilesEntry { pattern } => format!(
            "npm takes \"{pattern}\" for that name alone, not for what lies below it: add to \"files\""
        ),
        FixChange::AddFilesEntries { .. } => "add to \"files\" in package.json".to_owned(),
        FixChange::RemoveFilesEntry { pattern } => {
            format!("take \"{pattern}\" out of \"files\" in package.json")
        }
        FixChange::WriteElsewhere { pattern } => format!("write it elsewhere: npm never packs \"{pattern}\""),
        FixChange::RemoveIgnoreLine { pattern, file, line } => {
            format!("take \"{pattern}\" out of {file}:{line}, or say in \"files\" what is packed")
        }
        FixChange::Mend { file, cause } => format!("mend {file}: {}", short(cause)),
        FixChange::AddExport { file, .. } => format!("export {file}, if consumers should import it"),
    }
}

/// The text to write, where the change can be written out.
pub(crate) fn replacement(change: &FixChange) -> Option<String> {
    match change {
        FixChange::AddBuildStep { command, .. } => Some(command.clone()),
        FixChange::DeepenFilesEntry { pattern } => Some(format!("\"{pattern}/**\"")),
        FixChange::AddFilesEntries { entries } => Some(quoted(entries).join(", ")),
        FixChange::AddExport { subpath, file } => Some(format!("\"{subpath}\": \"./{file}\"")),
        _ => None,
    }
}

/// The reason why the change alone would not help.
pub(crate) fn warning(warning: &FixWarning) -> String {
    match warning {
        FixWarning::TakesPlace { output, command, source } => {
            format!("{output} would be written over what `{command}` makes of {source}")
        }
        FixWarning::NotPacked { output, by } => format!("{output} would not be packed: {}", kept_out(by)),
        FixWarning::DoesNotLink(files) => {
            let causes: BTreeSet<String> = files.iter().map(does_not_link).collect();
            let causes: Vec<String> = causes.into_iter().collect();
            format!("that alone would not link: {}", listed(&causes, NAMED))
        }
        FixWarning::NotExported { file, others, files } => not_exported(file, *others, *files),
        FixWarning::DoesNotImport { subpath, causes } => {
            let causes: Vec<String> = causes.iter().map(short).collect();
            format!("\"{subpath}\" would not import: {}", listed(&causes, NAMED))
        }
    }
}

fn does_not_link((path, cause): &(PackagePath, LinkCause)) -> String {
    let why = short(cause);
    if why.starts_with(path.as_str()) { why } else { format!("{path} does not link: {why}") }
}

fn not_exported(file: &PackagePath, others: usize, files: usize) -> String {
    let exported = match files.saturating_sub(others + 1) {
        0 => "none of these files".to_owned(),
        count => format!("{count} of these files"),
    };
    let more = if others > 0 { format!(" and {others} more") } else { String::new() };
    format!(
        "an export would lead to {exported} even then; add it to \"exports\", or re-export it from a module that is there ({file}{more})"
    )
}
