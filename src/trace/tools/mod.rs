//! Reads the commands of build tools with their configuration: one file a tool, each checked against the real one.

mod arguments;
mod babel;
mod bundler;
mod bundler_config;
pub(super) mod bundles;
pub(super) mod config;
mod copy;
pub mod effect;
pub(super) mod entry_lists;
mod esbuild;
mod known_bundlers;
mod manifest_bundles;
pub(super) mod output_format;
mod remove;
mod sucrase;
mod swc;
pub(super) mod tsc;
pub(super) mod tsconfig;
mod unread_settings;

use crate::{
    manifest::shell::ShellWord,
    trace::{
        disk::BuildDisk,
        script::command::ScriptCommand,
        tools::effect::{CommandPlace, CommandReading},
        unread::UnreadReason,
    },
};

/// Programs that check, test or start something, and write nothing that is packed.
const WATCHERS: [&str; 42] = [
    "eslint",
    "prettier",
    "biome",
    "oxlint",
    "standard",
    "xo",
    "tslint",
    "stylelint",
    "jest",
    "vitest",
    "mocha",
    "ava",
    "tap",
    "c8",
    "nyc",
    "playwright",
    "cypress",
    "publint",
    "attw",
    "packproof",
    "size-limit",
    "husky",
    "lint-staged",
    "touch",
    "chmod",
    "ls",
    "cat",
    "sleep",
    "wait-on",
    "test",
    "[",
    "git",
    "changeset",
    "semantic-release",
    "release-it",
    "np",
    "typedoc",
    "knip",
    "depcheck",
    "madge",
    "vue-tsc",
    "open-cli",
];

/// Reads one command: the files that it takes, writes and removes.
pub fn read(run: &ScriptCommand, disk: &BuildDisk<'_>) -> CommandReading {
    let words = &run.words;
    let Some(program) = words.first() else { return CommandReading::Nothing };
    let name = program_name(&program.text);
    let rest = words.get(1..).unwrap_or_default();
    let at = CommandPlace { disk, directory: &run.directory };
    if run.writes_to.as_deref().is_some_and(is_code) {
        return CommandReading::Unknown(UnreadReason::Redirected);
    }
    let is_expanded = || words.iter().any(|word| word.is_expanded);
    match name {
        _ if WATCHERS.contains(&name) => CommandReading::Nothing,
        _ if is_expanded() => CommandReading::Unknown(UnreadReason::Expanded),
        "babel" => babel::read(rest, at),
        "tsc" | "tspc" | "ttsc" => tsc::read(rest, at),
        "swc" => swc::read(rest, at),
        "sucrase" => sucrase::read(rest, at),
        "esbuild" => esbuild::read(rest, at),
        "cp" | "copyfiles" | "copyup" | "cpy" | "cpx" | "cpx2" | "ncp" | "mv" | "rsync" => {
            copy::read(name, rest, at)
        }
        "shx" | "shjs" => match rest.split_first() {
            Some((inner, rest)) if matches!(inner.text.as_str(), "cp" | "mv") => {
                copy::read(&inner.text, rest, at)
            }
            Some((inner, rest)) if inner.text == "rm" => remove::read(rest, at),
            Some((inner, rest)) if inner.text == "mkdir" => remove::make(rest, at),
            _ => CommandReading::Nothing,
        },
        "rm" | "rimraf" | "del" | "del-cli" | "trash" | "premove" => remove::read(rest, at),
        "mkdir" | "mkdirp" | "make-dir" => remove::make(rest, at),
        "node" => node(rest, at),
        _ if known_bundlers::is_one(name) => bundler::read(name, rest, at),
        _ => CommandReading::Unknown(UnreadReason::UnknownProgram),
    }
}

/// A file that Node could run, by its extension.
fn is_code(path: &str) -> bool {
    [".js", ".mjs", ".cjs"].iter().any(|ending| path.ends_with(ending))
}

/// The name of a program that may be given by its path.
fn program_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".cmd")
}

/// Reads `node -e "fs.cpSync('a', 'b')"`; a script may do anything.
fn node(words: &[ShellWord], at: CommandPlace<'_, '_>) -> CommandReading {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let code = texts.windows(2).find_map(|pair| match pair {
        ["-e" | "--eval" | "-p" | "-pe" | "--print", code] => Some(*code),
        _ => None,
    });
    match code {
        Some(code) => copy::by_node(code, at),
        None if texts.contains(&"--test") => CommandReading::Nothing,
        None => {
            let script = texts.iter().find(|text| !text.starts_with('-')).copied().unwrap_or_default();
            match tool_script(script) {
                Some(tool) => {
                    let place = texts.iter().position(|text| *text == script).unwrap_or(0);
                    let mut run = ScriptCommand {
                        words: words.get(place..).unwrap_or_default().to_vec(),
                        directory: at.directory.to_owned(),
                        command: String::new(),
                        script: String::new(),
                        span: None,
                        calls: Vec::new(),
                        is_beside: false,
                        is_otherwise: false,
                        writes_to: None,
                    };
                    if let Some(first) = run.words.first_mut() {
                        tool.clone_into(&mut first.text);
                    }
                    read(&run, at.disk)
                }
                None => CommandReading::Unknown(UnreadReason::OwnScript),
            }
        }
    }
}

/// The tool that is started by the path of its script: `node node_modules/typescript/bin/tsc`.
fn tool_script(path: &str) -> Option<&str> {
    let inside = path.split("node_modules/").nth(1)?;
    let name = inside.rsplit('/').next()?;
    let name = name.strip_suffix(".js").unwrap_or(name);
    // Node itself is no script, so that `node` is never read within `node`.
    Some(name).filter(|name| !matches!(program_name(name), "index" | "node"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{manifest::shell::commands, trace::source_tree::SourceTree};

    fn reading(command: &str) -> CommandReading {
        let tree = SourceTree::of([("src/a.ts", "")]);
        let words = commands(command).remove(0).words;
        let (command, script) = (command.to_owned(), String::new());
        let directory = String::new();
        let run = ScriptCommand {
            words,
            directory,
            command,
            script,
            span: None,
            calls: Vec::new(),
            is_beside: false,
            is_otherwise: false,
            writes_to: None,
        };
        read(&run, &BuildDisk::new(&tree))
    }

    #[test]
    fn words_that_name_a_tool_again_and_again_are_passed_over_at_once() {
        let swc = reading("swc src -d dist");
        assert!(matches!(swc, CommandReading::Does(_)));
        assert_eq!(reading(&format!("swc {}src -d dist", "compile ".repeat(60_000))), swc);
        assert_eq!(reading("node node_modules/@swc/cli/bin/swc.js src -d dist"), swc);
        let unread = CommandReading::Unknown(UnreadReason::OwnScript);
        for node in ["node_modules/a/node ", "node_modules/a/node.cmd.js ", "'node_modules/a\\\\node' "] {
            assert_eq!(reading(&format!("node {}tsc", node.repeat(60_000))), unread, "{node}");
        }
    }
}
