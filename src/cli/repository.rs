//! Files of a package that are files of the repository that it is packed from, so that findings can point there.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    package::Package,
    render::formats::{PackedCopy, RepositoryFile, RepositoryFiles},
    report::Report,
};

/// The files that a report points at, as far as they are in the folder that was packed.
pub(super) fn sources(folder: &Path, package: &Package, report: &Report) -> RepositoryFiles {
    sources_of(folder, package, mentioned(report))
}

/// Those of these files that are in the folder that was packed.
pub(super) fn sources_of(folder: &Path, package: &Package, files: BTreeSet<&str>) -> RepositoryFiles {
    let Ok(folder) = folder.canonicalize() else { return RepositoryFiles::default() };
    let root = root_of(&folder);
    let source = |file: &str| {
        let path = folder.join(file);
        let contents = fs::read(&path).ok()?;
        let is_same = package.files().contents(file) == Some(contents.as_slice());
        let path = path.strip_prefix(&root).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
        Some((
            file.to_owned(),
            RepositoryFile { path, kept: if is_same { PackedCopy::Same } else { PackedCopy::Changed } },
        ))
    };
    RepositoryFiles(files.into_iter().filter_map(source).collect())
}

/// The folder with `.git` in it; the packed folder itself where there is none.
fn root_of(folder: &Path) -> PathBuf {
    let root = folder.ancestors().find(|above| above.join(".git").exists());
    root.unwrap_or(folder).to_owned()
}

/// package.json, and every file that something points at.
fn mentioned(report: &Report) -> BTreeSet<&str> {
    let found = report.findings.iter().filter_map(|finding| finding.at.as_ref());
    let errors =
        report.entry_points.iter().flat_map(|entry| &entry.outcomes).flat_map(|outcome| &outcome.errors);
    let places = errors.clone().filter_map(|error| error.at.as_ref());
    let chains = errors.flat_map(|error| &error.chain).map(String::as_str);
    ["package.json"].into_iter().chain(found.chain(places).map(|at| at.file.as_str())).chain(chains).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{check, files::FileTree, options::Options};

    #[test]
    fn files_are_named_from_the_root_of_the_repository() {
        let repository = tempfile::tempdir().unwrap();
        let folder = repository.path().join("packages/p");
        let manifest = r#"{"name":"p","type":"module","exports":{".":"./a.js","./b":"./b.js"}}"#;
        let packed =
            [("package.json", manifest), ("a.js", "import './gone.js'"), ("b.js", "import './gone.js'")];
        fs::create_dir_all(&folder).unwrap();
        fs::create_dir(repository.path().join(".git")).unwrap();
        fs::write(folder.join("package.json"), format!("{manifest}\n")).unwrap();
        fs::write(folder.join("a.js"), packed[1].1).unwrap();
        let package = Package::new(FileTree::of(packed));
        let RepositoryFiles(found) = sources(&folder, &package, &check(&package, &Options::default()));
        let shown: Vec<_> =
            found.iter().map(|(file, source)| format!("{file} {} {:?}", source.path, source.kept)).collect();
        assert_eq!(shown, ["a.js packages/p/a.js Same", "package.json packages/p/package.json Changed"]);
    }
}
