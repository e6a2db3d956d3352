//! The tree of targets under a key of "exports" or "imports".

use crate::{
    hash::HashMap,
    json::{JsonContent, JsonNode, Member},
    text::{Span, Spanned},
};

/// The target of a key of "exports" or "imports".
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Path(Spanned<String>),
    Null(Span),
    Conditions(Vec<Branch>, Span),
    Fallbacks(Vec<Target>, Span),
    /// A number or a boolean, as JavaScript would print it.
    Invalid(Spanned<String>),
}

/// A condition and its target.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    pub condition: Spanned<String>,
    pub target: Target,
}

impl Target {
    // The recursion is no deeper than `json_depth` lets the JSON nest.
    pub fn read(node: &JsonNode) -> Self {
        let span = node.span;
        let invalid = |value: String| Self::Invalid(Spanned { value, span });
        match &node.value {
            JsonContent::String(value) => Self::Path(Spanned { value: value.clone(), span }),
            JsonContent::Null => Self::Null(span),
            JsonContent::Object(members) => Self::Conditions(branches(members), span),
            JsonContent::Array(items) => Self::Fallbacks(items.iter().map(Self::read).collect(), span),
            JsonContent::Bool(value) => invalid(value.to_string()),
            JsonContent::Number(value) => invalid(js_number(*value)),
        }
    }

    pub fn span(&self) -> Span {
        match self {
            Self::Path(text) | Self::Invalid(text) => text.span,
            Self::Null(span) | Self::Conditions(_, span) | Self::Fallbacks(_, span) => *span,
        }
    }

    /// Returns every path in the tree, whatever its condition, in source order.
    pub fn paths(&self) -> Vec<&Spanned<String>> {
        match self {
            Self::Path(path) => vec![path],
            Self::Null(_) | Self::Invalid(_) => Vec::new(),
            Self::Conditions(branches, _) => {
                branches.iter().flat_map(|branch| branch.target.paths()).collect()
            }
            Self::Fallbacks(targets, _) => targets.iter().flat_map(Self::paths).collect(),
        }
    }
}

fn branches(members: &[Member]) -> Vec<Branch> {
    in_js_order(members)
        .map(|member| Branch { condition: member.key.clone(), target: Target::read(&member.value) })
        .collect()
}

/// Returns the members as JavaScript keeps them: a duplicate key holds its first place and its last value.
///
/// Integer-like keys, which JavaScript would put first, are an error or meaningless wherever this is used.
pub fn in_js_order(members: &[Member]) -> impl Iterator<Item = &Member> {
    let mut place_of: HashMap<&str, usize> = HashMap::default();
    let mut kept: Vec<&Member> = Vec::new();
    for member in members {
        match place_of.get(member.key.value.as_str()).and_then(|&place| kept.get_mut(place)) {
            Some(earlier) => *earlier = member,
            None => {
                place_of.insert(&member.key.value, kept.len());
                kept.push(member);
            }
        }
    }
    kept.into_iter()
}

/// Tells whether Node's `isArrayIndex` holds: a canonical number from 0 to 2^32 - 2, fractions included.
pub fn is_array_index(key: &str) -> bool {
    key.parse::<f64>()
        .is_ok_and(|number| (0.0..4_294_967_295.0).contains(&number) && js_number(number) == key)
}

/// Prints a number as JavaScript does, for the numbers that matter here.
fn js_number(number: f64) -> String {
    match number.abs() {
        size if size >= 1e21 => format!("{number:e}").replace('e', "e+"),
        size if size < 1e-6 && size > 0.0 => format!("{number:e}"),
        // The sum makes `0` of `-0`, as JavaScript prints it.
        _ => format!("{}", number + 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn array_indexes_are_nodes() {
        for (key, expected) in [
            ("0", true),
            ("1", true),
            ("1.5", true),
            ("1e-7", true),
            ("4294967294", true),
            ("4294967295", false),
            ("-1", false),
            ("-0", false),
            ("01", false),
            ("1.0", false),
            ("1e3", false),
            ("", false),
            ("inf", false),
            ("NaN", false),
            ("node", false),
        ] {
            assert_eq!(is_array_index(key), expected, "{key}");
        }
    }

    #[test]
    fn duplicates_keep_their_first_place_and_last_value() {
        let node = crate::json::parse(r#"{"a":"1","b":"2","a":"3"}"#).unwrap();
        let Target::Conditions(branches, _) = Target::read(&node) else { panic!("an object") };
        let seen: Vec<_> = branches
            .iter()
            .map(|b| (b.condition.value.as_str(), b.target.paths()[0].value.as_str()))
            .collect();
        assert_eq!(seen, [("a", "3"), ("b", "2")]);
    }
}
