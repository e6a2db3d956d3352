//! The sentence that says why a module is lost, or how it arrives.

use super::phrases::{first_line, listed, quoted};
use crate::{
    link::LinkCause,
    path::PackagePath,
    trace::{
        fate::{ModuleFate, NotCompiledReason, NotPackedReason, OfferedNames, Overwriting, TracedModule},
        older::{LackingPart, OlderOutput},
        packing::ExcludedBy,
        plan::BuildPlan,
        tools::effect::{BuildTool, SkipReason},
    },
};

/// The reason of one module's fate.
pub(crate) fn reason(module: &TracedModule, plan: &BuildPlan<'_>) -> String {
    match &module.fate {
        ModuleFate::NotCompiled(reason) => not_compiled(reason),
        ModuleFate::Overwritten(overwriting) => overwritten(overwriting, plan),
        ModuleFate::NotPacked(reason) => not_packed(reason),
        ModuleFate::Unreachable { packed, broken_bins } => match &module.cut_off_by {
            Some(by) if module.bins.is_empty() && broken_bins.is_empty() => {
                format!("packed as {packed}, but {}", cut_off(by))
            }
            _ => unreachable(packed, &module.bins, broken_bins),
        },
        ModuleFate::Broken { specifiers, is_later, causes } => broken(specifiers, *is_later, causes),
        ModuleFate::Importable { specifiers, imports } => importable(specifiers, imports),
    }
}

fn not_compiled(reason: &NotCompiledReason) -> String {
    match reason {
        NotCompiledReason::Skipped(reason) => skipped(reason),
        NotCompiledReason::NoEntry(tool) => format!("no entry of {} imports it", tool.name()),
        NotCompiledReason::NoStep => "no step of the build takes it".to_owned(),
        NotCompiledReason::UnreadCommand(command) => {
            format!("no step that can be read takes it; what `{command}` does is not known")
        }
        NotCompiledReason::NoBuild => "nothing builds it, and it is not packed as it is".to_owned(),
        NotCompiledReason::Unused(tool) => {
            let bundler = tool.map_or("the bundler", BuildTool::name);
            format!("{bundler} finds nothing in it that is used: no source map lists it")
        }
    }
}

fn skipped(reason: &SkipReason) -> String {
    match reason {
        SkipReason::BabelIgnores(pattern) => format!("babel is told to ignore \"{pattern}\""),
        SkipReason::BabelOnly(patterns) => {
            format!("babel is told to take only {}", quoted(patterns).join(", "))
        }
        SkipReason::BabelExtensions(taken) => format!("babel takes {} here", taken.join(", ")),
        SkipReason::SucraseFolder => "sucrase is told to leave out its folder".to_owned(),
        SkipReason::SucraseExtensions(taken) => format!("sucrase takes {} here", taken.join(" and ")),
        SkipReason::SwcExtension => "swc does not take its extension".to_owned(),
        SkipReason::SwcIgnores => "swc is told to ignore it".to_owned(),
        SkipReason::TsConfigExcludes(config) => {
            format!("{} excludes it", config.as_deref().unwrap_or("tsc"))
        }
    }
}

fn overwritten(overwriting: &Overwriting, plan: &BuildPlan<'_>) -> String {
    let Overwriting { first, output, then, source } = overwriting;
    let command = |step: usize| plan.steps.get(step).map_or("", |step| step.command.as_str());
    format!("`{}` writes {output}, then `{}` writes {source} over it", command(*first), command(*then))
}

fn not_packed(reason: &NotPackedReason) -> String {
    match reason {
        NotPackedReason::Excluded { output, by } => format!("{output} is left out: {}", kept_out(by)),
        NotPackedReason::NotWritten(output) => format!(
            "{output} is not in the tarball, although nothing leaves it out: it was packed before this build, or the build writes something else"
        ),
        NotPackedReason::Removed(output) => {
            format!("{output} is written, and then taken away again by the build")
        }
        NotPackedReason::Older(older) => {
            format!("{}; {} is older than the sources: build again", lacking(older), older.output)
        }
    }
}

fn lacking(older: &OlderOutput) -> String {
    let OlderOutput { output, lacks } = older;
    match lacks {
        LackingPart::Name { name, exporter } => {
            format!("{output} does not export \"{name}\", as {exporter} does")
        }
        LackingPart::Import { importer } => {
            format!("{importer} imports it, but did not in the text that the source map of {output} has")
        }
        LackingPart::Use { name, importer } => {
            format!("{importer} uses \"{name}\" of it, but no source map lists it")
        }
        LackingPart::Effect => "it changes what all modules share, but no source map lists it".to_owned(),
    }
}

/// The rule that keeps a file out of the tarball.
pub(crate) fn kept_out(by: &ExcludedBy) -> String {
    match by {
        ExcludedBy::IgnoreLine { pattern, file, line } => format!("\"{pattern}\" ({file}:{line})"),
        ExcludedBy::FilesEntry { pattern, line } => format!("\"{pattern}\" (package.json:{line})"),
        ExcludedBy::NoFilesEntry { line } => {
            format!("no pattern of \"files\" takes it (package.json:{line})")
        }
        ExcludedBy::Npm { pattern } => format!("npm never packs \"{pattern}\""),
    }
}

/// The reason why nothing leads to a module, from the source of what was written over.
pub(crate) fn cut_off(by: &Overwriting) -> String {
    format!("no entry point leads there: {} would, but {} is written over it", by.output, by.source)
}

fn unreachable(packed: &PackagePath, bins: &[String], broken_bins: &[String]) -> String {
    match (bins, broken_bins) {
        ([], []) => format!("packed as {packed}, but no entry point leads there"),
        ([], bins) => format!("only the command {} loads it, and that does not run", listed(bins, 2)),
        (bins, _) => format!("only the command {} loads it", listed(bins, 2)),
    }
}

/// The sentence has Node's words, as the checker gives them for the same entry point.
fn broken(specifiers: &[String], is_later: bool, causes: &[LinkCause]) -> String {
    let who = if specifiers.is_empty() { "it".to_owned() } else { listed(&quoted(specifiers), 2) };
    let why = first_words(causes);
    let is_one = specifiers.len() < 2;
    match (is_later && !specifiers.is_empty(), is_one) {
        (true, true) => format!("{who} loads it later, which fails{why}"),
        (true, false) => format!("{who} load it later, which fails{why}"),
        (false, true) => format!("{who} does not import{why}"),
        (false, false) => format!("{who} do not import{why}"),
    }
}

/// The sentence for modules that one cause breaks, and that different specifiers lead to.
pub fn broken_together(causes: &[LinkCause]) -> String {
    format!("they do not import{}", first_words(causes))
}

fn first_words(causes: &[LinkCause]) -> String {
    causes.first().map(|cause| format!(": {}", first_line(cause))).unwrap_or_default()
}

fn importable(specifiers: &[String], imports: &[OfferedNames]) -> String {
    match (imports.first(), specifiers) {
        (Some(offer), _) => format!("{} from \"{}\"", listed(&offer.names, 3), offer.specifier),
        (None, [only]) => format!("loaded with \"{only}\""),
        (None, [first, rest @ ..]) => format!("loaded with \"{first}\" and {} more", rest.len()),
        (None, []) => String::new(),
    }
}
