//! SWC's command line: `swc src -d dist`.

use crate::{
    manifest::shell::ShellWord,
    path::join,
    trace::{
        disk::{BuildWrite, WriteKind},
        glob::{Glob, GlobOptions},
        paths::{extension_of, is_declaration, relative, with_extension},
        source_path::SourcePath,
        tools::{
            arguments::ToolArguments,
            config::declared_version,
            effect::{BuildTool, CommandEffect, CommandPlace, CommandReading, SkipReason},
        },
        unread::UnreadReason,
    },
};

const WITH_VALUE: [&str; 24] = [
    "-f",
    "--filename",
    "--config-file",
    "--cli-config-file",
    "--env-name",
    "--ignore",
    "--only",
    "-s",
    "--source-maps",
    "--source-map-target",
    "--source-file-name",
    "--source-root",
    "-o",
    "--out-file",
    "-d",
    "--out-dir",
    "--out-file-extension",
    "-C",
    "--config",
    "--workers",
    "--extensions",
    "--module-root",
    "--log-watch-compilation",
    "--sync",
];
const EXTENSIONS: [&str; 9] = [".js", ".jsx", ".es6", ".es", ".mjs", ".ts", ".tsx", ".cts", ".mts"];

pub fn read(words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    // `swc compile` is the same as `swc`.
    let named = words.iter().take_while(|word| word.text == "compile").count();
    let words = words.get(named..).unwrap_or_default();
    let arguments = ToolArguments::read(words, &WITH_VALUE);
    let config = arguments.value(&["--config-file"]).and_then(|path| at.path(path));
    if config.is_some_and(|path| at.text(&path).is_none()) {
        return CommandReading::Unknown(UnreadReason::NoConfig);
    }
    let inputs: Vec<String> =
        arguments.words.iter().flat_map(|word| at.disk.expand(at.directory, word)).collect();
    let effect = CommandEffect { from: inputs.clone(), ..CommandEffect::of(BuildTool::Swc) };
    let sources = sources(&inputs, &arguments, at);
    let place = |names| arguments.value(names).and_then(|path| at.path(path));
    let effect = match (place(&["-o", "--out-file"]), place(&["-d", "--out-dir"])) {
        (Some(file), _) => into_file(&file, sources, effect),
        (None, Some(out)) => into_directory(&out, sources, &arguments, at, effect),
        (None, None) => return CommandReading::Nothing,
    };
    CommandReading::Does(Box::new(effect))
}

fn into_file(
    file: &str,
    sources: Vec<(SourcePath, SwcTreatment)>,
    mut effect: CommandEffect,
) -> CommandEffect {
    effect.to = Some(file.to_owned());
    let compiled = sources.into_iter().filter(|(_, treatment)| *treatment == SwcTreatment::Compiled);
    let write = |(source, _)| BuildWrite { source, output: file.into(), how: WriteKind::Bundled };
    effect.writes.extend(compiled.map(write));
    effect
}

fn into_directory(
    out: &str,
    sources: Vec<(SourcePath, SwcTreatment)>,
    arguments: &ToolArguments<'_>,
    at: CommandPlace<'_, '_>,
    mut effect: CommandEffect,
) -> CommandEffect {
    effect.to = Some(out.to_owned());
    if arguments.has(&["--delete-dir-on-start"]) {
        effect.removes.push(out.to_owned());
    }
    let strips = arguments.has(&["--strip-leading-paths"]) || strips_by_default(at);
    for (source, treatment) in sources {
        let inner = relative(at.directory, &source);
        let inner = if strips { inner.split_once('/').map_or(inner, |(_, rest)| rest) } else { inner };
        let place = join(out, inner);
        let (output, how) = match treatment {
            SwcTreatment::Compiled => (compiled(&place, &source, arguments), WriteKind::Compiled),
            SwcTreatment::Copied if arguments.has(&["-D", "--copy-files"]) => (place, WriteKind::Copied),
            SwcTreatment::Copied => {
                effect.skip(source, SkipReason::SwcExtension);
                continue;
            }
            SwcTreatment::Ignored => {
                effect.skip(source, SkipReason::SwcIgnores);
                continue;
            }
        };
        effect.writes.push(BuildWrite { source, output: output.into(), how });
    }
    effect
}

/// The place of a compiled file, with the extension that the output gets.
fn compiled(place: &str, source: &str, arguments: &ToolArguments<'_>) -> String {
    match arguments.value(&["--out-file-extension"]) {
        Some(own) => with_extension(place, &format!(".{}", own.trim_start_matches('.'))),
        None => with_extension(place, output_extension(source)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SwcTreatment {
    Compiled,
    Copied,
    Ignored,
}

fn sources(
    inputs: &[String],
    arguments: &ToolArguments<'_>,
    at: CommandPlace<'_, '_>,
) -> Vec<(SourcePath, SwcTreatment)> {
    let extensions = arguments.list(&["--extensions"]).unwrap_or(EXTENSIONS.to_vec());
    let globs = |names: &[&str]| -> Vec<Glob> {
        let patterns = arguments.list(names).unwrap_or_default();
        let taken = GlobOptions { dot: true, ..GlobOptions::default() };
        patterns.iter().map(|pattern| Glob::new(pattern.trim_start_matches("./"), taken)).collect()
    };
    let (ignore, only) = (globs(&["--ignore"]), globs(&["--only"]));
    let kind = |path: &str| match () {
        () if !extensions.contains(&extension_of(path)) || is_declaration(path) => SwcTreatment::Copied,
        () if ignore.iter().any(|glob| glob.matches(path)) => SwcTreatment::Ignored,
        () if !only.is_empty() && !only.iter().any(|glob| glob.matches(path)) => SwcTreatment::Ignored,
        () => SwcTreatment::Compiled,
    };
    let files = inputs.iter().flat_map(|input| {
        if at.disk.is_file(input) { vec![input.as_str().into()] } else { at.disk.under(input) }
    });
    let is_shown = |path: &SourcePath| {
        arguments.has(&["--include-dotfiles"])
            || !path.rsplit('/').next().unwrap_or_default().starts_with('.')
    };
    files.filter(is_shown).map(|path| (path.clone(), kind(&path))).collect()
}

fn output_extension(path: &str) -> &'static str {
    match extension_of(path) {
        ".mts" => ".mjs",
        ".cts" => ".cjs",
        _ => ".js",
    }
}

/// Until 0.3, SWC left the first folder of each path out by default.
fn strips_by_default(at: CommandPlace<'_, '_>) -> bool {
    let version = declared_version(at, "@swc/cli");
    version.is_some_and(|(major, minor)| major == 0 && minor < 3)
}
