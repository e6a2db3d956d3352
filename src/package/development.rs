//! Files that only the author of a package needs, by their paths: no consumer loads them.

use crate::path::PackagePath;

/// The kinds of files that only the author needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DevelopmentFile {
    Test,
    Coverage,
    Configuration,
}

/// Folders in the root.
const TESTS: [&str; 6] = ["test", "tests", "spec", "specs", "e2e", "__mocks__"];
const COVERAGE: [&str; 5] = [
    "coverage/lcov-report/",
    "coverage/lcov.info",
    "coverage/coverage-final.json",
    "coverage/clover.xml",
    ".nyc_output/",
];
const CONFIGURATION: [&str; 9] = [
    ".github/",
    ".circleci/",
    ".vscode/",
    ".idea/",
    ".husky/",
    ".changeset/",
    ".eslintrc",
    ".prettierrc",
    ".travis.yml",
];
/// Names of files in the root, before the ending.
const CONFIGURED: [&str; 12] = [
    "jest.config",
    "vitest.config",
    "rollup.config",
    "webpack.config",
    "vite.config",
    "tsup.config",
    "eslint.config",
    "prettier.config",
    "karma.conf",
    "babel.config",
    "Gruntfile",
    "gulpfile",
];

/// Folders in the root whose files show how to use or build the package.
const EXAMPLES: [&str; 14] = [
    "example",
    "examples",
    "demo",
    "demos",
    "sample",
    "samples",
    "bench",
    "benches",
    "benchmark",
    "benchmarks",
    "__benchmarks__",
    "__examples__",
    "__perf_tests__",
    "perf",
];

/// Tells whether a file is there to be read or tried by hand: an example, a benchmark.
pub fn is_example(path: &PackagePath) -> bool {
    let is_one = |folder: &str| EXAMPLES.contains(&folder);
    // `native-example/` is one, too.
    let ends_as_one = |folder: &str| folder.rsplit_once('-').is_some_and(|(_, word)| is_one(word));
    path.as_str().split_once('/').is_some_and(|(folder, _)| is_one(folder) || ends_as_one(folder))
}

/// Tells whether a file lies where authors keep the programs that they run themselves.
pub fn is_tool(path: &PackagePath) -> bool {
    let folder = path.as_str().split_once('/').map(|(folder, _)| folder);
    matches!(folder, Some("scripts" | "tools" | "docs"))
}

impl DevelopmentFile {
    /// Returns the kind of such a file; `None` if the path does not tell that it is one.
    pub fn of(path: &PackagePath) -> Option<Self> {
        let (text, name) = (path.as_str(), path.file_name());
        let folder = text.split_once('/').map(|(folder, _)| folder);
        let is_code =
            [".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".map", ".snap"].contains(&path.extension());
        let has_mark = |marks: &[&str]| marks.iter().any(|mark| name.contains(mark));
        if folder.is_some_and(|folder| TESTS.contains(&folder))
            || text.split('/').rev().skip(1).any(|folder| folder == "__tests__")
            || is_code && has_mark(&[".test.", ".spec."])
        {
            return Some(Self::Test);
        }
        if COVERAGE.iter().any(|start| text.starts_with(start)) {
            return Some(Self::Coverage);
        }
        let stem = name.split_once(path.extension()).map_or(name, |(stem, _)| stem);
        let is_configured = folder.is_none() && is_code && CONFIGURED.contains(&stem);
        let is_configuration = is_configured || CONFIGURATION.iter().any(|start| text.starts_with(start));
        is_configuration.then_some(Self::Configuration)
    }
}
