//! Evaluates one command of an install script, and the list of commands that a script is.

use std::cell::OnceCell;

use crate::{
    files::FileTree,
    hash::{HashMap, HashSet},
    install::{
        addon_sources::missing_source,
        arguments::{
            compiles, fails, has_expansion, is_for_node, local_command, only_assigns, opened, packed_path,
            program,
        },
        list_run::{ListRun, RunsCommands},
        node_call::{NodeCall, NodeRun, Preload},
        node_scripts::NodeScripts,
        outcome::{ListEnding, RunOutcome, ScriptFault},
        programs::{SYSTEM_PROGRAMS, package_of},
        steps::{ScriptStep, steps},
    },
    json::JsonNode,
    manifest::{
        dependencies::DependencyKind,
        shell::{Command, Joined, ShellWord},
    },
    node::is_builtin_without_scheme,
    package::Package,
    path::{beside, join},
    resolve::{NodeTarget, error::PackagePlace, parse_package_name},
};

/// Commands that write no file.
pub(super) const INERT: [&str; 9] = ["echo", "printf", "true", ":", "test", "[", "exit", "export", "set"];
/// The depth to which scripts that run scripts are followed.
pub(super) const MOST_SCRIPTS: usize = 8;

/// Reads the install scripts of a package, one after the other.
pub(super) struct InstallScriptReader<'p> {
    pub(super) package: &'p Package,
    pub(super) scripts: HashMap<&'p str, &'p JsonNode>,
    pub(super) own_bins: HashSet<String>,
    node_scripts: NodeScripts<'p>,
    /// The answer of [`missing_source`], which a script may ask for many times.
    missing_source: OnceCell<Option<(String, PackagePlace)>>,
    /// The ends of scripts that other scripts run, by their beginnings: a script that is run often is read once.
    pub(super) known: HashMap<ScriptStart<'p>, ScriptEnd>,
    /// True if an earlier command may have written files.
    pub(super) may_have_written: bool,
    pub(super) depth: usize,
    /// The folder of the package in which the next command runs.
    pub(super) folder: String,
}

/// All that the outcome of a script depends on.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct ScriptStart<'p> {
    pub name: &'p str,
    pub depth: usize,
    pub may_have_written: bool,
}

/// The outcome of a script, and what it leaves behind.
#[derive(Clone)]
pub(super) struct ScriptEnd {
    pub outcome: RunOutcome,
    pub may_have_written: bool,
}

impl<'p> InstallScriptReader<'p> {
    pub fn new(
        package: &'p Package,
        scripts: Option<&'p JsonNode>,
        own_bins: HashSet<String>,
        nodes: &'p [NodeTarget],
    ) -> Self {
        let members = scripts.and_then(JsonNode::as_object).unwrap_or_default().iter();
        // Of several of one name the last counts.
        let scripts = members.map(|member| (member.key.value.as_str(), &member.value)).collect();
        let node_scripts = NodeScripts::new(package, nodes);
        let (missing_source, known, may_have_written, depth, folder) = Default::default();
        Self {
            package,
            scripts,
            own_bins,
            node_scripts,
            missing_source,
            known,
            may_have_written,
            depth,
            folder,
        }
    }

    /// Evaluates a script.
    pub fn script(&mut self, script: &str) -> RunOutcome {
        let folder = std::mem::take(&mut self.folder);
        let outcome = self.shell(script, false);
        self.folder = folder;
        outcome
    }

    /// Evaluates the text that a shell reads in the folder in which the script is.
    pub(super) fn shell(&mut self, script: &str, ends_at_failure: bool) -> RunOutcome {
        let folder = self.folder.clone();
        let ending = steps(script).and_then(|steps| {
            let has_pipes = steps.iter().any(is_piped);
            ListRun::new(has_pipes, ends_at_failure).run(&steps, self)
        });
        self.folder = folder;
        // A script that is not read may write any file that a later one runs.
        self.may_have_written |= ending.is_none();
        ending.map_or(RunOutcome::Unknown, RunOutcome::from)
    }

    /// Evaluates a command; `None` if it changes in a way that is not followed what the next ones mean.
    fn command(&mut self, command: &Command, is_sure: bool) -> Option<ListEnding> {
        self.may_have_written |= command.writes;
        // Other programs may be found from here on.
        if command.words.iter().any(|word| word.text.starts_with("PATH=")) {
            return None;
        }
        if fails(command) {
            return Some(ListEnding::Fails(None));
        }
        let ending = match program(&command.words) {
            Some(("cd", folder)) => self.enter(folder, is_sure)?,
            // What runs scripts of the package notes what these may write.
            Some(("sh" | "bash", arguments)) => return Some(self.called_shell(arguments).into()),
            Some((name @ ("npm" | "yarn" | "pnpm"), arguments)) => {
                return Some(self.manager(name, arguments).into());
            }
            _ => ListEnding::from(self.run(command)),
        };
        let is_inert = only_assigns(command)
            || program(&command.words).is_some_and(|(name, arguments)| {
                INERT.contains(&name) || self.writes_nothing(name, arguments)
            });
        // A command that certainly fails writes nothing, either.
        self.may_have_written |= !is_inert && ending == ListEnding::Unknown;
        Some(ending)
    }

    /// Evaluates `cd FOLDER`: a packed folder is entered, and one that is not there changes nothing.
    fn enter(&mut self, folder: &[ShellWord], is_sure: bool) -> Option<ListEnding> {
        let [folder] = folder else { return None };
        if folder.text.starts_with('-') {
            return None;
        }
        let outcome = needed(self.file(&folder.text));
        let root = beside(&self.folder, &folder.text).filter(|path| path.is_empty());
        let path = self.packed_path(&folder.text).filter(|path| self.package.files().is_directory(path));
        let path = path.or(root);
        match path {
            Some(path) if is_sure => {
                self.folder = path;
                Some(ListEnding::Succeeds)
            }
            _ => matches!(outcome, RunOutcome::Fails(_)).then(|| outcome.into()),
        }
    }

    fn run(&mut self, command: &Command) -> RunOutcome {
        let Some((name, arguments)) = program(&command.words) else {
            return if only_assigns(command) { RunOutcome::Succeeds } else { RunOutcome::Unknown };
        };
        match name {
            "echo" | "printf" | "true" | ":" | "export" | "set" => RunOutcome::Succeeds,
            "test" | "[" => self.test(name, arguments),
            "exit" if arguments.first().is_none_or(|code| code.text == "0") => RunOutcome::Succeeds,
            "cross-env" => self.wrapped(name, command, arguments),
            "node" => self.node_call(command, arguments),
            "sh" | "bash" => self.called_shell(arguments),
            "npx" => local_command(arguments).map_or(RunOutcome::Unknown, |name| self.tool(name)),
            "npm" | "yarn" | "pnpm" => self.manager(name, arguments),
            "node-gyp" if compiles(arguments) => self.compile(),
            _ if name.contains('/') => self.started(name),
            _ => self.first_missing(name, arguments).unwrap_or_else(|| self.tool(name)),
        }
    }

    /// Evaluates `cross-env X=1 COMMAND`, which ends as the command does.
    fn wrapped(&mut self, wrapper: &str, command: &Command, words: &[ShellWord]) -> RunOutcome {
        let is_again = program(words).is_none_or(|(name, _)| name == wrapper);
        match self.tool(wrapper) {
            RunOutcome::Unknown if !is_again => {
                let inner = Command { words: words.to_vec(), ..command.clone() };
                let outcome = self.run(&inner);
                if outcome == RunOutcome::Succeeds { RunOutcome::Unknown } else { outcome }
            }
            outcome => outcome,
        }
    }

    /// Evaluates a call of Node: the modules that it loads first, and the file.
    fn node_call(&mut self, command: &Command, arguments: &[ShellWord]) -> RunOutcome {
        let Some(call) = NodeCall::read(arguments) else { return RunOutcome::Unknown };
        let before = call.before.iter().map(|preload| self.preload(preload));
        let fails = before.into_iter().find(|outcome| matches!(outcome, RunOutcome::Fails(_)));
        match (fails, call.run) {
            (Some(fails), _) => fails,
            // A module that is loaded first may change what Node finds, as that of a compiler does.
            (None, _) if !call.before.is_empty() => RunOutcome::Unknown,
            (None, NodeRun::File(file)) => {
                let is_plain = !is_for_node(command, file);
                self.node(file, is_plain)
            }
            (None, NodeRun::Module(module)) => self.node(module, false),
            (None, NodeRun::Imported(module)) => self.preload(&Preload::Import(module)),
            (None, NodeRun::Package(module)) => self.preload(&Preload::Require(module)),
            (None, NodeRun::Checked(file)) => self.file(file),
            (None, NodeRun::Unknown) => RunOutcome::Unknown,
        }
    }

    /// Tells the outcome of what Node reads before the file.
    fn preload(&self, preload: &Preload<'_>) -> RunOutcome {
        match *preload {
            Preload::Require(module) if module.starts_with("./") || module.starts_with("../") => {
                self.packed_path(module).map_or(RunOutcome::Unknown, |path| {
                    let is_there = self.is_found(&path);
                    self.missing_unless(is_there, path)
                })
            }
            // `import` adds no endings, and reads a URL, whose fragment is no part of the path.
            Preload::Import(module) if module.starts_with("./") || module.starts_with("../") => {
                let path = module.split_once('#').map_or(module, |(path, _)| path);
                self.packed_path(path).filter(|path| !path.contains('%')).map_or(
                    RunOutcome::Unknown,
                    |path| {
                        let is_there = self.package.files().get(&path).is_some();
                        self.missing_unless(is_there, path)
                    },
                )
            }
            Preload::Require(module) | Preload::Import(module) => {
                let is_own = module.contains([':', '\\']) || module.starts_with(['/', '.', '#']);
                let package = parse_package_name(module)
                    .filter(|_| !is_own && !is_builtin_without_scheme(module, NodeTarget::default().version));
                // The package itself is found, as it stands in the folder that its dependencies are looked up in.
                let other = package.filter(|package| self.package.declared_name() != Some(package.name));
                other.map_or(RunOutcome::Unknown, |package| self.tool(package.name))
            }
            Preload::Environment(file) => needed(self.file(file)),
        }
    }

    /// Returns the outcome of a command of the system that opens a file which is not packed.
    fn first_missing(&self, name: &str, arguments: &[ShellWord]) -> Option<RunOutcome> {
        let opened = opened(name, arguments).into_iter();
        opened.map(|file| needed(self.file(file))).find(|outcome| *outcome != RunOutcome::Unknown)
    }

    /// Tells the outcome of `node FILE`, where Node finds the file as `require` does.
    fn node(&mut self, file: &str, is_plain: bool) -> RunOutcome {
        if !file.is_empty() && beside(&self.folder, file).is_some_and(|path| path.is_empty()) {
            return self.main_file();
        }
        let Some(path) = self.packed_path(file) else { return self.installed(file) };
        let is_there = self.is_found(&path);
        let judged = is_plain && is_there && !self.may_have_written;
        match judged.then(|| self.node_scripts.fault(&path)).flatten() {
            Some((file, fault)) => {
                RunOutcome::Fails(ScriptFault::FailingFile { file, fault: Box::new(fault) })
            }
            None => self.missing_unless(is_there, path),
        }
    }

    /// Tells the outcome of `node .`.
    fn main_file(&self) -> RunOutcome {
        let main = self.package.manifest().and_then(|manifest| manifest.get("main")?.as_str());
        let main = main.and_then(|main| beside("", main)).filter(|main| !main.is_empty());
        let is_there = main.as_deref().is_some_and(|main| self.is_found(main))
            || ["index.js", "index.json", "index.node"]
                .iter()
                .any(|it| self.package.files().get(it).is_some());
        self.missing_unless(is_there, main.unwrap_or_else(|| "index.js".to_owned()))
    }

    /// Tells the outcome of `node-gyp rebuild`.
    fn compile(&self) -> RunOutcome {
        if self.may_have_written || !self.folder.is_empty() {
            return RunOutcome::Unknown;
        }
        if self.package.files().get("binding.gyp").is_none() {
            return RunOutcome::Fails(ScriptFault::MissingOperand("binding.gyp".to_owned()));
        }
        match self.missing_source.get_or_init(|| missing_source(self.package)).clone() {
            Some((path, at)) => RunOutcome::Fails(ScriptFault::MissingSource { path, at }),
            None => RunOutcome::Unknown,
        }
    }

    pub(super) fn file(&self, file: &str) -> RunOutcome {
        let Some(path) = self.packed_path(file) else { return self.installed(file) };
        self.missing_unless(exists(self.package.files(), &path), path)
    }

    /// Tells the outcome of a file below `node_modules`: what only a development dependency brings is not there.
    fn installed(&self, file: &str) -> RunOutcome {
        let path = file.strip_prefix("./").filter(|_| self.folder.is_empty()).unwrap_or(file);
        match path.strip_prefix("node_modules/").filter(|_| self.folder.is_empty()) {
            Some(inside) if !has_expansion(inside) => match inside.strip_prefix(".bin/") {
                Some(command) => self.tool(command),
                None => parse_package_name(inside).map_or(RunOutcome::Unknown, |it| self.tool(it.name)),
            },
            _ => RunOutcome::Unknown,
        }
    }

    /// Returns a path inside the package, from the folder in which the script is.
    pub(super) fn packed_path(&self, file: &str) -> Option<String> {
        packed_path(&self.folder, file)
    }

    /// Tells whether `require` finds a packed file for a path.
    fn is_found(&self, path: &str) -> bool {
        let endings =
            ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node", "/package.json"];
        endings.iter().any(|ending| self.package.files().get(&format!("{path}{ending}")).is_some())
    }

    fn missing_unless(&self, is_there: bool, path: String) -> RunOutcome {
        if is_there || self.may_have_written {
            RunOutcome::Unknown
        } else {
            RunOutcome::Fails(ScriptFault::MissingFile(path))
        }
    }

    /// Tells the outcome of a command on the PATH, to which a manager adds the commands of installed
    /// packages.
    pub(super) fn tool(&self, name: &str) -> RunOutcome {
        let package = package_of(name);
        let is_found_elsewhere = SYSTEM_PROGRAMS.contains(&name)
            || self.own_bins.contains(name)
            || self.package.files().is_directory(&join("node_modules", package));
        let declared = self.package.manifest().map(|manifest| manifest.declared(package));
        match declared {
            Some(DependencyKind::DevOnly) if !is_found_elsewhere => {
                RunOutcome::Fails(ScriptFault::DevelopmentCommand {
                    command: name.to_owned(),
                    package: package.to_owned(),
                })
            }
            _ => RunOutcome::Unknown,
        }
    }
}

impl RunsCommands for InstallScriptReader<'_> {
    fn end_of(&mut self, command: &Command, is_sure: bool) -> Option<ListEnding> {
        self.command(command, is_sure)
    }

    fn folder(&mut self) -> &mut String {
        &mut self.folder
    }
}

/// Returns the outcome of a command that does not run the file that it names, but needs it.
fn needed(outcome: RunOutcome) -> RunOutcome {
    match outcome {
        RunOutcome::Fails(ScriptFault::MissingFile(path)) => {
            RunOutcome::Fails(ScriptFault::MissingOperand(path))
        }
        other => other,
    }
}

fn is_piped(step: &ScriptStep) -> bool {
    let follow = match step {
        ScriptStep::Open { follow, .. } | ScriptStep::Run { follow, .. } => follow,
        _ => return false,
    };
    follow.joined == Joined::Piped
}

fn exists(files: &FileTree, path: &str) -> bool {
    files.get(path).is_some() || files.is_directory(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outcome of `npm run first`, and the number of scripts that were read for it.
    fn read(scripts: &str) -> (RunOutcome, usize) {
        let manifest = format!(r#"{{"scripts":{{{scripts}}}}}"#);
        let scripts = crate::json::parse(&manifest).unwrap();
        let package = Package::new(FileTree::of([("package.json", manifest.as_str())]));
        let mut reader = InstallScriptReader::new(&package, scripts.get("scripts"), HashSet::default(), &[]);
        (reader.script("npm run first"), reader.known.len())
    }

    #[test]
    fn a_script_that_is_run_often_is_read_once_at_each_depth() {
        // Once at each depth, and once more where a file may have been written.
        let again = format!(r#""first":"{}""#, "npm run first; ".repeat(50));
        assert_eq!(read(&again), (RunOutcome::Unknown, 2 * MOST_SCRIPTS - 1));
        let calls = |name: &str| "npm run NAME; ".replace("NAME", name).repeat(50);
        let down: Vec<_> =
            (0..6).map(|nth| format!(r#""s{nth}":"{}""#, calls(&format!("s{}", nth + 1)))).collect();
        let down = format!(r#""first":"npm run s0",{},"s6":"echo""#, down.join(","));
        assert_eq!(read(&down), (RunOutcome::Succeeds, MOST_SCRIPTS));
    }

    #[test]
    fn a_script_is_read_anew_where_a_file_may_have_been_written() {
        let scripts =
            r#""first":"npm run asks || npm run writes; npm run asks","asks":"node gone.js","writes":"tool""#;
        // `asks` fails at first; once a tool may have written the file, it is unknown.
        assert_eq!(read(scripts), (RunOutcome::Unknown, 4));
    }
}
