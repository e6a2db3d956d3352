//! The files that a module opens by a path that it makes from its own place.

use super::requests::When;
use crate::text::Span;

/// One use of a path whose parts are all known: `readFileSync(join(__dirname, "a.txt"))`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetUse {
    /// The path, from the module's folder on: `/templates/a.txt`. A segment [`OWN_FILE`] is the module itself.
    pub path: String,
    pub verb: AssetVerb,
    /// The time at which it happens; a failure that is not thrown where it stands is deferred.
    pub when: When,
    /// The place of the path in the code.
    pub span: Span,
}

/// The segment that stands for the file name of the module.
pub const OWN_FILE: &str = "\0";

/// The uses of a path. Where one place in the code has two, the first in this order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssetVerb {
    /// It is made, changed or looked for: it need not be packed.
    Spare,
    /// Something below it is made or looked for, under a name that is not known.
    SpareBelow,
    /// Its contents are read.
    Read,
    /// The file is looked for, and must be there: `statSync(…)`.
    Look,
    /// The names in a folder are read.
    List,
    Copy,
    /// `new Worker(…)`
    Work,
    /// `fork(…)`
    Fork,
    /// `spawn(…)`, or the script that Node is started with.
    Run,
    /// `process.dlopen(module, …)`
    LoadAddon,
    /// `require(…)` of a path that code puts together.
    Require,
    /// `require.resolve(…)` of a path that code puts together.
    Resolve,
    /// `import(…)` of a path that code puts together.
    Import,
    /// `nodeGypBuild(…)`: the folder of a package that holds an addon.
    FindAddon,
    /// `bindings("x")`: the path is the addon's file name.
    FindBinding,
    /// `new URL("./x", import.meta.url)`
    Name,
}

impl AssetVerb {
    /// Returns true for a use that needs no packed file, and tells that other uses may not need one either.
    pub fn spares(self) -> bool {
        matches!(self, Self::Spare | Self::SpareBelow)
    }
}
