//! Reads commands that remove files or make folders: `rm -rf dist`, `rimraf`, `del`, `mkdir`.

use crate::{
    manifest::shell::ShellWord,
    trace::tools::{
        arguments::ToolArguments,
        effect::{BuildTool, CommandEffect, CommandPlace, CommandReading},
    },
};

pub fn read(words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    let arguments = ToolArguments::read(words, &[]);
    let expand = |word: &&ShellWord| at.disk.expand(at.directory, word);
    let removes: Vec<String> =
        arguments.words.iter().flat_map(expand).filter(|path| !path.is_empty()).collect();
    CommandReading::Does(Box::new(CommandEffect { removes, ..CommandEffect::of(BuildTool::Remove) }))
}

pub fn make(words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    let arguments = ToolArguments::read(words, &["-m"]);
    let makes = arguments.words.iter().filter_map(|word| at.path(&word.text)).collect();
    CommandReading::Does(Box::new(CommandEffect { makes, ..CommandEffect::of(BuildTool::MakeFolder) }))
}
