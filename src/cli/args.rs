//! What the arguments mean.

use std::{
    ffi::{OsStr, OsString},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};

use clap::{
    ArgAction, ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    builder::PossibleValue, parser::ValueSource,
};

use crate::{
    cli::{
        failure::Failure,
        limits::LimitArgs,
        outputs::{self, Form, Given, Sheet},
        surroundings::Surroundings,
    },
    limits::Limits,
    node::NodeVersion,
    options::Options,
    pack::{Manager, Packing, Stop},
    render::{terminal::Color, text::Detail},
    report::{help::closest, smoke::Deps},
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

const AFTER_CHECK: &str = "\
Text stays on standard output unless another format goes there:
  packproof --output packproof.sarif --format junit --output report.xml
  packproof --format github --format markdown --output \"$GITHUB_STEP_SUMMARY\"

Exit status: 0 nothing wrong, 1 something is wrong with the package,
2 could not check (bad usage, unreadable archive, npm failed). Of several
targets none stops the others, and the worst decides.

How much is looked at: --limit-NAME NUMBER; the names are in
`packproof explain limit-reached`.";

const AFTER_IMPORT: &str = "\
In Markdown the blocks in js, mjs, cjs, jsx, ts and their like are read, those
without a language, and what a shell gives to `node -e`. Where one is no whole
program, its statements are taken one by one, without types. What names the
package and was not read is listed.

A STATEMENT that does not name the package is bad usage; in files it is skipped.

Exit status: 0 all of them link, 1 one does not, 2 could not check: one does
not parse.";

const AFTER_TRACE: &str = "\
Nothing is built or run: the steps are read from the build script of
package.json and from the configuration of its tools; the tarball is the truth.

Examples:
  packproof trace --tarball my-lib-1.0.0.tgz
  packproof trace . src/deployment      what becomes of a folder
  packproof trace . DeploymentAuditor   and of an exported name
  packproof trace --output trace.html   the whole picture, as a page

Exit status: 0 no source module is lost, 1 one is, 2 could not check.";

const AFTER_SMOKE: &str = "\
Node is found on the PATH, in the folders of nvm, fnm, Volta, mise, asdf, nodenv
and n, and in NODE_… variables such as NODE_24=/opt/node-24.

--deps install takes npm, unless --pm names another.

The package's code runs. Node's permissions (from 20 on), and Landlock and
seccomp where Linux has them, keep it from files outside the temporary folder,
from writing, from other processes and from the network; nothing keeps it from
using up the CPU. Dependencies come from the registry.

Exit status: 0 Node loads all that it is meant to, 1 it cannot or a bin fails,
2 it could not be asked, or could not say (it needs --unsafe, a dependency …).";

const AFTER_HELP: &str = "\
Without a command, `check` is meant.

TARGET is a .tgz or .tar file, `-` for standard input, a folder (packed by its
own package manager, scripts off), or npm:NAME@VERSION (fetched by npm). By
default: this folder.

Examples:
  packproof                                   check this project, packed
  packproof my-lib-1.0.0.tgz                  check a tarball
  packproof --workspaces                      check the packages of a monorepo
  packproof check npm:dayjs@1.11.13 --json    check a published package
  packproof ls --tree                         what would be published
  packproof resolve . ./sub --mode require    one resolution, step by step
  packproof exports . ./sub                   the names to import from there
  packproof import . --file README.md         do the examples in it link?
  packproof trace                             where is each source lost?
  packproof smoke --deps link                 the verdict of real Node
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
    /// Show where each source module is lost on its way to those who import it
    Trace(Trace),
    /// Ask real Node: install it, import and require every entry point
    Smoke(Smoke),
    /// Print the page of a rule, or the list of rules
    Explain(Explain),
}

/// Check every entry point (subpaths and bins) in every mode, then the findings of the rules.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_CHECK)]
pub(super) struct Check {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION (several) [default: this folder]
    #[arg(value_name = "TARGET")]
    pub targets: Vec<PathBuf>,
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
    /// Check what standard input names, one target a line
    #[arg(long, conflicts_with_all = ["targets", "workspaces", "workspace"])]
    pub stdin_list: bool,
    /// Check every package of the monorepo that is published
    #[arg(long, conflicts_with = "workspace")]
    pub workspaces: bool,
    /// Check one package of the monorepo, by its name or folder (repeatable)
    #[arg(long, value_name = "NAME|DIR")]
    pub workspace: Vec<String>,
    #[command(flatten)]
    pub packs: Packs,
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
    pub packs: Packs,
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
    pub packs: Packs,
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
    pub packs: Packs,
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
    pub packs: Packs,
    #[command(flatten)]
    pub output: Output,
}

/// Show where each source module of a project is lost between source, compiled, packed, exported and importable.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_TRACE)]
pub(super) struct Trace {
    /// The folder of the project [default: this folder]; a path or an exported name in it follows that alone
    #[arg(value_name = "PROJECT")]
    pub project: Option<String>,
    /// A source file, a folder, or an exported name, to follow that alone
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
    /// Its tarball: a .tgz or .tar, `-`, or npm:NAME@VERSION [default: the project, packed]
    #[arg(long, value_name = "TARGET")]
    pub tarball: Option<PathBuf>,
    /// Where a source folder is compiled to, over what the build says (repeatable)
    #[arg(long, value_name = "SRC=DIST")]
    pub map: Vec<String>,
    /// The script that builds [default: build]
    #[arg(long, value_name = "NAME")]
    pub build_script: Option<String>,
    /// Show every module, not only what is lost
    #[arg(long)]
    pub all: bool,
    /// The Node whose behaviour decides, as 24 or 22.11.0
    #[arg(long, value_name = "VERSION", default_value = "22")]
    pub node: NodeVersion,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
    #[command(flatten)]
    pub packs: Packs,
    #[command(flatten)]
    pub output: Output,
}

/// Ask real Node: install the package in a clean folder, import and require every entry point and run every bin, each
/// in a process of its own; then compare with the static verdict.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_SMOKE)]
pub(super) struct Smoke {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION [default: this folder]
    pub target: Option<PathBuf>,
    /// An installed Node, as 24 or 22.11.0, or the path of one (repeatable) [default: the one on the PATH]
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    pub node: Vec<String>,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
    /// install (by a package manager), link (what the project has installed; needs no network), or none
    #[arg(long, value_name = "HOW", default_value = "install", hide_possible_values = true)]
    pub deps: Deps,
    /// The project whose dependencies are linked [default: TARGET, or this folder]
    #[arg(long, value_name = "FOLDER")]
    pub project: Option<PathBuf>,
    /// A script of yours that uses the package; it is copied beside it and run (repeatable)
    #[arg(long, value_name = "FILE")]
    pub run: Vec<PathBuf>,
    /// A statement to run, such as 'import { A } from "my-lib/sub"' (repeatable)
    #[arg(long, value_name = "STATEMENT")]
    pub import: Vec<String>,
    /// Seconds that each process may take
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
    /// MiB that each process may keep in memory
    #[arg(long, value_name = "MIB", default_value = "1024", value_parser = clap::value_parser!(u32).range(16..=1_048_576))]
    pub memory: u32,
    /// Install peers that are optional, too (with --deps install)
    #[arg(long)]
    pub optional_peers: bool,
    /// Let install scripts run, as you, with all that you may do
    #[arg(long)]
    pub scripts: bool,
    #[command(flatten)]
    pub sources: Sources,
    /// Let the package write, read outside its folder, start processes and threads, load native addons
    #[arg(long)]
    pub r#unsafe: bool,
    /// Keep the temporary folder, and say where it is
    #[arg(long)]
    pub keep: bool,
    /// Where to write a report for packproof's issue tracker, if the static verdict is wrong
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Show every line, however many there are
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub packs: Packs,
    #[command(flatten)]
    pub output: Output,
}

/// Where dependencies may come from, beside the registry.
#[derive(Debug, clap::Args)]
pub(super) struct Sources {
    /// Let dependencies come from git, which runs what a repository says
    #[arg(long)]
    pub allow_git: bool,
    /// Let dependencies come from any URL
    #[arg(long)]
    pub allow_remote: bool,
    /// Let dependencies come from tarballs on this disk
    #[arg(long)]
    pub allow_file: bool,
    /// Let dependencies come from folders of this disk, which are copied
    #[arg(long)]
    pub allow_directory: bool,
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

/// How a folder is packed, and how much of the package is looked at.
#[derive(Debug, clap::Args)]
pub(super) struct Packs {
    /// Who packs a folder: npm, pnpm, yarn or bun [default: the one that the project uses]
    #[arg(long, value_name = "NAME", help_heading = "Packing", hide_possible_values = true)]
    pm: Option<Manager>,
    /// How long that may take [default: 120]
    #[arg(long, value_name = "SECONDS", help_heading = "Packing")]
    pack_timeout: Option<NonZeroU32>,
    #[command(flatten)]
    limits: LimitArgs,
}

impl Packs {
    /// The one that is named.
    pub fn manager(&self) -> Option<Manager> {
        self.pm
    }

    pub fn limits(&self) -> &Limits {
        &self.limits.0
    }

    pub fn packing(&self, stop: &Stop) -> Packing {
        let timeout = self.pack_timeout.map(|seconds| Duration::from_secs(seconds.get().into()));
        Packing { manager: self.pm, timeout: timeout.unwrap_or(Packing::TIMEOUT), stop: stop.clone() }
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
    /// text, json, ndjson, github, junit, sarif or markdown (repeatable)
    #[arg(
        long,
        value_name = "FORMAT",
        help_heading = "Output",
        hide_possible_values = true,
        action = ArgAction::Append
    )]
    format: Vec<Form>,
    /// The file for the --format before it (- is stdout), unless its ending says another: .json .sarif .xml .md .txt
    #[arg(long, value_name = "FILE", help_heading = "Output", action = ArgAction::Append)]
    output: Vec<PathBuf>,
    /// Short for --format json
    #[arg(long, help_heading = "Output")]
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
    /// Each form, and where it goes.
    #[arg(skip)]
    pub sheets: Vec<Sheet>,
}

/// What the commands can do that know no other form than these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        let is_json = self.json || self.format.contains(&Form::Json);
        if is_json { Format::Json } else { Format::Text }
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
            Self::Trace(args) => &args.output,
            Self::Smoke(args) => &args.output,
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

impl ValueEnum for Deps {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Install, Self::Link, Self::None]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Install => "install",
            Self::Link => "link",
            Self::None => "none",
        }))
    }
}

impl ValueEnum for Manager {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
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
pub(super) fn parse(args: Vec<OsString>, surroundings: &Surroundings<'_>) -> Result<Args, Failure> {
    let width = surroundings.terminal.width;
    let command = command().term_width(width).max_term_width(width);
    let args = with_command(args, &command, surroundings)?;
    let matches = command.try_get_matches_from(args).map_err(|error| failure(&error, surroundings))?;
    let mut args = Args::from_arg_matches(&matches).map_err(|error| failure(&error, surroundings))?;
    let given = matches.subcommand().map(|(_, matches)| given(matches)).unwrap_or_default();
    match &mut args.command {
        Command::Check(check) => {
            check.output.sheets = outputs::paired(given)?;
            outputs::refuse_forms(&check.output.sheets, "check", &[Form::Html])?;
        }
        Command::Trace(trace) => {
            trace.output.sheets = outputs::paired(given)?;
            let refused = [Form::Github, Form::Junit, Form::Sarif, Form::Ndjson];
            outputs::refuse_forms(&trace.output.sheets, "trace", &refused)?;
        }
        _ => outputs::refuse_all_but_one_on_stdout(&given)?,
    }
    Ok(args)
}

/// The command line; only `check` and `trace` have other formats than text and JSON, and say so.
fn command() -> clap::Command {
    Args::command().mut_subcommands(|command| match command.get_name() {
        "check" => command,
        "trace" => command
            .mut_arg("format", |format| format.help("text, json, markdown or html (repeatable)"))
            .mut_arg("output", |output| {
                output.help("The file for the --format before it (- is stdout); without one, its ending tells: .json .md .html .txt")
            }),
        _ => command
            .mut_arg("format", |format| format.help("text, or json: one document"))
            .mut_arg("output", |output| output.hide(true)),
    })
}

/// What is said of formats and files, in the order in which it is said.
fn given(matches: &ArgMatches) -> Vec<Given> {
    let forms = matches.get_many("format").into_iter().flatten().copied().map(Given::Form);
    let files = matches.get_many("output").into_iter().flatten().cloned().map(Given::File);
    let json = (matches.value_source("json") == Some(ValueSource::CommandLine)).then_some(Given::Json);
    let at = |name| matches.indices_of(name).into_iter().flatten();
    let mut given: Vec<(usize, Given)> =
        at("format").zip(forms).chain(at("output").zip(files)).chain(at("json").zip(json)).collect();
    given.sort_by_key(|(at, _)| *at);
    given.into_iter().map(|(_, given)| given).collect()
}

/// The arguments with the command in front: the first word where it is one, else `check`.
fn with_command(
    mut args: Vec<OsString>,
    known: &clap::Command,
    surroundings: &Surroundings<'_>,
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
        Some((_, word)) if !surroundings.directory.join(&word).exists() => {
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

fn failure(error: &clap::Error, surroundings: &Surroundings<'_>) -> Failure {
    let rendered = error.render();
    if !error.use_stderr() {
        return Failure::Shown(match surroundings.terminal.color {
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

/// The form asked for, found also among arguments that cannot be understood.
pub(super) fn wanted_form(args: &[OsString]) -> Form {
    let mut options = args.iter().take_while(|arg| *arg != "--");
    let is_json = options.any(|arg| arg == "--json" || arg == "--format=json")
        || args.windows(2).any(|pair| {
            pair.first().is_some_and(|arg| arg == "--format") && pair.last().is_some_and(|arg| arg == "json")
        });
    if is_json { Form::Json } else { Form::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_stands_first_or_is_check() {
        let known = command();
        let empty = std::env::temp_dir().join("packproof-no-such-folder");
        let surroundings = Surroundings {
            keeper: Default::default(),
            input: &mut std::io::empty(),
            out: &mut std::io::sink(),
            err: &mut std::io::sink(),
            directory: empty,
            terminal: crate::render::terminal::Terminal::PIPE,
            err_color: Color::Never,
            stop: Stop::default(),
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
            assert_eq!(
                with_command(words(given), &known, &surroundings).unwrap(),
                words(expected),
                "{given}"
            );
        }
    }

    #[test]
    fn arguments_are_well_formed() {
        command().debug_assert();
    }
}
