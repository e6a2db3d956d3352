//! Files that modules open by paths from their own place, and that are not packed.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    hash::HashMap,
    link::{
        fault::{Fault, FaultKind},
        graph::{Module, ModuleGraph, ReachedBy},
    },
    module::{AssetUse, AssetVerb, OWN_FILE, When},
    package::Package,
    path::{PackagePath, beside, parent},
    resolve::error::PackagePlace,
};

/// Adds the faults of modules that Node gets to.
pub(super) fn add_faults(package: &Package, graph: &mut ModuleGraph) {
    let opening = |module: &Module| {
        let is_own = !module.path.as_str().split('/').any(|segment| segment == "node_modules");
        is_own
            && matches!(module.reached_by, ReachedBy::Node | ReachedBy::Computed)
            && !module.effects.assets.is_empty()
    };
    if !graph.modules.iter().any(opening) {
        return;
    }
    // The spared paths of all modules count together: one module may make the file that another one opens.
    let spared = SparedPaths::of(graph.modules.iter().filter(|module| opening(module)), package);
    for module in &mut graph.modules {
        module.faults.iter_mut().for_each(|fault| spared.doubt(Arc::make_mut(fault)));
        if opening(module) {
            let faults = faults(package, module, &spared);
            module.faults.extend(faults.into_iter().map(Arc::new));
        }
    }
}

fn faults(package: &Package, module: &Module, spared: &SparedPaths) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::default();
    for used in module.effects.assets.iter().filter(|used| !used.verb.spares()) {
        let Some(missing) = missing(package, &module.path, used) else { continue };
        if spared.contains(&missing) || package.made_at_installation(&missing, "").is_some() {
            continue;
        }
        match known.get(&missing).and_then(|at| faults.get_mut(*at)) {
            // The path is named in one place and opened in another.
            Some(known)
                // `When` is ordered from what certainly happens to what may happen later, so the use that
                // breaks more stays.
                if used.when < known.when
                    || known.kind == (FaultKind::MissingAsset { verb: AssetVerb::Name }) =>
            {
                *known = fault(&module.path, used, missing);
            }
            Some(_) => {}
            None => {
                known.insert(missing.clone(), faults.len());
                faults.push(fault(&module.path, used, missing));
            }
        }
    }
    faults
}

fn fault(file: &PackagePath, used: &AssetUse, missing: String) -> Fault {
    let call = match used.verb {
        AssetVerb::List => "scandir",
        AssetVerb::Copy => "copyfile",
        AssetVerb::Look => "stat",
        _ => "open",
    };
    let (code, message) = match used.verb {
        AssetVerb::Require | AssetVerb::Resolve => {
            ("MODULE_NOT_FOUND", format!("Cannot find module '{missing}'"))
        }
        AssetVerb::Import | AssetVerb::Work | AssetVerb::Fork => {
            ("ERR_MODULE_NOT_FOUND", format!("Cannot find module '{missing}'"))
        }
        AssetVerb::Run => ("ENOENT", format!("spawn {missing} ENOENT")),
        AssetVerb::LoadAddon => ("ERR_DLOPEN_FAILED", format!("{missing}: cannot open shared object file")),
        AssetVerb::FindAddon => ("Error", format!("No native build was found in {missing}")),
        AssetVerb::FindBinding => ("Error", "Could not locate the bindings file.".to_owned()),
        _ => ("ENOENT", format!("ENOENT: no such file or directory, {call} '{missing}'")),
    };
    let at = PackagePlace { file: file.clone(), span: used.span };
    let kind = FaultKind::MissingAsset { verb: used.verb };
    Fault { kind, code, message, missing: Some(missing), at, when: used.when }
}

/// Endings that `require`, `fork` and `Worker` add to a path; `.cjs` and `.mjs` are none of them.
const ENDINGS: [&str; 8] =
    ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node", "/package.json"];

/// Returns the path that a use asks for, if nothing is packed there.
fn missing(package: &Package, module: &PackagePath, used: &AssetUse) -> Option<String> {
    let files = package.files();
    if used.verb == AssetVerb::FindBinding {
        // `bindings` looks for the addon in a dozen folders (`build/Release`, `lib/binding/…`), so that any
        // packed file of that name may be the one.
        let is_packed = files.named(&used.path).next().is_some();
        return (!is_packed).then(|| used.path.clone());
    }
    let path = path_of(package, module, used)?;
    let is_there = match used.verb {
        AssetVerb::Name => {
            let name = path.rsplit('/').next().unwrap_or_default();
            // A path without an extension is the beginning of others, as a rule.
            !name.trim_start_matches('.').contains('.')
                || used.path.ends_with('/')
                || is_packed(package, &path)
        }
        AssetVerb::Require | AssetVerb::Resolve | AssetVerb::Fork | AssetVerb::Work => {
            ENDINGS.iter().any(|ending| is_file(package, &path, ending))
        }
        AssetVerb::Run => {
            // Windows starts `tool.exe` for `tool`, and Node starts `cli.js` for `cli`.
            let mut endings = ENDINGS.iter().chain(&[".exe", ".cmd", ".bat"]);
            endings.any(|ending| is_file(package, &path, ending))
        }
        AssetVerb::FindAddon => return missing_addon(package, &path),
        _ => is_packed(package, &path),
    };
    (!is_there).then_some(path)
}

/// Tells whether a path with an ending is packed; the folder of the package itself is the path without a name.
fn is_file(package: &Package, path: &str, ending: &str) -> bool {
    package.files().get(format!("{path}{ending}").trim_start_matches('/')).is_some()
}

fn is_packed(package: &Package, path: &str) -> bool {
    package.files().get(path).is_some() || package.files().is_directory(path)
}

/// Returns the path of a use in the package, or directly above it; `None` for the module's own, and for one that leads elsewhere.
fn path_of(package: &Package, module: &PackagePath, used: &AssetUse) -> Option<String> {
    let path = beside(module.directory(), &used.path).or_else(|| above(package, module, used))?;
    (!path.contains(OWN_FILE)).then_some(path)
}

/// Returns the path of a file in the folder that holds the package, or in that of its scope: no package manager writes one there.
/// Higher up is the consumer's project, which may have it.
fn above(package: &Package, module: &PackagePath, used: &AssetUse) -> Option<String> {
    const INSTALLED: &str = "node_modules/";
    let home = format!("{INSTALLED}{}/{}", package.name(), module.directory());
    let path = beside(&home, &used.path)?;
    let inner = path.strip_prefix(INSTALLED)?;
    let scope = package.name().split_once('/').map(|(scope, _)| scope);
    let in_scope = scope.and_then(|scope| inner.strip_prefix(scope)?.strip_prefix('/'));
    let up = if scope.is_some() && in_scope.is_none() { "../../" } else { "../" };
    let file = in_scope.unwrap_or(inner);
    // Another package may have a name such as `chart.js`, and npm keeps its own notes in files whose names begin with a dot.
    const ENDINGS: [&str; 8] = [".json", ".md", ".txt", ".html", ".css", ".wasm", ".yml", ".yaml"];
    let is_file =
        !file.contains('/') && !file.starts_with('.') && ENDINGS.iter().any(|it| file.ends_with(it));
    let is_read = used.verb == AssetVerb::Read || used.verb.spares();
    (is_file && is_read).then(|| format!("{up}{file}"))
}

/// Returns the folder in which no addon will be found: none is packed there, and none is built.
fn missing_addon(package: &Package, folder: &str) -> Option<String> {
    let files = package.files();
    let has = |name: &str| files.is_directory(name) || files.get(name).is_some();
    let own = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    // npm runs `node-gyp rebuild` for a package with a `binding.gyp`, so that an addon is built at
    // installation.
    let is_there = ["prebuilds", "build", "binding.gyp"].into_iter().any(|name| has(&own(name)));
    let is_package = files.get(&own("package.json")).is_some();
    (is_package && !is_there).then(|| own("prebuilds"))
}

/// The paths that code makes, changes or looks for.
struct SparedPaths {
    exact: BTreeSet<String>,
    /// Folders in which anything may be made.
    below: BTreeSet<String>,
}

impl SparedPaths {
    fn of<'g>(modules: impl Iterator<Item = &'g Module>, package: &Package) -> Self {
        let mut spared = Self { exact: BTreeSet::new(), below: BTreeSet::new() };
        for module in modules {
            for used in module.effects.assets.iter().filter(|used| used.verb.spares()) {
                let Some(path) = path_of(package, &module.path, used) else { continue };
                // A path that is made and is no packed folder may become a folder, with any files in it.
                if used.verb == AssetVerb::SpareBelow || !package.files().is_directory(&path) {
                    spared.below.insert(path.clone());
                }
                spared.exact.insert(path);
            }
            // What is asked for in a `try` may be missing wherever it is asked for.
            for used in module.effects.assets.iter().filter(|used| used.when == When::Guarded) {
                spared.exact.extend(path_of(package, &module.path, used));
            }
        }
        spared
    }

    /// Lets a request for a file that code may make fail only perhaps.
    fn doubt(&self, fault: &mut Fault) {
        let is_missing = matches!(fault.kind, FaultKind::Unresolved(_));
        let missing = fault.missing.as_deref().filter(|_| is_missing);
        if missing.is_some_and(|it| ENDINGS.iter().any(|ending| self.contains(&format!("{it}{ending}")))) {
            fault.when = fault.when.max(When::Conditional);
        }
    }

    fn contains(&self, path: &str) -> bool {
        let mut around = Some(path);
        while let Some(folder) = around {
            if self.below.contains(folder) {
                return true;
            }
            around = parent(folder);
        }
        // A module that makes `cache/index.json` makes `cache`, too. The sorted set finds such a path in one
        // step.
        let below = format!("{path}/");
        self.exact.contains(path)
            || self.exact.range(below.clone()..).next().is_some_and(|other| other.starts_with(&below))
    }
}
