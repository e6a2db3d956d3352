//! The findings for which an installation ends, each with the package managers that it ends for.

use crate::{
    diagnostic::Diagnostic,
    install::{
        bins::refused_bins,
        bundled::{MissingBundle, missing_bundles},
        identity::{IdentityFault, RefusedIdentity, refused_identity},
        managers::Installer::{self, Bun, Npm, Pnpm, YarnClassic},
        scripts::failing_script,
        specs::refused_dependencies,
    },
    package::Package,
    path::PackagePath,
    resolve::NodeTarget,
    rules::{
        excluded_platform, excludes_everybody, failing_install_script, invalid_bin,
        missing_bundled_dependency, refused_by_registry, support::exclusions::Exclusions,
        uninstallable_dependency,
    },
};

/// A finding that ends an installation, or leaves a dependency out of it.
#[derive(Clone, Debug)]
pub struct InstallProblem {
    pub managers: Vec<Installer>,
    pub diagnostic: Diagnostic,
}

/// Returns all that a package declares and that ends its installation, whatever rules are asked.
pub fn install_problems(package: &Package) -> Vec<InstallProblem> {
    let Some(path) = package.manifest().map(|manifest| manifest.path()) else { return Vec::new() };
    let problem =
        |managers: &[Installer], diagnostic| InstallProblem { managers: managers.to_vec(), diagnostic };
    // Real managers were asked which faults end their installation: tests/install has the answers.
    let identities = refused_identity(package).into_iter().map(|refused| {
        problem(failing_at_identity(&refused), refused_by_registry::diagnostic(path, &refused))
    });
    let refused = refused_dependencies(package).into_iter();
    let refused = refused
        .map(|refused| problem(refused.failing(), uninstallable_dependency::diagnostic(path, &refused)));
    let bins = refused_bins(package).into_iter();
    let bins = bins.map(|bin| problem(bin.fault.failing(), invalid_bin::diagnostic(path, &bin)));
    let missing = missing_bundles(package);
    let bundles = missing_bundled_dependency::diagnostic(path, &missing);
    let unfetched = missing.first().map_or(&[][..], MissingBundle::failing);
    let script = failing_script(package, &[NodeTarget::default()])
        .map(|script| problem(script.fault.failing(), failing_install_script::diagnostic(path, &script)));
    identities
        .chain(excluding(package, path))
        .chain(refused)
        .chain(bundles.map(|diagnostic| problem(unfetched, diagnostic)))
        .chain(script)
        .chain(bins)
        .collect()
}

/// Returns the managers that certainly end at a name or a version.
fn failing_at_identity(refused: &RefusedIdentity) -> &'static [Installer] {
    let name = refused.text.as_str();
    match refused.reason {
        IdentityFault::NoText if refused.field == "name" => &[Npm, Pnpm, YarnClassic],
        IdentityFault::NoText => &[Pnpm, YarnClassic],
        IdentityFault::Version => &[YarnClassic],
        // yarn 1 leaves an empty scope and a scope without a name alone.
        IdentityFault::Shape if name.starts_with("@/") || name.ends_with('/') => &[Npm, Pnpm, Bun],
        IdentityFault::Shape => &[Npm, Pnpm, YarnClassic, Bun],
        // pnpm and yarn 1 look at what stands before the scope's slash, bun at what stands behind it.
        IdentityFault::FirstCharacter if name.starts_with('@') => &[Npm, Bun],
        // yarn 1 and bun forbid the dot only.
        IdentityFault::FirstCharacter if name.starts_with('_') => &[Npm, Pnpm],
        // The others install it.
        IdentityFault::FirstCharacter if name.starts_with('-') => &[Npm],
        IdentityFault::FirstCharacter => &[Npm, Pnpm, YarnClassic, Bun],
        // The folder of this name is that of all packages.
        IdentityFault::Reserved if name == "node_modules" => &[Npm, Pnpm, YarnClassic, Bun],
        IdentityFault::Reserved | IdentityFault::Character(_) => &[Npm, Pnpm, YarnClassic],
    }
}

/// Returns what keeps everybody from installing the package, by platform or by engine.
fn excluding(package: &Package, path: &PackagePath) -> Vec<InstallProblem> {
    let Some(exclusions) = Exclusions::of(package) else { return Vec::new() };
    let platforms = exclusions.platforms(true).map(|fault| InstallProblem {
        managers: fault.failing().to_vec(),
        diagnostic: excludes_everybody::of_platform(path, fault),
    });
    // Only yarn 1 ends an installation for "engines": npm and pnpm warn, yarn 4 and bun install the package.
    let engine = |diagnostic| InstallProblem { managers: vec![YarnClassic], diagnostic };
    let node = exclusions.engines("node").map(|fault| engine(excludes_everybody::of_engines(path, fault)));
    let yarn = exclusions.engines("yarn").map(|fault| engine(excluded_platform::of_yarn(path, fault)));
    platforms.chain(node).chain(yarn).collect()
}
