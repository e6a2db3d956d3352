//! Reads the entries of bundlers, as far as they are literal; only the tarball tells which modules end up in which bundle.

use crate::{
    json,
    manifest::shell::ShellWord,
    path::join,
    trace::{
        imports::as_file,
        paths::{common_directory, relative, with_extension},
        source_path::SourcePath,
        tools::{
            arguments::ToolArguments,
            bundler_config::{BundlerConfig, NamedPath},
            effect::{BuildTool, BundleEntry, CommandEffect, CommandPlace, CommandReading},
            known_bundlers::{KnownBundler, find},
            manifest_bundles::{files, sources},
            unread_settings::unread_settings,
        },
        unread::{UnreadPart, UnreadReason},
    },
};

const CODE: [&str; 6] = [".ts", ".mts", ".js", ".mjs", ".cjs", ".json"];

/// The beginning of an option that names an entry: `--entry.main src/index.ts`.
const NAMED_ENTRY: &str = "--entry.";

/// The arguments of a bundler, taken apart.
pub fn arguments<'w>(bundler: &KnownBundler, words: &'w [ShellWord]) -> ToolArguments<'w> {
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
        "--output-filename",
        "--env",
        "--node-env",
        "--config-name",
        "--environment",
        "--globals",
        "--define",
        "--alias",
        "--public-url",
        "--log-level",
        "--cache-dir",
    ];
    let named = words.iter().map(|word| word.text.as_str()).filter(|text| text.starts_with(NAMED_ENTRY));
    let all: Vec<&str> = options.iter().copied().chain(with_value).chain(named).collect();
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
    if config.is_none() && wants_config(bundler, &arguments) {
        return CommandReading::Unknown(UnreadReason::NoConfig);
    }
    if let Some(config) = &config {
        let has_entries = !entry_words(bundler, &arguments).is_empty();
        let has_folder = !arguments.values(bundler.folder).is_empty();
        effect.unread = unread_settings(bundler, config, has_entries, has_folder);
    }
    let groups = groups(bundler, &arguments, config.as_ref(), at, &mut effect);
    if groups.iter().map(BundleGroup::count).sum::<usize>() > MOST_BUNDLES {
        return CommandReading::Unknown(UnreadReason::TooMuch);
    }
    let targets: Vec<&String> = groups.iter().flat_map(|group| &group.targets).collect();
    if empties(bundler, &arguments, config.as_ref()) {
        // A folder above the project is not taken for one of its outputs.
        let folders = targets.iter().filter(|target| !is_file_name(target) && !target.is_empty());
        effect.empties.extend(folders.map(|folder| (*folder).clone()));
    }
    let naming = naming(bundler, &arguments, config.as_ref(), at);
    for group in &groups {
        for target in &group.targets {
            effect.bundles.extend(bundles(&group.entries, target, group.is_named, &naming));
        }
    }
    let entries = groups.iter().flat_map(|group| &group.entries);
    effect.from = entries.map(|(_, path)| path.to_string()).collect();
    effect.to = targets.first().map(|target| {
        if is_file_name(target) {
            crate::path::parent(target).unwrap_or_default().to_owned()
        } else {
            (*target).clone()
        }
    });
    CommandReading::Does(Box::new(effect))
}

/// The command asks for a configuration.
fn wants_config(bundler: &KnownBundler, arguments: &ToolArguments<'_>) -> bool {
    arguments.has(&["-c", "--config"]) && entry_words(bundler, arguments).is_empty()
}

/// The bundler empties its folder before it writes.
fn empties(
    bundler: &KnownBundler,
    arguments: &ToolArguments<'_>,
    config: Option<&BundlerConfig<'_>>,
) -> bool {
    let (key, options, by_default): (&str, &[&str], bool) = match bundler.name {
        "vite" => ("emptyOutDir", &["--emptyOutDir"], true),
        "tsup" => ("clean", &["--clean"], false),
        "tsdown" => ("clean", &["--clean"], true),
        "unbuild" => ("clean", &["--clean"], true),
        _ => return false,
    };
    if arguments.has(options) {
        return arguments.value(options) != Some("false");
    }
    let given = config.map(|config| config.flag(key)).unwrap_or_default();
    given.unwrap_or(by_default)
}

/// The most bundles of one command: each entry goes to each target.
const MOST_BUNDLES: usize = 100_000;

/// An entry with the name of its bundle, where the project gives one.
type NamedEntry = (Option<String>, SourcePath);

/// Entries, and the folders or files that they are bundled to.
struct BundleGroup {
    entries: Vec<NamedEntry>,
    targets: Vec<String>,
    is_named: bool,
}

impl BundleGroup {
    fn count(&self) -> usize {
        self.entries.len().saturating_mul(self.targets.len())
    }
}

/// The entries of a command with where they go: all together, or those of each object of its configuration.
fn groups(
    bundler: &KnownBundler,
    arguments: &ToolArguments<'_>,
    config: Option<&BundlerConfig<'_>>,
    at: CommandPlace<'_, '_>,
    effect: &mut CommandEffect,
) -> Vec<BundleGroup> {
    let default_folder = at.path(bundler.default_folder).unwrap_or_default();
    let is_placed = |part: &UnreadPart| !matches!(part.why, UnreadReason::ComputedSetting(_));
    let is_known = effect.unread.iter().filter(|part| part.is_command).all(is_placed);
    let targets = |folders: Vec<String>| {
        let found: Vec<String> = folders.iter().filter_map(|folder| at.path(folder)).collect();
        if found.is_empty() && is_known { vec![default_folder.clone()] } else { found }
    };
    let mut given: Vec<String> = arguments.values(bundler.folder).into_iter().map(str::to_owned).collect();
    let words = entry_words(bundler, arguments);
    let apart = config.filter(|_| words.is_empty()).map(|config| config.groups(bundler)).unwrap_or_default();
    let (entries, is_named) = entries(bundler, words, config, at, effect);
    let is_alone = entries.len() == 1;
    let own = |(_, path): &NamedEntry| files(bundler.name, path, is_alone, arguments, at);
    if entries.iter().any(|entry| !own(entry).is_empty()) {
        let group = |entry: NamedEntry| {
            let targets = targets(own(&entry));
            BundleGroup { entries: vec![entry], targets, is_named }
        };
        return entries.into_iter().map(group).collect();
    }
    if apart.len() < 2 {
        given.extend(config.iter().flat_map(|config| config.folders(bundler)));
        return vec![BundleGroup { entries, targets: targets(given), is_named }];
    }
    let group = |(named, folders): (Vec<NamedPath>, Vec<String>)| BundleGroup {
        entries: as_files(named, at),
        targets: targets(if given.is_empty() { folders } else { given.clone() }),
        is_named,
    };
    apart.into_iter().map(group).collect()
}

fn is_file_name(target: &str) -> bool {
    CODE.iter().any(|extension| target.ends_with(extension))
}

/// The names of bundles whose entries have none.
enum BundleNaming {
    /// Their paths below the folder that all entries have in common.
    Paths,
    /// The names of their files.
    Files,
    /// This one, whatever the entry; `[name]` in it is the name of the entry, which is `main` where it has none.
    Only(String),
}

/// The place of an entry's name in that of its bundle.
const NAME: &str = "[name]";

/// The name that webpack gives an entry without one.
const WEBPACK_MAIN: &str = "main";

fn naming(
    bundler: &KnownBundler,
    arguments: &ToolArguments<'_>,
    config: Option<&BundlerConfig<'_>>,
    at: CommandPlace<'_, '_>,
) -> BundleNaming {
    let flag = |key: &str| config.and_then(|config| config.flag(key)).unwrap_or(false);
    match bundler.name {
        "rollup" | "rolldown" | "vite" if flag("preserveModules") => BundleNaming::Paths,
        "vite" => {
            let named = config.and_then(|config| config.only_text("fileName"));
            // A library with one entry has the name of the package, without its scope.
            let own = || {
                let manifest = json::parse(at.text(&join(at.directory, "package.json"))?).ok()?;
                let name = manifest.get("name")?.as_str()?;
                Some(name.rsplit('/').next().unwrap_or(name).to_owned())
            };
            let is_one = || config.is_some_and(|config| config.only_text("entry").is_some());
            named.or_else(|| own().filter(|_| is_one())).map_or(BundleNaming::Files, BundleNaming::Only)
        }
        "rollup" | "rolldown" => BundleNaming::Files,
        "webpack" => {
            let given = arguments.value(&["--output-filename"]).map(str::to_owned);
            let given = given.or_else(|| config.and_then(|config| config.only_text("filename")));
            BundleNaming::Only(given.unwrap_or_else(|| format!("{NAME}.js")))
        }
        _ => BundleNaming::Paths,
    }
}

fn bundles(entries: &[NamedEntry], target: &str, is_named: bool, naming: &BundleNaming) -> Vec<BundleEntry> {
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
        name: match (naming, name) {
            (BundleNaming::Only(only), name) => {
                let name = name.as_deref().filter(|name| !name.is_empty()).unwrap_or(WEBPACK_MAIN);
                with_code_extension_cut(&only.replace(NAME, name))
            }
            (_, Some(name)) if !name.is_empty() => with_code_extension_cut(name),
            _ => unnamed(entry, &base, naming),
        },
        is_named,
    };
    entries.iter().map(bundle).collect()
}

fn unnamed(entry: &str, base: &str, naming: &BundleNaming) -> String {
    match naming {
        BundleNaming::Files => with_extension(entry.rsplit('/').next().unwrap_or(entry), ""),
        BundleNaming::Paths | BundleNaming::Only(_) => with_extension(relative(base, entry), ""),
    }
}

fn with_code_extension_cut(name: &str) -> String {
    if is_file_name(name) { with_extension(name, "") } else { name.to_owned() }
}

/// The entries that stand on the command line, as words or as options: `a=src/x.ts`, `--entry.a src/x.ts`.
fn entry_words(bundler: &KnownBundler, arguments: &ToolArguments<'_>) -> Vec<NamedPath> {
    let given = arguments.values(bundler.entries).into_iter().flat_map(|value| value.split(','));
    let all = given.chain(bundler.words(arguments)).map(|text| match text.split_once('=') {
        Some((name, path)) => (Some(name.to_owned()), path.to_owned()),
        None => (None, text.to_owned()),
    });
    let named = arguments.options().iter().filter_map(|(option, path)| {
        Some((Some(option.strip_prefix(NAMED_ENTRY)?.to_owned()), (*path).to_owned()))
    });
    all.chain(named).collect()
}

fn entries(
    bundler: &KnownBundler,
    words: Vec<NamedPath>,
    config: Option<&BundlerConfig<'_>>,
    at: CommandPlace<'_, '_>,
    effect: &mut CommandEffect,
) -> (Vec<NamedEntry>, bool) {
    // Entries on the command line overrule those of the configuration.
    let mut named = words;
    if named.is_empty()
        && let Some(config) = config
    {
        named = config.entries(bundler);
    }
    if named.is_empty() {
        named = sources(bundler.name, at).into_iter().map(|path| (None, path)).collect();
    }
    let mut is_computed = effect.unread.iter().any(|part| part.why == UnreadReason::ComputedEntries);
    if named.is_empty() && !is_computed && bundler.default_entries.is_empty() {
        // Without any, vite builds a site, and the others have entries that only code tells.
        let why = if bundler.takes_words { UnreadReason::ComputedEntries } else { UnreadReason::Site };
        let file = config.map_or(bundler.name, |config| config.path.as_str());
        effect.unread.push(UnreadPart::of_file(file, why, None).deciding());
        is_computed = true;
    }
    let is_named = !named.is_empty();
    if !is_named && !is_computed {
        named = bundler.default_entries.iter().map(|path| (None, (*path).to_owned())).collect();
    }
    (as_files(named, at), is_named)
}

/// The files that paths and patterns of entries stand for.
fn as_files(named: Vec<NamedPath>, at: CommandPlace<'_, '_>) -> Vec<NamedEntry> {
    let mut found = Vec::new();
    for (name, text) in named {
        let word = ShellWord { text, is_quoted: true, is_expanded: false };
        for path in at.disk.expand(at.directory, &word) {
            let file =
                if at.disk.is_file(&path) { Some(SourcePath::from(path)) } else { as_file(at.disk, &path) };
            found.extend(file.map(|file| (name.clone(), file)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{disk::BuildDisk, source_tree::SourceTree};

    #[test]
    fn webpack_names_its_bundles() {
        for (build, config, expected) in [
            ("webpack", "", vec!["dist/main"]),
            (
                "webpack --mode production --node-env x",
                "module.exports = { entry: './src/a.js' }",
                vec!["dist/main"],
            ),
            ("webpack ./src/a.js -o out", "", vec!["out/main"]),
            ("webpack --output-filename x.js", "", vec!["dist/x"]),
            (
                "webpack",
                "const p = require('path'); module.exports = { entry: { a: './src/a.js', b: './src/index.js' }, output: { path: p.resolve(__dirname, 'lib'), filename: 'js/[name].cjs' } }",
                vec!["lib/js/a", "lib/js/b"],
            ),
        ] {
            let file = if config.is_empty() { "README.md" } else { "webpack.config.js" };
            let tree = SourceTree::of([("src/index.js", ""), ("src/a.js", ""), (file, config)]);
            let disk = BuildDisk::new(&tree);
            let words: Vec<ShellWord> = crate::manifest::shell::commands(build).remove(0).words;
            let reading = read(
                "webpack",
                words.get(1..).unwrap_or_default(),
                CommandPlace { disk: &disk, directory: "" },
            );
            let CommandReading::Does(effect) = reading else { panic!("{build} is not read") };
            let names: Vec<String> =
                effect.bundles.iter().map(|it| format!("{}/{}", it.directory, it.name)).collect();
            assert_eq!(names, expected, "{build} {config}");
        }
    }

    #[test]
    fn a_command_of_very_many_bundles_is_not_read() {
        for (count, is_read) in [(10, true), (400, false)] {
            let paths: Vec<String> = (0..count).map(|nth| format!("{nth}.js")).collect();
            let rows = |row: fn(&String) -> String| paths.iter().map(row).collect::<Vec<_>>().join(",");
            let inputs = rows(|path| format!("'{path}'"));
            let outputs = rows(|path| format!("{{ file: 'dist/{path}' }}"));
            let config = format!("export default {{ input: [{inputs}], output: [{outputs}] }}");
            let files = paths.iter().map(|path| (path.as_str(), ""));
            let tree = SourceTree::of(files.chain([("rollup.config.js", config.as_str())]));
            let disk = BuildDisk::new(&tree);
            let reading = read("rollup", &[], CommandPlace { disk: &disk, directory: "" });
            assert_eq!(matches!(reading, CommandReading::Does(_)), is_read, "{count}");
        }
    }
}
