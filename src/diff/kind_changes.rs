//! The comparison of what a name is in both releases: a function, a class, an object.

use crate::{
    diff::change::{ChangeEffect, ChangeKind},
    module::ValueShape,
};

/// A change of kind: the words for it, and what a consumer's use of it does now.
pub(super) struct KindChange {
    pub kind: ChangeKind,
    pub effect: ChangeEffect,
    pub words: String,
    pub now: Option<String>,
}

impl KindChange {
    fn major(words: &str, now: &str) -> Self {
        let now = Some(now.to_owned());
        Self { kind: ChangeKind::KindChanged, effect: ChangeEffect::Major, words: words.to_owned(), now }
    }

    fn unknown(words: &str) -> Self {
        let effect = ChangeEffect::Unknown;
        Self { kind: ChangeKind::KindChanged, effect, words: words.to_owned(), now: None }
    }
}

/// Compares the shapes of a name in both releases.
pub(super) fn compare(name: &str, was: ValueShape, is: ValueShape) -> Option<KindChange> {
    parameters_grown(was, is).or_else(|| used_otherwise(name, was, is))
}

fn parameters_grown(was: ValueShape, is: ValueShape) -> Option<KindChange> {
    use ValueShape::{Class, Function};
    let (old, new) = match (was, is) {
        (Function { required: old, .. }, Function { required: new, .. })
        | (Class { required: old, .. }, Class { required: new, .. }) => (old?, new),
        _ => return None,
    };
    let argument = needed(is);
    if argument > old && argument > needed(was) {
        return Some(taken_apart(old, argument));
    }
    new.filter(|new| *new > old).map(|new| KindChange {
        kind: ChangeKind::ParametersGrown,
        ..KindChange::unknown(&format!(
            "took {old} and takes {new} parameters before the first with a default; it cannot be told whether it needs them"
        ))
    })
}

fn taken_apart(old: u32, argument: u32) -> KindChange {
    KindChange {
        kind: ChangeKind::ParametersGrown,
        ..KindChange::major(
            &format!(
                "took {old} parameters before the first with a default, and takes argument {argument} apart"
            ),
            &format!("TypeError: argument {argument} is undefined, which cannot be destructured"),
        )
    }
}

/// Tells what no longer works where a name is called, made with `new`, or used as a value.
fn used_otherwise(name: &str, was: ValueShape, is: ValueShape) -> Option<KindChange> {
    use ValueShape::{Class, Function, Object, Primitive};
    const NOT_A_CONSTRUCTOR: &str = "TypeError: it is not a constructor";
    match (was, is) {
        (Function { .. }, Class { .. }) => function_to_class(name),
        (Class { .. }, Function { is_arrow: true, .. }) => {
            Some(KindChange::major("was a class and is an arrow function", NOT_A_CONSTRUCTOR))
        }
        (Function { .. }, Object | Primitive) => Some(KindChange::major(
            &format!("was a function and is {}", words_of_value(is)),
            "TypeError: it is not a function",
        )),
        (Class { .. }, Object | Primitive) => {
            Some(KindChange::major(&format!("was a class and is {}", words_of_value(is)), NOT_A_CONSTRUCTOR))
        }
        (Object | Primitive, Function { .. } | Class { .. }) => Some(KindChange::unknown(
            "was a value and can be called now; it cannot be told whether it has the same members",
        )),
        _ => None,
    }
}

/// Functions with a capital letter are called with `new`, as classes are.
fn function_to_class(name: &str) -> Option<KindChange> {
    if name.starts_with(char::is_uppercase) {
        return None;
    }
    Some(if name == "default" {
        KindChange::unknown("was a function and is a class, which cannot be called without `new`")
    } else {
        KindChange::major(
            "was a function and is a class",
            "TypeError: a class constructor cannot be invoked without 'new'",
        )
    })
}

fn words_of_value(shape: ValueShape) -> &'static str {
    if shape == ValueShape::Object { "an object" } else { "a plain value" }
}

fn needed(shape: ValueShape) -> u32 {
    match shape {
        ValueShape::Function { needed, .. } | ValueShape::Class { needed, .. } => needed,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_differ() {
        use ValueShape::{Class, Function, Object, Unknown};
        let function = |required| Function { required: Some(required), needed: 0, is_arrow: false };
        let apart = |required, needed| Function { required: Some(required), needed, is_arrow: false };
        let open = Function { required: None, needed: 0, is_arrow: false };
        for (name, old, new, expected) in [
            ("f", function(1), function(1), None),
            ("f", function(1), function(0), None),
            ("f", function(1), function(2), Some(ChangeEffect::Unknown)),
            ("f", function(1), apart(2, 2), Some(ChangeEffect::Major)),
            ("f", apart(2, 2), apart(3, 2), Some(ChangeEffect::Unknown)),
            ("f", apart(2, 2), apart(2, 2), None),
            ("f", function(2), apart(2, 2), None),
            ("f", open, function(2), None),
            ("f", function(2), open, None),
            ("f", open, apart(2, 2), None),
            ("f", function(1), Class { required: Some(1), needed: 0 }, Some(ChangeEffect::Major)),
            ("F", function(1), Class { required: Some(1), needed: 0 }, None),
            ("F", Class { required: Some(1), needed: 0 }, function(1), None),
            (
                "F",
                Class { required: Some(1), needed: 0 },
                Function { required: Some(1), needed: 0, is_arrow: true },
                Some(ChangeEffect::Major),
            ),
            ("f", function(1), Object, Some(ChangeEffect::Major)),
            ("f", Object, function(1), Some(ChangeEffect::Unknown)),
            ("f", function(1), Unknown, None),
            ("f", Unknown, Object, None),
        ] {
            let found = compare(name, old, new).map(|change| change.effect);
            assert_eq!(found, expected, "{name} {old:?} {new:?}");
        }
    }
}
