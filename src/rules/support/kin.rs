//! Packages that may be peers of another dependency; only that dependency's package.json, which is not here,
//! says so.

use std::collections::BTreeSet;

use crate::hash::HashMap;

/// Packages that others have as a peer, often an optional one.
const HOSTS: &[&str] = &[
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
    "aws-crt",
    "babel-core",
    "better-sqlite3",
    "bufferutil",
    "canvas",
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
    "ioredis",
    "jest",
    "kerberos",
    "less",
    "lightningcss",
    "mssql",
    "mysql",
    "mysql2",
    "oracledb",
    "pg",
    "pg-hstore",
    "pg-native",
    "postcss",
    "prettier",
    "prop-types",
    "pug",
    "react",
    "react-dom",
    "react-is",
    "redis",
    "redux",
    "reflect-metadata",
    "regenerator-runtime",
    "rollup",
    "rxjs",
    "sass",
    "sass-embedded",
    "seroval",
    "snappy",
    "socks",
    "sqlite3",
    "stylus",
    "sugarss",
    "svelte",
    "tailwindcss",
    "tedious",
    "terser",
    "ts-node",
    "typescript",
    "utf-8-validate",
    "vite",
    "vue",
    "webpack",
    "zod",
];
/// Parts of names that do not tell which packages belong together.
const LOOSE: [&str; 12] = [
    "plugin", "utils", "loader", "types", "helper", "helpers", "parser", "stream", "string", "promise",
    "array", "object",
];
/// The length of the shortest part of a name that tells it.
const SHORTEST: usize = 5;

/// The dependencies of a package, grouped by the parts of their names: packages of one scope or family are
/// often each other's peers, and some packages are the peers of many. Packages of `@types` are no one's
/// peers.
#[derive(Default)]
pub(in crate::rules) struct Kin<'n> {
    count: usize,
    /// The number of dependencies with a scope or part in their name.
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

    /// Tells whether another dependency may need this one as its peer.
    pub(in crate::rules) fn may_be_peer_of_another(&self, name: &str) -> bool {
        // Shared configurations of ESLint have plugins as their peers.
        let is_host = HOSTS.contains(&name) || name.contains("eslint-plugin") || name.ends_with("-loader");
        let is_shared = |part: &str| self.shared.get(part).is_some_and(|count| *count > 1);
        !name.starts_with("@types/")
            // Without another dependency there is none that could have the package as its peer.
            && ((is_host && self.count > 1) || parts(name).into_iter().any(is_shared))
    }
}

/// Returns the scope of a name with its sign, and each part that tells which packages belong together, once.
fn parts(name: &str) -> BTreeSet<&str> {
    let scope = name.split_once('/').map(|(scope, _)| scope).filter(|scope| scope.starts_with('@'));
    let parts = name.split(['/', '-', '.', '@']);
    scope.into_iter().chain(parts.filter(|part| part.len() >= SHORTEST && !LOOSE.contains(part))).collect()
}
