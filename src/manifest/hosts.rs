//! Packages that a host gives to what it loads, whatever is installed: Electron, and the editors that load extensions.

use crate::{
    json::{JsonContent, JsonNode},
    manifest::{Manifest, dependencies::DependencyKind},
};

/// A package that no consumer installs for another one, and what a package.json says that is written for its host.
struct HostPackage {
    name: &'static str,
    /// The host's name in "engines".
    engine: &'static str,
    /// A package in "devDependencies" that holds its types, or the host itself.
    development: &'static str,
}

const HOST_PACKAGES: [HostPackage; 3] = [
    HostPackage { name: "electron", engine: "electron", development: "electron" },
    HostPackage { name: "vscode", engine: "vscode", development: "@types/vscode" },
    HostPackage { name: "bun", engine: "bun", development: "@types/bun" },
];

/// Things that a build tool brings along for the modules that it builds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brings {
    /// Members of `import.meta`
    Meta,
    /// Members of `require`
    Require,
    /// Modules that only its plugins know
    Modules,
}

/// Build tools, by the packages that are written for what they build.
const BUILD_TOOLS: [(&str, &[Brings]); 16] = [
    ("@nuxt/kit", &[Brings::Meta]),
    ("@solidjs/start", &[Brings::Meta]),
    ("@sveltejs/kit", &[Brings::Meta, Brings::Modules]),
    ("astro", &[Brings::Meta, Brings::Modules]),
    ("expo", &[Brings::Require]),
    ("nuxt", &[Brings::Meta]),
    ("react-native", &[Brings::Require]),
    ("rolldown", &[Brings::Modules]),
    ("rollup", &[Brings::Modules]),
    ("storybook", &[Brings::Require]),
    ("vike", &[Brings::Meta]),
    ("vinxi", &[Brings::Meta]),
    ("vite", &[Brings::Meta, Brings::Modules]),
    ("vitepress", &[Brings::Meta]),
    ("webpack", &[Brings::Require, Brings::Modules]),
    ("wxt", &[Brings::Meta]),
];

/// Fields of package.json that other hosts or their build tools read.
const HOST_FIELDS: [&str; 8] = [
    "cordova",
    "dcloudext",
    "deno",
    "expo",
    "miniprogram",
    "nativescript",
    "react-native",
    "titaniumManifest",
];
/// Packages that are used on another host only.
const HOST_PEERS: [&str; 6] =
    ["@tarojs/taro", "expo", "react-native", "titanium", "webextension-polyfill", "zx"];
/// Packages that declare the globals of another host.
const HOST_TYPES: [&str; 16] = [
    "@dcloudio/types",
    "@deno/shim-deno",
    "@figma/plugin-typings",
    "@types/chrome",
    "@types/deno",
    "@types/firefox-webext-browser",
    "@types/frida-gum",
    "@types/google-apps-script",
    "@types/greasemonkey",
    "@types/k6",
    "@types/office-js",
    "@types/react-native",
    "@types/tampermonkey",
    "hexo",
    "miniprogram-api-typings",
    "react-native",
];
/// Runtimes for which many develop that write for Node, too: packages that declare their globals, and these globals.
const RUNTIMES: [(&[&str], &[&str]); 2] = [
    (&["@types/bun", "bun-types"], &["Bun"]),
    (&OF_WORKERS, &["FixedLengthStream", "HTMLRewriter", "WebSocketPair", "WorkerEntrypoint"]),
];
/// Packages that the code of a Worker of Cloudflare needs.
const OF_WORKERS: [&str; 2] = ["@cloudflare/workers-types", "wrangler"];
/// Beginnings of the names of packages that a program loads which gives them names.
const HOST_PREFIXES: [&str; 2] = ["bare-", "hexo-"];
/// The names in "engines" that say nothing of another host.
const MANAGERS: [&str; 7] = ["cnpm", "iojs", "node", "npm", "pnpm", "teleport", "yarn"];
/// Words of packages for tests.
const TEST_WORDS: [&str; 11] =
    ["chai", "cypress", "enzyme", "jasmine", "jest", "karma", "mocha", "qunit", "spec", "test", "vitest"];

fn member_names(node: &JsonNode) -> impl Iterator<Item = &str> {
    let members = match &node.value {
        JsonContent::Object(members) => members.as_slice(),
        _ => &[],
    };
    members.iter().map(|member| member.key.value.as_str())
}

fn tools_that_bring(what: Brings) -> impl Iterator<Item = &'static str> {
    BUILD_TOOLS.iter().filter(move |(_, brings)| brings.contains(&what)).map(|(name, _)| *name)
}

impl Manifest {
    /// Tells whether what loads this package gives members to `import.meta` or `require` that Node does not.
    pub fn is_built_by_host(&self, object: &str) -> bool {
        let what = if object == "import.meta" { Brings::Meta } else { Brings::Require };
        tools_that_bring(what).any(|name| self.brings(name))
            || HOST_PACKAGES.iter().any(|host| host.name == "bun" && self.is_written_for(host))
    }

    /// Tells whether the package is for a build tool whose plugins bring modules along that only they know.
    pub fn is_for_plugins(&self) -> bool {
        tools_that_bring(Brings::Modules).any(|name| self.declared(name) == DependencyKind::Peer)
    }

    /// Tells whether the package says that another program than Node loads it, which may have globals of its own.
    pub fn names_another_host(&self) -> bool {
        let names = |field: &str| self.get(field).into_iter().flat_map(member_names);
        let mut asked = names("peerDependencies").chain(names("dependencies"));
        let mut developed = names("devDependencies");
        let mut engines = names("engines");
        let name = self.get("name").and_then(JsonNode::as_str).unwrap_or_default();
        HOST_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            || HOST_FIELDS.iter().any(|field| self.get(field).is_some())
            || asked.any(|name| HOST_PEERS.contains(&name))
            || developed.any(|name| HOST_TYPES.contains(&name))
            || engines.any(|name| !MANAGERS.contains(&name))
    }

    /// Tells whether a runtime that the package is developed for has a global of that name.
    pub fn is_global_of_runtime(&self, name: &str) -> bool {
        let types = |package: &&str| {
            let fields = ["devDependencies", "peerDependencies", "dependencies"];
            fields.iter().any(|field| self.get(field).is_some_and(|it: &JsonNode| it.get(package).is_some()))
        };
        RUNTIMES.iter().any(|(packages, globals)| globals.contains(&name) && packages.iter().any(types))
    }

    /// Tells whether who uses the package is to have what only the code of a Worker needs.
    pub fn has_peer_of_workers(&self) -> bool {
        OF_WORKERS.iter().any(|name| self.declared(name) == DependencyKind::Peer)
    }

    /// Tells whether the package says that it is for tests, whose runner gives names to what it loads.
    pub fn is_for_tests(&self) -> bool {
        let is_word = |text: &str| {
            let text = text.to_ascii_lowercase();
            TEST_WORDS.iter().any(|word| text.contains(word))
        };
        let texts = ["name", "main", "description"].into_iter().filter_map(|field| self.get(field)?.as_str());
        let keywords =
            self.get("keywords").into_iter().flat_map(JsonNode::elements).filter_map(JsonNode::as_str);
        let peers = ["dependencies", "peerDependencies"].into_iter().filter_map(|field| self.get(field));
        texts.chain(keywords).chain(peers.flat_map(member_names)).any(is_word)
    }

    /// Tells whether consumers have a package beside this one.
    fn brings(&self, name: &str) -> bool {
        let mut fields = ["dependencies", "peerDependencies"].into_iter().filter_map(|field| self.get(field));
        fields.any(|it: &JsonNode| it.get(name).is_some())
    }

    /// Tells whether a package that is not declared comes with the host that this package is written for.
    pub fn is_given_by_host(&self, name: &str) -> bool {
        HOST_PACKAGES.iter().any(|host| host.name == name && self.is_written_for(host))
    }

    fn is_written_for(&self, host: &HostPackage) -> bool {
        let has = |field: &str, name: &str| self.get(field).and_then(|it: &JsonNode| it.get(name)).is_some();
        has("engines", host.engine) || has("devDependencies", host.development)
    }
}
