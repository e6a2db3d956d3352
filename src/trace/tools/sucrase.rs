//! Sucrase's command line: `sucrase src -d dist --transforms typescript,imports`.

use crate::{
    manifest::shell::ShellWord,
    path::join,
    trace::{
        disk::{BuildWrite, WriteKind},
        paths::{extension_of, relative, with_extension},
        tools::{
            arguments::ToolArguments,
            effect::{BuildTool, CommandEffect, CommandPlace, CommandReading, SkipReason},
            tsconfig::TsConfig,
        },
    },
};

const WITH_VALUE: [&str; 13] = [
    "-d",
    "--out-dir",
    "-p",
    "--project",
    "--out-extension",
    "--exclude-dirs",
    "-t",
    "--transforms",
    "--jsx-runtime",
    "--jsx-import-source",
    "--jsx-pragma",
    "--jsx-fragment-pragma",
    "--file-path",
];

pub fn read(words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    let arguments = ToolArguments::read(words, &WITH_VALUE);
    let extension = format!(".{}", arguments.value(&["--out-extension"]).unwrap_or("js"));
    let mut effect = CommandEffect::of(BuildTool::Sucrase);
    if let Some(project) = arguments.value(&["-p", "--project"]).and_then(|path| at.path(path)) {
        by_project(&project, &extension, at, &mut effect);
        return CommandReading::Does(Box::new(effect));
    }
    let source = arguments.words.first().and_then(|word| at.path(&word.text));
    let out = arguments.value(&["-d", "--out-dir"]).and_then(|out| at.path(out));
    let (Some(source), Some(out)) = (source, out) else { return CommandReading::Nothing };
    let transforms = arguments.list(&["-t", "--transforms"]).unwrap_or_default();
    // Sucrase takes TypeScript with this transform only, and then no JavaScript.
    let taken: &[&str] = if transforms.contains(&"typescript") { &[".ts", ".tsx"] } else { &[".js", ".jsx"] };
    let excluded = arguments.list(&["--exclude-dirs"]).unwrap_or_default();
    for file in at.disk.under(&source) {
        let inner = relative(&source, &file);
        if inner.split('/').any(|name| excluded.contains(&name)) {
            effect.skip(file, SkipReason::SucraseFolder);
        } else if taken.contains(&extension_of(&file)) {
            let output = join(&out, &with_extension(inner, &extension));
            effect.writes.push(BuildWrite { source: file, output: output.into(), how: WriteKind::Compiled });
        } else {
            let taken = taken.iter().map(|extension| (*extension).to_owned()).collect();
            effect.skip(file, SkipReason::SucraseExtensions(taken));
        }
    }
    (effect.from, effect.to) = (vec![source], Some(out));
    CommandReading::Does(Box::new(effect))
}

fn by_project(project: &str, extension: &str, at: CommandPlace<'_, '_>, effect: &mut CommandEffect) {
    let Some(config) = TsConfig::read(at.disk, &join(project, "tsconfig.json"), &mut effect.unread) else {
        return;
    };
    let Some(out) = config.out_dir.clone() else { return };
    for file in config.roots(at.disk) {
        if file.ends_with(".ts") || file.ends_with(".js") {
            let output = join(&out, &with_extension(relative(project, &file), extension));
            effect.writes.push(BuildWrite { source: file, output: output.into(), how: WriteKind::Compiled });
        }
    }
    (effect.from, effect.to) = (vec![project.to_owned()], Some(out));
}
