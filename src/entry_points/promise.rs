//! The ways in which package.json promises that an entry point can be loaded: by a condition, as "main", as a
//! command.

use crate::{
    entry_points::{EntryKind, EntryPoint, bins::runs_with_plain_node, target_file},
    manifest::Manifest,
    package::Package,
    resolve::{
        Mode, NodeTarget, Referrer, Resolution,
        error::PackagePlace,
        resolve,
        step::{Step, StepKind},
    },
};

/// The words of package.json that offer a file to one mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModePromise {
    pub by: PromisedBy,
    pub at: PackagePlace,
}

/// The kind of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromisedBy {
    /// A condition that is for this mode alone.
    Condition(String),
    /// "main" of a package that is CommonJS: it is for `require`.
    Main,
    /// A command.
    Bin,
}

/// Returns the promise that an entry point makes to a mode, unless it only leads both modes to one file: an
/// ES module under `default` is offered to the consumers that can load it, and to no others.
pub fn promise(package: &Package, entry: &EntryPoint, mode: Mode, node: &NodeTarget) -> Option<ModePromise> {
    match entry.kind {
        EntryKind::Export => by_condition(package, entry, mode, node),
        EntryKind::Main => by_main(package, mode),
        EntryKind::Bin => by_bin(package, entry),
    }
}

fn by_condition(package: &Package, entry: &EntryPoint, mode: Mode, node: &NodeTarget) -> Option<ModePromise> {
    if entry.pattern.is_some() && !is_for_one_mode(entry) {
        return None; // No condition would promise anything.
    }
    let specifier = entry.specifier(package);
    // Resolved once more, as entry points keep no trail.
    let Resolution { trail, .. } = resolve(package, &Referrer::Consumer, &specifier, mode, node);
    let target = |step: &Step| matches!(step.kind, StepKind::Target(_)).then(|| step.at.clone());
    let at = trail.iter().rev().find_map(target)??;
    let conditions = trail.into_iter().filter_map(|step| match step.kind {
        StepKind::Condition(condition) => Some(condition),
        _ => None,
    });
    // The innermost condition says the most.
    let by = conditions.filter(|condition| is_for(condition, mode, entry)).last()?;
    Some(ModePromise { by: PromisedBy::Condition(by), at })
}

/// Tells whether a condition promises a mode. `module-sync` is for modules that both modes can load.
fn is_for(condition: &str, mode: Mode, entry: &EntryPoint) -> bool {
    match (condition, mode) {
        // A pattern that leads both modes to the same files lets everything through, and promises nothing for
        // any file.
        ("import", Mode::Import) | ("require", Mode::Require) => {
            entry.pattern.is_none() || is_for_one_mode(entry)
        }
        ("module-sync", _) => entry.pattern.is_none(),
        ("node", _) => is_for_one_mode(entry),
        _ => false,
    }
}

/// Tells whether the modes are led to different files.
fn is_for_one_mode(entry: &EntryPoint) -> bool {
    let mut files = entry.resolutions.iter().map(|(_, resolution)| target_file(resolution));
    files.next() != files.next()
}

fn by_main(package: &Package, mode: Mode) -> Option<ModePromise> {
    let manifest = package.manifest()?;
    let main = manifest.get("main").filter(|main| main.as_str().is_some_and(|main| !main.is_empty()))?;
    let is_module = manifest.get("type").and_then(|node| node.as_str()) == Some("module");
    let at = place(manifest, main.span);
    // In a package of ES modules, "main" is the only way to offer a module without "exports": it promises
    // nothing to `require`.
    (mode == Mode::Require && !is_module).then_some(ModePromise { by: PromisedBy::Main, at })
}

fn by_bin(package: &Package, entry: &EntryPoint) -> Option<ModePromise> {
    let file = entry.resolutions.iter().find_map(|(_, resolution)| target_file(resolution))?;
    let at = entry.declared.clone().filter(|_| runs_with_plain_node(package, file))?;
    Some(ModePromise { by: PromisedBy::Bin, at })
}

fn place(manifest: &Manifest, span: crate::text::Span) -> PackagePlace {
    PackagePlace { file: manifest.path().clone(), span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{entry_points::entry_points, files::FileTree};

    fn promised(manifest: &str, mode: Mode) -> Option<PromisedBy> {
        let files = [("package.json", manifest), ("a.js", ""), ("b.js", ""), ("c.mjs", "")];
        let package = Package::new(FileTree::of(files));
        let node = NodeTarget::default();
        let entry = entry_points(&package, &node).into_iter().next()?;
        promise(&package, &entry, mode, &node).map(|promise| promise.by)
    }

    fn condition(name: &str) -> Option<PromisedBy> {
        Some(PromisedBy::Condition(name.to_owned()))
    }

    #[test]
    fn conditions_promise_the_mode_that_they_are_for() {
        for (exports, import, require) in [
            (r#"{"import":"./a.js","require":"./b.js"}"#, condition("import"), condition("require")),
            (r#"{"import":{"types":"./x.d.ts","default":"./a.js"}}"#, condition("import"), None),
            (r#"{"import":"./a.js","default":"./b.js"}"#, condition("import"), None),
            (r#"{"import":"./a.js","node":"./b.js"}"#, condition("import"), condition("node")),
            (r#"{"node":"./a.js","default":"./b.js"}"#, None, None),
            (r#"{"module-sync":"./a.js"}"#, condition("module-sync"), condition("module-sync")),
            (r#"{"node":{"require":"./a.js"},"default":"./b.js"}"#, None, condition("require")),
            (r#""./a.js""#, None, None),
        ] {
            let manifest = format!(r#"{{"name":"p","exports":{exports}}}"#);
            let found = (promised(&manifest, Mode::Import), promised(&manifest, Mode::Require));
            assert_eq!(found, (import, require), "{exports}");
        }
    }

    #[test]
    fn main_promises_require_where_the_package_is_commonjs() {
        for (manifest, expected) in [
            (r#"{"main":"c.mjs"}"#, Some(PromisedBy::Main)),
            (r#"{"main":"c.mjs","type":"commonjs"}"#, Some(PromisedBy::Main)),
            (r#"{"main":"a.js","type":"module"}"#, None),
            (r#"{"main":""}"#, None),
            ("{}", None),
        ] {
            assert_eq!(promised(manifest, Mode::Require), expected, "{manifest}");
            assert_eq!(promised(manifest, Mode::Import), None, "{manifest}");
        }
    }
}
