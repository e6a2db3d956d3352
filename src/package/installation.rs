//! The install scripts of a package, and the files that they may write although they are not packed.

mod launch;
mod script;
#[cfg(test)]
mod tests;

use crate::{
    files::FileTree,
    manifest::{
        Manifest,
        install_scripts::{INSTALL_SCRIPTS, REBUILD},
        shell::{self, ShellWord},
    },
    package::installation::{
        launch::{Launched, launched, without_version},
        script::PackedScript,
    },
};

/// The commands that npm runs where it installs the package.
#[derive(Debug, Default)]
pub struct Installation {
    steps: Vec<InstallStep>,
    /// The packages that are declared for installation, in whatever way: each may bring a generator along.
    declared: Vec<String>,
}

/// One command, and the files that it may write.
#[derive(Debug)]
struct InstallStep {
    /// The script that it stands in, as it is written.
    script: String,
    writes: Writes,
}

#[derive(Debug)]
enum Writes {
    /// Addons: a compiler makes these targets, or a download has them.
    Addons { targets: Vec<String> },
    /// Compiled sources that are packed.
    Compiled,
    /// Files that stand among its arguments.
    Named(Vec<String>),
    /// Files that a packed script names.
    Packed(PackedScript),
}

/// Programs that fetch or compile addons, and the packages that they come in, beside those that have their name.
const ADDON_PROGRAMS: [(&str, &[&str]); 11] = [
    ("node-gyp", &[]),
    ("node-gyp-build", &[]),
    ("node-gyp-build-optional-packages", &[]),
    ("prebuild-install", &[]),
    ("node-pre-gyp", &["@mapbox/node-pre-gyp", "@discordjs/node-pre-gyp"]),
    ("install-from-cache", &["install-artifact-from-cache"]),
    ("cmake-js", &[]),
    ("neon", &["neon-cli", "@neon-rs/cli"]),
    ("napi", &["@napi-rs/cli"]),
    ("pkg-prebuilds-verify", &["pkg-prebuilds"]),
    ("prebuild", &[]),
];
/// Runs cargo, and copies what that has built to the path that its arguments name.
const COPIES_ARTIFACT: &str = "cargo-cp-artifact";
/// Compilers that write a file for each source, or a bundle that is named like one.
const COMPILERS: [(&str, &[&str]); 9] = [
    ("tsc", &["typescript"]),
    ("babel", &["@babel/cli", "babel-cli"]),
    ("swc", &["@swc/cli"]),
    ("rollup", &[]),
    ("webpack", &["webpack-cli"]),
    ("esbuild", &[]),
    ("tsup", &[]),
    ("vite", &[]),
    ("coffee", &["coffeescript", "coffee-script"]),
];
/// Programs of the system that write what their arguments name.
const SYSTEM: [&str; 8] = ["cp", "mv", "ln", "curl", "wget", "tar", "unzip", "install"];
/// Extensions of sources that a compiler reads.
const SOURCES: [&str; 8] = [".ts", ".mts", ".cts", ".tsx", ".jsx", ".coffee", ".js", ".mjs"];
/// The number of scripts that may call each other in a row.
const DEPTH: usize = 8;
/// The number of commands that are read.
const COMMANDS: usize = 200;

/// Tells whether npm adds its own script, as it does where there is a `binding.gyp`.
pub fn is_rebuilt(files: &FileTree, manifest: &Manifest) -> bool {
    files.get("binding.gyp").is_some() && manifest.admits_rebuild()
}

impl Installation {
    /// Reads the scripts of a package's own package.json.
    pub(super) fn read(files: &FileTree, manifest: &Manifest) -> Self {
        let mut reader = InstallationReader { files, manifest, steps: Vec::new(), commands: 0 };
        for name in INSTALL_SCRIPTS {
            reader.script(name, 0, None);
        }
        if is_rebuilt(files, manifest) {
            reader.command_line(REBUILD, 0, REBUILD);
        }
        Self { steps: reader.steps, declared: manifest.installed_names().map(str::to_owned).collect() }
    }

    /// Returns the script that may write a file, as it is written.
    pub fn maker(&self, files: &FileTree, missing: &str) -> Option<&str> {
        self.steps.iter().find(|step| step.may_write(files, missing)).map(|step| step.script.as_str())
    }

    /// Tells whether the file is an addon, and the first command that may write it makes nothing else.
    pub fn builds(&self, files: &FileTree, missing: &str) -> bool {
        let maker = self.steps.iter().find(|step| step.may_write(files, missing));
        maker.is_some_and(|step| matches!(step.writes, Writes::Addons { .. }))
    }

    /// Returns the declared package that writes a folder of `node_modules` whose name no package can have:
    /// `.prisma` is prisma's, or that of a package of its scope, as `@prisma/client`.
    ///
    /// A specifier that may be meant for a folder of the package itself belongs to none.
    pub fn generator(&self, files: &FileTree, specifier: &str) -> Option<&str> {
        let path = specifier.strip_prefix('.').filter(|rest| !rest.starts_with(['.', '/']))?;
        let tool = path.split('/').next().filter(|tool| !tool.is_empty())?;
        let is_typing_error = files.is_directory(tool) || files.is_directory(&format!(".{tool}"));
        let is_of_scope = |name: &str| {
            let scoped = name.strip_prefix('@').and_then(|name| name.split_once('/'));
            scoped.is_some_and(|(scope, _)| scope == tool)
        };
        let find = |is_maker: &dyn Fn(&str) -> bool| {
            self.declared.iter().map(String::as_str).find(|name| is_maker(name))
        };
        find(&|name| name == tool).or_else(|| find(&is_of_scope)).filter(|_| !is_typing_error)
    }
}

impl InstallStep {
    fn may_write(&self, files: &FileTree, missing: &str) -> bool {
        match &self.writes {
            Writes::Addons { targets } => is_addon(missing, targets),
            Writes::Compiled => has_source(files, missing),
            Writes::Named(arguments) => arguments.iter().any(|argument| is_at_or_above(argument, missing)),
            Writes::Packed(script) => {
                script.may_write(missing) || script.builds_addons() && is_addon(missing, &[])
            }
        }
    }
}

/// Tells whether a path is an addon's: by its extension, by gyp's folders, or by the name of a target.
fn is_addon(path: &str, targets: &[String]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_in_output = ["build/Release/", "build/Debug/"].iter().any(|folder| path.starts_with(folder));
    name.ends_with(".node") || (is_in_output && !name.contains('.')) || targets.iter().any(|it| it == name)
}

/// Tells whether a source of the same name is packed, in whatever folder.
fn has_source(files: &FileTree, missing: &str) -> bool {
    let name = missing.rsplit('/').next().unwrap_or(missing);
    let stem = [".js", ".mjs", ".cjs"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    SOURCES.iter().any(|extension| files.named(&format!("{stem}{extension}")).next().is_some())
}

/// Tells whether an argument is the path, or a folder that it is in: `dist`, `./dist/`, `--out-dir=dist`.
fn is_at_or_above(argument: &str, path: &str) -> bool {
    let value = argument.rsplit('=').next().unwrap_or(argument);
    let plain = value.trim_start_matches("./").trim_end_matches('/');
    !plain.is_empty() && path.strip_prefix(plain).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

struct InstallationReader<'p> {
    files: &'p FileTree,
    manifest: &'p Manifest,
    steps: Vec<InstallStep>,
    commands: usize,
}

impl InstallationReader<'_> {
    /// Reads a script of package.json; `shown` is the script by way of which npm runs it, if it is another.
    fn script(&mut self, name: &str, depth: usize, shown: Option<&str>) {
        let script = self.manifest.get("scripts").and_then(|scripts| scripts.get(name)?.as_str());
        if let Some(script) = script {
            self.command_line(script, depth, shown.unwrap_or(script));
        }
    }

    fn command_line(&mut self, line: &str, depth: usize, shown: &str) {
        for command in shell::commands(line) {
            self.commands += 1;
            if self.commands > COMMANDS || depth > DEPTH {
                return;
            }
            self.command(&command.words, depth, shown);
        }
    }

    fn command(&mut self, words: &[ShellWord], depth: usize, shown: &str) {
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let Launched { words, is_fetched } = launched(&words);
        let Some((program, arguments)) = words.split_first() else { return };
        // `node_modules/.bin/tsc` is `tsc`.
        let program = program.rsplit('/').next().unwrap_or(program);
        match (program, arguments) {
            ("npm" | "yarn" | "pnpm" | "bun", ["run" | "run-script", rest @ ..]) => {
                if let Some(name) = rest.iter().find(|word| !word.starts_with('-')) {
                    self.script(name, depth + 1, Some(shown));
                }
            }
            ("yarn" | "pnpm", [name, ..]) if self.has_script(name) => {
                self.script(name, depth + 1, Some(shown))
            }
            ("yarn" | "pnpm", [name, rest @ ..]) if is_addon_program(name) => {
                self.program((*name, false), arguments, rest, shown);
            }
            ("sh" | "bash" | "zsh", ["-c", line, ..]) => self.command_line(line, depth + 1, shown),
            _ => {
                let program = if is_fetched { without_version(program) } else { program };
                self.program((program, is_fetched), words, arguments, shown);
            }
        }
    }

    fn program(&mut self, program: (&str, bool), words: &[&str], arguments: &[&str], shown: &str) {
        let script = shown.to_owned();
        let writes = self.writes(program, words, arguments);
        self.steps.extend(writes.map(|writes| InstallStep { script, writes }));
    }

    /// Returns the addons that `cargo-cp-artifact -nc index.node -- cargo build` names, if cargo finds what to build.
    fn copied(&self, is_fetched: bool, arguments: &[&str]) -> Option<Writes> {
        let is_there = is_fetched || self.is_there(COPIES_ARTIFACT, &[]);
        let can_build = !arguments.contains(&"cargo") || self.files.named("Cargo.toml").next().is_some();
        let own = arguments.split(|word| *word == "--").next().unwrap_or_default();
        let named = own.iter().filter(|word| word.ends_with(".node"));
        (is_there && can_build).then(|| Writes::Named(named.map(ToString::to_string).collect()))
    }

    fn has_script(&self, name: &str) -> bool {
        self.manifest.get("scripts").is_some_and(|scripts| scripts.get(name).is_some())
    }

    fn writes(
        &self,
        (program, is_fetched): (&str, bool),
        words: &[&str],
        arguments: &[&str],
    ) -> Option<Writes> {
        if matches!(program, "node" | "sh" | "bash" | "zsh" | "bun" | "tsx") {
            return PackedScript::of_arguments(self.files, arguments).map(Writes::Packed);
        }
        if words.first().is_some_and(|word| word.starts_with("./")) {
            return PackedScript::of_arguments(self.files, words).map(Writes::Packed);
        }
        let is_in = |table: &[(&str, &[&str])]| {
            let (_, packages) = table.iter().find(|(name, _)| *name == program)?;
            // `npx tsc` fetches another package than that of the compiler.
            let is_named_alike = packages.is_empty() || packages.iter().any(|name| name.ends_with(program));
            Some(is_fetched && is_named_alike || self.is_there(program, packages))
        };
        match (is_in(&ADDON_PROGRAMS), is_in(&COMPILERS)) {
            (Some(is_there), _) => {
                let makes = is_there && self.can_build(program, arguments);
                makes.then(|| Writes::Addons { targets: self.targets() })
            }
            (None, Some(true)) => Some(Writes::Compiled),
            (None, Some(false)) => None,
            (None, None) if makes_nothing(program) => None,
            (None, None) if program == COPIES_ARTIFACT => self.copied(is_fetched, arguments),
            (None, None) => {
                let is_there = SYSTEM.contains(&program) || self.is_there(program, &[]);
                is_there.then(|| Writes::Named(arguments.iter().map(ToString::to_string).collect()))
            }
        }
    }

    /// Tells whether a consumer who installs the package has the program; node-gyp comes with npm.
    fn is_there(&self, program: &str, packages: &[&str]) -> bool {
        let names = [program].into_iter().chain(packages.iter().copied());
        let is_installed = |name: &str| self.manifest.declared(name).is_installed();
        program == "node-gyp" || names.into_iter().any(is_installed) || self.is_packed(program)
    }

    fn is_packed(&self, program: &str) -> bool {
        self.files.is_directory(&format!("node_modules/{program}"))
    }

    /// Tells whether a program can make addons: a compiler needs its packed description, a program that
    /// downloads needs none.
    fn can_build(&self, program: &str, arguments: &[&str]) -> bool {
        let has_gyp = || self.files.named("binding.gyp").next().is_some();
        match program {
            // These two commands compile nothing.
            "node-gyp" => has_gyp() && !matches!(arguments, ["clean" | "configure", ..]),
            "node-gyp-build" => has_gyp() || self.files.is_directory("prebuilds"),
            "cmake-js" => self.files.named("CMakeLists.txt").next().is_some(),
            _ => true,
        }
    }

    /// Returns the targets that `binding.gyp` names.
    fn targets(&self) -> Vec<String> {
        let text = self.files.contents("binding.gyp").map(String::from_utf8_lossy).unwrap_or_default();
        // Searched and not parsed, as gyp reads a literal of Python: single quotes, comments, commas at the end.
        let after = text.split("target_name").skip(1).filter_map(|rest| {
            let value = rest.split_once(':')?.1.trim_start();
            let quote = value.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
            value.get(1..)?.split(quote).next().map(str::to_owned)
        });
        after.filter(|name| !name.is_empty()).collect()
    }
}

fn is_addon_program(word: &str) -> bool {
    word == COPIES_ARTIFACT || ADDON_PROGRAMS.iter().any(|(program, _)| *program == word)
}

/// Tells whether a program never makes the files that its arguments name: it removes, reads or guards them.
fn makes_nothing(program: &str) -> bool {
    const PROGRAMS: [&str; 26] = [
        "ava",
        "biome",
        "c8",
        "commitlint",
        "del",
        "del-cli",
        "eslint",
        "husky",
        "is-ci",
        "jest",
        "karma",
        "knip",
        "lint-staged",
        "mocha",
        "nyc",
        "only-allow",
        "oxlint",
        "patch-package",
        "prettier",
        "publint",
        "rimraf",
        "simple-git-hooks",
        "stylelint",
        "tap",
        "vitest",
        "wait-on",
    ];
    PROGRAMS.contains(&program) || program.starts_with("check-") || program.starts_with("trash")
}
