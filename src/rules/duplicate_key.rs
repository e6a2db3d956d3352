//! A key stands twice in package.json.

use crate::{
    diagnostic::RuleFindings,
    facts::Facts,
    hash::HashMap,
    json::{JsonContent, Member},
    resolve::error::PackagePlace,
    rules::{rule, support::finding},
    text::Span,
};

rule! {
    /// A key stands twice in the same object of package.json.
    ///
    /// ## Why it matters
    ///
    /// JSON allows it, and the last one counts: the other is dead text that someone may edit in vain. In `"exports"` a whole
    /// subpath or condition can be lost so. Of `"main"`, `"exports"` and `"imports"` themselves, Node 22 and newer take the last one
    /// whose value they can use, which may be the first.
    ///
    /// ## Example
    ///
    /// ```json
    /// { "exports": { "./a": "./a.js", "./b": "./b.js", "./a": "./c.js" } }
    /// ```
    ///
    /// Keep one:
    ///
    /// ```json
    /// { "exports": { "./a": "./c.js", "./b": "./b.js" } }
    /// ```
    "duplicate-key", Warning
}

/// The members of package.json whose own members Node or npm read, at any depth.
const READ: [&str; 11] = [
    "exports",
    "imports",
    "bin",
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "engines",
    "scripts",
    "directories",
];

fn check(facts: &Facts<'_>, findings: &mut RuleFindings) {
    let Some(manifest) = facts.package.manifest() else { return };
    let Some(members) = manifest.document().ok().and_then(|document| document.as_object()) else { return };
    let mut dead = Vec::new();
    duplicates(members, "package.json", &mut dead);
    for member in members.iter().filter(|member| READ.contains(&member.key.value.as_str())) {
        inside(&member.value.value, &format!("\"{}\"", member.key.value), &mut dead);
    }
    for (place, key, span) in dead {
        let at = PackagePlace { file: manifest.path().clone(), span };
        let message = format!("the key \"{key}\" stands twice in {place}, and only the last one counts");
        findings.add(finding(&RULE, Some(at), message, Some("remove this one".to_owned())));
    }
}

type Dead = (String, String, Span);

/// Finds duplicate keys in every object of a value. The recursion is no deeper than the limit `json-depth`.
fn inside(value: &JsonContent, place: &str, dead: &mut Vec<Dead>) {
    match value {
        JsonContent::Object(members) => {
            duplicates(members, place, dead);
            members.iter().for_each(|member| inside(&member.value.value, place, dead));
        }
        JsonContent::Array(items) => items.iter().for_each(|item| inside(&item.value, place, dead)),
        _ => {}
    }
}

/// Finds the keys of one object that do not count.
fn duplicates(members: &[Member], place: &str, dead: &mut Vec<Dead>) {
    // A map in place of a search for each key, as a hostile object can have a million keys.
    let mut last = HashMap::default();
    for (index, member) in members.iter().enumerate() {
        last.insert(member.key.value.as_str(), index);
    }
    for (index, member) in members.iter().enumerate() {
        if last.get(member.key.value.as_str()) != Some(&index) {
            dead.push((place.to_owned(), member.key.value.clone(), member.key.span));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::messages;

    #[test]
    fn keys_that_stand_twice() {
        for (manifest, message) in [
            (
                r#"{"name":"p","main":"a.js","main":"a.js"}"#,
                "the key \"main\" stands twice in package.json, and only the last one counts",
            ),
            (
                r#"{"exports":{".":{"import":"./a.js","import":"./a.js"}}}"#,
                "the key \"import\" stands twice in \"exports\", and only the last one counts",
            ),
        ] {
            assert_eq!(messages("duplicate-key", &[("package.json", manifest), ("a.js", "")]), [message]);
        }
    }

    #[test]
    fn equal_keys_of_several_objects_and_of_other_tools_are_silent() {
        for manifest in [
            r#"{"exports":{".":{"import":"./a.js"},"./b":{"import":"./a.js"}}}"#,
            r#"{"eslintConfig":{"a":1,"a":2}}"#,
        ] {
            assert!(messages("duplicate-key", &[("package.json", manifest), ("a.js", "")]).is_empty());
        }
    }
}
