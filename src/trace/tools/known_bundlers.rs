//! The bundlers that are read, each with the options and files that configure it.

use crate::trace::tools::arguments::ToolArguments;

/// A bundler with the options and files that configure it.
pub struct KnownBundler {
    pub name: &'static str,
    pub configs: &'static [&'static str],
    /// The options and the configuration keys that name entries.
    pub entries: &'static [&'static str],
    pub folder: &'static [&'static str],
    pub default_folder: &'static str,
    pub default_entries: &'static [&'static str],
    /// A word on the command line that is no option is an entry.
    pub takes_words: bool,
}

const BUNDLERS: [KnownBundler; 12] = [
    KnownBundler {
        name: "tsup",
        configs: &["tsup.config"],
        entries: &["entry", "entryPoints"],
        folder: &["outDir", "-d", "--out-dir"],
        default_folder: "dist",
        default_entries: &["src/index"],
        takes_words: true,
    },
    KnownBundler {
        name: "tsdown",
        configs: &["tsdown.config"],
        entries: &["entry"],
        folder: &["outDir", "-d", "--out-dir"],
        default_folder: "dist",
        default_entries: &["src/index"],
        takes_words: true,
    },
    KnownBundler {
        name: "vite",
        configs: &["vite.config", "vite.config.lib"],
        entries: &["entry", "input"],
        folder: &["outDir", "--outDir"],
        default_folder: "dist",
        default_entries: &[],
        takes_words: false,
    },
    KnownBundler {
        name: "rollup",
        configs: &["rollup.config"],
        entries: &["input", "-i", "--input"],
        folder: &["dir", "file", "-d", "--dir", "-o", "--file"],
        default_folder: "",
        default_entries: &[],
        takes_words: true,
    },
    KnownBundler {
        name: "rolldown",
        configs: &["rolldown.config"],
        entries: &["input", "-i", "--input"],
        folder: &["dir", "file", "-d", "--dir", "-o", "--file"],
        default_folder: "dist",
        default_entries: &[],
        takes_words: true,
    },
    KnownBundler {
        name: "unbuild",
        configs: &["build.config"],
        entries: &["entries"],
        folder: &["outDir"],
        default_folder: "dist",
        default_entries: &["src/index"],
        takes_words: false,
    },
    KnownBundler {
        name: "webpack",
        configs: &["webpack.config"],
        entries: &["entry", "--entry"],
        folder: &["path", "-o", "--output-path"],
        default_folder: "dist",
        default_entries: &["src/index"],
        takes_words: true,
    },
    KnownBundler {
        name: "parcel",
        configs: &[],
        entries: &[],
        folder: &["--dist-dir"],
        default_folder: "dist",
        default_entries: &["src/index"],
        takes_words: true,
    },
    KnownBundler {
        name: "microbundle",
        configs: &[],
        entries: &["-i", "--entry"],
        folder: &["-o", "--output"],
        default_folder: "dist",
        default_entries: &["src/index"],
        takes_words: true,
    },
    KnownBundler {
        name: "bunchee",
        configs: &[],
        entries: &[],
        folder: &["-o", "--output"],
        default_folder: "dist",
        default_entries: &["src/index"],
        takes_words: true,
    },
    KnownBundler {
        name: "pkgroll",
        configs: &[],
        entries: &["-i", "--input"],
        folder: &["--dist"],
        default_folder: "dist",
        default_entries: &["src/index"],
        takes_words: false,
    },
    KnownBundler {
        name: "ncc",
        configs: &[],
        entries: &[],
        folder: &["-o", "--out"],
        default_folder: "dist",
        default_entries: &["src/index", "index"],
        takes_words: true,
    },
];

/// The words that are subcommands or modes, and no entries.
const VERBS: [&str; 4] = ["build", "bundle", "watch", "."];

pub fn is_one(name: &str) -> bool {
    find(name).is_some()
}

pub fn find(name: &str) -> Option<&'static KnownBundler> {
    // `webpack-cli` and `tsup-node` are the same programs.
    let name = name.trim_end_matches("-cli").trim_end_matches("-node");
    BUNDLERS.iter().find(|bundler| bundler.name == name)
}

impl KnownBundler {
    /// The entries that stand on the command line as plain words.
    pub fn words<'w>(&self, arguments: &ToolArguments<'w>) -> Vec<&'w str> {
        let words = arguments.words.iter().map(|word| word.text.as_str());
        words.filter(|word| self.takes_words && !VERBS.contains(word)).collect()
    }
}
