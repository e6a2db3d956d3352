//! Packages that may be there as the peer of another one, which its own package.json alone tells.

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
/// and some packages are the peers of many.
#[derive(Default)]
pub(in crate::rules) struct Kin<'n> {
    count: usize,
    of_scope: HashMap<&'n str, usize>,
    of_part: HashMap<&'n str, usize>,
}

impl<'n> Kin<'n> {
    /// Declarations of types are nobody's host.
    pub(in crate::rules) fn of(names: impl Iterator<Item = &'n str>) -> Self {
        let mut kin = Self::default();
        for name in names.filter(|name| is_counted(name)) {
            kin.count += 1;
            scope(name).into_iter().for_each(|scope| *kin.of_scope.entry(scope).or_default() += 1);
            telling_parts(name).into_iter().for_each(|part| *kin.of_part.entry(part).or_default() += 1);
        }
        kin
    }

    /// Whether another dependency may need this one as its peer.
    pub(in crate::rules) fn may_be_peer_of_another(&self, name: &str) -> bool {
        let own = usize::from(is_counted(name));
        let others = |map: &HashMap<&'n str, usize>, key: &str| map.get(key).is_some_and(|count| *count > own);
        let is_akin = scope(name).is_some_and(|scope| others(&self.of_scope, scope))
            || telling_parts(name).into_iter().any(|part| others(&self.of_part, part));
        let is_host =
            HOSTS.contains(&name) || name.starts_with("eslint-plugin-") || name.contains("/eslint-plugin");
        is_akin || (is_host && self.count > own)
    }
}

fn is_counted(name: &str) -> bool {
    !name.starts_with("@types/")
}

fn scope(name: &str) -> Option<&str> {
    name.split_once('/').map(|(scope, _)| scope)
}

/// Each part of a name that says who belongs together, once.
fn telling_parts(name: &str) -> Vec<&str> {
    let parts = name.split(['/', '-', '.', '@']);
    let mut parts: Vec<&str> = parts.filter(|part| part.len() >= SHORTEST && !LOOSE.contains(part)).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}
