//! What takes files away: `rm -rf dist`, `rimraf`, `del`.

use crate::lineage::{
    shell::Word,
    tools::{Effect, Here, Reading, arguments::Arguments},
};

pub fn read(words: &[Word], at: Here<'_, '_>) -> Reading {
    let arguments = Arguments::read(words, &[]);
    let expand = |word: &&Word| at.disk.expand(at.directory, word);
    let removes: Vec<String> =
        arguments.words.iter().flat_map(expand).filter(|path| !path.is_empty()).collect();
    Reading::Does(Effect { tool: "remove".to_owned(), removes, ..Effect::default() })
}
