//! A dependency that nothing packed mentions.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    hash::HashSet,
    install::{calls_unknown_command, commands_of},
    json::{JsonNode, Member},
    manifest::Manifest,
    package::installation::is_rebuilt,
    resolve::{error::PackagePlace, parse_package_name},
    rules::{
        rule,
        support::{dependency, finding, kin::Kin, mentions, packages::type_package_of},
    },
};

rule! {
    /// A package of `"dependencies"` is mentioned by no packed file.
    ///
    /// ## Why it matters
    ///
    /// Everyone who installs the package downloads it for nothing. Build tools and bundled code belong into `"devDependencies"`.
    ///
    /// A word in any packed file but prose is a mention: in code, in declarations, in styles, in a script. Packages of `@types` count
    /// where declarations are packed, whose globals they may declare. So do short names, as ESLint, jest and babel take them
    /// (`plugin:vue/recommended`). What another dependency may need as its peer is not reported: its own package.json tells
    /// whether it does, where it lies beside; elsewhere the names of packages that are often peers are known. Nor is `tslib` in a package of Angular's format, whose packager
    /// adds it. Nothing is said where an install script calls a command that
    /// only a dependency can bring, under a name of its own.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "dependencies": { "typescript": "^5.0.0" } }
    /// ```
    ///
    /// What only the build needs:
    ///
    /// ```json
    /// { "devDependencies": { "typescript": "^5.0.0" } }
    /// ```
    "unused-dependency", Warning
}

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    let Some(dependencies) = manifest.get("dependencies").and_then(JsonNode::as_object) else { return };
    if facts.nodes.iter().all(|node| node.linkage.graph.is_empty()) {
        return; // A package without modules may well consist of its dependencies.
    }
    if calls_unknown_command(facts.package) {
        return; // One of them brings that command.
    }
    let (requested, kin) =
        (requested(facts), Kin::of(dependencies.iter().map(|member| member.key.value.as_str())));
    let is_packed = |name: &str| facts.package.files().is_directory(&format!("node_modules/{name}"));
    let peers = peers_of_others(facts, dependencies);
    let is_used = |name: &str| {
        requested.contains(name)
            || is_packed(name)
            || kin.may_be_peer_of_another(name)
            || peers.contains(name)
    };
    let is_added = |name: &str| match name {
        "tslib" => is_for_angular(facts),
        // npm calls it by itself.
        "node-gyp" => is_rebuilt(facts.package.files(), manifest),
        _ => false,
    };
    let are_types_packed = has_declarations(facts);
    let may_be_unused: Vec<_> = dependencies
        .iter()
        .filter(|member| !is_used(&member.key.value) && !is_added(&member.key.value))
        .map(|member| (member, words_for(&member.key.value, are_types_packed)))
        .collect();
    let words: Vec<&str> = may_be_unused.iter().flat_map(|(_, words)| words).map(String::as_str).collect();
    let mut mentioned = mentions::of(facts, &words).into_iter();
    for (member, words) in &may_be_unused {
        // The words are counted, as `any` would stop at the first and leave the answers for the rest to the
        // next package.
        let is_mentioned =
            mentioned.by_ref().take(words.len()).filter(|is_mentioned| *is_mentioned).count() > 0;
        if is_mentioned || words.is_empty() {
            continue;
        }
        let name = member.key.value.as_str();
        let at = PackagePlace { file: manifest.path().clone(), span: member.key.span };
        let message = format!("\"{name}\" is in \"dependencies\", and no packed file mentions it");
        let help = "move it to \"devDependencies\", or remove it".to_owned();
        findings.add(finding(&RULE, Some(at), message, Some(help)));
    }
}

/// Returns the packages that modules ask for, so that no text needs to be searched for them.
fn requested<'f>(facts: &'f Facts<'_>) -> HashSet<&'f str> {
    let modules = facts.nodes.iter().flat_map(|node| node.linkage.graph.iter());
    let own = modules.filter(|(_, module)| !module.path.is_outside());
    let requests = own.flat_map(|(_, module)| &module.requests);
    let names = requests.filter_map(|edge| parse_package_name(&edge.request.specifier.value));
    names.map(|bare| bare.name).collect()
}

/// Returns the peers of those dependencies that lie beside the package, optional ones among them.
fn peers_of_others<'f>(facts: &'f Facts<'_>, dependencies: &[Member]) -> HashSet<&'f str> {
    let names = dependencies.iter().map(|member| member.key.value.as_str());
    let manifests = names.filter_map(|name| dependency::manifest(facts, name));
    let fields = |manifest: &'f Manifest| {
        ["peerDependencies", "peerDependenciesMeta"]
            .into_iter()
            .filter_map(|field| manifest.get(field)?.as_object())
    };
    manifests.flat_map(fields).flatten().map(|member| member.key.value.as_str()).collect()
}

/// Returns the words by which packed files would mention a package; none if it may be used without a word.
fn words_for(name: &str, are_types_packed: bool) -> Vec<String> {
    let typed = type_package_of(name);
    let declares_globals = typed.is_some() && are_types_packed;
    let plain = typed.as_deref().unwrap_or(name);
    // `@types/node` is there for globals and modules of Node, which need no import of it.
    if declares_globals || plain == "node" {
        return Vec::new();
    }
    let names = [Some(plain), command_of(plain)].into_iter().flatten().chain(commands_of(plain));
    names.map(str::to_owned).chain(short_name(plain)).collect()
}

/// Prefixes that a tool puts before a name itself: `extends: ["prettier"]` is `eslint-config-prettier`.
const PREFIXES: [&str; 10] = [
    "eslint-config-",
    "eslint-plugin-",
    "jest-environment-",
    "jest-runner-",
    "babel-plugin-",
    "babel-preset-",
    "commitlint-config-",
    "karma-",
    "remark-",
    "textlint-rule-",
];

/// Returns the name by which a configuration may ask for a package.
fn short_name(name: &str) -> Option<String> {
    let scoped = || {
        let (scope, rest) = name.split_once('/')?;
        let kinds = ["eslint-plugin", "eslint-config", "plugin", "preset"];
        let short = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
        // `@s` alone is the plugin `@s/eslint-plugin`.
        Some(format!("{scope}/{}", short.trim_start_matches('-')).trim_end_matches('/').to_owned())
    };
    let plain = || PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).map(str::to_owned);
    plain()
        .or_else(scoped)
        .or_else(|| name.strip_suffix("-loader").map(str::to_owned))
        .filter(|short| !short.is_empty())
}

/// Tells whether the package has Angular's format: its packager adds `tslib` to every such package.
fn is_for_angular(facts: &Facts<'_>) -> bool {
    // The format's folders are fesm2015, fesm2020 and fesm2022.
    facts.package.files().iter().any(|(path, _)| path.as_str().starts_with("fesm20"))
}

/// Tells whether declarations are packed: they may use globals that a package of `@types` declares, without
/// naming it.
fn has_declarations(facts: &Facts<'_>) -> bool {
    let paths = facts.package.files().iter().map(|(path, _)| path.as_str());
    let endings = [".d.ts", ".d.mts", ".d.cts"];
    paths.into_iter().any(|path| endings.iter().any(|ending| path.ends_with(ending)))
}

/// Returns the command of a package whose name says so: `x` for `x-cli` and `@x/cli`.
fn command_of(name: &str) -> Option<&str> {
    match name {
        name if name.ends_with("/cli") => name.strip_prefix('@')?.strip_suffix("/cli"),
        name => name
            .strip_suffix("-cli")
            .or_else(|| Some(name.split_once('/')?.1).filter(|_| name.contains("cli"))),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(dependency: &str, files: &[(&str, &str)]) -> Vec<String> {
        let command = if dependency == "tool" { "tool x" } else { "node x" };
        let manifest = format!(
            r#"{{"main":"a.js","dependencies":{{"{dependency}":"1"}},"scripts":{{"install":"{command}"}}}}"#
        );
        let mut all = vec![("package.json", manifest.as_str()), ("a.js", "require('x')")];
        all.extend(files);
        messages("unused-dependency", &all)
    }

    #[test]
    fn names_that_stand_nowhere() {
        assert_eq!(
            found("left-pad", &[("README.md", "left-pad"), ("b.js", "left-padding")]),
            ["\"left-pad\" is in \"dependencies\", and no packed file mentions it"]
        );
        assert_eq!(found("@types/webxr", &[]).len(), 1);
        assert_eq!(found("tslib", &[("lib.mjs", "export const a = 1")]).len(), 1);
    }

    #[test]
    fn what_may_bring_a_command_of_an_install_script_is_silent() {
        for (script, expected) in [("install-from-cache x || node-gyp rebuild", 0), ("node-gyp rebuild", 1)] {
            let manifest = format!(
                r#"{{"main":"a.js","dependencies":{{"install-artifact":"1"}},"scripts":{{"install":"{script}"}}}}"#
            );
            let found = messages("unused-dependency", &[("package.json", &manifest), ("a.js", "")]);
            assert_eq!(found.len(), expected, "{script}: {found:?}");
        }
    }

    #[test]
    fn what_brings_a_command_of_another_name_is_silent() {
        for (dependency, script, expected) in [
            ("@mapbox/node-pre-gyp", "node-pre-gyp install --fallback-to-build", 0),
            ("npm-run-all", "run-s a b", 0),
            ("npm-run-all", "node a.js", 1),
            ("node-gyp", "", 0),
        ] {
            let scripts = if script.is_empty() { String::new() } else { format!(r#""install":"{script}""#) };
            let manifest =
                format!(r#"{{"main":"a.js","dependencies":{{"{dependency}":"1"}},"scripts":{{{scripts}}}}}"#);
            let files = [("package.json", manifest.as_str()), ("a.js", ""), ("binding.gyp", "{}")];
            assert_eq!(messages("unused-dependency", &files).len(), expected, "{dependency} {script}");
        }
    }

    #[test]
    fn short_names_in_configurations_are_mentions() {
        for (dependency, main, expected) in [
            ("eslint-plugin-vue", "module.exports = { extends: ['plugin:vue/recommended'] }", 0),
            ("eslint-config-prettier", "module.exports = { extends: ['prettier'] }", 0),
            ("@acme/eslint-plugin", "module.exports = { plugins: ['@acme'] }", 0),
            ("jest-environment-jsdom", "module.exports = { testEnvironment: 'jsdom' }", 0),
            ("@babel/preset-env", "module.exports = { presets: ['@babel/env'] }", 0),
            ("eslint-plugin-vue", "module.exports = { extends: ['plugin:react/recommended'] }", 1),
        ] {
            let manifest = format!(r#"{{"main":"a.js","dependencies":{{"{dependency}":"1"}}}}"#);
            let files = [("package.json", manifest.as_str()), ("a.js", main)];
            assert_eq!(messages("unused-dependency", &files).len(), expected, "{dependency}");
        }
    }

    #[test]
    fn what_may_be_a_peer_of_another_is_silent() {
        for (dependencies, expected) in [
            (r#""react-dom":"1","lib":"1""#, 0),
            (r#""@s/core":"1","@s/plugin":"1""#, 0),
            (r#""dmg-builder":"1","app-builder-lib":"1""#, 0),
            (r#""canvas":"1","x":"1""#, 0),
            (r#""css-loader":"1","x":"1""#, 0),
            (r#""left-pad":"1","x":"1""#, 1),
            (r#""canvas":"1""#, 1),
            (r#""react-dom":"1""#, 1),
        ] {
            let manifest = format!(r#"{{"main":"a.js","dependencies":{{{dependencies}}}}}"#);
            let main = "require('x'); require('lib'); require('@s/plugin'); require('app-builder-lib')";
            let found = messages("unused-dependency", &[("package.json", &manifest), ("a.js", main)]);
            assert_eq!(found.len(), expected, "{dependencies}: {found:?}");
        }
    }

    #[test]
    fn names_that_stand_anywhere_are_silent() {
        for (dependency, files) in [
            ("x", vec![]),
            ("tool", vec![]),
            ("y", vec![("b.d.ts", "import type { Y } from 'y'")]),
            ("@types/y", vec![("b.d.ts", "import type { Y } from 'y'")]),
            ("@types/s__y", vec![("b.d.ts", "import type { Y } from '@s/y'")]),
            ("@types/node", vec![]),
            ("@types/webxr", vec![("b.d.ts", "export declare const session: XRSession")]),
            ("y", vec![("b.d.ts", "/// <reference types=\"y\" />")]),
            ("typescript", vec![("bin/build", "#!/usr/bin/env node\nspawn('tsc', ['-p', '.'])")]),
            ("@y/cli", vec![("b.js", "execSync('npx y build')")]),
            ("theme", vec![("b.css", "@import 'theme/index.css';")]),
            ("@s/a", vec![("b.js", "require(`@s/${name}`)")]),
            ("packed", vec![("node_modules/packed/index.js", "")]),
            ("tslib", vec![("fesm2022/lib.mjs", "export const a = 1")]),
        ] {
            assert!(found(dependency, &files).is_empty(), "{dependency}");
        }
    }
}
