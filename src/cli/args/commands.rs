//! The options of the commands that look at a package, but for those of `smoke`.

use std::path::PathBuf;

use crate::{
    budget,
    cli::args::{
        help::{AFTER_CHECK, AFTER_IMPORT, AFTER_INIT, AFTER_TRACE, EXIT_STATUS},
        node::NodeArgs,
        output::OutputArgs,
        pack::PackArgs,
        types::TypesArgument,
    },
    deps::DepsSource,
    node::NodeVersion,
    resolve::Mode,
};

/// Check every entry point (subpaths and bins) in every mode, then the findings of the rules.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_CHECK)]
pub(in crate::cli) struct CheckArgs {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION (several) [default: this folder]
    #[arg(value_name = "TARGET")]
    pub targets: Vec<PathBuf>,
    #[command(flatten)]
    pub judged: NodeArgs,
    /// A rule not to ask (repeatable); `packproof explain` lists them
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Fail on warnings, too
    #[arg(long)]
    pub strict: bool,
    /// Show suggestions in full; they never fail a check
    #[arg(long)]
    pub suggestions: bool,
    /// The packages beside it: none, installed[=DIR], install, lowest or lockfile (several, by commas: a verdict for each) [default: installed for a folder that has node_modules, else none]
    #[arg(long, value_name = "WHICH", value_delimiter = ',')]
    pub deps: Vec<DepsSource>,
    /// Judge declarations: off, auto (where there are any) or required; node10 adds that mode [default: auto]
    #[arg(long, value_name = "WHEN", value_delimiter = ',', value_enum, hide_possible_values = true)]
    pub types: Vec<TypesArgument>,
    /// The package of @types that holds its types, as a tarball
    #[arg(long, value_name = "TGZ", conflicts_with_all = ["stdin_list", "workspaces", "workspace"])]
    pub types_package: Option<PathBuf>,
    /// The largest tarball that passes, as 200kB [default: "packproof": { "maxPacked" } in package.json, if any]
    #[arg(long, value_name = "SIZE", value_parser = budget::size)]
    pub max_packed: Option<u64>,
    /// The most bytes of files that pass, as 1.5MB [default: "maxUnpacked" there]
    #[arg(long, value_name = "SIZE", value_parser = budget::size)]
    pub max_unpacked: Option<u64>,
    /// The most files that pass [default: "maxFiles" there]
    #[arg(long, value_name = "NUMBER", value_parser = budget::count)]
    pub max_files: Option<u64>,
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
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// List the packed files as npm lays them out: mode, size and path; then the hazards.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct LsArgs {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION [default: this folder]
    pub target: Option<PathBuf>,
    /// Draw a tree, the entry points marked
    #[arg(long)]
    pub tree: bool,
    #[command(flatten)]
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Resolve one specifier as Node does, and show each step and its place in package.json.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(in crate::cli) struct ResolveArgs {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION
    pub target: PathBuf,
    /// The specifier to import: `my-lib/sub`, or `./sub` of the package; from a file of it, any specifier
    #[arg(required_unless_present = "batch")]
    pub specifier: Option<String>,
    /// import or require
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub mode: Mode,
    /// The file of the package that it stands in [default: a consumer]
    #[arg(long, value_name = "FILE")]
    pub from: Option<String>,
    /// The Node whose behaviour decides, as 24 or 22.11.0
    #[arg(long, value_name = "VERSION", default_value_t)]
    pub node: NodeVersion,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
    /// Answer many: JSON lines { specifier, mode, from?, conditions?, node? } on standard input, one line of JSON each
    #[arg(long, conflicts_with_all = ["specifier", "mode", "from", "node", "conditions"])]
    pub batch: bool,
    #[command(flatten)]
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Print the names that can be imported from each entry point, and whether these are all.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(in crate::cli) struct ExportsArgs {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION
    pub target: PathBuf,
    /// Only this one: `.`, `./sub` or `my-lib/sub`
    pub subpath: Option<String>,
    /// Print the declared names beside those that are exported
    #[arg(long)]
    pub types: bool,
    #[command(flatten)]
    pub judged: NodeArgs,
    #[command(flatten)]
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Say whether statements of a consumer would link: its imports, requires and re-exports of the package.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_IMPORT)]
pub(in crate::cli) struct ImportArgs {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION
    pub target: PathBuf,
    /// JavaScript that names the package, such as 'import { X } from "my-lib/sub"'
    #[arg(value_name = "STATEMENT", required_unless_present = "file")]
    pub statements: Vec<String>,
    /// Every statement that names the package in a JavaScript file, or in the code fences of a Markdown file (repeatable)
    #[arg(long, value_name = "FILE")]
    pub file: Vec<PathBuf>,
    #[command(flatten)]
    pub judged: NodeArgs,
    #[command(flatten)]
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Show where each source module of a project is lost between source, compiled, packed, exported and importable.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_TRACE)]
pub(in crate::cli) struct TraceArgs {
    /// The folder of the project [default: this folder]; a path or an exported name in it follows that alone
    #[arg(value_name = "PROJECT")]
    pub project: Option<String>,
    /// A source file, a folder, or an exported name, to follow that alone
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
    /// Its tarball: a .tgz or .tar, `-`, or npm:NAME@VERSION [default: the project, packed]
    #[arg(long, value_name = "TARGET")]
    pub tarball: Option<PathBuf>,
    /// The folder that a source folder is compiled to, in place of what the build says (repeatable)
    #[arg(long, value_name = "SRC=DIST")]
    pub map: Vec<String>,
    /// The script that builds [default: build]
    #[arg(long, value_name = "NAME")]
    pub build_script: Option<String>,
    /// Show every module, not only what is lost
    #[arg(long)]
    pub all: bool,
    /// The Node whose behaviour decides, as 24 or 22.11.0
    #[arg(long, value_name = "VERSION", default_value_t)]
    pub node: NodeVersion,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
    #[command(flatten)]
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Write the prepublishOnly line, the first test and the step in CI, after showing them.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_INIT)]
pub(in crate::cli) struct InitArgs {
    /// The folder of the package [default: this folder]
    pub project: Option<PathBuf>,
    /// Write without asking
    #[arg(short, long)]
    pub yes: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Print the page of a rule: what is wrong, whom it hurts, what to do. Without a rule, the list.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ExplainArgs {
    /// Its name
    pub rule: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}
