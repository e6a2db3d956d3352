//! The options that both faces accept, with their defaults and the names of their values.

use std::str::FromStr;

use thiserror::Error;

use crate::{
    budget::SizeBudget,
    node::NodeVersion,
    resolve::{Mode, NodeTarget, typescript::TypesMode},
};

/// The options of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The versions of Node whose behaviour decides.
    pub nodes: Vec<NodeVersion>,
    /// None was asked for: "engines" of the package decides, as far as it excludes the default, and is compared with what
    /// older and newer versions do.
    pub by_engines: bool,
    /// Conditions that the consumer adds.
    pub conditions: Vec<String>,
    /// The names of rules that are not asked.
    pub ignore: Vec<String>,
    /// Warnings fail the check, too.
    pub strict: bool,
    /// The place that suggestions have in the report.
    pub suggestions: ShownSuggestions,
    /// The declarations are judged.
    pub types: TypesChoice,
    /// TypeScript's old mode is asked, too.
    pub types_node10: bool,
    /// The most that the package may weigh; it comes before the budget that the package sets itself.
    pub budget: SizeBudget,
}

/// The place that suggestions have in a report; they are counted in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShownSuggestions {
    /// They are left out.
    No,
    /// They are complete for machines, and one line for people.
    #[default]
    Folded,
    /// People see them like other findings.
    All,
}

/// The answer to the question which packages need types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypesChoice {
    /// Declarations are not looked at.
    Off,
    /// They are judged where a package has any.
    #[default]
    Auto,
    /// A package without any is wrong.
    Required,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            nodes: vec![NodeVersion::default()],
            by_engines: false,
            conditions: Vec::new(),
            ignore: Vec::new(),
            strict: false,
            suggestions: ShownSuggestions::default(),
            types: TypesChoice::Auto,
            types_node10: false,
            budget: SizeBudget::default(),
        }
    }
}

impl Options {
    /// Options for these versions of Node, each taken once, or for the default where there is none.
    pub fn of_nodes(nodes: Vec<NodeVersion>, conditions: Vec<String>) -> Self {
        let mut distinct: Vec<NodeVersion> = Vec::new();
        for node in nodes {
            if !distinct.contains(&node) {
                distinct.push(node);
            }
        }
        let default = Self::default();
        let nodes = if distinct.is_empty() { default.nodes } else { distinct };
        Self { nodes, conditions, ..default }
    }

    /// Options for one version, with its conditions.
    pub fn of(node: &NodeTarget) -> Self {
        Self { nodes: vec![node.version], conditions: node.conditions.clone(), ..Self::default() }
    }

    /// The versions, each with the conditions.
    pub fn targets(&self) -> Vec<NodeTarget> {
        let target = |&version| NodeTarget { version, conditions: self.conditions.clone() };
        self.nodes.iter().map(target).collect()
    }

    /// The modes of TypeScript that are asked; none if declarations are not looked at.
    pub fn types_modes(&self) -> Vec<TypesMode> {
        let node10 = self.types_node10.then_some(TypesMode::Node10);
        match self.types {
            TypesChoice::Off => Vec::new(),
            _ => TypesMode::DEFAULT.into_iter().chain(node10).collect(),
        }
    }

    /// The versions by their names.
    pub fn node_names(&self) -> Vec<String> {
        self.nodes.iter().map(ToString::to_string).collect()
    }
}

impl Mode {
    pub const ALL: [Self; 2] = [Self::Import, Self::Require];

    /// `import` or `require`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Require => "require",
        }
    }
}

/// Most consumers import.
impl Default for Mode {
    fn default() -> Self {
        Self::Import
    }
}

/// A word that names no mode.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\"{0}\" is no mode: import or require")]
pub struct InvalidMode(String);

impl FromStr for Mode {
    type Err = InvalidMode;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|mode| mode.name() == name).ok_or_else(|| InvalidMode(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_is_named_twice_is_asked_once() {
        let nodes = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
        let names = |given: &[&str]| Options::of_nodes(nodes(given), Vec::new()).node_names();
        assert_eq!(names(&["24", "22", "24"]), ["24", "22"]);
        assert_eq!(names(&[]), Options::default().node_names());
    }
}
