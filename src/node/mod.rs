//! Node.js versions, and the differences between them: a profile of switches, so that no algorithm asks for a
//! version.

mod builtin_names;
mod builtins;
mod globals;
pub mod lines;
mod measured;
mod newer;
pub mod range;
mod stretches;

use std::{fmt, str::FromStr};

use thiserror::Error;

pub use builtin_names::{builtin_exports, builtin_names};
pub use builtins::{is_builtin, is_builtin_without_scheme};
pub use globals::{absent_global, browser_global, is_global_somewhere};
pub use newer::{newer_function, newer_global};
pub use stretches::{LINES, NodeLine, Stretch};

/// A version of Node.js whose behaviour decides: a full one, or the newest of a line (`22`, `22.11`).
///
/// ```
/// use packproof::node::NodeVersion;
///
/// let line: NodeVersion = "22".parse()?;
/// assert!(line.profile().require_esm);
/// let old: NodeVersion = "22.11.0".parse()?;
/// assert!(!old.profile().require_esm);
/// # Ok::<(), packproof::node::InvalidNodeVersion>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeVersion {
    major: u16,
    minor: Option<u16>,
    patch: Option<u16>,
}

/// The text is no version of Node.js that packproof knows: 18 or newer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "\"{0}\" is not a version of Node.js that packproof knows; give a major such as 22, or a full one such as 22.11.0, from 18 on"
)]
pub struct InvalidNodeVersion(pub String);

impl NodeVersion {
    /// The oldest maintained line, whose behaviour decides when nothing else is asked for.
    pub const OLDEST_MAINTAINED: Self = Self { major: 22, minor: None, patch: None };

    /// Returns the first version of each line between this one's and another's.
    pub fn lines_before(self, other: Self) -> impl Iterator<Item = Self> {
        let majors = self.major.saturating_add(1)..other.major;
        majors.map(|major| Self { major, minor: Some(0), patch: Some(0) })
    }

    /// Returns the switches of this version.
    pub fn profile(self) -> Profile {
        Profile::of(self)
    }

    /// Returns the major version.
    pub fn major(self) -> u16 {
        self.major
    }

    /// Returns major, minor and patch. What stands for the newest of a line has larger ones than any release.
    pub fn numbers(self) -> (u16, u16, u16) {
        (self.major, self.minor.unwrap_or(u16::MAX), self.patch.unwrap_or(u16::MAX))
    }

    pub fn is_older_than(self, other: Self) -> bool {
        self.numbers() < other.numbers()
    }

    /// Tells whether this is at least `major.minor`.
    pub fn at_least(self, major: u16, minor: u16) -> bool {
        self.since(&[(major, minor, 0)])
    }

    /// Tells whether this is at least `major.minor.patch`, on one of the release lines given or on a line newer than all of them.
    fn since(self, lines: &[(u16, u16, u16)]) -> bool {
        let own = (self.minor.unwrap_or(u16::MAX), self.patch.unwrap_or(u16::MAX));
        let on_line = lines.iter().any(|&(major, minor, patch)| major == self.major && own >= (minor, patch));
        // Lines in between have the change only if they are given: a list may begin with 20 and go on with
        // 22, without 21.
        on_line || lines.iter().all(|&(major, ..)| major < self.major)
    }
}

impl Default for NodeVersion {
    fn default() -> Self {
        Self::OLDEST_MAINTAINED
    }
}

impl FromStr for NodeVersion {
    type Err = InvalidNodeVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidNodeVersion(text.to_owned());
        let mut numbers = text.strip_prefix('v').unwrap_or(text).split('.').map(number);
        let major = numbers.next().flatten().filter(|&major| major >= 18).ok_or_else(invalid)?;
        let minor = numbers.next().map(|minor| minor.ok_or_else(invalid)).transpose()?;
        let patch = numbers.next().map(|patch| patch.ok_or_else(invalid)).transpose()?;
        match numbers.next() {
            None => Ok(Self { major, minor, patch }),
            Some(_) => Err(invalid()),
        }
    }
}

fn number(digits: &str) -> Option<u16> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    // `parse` would also take a sign, as in `+22`.
    (plain && !digits.is_empty() && digits.len() < 5).then(|| digits.parse().ok())?
}

impl fmt::Display for NodeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        for part in [self.minor, self.patch].into_iter().flatten() {
            write!(f, ".{part}")?;
        }
        Ok(())
    }
}

/// The two ways in which Nodes read a package.json.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestReader {
    /// `JSON.parse`: values of a wrong type count as absent.
    JsonParse,
    /// simdjson: a `name` or `type` that is no string, or a document that is no object, is an error.
    Simdjson,
}

/// A lexer by which some Node finds the exported names of a CommonJS module (`process.versions` tells which).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommonJsLexer {
    /// cjs-module-lexer 1.2.2 to 1.4.1: Node 18, 20 before 20.20.1, 22 before 22.15.
    CjsModuleLexer1,
    /// cjs-module-lexer 2: Node 20 from 20.20.1, 22 from 22.15, 24 before 24.14.
    CjsModuleLexer2,
    /// merve: Node 24 from 24.14 (merve 1.0) and 24.15 (merve 1.2) on, and 26. 1.2 is the one that was compared.
    Merve,
}

/// The two families of codes that Nodes give errors of import attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeErrors {
    /// `ERR_IMPORT_ASSERTION_…`.
    Assertion,
    /// `ERR_IMPORT_ATTRIBUTE_…`.
    Attribute,
}

/// The behaviour of one version of Node where versions differ; every switch was measured on real binaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// `require()` of an ES module, and with it the `module-sync` condition.
    pub require_esm: bool,
    /// `require()` of an ES module that is one by its syntax alone.
    pub require_detected_esm: bool,
    /// `require()` of an ES module that awaits, while that is being evaluated, is refused for the cycle.
    pub cycle_before_async: bool,
    /// `require()` of an ES module that is linked and waits its turn is refused for a cycle, be there one or not.
    pub refuses_waiting_module: bool,
    /// `require()` of an ES module that waits, and imports CommonJS that is running, ends the process however both
    /// were linked.
    pub waiting_module_crash: bool,
    /// `import` of CommonJS ignores a byte order mark: before a `#!` it is no error, and before code it hides
    /// no names.
    pub import_strips_bom: bool,
    /// A `.js` file of a package without `"type"` is an ES module when only that parses.
    pub detect_module: bool,
    /// `import` of a CommonJS module offers the name `module.exports`.
    pub module_exports_name: bool,
    /// `import x from './x.json' assert { … }` parses.
    pub assert_syntax: bool,
    /// `import x from './x.json' with { … }` parses.
    pub with_syntax: bool,
    /// `import` of a file without extension, in any package.
    pub import_extensionless: bool,
    /// `import` of a `.wasm` file.
    pub import_wasm: bool,
    /// `import` of a `.node` addon.
    pub import_addon: bool,
    /// TypeScript files have their types stripped (outside node_modules; inside it is an error of its own).
    pub strip_types: bool,
    /// `require()` of a file without extension goes by the package's `"type"`.
    pub require_extensionless_by_type: bool,
    /// A key of "imports" may start with `#/`.
    pub hash_slash_imports: bool,
    /// `main` is taken as a URL reference by `import`, not as a path.
    pub main_is_url: bool,
    /// `import source x from` parses.
    pub source_phase_imports: bool,
    /// `new import('x').y` parses: V8's mistake.
    pub new_import_member: bool,
    /// Identifiers may have characters of Unicode 16 and 17.
    pub unicode_17: bool,
    /// A read of CommonJS's variables beside a top-level `await` has an error of its own.
    pub ambiguous_syntax: bool,
    /// `require()` of an ES module that imports WebAssembly.
    pub require_wasm: bool,
    /// `using` and `await using` parse.
    pub using_declarations: bool,
    /// The regular expression flag `v` parses.
    pub regexp_v_flag: bool,
    /// Regular expression modifiers `(?i:)` and duplicate named groups parse.
    pub regexp_modifiers: bool,
    /// One namespace that is re-exported along two `export *` paths counts as conflicting, however it is exported.
    pub namespace_star_conflict: bool,
    /// A path that ends with a slash is looked for at the root of the disk: Node's mistake.
    pub trailing_slash_is_root: bool,
    /// Failures to find a legacy main name the package folder, not the file; and hints are unquoted.
    pub words_of_node_18: bool,
    /// The error for an `http:` URL counts `node:` among the schemes that are supported.
    pub says_node_scheme_for_http: bool,
    /// A `data:` URL without a media type is no URL.
    pub refuses_data_url_without_type: bool,
    /// Modules are loaded depth first, in the order of the source.
    pub loads_depth_first: bool,
    pub manifest_reader: ManifestReader,
    pub lexer: CommonJsLexer,
    pub attribute_errors: AttributeErrors,
}

impl Profile {
    fn of(version: NodeVersion) -> Self {
        let since = |lines: &[(u16, u16, u16)]| version.since(lines);
        Self {
            require_esm: since(&[(20, 19, 0), (22, 12, 0)]),
            require_detected_esm: since(&[(20, 19, 0), (22, 7, 0)]),
            cycle_before_async: !since(&[(24, 9, 0)]),
            refuses_waiting_module: !since(&[(20, 19, 5), (22, 15, 0), (23, 10, 0)]),
            waiting_module_crash: since(&[(20, 19, 5), (22, 17, 0), (24, 1, 0)]),
            import_strips_bom: since(&[(22, 12, 0)]),
            detect_module: since(&[(20, 19, 0), (22, 7, 0)]),
            module_exports_name: since(&[(23, 0, 0)]),
            assert_syntax: !since(&[(22, 0, 0)]),
            with_syntax: since(&[(18, 20, 0), (20, 10, 0)]),
            import_extensionless: since(&[(18, 19, 0), (20, 10, 0)]),
            import_wasm: since(&[(22, 19, 0), (24, 5, 0)]),
            import_addon: since(&[(24, 19, 0), (26, 5, 0)]),
            strip_types: since(&[(22, 18, 0), (23, 6, 0)]),
            require_extensionless_by_type: since(&[(26, 0, 0)]),
            hash_slash_imports: since(&[(24, 14, 0)]),
            main_is_url: !since(&[(22, 0, 0)]),
            source_phase_imports: since(&[(24, 0, 0)]),
            new_import_member: since(&[(24, 0, 0)]),
            unicode_17: since(&[(20, 19, 0), (22, 12, 0)]),
            ambiguous_syntax: since(&[(22, 18, 0), (24, 4, 0)]),
            require_wasm: since(&[(24, 0, 0)]),
            using_declarations: since(&[(24, 0, 0)]),
            regexp_v_flag: since(&[(20, 0, 0)]),
            regexp_modifiers: since(&[(23, 0, 0)]),
            namespace_star_conflict: !since(&[(26, 0, 0)]),
            // Node 22.0 to 22.11 do not make the mistake, and later versions make it again.
            trailing_slash_is_root: version.major != 22 || since(&[(22, 12, 0)]),
            words_of_node_18: !since(&[(20, 0, 0)]),
            says_node_scheme_for_http: !since(&[(22, 0, 0)]),
            refuses_data_url_without_type: !since(&[(22, 0, 0)]),
            loads_depth_first: since(&[(24, 0, 0)]),
            manifest_reader: manifest_reader(version),
            lexer: lexer(version),
            attribute_errors: attribute_errors(version),
        }
    }
}

fn manifest_reader(version: NodeVersion) -> ManifestReader {
    if version.since(&[(22, 0, 0)]) { ManifestReader::Simdjson } else { ManifestReader::JsonParse }
}

fn lexer(version: NodeVersion) -> CommonJsLexer {
    if version.since(&[(24, 14, 0)]) {
        CommonJsLexer::Merve
    } else if version.since(&[(20, 20, 1), (22, 15, 0)]) {
        CommonJsLexer::CjsModuleLexer2
    } else {
        CommonJsLexer::CjsModuleLexer1
    }
}

fn attribute_errors(version: NodeVersion) -> AttributeErrors {
    if version.since(&[(22, 0, 0)]) { AttributeErrors::Attribute } else { AttributeErrors::Assertion }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(version: &str) -> Profile {
        version.parse::<NodeVersion>().unwrap().profile()
    }

    #[test]
    fn a_line_is_its_newest_version() {
        for (version, require_esm) in [
            ("18", false),
            ("20", true),
            ("20.18", false),
            ("20.18.3", false),
            ("21", false),
            ("22.11.0", false),
            ("v22.12.0", true),
            ("23", true),
            ("26", true),
        ] {
            assert_eq!(profile(version).require_esm, require_esm, "{version}");
        }
    }

    #[test]
    fn lexers_follow_the_releases() {
        for (version, lexer) in [
            ("20.20.0", CommonJsLexer::CjsModuleLexer1),
            ("20.20.2", CommonJsLexer::CjsModuleLexer2),
            ("22.11.0", CommonJsLexer::CjsModuleLexer1),
            ("22", CommonJsLexer::CjsModuleLexer2),
            ("24.13.1", CommonJsLexer::CjsModuleLexer2),
            ("24", CommonJsLexer::Merve),
        ] {
            assert_eq!(profile(version).lexer, lexer, "{version}");
        }
    }

    /// Asked of the binaries of these versions.
    #[test]
    fn modules_that_wait_are_refused_then_crash() {
        for (version, is_refused, crashes) in [
            ("20.19.4", true, false),
            ("20.19.5", false, true),
            ("22.14", true, false),
            ("22.15", false, false),
            ("22.17", false, true),
            ("23.9", true, false),
            ("23.10", false, false),
            ("24.0", false, false),
            ("24.13", false, true),
        ] {
            let profile = profile(version);
            let found = (profile.refuses_waiting_module, profile.waiting_module_crash);
            assert_eq!(found, (is_refused, crashes), "{version}");
        }
    }

    /// Asked of the binaries of these versions: the older ones answer `ERR_UNKNOWN_FILE_EXTENSION`.
    #[test]
    fn files_without_extension_came_within_two_lines() {
        for (version, expected) in [
            ("18.0.0", false),
            ("18.18.2", false),
            ("18.19.0", true),
            ("18", true),
            ("20.0.0", false),
            ("20.9.0", false),
            ("20.10.0", true),
            ("21.0.0", true),
            ("22.0.0", true),
        ] {
            assert_eq!(profile(version).import_extensionless, expected, "{version}");
        }
    }

    #[test]
    fn what_is_no_version_is_an_error() {
        for text in ["", "lts", "16", "22.", "22.x", "22.1.1.1", "+22", "99999"] {
            assert!(text.parse::<NodeVersion>().is_err(), "{text}");
        }
    }
}
