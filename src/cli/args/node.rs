//! The options that say whose behaviour decides.

use crate::{node::NodeVersion, options::Options};

/// The versions of Node whose behaviour decides, with the conditions.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NodeArgs {
    /// The Node whose behaviour decides, as 24 or 22.11.0 (repeatable) [default: 22]
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    pub node: Vec<NodeVersion>,
    /// Conditions that the consumer adds, such as `development`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub conditions: Vec<String>,
}

impl NodeArgs {
    /// Options that ask every rule.
    pub fn options(&self) -> Options {
        Options::of_nodes(self.node.clone(), self.conditions.clone())
    }
}
