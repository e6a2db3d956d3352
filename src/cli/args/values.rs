//! Words that are accepted as values of options.

use clap::{ValueEnum, builder::PossibleValue};

use crate::{
    cli::failure::Failure,
    near::closest,
    pack::Manager,
    report::smoke::Deps,
    resolve::Mode,
    rules::{self, RULES, Rule},
};

impl ValueEnum for Mode {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl ValueEnum for Deps {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl ValueEnum for Manager {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

/// The rule of that name.
pub(in crate::cli) fn rule(name: &str) -> Result<&'static Rule, Failure> {
    rules::find(name).ok_or_else(|| {
        let near = closest(name, RULES.iter().map(|rule| rule.name));
        let help = match near {
            Some(near) => format!("did you mean {near}?"),
            None => "`packproof explain` lists the rules".to_owned(),
        };
        Failure::Usage { message: format!("there is no rule \"{name}\""), help: Some(help) }
    })
}
