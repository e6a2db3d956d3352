//! What both faces accept for a check.

use crate::{node::NodeVersion, resolve::NodeTarget};

/// How to check a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The versions of Node whose behaviour decides.
    pub nodes: Vec<NodeVersion>,
    /// Conditions that the consumer adds.
    pub conditions: Vec<String>,
    /// The names of rules that are not asked.
    pub ignore: Vec<String>,
    /// Whether warnings fail the check too.
    pub strict: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            nodes: vec![NodeVersion::default()],
            conditions: Vec::new(),
            ignore: Vec::new(),
            strict: false,
        }
    }
}

impl Options {
    /// Of one version, with its conditions.
    pub fn of(node: &NodeTarget) -> Self {
        Self { nodes: vec![node.version], conditions: node.conditions.clone(), ..Self::default() }
    }

    /// Each version with the conditions.
    pub fn targets(&self) -> Vec<NodeTarget> {
        let target = |&version| NodeTarget { version, conditions: self.conditions.clone() };
        self.nodes.iter().map(target).collect()
    }

    /// The versions by their names.
    pub fn node_names(&self) -> Vec<String> {
        self.nodes.iter().map(ToString::to_string).collect()
    }
}
