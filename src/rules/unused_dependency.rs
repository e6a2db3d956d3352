//! A dependency that nothing packed mentions.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    hash::HashSet,
    install::calls_unknown_command,
    json::JsonNode,
    resolve::{error::PackagePlace, parse_package_name},
    rules::{
        rule,
        support::{finding, kin::Kin, mentions, packages::type_package_of},
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
    /// where declarations are packed, whose globals they may declare. What another dependency may need as its peer is not
    /// reported: whether it does, no tarball but that one's tells. Nor is `tslib` in a package of Angular's format, whose packager
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
    let is_used =
        |name: &str| requested.contains(name) || is_packed(name) || kin.may_be_peer_of_another(name);
    let is_added = |name: &str| name == "tslib" && is_for_angular(facts);
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

/// Returns the words by which packed files would mention a package; none if it may be used without a word.
fn words_for(name: &str, are_types_packed: bool) -> Vec<String> {
    let typed = type_package_of(name);
    let declares_globals = typed.is_some() && are_types_packed;
    let plain = typed.as_deref().unwrap_or(name);
    // `@types/node` is there for globals and modules of Node, which need no import of it.
    if declares_globals || plain == "node" {
        return Vec::new();
    }
    [Some(plain), command_of(plain)].into_iter().flatten().map(str::to_owned).collect()
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

/// Returns the command of a package if it has another name: `tsc`, and `x` for `x-cli` and `@x/cli`.
fn command_of(name: &str) -> Option<&str> {
    match name {
        "typescript" => Some("tsc"),
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
    fn what_may_be_a_peer_of_another_is_silent() {
        for (dependencies, expected) in [
            (r#""react-dom":"1","lib":"1""#, 0),
            (r#""@s/core":"1","@s/plugin":"1""#, 0),
            (r#""dmg-builder":"1","app-builder-lib":"1""#, 0),
            (r#""left-pad":"1","x":"1""#, 1),
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
