//! Advice about a specifier that does not resolve.

use crate::{
    entry_points::{EntryKind, EntryPoint, entry_points},
    link::{fault::Fault, link_reached},
    manifest::dependencies::DependencyKind,
    near::closest,
    package::Package,
    path::PackagePath,
    resolve::{
        Mode, NodeTarget, Resolution, Resolved,
        error::{NotExported, ResolveError},
    },
    rules,
};

/// The advice about a failed resolution.
pub fn help(package: &Package, mode: Mode, node: &NodeTarget, error: &ResolveError) -> Option<String> {
    match error {
        ResolveError::PackagePathNotExported { why, subpath, .. } => {
            Some(not_exported(package, mode, node, *why, subpath))
        }
        ResolveError::ModuleNotFound { missing, .. } => Some(not_packed(package, missing)),
        ResolveError::PackageNotFound { package: name, .. } => not_installed(package, name),
        ResolveError::InvalidPackageTarget { target, .. } if !target.starts_with("./") => {
            Some("a target is a path that starts with \"./\" and stays inside the package".to_owned())
        }
        ResolveError::UnsupportedDirectoryImport { .. } => {
            Some("name the file: import does not look for an index file in a folder".to_owned())
        }
        _ => None,
    }
}

fn not_exported(package: &Package, mode: Mode, node: &NodeTarget, why: NotExported, subpath: &str) -> String {
    match (why, mode) {
        (NotExported::Excluded, _) => {
            "null excludes it on purpose; there is another subpath, or none".to_owned()
        }
        (NotExported::NoConditionMatched, Mode::Import) => {
            "none of the conditions at this key holds for import; add \"import\" or \"default\"".to_owned()
        }
        (NotExported::NoConditionMatched, Mode::Require) => {
            "none of the conditions at this key holds for require; add \"require\" or \"default\"".to_owned()
        }
        (NotExported::SubpathsBelowCondition, _) => BELOW.to_owned(),
        (NotExported::NoKey, _) => no_key(package, mode, node, subpath),
    }
}

const BELOW: &str =
    "make the subpaths the outer keys, and the conditions the inner ones: { \".\": { \"import\": … } }";

/// The most subpaths that are listed.
const LISTED: usize = 8;

fn no_key(package: &Package, mode: Mode, node: &NodeTarget, subpath: &str) -> String {
    let entries = entry_points(package, node);
    let subpaths: Vec<&str> = entries
        .iter()
        .map(|entry| entry.subpath.as_str())
        .filter(|subpath| subpath.starts_with('.'))
        .collect();
    let near = closest(subpath, subpaths.iter().copied()).or_else(|| inside(subpath, &subpaths));
    let first = subpaths.get(..LISTED).filter(|first| first.len() < subpaths.len());
    match (packed_as(package, subpath), near, first) {
        (Some(file), near, _) => {
            let add = added(package, mode, node, subpath, file);
            let other = match near {
                Some(near) => format!("use the nearest, \"{near}\""),
                None => "use another subpath".to_owned(),
            };
            format!("{file} is packed, but no key of \"exports\" leads to it; {add}, or {other}")
        }
        (None, Some(near), _) => format!("did you mean \"{near}\"?"),
        (None, None, Some(first)) => format!("\"exports\" has {} and others", first.join(", ")),
        (None, None, None) if subpaths.is_empty() => "\"exports\" offers nothing".to_owned(),
        (None, None, None) => format!("\"exports\" has {}", subpaths.join(", ")),
    }
}

/// The key to add to "exports", with what else it takes; tried before it is said.
fn added(package: &Package, mode: Mode, node: &NodeTarget, subpath: &str, file: &str) -> String {
    let entry = format!("\"{subpath}\": \"./{file}\"");
    // Without "exports" every path is open, and this one leads nowhere for another reason.
    let add = rules::adding(package, &entry).unwrap_or_else(|| format!("add {entry}"));
    match fault_of(package, mode, node, subpath, file) {
        None => add,
        Some(fault) => {
            let message = fault.message.lines().next().unwrap_or_default().to_owned();
            let first = match &fault.missing {
                Some(missing) => format!("{} needs {missing}, which is missing", fault.at.file),
                None => format!("{} fails with {}: {message}", fault.at.file, fault.code),
            };
            format!("to add it does not suffice: {first}")
        }
    }
}

/// The first fault that an entry point would have that leads to this file.
fn fault_of(package: &Package, mode: Mode, node: &NodeTarget, subpath: &str, file: &str) -> Option<Fault> {
    let path = PackagePath::new(file)?;
    let resolution = Resolution { result: Ok(Resolved::File(path)), trail: Vec::new() };
    let entry = EntryPoint {
        subpath: subpath.to_owned(),
        kind: EntryKind::Export,
        pattern: None,
        declared: None,
        resolutions: vec![(mode, resolution)],
    };
    let verdict = link_reached(package, &[entry], node).verdicts.into_iter().next()?;
    verdict.causes.into_iter().next().map(|cause| (*cause.fault).clone())
}

/// The longest subpath whose folders and name stand in a row in the one that was asked for: `./players/cello` in
/// `./dist/players/cello.js`, `./tool` in `./tool/inner`.
fn inside<'s>(asked: &str, subpaths: &[&'s str]) -> Option<&'s str> {
    let names = |path: &str| format!("{}/", without_extension(path).trim_start_matches('.'));
    let asked = names(asked);
    let stands = |subpath: &&&str| **subpath != "." && asked.contains(&names(subpath));
    subpaths.iter().filter(stands).max_by_key(|subpath| subpath.len()).copied()
}

fn without_extension(path: &str) -> &str {
    path.rsplit_once('.').filter(|(_, ending)| !ending.contains('/')).map_or(path, |(stem, _)| stem)
}

/// The packed file that a subpath was probably meant for: that very path, or one that ends with it.
fn packed_as<'p>(package: &'p Package, subpath: &str) -> Option<&'p str> {
    let path = subpath.strip_prefix("./").filter(|path| !path.is_empty())?;
    let ends: Vec<_> =
        [""].into_iter().chain(EXTENSIONS).map(|extension| format!("{path}{extension}")).collect();
    let ends_with = |file: &str, end: &String| {
        let folder = file.strip_suffix(end.as_str());
        folder.is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
    };
    let files = package.files().iter().map(|(path, _)| path.as_str());
    let own = files.filter(|file| !file.split('/').any(|folder| folder == "node_modules"));
    let meant = own.filter_map(|file| {
        let end = ends.iter().position(|end| ends_with(file, end))?;
        Some((end, file.matches('/').count(), file))
    });
    // The path itself comes before one with an ending, then the file nearest to the root, then the first by name.
    meant.min().map(|(.., file)| file)
}

/// Extensions that people leave out, and those that builds change.
const EXTENSIONS: [&str; 8] = [".js", ".mjs", ".cjs", ".json", ".ts", ".mts", "/index.js", "/index.mjs"];

fn not_packed(package: &Package, missing: &str) -> String {
    rules::meant(package, missing).unwrap_or_else(|| rules::unpacked(package, missing))
}

fn not_installed(package: &Package, name: &str) -> Option<String> {
    match package.manifest()?.declared(name) {
        DependencyKind::Nowhere => Some(format!("add \"{name}\" to \"dependencies\"")),
        DependencyKind::DevOnly => {
            Some(format!("move \"{name}\" from \"devDependencies\" to \"dependencies\""))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::FileTree,
        resolve::{Referrer, resolve},
    };

    fn help_for(specifier: &str, mode: Mode) -> String {
        let manifest = r#"{"name":"p","exports":{".":{"import":"./a.js"},"./tool":"./Tool.js","./x":null,
            "./gone":"./gone.js","./bare":"./lib/bare"},"devDependencies":{"dev":"1"}}"#;
        let files = ["a.js", "tool.js", "lib/bare.mjs", "lib/inner.js"].map(|path| (path, ""));
        let broken = [("package.json", manifest), ("lib/broken.js", "require('./none')")];
        let package = Package::new(FileTree::of(broken.into_iter().chain(files)));
        let node = NodeTarget::default();
        let result = resolve(&package, &Referrer::Consumer, specifier, mode, &node).result;
        help(&package, mode, &node, &result.unwrap_err()).unwrap_or_default()
    }

    #[test]
    fn others_are_named_only_where_there_are_some() {
        for (count, expected) in [
            (7, "\"exports\" has ./k0, ./k1, ./k2, ./k3, ./k4, ./k5, ./k6"),
            (8, "\"exports\" has ./k0, ./k1, ./k2, ./k3, ./k4, ./k5, ./k6, ./k7"),
            (9, "\"exports\" has ./k0, ./k1, ./k2, ./k3, ./k4, ./k5, ./k6, ./k7 and others"),
        ] {
            let keys: Vec<_> = (0..count).map(|key| format!("\"./k{key}\":\"./a.js\"")).collect();
            let manifest = format!(r#"{{"name":"p","exports":{{{}}}}}"#, keys.join(","));
            let package = Package::new(FileTree::of([("package.json", manifest.as_str()), ("a.js", "")]));
            let node = NodeTarget::default();
            let found = no_key(&package, Mode::Import, &node, "./something-else");
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn help_says_what_to_do() {
        for (specifier, expected) in [
            ("p", "none of the conditions at this key holds for require; add \"require\" or \"default\""),
            ("p/tolo", "did you mean \"./tool\"?"),
            ("p/tool", "tool.js is packed: only the case differs, and most disks care"),
            ("p/x", "null excludes it on purpose; there is another subpath, or none"),
            ("p/gone", "build it before you pack, look into .npmignore if it exists"),
            ("p/bare", "lib/bare.mjs is packed: write the whole file name"),
            (
                "p/lib/inner.js",
                "lib/inner.js is packed, but no key of \"exports\" leads to it; add \"./lib/inner.js\": \"./lib/inner.js\", or \
                 use another subpath",
            ),
            (
                "p/lib/inner",
                "lib/inner.js is packed, but no key of \"exports\" leads to it; add \"./lib/inner\": \"./lib/inner.js\", or use \
                 another subpath",
            ),
            (
                "p/lib/broken",
                "lib/broken.js is packed, but no key of \"exports\" leads to it; to add it does not suffice: lib/broken.js needs \
                 lib/none, which is missing, or use another subpath",
            ),
            ("p/bare/tool/inner", "did you mean \"./bare\"?"),
            ("p/something-else", "\"exports\" has ., ./tool, ./gone, ./bare"),
            ("other", "add \"other\" to \"dependencies\""),
            ("dev", "move \"dev\" from \"devDependencies\" to \"dependencies\""),
        ] {
            assert_eq!(help_for(specifier, Mode::Require), expected, "{specifier}");
        }
    }
}
