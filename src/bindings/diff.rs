//! The options of `diff`, which JavaScript passes as JSON text.

use serde_json::Value;

use crate::{
    bindings::{
        failure::CallFailure,
        given::{GivenOptions, not},
    },
    diff::{AllowedChange, Bump, DiffOptions, InvalidAllow, allowed_by},
    input::today,
    session::Session,
};

/// The options of `diff`.
pub(super) fn options(new: &Session, json: &str) -> Result<DiffOptions, CallFailure> {
    options_for(new, GivenOptions::read(json)?)
}

/// The options of a comparison, with what the newer release allows itself.
pub(super) fn options_for(new: &Session, mut given: GivenOptions) -> Result<DiffOptions, CallFailure> {
    let allow = given.strings("allow")?;
    let bump = given.take("as").map(|value| bump(&value)).transpose()?;
    let nodes = given.versions()?;
    let conditions = given.strings("conditions")?;
    given.finish()?;
    let refused = |error: InvalidAllow| {
        let help = error.help().map_or_else(String::new, |help| format!("; {help}"));
        CallFailure::invalid_argument(format!("\"allow\": {error}{help}"))
    };
    let mut allow = allow
        .iter()
        .map(|text| AllowedChange::parse(text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(refused)?;
    allow.extend(allowed_by(new.package()).map_err(refused)?);
    Ok(DiffOptions { nodes, conditions, bump, allow, published: Some(today()) })
}

fn bump(value: &Value) -> Result<Bump, CallFailure> {
    let named = value.as_str().and_then(|word| word.parse().ok());
    named.ok_or_else(|| not("as", "\"major\", \"minor\" or \"patch\"", value))
}
