//! The package manager of a project, with the evidence for it.

use std::fmt;

use crate::pack::manager::Manager;

/// The package manager that a project uses, with the evidence for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectedManager {
    pub manager: Manager,
    pub evidence: Evidence,
}

/// The reason to take a package manager for the one of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The user said so.
    Told,
    /// A field of package.json, with its value.
    Field { name: &'static str, value: String },
    /// A file that only this manager writes or reads.
    File(&'static str),
    /// Nothing says otherwise.
    Default,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told => f.write_str("as you said"),
            Self::Field { name, value } => write!(f, "as \"{name}\" says: {value}"),
            Self::File(name) => write!(f, "for there is a {name}"),
            Self::Default => f.write_str("as nothing says otherwise"),
        }
    }
}
