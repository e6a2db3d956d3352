//! The options of `diff` and `surface`.

use std::path::PathBuf;

use crate::{
    cli::args::{
        help::{AFTER_DIFF, EXIT_STATUS},
        node::NodeArgs,
        output::OutputArgs,
        pack::PackArgs,
    },
    diff::Bump,
    node::NodeVersion,
};

/// Show what a release takes away from those who have the last one, what it adds, and the smallest bump that is honest.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_DIFF)]
pub(in crate::cli) struct DiffArgs {
    /// The older release: a TARGET, or npm: alone, the newest published version that is lower
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The newer release [default: this folder]
    #[arg(value_name = "NEW")]
    pub new: Option<PathBuf>,
    /// The bump that will be made, where the version is not raised yet: major, minor or patch
    #[arg(long = "as", value_name = "BUMP")]
    pub bump: Option<Bump>,
    /// A change that is meant: KIND, or KIND:SUBJECT for one subpath or name (repeatable)
    #[arg(long, value_name = "KIND[:SUBJECT]")]
    pub allow: Vec<String>,
    /// With npm: alone, be content where no lower version is published
    #[arg(long)]
    pub if_published: bool,
    /// The Node whose behaviour decides, as 24 or 22.11.0 (repeatable) [default: those that OLD supports]
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    pub node: Vec<NodeVersion>,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
    #[command(flatten)]
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Print all that consumers can name of a package as sorted JSON, to be kept in the repository and reviewed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(in crate::cli) struct SurfaceArgs {
    /// A .tgz or .tar, `-`, a folder, or npm:NAME@VERSION [default: this folder]
    pub target: Option<PathBuf>,
    /// The file to write it to
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    #[command(flatten)]
    pub judged: NodeArgs,
    #[command(flatten)]
    pub packs: PackArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}
