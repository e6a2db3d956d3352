//! Evaluates one command of an install script, and the list of commands that a script is.

use std::cell::OnceCell;

use crate::{
    files::FileTree,
    hash::{HashMap, HashSet},
    install::{
        addon_sources::missing_source,
        arguments::{
            compiles, fails, has_expansion, is_for_node, is_of_yarn, leaves_early, local_command, opened,
            packed_path, program, required_by_node, script_of_node,
        },
        managers::Installer,
        node_scripts::NodeScripts,
        programs::{SYSTEM_PROGRAMS, package_of},
    },
    json::JsonNode,
    link::fault::Fault,
    manifest::{
        dependencies::DependencyKind,
        shell::{Command, Joined, ShellWord, commands},
    },
    package::Package,
    path::join,
    resolve::{NodeTarget, error::PackagePlace, parse_package_name},
};

/// A cause for which a command certainly fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptFault {
    /// It runs a file of the package that is not packed.
    MissingFile(String),
    /// It needs a file or a folder of the package that is not packed.
    MissingOperand(String),
    /// It runs a command that a development dependency brings; consumers of the package do not have it.
    DevelopmentCommand { command: String, package: String },
    /// It runs a packed file in which Node certainly meets a fault.
    FailingFile { file: String, fault: Box<Fault> },
    /// It compiles an addon, and a source that binding.gyp names is not packed.
    MissingSource { path: String, at: PackagePlace },
    /// It runs a script that package.json does not have.
    MissingScript(String),
    /// "scripts" is null, and npm asks it for a script.
    NoScripts,
}

impl ScriptFault {
    /// Returns the managers that end the installation.
    pub fn failing(&self) -> &'static [Installer] {
        if *self == Self::NoScripts { &[Installer::Npm] } else { &Installer::RUNNING_SCRIPTS }
    }
}

/// The outcome of a command, as far as the tarball tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    Succeeds,
    Fails(ScriptFault),
    Unknown,
}

/// Words that make a script more than a list of commands.
pub(super) const SHELL_WORDS: [&str; 16] = [
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "{", "}", "!",
    "function",
];
/// Commands that write no file.
pub(super) const INERT: [&str; 7] = ["echo", "printf", "true", ":", "test", "[", "exit"];
/// The depth to which scripts that run scripts are followed.
const MOST_SCRIPTS: usize = 8;

/// Reads the install scripts of a package, one after the other.
pub(super) struct InstallScriptReader<'p> {
    package: &'p Package,
    scripts: HashMap<&'p str, &'p JsonNode>,
    own_bins: HashSet<String>,
    node_scripts: NodeScripts<'p>,
    /// The answer of [`missing_source`], which a script may ask for many times.
    missing_source: OnceCell<Option<(String, PackagePlace)>>,
    /// The ends of scripts that other scripts run, by their beginnings: a script that is run often is read once.
    known: HashMap<ScriptStart<'p>, ScriptEnd>,
    /// True if an earlier command may have written files.
    may_have_written: bool,
    depth: usize,
}

/// All that the outcome of a script depends on.
#[derive(PartialEq, Eq, Hash)]
struct ScriptStart<'p> {
    name: &'p str,
    depth: usize,
    may_have_written: bool,
}

/// The outcome of a script, and what it leaves behind.
#[derive(Clone)]
struct ScriptEnd {
    outcome: RunOutcome,
    may_have_written: bool,
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
        let (missing_source, known, may_have_written, depth) = Default::default();
        Self { package, scripts, own_bins, node_scripts, missing_source, known, may_have_written, depth }
    }

    /// Evaluates a script. `&&` and `||` have equal rank in a shell, so that a list is read from left to
    /// right.
    pub fn script(&mut self, script: &str) -> RunOutcome {
        let commands = commands(script);
        if commands.iter().any(|command| self.is_beyond_a_list(command)) || leaves_early(&commands) {
            // A script that is not read may write any file that a later one runs.
            self.may_have_written = true;
            return RunOutcome::Unknown;
        }
        let mut outcome = RunOutcome::Succeeds;
        let mut end = 0;
        for command in &commands {
            // `Joined::After` is `;` as well as `&&`, and the text between two commands tells which.
            let between = script.get(end..command.start).unwrap_or_default();
            outcome = self.next(outcome, command, between.contains("&&"));
            end = command.end;
        }
        // A shell does not wait for a command in the background, and ends with the status 0.
        let is_left_behind = script.get(end..).is_some_and(|rest| rest.trim_start().starts_with('&'));
        if is_left_behind { RunOutcome::Succeeds } else { outcome }
    }

    fn next(&mut self, before: RunOutcome, command: &Command, needs_success: bool) -> RunOutcome {
        match (command.joined, before) {
            (Joined::Otherwise, RunOutcome::Succeeds) => RunOutcome::Succeeds,
            // If the left side may succeed, a right side that fails may never run.
            (Joined::Otherwise, RunOutcome::Unknown) => match self.command(command) {
                RunOutcome::Succeeds => RunOutcome::Succeeds,
                _ => RunOutcome::Unknown,
            },
            (Joined::After, RunOutcome::Fails(fault)) if needs_success => RunOutcome::Fails(fault),
            (Joined::Otherwise, RunOutcome::Fails(fault)) if fails(command) => RunOutcome::Fails(fault),
            // `unknown && fails` fails, whichever of the two does.
            (Joined::After, RunOutcome::Unknown) if needs_success => match self.command(command) {
                RunOutcome::Fails(fault) => RunOutcome::Fails(fault),
                _ => RunOutcome::Unknown,
            },
            (Joined::Otherwise | Joined::After | Joined::Piped | Joined::Beside, _) => self.command(command),
        }
    }

    fn command(&mut self, command: &Command) -> RunOutcome {
        let outcome = self.run(command);
        let is_inert = program(&command.words).is_some_and(|(name, _)| INERT.contains(&name));
        // A command that certainly fails writes nothing, either.
        self.may_have_written |= !is_inert && outcome == RunOutcome::Unknown;
        outcome
    }

    fn run(&mut self, command: &Command) -> RunOutcome {
        let Some((name, arguments)) = program(&command.words) else { return RunOutcome::Unknown };
        match name {
            "echo" | "printf" | "true" | ":" => RunOutcome::Succeeds,
            "exit" if arguments.first().is_none_or(|code| code.text == "0") => RunOutcome::Succeeds,
            "node" => match (script_of_node(arguments), required_by_node(arguments)) {
                (Some(file), _) => {
                    let is_plain = !is_for_node(command, &file);
                    self.node(&file, is_plain)
                }
                (None, Some(module)) => self.node(module, false),
                (None, None) => RunOutcome::Unknown,
            },
            "npx" => local_command(arguments).map_or(RunOutcome::Unknown, |name| self.tool(name)),
            // Nothing is changed where it fails; elsewhere the script is not read.
            "cd" => arguments.first().map_or(RunOutcome::Unknown, |folder| needed(self.file(&folder.text))),
            "sh" | "bash" => match arguments.first() {
                Some(file) if !file.text.starts_with('-') => self.file(&file.text),
                _ => RunOutcome::Unknown,
            },
            "npm" | "yarn" | "pnpm" => self.manager(name, arguments),
            "node-gyp" if compiles(arguments) => self.compile(),
            _ if name.contains('/') => self.file(name),
            _ => self.first_missing(name, arguments).unwrap_or_else(|| self.tool(name)),
        }
    }

    /// Returns the outcome of a command of the system that opens a file which is not packed.
    fn first_missing(&self, name: &str, arguments: &[ShellWord]) -> Option<RunOutcome> {
        let opened = opened(name, arguments).into_iter();
        opened.map(|file| needed(self.file(file))).find(|outcome| *outcome != RunOutcome::Unknown)
    }

    /// Tells the outcome of `node FILE`, where Node finds the file as `require` does.
    fn node(&mut self, file: &str, is_plain: bool) -> RunOutcome {
        let Some(path) = packed_path(file) else { return self.installed(file) };
        let files = self.package.files();
        let endings =
            ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node", "/package.json"];
        let is_there = endings.iter().any(|ending| files.get(&format!("{path}{ending}")).is_some());
        let judged = is_plain && is_there && !self.may_have_written;
        match judged.then(|| self.node_scripts.fault(&path)).flatten() {
            Some((file, fault)) => {
                RunOutcome::Fails(ScriptFault::FailingFile { file, fault: Box::new(fault) })
            }
            None => self.missing_unless(is_there, path),
        }
    }

    /// Tells the outcome of `node-gyp rebuild`.
    fn compile(&self) -> RunOutcome {
        if self.may_have_written {
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

    fn file(&self, file: &str) -> RunOutcome {
        let Some(path) = packed_path(file) else { return self.installed(file) };
        self.missing_unless(exists(self.package.files(), &path), path)
    }

    /// Tells the outcome of a file below `node_modules`: what only a development dependency brings is not there.
    fn installed(&self, file: &str) -> RunOutcome {
        let path = file.strip_prefix("./").unwrap_or(file);
        match path.strip_prefix("node_modules/") {
            Some(inside) if !has_expansion(inside) => match inside.strip_prefix(".bin/") {
                Some(command) => self.tool(command),
                None => parse_package_name(inside).map_or(RunOutcome::Unknown, |it| self.tool(it.name)),
            },
            _ => RunOutcome::Unknown,
        }
    }

    /// Tells whether a command is part of a group or of a compound command, or changes what the next ones mean.
    fn is_beyond_a_list(&self, command: &Command) -> bool {
        let [first, rest @ ..] = command.words.as_slice() else { return command.depth > 0 };
        let first = first.text.as_str();
        let stays = |folder: &ShellWord| matches!(self.file(&folder.text), RunOutcome::Fails(_));
        command.depth > 0
            || SHELL_WORDS.contains(&first)
            || matches!(first, "set" | "trap" | "eval" | "exec")
            // A folder that is not there is not entered.
            || first == "cd" && !matches!(rest, [folder] if stays(folder))
    }

    fn missing_unless(&self, is_there: bool, path: String) -> RunOutcome {
        if is_there || self.may_have_written {
            RunOutcome::Unknown
        } else {
            RunOutcome::Fails(ScriptFault::MissingFile(path))
        }
    }

    /// Evaluates `npm run NAME`, and `npm test` and `npm start`, which are short for it.
    fn manager(&mut self, manager: &str, arguments: &[ShellWord]) -> RunOutcome {
        let [first, rest @ ..] = arguments else { return RunOutcome::Unknown };
        match (first.text.as_str(), rest) {
            ("run" | "run-script", [name, rest @ ..]) => {
                self.run_script(manager, &name.text, rest.is_empty())
            }
            // npm runs server.js where there is no script "start".
            ("start", _) if self.package.files().get("server.js").is_some() => RunOutcome::Unknown,
            (name @ ("test" | "start"), rest) => self.run_script(manager, name, rest.is_empty()),
            // yarn and pnpm run a script by its name alone.
            (name, rest) if manager != "npm" && self.scripts.contains_key(name) && !is_of_yarn(name) => {
                self.run_script(manager, name, rest.is_empty())
            }
            _ => RunOutcome::Unknown,
        }
    }

    fn run_script(&mut self, manager: &str, name: &str, is_bare: bool) -> RunOutcome {
        if name.starts_with('-') || has_expansion(name) || self.depth == MOST_SCRIPTS {
            return RunOutcome::Unknown;
        }
        match (self.scripts.get_key_value(name).map(|(name, script)| (*name, script.as_str())), manager) {
            (Some((name, Some(script))), _) => self.with_neighbours(name, script, manager),
            (Some(_), _) => RunOutcome::Unknown,
            // Both print the variables.
            (None, "npm" | "yarn") if name == "env" => RunOutcome::Succeeds,
            (None, "yarn") => self.tool(name),
            // With `--if-present` behind the name, npm succeeds without the script.
            (None, _) if is_bare => RunOutcome::Fails(ScriptFault::MissingScript(name.to_owned())),
            (None, _) => RunOutcome::Unknown,
        }
    }

    /// Evaluates a script between those that npm and yarn run before and behind it by their names.
    fn with_neighbours(&mut self, name: &'p str, script: &'p str, manager: &str) -> RunOutcome {
        let neighbour = |reader: &Self, prefix| {
            let (name, script) = reader.scripts.get_key_value(format!("{prefix}{name}").as_str())?;
            // pnpm runs them only where its settings say so.
            Some((*name, script.as_str()?)).filter(|_| manager != "pnpm")
        };
        let (before, after) = (neighbour(self, "pre"), neighbour(self, "post"));
        let mut end = RunOutcome::Succeeds;
        for (name, script) in before.into_iter().chain([(name, script)]).chain(after) {
            match self.called(name, script) {
                RunOutcome::Succeeds => {}
                RunOutcome::Unknown => end = RunOutcome::Unknown,
                fails @ RunOutcome::Fails(_) => return fails,
            }
        }
        end
    }

    /// Evaluates a script that another one runs.
    fn called(&mut self, name: &'p str, script: &'p str) -> RunOutcome {
        let start = ScriptStart { name, depth: self.depth, may_have_written: self.may_have_written };
        if let Some(end) = self.known.get(&start) {
            self.may_have_written = end.may_have_written;
            return end.outcome.clone();
        }
        self.depth += 1;
        let outcome = self.script(script);
        self.depth -= 1;
        let end = ScriptEnd { outcome: outcome.clone(), may_have_written: self.may_have_written };
        self.known.insert(start, end);
        outcome
    }

    /// Tells the outcome of a command on the PATH, to which a manager adds the commands of installed
    /// packages.
    fn tool(&self, name: &str) -> RunOutcome {
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

/// Returns the outcome of a command that does not run the file that it names, but needs it.
fn needed(outcome: RunOutcome) -> RunOutcome {
    match outcome {
        RunOutcome::Fails(ScriptFault::MissingFile(path)) => {
            RunOutcome::Fails(ScriptFault::MissingOperand(path))
        }
        other => other,
    }
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
