//! Reads the entries of bundlers, as far as they are literal; only the tarball tells which modules end up in which bundle.

use crate::{
    json::{JsonNode, Member},
    manifest::shell::ShellWord,
    module::source::literal_values,
    path::join,
    trace::{
        imports::as_file,
        paths::{common_directory, relative, with_extension},
        source_path::SourcePath,
        tools::{
            arguments::ToolArguments,
            config::{relaxed_json, texts},
            effect::{BuildTool, BundleEntry, CommandEffect, CommandPlace, CommandReading},
        },
        unread::UnreadReason,
    },
};

/// A bundler with the options and files that configure it.
pub(super) struct KnownBundler {
    name: &'static str,
    configs: &'static [&'static str],
    /// The options and the configuration keys that name entries.
    pub(super) entries: &'static [&'static str],
    folder: &'static [&'static str],
    default_folder: &'static str,
    default_entries: &'static [&'static str],
    /// A word on the command line that is no option is an entry.
    takes_words: bool,
}

const CODE: [&str; 6] = [".ts", ".mts", ".js", ".mjs", ".cjs", ".json"];

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

/// The bundlers that package.json may configure.
const IN_MANIFEST: [&str; 3] = ["tsup", "tsdown", "unbuild"];

/// The words that are subcommands or modes, and no entries.
const VERBS: [&str; 4] = ["build", "bundle", "watch", "."];

pub fn is_one(name: &str) -> bool {
    find(name).is_some()
}

pub(super) fn find(name: &str) -> Option<&'static KnownBundler> {
    // `webpack-cli` and `tsup-node` are the same programs.
    let name = name.trim_end_matches("-cli").trim_end_matches("-node");
    BUNDLERS.iter().find(|bundler| bundler.name == name)
}

impl KnownBundler {
    /// The entries that stand on the command line as plain words.
    pub(super) fn words<'w>(&self, arguments: &ToolArguments<'w>) -> Vec<&'w str> {
        let words = arguments.words.iter().map(|word| word.text.as_str());
        words.filter(|word| self.takes_words && !VERBS.contains(word)).collect()
    }
}

/// The arguments of a bundler, taken apart.
pub(super) fn arguments<'w>(bundler: &KnownBundler, words: &'w [ShellWord]) -> ToolArguments<'w> {
    let options: Vec<&str> =
        bundler.entries.iter().chain(bundler.folder).copied().filter(|name| name.starts_with('-')).collect();
    let with_value = [
        "-c",
        "--config",
        "--format",
        "-f",
        "--target",
        "--external",
        "--name",
        "-n",
        "--mode",
        "-m",
        "--tsconfig",
    ];
    let all: Vec<&str> = options.iter().copied().chain(with_value).collect();
    ToolArguments::read(words, &all)
}

pub fn read(name: &str, words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    let Some(bundler) = find(name) else { return CommandReading::Nothing };
    let arguments = arguments(bundler, words);
    if words
        .first()
        .is_some_and(|word| matches!(word.text.as_str(), "dev" | "preview" | "serve" | "optimize"))
    {
        return CommandReading::Nothing;
    }
    let mut effect = CommandEffect::of(BuildTool::Bundler(bundler.name));
    let config = BundlerConfig::find(bundler, &arguments, at);
    let folders: Vec<String> = arguments
        .values(bundler.folder)
        .iter()
        .map(|value| (*value).to_owned())
        .chain(config.iter().flat_map(|config| config.folders(bundler)))
        .filter_map(|folder| at.path(&folder))
        .collect();
    let default_folder = at.path(bundler.default_folder).unwrap_or_default();
    let targets = if folders.is_empty() { vec![default_folder] } else { folders };
    let (entries, is_named) = entries(bundler, &arguments, config.as_ref(), at, &mut effect);
    for target in &targets {
        effect.bundles.extend(bundles(&entries, target, is_named));
    }
    effect.from = entries.iter().map(|(_, path)| path.to_string()).collect();
    effect.to = targets.first().map(|target| {
        if is_file_name(target) {
            crate::path::parent(target).unwrap_or_default().to_owned()
        } else {
            target.clone()
        }
    });
    CommandReading::Does(Box::new(effect))
}

/// An entry with the name of its bundle, where the project gives one.
type NamedEntry = (Option<String>, SourcePath);

fn is_file_name(target: &str) -> bool {
    CODE.iter().any(|extension| target.ends_with(extension))
}

fn bundles(entries: &[NamedEntry], target: &str, is_named: bool) -> Vec<BundleEntry> {
    if is_file_name(target) {
        let name = target.rsplit('/').next().unwrap_or(target);
        let directory = crate::path::parent(target).unwrap_or_default();
        let bundle = |(_, entry): &NamedEntry| BundleEntry {
            entry: entry.clone(),
            directory: directory.to_owned(),
            name: with_extension(name, ""),
            is_named,
        };
        return entries.iter().map(bundle).collect();
    }
    let base = common_directory(entries.iter().map(|(_, path)| &**path));
    let bundle = |(name, entry): &NamedEntry| BundleEntry {
        entry: entry.clone(),
        directory: target.to_owned(),
        name: match name {
            Some(name) if !name.is_empty() => with_code_extension_cut(name),
            _ => with_extension(relative(&base, entry), ""),
        },
        is_named,
    };
    entries.iter().map(bundle).collect()
}

fn with_code_extension_cut(name: &str) -> String {
    if is_file_name(name) { with_extension(name, "") } else { name.to_owned() }
}

fn entries(
    bundler: &KnownBundler,
    arguments: &ToolArguments<'_>,
    config: Option<&BundlerConfig<'_>>,
    at: CommandPlace<'_, '_>,
    effect: &mut CommandEffect,
) -> (Vec<NamedEntry>, bool) {
    let mut named: Vec<(Option<String>, String)> = Vec::new();
    // Entries on the command line overrule those of the configuration.
    let given = arguments.values(bundler.entries);
    let words = bundler.words(arguments);
    for text in given.into_iter().flat_map(|value| value.split(',')).chain(words) {
        match text.split_once('=') {
            Some((name, path)) => named.push((Some(name.to_owned()), path.to_owned())),
            None => named.push((None, text.to_owned())),
        }
    }
    if named.is_empty()
        && let Some(config) = config
    {
        let (found, is_plain) = config.entries(bundler);
        named = found;
        // Without any, vite builds a site, and the others have entries that only code tells.
        let has_none = named.is_empty() && bundler.default_entries.is_empty() && bundler.takes_words;
        if !is_plain || has_none {
            let why = UnreadReason::ComputedEntries;
            effect.unread.push((config.path.clone(), why));
        }
    }
    let is_named = !named.is_empty();
    if !is_named {
        named = bundler.default_entries.iter().map(|path| (None, (*path).to_owned())).collect();
    }
    let mut found = Vec::new();
    for (name, text) in named {
        let word = ShellWord { text: text.clone(), is_quoted: true };
        for path in at.disk.expand(at.directory, &word) {
            let file =
                if at.disk.is_file(&path) { Some(SourcePath::from(path)) } else { as_file(at.disk, &path) };
            found.extend(file.map(|file| (name.clone(), file)));
        }
    }
    (found, is_named)
}

/// The configuration file of a bundler.
pub(super) struct BundlerConfig<'t> {
    pub(super) path: String,
    pub(super) text: &'t str,
    /// The place of the text in its file.
    pub(super) start: u32,
}

impl<'t> BundlerConfig<'t> {
    pub(super) fn find(
        bundler: &KnownBundler,
        arguments: &ToolArguments<'_>,
        at: CommandPlace<'_, 't>,
    ) -> Option<Self> {
        let given = arguments
            .value(&["-c", "--config"])
            .filter(|path| !path.is_empty())
            .and_then(|path| at.path(path));
        let usual = bundler
            .configs
            .iter()
            .flat_map(|base| CODE.iter().map(move |extension| format!("{base}{extension}")));
        let usual = usual.map(|name| join(at.directory, &name));
        let path = given.into_iter().chain(usual).find(|path| at.disk.tree.text(path).is_some());
        let Some(path) = path else { return Self::in_manifest(bundler, at) };
        let text = at.disk.tree.text(&path)?;
        Some(Self { path, text, start: 0 })
    }

    /// Some bundlers read a key of package.json that has their name.
    fn in_manifest(bundler: &KnownBundler, at: CommandPlace<'_, 't>) -> Option<Self> {
        let path = join(at.directory, "package.json");
        let whole = at.disk.tree.text(&path)?.trim_start_matches('\u{feff}');
        let manifest = crate::json::parse(whole).ok().filter(|_| IN_MANIFEST.contains(&bundler.name))?;
        let span = manifest.get(bundler.name)?.span;
        let text = whole.get(span.start as usize..span.end as usize)?;
        Some(Self { path, text, start: span.start })
    }

    fn entries(&self, bundler: &KnownBundler) -> (Vec<(Option<String>, String)>, bool) {
        let (mut found, mut is_plain) = (Vec::new(), true);
        for key in bundler.entries.iter().filter(|key| !key.starts_with('-')) {
            for value in self.values(key) {
                match value {
                    Some(all) => found.extend(
                        all.into_iter()
                            .map(|(name, path)| (Some(name).filter(|name| !name.is_empty()), path)),
                    ),
                    None => is_plain = false,
                }
            }
        }
        (found, is_plain)
    }

    fn folders(&self, bundler: &KnownBundler) -> Vec<String> {
        let keys = bundler.folder.iter().filter(|key| !key.starts_with('-'));
        let values = keys.flat_map(|key| self.values(key)).flatten().flatten();
        values.map(|(_, path)| path).collect()
    }

    fn values(&self, key: &str) -> Vec<Option<Vec<(String, String)>>> {
        if let Some(document) = relaxed_json(self.text) {
            let members = document.get(key).and_then(JsonNode::as_object);
            if let Some(members) = members {
                let pair = |it: &Member| Some((it.key.value.clone(), it.value.as_str()?.to_owned()));
                return vec![members.iter().map(pair).collect()];
            }
            let found = texts(document.get(key));
            return found
                .map(|all| Some(all.into_iter().map(|text| (String::new(), text)).collect()))
                .into_iter()
                .collect();
        }
        literal_values(self.text, key)
    }
}
