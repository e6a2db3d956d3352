//! What the arguments mean.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum, builder::PossibleValue};

use crate::{
    cli::{failure::Failure, limits::LimitArgs, session::Session},
    node::NodeVersion,
    options::Options,
    report::{help::closest, terminal::Color, text::Detail},
    resolve::Mode,
    rules::{self, RULES, Rule},
};

/// Proves, without running a line of it, that a packed npm package can be imported by the people who install it.
#[derive(Debug, Parser)]
#[command(name = "packproof", version, after_help = AFTER_HELP, override_usage = "packproof [COMMAND] [TARGET] [OPTIONS]", disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_STATUS: &str = "\
Exit status: 0 nothing wrong, 1 something is wrong with the package,
2 could not check (bad usage, unreadable archive, npm failed).

How much is looked at: --limit-NAME NUMBER; the names are in
`packproof explain limit-reached`.";

const AFTER_IMPORT: &str = "\
In Markdown the fences in js, mjs, cjs, jsx, ts and their like are read. Where
one is no whole program, its statements are taken one by one, without types.

A STATEMENT that does not name the package is bad usage; in files it is skipped.

Exit status: 0 all of them link, 1 one does not, 2 could not check.";

const AFTER_HELP: &str = "\
Without a command, `check` is meant.

TARGET is a .tgz or .tar file, `-` for standard input, a folder (packed by npm,
scripts off), or npm:NAME@VERSION (fetched by npm). By default: this folder.

Examples:
  packproof                                   check this project, packed
  packproof my-lib-1.0.0.tgz                  check a tarball
  packproof check npm:dayjs@1.11.13 --json    check a published package
  packproof ls --tree                         what would be published
  packproof resolve . ./sub --mode require    one resolution, step by step
  packproof exports . ./sub                   the names to import from there
  packproof import . --file README.md         do the examples in it link?
  packproof explain missing-file              the page of a rule

Exit status: 0 nothing wrong, 1 something is wrong with the package,
2 could not check (bad usage, unreadable archive, npm failed).";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check every entry point, in every mode [the default]
    Check(Check),
    /// List the files as npm lays them out
    Ls(Ls),
    /// Resolve one specifier and show each step
    Resolve(Resolve),
    /// Print the names that each entry point exports
    Exports(Exports),
    /// Say whether import and require statements would link
    Import(Import),
    /// Print the page of a rule, or the list of rules
    Explain(Explain),
}

/// Check every entry point (subpaths and bins) in every mode, then the findings of the rules.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct Check {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION [default: this folder]
    pub target: Option<PathBuf>,
    #[command(flatten)]
    pub judged: Judged,
    /// A rule not to ask (repeatable); `packproof explain` lists them
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Fail on warnings, too
    #[arg(long)]
    pub strict: bool,
    /// Show every entry point, however many there are
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub output: Output,
}

/// List the packed files as npm lays them out: mode, size and path; then the hazards.
#[derive(Debug, clap::Args)]
pub(super) struct Ls {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION [default: this folder]
    pub target: Option<PathBuf>,
    /// Draw a tree, the entry points marked
    #[arg(long)]
    pub tree: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub output: Output,
}

/// Resolve one specifier as Node does, and show each step and its place in package.json.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct Resolve {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION
    pub target: PathBuf,
    /// What to import: `my-lib/sub`, or `./sub` of the package; from a file of it, anything that can stand there
    #[arg(required_unless_present = "batch")]
    pub specifier: Option<String>,
    /// import or require
    #[arg(long, default_value = "import", hide_possible_values = true)]
    pub mode: Mode,
    /// The file of the package that it stands in [default: a consumer]
    #[arg(long, value_name = "FILE")]
    pub from: Option<String>,
    /// The Node whose behaviour decides, as 24 or 22.11.0
    #[arg(long, value_name = "VERSION", default_value = "22")]
    pub node: NodeVersion,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
    /// Answer many: JSON lines { specifier, mode, from?, conditions?, node? } on standard input, one line of JSON each
    #[arg(long, conflicts_with_all = ["specifier", "mode", "from", "node", "conditions"])]
    pub batch: bool,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub output: Output,
}

/// Print the names that can be imported from each entry point, and whether these are all.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct Exports {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION
    pub target: PathBuf,
    /// Only this one: `.`, `./sub` or `my-lib/sub`
    pub subpath: Option<String>,
    #[command(flatten)]
    pub judged: Judged,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub output: Output,
}

/// Say whether statements of a consumer would link: its imports, requires and re-exports of the package.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_IMPORT)]
pub(super) struct Import {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION
    pub target: PathBuf,
    /// JavaScript that names the package, such as 'import { X } from "my-lib/sub"'
    #[arg(value_name = "STATEMENT", required_unless_present = "file")]
    pub statements: Vec<String>,
    /// Every statement that names the package in a JavaScript file, or in the code fences of a Markdown file (repeatable)
    #[arg(long, value_name = "FILE")]
    pub file: Vec<PathBuf>,
    #[command(flatten)]
    pub judged: Judged,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub output: Output,
}

/// Whose behaviour decides.
#[derive(Debug, clap::Args)]
pub(super) struct Judged {
    /// The Node whose behaviour decides, as 24 or 22.11.0 (repeatable) [default: 22]
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    pub node: Vec<NodeVersion>,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
}

impl Judged {
    /// As options that ask every rule.
    pub fn options(&self) -> Options {
        let mut nodes: Vec<NodeVersion> = Vec::new();
        for &node in &self.node {
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
        let default = Options::default();
        Options {
            nodes: if nodes.is_empty() { default.nodes } else { nodes },
            conditions: self.conditions.clone(),
            ..default
        }
    }
}

/// Print the page of a rule: what is wrong, whom it hurts, what to do. Without a rule, the list.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// Its name
    pub rule: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

/// What the output looks like.
#[derive(Debug, clap::Args)]
pub(super) struct Output {
    /// text, or json: one document
    #[arg(
        long,
        default_value = "text",
        help_heading = "Output",
        hide_possible_values = true,
        hide_default_value = true
    )]
    format: Format,
    /// Short for --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    json: bool,
    /// auto, always or never; NO_COLOR is respected
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub color: ColorChoice,
    /// Show only what is wrong, and no progress
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    Auto,
    Always,
    Never,
}

impl Output {
    pub fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// How much text there is to be.
    pub fn detail(&self) -> Detail {
        if self.quiet { Detail::Problems } else { Detail::Folded }
    }
}

impl Command {
    pub fn output(&self) -> &Output {
        match self {
            Self::Check(args) => &args.output,
            Self::Ls(args) => &args.output,
            Self::Resolve(args) => &args.output,
            Self::Exports(args) => &args.output,
            Self::Import(args) => &args.output,
            Self::Explain(args) => &args.output,
        }
    }
}

impl ValueEnum for Mode {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Import, Self::Require]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Import => "import",
            Self::Require => "require",
        }))
    }
}

/// The rule of that name.
pub(super) fn rule(name: &str) -> Result<&'static Rule, Failure> {
    rules::find(name).ok_or_else(|| {
        let near = closest(name, RULES.iter().map(|rule| rule.name));
        let help = match near {
            Some(near) => format!("did you mean {near}?"),
            None => "`packproof explain` lists the rules".to_owned(),
        };
        Failure::Usage { message: format!("there is no rule \"{name}\""), help: Some(help) }
    })
}

/// The arguments, or why they cannot be understood, or the help that they ask for.
pub(super) fn parse(args: Vec<OsString>, session: &Session<'_>) -> Result<Args, Failure> {
    let width = session.terminal.width;
    let command = Args::command().term_width(width).max_term_width(width);
    let args = with_command(args, &command, session)?;
    let parsed = command
        .try_get_matches_from(args)
        .and_then(|matches| clap::FromArgMatches::from_arg_matches(&matches));
    parsed.map_err(|error| failure(&error, session))
}

/// The arguments with the command in front: the first word where it is one, else `check`.
fn with_command(
    mut args: Vec<OsString>,
    known: &clap::Command,
    session: &Session<'_>,
) -> Result<Vec<OsString>, Failure> {
    let is_about_itself = |arg: &OsString| ["-h", "--help", "-V", "--version"].iter().any(|flag| arg == flag);
    let first = first_word(&args, known);
    if args.iter().take(first.unwrap_or(args.len())).skip(1).any(is_about_itself) {
        return Ok(args);
    }
    let is_command = |word: &OsStr| known.get_subcommands().any(|command| word == command.get_name());
    match first.and_then(|at| args.get(at).cloned().map(|word| (at, word))) {
        Some((at, word)) if is_command(&word) => {
            args.remove(at);
            args.insert(1, word);
        }
        Some((_, word)) if !session.directory.join(&word).exists() => {
            refuse_unknown_command(&word, known)?;
            args.insert(1, "check".into());
        }
        _ => args.insert(args.len().min(1), "check".into()),
    }
    Ok(args)
}

/// Where the first argument is that is no option and no value of one.
fn first_word(args: &[OsString], known: &clap::Command) -> Option<usize> {
    let takes_value = |option: &str| {
        let mut all = known.get_subcommands().flat_map(clap::Command::get_arguments);
        all.any(|arg| arg.get_long() == Some(option) && arg.get_action().takes_values())
    };
    let mut at = 1;
    loop {
        let arg = args.get(at)?.to_string_lossy();
        match arg.strip_prefix("--") {
            Some("") => return None,
            Some(option) if takes_value(option) => at += 2,
            Some(_) => at += 1,
            None if arg.starts_with('-') && arg != "-" => at += 1,
            None => return Some(at),
        }
    }
}

/// A lone word that names no file was probably meant as a command.
fn refuse_unknown_command(word: &OsStr, known: &clap::Command) -> Result<(), Failure> {
    let word = word.to_string_lossy();
    if word == "-" || word.contains(['.', '/', '\\', ':', '@']) {
        return Ok(());
    }
    let near = closest(&word, known.get_subcommands().map(clap::Command::get_name));
    let help = match near {
        Some(near) => format!("did you mean `packproof {near}`?"),
        None => "`packproof --help` lists the commands; npm:NAME@VERSION is a published package".to_owned(),
    };
    Err(Failure::Usage {
        message: format!("\"{word}\" is no command, and no file or folder here"),
        help: Some(help),
    })
}

fn failure(error: &clap::Error, session: &Session<'_>) -> Failure {
    let rendered = error.render();
    if !error.use_stderr() {
        return Failure::Shown(match session.terminal.color {
            Color::Always => rendered.ansi().to_string(),
            Color::Never => rendered.to_string(),
        });
    }
    let text = rendered.to_string();
    let mut parts = text.trim_start_matches("error: ").split("\n\n");
    let message = parts.next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let tip = parts.find_map(|part| part.trim().strip_prefix("tip: ")).map(str::to_owned);
    let help = tip.unwrap_or_else(|| "`packproof --help` shows what there is".to_owned());
    Failure::Usage { message, help: Some(help) }
}

/// The format asked for, found also among arguments that cannot be understood.
pub(super) fn wanted_format(args: &[OsString]) -> Format {
    let mut options = args.iter().take_while(|arg| *arg != "--");
    let is_json = options.any(|arg| arg == "--json" || arg == "--format=json")
        || args.windows(2).any(|pair| {
            pair.first().is_some_and(|arg| arg == "--format") && pair.last().is_some_and(|arg| arg == "json")
        });
    if is_json { Format::Json } else { Format::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_stands_first_or_is_check() {
        let known = Args::command();
        let empty = std::env::temp_dir().join("packproof-no-such-folder");
        let session = Session {
            input: &mut std::io::empty(),
            out: &mut std::io::sink(),
            err: &mut std::io::sink(),
            directory: empty,
            terminal: crate::report::terminal::Terminal::PIPE,
            err_color: Color::Never,
        };
        for (given, expected) in [
            ("", "check"),
            ("x.tgz", "check x.tgz"),
            ("--json x.tgz", "check --json x.tgz"),
            ("--node 20 x.tgz", "check --node 20 x.tgz"),
            ("--json ls x.tgz", "ls --json x.tgz"),
            ("check x.tgz", "check x.tgz"),
            ("-", "check -"),
            ("npm:a@1", "check npm:a@1"),
            ("--help", "--help"),
            ("ls --help", "ls --help"),
            ("--json", "check --json"),
        ] {
            let words = |text: &str| -> Vec<OsString> {
                ["packproof"].into_iter().chain(text.split_whitespace()).map(OsString::from).collect()
            };
            assert_eq!(with_command(words(given), &known, &session).unwrap(), words(expected), "{given}");
        }
    }

    #[test]
    fn arguments_are_well_formed() {
        Args::command().debug_assert();
    }
}
