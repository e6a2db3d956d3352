//! Files that are for show or for tests: what stands in them is an example.

/// Names of folders whose files are examples, tests or documents.
const FOLDERS: [&str; 36] = [
    "test",
    "tests",
    "__tests__",
    "spec",
    "specs",
    "e2e",
    "fixture",
    "fixtures",
    "__fixtures__",
    "mock",
    "mocks",
    "__mocks__",
    "example",
    "examples",
    "sample",
    "samples",
    "demo",
    "demos",
    "doc",
    "docs",
    "template",
    "templates",
    "skeleton",
    "skeletons",
    "boilerplate",
    "boilerplates",
    "scaffold",
    "scaffolds",
    "starter",
    "starters",
    "stub",
    "stubs",
    "blueprints",
    "bench",
    "benchmark",
    "benchmarks",
];

/// Tells whether a folder is one of several templates: `template-vue`, `react-template`.
fn is_template(folder: &str) -> bool {
    folder.starts_with("template-") || folder.ends_with("-template") || folder.ends_with("-templates")
}

/// Tells whether a file is an example, a test or a document.
pub(in crate::rules) fn is_for_show(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let in_folder = folders.split('/').any(|folder| FOLDERS.contains(&folder) || is_template(folder));
    let is_test = [".test.", ".spec.", "_test.", "-test."].iter().any(|mark| name.contains(mark));
    let is_document =
        [".md", ".markdown", ".mdx", ".rst", ".txt", ".html"].iter().any(|end| name.ends_with(end));
    in_folder || is_test || is_document
}
