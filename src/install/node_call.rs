//! The words of a call of Node: what it reads first, and what it runs.

use crate::{
    install::arguments::{has_expansion, is_expanded},
    manifest::shell::ShellWord,
};

/// A call of Node in an install script.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct NodeCall<'w> {
    pub before: Vec<Preload<'w>>,
    pub run: NodeRun<'w>,
}

/// A flag for which Node ends before it runs anything if it does not find what the flag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Preload<'w> {
    /// `-r`
    Require(&'w str),
    /// `--import`
    Import(&'w str),
    /// `--env-file`
    Environment(&'w str),
}

/// The code that Node is to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NodeRun<'w> {
    File(&'w str),
    /// `-e "require('./a')"`
    Module(&'w str),
    /// `-e "require('a')"`
    Package(&'w str),
    /// `--check FILE`
    Checked(&'w str),
    /// `-e "import('a')"`
    Imported(&'w str),
    #[default]
    Unknown,
}

impl<'w> NodeCall<'w> {
    /// Reads the words behind `node`; `None` if it may run nothing, or the shell changes a word.
    pub fn read(arguments: &'w [ShellWord]) -> Option<Self> {
        let mut call = Self::default();
        let mut rest = arguments;
        while let Some((first, behind)) = rest.split_first() {
            let preload = if let Some(make) = with_value(&first.text) {
                let (value, left) = behind.split_first()?;
                rest = left;
                Some((make, value.text.as_str()))
            } else {
                rest = behind;
                first.text.split_once('=').and_then(|(flag, value)| Some((with_value(flag)?, value)))
            };
            match preload {
                Some((_, value)) if value.is_empty() || has_expansion(value) => return None,
                Some((make, value)) => call.before.push(make(value)),
                None if is_plain_flag(&first.text) => {}
                None => {
                    call.run = run(first, behind)?;
                    return Some(call);
                }
            }
        }
        Some(call)
    }
}

fn run<'w>(first: &'w ShellWord, behind: &'w [ShellWord]) -> Option<NodeRun<'w>> {
    match first.text.as_str() {
        "-v" | "--version" | "-h" | "--help" => None,
        // Node does not run what it checks.
        "-c" | "--check" => match behind {
            [file] if !is_expanded(file) => Some(NodeRun::Checked(&file.text)),
            _ => Some(NodeRun::Unknown),
        },
        "--" => behind
            .first()
            .map(|file| if is_expanded(file) { NodeRun::Unknown } else { NodeRun::File(&file.text) }),
        flag if flag.starts_with('-') => Some(evaluated(flag, behind).unwrap_or(NodeRun::Unknown)),
        file => Some(if is_expanded(first) { NodeRun::Unknown } else { NodeRun::File(file) }),
    }
}

/// Returns the meaning of a flag whose value is what Node reads first.
fn with_value<'w>(flag: &str) -> Option<fn(&'w str) -> Preload<'w>> {
    match flag {
        "-r" | "--require" => Some(Preload::Require),
        "--import" => Some(Preload::Import),
        "--env-file" => Some(Preload::Environment),
        _ => None,
    }
}

/// Flags with a value whose names begin as those of others without one.
const WITH_VALUES: [&str; 7] = [
    "--experimental-config-file",
    "--experimental-default-type",
    "--experimental-loader",
    "--experimental-sea-config",
    "--trace-event-categories",
    "--trace-event-file-pattern",
    "--trace-require-module",
];

/// Tells whether a word is a flag that takes no other word for its value.
fn is_plain_flag(flag: &str) -> bool {
    let is_single = || {
        let single = ["--no-", "--experimental-", "--trace-", "--harmony"];
        let is_single = single.iter().any(|start| flag.starts_with(start)) && !WITH_VALUES.contains(&flag);
        is_single || flag == "--enable-source-maps"
    };
    flag.starts_with("--") && (flag.contains('=') || is_single())
}

/// Returns the module with which the code of `node -e` begins: nothing that it does comes before.
fn evaluated<'w>(flag: &str, behind: &'w [ShellWord]) -> Option<NodeRun<'w>> {
    let code = behind.first()?.text.trim_start();
    if !["-e", "--eval", "-p", "-pe", "--print"].contains(&flag) || behind.first()?.is_expanded {
        return None;
    }
    if let Some(call) = code.strip_prefix("import(") {
        let (specifier, rest) = quoted(call)?;
        // A failure that is handled ends nothing.
        let is_open =
            rest.strip_prefix(')').is_some_and(|rest| !rest.contains("catch") && !rest.contains(','));
        return is_open.then_some(NodeRun::Imported(specifier));
    }
    let value = ["const ", "let ", "var "].iter().find_map(|word| code.strip_prefix(word));
    // What stands before the sign is a name, or a pattern of names.
    let value = value.and_then(|value| value.split_once('=')).filter(|(name, _)| !name.contains([';', '(']));
    let code = value.map_or(code, |(_, value)| value.trim_start());
    let (specifier, rest) = quoted(code.strip_prefix("require(")?)?;
    rest.starts_with(')').then_some(if specifier.starts_with("./") {
        NodeRun::Module(specifier)
    } else {
        NodeRun::Package(specifier)
    })
}

/// Returns the text that stands in quotes, and what stands behind them.
fn quoted(code: &str) -> Option<(&str, &str)> {
    let quote = code.chars().next().filter(|char| matches!(char, '\'' | '"'))?;
    let (text, rest) = code.strip_prefix(quote)?.split_once(quote)?;
    (!text.is_empty() && !text.contains(['$', '`', '\\'])).then(|| (text, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::shell::commands;

    fn shown(call: &str) -> Option<String> {
        let command = commands(call).pop().unwrap();
        let call = NodeCall::read(command.words.get(1..).unwrap())?;
        Some(format!("{:?} {:?}", call.before, call.run))
    }

    #[test]
    fn calls_of_node() {
        for (call, expected) in [
            ("node a.js -r b", r#"[] File("a.js")"#),
            ("node --no-warnings --import=./b.mjs a.js", r#"[Import("./b.mjs")] File("a.js")"#),
            ("node -r b --require c/d a", r#"[Require("b"), Require("c/d")] File("a")"#),
            ("node --env-file=.env --env-file-if-exists=x a", r#"[Environment(".env")] File("a")"#),
            ("node -r ./b -e \"require('./c')\"", r#"[Require("./b")] Module("./c")"#),
            ("node --conditions x a", "[] Unknown"),
            ("node -- a.js", r#"[] File("a.js")"#),
            ("node --check a.js", r#"[] Checked("a.js")"#),
            ("node -e \"require('./c').run()\"", r#"[] Module("./c")"#),
            ("node -e \"const a = require('b'); a()\"", r#"[] Package("b")"#),
            ("node -e \"import('./c.mjs').then(c => c.run())\"", r#"[] Imported("./c.mjs")"#),
            ("node -e \"import('./c.mjs').catch(() => {})\"", "[] Unknown"),
            ("node -e \"import('./c.mjs').then(a, () => 0)\"", "[] Unknown"),
            ("node -e \"try { require('./c') } catch {}\"", "[] Unknown"),
            ("node -e \"let a; try { a = require('./c') } catch {}\"", "[] Unknown"),
            ("node -e \"process.exit(0); require('./c')\"", "[] Unknown"),
            ("node $A", "[] Unknown"),
            ("node", "[] Unknown"),
        ] {
            assert_eq!(shown(call).as_deref(), Some(expected), "{call}");
        }
        for call in ["node -r $A a", "node -r", "node -r ./a --version", "node --import= a"] {
            assert_eq!(shown(call), None, "{call}");
        }
    }
}
