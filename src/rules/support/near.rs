//! Help about a missing file: the mistake in its path, in words that show how to correct it.

use std::cell::RefCell;

use crate::{
    facts::{Problem, ThrownBy},
    hash::HashMap,
    module::RequestKind,
    near::Nearest,
    package::Package,
    path::{PackagePath, extension, join, parent},
    resolve::disk::path_resolve,
};

/// Endings that an importer may have left out of a path.
pub(in crate::rules) const ENDINGS: [&str; 9] =
    [".js", ".mjs", ".cjs", ".json", ".node", "/index.js", "/index.mjs", "/index.cjs", "/index.json"];
/// The extensions that one file may have before, after or without a build.
const EXTENSIONS: [&str; 10] =
    [".js", ".mjs", ".cjs", ".json", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".vue"];
const SOURCES: [&str; 6] = [".ts", ".mts", ".cts", ".tsx", ".jsx", ".vue"];
/// The number of `../` that may be too many or too few.
const MOST_STEPS: usize = 4;
/// The number of pairs of equal segments in a path that are looked at.
const MOST_PAIRS: usize = 16;
/// The number of files of the same name that are looked at for all paths together.
const MOST_LOOKED_AT: usize = 5_000_000;

/// Returns the packed file whose path differs only by case, perhaps with an ending that was left out.
pub(in crate::rules) fn differing_only_by_case<'p>(
    package: &'p Package,
    missing: &str,
) -> Option<&'p PackagePath> {
    let found = |ending: &str| package.files().differing_only_by_case(&format!("{missing}{ending}"));
    found("").or_else(|| ENDINGS.into_iter().find_map(found))
}

/// Finds the files that paths were meant for. Many paths may be alike: each is compared with its folder's
/// files once.
#[derive(Default)]
pub(in crate::rules) struct Guide {
    nearest: RefCell<Nearest>,
    /// The number of files in other folders that were looked at.
    looked_at: RefCell<usize>,
    known: RefCell<HashMap<String, Option<String>>>,
}

impl Guide {
    /// Returns the help about a file that is not there.
    pub(in crate::rules) fn help(&self, package: &Package, problem: &Problem, missing: &str) -> String {
        // Behind the package's own name the path starts from its root.
        let own = package.declared_name().and_then(|name| missing.strip_prefix(name)?.strip_prefix('/'));
        let missing = own.filter(|_| !package.files().is_directory(package.name())).unwrap_or(missing);
        let search = NearSearch { package, missing, guide: self };
        search.close(Some(problem)).unwrap_or_else(|| search.nowhere())
    }

    /// Returns the help about a path that leads out of the package.
    pub(in crate::rules) fn help_outside(
        &self,
        package: &Package,
        problem: &Problem,
        outside: &str,
    ) -> String {
        let search = NearSearch { package, missing: outside, guide: self };
        let plain = search.other_depth(problem).or_else(|| search.elsewhere());
        plain.unwrap_or_else(|| "keep what is needed inside the package, and import it from there".to_owned())
    }
}

/// Names the packed file that was probably meant by a path.
pub fn meant(package: &Package, path: &str) -> Option<String> {
    meant_by_case(package, path)
        .or_else(|| NearSearch { package, missing: path, guide: &Guide::default() }.close(None))
}

/// Names the packed file whose path differs only by case.
pub(in crate::rules) fn meant_by_case(package: &Package, path: &str) -> Option<String> {
    let packed = differing_only_by_case(package, path)?;
    Some(format!("{packed} is packed: only the case differs, and most disks care"))
}

/// Returns the help for packing a file of which there is no trace.
pub fn unpacked(package: &Package, path: &str) -> String {
    let search = NearSearch { package, missing: path, guide: &Guide::default() };
    search.in_project(None).or_else(|| search.in_no_folder()).unwrap_or_else(|| search.unbuilt())
}

struct NearSearch<'p> {
    package: &'p Package,
    missing: &'p str,
    guide: &'p Guide,
}

impl NearSearch<'_> {
    /// Finds a packed file that is close to the path, or to the specifier that asks for it.
    fn close(&self, problem: Option<&Problem>) -> Option<String> {
        // A mistake that explains the whole path comes before one that only makes the path resemble another.
        let plain = self.completed(problem).or_else(|| self.in_project(problem)).or_else(|| self.doubled());
        let plain = plain.or_else(|| self.other_depth(problem?)).or_else(|| self.other_extension());
        plain.or_else(|| self.otherwise())
    }

    /// Makes the searches that take long, once for each path.
    fn otherwise(&self) -> Option<String> {
        if let Some(known) = self.guide.known.borrow().get(self.missing) {
            return known.clone();
        }
        let found = self.misspelt().or_else(|| self.elsewhere());
        self.guide.known.borrow_mut().insert(self.missing.to_owned(), found.clone());
        found
    }

    fn is_packed(&self, path: &str) -> bool {
        self.package.files().get(path).is_some()
    }

    /// Returns the file at a path, also with an ending that was left out.
    fn file(&self, path: &str) -> Option<String> {
        let found = |ending: &str| Some(format!("{path}{ending}")).filter(|path| self.is_packed(path));
        found("").or_else(|| ENDINGS.into_iter().find_map(found))
    }

    fn completed(&self, problem: Option<&Problem>) -> Option<String> {
        let file = self.file(self.missing)?;
        let is_imported = problem.and_then(|problem| problem.request.as_ref()).is_some_and(|request| {
            matches!(request.kind, RequestKind::Import | RequestKind::ExportFrom | RequestKind::DynamicImport)
        });
        Some(match extension(file.rsplit('/').next()?) {
            ".json" if is_imported => {
                format!("{file} is packed: write the whole file name, and `with {{ type: \"json\" }}`")
            }
            ".node" if is_imported => {
                format!("{file} is packed: load it by `createRequire(import.meta.url)`")
            }
            _ => format!("{file} is packed: write the whole file name"),
        })
    }

    /// Finds the file itself in the folder that was packed.
    fn in_project(&self, problem: Option<&Problem>) -> Option<String> {
        let request = problem.and_then(|problem| problem.request.as_ref());
        // Only `require` completes a path.
        let is_completed = request.is_some_and(|request| request.kind == RequestKind::Require);
        let endings = ENDINGS.iter().copied().filter(|_| is_completed);
        let paths = [""].into_iter().chain(endings).map(|ending| format!("{}{ending}", self.missing));
        let found = paths.into_iter().find(|path| self.package.lies_in_project(path))?;
        Some(format!("{found} lies in the project: {}", self.add()))
    }

    fn other_depth(&self, problem: &Problem) -> Option<String> {
        let specifier = &problem.request.as_ref()?.specifier.value;
        let ThrownBy::Fault(fault) = &problem.thrown else { return None };
        let directory = fault.at.file.directory();
        let rest = specifier.trim_start_matches("./").trim_start_matches("../");
        let plain = specifier.strip_prefix("./").unwrap_or(specifier);
        let steps = (plain.len() - plain.trim_start_matches("../").len()) / 3;
        let is_relative = specifier.starts_with("./") || specifier.starts_with("../");
        let depth = directory.split('/').filter(|segment| !segment.is_empty()).count();
        let at = |count: usize| {
            let path = path_resolve(&format!("/{directory}"), &format!("{}{rest}", "../".repeat(count)));
            // `path_resolve` stops at the root, so that too many `../` would find a file of the root by chance.
            (count <= depth).then(|| self.file(path.trim_start_matches('/'))).flatten()
        };
        let deeper = |by: usize| Some((at(steps.checked_sub(by)?)?, by, "deep"));
        let shallower = |by: usize| Some((at(steps + by)?, by, "shallow"));
        let (file, by, how) =
            (1..=MOST_STEPS).filter(|_| is_relative).find_map(|by| deeper(by).or_else(|| shallower(by)))?;
        let count = ["one", "two", "three", "four"].get(by - 1)?;
        Some(format!("{file} is packed: the path is {count} `../` too {how}"))
    }

    /// Finds a file whose path has a folder twice: `dist/dist/a.js`.
    fn doubled(&self) -> Option<String> {
        let segments: Vec<&str> = self.missing.split('/').collect();
        let pairs = segments.windows(2).enumerate().filter(|(_, pair)| pair.first() == pair.last());
        // A hostile path can repeat a segment thousands of times, and each pair costs a copy of the path.
        pairs.take(MOST_PAIRS).find_map(|(at, pair)| {
            let mut fewer = segments.clone();
            fewer.remove(at);
            let file = self.file(&fewer.join("/"))?;
            let segment = pair.first()?;
            Some(format!("{file} is packed: the path has \"{segment}/\" twice"))
        })
    }

    fn other_extension(&self) -> Option<String> {
        let own = extension(self.missing.rsplit('/').next()?);
        let stem = self.missing.strip_suffix(own).filter(|_| EXTENSIONS.contains(&own))?;
        let others = EXTENSIONS.into_iter().filter(|other| *other != own);
        let found = others.map(|other| format!("{stem}{other}")).find(|path| self.is_packed(path))?;
        if SOURCES.contains(&extension(found.rsplit('/').next()?)) {
            Some(format!("only its source {found} is packed: build it before you pack"))
        } else {
            Some(format!("{found} is packed: the extension differs"))
        }
    }

    fn misspelt(&self) -> Option<String> {
        let directory = parent(self.missing)?;
        let name = self.missing.rsplit('/').next()?;
        let siblings = self.package.files().right_in(directory).map(PackagePath::file_name);
        let own = extension(name);
        let mut passed_over = 0;
        let siblings = siblings.filter(|other| {
            let is_like = extension(other) == own;
            passed_over += u64::from(!is_like);
            is_like
        });
        let mut nearest = self.guide.nearest.borrow_mut();
        let near = nearest.to(name, siblings);
        nearest.pass_over(passed_over);
        near.first().map(|near| format!("did you mean {}?", join(directory, near)))
    }

    /// Finds a file of the same name in another folder; an index file only if its folder has the same name,
    /// too.
    fn elsewhere(&self) -> Option<String> {
        let segments: Vec<&str> = self.missing.rsplit('/').collect();
        let name = *segments.first()?;
        let needed = if name.starts_with("index.") { 2 } else { 1 };
        let tail = segments.get(..needed)?;
        let same = self.package.files().named(name).map(PackagePath::as_str);
        let mut looked_at = self.guide.looked_at.borrow_mut();
        let same = same.take(MOST_LOOKED_AT - *looked_at).inspect(|_| *looked_at += 1);
        let same = same.filter(|path| path.rsplit('/').take(needed).eq(tail.iter().copied()));
        let files: Vec<&str> = same.take(4).collect();
        match files.as_slice() {
            [] => None,
            [one] => Some(format!("a file of that name is packed as {one}")),
            [first, second] => Some(format!("files of that name are packed as {first} and {second}")),
            [first, ..] => Some(format!("files of that name are packed elsewhere, as {first}")),
        }
    }

    fn nowhere(&self) -> String {
        self.in_no_folder().unwrap_or_else(|| format!("{}, or remove what asks for it", self.unbuilt()))
    }

    fn unbuilt(&self) -> String {
        format!("build it before you pack, {} if it exists", self.add())
    }

    fn add(&self) -> &'static str {
        let has_files = self.package.manifest().is_some_and(|manifest| manifest.get("files").is_some());
        if has_files { "add it to \"files\"" } else { "look into .npmignore" }
    }

    fn in_no_folder(&self) -> Option<String> {
        if self.package.files().is_directory(self.missing) {
            let missing = self.missing;
            return Some(format!("{missing}/ is a folder without an index.js: name the file that is meant"));
        }
        let (top, _) = self.missing.split_once('/')?;
        let is_empty = !self.package.files().is_directory(top);
        is_empty.then(|| {
            let add = self.add();
            format!("nothing below {top}/ is packed: build it before you pack, or {add} if it exists")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        beside::{DiskEntry, InstalledDisk},
        facts::Facts,
        files::FileTree,
        resolve::NodeTarget,
        rules,
    };

    #[derive(Debug)]
    struct Project(&'static [&'static str]);

    impl InstalledDisk for Project {
        fn look(&self, path: &str) -> DiskEntry {
            if self.0.contains(&path) { DiskEntry::File(1) } else { DiskEntry::Nothing }
        }

        fn read(&self, _path: &str, _bytes: u64) -> Option<Vec<u8>> {
            None
        }
    }

    #[test]
    fn a_file_of_the_project_need_not_be_built() {
        let build = "build it before you pack, add it to \"files\" if it exists, or remove what asks for it";
        let no_folder =
            "nothing below lib/ is packed: build it before you pack, or add it to \"files\" if it exists";
        for (code, project, help) in [
            ("import './b.js'", "b.js", "b.js lies in the project: add it to \"files\""),
            ("import './b.js'", "c.js", build),
            ("require('./b')", "b.js", "b.js lies in the project: add it to \"files\""),
            ("import './b'", "b.js", build),
            ("import './lib/b.js'", "lib/b.js", "lib/b.js lies in the project: add it to \"files\""),
            ("import './lib/b.js'", "lib/c.js", no_folder),
            // The file that is packed elsewhere is another one.
            ("import './a/b.js'", "a/b.js", "a/b.js lies in the project: add it to \"files\""),
            (
                "import './.git/b.js'",
                ".git/b.js",
                "nothing below .git/ is packed: build it before you pack, or add it to \"files\" if it exists",
            ),
        ] {
            let manifest = r#"{"name":"p","main":"./index.js","files":["index.js"]}"#;
            let name = if code.starts_with("require") { "index.js" } else { "index.mjs" };
            let manifest = manifest.replace("index.js", name);
            let files = [("package.json", manifest.as_str()), (name, code), ("z/b.mjs", "")];
            let project: &'static [&'static str] = Box::leak(Box::new([project]));
            let package = Package::new(FileTree::of(files)).packed_from(Project(project));
            let found =
                rules::check(&Facts::gather(&package, vec![NodeTarget::default()]), &[]).into_sorted();
            let found = found.into_iter().find(|found| found.rule == "missing-file").unwrap();
            assert_eq!(found.help.as_deref(), Some(help), "{code} {}", project[0]);
        }
    }
}
