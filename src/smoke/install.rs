//! Installs the package and its dependencies by a package manager, as a consumer does.

use std::{collections::BTreeSet, fs};

use serde_json::{Map, Value, json};

use crate::{
    pack::{Manager, PackError, PackOptions, is_classic, version_in, with_manager},
    package::Package,
    smoke::{
        failure::SmokeFailure,
        installed_names::names_in,
        link::{DeclarationKind, read_manifest, wanted},
        refuse::RefusalList,
        room::{Room, write},
        sources::{AllowedSources, Refused, refused_by},
    },
};

/// The settings of the installation.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub manager: Manager,
    pub peers: Peers,
    pub allowed: AllowedSources,
}

/// The way in which a package manager installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installing {
    /// The versions that the ranges admit today.
    Fresh,
    /// Likewise, by a yarn of version 2 or newer, which is called in another way.
    ByModernYarn,
    /// The versions in the lock file; npm only.
    Locked,
    /// The versions that the ranges admit today, whatever the peers ask for; npm only.
    Forced,
}

/// The choice whether install scripts run, after the package manager is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scripts {
    #[default]
    Off,
    On,
}

/// The peers that are installed beside the package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Peers {
    /// Those that package managers install: all but the optional ones.
    #[default]
    Required,
    /// The optional ones, too.
    All,
}

/// The result of the installation.
#[derive(Debug)]
pub struct Installed {
    /// The name of the package manager, and its version.
    pub manager: String,
    /// The names of the packages that the package's modules can find.
    pub present: BTreeSet<String>,
}

/// Installs the tarball, and its peers beside it, as a consumer does. If a dependency comes from elsewhere
/// than the registry, and that is not allowed, returns that dependency, and nothing may be run.
pub fn install(
    package: &Package,
    settings: Settings,
    room: &Room,
    packing: &PackOptions,
) -> Result<Result<Installed, Refused>, SmokeFailure> {
    let Settings { manager, peers, allowed, .. } = settings;
    let tarball =
        package.packed().ok_or_else(|| SmokeFailure::Usage("there is no tarball to install".to_owned()))?;
    let manifest = package.files().contents("package.json").map(read_manifest).unwrap_or_default();
    // Before the package manager is called: to fetch from git runs code of the repository.
    if let Some(refused) = refused_by(&manifest, allowed, None) {
        return Ok(Err(refused));
    }
    let folder = room.consumer();
    // The name has a hash in it: yarn 1 takes two tarballs with one name for the same package.
    let file = format!("{}.tgz", tarball.hashes().shasum);
    write(&folder.join(&file), tarball.bytes()).map_err(SmokeFailure::Temporary)?;
    let version = with_manager(manager, &folder, packing, "say its version", |command| {
        command.arg("--version");
    })?;
    let version = version_in(&version);
    let is_modern_yarn = manager == Manager::Yarn && !version.as_deref().is_some_and(is_classic);
    let version = version.map_or_else(String::new, |version| format!(" {version}"));
    let installing = if is_modern_yarn { Installing::ByModernYarn } else { Installing::Fresh };
    let consumer = consumer(package, &manifest, peers, &file);
    if let Err(refused) = install_consumer(&consumer, settings, installing, room, packing)? {
        return Ok(Err(refused));
    }
    if !room.package(package.name()).is_dir() {
        let what = "install the package: it is not there".to_owned();
        return Err(PackError::Failed { manager, what, said: Vec::new() }.into());
    }
    let _ = fs::remove_file(folder.join(&file)); // It is no longer needed.
    Ok(Ok(Installed { manager: format!("{manager}{version}"), present: present(room, package.name()) }))
}

/// Installs what the package.json of a consumer names. If a dependency comes from elsewhere than is allowed, returns it, and
/// nothing may be run.
pub fn install_consumer(
    consumer: &Value,
    settings: Settings,
    installing: Installing,
    room: &Room,
    packing: &PackOptions,
) -> Result<Result<(), Refused>, SmokeFailure> {
    let Settings { manager, allowed, .. } = settings;
    let refusal = RefusalList::prepare(room, allowed).map_err(SmokeFailure::Temporary)?;
    let put = |name: &str, contents: &[u8]| {
        write(&room.consumer().join(name), contents).map_err(SmokeFailure::Temporary)
    };
    put("package.json", &serde_json::to_vec_pretty(consumer).unwrap_or_default())?;
    if installing == Installing::ByModernYarn {
        put(".yarnrc.yml", format!("{YARN_SETTINGS}{}", refusal.yarn_settings()).as_bytes())?;
        // With a yarn.lock, yarn takes no folder above for the project.
        put("yarn.lock", b"")?;
    }
    let installed = with_manager(manager, &room.consumer(), packing, "install the package", |command| {
        command.args(arguments(manager, installing));
        refusal.arrange(manager, command);
    });
    let refused = match &installed {
        Err(PackError::Failed { said, .. }) => refusal.told(said),
        Err(_) => None,
        // Not every manager can refuse a dependency: the manifests of what it installed tell what it fetched.
        Ok(_) => refusal.found(room),
    };
    if let Some(refused) = refused {
        return Ok(Err(refused));
    }
    installed?;
    Ok(Ok(()))
}

// By default yarn makes no node_modules, and where CI is set it refuses to write a lock file.
const YARN_SETTINGS: &str = "nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\nenableImmutableInstalls: false\n";

/// Returns the consumer's package.json.
fn consumer(package: &Package, manifest: &Value, peers: Peers, file: &str) -> Value {
    let is_wanted =
        |kind| kind == DeclarationKind::Peer || kind == DeclarationKind::OptionalPeer && peers == Peers::All;
    let peers = wanted(manifest).into_iter().filter(|wanted| is_wanted(wanted.kind));
    let mut dependencies: Map<_, _> = peers.map(|peer| (peer.name, json!(peer.range))).collect();
    dependencies.insert(package.name().to_owned(), json!(format!("file:./{file}")));
    json!({ "name": "consumer", "version": "0.0.0", "private": true, "dependencies": dependencies })
}

/// Returns the arguments of each package manager: run no scripts, look into the cache first, and print only what concerns the
/// installation.
fn arguments(manager: Manager, installing: Installing) -> Vec<&'static str> {
    match manager {
        Manager::Npm => vec![
            if installing == Installing::Locked { "ci" } else { "install" },
            // An .npmrc may say `force`, so the opposite is said, too.
            if installing == Installing::Forced { "--force" } else { "--no-force" },
            "--prefer-offline",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
            "--loglevel=error",
            // Where no registry answers, npm would try for minutes.
            "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000",
            // npm copies a folder instead of linking it: a link would lead out of the temporary folder.
            "--install-links",
            "--ignore-scripts",
        ],
        Manager::Pnpm => vec![
            "install",
            "--prefer-offline",
            "--ignore-workspace",
            "--no-frozen-lockfile",
            "--reporter=append-only",
            // Hard links would let the package change the user's store.
            "--package-import-method=clone-or-copy",
            "--ignore-scripts",
        ],
        // Its settings are in .yarnrc.yml.
        Manager::Yarn if installing == Installing::ByModernYarn => vec!["install"],
        Manager::Yarn => vec![
            "install",
            "--prefer-offline",
            "--no-lockfile",
            "--non-interactive",
            "--no-progress",
            "--ignore-scripts",
        ],
        Manager::Bun => {
            // `--backend=copyfile`, as hard links would let the package change the cache of the user.
            vec!["install", "--no-save", "--no-progress", "--backend=copyfile", "--ignore-scripts"]
        }
    }
}

/// Returns the names of the packages that the package's modules can find, without its own.
fn present(room: &Room, own: &str) -> BTreeSet<String> {
    // pnpm links the package from its store, and a module looks upward from its real path.
    let Ok(directory) = fs::canonicalize(room.package(own)) else { return BTreeSet::new() };
    let above = directory.ancestors().take_while(|directory| directory.starts_with(room.root()));
    let mut names: BTreeSet<_> =
        above.flat_map(|directory| names_in(&directory.join("node_modules"))).collect();
    names.remove(own);
    names
}
