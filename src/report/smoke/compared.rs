//! The scene of a comparison, and its result.

use std::collections::BTreeSet;

use crate::report::smoke::{Deps, Reason, Unmet};

/// The surroundings of the package while Node was asked.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    pub deps: Deps,
    /// The packages that a request from the package finds.
    pub present: BTreeSet<String>,
    /// The dependencies that the project does not have as they are declared.
    pub unmet: Vec<Unmet>,
    /// The warnings of the static verdict, which say what may fail while it runs.
    pub warnings: Vec<String>,
}

/// The result of a comparison.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Compared {
    pub agrees: bool,
    pub reason: Option<Reason>,
    pub explanation: Option<String>,
    /// The optional package that Node did not find.
    pub needs: Option<String>,
}

impl Compared {
    pub fn agreed() -> Self {
        Self { agrees: true, ..Self::default() }
    }

    pub fn because(reason: Reason, explanation: impl Into<String>) -> Self {
        Self { reason: Some(reason), explanation: Some(explanation.into()), ..Self::default() }
    }

    /// It needs a package that its consumer may leave out.
    pub fn needs_optional(name: &str) -> Self {
        let text = format!("needs {name}, which the package declares as optional");
        Self { needs: Some(name.to_owned()), ..Self::because(Reason::OptionalDependency, text) }
    }
}
