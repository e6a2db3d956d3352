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
    if words.first().is_some_and(|word| word.text == "compile") {
        return read(words.get(1..).unwrap_or_default(), at);
    }
    let arguments = ToolArguments::read(words, &WITH_VALUE);
    let inputs: Vec<String> =
        arguments.words.iter().flat_map(|word| at.disk.expand(at.directory, word)).collect();
    let mut effect = CommandEffect { from: inputs.clone(), ..CommandEffect::of(BuildTool::Swc) };
    let sources = sources(&inputs, &arguments, at);
    if let Some(file) = arguments.value(&["-o", "--out-file"]).and_then(|file| at.path(file)) {
        effect.to = Some(file.clone());
        for (source, kind) in sources {
            if kind == SwcTreatment::Compiled {
                effect.writes.push(BuildWrite {
                    source,
                    output: file.as_str().into(),
                    how: WriteKind::Bundled,
                });
            }
        }
        return CommandReading::Does(Box::new(effect));
    }
    let Some(out) = arguments.value(&["-d", "--out-dir"]).and_then(|out| at.path(out)) else {
        return CommandReading::Nothing;
    };
    effect.to = Some(out.clone());
    if arguments.has(&["--delete-dir-on-start"]) {
        effect.removes.push(out.clone());
    }
    let strips = arguments.has(&["--strip-leading-paths"]) || strips_by_default(at);
    for (source, kind) in sources {
        let inner = relative(at.directory, &source);
        let inner = if strips { inner.split_once('/').map_or(inner, |(_, rest)| rest) } else { inner };
        let place = join(&out, inner);
        match kind {
            SwcTreatment::Compiled => {
                let extension = arguments.value(&["--out-file-extension"]);
                let extension = extension.map_or_else(
                    || output_extension(&source).to_owned(),
                    |own| format!(".{}", own.trim_start_matches('.')),
                );
                let output = with_extension(&place, &extension);
                effect.writes.push(BuildWrite { source, output: output.into(), how: WriteKind::Compiled });
            }
            SwcTreatment::Copied if arguments.has(&["-D", "--copy-files"]) => {
                effect.writes.push(BuildWrite { source, output: place.into(), how: WriteKind::Copied });
            }
            SwcTreatment::Copied => effect.skip(source, SkipReason::SwcExtension),
            SwcTreatment::Ignored => effect.skip(source, SkipReason::SwcIgnores),
        }
    }
    CommandReading::Does(Box::new(effect))
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
