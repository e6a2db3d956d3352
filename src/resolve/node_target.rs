//! The Node that is to answer.

use crate::node::NodeVersion;

/// A version of Node, and the conditions that the user adds (`--conditions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeTarget {
    pub version: NodeVersion,
    pub conditions: Vec<String>,
}
