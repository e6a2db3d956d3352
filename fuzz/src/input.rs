//! From the bytes of a fuzzer to a package: sections like those of the fixtures.

use packproof::{files::FileTree, package::Package};

/// The files of a text of `-- path --` sections; what stands before the first is the package.json.
pub fn files(text: &str) -> Vec<(&str, &str)> {
    let mut files = Vec::new();
    let mut path = "package.json";
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(next) = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            files.push((path, &text[start..at]));
            (path, start) = (next, at + line.len());
        }
        at += line.len();
    }
    files.push((path, &text[start..]));
    files
}

/// The package of such a text.
pub fn package(text: &str) -> Package {
    Package::new(FileTree::of(files(text)))
}
