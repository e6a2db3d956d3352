//! Hosts other than Node for which an entry point is written, as package.json says, and what they load that Node does not.

use std::collections::BTreeSet;

use crate::{
    entry_points::{EntryKind, EntryPoint, target_file},
    json::JsonNode,
    link::{
        Verdict,
        fault::{Fault, FaultKind},
    },
    manifest::{
        Manifest,
        dependencies::DependencyKind,
        target::{Branch, Target},
    },
    node::ManifestReader,
    package::Package,
    path::{PackagePath, beside, extension},
};

/// A compiler, a bundler or a runtime that loads what Node does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    Svelte,
    SvelteKit,
    ReactNative,
    Cloudflare,
    Bun,
    Vite,
}

const HOSTS: [Host; 6] =
    [Host::Svelte, Host::SvelteKit, Host::ReactNative, Host::Cloudflare, Host::Bun, Host::Vite];

/// Endings of pictures, fonts and sounds.
const ASSETS: [&str; 14] = [
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ttf", ".otf", ".woff", ".woff2", ".mp3", ".mp4",
    ".wav", ".lottie",
];
/// The endings that Metro adds to a path: those of a platform come first.
const PLATFORMS: [&str; 5] = ["", ".native", ".ios", ".android", ".web"];
const LANGUAGES: [&str; 7] = [".js", ".jsx", ".ts", ".tsx", ".json", ".mjs", ".cjs"];
/// Parts of the subpaths in a package for React Native that its tools load in Node.
const FOR_TOOLS: [&str; 10] =
    ["babel", "plugin", "metro", "jest", "cli", "preset", "config", "eslint", "codegen", "server"];
/// Words among the keywords that name other runtimes than that of Cloudflare.
const OTHER_RUNTIMES: [&str; 6] = ["node", "nodejs", "node.js", "deno", "bun", "lambda"];

impl Host {
    pub fn name(self) -> &'static str {
        match self {
            Self::Svelte => "Svelte",
            Self::SvelteKit => "SvelteKit",
            Self::ReactNative => "React Native",
            Self::Cloudflare => "Cloudflare Workers",
            Self::Bun => "Bun",
            Self::Vite => "a bundler's plugin",
        }
    }

    /// Tells whether package.json says that an entry point is for this host, and not for Node, too.
    fn is_meant(self, manifest: &Manifest, entry: &EntryPoint) -> bool {
        let is_peer = |name: &&str| manifest.declared(name) == DependencyKind::Peer;
        match self {
            Self::Svelte => {
                // A peer alone is also that of tools, which run in Node.
                let is_tool = || manifest.get("bin").is_some() || is_peer(&"vite");
                manifest.get("svelte").is_some()
                    || has_condition(manifest, entry, &["svelte"])
                    || is_peer(&"svelte") && !is_tool()
            }
            Self::SvelteKit => is_peer(&"@sveltejs/kit"),
            Self::ReactNative => {
                is_peer(&"react-native") && !is_for_tools(&entry.subpath) && !is_for_tools(name_of(manifest))
            }
            Self::Cloudflare => {
                manifest.has_peer_of_workers()
                    || is_shared_with_workers(manifest, entry)
                    || is_about_cloudflare(manifest)
            }
            Self::Bun => entry.subpath.split(['/', '.', '-']).any(|word| word == "bun"),
            // The plugin itself is what the name of the package leads to, and runs in Node.
            Self::Vite => entry.subpath != "." && manifest.is_for_plugins(),
        }
    }

    /// Tells whether this host loads what Node fails for.
    fn explains(self, package: &Package, fault: &Fault) -> bool {
        let specifier = requested(package, fault).unwrap_or_default();
        match self {
            Self::Svelte => is_component(fault, specifier),
            Self::SvelteKit => {
                matches!(fault.kind, FaultKind::Undeclared { .. })
                    && ["$app/", "$env/", "$service-worker"].iter().any(|own| specifier.starts_with(own))
            }
            Self::ReactNative => is_for_metro(package, fault, specifier),
            Self::Cloudflare => specifier.starts_with("cloudflare:"),
            Self::Bun => specifier == "bun" || specifier.starts_with("bun:"),
            Self::Vite => specifier.starts_with("virtual:"),
        }
    }
}

/// Returns the hosts that load an entry point which Node does not: package.json says that it is for them, and they load each thing
/// for which Node fails. `None` where anything is left that is wrong for them, too.
pub fn hosts_of(package: &Package, entry: &EntryPoint, verdict: &Verdict) -> Option<BTreeSet<Host>> {
    let manifest =
        package.manifest().filter(|_| entry.kind != EntryKind::Bin && !verdict.causes.is_empty())?;
    let meant: Vec<Host> = HOSTS.into_iter().filter(|host| host.is_meant(manifest, entry)).collect();
    if meant.is_empty() || has_condition(manifest, entry, &["node"]) {
        return None;
    }
    let explaining = |fault: &Fault| meant.iter().copied().find(|host| host.explains(package, fault));
    verdict.causes.iter().map(|cause| explaining(&cause.fault)).collect()
}

/// Returns the specifier that stands at the place of a fault.
fn requested<'p>(package: &'p Package, fault: &Fault) -> Option<&'p str> {
    let contents = package.contents(&fault.at.file)?;
    let (start, end) = (usize::try_from(fault.at.span.start).ok()?, usize::try_from(fault.at.span.end).ok()?);
    let text = std::str::from_utf8(contents.get(start..end)?).ok()?;
    Some(text.trim_matches(['"', '\'', '`']))
}

/// Tells whether a Svelte component is imported, or its text is run as a script.
fn is_component(fault: &Fault, specifier: &str) -> bool {
    match fault.kind {
        FaultKind::Unloadable(_) => specifier.ends_with(".svelte"),
        FaultKind::Syntax => fault.at.file.extension() == ".svelte",
        _ => false,
    }
}

fn is_for_metro(package: &Package, fault: &Fault, specifier: &str) -> bool {
    match &fault.kind {
        FaultKind::Unresolved(_) => is_found_by_metro(package, &fault.at.file, specifier),
        FaultKind::Unloadable(_) => {
            let ending = extension(specifier.rsplit('/').next().unwrap_or_default());
            ASSETS.contains(&ending) || LANGUAGES.contains(&ending)
        }
        // Metro lets Babel compile every file, whatever its format, with Flow and JSX.
        FaultKind::ModuleSyntaxInCommonJs => true,
        FaultKind::Syntax => is_compiled_by_metro(package, fault),
        _ => false,
    }
}

fn is_found_by_metro(package: &Package, referrer: &PackagePath, specifier: &str) -> bool {
    let is_relative =
        [".", ".."].contains(&specifier) || specifier.starts_with("./") || specifier.starts_with("../");
    let path =
        (is_relative && !referrer.is_outside()).then(|| beside(referrer.directory(), specifier)).flatten();
    let Some(path) = path else { return false };
    let is_packed = |stem: &str| {
        let endings =
            PLATFORMS.iter().flat_map(|platform| LANGUAGES.iter().map(move |language| (platform, language)));
        endings
            .into_iter()
            .any(|(platform, language)| package.files().get(&format!("{stem}{platform}{language}")).is_some())
    };
    is_packed(&path)
        || is_packed(&format!("{path}/index"))
        || package.files().get(&format!("{path}/package.json")).is_some()
}

/// Tells whether a file has the marks of Flow or JSX where Node's parser stops, or is a picture, or belongs to React Native itself.
fn is_compiled_by_metro(package: &Package, fault: &Fault) -> bool {
    let file = &fault.at.file;
    if ASSETS.contains(&file.extension()) {
        return true;
    }
    let name = file.outside().and_then(|path| path.rsplit_once("node_modules/")).map(|(_, name)| name);
    if name.is_some_and(|name| name.starts_with("react-native/") || name.starts_with("@react-native/")) {
        return true;
    }
    let text = package.contents(file).unwrap_or_default();
    let at = usize::try_from(fault.at.span.start).ok().and_then(|start| text.get(start..));
    let head = text.get(..FLOW_HEAD.min(text.len())).unwrap_or_default();
    at.is_some_and(|at| at.starts_with(b"<")) || memchr::memmem::find(head, b"@flow").is_some()
}

/// The bytes at the beginning of a file in which its mark for Flow stands.
const FLOW_HEAD: usize = 2048;

fn is_for_tools(name: &str) -> bool {
    name.split(['/', '.', '-']).any(|word| FOR_TOOLS.contains(&word))
}

/// Tells whether the name or the keywords of a package say that it is about Cloudflare, and name no other runtime.
fn is_about_cloudflare(manifest: &Manifest) -> bool {
    let words = manifest.get("keywords").into_iter().flat_map(JsonNode::elements);
    let words: Vec<String> = words.filter_map(|word| Some(word.as_str()?.to_lowercase())).collect();
    let is_named = name_of(manifest).starts_with("@cloudflare/")
        || words.iter().any(|word| word.starts_with("cloudflare"));
    is_named && !words.iter().any(|word| OTHER_RUNTIMES.contains(&word.as_str()))
}

fn name_of(manifest: &Manifest) -> &str {
    manifest.get("name").and_then(JsonNode::as_str).unwrap_or_default()
}

/// Tells whether the file that Node gets is the one that a condition for Workers names, and no other one beside it.
fn is_shared_with_workers(manifest: &Manifest, entry: &EntryPoint) -> bool {
    let files = entry.resolutions.iter().filter_map(|(_, resolution)| target_file(resolution));
    let files: BTreeSet<&str> = files.map(PackagePath::as_str).collect();
    branches(manifest, entry).iter().any(|branch| {
        let is_for_workers = ["workerd", "worker"].contains(&branch.condition.value.as_str());
        let mut named = branch.target.paths().into_iter().map(|path| path.value.trim_start_matches("./"));
        is_for_workers && named.any(|path| path.contains('*') || files.contains(path))
    })
}

/// Tells whether the target of a subpath has one of these conditions.
fn has_condition(manifest: &Manifest, entry: &EntryPoint, names: &[&str]) -> bool {
    branches(manifest, entry).iter().any(|branch| names.contains(&branch.condition.value.as_str()))
}

/// Returns the conditions of the target of a subpath, on all levels.
fn branches<'m>(manifest: &'m Manifest, entry: &EntryPoint) -> Vec<&'m Branch> {
    let subpaths = manifest.exports(ManifestReader::Simdjson).and_then(|exports| exports.subpaths());
    let key = entry.pattern.as_deref().unwrap_or(&entry.subpath);
    let target = subpaths.and_then(|subpaths| subpaths.get(key)).map(|entry| &entry.target);
    let mut open: Vec<&Target> = target.into_iter().collect();
    let mut found = Vec::new();
    while let Some(target) = open.pop() {
        match target {
            Target::Conditions(branches, _) => {
                found.extend(branches);
                open.extend(branches.iter().map(|branch| &branch.target));
            }
            Target::Fallbacks(targets, _) => open.extend(targets),
            Target::Path(_) | Target::Null(_) | Target::Invalid(_) => {}
        }
    }
    found
}
