//! Paths from a module's own place that its texts hand to other programs: `join(__dirname, 'plugins')`.

use std::borrow::Cow;

use crate::{hash::HashSet, link::graph::Module, text::quoted};

/// Members of package.json that name folders for another reason than to load what is in them, or for the author's tools.
const SILENT: [&str; 38] = [
    "ava",
    "babel",
    "browserslist",
    "bundledDependencies",
    "c8",
    "config",
    "contributes",
    "directories",
    "eslintConfig",
    "eslintIgnore",
    "homepage",
    "husky",
    "jest",
    "lint-staged",
    "main",
    "mocha",
    "module",
    "name",
    "np",
    "nx",
    "nyc",
    "prettier",
    "publishConfig",
    "release",
    "remarkConfig",
    "repository",
    "scripts",
    "semistandard",
    "size-limit",
    "standard",
    "tap",
    "tsd",
    "tsup",
    "types",
    "typesVersions",
    "typings",
    "wireit",
    "xo",
];
/// Calls that take the name of a folder beside the module.
const BESIDE: [&str; 2] = ["commandDir(", "commandDirectory("];
/// The longest name that is looked at.
const LONGEST: usize = 200;

/// Tells whether a folder that a member of package.json names may be one that its tool loads modules from.
pub(in crate::rules) fn may_hold_modules(member: &str) -> bool {
    !SILENT.contains(&member) && !["browser", "imports", "workspaces"].contains(&member)
}

/// The texts of a module, and what it says of its own place.
pub(in crate::rules) struct OwnTexts<'m> {
    text: &'m str,
    /// The specifiers of the module's requests: they were followed already.
    requested: HashSet<&'m str>,
    knows_itself: bool,
}

impl<'m> OwnTexts<'m> {
    pub fn of(module: &'m Module, text: &'m str) -> Self {
        let requested = module.requests.iter().map(|edge| edge.request.specifier.value.as_str()).collect();
        let knows_itself = ["__dirname", "import.meta"].iter().any(|own| text.contains(own));
        Self { text, requested, knows_itself }
    }

    /// Returns the paths, each relative to the module or a plain name, and true if one may be that of a file without its ending.
    pub fn paths(&self) -> impl Iterator<Item = (Cow<'m, str>, bool)> {
        quoted(self.text).filter_map(|words| self.path(words))
    }

    fn path(&self, words: &'m str) -> Option<(Cow<'m, str>, bool)> {
        if words.len() > LONGEST || words.contains([' ', '\n', '(', ';']) || self.requested.contains(words) {
            return None;
        }
        // `${__dirname}/child`, and `/child` behind `__dirname +`.
        let behind = match words.strip_prefix("${") {
            Some(rest) => rest.split_once('}')?.1,
            None => words,
        };
        if let Some(rest) = behind.strip_prefix('/') {
            return (!rest.is_empty()).then(|| (Cow::Owned(format!("./{rest}")), self.knows_itself));
        }
        if behind.starts_with("./") || behind.starts_with("../") {
            return Some((Cow::Borrowed(behind), false));
        }
        let before = self.before(words);
        if let Some(before) = before.strip_suffix(',').filter(|_| self.knows_itself) {
            let is_own = is_own_place(before);
            let path = if is_own { Cow::Owned(format!("./{behind}")) } else { Cow::Borrowed(behind) };
            return Some((path, is_own));
        }
        let is_beside = BESIDE.iter().any(|call| before.ends_with(call));
        is_beside.then_some((Cow::Borrowed(behind), false))
    }

    /// Returns the text before the quote that a text begins with.
    fn before(&self, words: &str) -> &'m str {
        let start = (words.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).saturating_sub(1);
        self.text.get(..start).unwrap_or_default().trim_end()
    }
}

/// Tells whether an argument that ends here is the folder of the module itself.
fn is_own_place(before: &str) -> bool {
    let own = ["__dirname", "import.meta.dirname", "dirname(fileURLToPath(import.meta.url))"];
    own.iter().any(|own| before.trim_end().ends_with(own))
}
