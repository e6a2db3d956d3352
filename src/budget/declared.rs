//! The budget that a package sets itself: `"packproof": { "maxPacked": "200 kB" }` in its package.json.

use thiserror::Error;

use crate::{
    budget::{
        amount,
        measure::{Measure, SizeBudget},
    },
    json::{JsonContent, JsonNode, Member},
    package::Package,
    text::Span,
};

/// The budget in a package.json: what could be read, the place of each setting, and what could not be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeclaredBudget {
    pub budget: SizeBudget,
    pub places: Vec<(Measure, Span)>,
    pub invalid: Vec<(InvalidSetting, Span)>,
}

/// The reason why a setting says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidSetting {
    #[error("\"{0}\" in \"packproof\" is no size")]
    Size(&'static str),
    #[error("\"{0}\" in \"packproof\" is no number of files")]
    Count(&'static str),
    #[error("\"packproof\" has no setting \"{0}\"")]
    Unknown(String),
}

impl InvalidSetting {
    /// The advice on what to write.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Size(_) => "write bytes as a number, or a text such as \"200 kB\" or \"1.5 MiB\"",
            Self::Count(_) => "write a whole number",
            Self::Unknown(_) => "there are \"maxPacked\", \"maxUnpacked\" and \"maxFiles\"",
        }
    }
}

/// Reads the budget that a package sets.
pub fn declared(package: &Package) -> DeclaredBudget {
    let own = package.manifest().and_then(|manifest| manifest.get("packproof"));
    let members = own.and_then(JsonNode::as_object).unwrap_or_default();
    let mut declared = DeclaredBudget::default();
    for member in members {
        read(member, &mut declared);
    }
    declared
}

fn read(member: &Member, declared: &mut DeclaredBudget) {
    let key = member.key.value.as_str();
    let Some(measure) = Measure::ALL.into_iter().find(|measure| measure.setting() == key) else {
        if key.to_ascii_lowercase().starts_with("max") {
            declared.invalid.push((InvalidSetting::Unknown(key.to_owned()), member.key.span));
        }
        return;
    };
    let amount = amount(measure, &member.value.value);
    let Some(amount) = amount else {
        let name = measure.setting();
        let invalid =
            if measure == Measure::Files { InvalidSetting::Count(name) } else { InvalidSetting::Size(name) };
        return declared.invalid.push((invalid, member.value.span));
    };
    declared.places.push((measure, member.value.span));
    match measure {
        Measure::Packed => declared.budget.packed = Some(amount),
        Measure::Unpacked => declared.budget.unpacked = Some(amount),
        Measure::Files => declared.budget.files = Some(amount),
    }
}

fn amount(measure: Measure, value: &JsonContent) -> Option<u64> {
    match (measure, value) {
        (_, JsonContent::Number(number)) => amount::whole(*number),
        (Measure::Files, _) => None,
        (_, JsonContent::String(text)) => amount::size(text).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileTree;

    fn read(settings: &str) -> DeclaredBudget {
        let manifest = format!(r#"{{"name":"p","packproof":{settings}}}"#);
        declared(&Package::new(FileTree::of([("package.json", manifest.as_str())])))
    }

    #[test]
    fn sizes_are_texts_or_bytes() {
        let expected = SizeBudget { packed: Some(200_000), unpacked: Some(5), files: Some(3) };
        assert_eq!(read(r#"{"maxPacked":"200 kB","maxUnpacked":5,"maxFiles":3}"#).budget, expected);
        for settings in ["{}", "[]", "\"maxPacked\"", r#"{"diff":{},"trace":{},"target":"."}"#] {
            assert_eq!(read(settings), DeclaredBudget::default(), "{settings}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (settings, expected) in [
            (r#"{"maxPacked":"200 kilo"}"#, InvalidSetting::Size("maxPacked")),
            (r#"{"maxPacked":-1}"#, InvalidSetting::Size("maxPacked")),
            (r#"{"maxUnpacked":null}"#, InvalidSetting::Size("maxUnpacked")),
            (r#"{"maxFiles":"3"}"#, InvalidSetting::Count("maxFiles")),
            (r#"{"maxFiles":1.5}"#, InvalidSetting::Count("maxFiles")),
            (r#"{"maxSize":"1 kB"}"#, InvalidSetting::Unknown("maxSize".to_owned())),
            (r#"{"maxpacked":"1 kB"}"#, InvalidSetting::Unknown("maxpacked".to_owned())),
        ] {
            let found = read(settings);
            assert_eq!(found.invalid.iter().map(|(fault, _)| fault).collect::<Vec<_>>(), [&expected]);
            assert!(found.budget.is_empty(), "{settings}");
        }
    }
}
