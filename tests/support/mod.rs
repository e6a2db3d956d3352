//! Reads the fixtures (one text file each, in Go's txtar form, with what real Nodes answered beside it), and keeps
//! expected texts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // Test code.
#![allow(dead_code)] // Each test uses a part of it.

pub mod texts;

use std::{
    fs,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use packproof::{
    beside::PackagesBeside,
    files::FileTree,
    package::Package,
    path::PackagePath,
    resolve::{Mode, Referrer},
};
use texts::Texts;

/// A fixture: its name, and its files.
pub struct Fixture {
    pub name: String,
    pub package: Package,
}

/// Packs these files as npm does it: a `.tgz`, below `package/`.
pub fn write_tarball(path: &Path, files: &[(&str, &str)]) {
    let gzip = GzEncoder::new(fs::File::create(path).unwrap(), Compression::fast());
    let mut builder = tar::Builder::new(gzip);
    for (path, contents) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(contents.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, format!("package/{path}"), contents.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap();
}

/// Every fixture, sorted by name.
pub fn fixtures() -> Vec<Fixture> {
    let mut paths: Vec<PathBuf> = fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txtar"))
        .collect();
    paths.sort();
    paths.iter().map(read).collect()
}

/// The folder of the fixtures.
pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn read(path: &PathBuf) -> Fixture {
    let text = fs::read_to_string(path).unwrap();
    let files = files(&text);
    let name = installed_name(&files);
    let own = files.iter().filter(|(path, _)| !path.starts_with(BESIDE));
    let package =
        Package::installed_as(FileTree::of(own.map(|(path, contents)| (*path, contents.as_str()))), name);
    Fixture {
        name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
        package: match beside(&files) {
            Some(texts) => {
                let mount = format!("node_modules/{}", package.name());
                package.with_packages(PackagesBeside::new(Box::new(texts), mount, false))
            }
            None => package,
        },
    }
}

/// The start of a path in a fixture that lies in another package.
const BESIDE: &str = "../";

/// The packages that a fixture has beside its own.
fn beside(files: &[(&str, String)]) -> Option<Texts> {
    let path = |path: &str| Some(format!("node_modules/{}", path.strip_prefix(BESIDE)?));
    let texts = files.iter().filter_map(|(at, text)| Some((path(at)?, text.clone())));
    let texts = Texts(texts.collect());
    (!texts.0.is_empty()).then_some(texts)
}

/// The folder that Node was asked about: read leniently, since many a fixture's package.json is broken.
fn installed_name<'t>(files: &'t [(&str, String)]) -> &'t str {
    let manifest = files.iter().find(|(path, _)| *path == "package.json").map_or("", |(_, text)| text);
    let name = manifest.trim_start_matches('\u{feff}').strip_prefix('{').map(str::trim_start);
    let name =
        name.and_then(|rest| rest.strip_prefix("\"name\": \"")).and_then(|rest| rest.split('"').next());
    name.unwrap_or("fixture")
}

/// The `-- path --` sections of a txtar text.
fn files(text: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let marker = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (marker, files.last_mut()) {
            (Some(path), _) => files.push((path.trim(), String::new())),
            (None, Some((_, contents))) => contents.push_str(line),
            (None, None) => {}
        }
    }
    files
}

/// A question such as `import pkg/sub from lib/a.js with x,y`.
pub struct Question {
    pub mode: Mode,
    pub specifier: String,
    pub referrer: Referrer,
    pub conditions: Vec<String>,
}

impl Question {
    pub fn read(ask: &str) -> Self {
        let (mode, rest) = ask.split_once(' ').unwrap();
        let (rest, conditions) = rest.split_once(" with ").unwrap_or((rest, ""));
        let (specifier, from) =
            rest.rsplit_once(" from ").map_or((rest, None), |(specifier, from)| (specifier, Some(from)));
        Self {
            mode: if mode == "import" { Mode::Import } else { Mode::Require },
            specifier: serde_json::from_str(specifier).unwrap_or_else(|_| specifier.to_owned()),
            referrer: from.map_or(Referrer::Consumer, |from| Referrer::File(PackagePath::new(from).unwrap())),
            conditions: conditions.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        }
    }
}

/// Compares a text with a file of the repository; `UPDATE=1` writes the file instead.
pub fn expected_file(path: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    let same = expected.lines().zip(text.lines()).take_while(|(one, other)| one == other).count();
    assert!(
        expected == text,
        "{path} differs from line {} on (UPDATE=1 writes it)\n--- expected\n{}\n--- found\n{}",
        same + 1,
        excerpt(&expected, same),
        excerpt(text, same)
    );
}

/// The lines of a text from a few before a place on.
fn excerpt(text: &str, place: usize) -> String {
    let lines: Vec<&str> = text.lines().skip(place.saturating_sub(3)).take(40).collect();
    lines.join("\n")
}
