//! Packages that may be there as the peer of another one, which its own package.json alone tells.

use std::collections::BTreeSet;

use crate::hash::HashMap;

/// Packages that many others have as a peer.
const HOSTS: [&str; 44] = [
    "@babel/core",
    "@babel/preset-env",
    "@babel/runtime",
    "@emotion/react",
    "@emotion/styled",
    "@opentelemetry/api",
    "@popperjs/core",
    "@swc/core",
    "@swc/helpers",
    "ajv",
    "babel-core",
    "bufferutil",
    "class-transformer",
    "class-validator",
    "core-js",
    "date-fns",
    "encoding",
    "enquirer",
    "esbuild",
    "eslint",
    "express",
    "graphql",
    "immer",
    "jest",
    "postcss",
    "prettier",
    "prop-types",
    "react",
    "react-dom",
    "react-is",
    "redux",
    "reflect-metadata",
    "regenerator-runtime",
    "rollup",
    "rxjs",
    "sass",
    "seroval",
    "svelte",
    "tailwindcss",
    "typescript",
    "utf-8-validate",
    "vite",
    "vue",
    "webpack",
];
/// Parts of names that say nothing about who belongs together.
const LOOSE: [&str; 12] = [
    "plugin", "utils", "loader", "types", "helper", "helpers", "parser", "stream", "string", "promise",
    "array", "object",
];
/// Shorter parts of names say as little.
const SHORTEST: usize = 5;

/// The dependencies of a package by what their names share: packages of one scope or family are often each other's peers,
/// and some packages are the peers of many. Declarations of types are nobody's.
#[derive(Default)]
pub(in crate::rules) struct Kin<'n> {
    count: usize,
    /// How many dependencies have a scope or part in their name.
    shared: HashMap<&'n str, usize>,
}

impl<'n> Kin<'n> {
    pub(in crate::rules) fn of(names: impl Iterator<Item = &'n str>) -> Self {
        let mut kin = Self::default();
        for name in names.filter(|name| !name.starts_with("@types/")) {
            kin.count += 1;
            for part in parts(name) {
                *kin.shared.entry(part).or_default() += 1;
            }
        }
        kin
    }

    /// Whether another dependency may need this one as its peer.
    pub(in crate::rules) fn may_be_peer_of_another(&self, name: &str) -> bool {
        let is_host = HOSTS.contains(&name) || name.contains("eslint-plugin");
        let is_shared = |part: &str| self.shared.get(part).is_some_and(|count| *count > 1);
        !name.starts_with("@types/")
            && ((is_host && self.count > 1) || parts(name).into_iter().any(is_shared))
    }
}

/// The scope of a name with its sign, and each part that says who belongs together, once.
fn parts(name: &str) -> BTreeSet<&str> {
    let scope = name.split_once('/').map(|(scope, _)| scope).filter(|scope| scope.starts_with('@'));
    let parts = name.split(['/', '-', '.', '@']);
    scope.into_iter().chain(parts.filter(|part| part.len() >= SHORTEST && !LOOSE.contains(part))).collect()
}
