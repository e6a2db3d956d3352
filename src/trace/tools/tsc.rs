//! TypeScript's compiler: `tsc`, `tsc -p`, `tsc -b`.

use std::collections::BTreeSet;

use crate::{
    hash::HashMap,
    manifest::shell::ShellWord,
    path::{join, parent},
    trace::{
        disk::{BuildWrite, WriteKind},
        imports::resolve,
        paths::{common_directory, extension_of, is_at_or_below, is_declaration, relative, with_extension},
        source_path::SourcePath,
        tools::{
            arguments::ToolArguments,
            config::declared_version,
            effect::{BuildTool, CommandEffect, CommandPlace, CommandReading, SkipReason},
            tsconfig::{TsConfig, project_file},
        },
        unread::UnreadReason,
    },
};

const WITH_VALUE: [&str; 22] = [
    "-p",
    "--project",
    "--outDir",
    "--rootDir",
    "--declarationDir",
    "--outFile",
    "--target",
    "-t",
    "--module",
    "-m",
    "--moduleResolution",
    "--jsx",
    "--lib",
    "--types",
    "--typeRoots",
    "--baseUrl",
    "--rootDirs",
    "--newLine",
    "--tsBuildInfoFile",
    "--mapRoot",
    "--sourceRoot",
    "--ignoreDeprecations",
];

pub fn read(words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    let arguments = ToolArguments::read(words, &WITH_VALUE);
    let mut effect = CommandEffect::of(BuildTool::Tsc);
    if arguments.has(&["-v", "--version", "-h", "--help", "--init", "--showConfig", "--listFilesOnly"]) {
        return CommandReading::Nothing;
    }
    if arguments.value(&["--noEmit"]).is_some_and(|value| value != "false") {
        return CommandReading::Nothing;
    }
    let is_build = arguments.has(&["-b", "--build"]);
    let configs = if is_build {
        projects(&arguments, at, &mut effect)
    } else if arguments.words.is_empty() {
        let path = at.path(arguments.value(&["-p", "--project"]).unwrap_or("."));
        let file = path.and_then(|path| project_file(at.disk, &path));
        match file.and_then(|file| TsConfig::read(at.disk, &file, &mut effect.unread)) {
            Some(config) => vec![config],
            None => return CommandReading::Unknown(UnreadReason::NoTsConfig),
        }
    } else {
        let files = arguments.words.iter().flat_map(|word| at.disk.expand(at.directory, word));
        vec![TsConfig::of_files(files.map(SourcePath::from).collect())]
    };
    let configs: Vec<TsConfig> =
        configs.into_iter().map(|config| overridden(config, &arguments, at)).collect();
    if configs.iter().all(|config| config.emits_nothing) {
        return CommandReading::Nothing;
    }
    let roots: Vec<Vec<SourcePath>> = configs.iter().map(|config| config.roots(at.disk)).collect();
    let owners = owners(&roots);
    for ((project, config), roots) in configs.iter().enumerate().zip(&roots) {
        // Projects that refer to each other each write their own files.
        let is_foreign = |path: &SourcePath| {
            let owners = owners.get(path).filter(|_| !config.references.is_empty());
            owners.is_some_and(|owners| owners.iter().flatten().any(|owner| *owner != project))
        };
        let program = program(config, roots, is_foreign, at);
        emit(config, roots, &program, at, &mut effect);
    }
    effect.from.dedup();
    CommandReading::Does(Box::new(effect))
}

/// The configuration of a command that names no files.
pub fn config_of(words: &[String], at: CommandPlace<'_, '_>) -> Option<TsConfig> {
    let words: Vec<ShellWord> = words
        .iter()
        .skip(1)
        .map(|text| ShellWord { text: text.clone(), is_quoted: false, is_expanded: false })
        .collect();
    let arguments = ToolArguments::read(&words, &WITH_VALUE);
    let named = arguments.value(&["-p", "--project"]);
    let path = at.path(named.or(arguments.words.first().map(|word| word.text.as_str())).unwrap_or("."))?;
    TsConfig::read(at.disk, &project_file(at.disk, &path)?, &mut Vec::new())
}

/// The projects of `tsc -b`; those that others refer to stand first.
fn projects(
    arguments: &ToolArguments<'_>,
    at: CommandPlace<'_, '_>,
    effect: &mut CommandEffect,
) -> Vec<TsConfig> {
    let named: Vec<&str> = arguments.words.iter().map(|word| word.text.as_str()).collect();
    let named = if named.is_empty() { vec!["."] } else { named };
    let mut open: Vec<String> = Vec::new();
    for path in named.iter().rev() {
        open.extend(at.path(path).and_then(|path| project_file(at.disk, &path)));
    }
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        if let Some(config) = TsConfig::read(at.disk, &path, &mut effect.unread) {
            open.extend(config.references.iter().rev().cloned());
            found.push(config);
        }
    }
    found.reverse();
    found
}

fn overridden(mut config: TsConfig, arguments: &ToolArguments<'_>, at: CommandPlace<'_, '_>) -> TsConfig {
    let path = |name: &str| arguments.value(&[name]).and_then(|path| at.path(path));
    let flag = |name: &str, before: bool| match arguments.value(&[name]) {
        Some("false") => false,
        Some(_) => true,
        None => before,
    };
    config.out_dir = path("--outDir").or(config.out_dir);
    config.root_dir = path("--rootDir").or(config.root_dir);
    config.declaration_dir = path("--declarationDir").or(config.declaration_dir);
    config.out_file = path("--outFile").or(config.out_file);
    config.emits_nothing = flag("--noEmit", config.emits_nothing);
    config.emits_declarations_only = flag("--emitDeclarationOnly", config.emits_declarations_only);
    config.allows_js = flag("--allowJs", config.allows_js);
    if let Some(jsx) = arguments.value(&["--jsx"]) {
        config.preserves_jsx = matches!(jsx, "preserve" | "react-native");
    }
    config
}

/// The projects that take a file as a root of theirs, two of them at most.
fn owners(roots: &[Vec<SourcePath>]) -> HashMap<&SourcePath, [Option<usize>; 2]> {
    let mut owners: HashMap<&SourcePath, [Option<usize>; 2]> = HashMap::default();
    for (project, roots) in roots.iter().enumerate() {
        for root in roots {
            let [first, other] = owners.entry(root).or_insert([Some(project), None]);
            *other = other.or(Some(project).filter(|_| *first != Some(project)));
        }
    }
    owners
}

/// Adds the files that one project writes.
fn emit(
    config: &TsConfig,
    roots: &[SourcePath],
    program: &[SourcePath],
    at: CommandPlace<'_, '_>,
    effect: &mut CommandEffect,
) {
    let emitted: Vec<&SourcePath> = program.iter().filter(|path| !is_declaration(path)).collect();
    let root = root_directory(config, &emitted, at);
    if config.emits_nothing || (emitted.is_empty() && roots.is_empty()) {
        return;
    }
    effect.from.push(root.clone());
    let to = if config.emits_declarations_only {
        config.declaration_dir.clone().or_else(|| config.out_dir.clone())
    } else {
        config.out_file.clone().or_else(|| config.out_dir.clone())
    };
    effect.to = effect.to.take().or_else(|| Some(to.unwrap_or_else(|| root.clone())));
    let excluding = config.excluding();
    let below = at.disk.under(&root);
    at.disk.work.take(below.len().saturating_mul(excluding.len()));
    for path in below.into_iter().filter(|path| excluding.iter().any(|glob| glob.matches(path))) {
        let own = Some(config.path.clone()).filter(|path| !path.is_empty());
        effect.skip(path, SkipReason::TsConfigExcludes(own));
    }
    if config.emits_declarations_only {
        return;
    }
    // A file that is not below `rootDir` is an error of tsc (TS6059).
    for source in emitted.into_iter().filter(|path| is_at_or_below(path, &root)) {
        if let Some(file) = &config.out_file {
            effect.writes.push(BuildWrite {
                source: source.clone(),
                output: file.as_str().into(),
                how: WriteKind::Bundled,
            });
            continue;
        }
        let Some(output) = output(config, &root, source) else { continue };
        effect.writes.push(BuildWrite {
            source: source.clone(),
            output: output.into(),
            how: WriteKind::Compiled,
        });
    }
}

fn output(config: &TsConfig, root: &str, source: &str) -> Option<String> {
    let extension = match extension_of(source) {
        ".mts" | ".mjs" => ".mjs",
        ".cts" | ".cjs" => ".cjs",
        ".tsx" | ".jsx" if config.preserves_jsx => ".jsx",
        ".json" => ".json",
        _ => ".js",
    };
    let directory = match &config.out_dir {
        Some(out) => join(out, relative(root, source)),
        None => source.to_owned(),
    };
    let output = with_extension(&directory, extension);
    // tsc does not write over its input (TS5055).
    (output != source).then_some(output)
}

/// The files that a project takes and all that they import, types included: tsc writes them all.
fn program(
    config: &TsConfig,
    roots: &[SourcePath],
    is_foreign: impl Fn(&SourcePath) -> bool,
    at: CommandPlace<'_, '_>,
) -> Vec<SourcePath> {
    let mut found = BTreeSet::new();
    let mut open = roots.to_vec();
    while let Some(path) = open.pop() {
        if !found.insert(path.clone()) {
            continue;
        }
        let specifiers = at.disk.work.specifiers(&path, at.text(&path));
        let targets = specifiers.iter().filter_map(|specifier| resolve(at.disk, &path, specifier));
        open.extend(targets.filter(|target| config.takes_import(target) && !is_foreign(target)));
    }
    found.into_iter().collect()
}

/// The folder that outputs are relative to: since TypeScript 6 that of the configuration, before the one that all files
/// have in common.
fn root_directory(config: &TsConfig, emitted: &[&SourcePath], at: CommandPlace<'_, '_>) -> String {
    let own = config.directory().to_owned();
    let has_config = !config.path.is_empty();
    let is_new = declared_version(at, "typescript").is_some_and(|(major, _)| major >= 6);
    match &config.root_dir {
        Some(root) => root.clone(),
        None if has_config && (config.is_composite || is_new) => own,
        None => match emitted {
            [only] => parent(only).unwrap_or_default().to_owned(),
            all => common_directory(all.iter().map(|path| &***path)),
        },
    }
}
