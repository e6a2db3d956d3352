//! Evaluates one command of an install script, and the list of commands that a script is.

use crate::{
    files::FileTree,
    install::programs::{SYSTEM_PROGRAMS, package_of},
    json::JsonNode,
    manifest::{
        dependencies::DependencyKind,
        shell::{Command, Joined, ShellWord, commands},
    },
    package::Package,
    path::{beside, join},
};

/// A cause for which a command certainly fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptFault {
    /// It runs a file of the package that is not packed.
    MissingFile(String),
    /// It runs a command that a development dependency brings; consumers of the package do not have it.
    DevelopmentCommand { command: String, package: String },
    /// It runs a script that package.json does not have.
    MissingScript(String),
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
    scripts: &'p JsonNode,
    own_bins: Vec<String>,
    /// True if an earlier command may have written files.
    may_have_written: bool,
    depth: usize,
}

impl<'p> InstallScriptReader<'p> {
    pub fn new(package: &'p Package, scripts: &'p JsonNode, own_bins: Vec<String>) -> Self {
        Self { package, scripts, own_bins, may_have_written: false, depth: 0 }
    }

    /// Evaluates a script. `&&` and `||` have equal rank in a shell, so that a list is read from left to
    /// right.
    pub fn script(&mut self, script: &str) -> RunOutcome {
        let commands = commands(script);
        if commands.iter().any(is_beyond_a_list) || leaves_early(&commands) {
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
            "node" => script_of_node(arguments).map_or(RunOutcome::Unknown, |file| self.node(&file)),
            "sh" | "bash" => match arguments.first() {
                Some(file) if !file.text.starts_with('-') => self.file(&file.text),
                _ => RunOutcome::Unknown,
            },
            "npm" | "yarn" | "pnpm" => self.run_script(arguments),
            _ if name.contains('/') => self.file(name),
            _ => self.tool(name),
        }
    }

    /// Tells the outcome of `node FILE`, where Node finds the file as `require` does.
    fn node(&self, file: &str) -> RunOutcome {
        let Some(path) = packed_path(file) else { return RunOutcome::Unknown };
        let files = self.package.files();
        let endings =
            ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node", "/package.json"];
        let is_there = endings.iter().any(|ending| files.get(&format!("{path}{ending}")).is_some());
        self.missing_unless(is_there, path)
    }

    fn file(&self, file: &str) -> RunOutcome {
        let Some(path) = packed_path(file) else { return RunOutcome::Unknown };
        self.missing_unless(exists(self.package.files(), &path), path)
    }

    fn missing_unless(&self, is_there: bool, path: String) -> RunOutcome {
        if is_there || self.may_have_written {
            RunOutcome::Unknown
        } else {
            RunOutcome::Fails(ScriptFault::MissingFile(path))
        }
    }

    /// Evaluates `npm run NAME`.
    fn run_script(&mut self, arguments: &[ShellWord]) -> RunOutcome {
        let [run, name, rest @ ..] = arguments else { return RunOutcome::Unknown };
        let is_run = matches!(run.text.as_str(), "run" | "run-script");
        if !is_run || name.text.starts_with('-') || is_expanded(name) || self.depth == MOST_SCRIPTS {
            return RunOutcome::Unknown;
        }
        match self.scripts.get(&name.text).map(JsonNode::as_str) {
            Some(Some(script)) => {
                self.depth += 1;
                let outcome = self.script(script);
                self.depth -= 1;
                outcome
            }
            // With `--if-present` behind the name, npm succeeds without the script.
            None if rest.is_empty() => RunOutcome::Fails(ScriptFault::MissingScript(name.text.clone())),
            _ => RunOutcome::Unknown,
        }
    }

    /// Tells the outcome of a command on the PATH, to which a manager adds the commands of installed
    /// packages.
    fn tool(&self, name: &str) -> RunOutcome {
        let package = package_of(name);
        let is_found_elsewhere = SYSTEM_PROGRAMS.contains(&name)
            || self.own_bins.iter().any(|own| own == name)
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

/// Tells whether a command is part of a group or of a compound command, or changes what the next ones mean.
fn is_beyond_a_list(command: &Command) -> bool {
    let first = command.words.first().map_or("", |word| word.text.as_str());
    command.depth > 0
        || SHELL_WORDS.contains(&first)
        || matches!(first, "cd" | "set" | "trap" | "eval" | "exec")
}

/// Tells whether `exit` may end the script before its last command.
fn leaves_early(commands: &[Command]) -> bool {
    let exits = |command: &Command| command.words.first().is_some_and(|word| word.text == "exit");
    commands.split_last().is_some_and(|(_, before)| before.iter().any(exits))
}

/// Returns the program and its arguments, behind assignments of variables.
pub(super) fn program(words: &[ShellWord]) -> Option<(&str, &[ShellWord])> {
    let is_assignment = |word: &ShellWord| {
        let name = word.text.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        })
    };
    let at = words.iter().position(|word| !is_assignment(word))?;
    let (program, arguments) = words.get(at..)?.split_first()?;
    (!is_expanded(program)).then_some((program.text.as_str(), arguments))
}

/// Returns the file that Node is to run; `None` if a flag may take the next word for its value.
fn script_of_node(arguments: &[ShellWord]) -> Option<String> {
    let is_plain_flag = |word: &ShellWord| {
        let flag = word.text.as_str();
        flag.starts_with("--")
            && (flag.contains('=')
                || ["--no-", "--experimental-", "--trace-", "--harmony"]
                    .iter()
                    .any(|it| flag.starts_with(it))
                || flag == "--enable-source-maps")
    };
    let file = arguments.iter().find(|word| !is_plain_flag(word))?;
    (!file.text.starts_with('-') && !is_expanded(file)).then(|| file.text.clone())
}

/// Tells whether the shell may expand a word.
fn is_expanded(word: &ShellWord) -> bool {
    word.text.contains(['$', '`', '*', '?', '%', '\\', '~'])
}

/// Returns a path inside the package; `None` if it leads elsewhere.
fn packed_path(file: &str) -> Option<String> {
    // The installation itself may put files into node_modules.
    let is_own = !file.starts_with('/') && !file.contains(['$', '`', '*', '?', '%', '\\', '~']);
    beside("", file).filter(|path| is_own && !path.is_empty() && !path.starts_with("node_modules/"))
}

fn exists(files: &FileTree, path: &str) -> bool {
    files.get(path).is_some() || files.is_directory(path)
}
