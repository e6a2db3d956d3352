//! Babel's command line: `babel src --out-dir dist`.

use crate::{
    manifest::shell::ShellWord,
    module::source::{known_places, literal_arrays},
    path::{join, parent},
    trace::{
        disk::{BuildWrite, WriteKind},
        paths::{extension_of, joined, relative, with_extension},
        relaxed::{relaxed_json, texts},
        source_path::SourcePath,
        tools::{
            arguments::ToolArguments,
            effect::{BuildTool, CommandEffect, CommandPlace, CommandReading, SkipReason},
        },
        unread::{UnreadPart, UnreadReason},
    },
};

const WITH_VALUE: [&str; 33] = [
    "-f",
    "--filename",
    "--presets",
    "--plugins",
    "--config-file",
    "--env-name",
    "--root-mode",
    "--source-type",
    "--ignore",
    "--only",
    "--compact",
    "--auxiliary-comment-before",
    "--auxiliary-comment-after",
    "-s",
    "--source-maps",
    "--source-map-target",
    "--source-file-name",
    "--source-root",
    "--module-root",
    "--module-id",
    "-x",
    "--extensions",
    "-o",
    "--out-file",
    "-d",
    "--out-dir",
    "--out-file-extension",
    "--verbose-file",
    "--cwd",
    "--highlight-code",
    "--parser-opts",
    "--generator-opts",
    "--target",
];
const EXTENSIONS: [&str; 6] = [".js", ".jsx", ".es6", ".es", ".mjs", ".cjs"];
pub(super) const CONFIGS: [&str; 14] = [
    "babel.config.json",
    "babel.config.js",
    "babel.config.cjs",
    "babel.config.mjs",
    "babel.config.ts",
    "babel.config.cts",
    ".babelrc",
    ".babelrc.json",
    ".babelrc.js",
    ".babelrc.cjs",
    ".babelrc.mjs",
    ".babelrc.cts",
    ".babelignore",
    "package.json",
];

pub fn read(words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    // `-s` may stand alone; what follows is its value only where it looks like one.
    let arguments = ToolArguments::read(words, &WITH_VALUE);
    let words = inputs(words, &arguments);
    let mut effect = CommandEffect::of(BuildTool::Babel);
    let rules = BabelRules::read(&arguments, at, &mut effect);
    let inputs: Vec<String> = words.iter().flat_map(|word| at.disk.expand(at.directory, word)).collect();
    effect.from.clone_from(&inputs);
    let out_dir = arguments.value(&["-d", "--out-dir"]);
    let out_file = arguments.value(&["-o", "--out-file"]);
    match (out_dir, out_file) {
        (Some(directory), _) => into_directory(directory, &inputs, &arguments, &rules, at, &mut effect),
        (None, Some(file)) => into_file(file, &inputs, &arguments, &rules, at, &mut effect),
        (None, None) => return CommandReading::Nothing,
    }
    CommandReading::Does(Box::new(effect))
}

/// `-s` and `--source-maps` take a value only where one follows that is none of the files.
fn inputs(all: &[ShellWord], arguments: &ToolArguments<'_>) -> Vec<ShellWord> {
    let is_value = |text: &str| ["true", "false", "inline", "both", "1", "0", ""].contains(&text);
    let taken = all.windows(2).filter_map(|pair| match pair {
        [option, value]
            if ["-s", "--source-maps", "--compact", "--highlight-code"].contains(&option.text.as_str())
                && !is_value(&value.text)
                && !value.text.starts_with('-') =>
        {
            Some(value.clone())
        }
        _ => None,
    });
    taken.chain(arguments.words.iter().map(|word| (*word).clone())).collect()
}

fn into_directory(
    directory: &str,
    inputs: &[String],
    arguments: &ToolArguments<'_>,
    rules: &BabelRules,
    at: CommandPlace<'_, '_>,
    effect: &mut CommandEffect,
) {
    let first = inputs.first().filter(|_| arguments.has(&["--relative"]));
    let Some(out) = first.map_or_else(|| at.path(directory), |base| joined(base, directory)) else { return };
    effect.to = Some(out.clone());
    if arguments.has(&["--delete-dir-on-start"]) {
        effect.removes.push(out.clone());
    }
    let folder = BabelFolder { directory, out, arguments, extensions: extensions(arguments), rules };
    for (base, file) in files(inputs, arguments, at) {
        folder.take(&base, file, effect);
    }
}

fn extensions<'a>(arguments: &ToolArguments<'a>) -> Vec<&'a str> {
    arguments.list(&["-x", "--extensions"]).unwrap_or(EXTENSIONS.to_vec())
}

/// A folder into which Babel writes.
struct BabelFolder<'a> {
    /// The folder as the command names it.
    directory: &'a str,
    /// The path of the folder; with `--relative`, below the first input.
    out: String,
    arguments: &'a ToolArguments<'a>,
    extensions: Vec<&'a str>,
    rules: &'a BabelRules,
}

impl BabelFolder<'_> {
    /// Compiles, copies or skips a file that lies below `base`.
    fn take(&self, base: &str, source: SourcePath, effect: &mut CommandEffect) {
        let inner = relative(base, &source);
        let refusal = self.refusal(&source);
        let (inner, how) = match refusal {
            None => (self.compiled(inner), WriteKind::Compiled),
            Some(ref reason) if self.copies(reason) => (inner.to_owned(), WriteKind::Copied),
            Some(reason) => return effect.skip(source, reason),
        };
        effect.writes.push(BuildWrite { output: self.target(base, &inner).into(), source, how });
    }

    /// The reason why Babel does not compile a file.
    fn refusal(&self, file: &str) -> Option<SkipReason> {
        if self.extensions.contains(&extension_of(file)) {
            return self.rules.refusal(file);
        }
        Some(SkipReason::BabelExtensions(self.extensions.iter().map(|it| (*it).to_owned()).collect()))
    }

    /// `--no-copy-ignored` is about the files that a pattern leaves out, not about those of other extensions.
    fn copies(&self, reason: &SkipReason) -> bool {
        let is_ignored = !matches!(reason, SkipReason::BabelExtensions(_));
        self.arguments.has(&["-D", "--copy-files"])
            && !(is_ignored && self.arguments.has(&["--no-copy-ignored"]))
    }

    /// The path of a compiled file within its folder.
    fn compiled(&self, inner: &str) -> String {
        if self.arguments.has(&["--keep-file-extension"]) {
            return inner.to_owned();
        }
        with_extension(inner, self.arguments.value(&["--out-file-extension"]).unwrap_or(".js"))
    }

    /// The place of an output. With `--relative`, the folder stands beside the sources of each input.
    fn target(&self, base: &str, inner: &str) -> String {
        let beside = || joined(base, &format!("{}/{inner}", self.directory));
        let beside = self.arguments.has(&["--relative"]).then(beside).flatten();
        beside.unwrap_or_else(|| join(&self.out, inner))
    }
}

fn into_file(
    file: &str,
    inputs: &[String],
    arguments: &ToolArguments<'_>,
    rules: &BabelRules,
    at: CommandPlace<'_, '_>,
    effect: &mut CommandEffect,
) {
    let Some(output) = at.path(file) else { return };
    effect.to = Some(output.clone());
    let extensions = extensions(arguments);
    for (_, source) in files(inputs, arguments, at) {
        let is_named = inputs.iter().any(|input| source == **input);
        if (is_named || extensions.contains(&extension_of(&source))) && rules.refusal(&source).is_none() {
            effect.writes.push(BuildWrite {
                source,
                output: output.as_str().into(),
                how: WriteKind::Bundled,
            });
        }
    }
}

/// Every file that is taken, with the folder that its output is relative to.
fn files(
    inputs: &[String],
    arguments: &ToolArguments<'_>,
    at: CommandPlace<'_, '_>,
) -> Vec<(String, SourcePath)> {
    let with_dotfiles = arguments.has(&["--include-dotfiles"]);
    let mut all = Vec::new();
    for input in inputs {
        if at.disk.is_file(input) {
            all.push((parent(input).unwrap_or_default().to_owned(), input.as_str().into()));
            continue;
        }
        let is_shown = |path: &&SourcePath| {
            with_dotfiles || !path.rsplit('/').next().unwrap_or_default().starts_with('.')
        };
        let below = at.disk.under(input);
        all.extend(below.iter().filter(is_shown).map(|path| (input.clone(), path.clone())));
    }
    all
}

/// The patterns of `ignore` and `only`, from the command line and the configuration.
struct BabelRules {
    /// Each pattern as it is written, and as a path of the project.
    ignore: Vec<(String, String)>,
    only: Vec<(String, String)>,
}

impl BabelRules {
    fn read(arguments: &ToolArguments<'_>, at: CommandPlace<'_, '_>, effect: &mut CommandEffect) -> Self {
        let mut rules = Self { ignore: Vec::new(), only: Vec::new() };
        let from_line = |names: &[&str]| arguments.list(names).unwrap_or_default();
        rules.add(at.directory, from_line(&["--ignore"]), from_line(&["--only"]));
        let named = arguments.value(&["--config-file"]).and_then(|path| at.path(path));
        let is_searched = |name: &&&str| !(arguments.has(&["--no-babelrc"]) && name.starts_with(".babel"));
        let searched = CONFIGS.iter().filter(is_searched).map(|name| join(at.directory, name));
        for path in searched.chain(named) {
            if let Some(text) = at.text(&path) {
                rules.add_config(&path, text, effect);
            }
        }
        rules
    }

    fn add(&mut self, directory: &str, ignore: Vec<&str>, only: Vec<&str>) {
        let path = |pattern: &str| Some((pattern.to_owned(), joined(directory, pattern)?));
        self.ignore.extend(ignore.into_iter().filter_map(path));
        self.only.extend(only.into_iter().filter_map(path));
    }

    fn add_config(&mut self, path: &str, text: &str, effect: &mut CommandEffect) {
        let directory = parent(path).unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or(path);
        if name == ".babelignore" {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            return self.add(directory, lines.collect(), Vec::new());
        }
        let [ignore, only] = ["ignore", "only"].map(|key| match relaxed_json(text) {
            Some(document) if name == "package.json" => {
                texts(document.get("babel").and_then(|babel| babel.get(key)))
            }
            Some(document) => texts(document.get(key)),
            None => match literal_arrays(text, key) {
                Some(found) => Some(found),
                None => {
                    let computed =
                        known_places(text, key, None).into_iter().filter(|(_, value)| value.is_none());
                    let why = UnreadReason::ComputedKey(key);
                    effect
                        .unread
                        .extend(computed.map(|(span, _)| UnreadPart::of_file(path, why.clone(), Some(span))));
                    None
                }
            },
        });
        let (ignore, only) = (ignore.unwrap_or_default(), only.unwrap_or_default());
        self.add(
            directory,
            ignore.iter().map(String::as_str).collect(),
            only.iter().map(String::as_str).collect(),
        );
    }

    /// The reason why a file is not compiled.
    fn refusal(&self, file: &str) -> Option<SkipReason> {
        if let Some((written, _)) = self.ignore.iter().find(|(_, pattern)| matches(pattern, file)) {
            return Some(SkipReason::BabelIgnores(written.clone()));
        }
        let is_left = !self.only.is_empty() && !self.only.iter().any(|(_, pattern)| matches(pattern, file));
        is_left.then(|| SkipReason::BabelOnly(self.only.iter().map(|(written, _)| written.clone()).collect()))
    }
}

/// Matches as Babel does: `*` is one name, `*.x` a name that ends so, `**` any number of names, and a pattern also matches
/// everything below.
fn matches(pattern: &str, file: &str) -> bool {
    let parts: Vec<&str> = pattern.split('/').collect();
    let names: Vec<&str> = file.split('/').collect();
    let mut places = vec![0];
    for part in parts {
        let mut next: Vec<usize> = match part {
            "**" => places.iter().flat_map(|&place| place..=names.len()).collect(),
            _ => {
                let fits = |&&place: &&usize| {
                    names.get(place).is_some_and(|name| match part.strip_prefix('*') {
                        Some("") => true,
                        Some(ending) if ending.starts_with('.') => {
                            name.len() > ending.len() && name.ends_with(ending)
                        }
                        _ => *name == part,
                    })
                };
                places.iter().filter(fits).map(|place| place + 1).collect()
            }
        };
        next.sort_unstable();
        next.dedup();
        places = next;
    }
    !places.is_empty()
}
