//! The option that says which declarations are judged.

use clap::ValueEnum;

use crate::options::{Options, TypesChoice};

/// A word of `--types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TypesArgument {
    Off,
    Auto,
    Required,
    /// The mode that TypeScript 7 does not have any more.
    #[value(name = "node10")]
    Node10,
}

/// Puts the words into options; the last of several counts, and `node10` adds to it.
pub(in crate::cli) fn apply(words: &[TypesArgument], options: Options) -> Options {
    words.iter().fold(options, |options, word| match word {
        TypesArgument::Off => Options { types: TypesChoice::Off, ..options },
        TypesArgument::Auto => Options { types: TypesChoice::Auto, ..options },
        TypesArgument::Required => Options { types: TypesChoice::Required, ..options },
        TypesArgument::Node10 => Options { types_node10: true, ..options },
    })
}
