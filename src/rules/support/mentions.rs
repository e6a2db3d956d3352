//! The names that occur anywhere in a package: in its files, and in the configuration in package.json.

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use crate::{
    facts::Facts,
    json::{JsonContent, JsonNode},
    path::PackagePath,
};

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

/// The product of names and bytes up to which each name is searched for by itself, which takes less time than
/// a search for all at once.
const FEW: usize = 4 << 30;
/// The bytes of names in a search for all at once; every name beyond them counts as mentioned.
const MOST_BYTES: usize = 1 << 20;
/// The number of places at which names are found; if there are more, every name counts as mentioned.
const MOST_PLACES: usize = 10_000_000;

/// Tells for each of these names whether it is mentioned.
pub(in crate::rules) fn of(facts: &Facts<'_>, names: &[&str]) -> Vec<bool> {
    if names.is_empty() {
        return Vec::new();
    }
    let mut texts = texts(facts);
    texts.extend(configured(facts));
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    if names.len().saturating_mul(bytes) <= FEW {
        names.iter().map(|name| MentionedWord::new(name).is_in_any(&texts)).collect()
    } else {
        many(names, &texts)
    }
}

/// Searches for all names in one walk over the texts.
fn many(names: &[&str], texts: &[&str]) -> Vec<bool> {
    let mut sum: usize = 0;
    let fits = |name: &&&str| {
        sum = sum.saturating_add(name.len().saturating_mul(2));
        sum <= MOST_BYTES
    };
    let sought: Vec<&str> = names.iter().take_while(fits).copied().collect();
    let scopes: Vec<_> = sought
        .iter()
        .enumerate()
        .flat_map(|(at, name)| put_together(name).map(move |end| (at, end)))
        .collect();
    let patterns = sought.iter().copied().chain(scopes.iter().map(|(_, end)| end.as_str()));
    // A name counts as mentioned until it was searched for, so that a limit leads to no finding.
    let mut found = vec![true; names.len()];
    let Ok(automaton) = AhoCorasick::new(patterns) else { return found };
    found.iter_mut().take(sought.len()).for_each(|found| *found = false);
    let mut places: usize = 0;
    for text in texts {
        // Overlapping matches: `lodash` also stands inside of `lodash.merge`, and both may be names.
        for place in automaton.find_overlapping_iter(text) {
            places += 1;
            if places > MOST_PLACES {
                return vec![true; names.len()];
            }
            let pattern = place.pattern().as_usize();
            let name = match pattern.checked_sub(sought.len()) {
                None if is_word(text.as_bytes(), place.start(), place.end()) => Some(pattern),
                None => None,
                Some(scope) => scopes.get(scope).map(|(at, _)| *at),
            };
            name.and_then(|name| found.get_mut(name)).into_iter().for_each(|found| *found = true);
        }
    }
    found
}

/// Returns every packed file that is text and not prose.
fn texts<'f>(facts: &'f Facts<'_>) -> Vec<&'f str> {
    let files = facts.package.files();
    // Prose names packages that no code uses. package.json names every dependency; `configured` reads its
    // other members.
    let is_code = |path: &PackagePath| {
        let is_prose = matches!(path.extension(), ".md" | ".markdown" | ".txt");
        !is_prose && path.as_str() != "package.json"
    };
    let paths = files.iter().map(|(path, _)| path).filter(|path| is_code(path));
    paths.filter_map(|path| std::str::from_utf8(files.contents(path.as_str())?).ok()).collect()
}

/// Returns the strings and keys of package.json, except in the members that declare packages.
fn configured<'f>(facts: &'f Facts<'_>) -> Vec<&'f str> {
    let document = facts.package.manifest().and_then(|manifest| manifest.document().ok());
    let members = document.and_then(JsonNode::as_object).into_iter().flatten();
    let mut texts = Vec::new();
    for member in members.filter(|member| !DECLARING.contains(&member.key.value.as_str())) {
        strings(&member.value.value, &mut texts);
    }
    texts
}

/// Collects the strings and keys below a value, which nests no deeper than `json_depth`.
fn strings<'f>(value: &'f JsonContent, texts: &mut Vec<&'f str>) {
    match value {
        JsonContent::String(text) => texts.push(text),
        JsonContent::Array(items) => items.iter().for_each(|item| strings(&item.value, texts)),
        JsonContent::Object(members) => {
            for member in members {
                texts.push(&member.key.value);
                strings(&member.value.value, texts);
            }
        }
        _ => {}
    }
}

/// Returns the texts by which code puts a name together from its scope and a variable.
fn put_together(name: &str) -> impl Iterator<Item = String> + use<'_> {
    let scope = name.split_once('/').map(|(scope, _)| scope);
    let ends = ["/${", "/' +", "/'+", "/\" +", "/\"+"];
    scope.into_iter().flat_map(move |scope| ends.map(|end| format!("{scope}{end}")))
}

/// Tells whether the text at a place is a whole word.
fn is_word(text: &[u8], start: usize, end: usize) -> bool {
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let before = start.checked_sub(1).and_then(|before| text.get(before));
    !before.is_some_and(is_inside) && !text.get(end).is_some_and(is_inside)
}

/// A name that is looked for in many texts.
struct MentionedWord<'n> {
    name: Finder<'n>,
    put_together: Vec<Finder<'static>>,
}

impl<'n> MentionedWord<'n> {
    fn new(name: &'n str) -> Self {
        let put_together = put_together(name).map(|it| Finder::new(&it).into_owned()).collect();
        Self { name: Finder::new(name), put_together }
    }

    fn is_in_any(&self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.is_in(text.as_bytes()))
    }

    /// Tells whether a text has the name as a whole word, or puts a name together from its scope.
    fn is_in(&self, text: &[u8]) -> bool {
        let stands = |at: usize| is_word(text, at, at + self.name.needle().len());
        self.name.find_iter(text).any(stands) || self.put_together.iter().any(|it| it.find(text).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_are_found_as_each_is() {
        let names = ["a", "a-b", "@s/a", "lodash", "lodash.merge", "x", "", "@t/y", "é"];
        let texts = ["require('a-b')", "lodash.merge", "`@s/${name}`", "\"@t/y\"", "éa", "ax"];
        let alone: Vec<bool> = names.iter().map(|name| MentionedWord::new(name).is_in_any(&texts)).collect();
        assert_eq!(many(&names, &texts), alone);
    }
}
