//! The words of one command: the file that it runs, the files that it opens, and the command that it runs in its place.

use crate::{
    install::programs::package_of,
    manifest::shell::{Command, ShellWord},
    path::beside,
};

/// Tells whether a command says more to Node than the file: a flag, or a variable that Node reads.
pub(super) fn is_for_node(command: &Command, file: &str) -> bool {
    let words = command.words.iter().map(|word| word.text.as_str());
    let before = words.take_while(|word| *word != file);
    let is_harmless =
        |word: &str| ["--no-warnings", "--no-deprecation", "--enable-source-maps"].contains(&word);
    before.into_iter().any(|word| (word.starts_with('-') && !is_harmless(word)) || word.starts_with("NODE_"))
}

/// Tells whether `node-gyp` compiles with these arguments.
pub(super) fn compiles(arguments: &[ShellWord]) -> bool {
    matches!(arguments, [rebuild] if rebuild.text == "rebuild")
}

/// Tells whether the shell may expand a word.
pub(super) fn is_expanded(word: &ShellWord) -> bool {
    has_expansion(&word.text)
}

pub(super) fn has_expansion(text: &str) -> bool {
    text.contains(['$', '`', '*', '?', '%', '\\', '~'])
}

/// Returns a path inside the package, from a folder of it; `None` if it leads elsewhere.
pub(super) fn packed_path(folder: &str, file: &str) -> Option<String> {
    // The installation itself may put files into node_modules.
    let is_own = !file.starts_with('/') && !file.contains(['$', '`', '*', '?', '%', '\\', '~']);
    let is_installed = |path: &str| path.split('/').any(|part| part == "node_modules");
    beside(folder, file).filter(|path| is_own && !path.is_empty() && !is_installed(path))
}

/// Returns the command that `npx` finds among the installed ones, or fails.
pub(super) fn local_command(arguments: &[ShellWord]) -> Option<&str> {
    let is_flag = |word: &&ShellWord| word.text.starts_with('-');
    let flags: Vec<&str> = arguments.iter().take_while(is_flag).map(|word| word.text.as_str()).collect();
    let command = arguments.get(flags.len()).filter(|word| !is_expanded(word))?.text.as_str();
    let is_known = |flag: &&str| matches!(*flag, "--no" | "--no-install" | "-y" | "--yes" | "-q" | "--quiet");
    let refuses = flags.iter().any(|flag| flag.starts_with("--no"));
    // npx fetches the package of that name. There is one called `tsc`, which only says that it is another one's command.
    let is_found = refuses || command == "tsc" && package_of(command) != command;
    (flags.iter().all(is_known) && is_found).then_some(command)
}

/// Returns the files without which a command of the system fails.
pub(super) fn opened<'w>(name: &str, arguments: &'w [ShellWord]) -> Vec<&'w str> {
    let is_flag = |word: &&ShellWord| word.text.starts_with('-');
    if arguments.iter().any(is_expanded) {
        return Vec::new();
    }
    let operands: Vec<&str> =
        arguments.iter().filter(|word| !is_flag(word)).map(|word| word.text.as_str()).collect();
    let opened = match name {
        // The first is the mode, as in `chmod +x bin/tool`, where it is no flag.
        "chmod" if arguments.first().is_some_and(|mode| !is_flag(&mode)) => operands.get(1..),
        // The last is the place to which the others go.
        "cp" | "mv" => operands.split_last().map(|(_, sources)| sources),
        "cat" | "ls" | "head" | "tail" | "." => operands.get(..),
        "rm" if !arguments.iter().any(|word| is_flag(&word) && word.text.contains('f')) => operands.get(..),
        "python" | "python3" if !arguments.iter().any(|word| is_flag(&word)) => operands.get(..1),
        _ => None,
    };
    opened.unwrap_or_default().to_vec()
}

/// Tells whether yarn or pnpm has a command of its own by a name.
pub(super) fn is_of_yarn(name: &str) -> bool {
    [
        "add",
        "audit",
        "bin",
        "cache",
        "ci",
        "config",
        "create",
        "dlx",
        "exec",
        "i",
        "import",
        "init",
        "install",
        "link",
        "list",
        "ls",
        "node",
        "outdated",
        "pack",
        "patch",
        "publish",
        "rebuild",
        "remove",
        "root",
        "setup",
        "store",
        "unlink",
        "up",
        "update",
        "upgrade",
        "version",
        "why",
        "workspace",
        "workspaces",
    ]
    .contains(&name)
}

/// An option that `set` gives the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShellOption {
    /// `set -e`, `set +e`
    EndsAtFailure(bool),
    /// It changes no outcome: `set -x`.
    Harmless,
    Unknown,
}

/// Returns the option that a command sets; `None` if it is no `set`.
pub(super) fn shell_option(command: &Command) -> Option<ShellOption> {
    let ("set", arguments) = program(&command.words)? else { return None };
    let words: Vec<&str> = arguments.iter().map(|word| word.text.as_str()).collect();
    Some(match words.as_slice() {
        ["-o", "errexit"] => ShellOption::EndsAtFailure(true),
        ["+e"] | ["+o", "errexit"] => ShellOption::EndsAtFailure(false),
        [flags] if flags.len() > 1 && flags.starts_with('-') && is_of(flags, "euxv") => {
            if flags.contains('e') { ShellOption::EndsAtFailure(true) } else { ShellOption::Harmless }
        }
        _ => ShellOption::Unknown,
    })
}

fn is_of(flags: &str, letters: &str) -> bool {
    flags.chars().skip(1).all(|letter| letters.contains(letter))
}

/// Tells whether a command leaves the shell: `exit`, `exec COMMAND`.
pub(super) fn leaves(command: &Command) -> bool {
    let first = behind_assignments(&command.words).and_then(|words| words.first());
    first.is_some_and(|word| word.text == "exec") || program(&command.words).is_some_and(|it| it.0 == "exit")
}

/// Tells whether a command is `exit` without a code, which ends as the command before it did.
pub(super) fn is_bare_exit(command: &Command) -> bool {
    matches!(program(&command.words), Some(("exit", [])))
}

/// Tells whether a command only sets variables.
pub(super) fn only_assigns(command: &Command) -> bool {
    !command.words.is_empty() && behind_assignments(&command.words).is_none()
}

/// Tells whether a command does no more than fail.
pub(super) fn fails(command: &Command) -> bool {
    match program(&command.words) {
        Some(("false", _)) => true,
        Some(("exit", [code])) => code.text.parse::<u8>().is_ok_and(|code| code > 0),
        _ => false,
    }
}

/// Returns the program and its arguments, behind assignments of variables and what runs a command in its place: `env X=1`,
/// `exec`.
pub(super) fn program(words: &[ShellWord]) -> Option<(&str, &[ShellWord])> {
    let mut words = behind_assignments(words)?;
    while let Some((first, rest)) = words.split_first()
        && ["env", "exec", "command", "time", "nice"].contains(&first.text.as_str())
        && rest.first().is_some_and(|next| !next.text.starts_with('-'))
    {
        words = behind_assignments(rest)?;
    }
    let (program, arguments) = words.split_first()?;
    (!is_expanded(program)).then_some((program.text.as_str(), arguments))
}

/// Returns the words behind assignments of variables.
pub(super) fn behind_assignments(words: &[ShellWord]) -> Option<&[ShellWord]> {
    let is_assignment = |word: &ShellWord| {
        let name = word.text.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        })
    };
    words.get(words.iter().position(|word| !is_assignment(word))?..)
}
