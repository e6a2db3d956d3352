//! The options of `smoke`.

use std::path::PathBuf;

use crate::{
    cli::args::{help::AFTER_SMOKE, output::OutputArgs, pack::PackArgs},
    report::smoke::Deps,
    smoke::SmokeOptions,
};

/// Ask real Node: install the package in a clean folder, import and require every entry point and run every bin, each
/// in a process of its own; then compare with the static verdict.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_SMOKE)]
pub(in crate::cli) struct SmokeArgs {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION [default: this folder]
    pub target: Option<PathBuf>,
    /// An installed Node, as 24 or 22.11.0, or the path of one (repeatable) [default: the one on the PATH]
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    pub node: Vec<String>,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
    /// install (by a package manager), link (what the project has installed; needs no network), or none
    #[arg(long, value_enum, value_name = "HOW", default_value_t, hide_possible_values = true)]
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
    #[arg(long, value_name = "SECONDS", default_value_t = SmokeOptions::default().time.as_secs(), value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
    /// MiB that each process may keep in memory
    #[arg(long, value_name = "MIB", default_value_t = SmokeOptions::default().memory, value_parser = clap::value_parser!(u32).range(16..=1_048_576))]
    pub memory: u32,
    /// Install peers that are optional, too (with --deps install)
    #[arg(long)]
    pub optional_peers: bool,
    /// Run install scripts, held by the system, and compare them with the static verdict
    #[arg(long)]
    pub scripts: bool,
    #[command(flatten)]
    pub sources: SourceArgs,
    /// Let the package write, read outside its folder, start processes and threads, load native addons; hold no install script
    #[arg(long)]
    pub r#unsafe: bool,
    /// Keep the temporary folder, and say where it is
    #[arg(long)]
    pub keep: bool,
    /// The file for a report to packproof's issue tracker, if the static verdict is wrong
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Show every line, however many there are
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// The places beside the registry that dependencies may come from.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SourceArgs {
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
