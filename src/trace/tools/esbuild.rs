//! esbuild's command line: `esbuild src/*.ts --outdir=dist`.

use crate::{
    manifest::shell::ShellWord,
    path::join,
    trace::{
        disk::{BuildWrite, MOST_WRITES, WriteKind},
        imports::{ImportedSources, as_file},
        paths::{common_directory, extension_of, relative, with_extension},
        source_path::SourcePath,
        tools::{
            arguments::ToolArguments,
            effect::{BuildTool, CommandEffect, CommandPlace, CommandReading},
        },
    },
};

pub fn read(words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    let arguments = ToolArguments::read(words, &[]);
    let entries = entries(&arguments, at);
    let mut effect = CommandEffect::of(BuildTool::Esbuild);
    effect.from = entries.iter().map(|(_, path)| path.to_string()).collect();
    let extension = arguments
        .values(&["--out-extension:.js"])
        .last()
        .map_or_else(|| ".js".to_owned(), |value| (*value).to_owned());
    let is_bundle = arguments.has(&["--bundle"]);
    let file = arguments.value(&["--outfile"]).and_then(|file| at.path(file));
    let folder = arguments.value(&["--outdir"]).and_then(|folder| at.path(folder));
    effect.to = file.clone().or_else(|| folder.clone());
    // esbuild writes to standard output then.
    if effect.to.is_none() {
        return CommandReading::Nothing;
    }
    let base = match arguments.value(&["--outbase"]).and_then(|base| at.path(base)) {
        Some(base) => base,
        None => common_directory(entries.iter().map(|(_, path)| &**path)),
    };
    let loaded_as_copy = |path: &str| {
        let option = format!("--loader:{}", extension_of(path));
        arguments.value(&[option.as_str()]).is_some_and(|loader| loader == "copy")
    };
    let mut imported = ImportedSources::default();
    for (name, entry) in entries {
        // The disk takes no more than that.
        if effect.writes.len() > MOST_WRITES {
            break;
        }
        let output = match (&file, &folder) {
            (Some(file), _) => file.clone(),
            (None, Some(folder)) if loaded_as_copy(&entry) => join(folder, relative(&base, &entry)),
            (None, Some(folder)) => {
                let stem = name.unwrap_or_else(|| with_extension(relative(&base, &entry), ""));
                join(folder, &format!("{stem}{extension}"))
            }
            _ => continue,
        };
        let sources = if is_bundle { imported.closure(at.disk, [&entry]) } else { vec![entry.clone()] };
        for source in sources {
            let how = if is_bundle { WriteKind::Bundled } else { WriteKind::Compiled };
            effect.writes.push(BuildWrite { source, output: output.as_str().into(), how });
        }
    }
    CommandReading::Does(Box::new(effect))
}

/// The entry points with their names, where they have any: `out=src/in.ts`.
fn entries(arguments: &ToolArguments<'_>, at: CommandPlace<'_, '_>) -> Vec<(Option<String>, SourcePath)> {
    let words = arguments.words.iter().flat_map(|word| match word.text.split_once('=') {
        Some((name, path)) => at.path(path).map(|path| (Some(name.to_owned()), path)).into_iter().collect(),
        None => {
            let found = at.disk.expand(at.directory, word);
            found.into_iter().map(|path| (None, path)).collect::<Vec<_>>()
        }
    });
    let found = words.map(|(name, path)| {
        if at.disk.is_file(&path) {
            (name, SourcePath::from(path))
        } else {
            (name, as_file(at.disk, &path).unwrap_or_else(|| path.into()))
        }
    });
    found.filter(|(_, path)| at.disk.is_file(path)).collect()
}
