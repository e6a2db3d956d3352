//! Unwraps commands that only run others: `npx`, `cross-env`, `npm run`, `concurrently` and their like.

use crate::{
    manifest::shell::ShellWord,
    trace::{paths::joined, script::command::ScriptCommand, unread::UnreadReason},
};

/// The limit of how many programs may run each other.
const DEPTH: usize = 16;

/// A command without the programs that only run it.
pub enum UnwrappedCommand {
    Command(ScriptCommand),
    /// It builds nothing.
    Nothing,
    Scripts {
        names: Vec<String>,
        directory: String,
        are_beside: bool,
        /// It is no fault if package.json has none of such a name: `--if-present`.
        is_optional: bool,
    },
    /// `pnpm build`, `yarn babel`: a script, or a program where there is no script of that name.
    ScriptOrProgram {
        name: String,
        run: ScriptCommand,
    },
    /// Whole command lines that stand among the arguments.
    Lines {
        lines: Vec<String>,
        run: ScriptCommand,
        are_beside: bool,
    },
    /// A command that runs outside of this project.
    Elsewhere {
        run: ScriptCommand,
        why: UnreadReason,
    },
}

/// Unwraps a command until it runs no other.
pub fn seen_through(run: ScriptCommand) -> UnwrappedCommand {
    unwrapped(run, DEPTH)
}

/// Unwraps a command in which so many programs may still run each other.
fn unwrapped(mut run: ScriptCommand, most: usize) -> UnwrappedCommand {
    for left in (0..most).rev() {
        let arguments = run.arguments();
        let Some((program, rest)) = arguments.split_first() else { return UnwrappedCommand::Nothing };
        let skipped = match (file_name(program), rest.first().copied()) {
            ("npm" | "pnpm" | "yarn" | "bun", _) => return package_manager(run, left),
            ("npx" | "bunx" | "pnpx", _) => 1 + options(rest, &["-p", "--package", "-c", "--call"]),
            ("cross-env" | "cross-env-shell" | "env", _) => {
                1 + rest.iter().take_while(|word| is_assignment(word) || word.starts_with('-')).count()
            }
            ("dotenv" | "dotenvx" | "env-cmd", _) => match rest.iter().position(|word| *word == "--") {
                Some(at) => at + 2,
                None => 1 + options(rest, &["-e", "-f", "-r"]),
            },
            ("time" | "nice" | "exec" | "command" | "builtin", _) => 1,
            // Node itself runs scripts of package.json since 22.
            ("node", Some("--run")) => {
                let name = rest.get(1).copied().unwrap_or_default();
                return called(name, run.directory.clone());
            }
            ("sh" | "bash" | "zsh", Some("-c" | "-ec" | "-euc")) => return lines(run, 2, false),
            ("npm-run-all" | "npm-run-all2", _) => return run_all(run),
            ("run-s", _) => return scripts(&run, rest, false),
            ("run-p", _) => return scripts(&run, rest, true),
            ("concurrently" | "conc", _) => return concurrently(run),
            ("true" | "echo" | ":" | "exit" | "printf", _) => return UnwrappedCommand::Nothing,
            _ => return UnwrappedCommand::Command(run),
        };
        run.words = without_assignments(run.words.get(skipped..).unwrap_or_default()).to_vec();
    }
    UnwrappedCommand::Command(run)
}

/// The name of a program that may be given by its path: `./node_modules/.bin/babel`.
fn file_name(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or(program)
}

/// The number of words at the front that are options or their values.
fn options(words: &[&str], with_value: &[&str]) -> usize {
    let mut count = 0;
    while let Some(word) = words.get(count).filter(|word| word.starts_with('-')) {
        count += if with_value.contains(word) { 2 } else { 1 };
        if *word == "--" {
            break;
        }
    }
    count
}

/// Unwraps `npm run build`, `pnpm build`, `yarn workspace x build`, `npm exec babel`.
fn package_manager(mut run: ScriptCommand, left: usize) -> UnwrappedCommand {
    let arguments: Vec<String> = run.arguments().iter().map(ToString::to_string).collect();
    let manager = file_name(arguments.first().map_or("", String::as_str)).to_owned();
    let mut directory = run.directory.clone();
    let mut at = 1;
    while let Some(option) = arguments.get(at).filter(|word| word.starts_with('-')) {
        let is_elsewhere =
            ["-w", "--workspace", "--workspaces", "-ws", "-r", "--recursive", "--filter", "-F"]
                .iter()
                .any(|other| option == other || option.starts_with(&format!("{other}=")));
        if is_elsewhere {
            return UnwrappedCommand::Elsewhere { run, why: UnreadReason::OtherPackages };
        }
        if let "--prefix" | "-C" | "--dir" | "--cwd" = option.as_str() {
            let target = arguments.get(at + 1).map(String::as_str).unwrap_or_default();
            directory = joined(&directory, target).unwrap_or_default();
            at += 1;
        }
        at += 1;
    }
    let verb = arguments.get(at).map(String::as_str).unwrap_or_default();
    let rest: Vec<&str> = arguments.iter().skip(at + 1).map(String::as_str).collect();
    let runs_elsewhere = rest.iter().take_while(|word| **word != "--").any(|word| {
        ["-w", "--workspace", "--workspaces", "-ws"].contains(word) || word.starts_with("--workspace=")
    });
    match verb {
        "workspace" | "workspaces" => UnwrappedCommand::Elsewhere { run, why: UnreadReason::AnotherPackage },
        // `rum` and `urn` are names of `run-script` that npm knows, too.
        "run" | "run-script" | "rum" | "urn" if runs_elsewhere => {
            UnwrappedCommand::Elsewhere { run, why: UnreadReason::OtherPackages }
        }
        "run" | "run-script" | "rum" | "urn" => {
            let options = options(&rest, &[]);
            let name = rest.get(options).copied().unwrap_or_default().to_owned();
            let is_file = manager == "bun" && name.contains(['.', '/']);
            let is_optional = arguments.iter().any(|word| word == "--if-present") || name.is_empty();
            if is_file {
                return UnwrappedCommand::Elsewhere { run, why: UnreadReason::OwnScript };
            }
            UnwrappedCommand::Scripts { names: vec![name], directory, are_beside: false, is_optional }
        }
        "exec" | "dlx" => exec(run, at, &rest, directory, left),
        "x" if manager == "npm" || manager == "bun" => exec(run, at, &rest, directory, left),
        "test" | "start" | "stop" | "restart" | "t" if manager != "bun" => called(verb, directory),
        "install" | "i" | "ci" | "add" | "publish" | "pack" | "version" | "link" | "audit" | "" => {
            UnwrappedCommand::Nothing
        }
        "build" if manager == "bun" => UnwrappedCommand::Elsewhere { run, why: UnreadReason::UnknownProgram },
        name if manager == "bun" && name.contains(['.', '/']) => {
            UnwrappedCommand::Elsewhere { run, why: UnreadReason::OwnScript }
        }
        // npm has no such short form, and `bun test` is a program of its own.
        name if manager != "npm" && !(manager == "bun" && name == "test") => {
            let name = name.to_owned();
            run.words = run.words.get(at..).unwrap_or_default().to_vec();
            run.directory = directory;
            UnwrappedCommand::ScriptOrProgram { name, run }
        }
        _ => UnwrappedCommand::Nothing,
    }
}

fn called(name: &str, directory: String) -> UnwrappedCommand {
    UnwrappedCommand::Scripts {
        names: vec![name.to_owned()],
        directory,
        are_beside: false,
        is_optional: false,
    }
}

/// Unwraps `npm exec -- babel src`.
fn exec(
    mut run: ScriptCommand,
    at: usize,
    rest: &[&str],
    directory: String,
    left: usize,
) -> UnwrappedCommand {
    let skipped = at + 1 + options(rest, &["-p", "--package", "-c", "--call"]);
    run.words = run.words.get(skipped..).unwrap_or_default().to_vec();
    run.directory = directory;
    run_by_manager(run, left)
}

/// Unwraps a command that a package manager runs; one that is a package manager itself builds nothing.
pub fn seen_through_once(run: ScriptCommand) -> UnwrappedCommand {
    run_by_manager(run, DEPTH)
}

fn run_by_manager(run: ScriptCommand, left: usize) -> UnwrappedCommand {
    match run.words.first().map(|word| file_name(&word.text)) {
        Some("npm" | "pnpm" | "yarn" | "bun") | None => UnwrappedCommand::Nothing,
        _ => unwrapped(run, left),
    }
}

/// Unwraps `npm-run-all a --parallel b c --sequential d`.
fn run_all(run: ScriptCommand) -> UnwrappedCommand {
    let arguments = run.arguments();
    let is_beside = arguments.iter().any(|word| matches!(*word, "-p" | "--parallel"));
    scripts(&run, arguments.get(1..).unwrap_or_default(), is_beside)
}

fn scripts(run: &ScriptCommand, words: &[&str], are_beside: bool) -> UnwrappedCommand {
    let mut names = Vec::new();
    for word in words {
        match *word {
            "--" => break,
            word if word.starts_with('-') => {}
            word => names.push(word.split_whitespace().next().unwrap_or(word).to_owned()),
        }
    }
    UnwrappedCommand::Scripts { names, directory: run.directory.clone(), are_beside, is_optional: false }
}

fn concurrently(run: ScriptCommand) -> UnwrappedCommand {
    let with_value = [
        "-n",
        "--names",
        "-c",
        "--prefix-colors",
        "-m",
        "--max-processes",
        "-p",
        "--prefix",
        "-l",
        "-s",
        "--success",
        "--restart-tries",
        "--restart-after",
        "-t",
        "--timestamp-format",
        "-i",
    ];
    let arguments = run.arguments();
    let mut lines = Vec::new();
    let mut at = 1;
    while let Some(word) = arguments.get(at) {
        match *word {
            word if with_value.contains(&word) => at += 1,
            word if word.starts_with('-') => {}
            word => lines.push(match word.split_once(':') {
                // concurrently reads `npm:build:*` as the scripts of that pattern.
                Some(("npm" | "pnpm" | "yarn" | "bun", name)) => format!("npm-run-all -p {name}"),
                _ => word.to_owned(),
            }),
        }
        at += 1;
    }
    UnwrappedCommand::Lines { lines, run, are_beside: true }
}

fn lines(run: ScriptCommand, skipped: usize, are_beside: bool) -> UnwrappedCommand {
    let line = run.words.get(skipped).map(|word| word.text.clone());
    UnwrappedCommand::Lines { lines: line.into_iter().collect(), run, are_beside }
}

/// The words after `NAME=value`.
pub fn without_assignments(words: &[ShellWord]) -> &[ShellWord] {
    let count = words.iter().take_while(|word| is_assignment(&word.text)).count();
    words.get(count..).unwrap_or_default()
}

fn is_assignment(word: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|char: char| char.is_ascii_digit())
            && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
    };
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}
