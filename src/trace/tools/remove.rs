//! What takes files away, and what makes folders: `rm -rf dist`, `rimraf`, `del`, `mkdir`.

use crate::trace::{
    shell::Word,
    tools::{Effect, Here, Reading, arguments::Arguments},
};

pub fn read(words: &[Word], at: Here<'_, '_>) -> Reading {
    let arguments = Arguments::read(words, &[]);
    let expand = |word: &&Word| at.disk.expand(at.directory, word);
    let removes: Vec<String> =
        arguments.words.iter().flat_map(expand).filter(|path| !path.is_empty()).collect();
    Reading::Does(Box::new(Effect { tool: "remove".to_owned(), removes, ..Effect::default() }))
}

pub fn make(words: &[Word], at: Here<'_, '_>) -> Reading {
    let arguments = Arguments::read(words, &["-m"]);
    let makes = arguments.words.iter().filter_map(|word| at.path(&word.text)).collect();
    Reading::Does(Box::new(Effect { tool: "folder".to_owned(), makes, ..Effect::default() }))
}
