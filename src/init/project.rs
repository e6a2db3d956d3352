//! A project before it is changed, and a change of one of its files.

use crate::pack::Manager;

/// A project before it is changed.
#[derive(Clone, Debug)]
pub struct ProjectOutlook {
    /// The text of package.json.
    pub manifest: String,
    pub manager: Manager,
    /// The manager is yarn 2 or newer.
    pub has_modern_yarn: bool,
    /// The project has a lock file, so that CI can install exactly that.
    pub is_locked: bool,
    /// The folder that has its tests, if one of the usual ones is there.
    pub test_folder: Option<&'static str>,
    /// A test or a workflow of the project names packproof already.
    pub has_test: bool,
    pub has_ci: bool,
    /// The text of .gitlab-ci.yml.
    pub gitlab: Option<String>,
}

/// A file that is written, with its text before, if there was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub path: String,
    pub before: Option<String>,
    pub after: String,
}
