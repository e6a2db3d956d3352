//! "main" leads to a file that is not packed, and Node loads an index file in its place; or, in a folder's own package.json,
//! nothing.

use crate::{
    diagnostic::{Diagnostic, RuleFindings},
    entry_points::{EntryKind, EntryPoint, target_file},
    facts::Facts,
    json::JsonContent,
    manifest::Manifest,
    path::{join, parent},
    resolve::{
        Mode, Resolver,
        disk::path_resolve,
        error::{PackagePlace, ResolveError},
    },
    rules::{
        rule,
        support::{finding, near::ENDINGS},
    },
};

rule! {
    /// `"main"` leads to a file that is not packed, and Node falls back to an index file; or a folder's own package.json leads nowhere.
    ///
    /// ## Why it matters
    ///
    /// It works by accident, with a deprecation warning (DEP0128), and loads another file than package.json says. Without `"exports"`,
    /// a folder with a package.json of its own (`hooks/package.json`) can be required as `pkg/hooks`: where its `"main"` is not packed
    /// and there is no index file, that fails.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "main": "./dist/index.js" }
    /// ```
    ///
    /// Name the file that is packed:
    ///
    /// ```json
    /// { "main": "./index.js" }
    /// ```
    "missing-main", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let entries = facts.nodes.iter().flat_map(|node| &node.entry_points);
    let mains = entries.filter(|entry| entry.kind == EntryKind::Main);
    findings.extend(mains.filter_map(|entry| diagnostic(facts, entry)));
    findings.extend(of_folders(facts));
}

/// Members of a package.json that belongs to a project of its own: a template, a fixture, and no stub of a subpath.
const OF_PROJECTS: [&str; 6] =
    ["scripts", "dependencies", "devDependencies", "workspaces", "version", "private"];

/// Parts of the names of folders whose packages are copied, tried or carried along, and not asked for.
const COPIED: [&str; 20] = [
    "example",
    "fixture",
    "playground",
    "template",
    "test",
    "demo",
    "starter",
    "boilerplate",
    "scaffold",
    "skeleton",
    "generator",
    "vendor",
    "third",
    "components",
    "sample",
    "spec",
    "mock",
    "e2e",
    "docs",
    "bench",
];

/// Judges the folders that have a package.json of their own, which is how a package without "exports" offers subpaths.
fn of_folders(facts: &Facts<'_>) -> Vec<Diagnostic> {
    let Some(node) = facts.nodes.first() else { return Vec::new() };
    let exports = facts.package.manifest().and_then(|manifest| manifest.get("exports"));
    if exports.is_some_and(|exports| exports.value != JsonContent::Null) {
        return Vec::new();
    }
    let mut resolver = Resolver::new(facts.package, Mode::Require, &node.node);
    facts.package.manifests().filter_map(|manifest| of_folder(facts, &mut resolver, manifest)).collect()
}

fn of_folder(facts: &Facts<'_>, resolver: &mut Resolver<'_>, manifest: &Manifest) -> Option<Diagnostic> {
    let directory = manifest.path().directory();
    let is_copied = |segment: &str| COPIED.iter().any(|copied| segment.contains(copied));
    let is_apart = directory.split('/').any(|segment| segment == "node_modules" || is_copied(segment));
    let node = manifest.get("main")?;
    let main = node.as_str().filter(|main| !main.is_empty() && !main.ends_with(".d.ts"))?;
    if directory.is_empty() || is_apart || OF_PROJECTS.iter().any(|key| manifest.get(key).is_some()) {
        return None;
    }
    let has_types = ["types", "typings"].iter().filter_map(|key| manifest.get(key)?.as_str()).any(|types| {
        facts
            .package
            .files()
            .get(path_resolve(&format!("/{directory}"), types).trim_start_matches('/'))
            .is_some()
    });
    if has_types {
        return None;
    }
    let result = resolver.resolve_subpath(&format!("./{directory}"));
    let Err(ResolveError::ModuleNotFound { .. }) = result else { return None };
    if has_another_reader(facts, directory, manifest, main) {
        return None;
    }
    let path = manifest.path();
    let message = format!(
        "\"main\" of {path} is {main}, which is not packed: require(\"{}/{directory}\") fails",
        facts.package.name()
    );
    let help = format!("lead it to a packed file, or leave {path} out of the package");
    let at = PackagePlace { file: path.clone(), span: node.span };
    Some(finding(&RULE, Some(at), message, Some(help)))
}

/// Tells whether a folder may be there for others than Node: for its types alone (`fp-ts/HKT`), or for a bundler, which finds
/// `../Button.vue` or `../x.ios.js` by "main".
fn has_another_reader(facts: &Facts<'_>, directory: &str, manifest: &Manifest, main: &str) -> bool {
    let packed = facts.package.files();
    let path =
        |target: &str| path_resolve(&format!("/{directory}"), target).trim_start_matches('/').to_owned();
    let mut types = ["types", "typings"].iter().filter_map(|key| manifest.get(key)?.as_str());
    let wanted = path(main);
    let stem = format!("{wanted}.");
    types.any(|types| packed.get(&path(types)).is_some())
        || packed.under(parent(&wanted).unwrap_or_default()).any(|(path, _)| path.as_str().starts_with(&stem))
}

fn diagnostic(facts: &Facts<'_>, entry: &EntryPoint) -> Option<Diagnostic> {
    let main = facts.package.manifest()?.get("main")?.as_str().filter(|main| !main.is_empty())?;
    let (_, resolution) = entry.resolutions.iter().find(|(mode, _)| *mode == Mode::Require)?;
    let loaded = target_file(resolution)?;
    let wanted = path_resolve("/", main);
    let wanted = wanted.trim_start_matches('/');
    let is_meant = loaded.as_str() == wanted
        || ENDINGS.iter().any(|ending| loaded.as_str() == format!("{wanted}{ending}"))
        // "main" may name a folder, of which Node loads the index file.
        || loaded.as_str().starts_with(&join(wanted, ""));
    if is_meant || wanted.is_empty() {
        return None;
    }
    let message = format!("\"main\" is {main}, which is not packed, and Node falls back to {loaded}");
    let help = format!("write \"./{loaded}\" if that file is meant, else pack the other one");
    Some(finding(&RULE, entry.declared.clone(), message, Some(help)))
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(main: &str) -> Vec<String> {
        let manifest = format!(r#"{{"main":"{main}"}}"#);
        messages(
            "missing-main",
            &[("package.json", &manifest), ("index.js", ""), ("lib/index.js", ""), ("b.js", "")],
        )
    }

    #[test]
    fn a_main_that_another_file_stands_in_for() {
        assert_eq!(
            found("dist/a.js"),
            ["\"main\" is dist/a.js, which is not packed, and Node falls back to index.js"]
        );
    }

    fn of_folder(root: &str, path: &str, inner: &str) -> Vec<String> {
        let files = [("package.json", root), ("index.js", ""), (path, inner), ("esm/sub.js", "")];
        messages("missing-main", &files)
    }

    #[test]
    fn a_folder_that_leads_nowhere() {
        let root = r#"{"name":"p","main":"index.js"}"#;
        let stub = r#"{"main":"../gone/sub.js","module":"../esm/sub.js"}"#;
        assert_eq!(
            of_folder(root, "sub/package.json", stub),
            ["\"main\" of sub/package.json is ../gone/sub.js, which is not packed: require(\"p/sub\") fails"]
        );
        for (root, path, inner) in [
            (r#"{"name":"p","exports":"./index.js"}"#, "sub/package.json", stub),
            (root, "sub/package.json", r#"{"main":"../esm/sub.js"}"#),
            (root, "sub/package.json", r#"{"main":"../esm/sub"}"#),
            (root, "esm/package.json", r#"{"main":"./sub"}"#),
            (root, "sub/package.json", r#"{"module":"../gone/sub.js"}"#),
            (root, "sub/package.json", r#"{"type":"module"}"#),
            (root, "sub/package.json", r#"{"main":"gone.d.ts"}"#),
            (root, "sub/package.json", r#"{"main":"../gone/sub.js","typings":"../index.js"}"#),
            (root, "sub/package.json", r#"{"main":"dist/a.js","scripts":{"build":"tsc"}}"#),
            (root, "sub/package.json", r#"{"main":"../gone/sub.js","version":"1.0.0"}"#),
            (root, "templates/a/package.json", stub),
            (root, "ts-starter/package.json", stub),
            (root, "__fixtures__/package.json", stub),
        ] {
            assert!(of_folder(root, path, inner).is_empty(), "{root} {path} {inner}");
        }
    }

    #[test]
    fn a_main_that_is_there_is_silent() {
        for main in ["b", "./b.js", "lib", "lib/", "", ".", "./", "index"] {
            assert!(found(main).is_empty(), "{main}");
        }
    }
}
