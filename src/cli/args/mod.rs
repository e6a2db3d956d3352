//! The arguments of the command line: each command with its options.

mod commands;
mod diff;
mod help;
mod node;
mod output;
mod pack;
mod parse;
mod smoke;
pub(super) mod types;
mod values;

use std::slice;

use clap::{Parser, Subcommand};

pub(super) use commands::{
    CheckArgs, ExplainArgs, ExportsArgs, ImportArgs, InitArgs, LsArgs, ResolveArgs, TraceArgs,
};
pub(super) use diff::{DiffArgs, SurfaceArgs};
pub(super) use output::OutputArgs;
pub(super) use pack::PackArgs;
pub(super) use parse::{command, parse, wanted_format};
pub(super) use smoke::SmokeArgs;
pub(super) use values::rule;

use crate::node::NodeVersion;

/// Proves, without running a line of it, that a packed npm package can be imported by the people who install it.
#[derive(Debug, Parser)]
#[command(name = "packproof", version, after_help = help::AFTER_HELP, override_usage = "packproof [COMMAND] [TARGET] [OPTIONS]", disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: CliCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum CliCommand {
    /// Check every entry point, in every mode [the default]
    Check(CheckArgs),
    /// List the files as npm lays them out
    Ls(LsArgs),
    /// Resolve one specifier and show each step
    Resolve(ResolveArgs),
    /// Print the names that each entry point exports
    Exports(ExportsArgs),
    /// Say whether import and require statements would link
    Import(ImportArgs),
    /// Show what a release takes away from those who have the last one
    Diff(DiffArgs),
    /// Print all that consumers can name, as JSON to be reviewed
    Surface(SurfaceArgs),
    /// Show where each source module is lost on its way to those who import it
    Trace(TraceArgs),
    /// Ask real Node: install it, import and require every entry point
    Smoke(SmokeArgs),
    /// Write the prepublishOnly line, the first test and the step in CI
    Init(InitArgs),
    /// Print the page of a rule, or the list of rules
    Explain(ExplainArgs),
}

impl CliCommand {
    pub fn output(&self) -> &OutputArgs {
        match self {
            Self::Check(args) => &args.output,
            Self::Ls(args) => &args.output,
            Self::Resolve(args) => &args.output,
            Self::Exports(args) => &args.output,
            Self::Import(args) => &args.output,
            Self::Diff(args) => &args.output,
            Self::Surface(args) => &args.output,
            Self::Trace(args) => &args.output,
            Self::Smoke(args) => &args.output,
            Self::Init(args) => &args.output,
            Self::Explain(args) => &args.output,
        }
    }

    /// Returns the versions of Node whose behaviour is computed; those that `smoke` runs answer for themselves.
    pub fn computed_nodes(&self) -> &[NodeVersion] {
        match self {
            Self::Check(args) => &args.judged.node,
            Self::Resolve(args) => slice::from_ref(&args.node),
            Self::Exports(args) => &args.judged.node,
            Self::Import(args) => &args.judged.node,
            Self::Diff(args) => &args.node,
            Self::Surface(args) => &args.judged.node,
            Self::Trace(args) => slice::from_ref(&args.node),
            Self::Ls(_) | Self::Smoke(_) | Self::Init(_) | Self::Explain(_) => &[],
        }
    }
}
