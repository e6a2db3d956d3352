//! "exports" and "imports" as maps from keys to targets.

use crate::{
    hash::HashMap,
    json::{self, JsonContent, JsonNode, Member},
    limits::Limits,
    manifest::{
        patterns::{Match, Patterns},
        target::{Target, in_js_order},
    },
    text::{Span, Spanned},
};

/// The value of "exports".
#[derive(Clone, Debug)]
pub enum Exports {
    /// A map of subpaths; a value that is sugar for the root alone becomes a map with the key `.`.
    Subpaths(Subpaths),
    /// Some keys start with `.` and some do not: Node refuses every request.
    Mixed(Span),
    /// A number or a boolean.
    Scalar,
    /// A string that looks like JSON, so that Node 22 and newer parse it, but is none.
    NotJson(Span),
}

/// A map of subpaths or of `#` names to targets, in source order.
#[derive(Clone, Debug, Default)]
pub struct Subpaths {
    entries: Vec<SubpathEntry>,
    exact: HashMap<Box<str>, usize>,
    patterns: Patterns,
}

/// A key and its target.
#[derive(Clone, Debug)]
pub struct SubpathEntry {
    pub key: Spanned<String>,
    pub target: Target,
}

impl Exports {
    /// Reads "exports" as Node 18 and 20 do.
    pub fn read(node: &JsonNode) -> Option<Self> {
        match &node.value {
            JsonContent::Null => None,
            JsonContent::Bool(_) | JsonContent::Number(_) => Some(Self::Scalar),
            _ => Some(Self::of(node)),
        }
    }

    /// Reads "exports" as newer Nodes do: a number or boolean counts as absent, and a string that looks like
    /// JSON is parsed as such. All that is in such a string has its place.
    pub fn read_by_simdjson(node: &JsonNode, limits: &Limits) -> Option<Self> {
        match &node.value {
            JsonContent::Bool(_) | JsonContent::Number(_) => None,
            JsonContent::String(text) if text.starts_with(['[', '{']) => {
                match json::parse_within(text, limits) {
                    Ok(inner) => Some(Self::of(&inner.placed_at(node.span))),
                    Err(_) => Some(Self::NotJson(node.span)),
                }
            }
            _ => Self::read(node),
        }
    }

    fn of(node: &JsonNode) -> Self {
        match &node.value {
            JsonContent::Object(members) => Self::of_object(members, node),
            _ => Self::Subpaths(Subpaths::root(node)),
        }
    }

    fn of_object(members: &[Member], node: &JsonNode) -> Self {
        let is_subpath = |member: &&Member| member.key.value.starts_with('.');
        match members.iter().filter(is_subpath).count() {
            // `{}` is a map without subpaths, and no target of the root.
            0 if !members.is_empty() => Self::Subpaths(Subpaths::root(node)),
            count if count == members.len() => Self::Subpaths(Subpaths::read(members)),
            _ => Self::Mixed(node.span),
        }
    }

    /// Returns the map, if "exports" is one.
    pub fn subpaths(&self) -> Option<&Subpaths> {
        match self {
            Self::Subpaths(subpaths) => Some(subpaths),
            _ => None,
        }
    }
}

impl Subpaths {
    pub fn read(members: &[Member]) -> Self {
        let entries = in_js_order(members)
            .map(|member| SubpathEntry { key: member.key.clone(), target: Target::read(&member.value) });
        Self::of(entries.collect())
    }

    fn root(node: &JsonNode) -> Self {
        let key = Spanned { value: ".".to_owned(), span: node.span };
        Self::of(vec![SubpathEntry { key, target: Target::read(node) }])
    }

    fn of(entries: Vec<SubpathEntry>) -> Self {
        let mut map = Self { entries, ..Self::default() };
        for (index, entry) in map.entries.iter().enumerate() {
            map.exact.insert(entry.key.value.as_str().into(), index);
            map.patterns.add(&entry.key.value, index);
        }
        map
    }

    /// Returns all keys and targets, in the order JavaScript sees them.
    pub fn entries(&self) -> &[SubpathEntry] {
        &self.entries
    }

    /// Returns the entry whose key is exactly this.
    pub fn get(&self, key: &str) -> Option<&SubpathEntry> {
        self.entries.get(*self.exact.get(key)?)
    }

    /// Returns the entry of the best matching pattern, and the text that its `*` stands for.
    pub fn matching<'r>(&self, request: &'r str) -> Option<(&SubpathEntry, &'r str)> {
        let Match { key, star } = self.patterns.find(request)?;
        self.entries.get(key).map(|entry| (entry, star))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exports(text: &str) -> Option<Exports> {
        Exports::read(&json::parse(text).unwrap())
    }

    #[test]
    fn sugar_is_a_map_with_the_root() {
        for text in [r#""./a.js""#, r#"["./a.js"]"#, r#"{"import":"./a.js"}"#, r#"{"":"./a.js"}"#] {
            let exports = exports(text).unwrap();
            let keys: Vec<_> =
                exports.subpaths().unwrap().entries().iter().map(|e| e.key.value.as_str()).collect();
            assert_eq!(keys, ["."], "{text}");
        }
    }

    fn by_simdjson(text: &str) -> Option<Exports> {
        Exports::read_by_simdjson(&json::parse(text).unwrap(), &Limits { json_depth: 3, ..Limits::default() })
    }

    #[test]
    fn json_in_a_string_has_the_place_and_the_limits_of_the_text() {
        let map = by_simdjson(r#" "{\".\":[\"./a.js\"]}""#).unwrap();
        let entry = &map.subpaths().unwrap().entries()[0];
        let Target::Fallbacks(targets, _) = &entry.target else { panic!("{entry:?}") };
        assert_eq!((entry.key.span, targets[0].span()), (Span::new(1, 23), Span::new(1, 23)));
        assert!(matches!(by_simdjson(r#""[[[[1]]]]""#), Some(Exports::NotJson(_))));
        assert!(matches!(by_simdjson(r#""[[[1]]]""#), Some(Exports::Subpaths(_))));
    }

    #[test]
    fn odd_maps_are_what_node_takes_them_for() {
        assert!(exports("null").is_none());
        assert!(matches!(exports("5"), Some(Exports::Scalar)));
        assert!(matches!(exports(r#"{".":"./a.js","import":"./b.js"}"#), Some(Exports::Mixed(_))));
        assert!(matches!(by_simdjson(r#""{bad""#), Some(Exports::NotJson(_))));
        assert!(exports("{}").unwrap().subpaths().unwrap().entries().is_empty());
    }
}
