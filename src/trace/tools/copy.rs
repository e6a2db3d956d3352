//! Reads commands that copy files: `cp`, `copyfiles`, `cpy`, `cpx`, `ncp`, `mv`, and `node -e` with Node's own functions.

use crate::{
    manifest::shell::ShellWord,
    module::source::literal_calls,
    path::{join, parent},
    trace::{
        disk::{BuildWrite, WriteKind},
        glob::{Glob, GlobOptions},
        paths::{joined, relative},
        source_path::SourcePath,
        tools::{
            arguments::ToolArguments,
            effect::{BuildTool, CommandEffect, CommandPlace, CommandReading},
        },
        unread::{UnreadPart, UnreadReason},
    },
};

pub fn read(tool: &str, words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    let mut effect = CommandEffect::of(BuildTool::Copy);
    match tool {
        "copyfiles" | "copyup" => copyfiles(tool, words, at, &mut effect),
        "cpy" => cpy(words, at, &mut effect),
        "cpx" | "cpx2" => cpx(words, at, &mut effect),
        "rsync" => rsync(words, at, &mut effect),
        _ => cp(tool, words, at, &mut effect),
    }
    CommandReading::Does(Box::new(effect))
}

fn copied(effect: &mut CommandEffect, source: SourcePath, output: String) {
    effect.writes.push(BuildWrite { source, output: output.into(), how: WriteKind::Copied });
}

/// Copies into the target where it is a folder; else to its name.
fn cp(tool: &str, words: &[ShellWord], at: CommandPlace<'_, '_>, effect: &mut CommandEffect) {
    let arguments = ToolArguments::read(words, &["-t", "--target-directory", "-S"]);
    let mut inputs = arguments.words.clone();
    let given = arguments.value(&["-t", "--target-directory"]);
    let Some(named) = given.or_else(|| inputs.pop().map(|word| word.text.as_str())) else { return };
    let Some(target) = at.path(named) else { return };
    // Only `cp` asks for an option before it copies folders.
    let is_recursive = tool != "cp" || arguments.options().iter().any(|(name, _)| copies_folders(name));
    let sources: Vec<(&ShellWord, String)> = inputs
        .into_iter()
        .flat_map(|word| at.disk.expand(at.directory, word).into_iter().map(move |source| (word, source)))
        .filter(|(_, source)| is_recursive || at.disk.is_file(source))
        .collect();
    // ncp copies to the name of the target itself, be there such a folder or not.
    let is_folder = tool != "ncp"
        && (given.is_some() || named.ends_with('/') || sources.len() > 1 || at.disk.is_directory(&target));
    let is_alone = sources.len() == 1 && given.is_none();
    for (word, source) in sources {
        let name = source.rsplit('/').next().unwrap_or(&source);
        // `cp -r src/. dist` copies what is in `src`, and not the folder.
        let takes_contents = word.text.ends_with("/.");
        let is_renamed = named.ends_with('/') && is_new(&source, &target, at)
            || is_alone && is_earlier_copy(&source, &target, name, at);
        let is_inside = is_folder && !takes_contents && !is_renamed;
        let place = if is_inside { join(&target, name) } else { target.clone() };
        put(&source, &place, at, effect);
        if tool == "mv" {
            effect.removes_after.push(source.clone());
        }
        effect.from.push(source);
    }
    effect.to = Some(target);
}

/// `cp -r src dist/` copies `src` to `dist` itself where there is no such folder.
fn is_new(source: &str, target: &str, at: CommandPlace<'_, '_>) -> bool {
    !at.disk.is_file(source) && !at.disk.is_directory(target)
}

/// Tells whether the target is what the same command made of the source when it ran before, as the first time it makes the
/// folder: `cp -r src dist` makes `dist/index.js`, and only on the second time `dist/src/index.js`.
fn is_earlier_copy(source: &str, target: &str, name: &str, at: CommandPlace<'_, '_>) -> bool {
    let sources = at.disk.under(source);
    !at.disk.is_made(target)
        && !at.disk.is_directory(&join(target, name))
        && sources.iter().any(|file| at.disk.is_file(&join(target, relative(source, file))))
}

fn copies_folders(option: &str) -> bool {
    option == "--recursive"
        || option == "--archive"
        // Short options may stand together: `-av`, `-fr`.
        || (!option.starts_with("--") && option.contains(['r', 'R', 'a']))
}

/// Copies a file, or all below a folder.
fn put(source: &str, place: &str, at: CommandPlace<'_, '_>, effect: &mut CommandEffect) {
    if at.disk.is_file(source) {
        return copied(effect, source.into(), place.to_owned());
    }
    for file in at.disk.under(source) {
        let output = join(place, relative(source, &file));
        copied(effect, file, output);
    }
}

/// Copies with the whole path kept below the target, less the first names with `--up`.
fn copyfiles(tool: &str, words: &[ShellWord], at: CommandPlace<'_, '_>, effect: &mut CommandEffect) {
    let arguments = ToolArguments::read(words, &["-u", "--up", "-e", "--exclude"]);
    let mut inputs = arguments.words.clone();
    let Some(target) = inputs.pop().and_then(|word| at.path(&word.text)) else { return };
    let up = arguments.value(&["-u", "--up"]).and_then(|up| up.parse().ok());
    let up: usize = up.unwrap_or(usize::from(tool == "copyup"));
    let is_flat = arguments.has(&["-f", "--flat"]);
    let taken = GlobOptions { dot: arguments.has(&["-a", "--all"]), ..GlobOptions::default() };
    let excluded: Vec<Glob> = arguments
        .values(&["-e", "--exclude"])
        .iter()
        .filter_map(|pattern| Some(Glob::new(&at.path(pattern)?, taken)))
        .collect();
    for word in inputs {
        let found = at.path(&word.text).map(|pattern| matching(&pattern, taken, at)).unwrap_or_default();
        for source in found.into_iter().filter(|path| !excluded.iter().any(|glob| glob.matches(path))) {
            let inner = relative(at.directory, &source);
            let place = if is_flat {
                source.rsplit('/').next().unwrap_or(&source).to_owned()
            } else {
                inner.split('/').skip(up).collect::<Vec<_>>().join("/")
            };
            if !place.is_empty() {
                copied(effect, source.clone(), join(&target, &place));
            }
        }
        effect.from.extend(fixed_part(&word.text).and_then(|path| at.path(path)));
    }
    effect.to = Some(target);
}

/// The files that a pattern matches.
fn matching(pattern: &str, taken: GlobOptions, at: CommandPlace<'_, '_>) -> Vec<SourcePath> {
    let glob = Glob::new(pattern, taken);
    at.disk.files().into_iter().filter(|path| glob.matches(path)).collect()
}

/// The folder of a pattern that stands before its first wildcard.
fn fixed_part(pattern: &str) -> Option<&str> {
    match pattern.find(['*', '?', '[', '{', '!']) {
        None => Some(pattern),
        Some(at) => parent(pattern.get(..at)?),
    }
}

/// Copies with paths kept below the fixed part of each pattern; a folder is taken with all below it.
fn cpy(words: &[ShellWord], at: CommandPlace<'_, '_>, effect: &mut CommandEffect) {
    let arguments = ToolArguments::read(words, &["--cwd", "--base", "--rename", "--concurrency"]);
    let Some(directory) = at.path(arguments.value(&["--cwd"]).unwrap_or(".")) else { return };
    let mut inputs: Vec<&str> = arguments.words.iter().map(|word| word.text.as_str()).collect();
    let Some(named) = inputs.pop() else { return };
    let Some(target) = joined(&directory, named) else { return };
    if let [only] = inputs.as_slice()
        && let Some(source) = joined(&directory, only).filter(|path| at.disk.is_file(path))
        && !named.ends_with('/')
        && !at.disk.is_directory(&target)
    {
        (effect.from, effect.to) = (vec![source.clone()], Some(target.clone()));
        return copied(effect, source.into(), target);
    }
    if arguments.has(&["--rename"]) {
        effect.unread.push(UnreadPart::of_file("cpy", UnreadReason::RenamedCopies, None));
    }
    let taken = GlobOptions { dot: arguments.has(&["--dot"]), ..GlobOptions::default() };
    let path = |text: &str| joined(&directory, text);
    let (refused, wanted): (Vec<&str>, Vec<&str>) =
        inputs.into_iter().partition(|text| text.starts_with('!'));
    let refused: Vec<Glob> =
        refused.iter().filter_map(|text| Some(Glob::new(&path(text.get(1..)?)?, taken))).collect();
    let is_flat = arguments.has(&["--flat"]);
    let keeps_all = arguments.value(&["--base"]) == Some("cwd");
    for text in wanted {
        let Some(pattern) = path(text) else { continue };
        let (base, sources) = if at.disk.is_directory(&pattern) && !at.disk.is_file(&pattern) {
            (parent(&pattern).unwrap_or_default().to_owned(), at.disk.under(&pattern))
        } else {
            let base = if Glob::is_pattern(text) {
                fixed_part(text).and_then(path).unwrap_or_else(|| directory.clone())
            } else {
                parent(&pattern).unwrap_or_default().to_owned()
            };
            (base, matching(&pattern, taken, at))
        };
        let base = if keeps_all { directory.clone() } else { base };
        for source in sources.into_iter().filter(|path| !refused.iter().any(|glob| glob.matches(path))) {
            let name = source.rsplit('/').next().unwrap_or(&source);
            let inner = if is_flat { name } else { relative(&base, &source) };
            let output = join(&target, inner);
            copied(effect, source.clone(), output);
        }
        effect.from.push(base);
    }
    effect.to = Some(target);
}

/// Copies with paths kept below the fixed part of the pattern.
fn cpx(words: &[ShellWord], at: CommandPlace<'_, '_>, effect: &mut CommandEffect) {
    let arguments = ToolArguments::read(words, &["-c", "--command", "-t", "--transform"]);
    let [source, target] = arguments.words.as_slice() else { return };
    let (Some(pattern), Some(target)) = (at.path(&source.text), at.path(&target.text)) else { return };
    let base = fixed_part(&source.text).and_then(|path| at.path(path)).unwrap_or_default();
    let base = if at.disk.is_file(&base) { parent(&base).unwrap_or_default().to_owned() } else { base };
    for file in matching(&pattern, GlobOptions::default(), at) {
        let output = join(&target, relative(&base, &file));
        copied(effect, file, output);
    }
    (effect.from, effect.to) = (vec![base], Some(target));
}

/// Copies a folder into the target, or with a slash at its end only the contents.
fn rsync(words: &[ShellWord], at: CommandPlace<'_, '_>, effect: &mut CommandEffect) {
    let arguments = ToolArguments::read(words, &["--exclude", "--include", "-e"]);
    let mut inputs = arguments.words.clone();
    let Some(target) = inputs.pop().and_then(|word| at.path(&word.text)) else { return };
    if arguments.has(&["--exclude", "--include", "--filter"]) {
        effect.unread.push(UnreadPart::of_file("rsync", UnreadReason::Filters, None));
    }
    for word in inputs {
        let Some(source) = at.path(&word.text) else { continue };
        let name = source.rsplit('/').next().unwrap_or(&source).to_owned();
        let place = if word.text.ends_with('/') { target.clone() } else { join(&target, &name) };
        put(&source, &place, at, effect);
        effect.from.push(source);
    }
    effect.to = Some(target);
}

/// Reads `fs.cpSync("a", "b")`, `fs.copyFileSync`, `fs.rmSync` with plain strings.
pub fn by_node(code: &str, at: CommandPlace<'_, '_>) -> CommandReading {
    let mut effect = CommandEffect::of(BuildTool::Copy);
    let mut has_unread = false;
    for (name, arguments) in literal_calls(code) {
        let paths: Vec<String> = arguments.iter().filter_map(|path| at.path(path)).collect();
        match (name.as_str(), paths.as_slice()) {
            ("cpSync" | "cp" | "copyFileSync" | "copyFile" | "copySync" | "copy", [from, to, ..]) => {
                put(from, to, at, &mut effect);
                effect.from.push(from.clone());
                effect.to = Some(to.clone());
            }
            ("rmSync" | "rm" | "rmdirSync" | "unlinkSync" | "removeSync" | "emptyDirSync", [path, ..]) => {
                effect.removes.push(path.clone());
            }
            ("renameSync" | "rename", [from, to]) => {
                put(from, to, at, &mut effect);
                effect.removes_after.push(from.clone());
                effect.from.push(from.clone());
                effect.to = Some(to.clone());
            }
            // No module is made so, and only the tarball tells what else is.
            ("writeFileSync" | "writeFile", [path, ..]) if path.ends_with(".json") => {}
            (
                "cpSync" | "copyFileSync" | "cp" | "copyFile" | "writeFileSync" | "writeFile" | "execSync"
                | "spawnSync" | "renameSync",
                _,
            ) => {
                has_unread = true;
            }
            _ => {}
        }
    }
    match (has_unread, effect.writes.is_empty() && effect.removes.is_empty()) {
        (true, true) => CommandReading::Unknown(UnreadReason::ComputedPaths),
        (false, true) if effect.from.is_empty() => CommandReading::Nothing,
        _ => CommandReading::Does(Box::new(effect)),
    }
}
