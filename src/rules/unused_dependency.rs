//! A dependency that nothing packed mentions.

use std::cell::LazyCell;

use memchr::memmem::Finder;

use crate::{
    diagnostic::Findings,
    facts::Facts,
    hash::HashSet,
    json::{Node, Value},
    path::PackagePath,
    resolve::{error::Place, parse_package_name},
    rules::{
        rule,
        support::{finding, packages::type_package_of},
    },
};

rule! {
    /// A package of `"dependencies"` is mentioned by no packed file.
    ///
    /// ## Why it matters
    ///
    /// Everyone who installs the package downloads it for nothing. Build tools and bundled code belong into `"devDependencies"`.
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

/// Members of package.json that declare packages, and so mention them without using them.
const DECLARING: [&str; 8] = [
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "overrides",
    "resolutions",
    "keywords",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(manifest) = facts.package.manifest() else { return };
    let Some(dependencies) = manifest.get("dependencies").and_then(Node::as_object) else { return };
    if facts.nodes.iter().all(|node| node.linkage.graph.is_empty()) {
        return; // A package without modules may well consist of its dependencies.
    }
    let (requested, texts) = (requested(facts), LazyCell::new(|| texts(facts)));
    for member in dependencies {
        let name = member.key.value.as_str();
        let is_packed = facts.package.files().is_directory(&format!("node_modules/{name}"));
        if requested.contains(name) || is_packed || is_mentioned(facts, &texts, name) {
            continue;
        }
        let at = Place { file: manifest.path().clone(), span: member.key.span };
        let message = format!("\"{name}\" is in \"dependencies\", and no packed file mentions it");
        let help = "move it to \"devDependencies\", or remove it".to_owned();
        findings.add(finding(&RULE, Some(at), message, Some(help)));
    }
}

/// The packages that modules ask for, so that no text needs to be searched for them.
fn requested<'f>(facts: &'f Facts<'_>) -> HashSet<&'f str> {
    let modules = facts.nodes.iter().flat_map(|node| node.linkage.graph.iter());
    let requests = modules.flat_map(|(_, module)| &module.requests);
    let names = requests.filter_map(|edge| parse_package_name(&edge.request.specifier.value));
    names.map(|bare| bare.name).collect()
}

/// Every packed file that is text and no prose.
fn texts<'f>(facts: &'f Facts<'_>) -> Vec<&'f str> {
    let files = facts.package.files();
    let is_code = |path: &PackagePath| {
        let is_prose = matches!(path.extension(), ".md" | ".markdown" | ".txt");
        !is_prose && path.as_str() != "package.json"
    };
    let paths = files.iter().map(|(path, _)| path).filter(|path| is_code(path));
    paths.filter_map(|path| std::str::from_utf8(files.contents(path.as_str())?).ok()).collect()
}

fn is_mentioned(facts: &Facts<'_>, texts: &[&str], name: &str) -> bool {
    let typed = type_package_of(name);
    let name = typed.as_deref().unwrap_or(name);
    let word = Word::new(name);
    // `@types/node` is there for what needs no import.
    name == "node" || texts.iter().any(|text| word.is_in(text)) || is_configured(facts, &word)
}

fn is_configured(facts: &Facts<'_>, name: &Word<'_>) -> bool {
    let document = facts.package.manifest().and_then(|manifest| manifest.document().ok());
    let members = document.and_then(Node::as_object).into_iter().flatten();
    members
        .filter(|member| !DECLARING.contains(&member.key.value.as_str()))
        .any(|member| holds(&member.value.value, name))
}

fn holds(value: &Value, name: &Word<'_>) -> bool {
    match value {
        Value::String(text) => name.is_in(text),
        Value::Array(items) => items.iter().any(|item| holds(&item.value, name)),
        Value::Object(members) => {
            members.iter().any(|member| name.is_in(&member.key.value) || holds(&member.value.value, name))
        }
        _ => false,
    }
}

/// A name that is looked for in many texts.
struct Word<'n> {
    name: Finder<'n>,
    /// How the scope of a name that is put together is written.
    put_together: Vec<Finder<'static>>,
}

impl<'n> Word<'n> {
    fn new(name: &'n str) -> Self {
        let scope = name.split_once('/').map(|(scope, _)| scope);
        let ends = ["/${", "/' +", "/'+", "/\" +", "/\"+"];
        let whole = scope.into_iter().flat_map(|scope| ends.map(|end| format!("{scope}{end}")));
        Self {
            name: Finder::new(name),
            put_together: whole.map(|it| Finder::new(&it).into_owned()).collect(),
        }
    }

    /// Whether the name stands in a text as a word of its own, or the scope of a name that is put together.
    fn is_in(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let stands = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| text.get(before));
            let after = text.get(at + self.name.needle().len());
            !before.is_some_and(is_inside) && !after.is_some_and(is_inside)
        };
        self.name.find_iter(text).any(stands) || self.put_together.iter().any(|it| it.find(text).is_some())
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    fn found(dependency: &str, files: &[(&str, &str)]) -> Vec<String> {
        let manifest = format!(
            r#"{{"main":"a.js","dependencies":{{"{dependency}":"1"}},"scripts":{{"install":"tool x"}}}}"#
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
            ("theme", vec![("b.css", "@import 'theme/index.css';")]),
            ("@s/a", vec![("b.js", "require(`@s/${name}`)")]),
            ("packed", vec![("node_modules/packed/index.js", "")]),
        ] {
            assert!(found(dependency, &files).is_empty(), "{dependency}");
        }
    }
}
