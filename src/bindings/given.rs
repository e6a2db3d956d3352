//! One object of options from JavaScript: each option taken once and checked, with a word on what is accepted.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::{
    bindings::failure::CallFailure,
    node::{InvalidNodeVersion, NodeVersion},
    options::Options,
    pack::{Manager, PackOptions},
    resolve::{Mode, NodeTarget},
};

/// An object of options, emptied while it is read. It remembers what was asked for: nothing else is accepted.
pub(super) struct GivenOptions {
    given: Map<String, Value>,
    accepted: Vec<String>,
}

impl GivenOptions {
    pub fn of(options: Value) -> Result<Self, CallFailure> {
        match options {
            Value::Object(given) => Ok(Self { given, accepted: Vec::new() }),
            other => Err(not("options", "an object", &other)),
        }
    }

    pub fn read(json: &str) -> Result<Self, CallFailure> {
        match serde_json::from_str(json) {
            Ok(value) => Self::of(value),
            Err(error) => Err(CallFailure::invalid_argument(format!("options cannot be read: {error}"))),
        }
    }

    /// Tells whether an option is given that was not taken yet.
    pub fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.accepted.push(name.to_owned());
        self.given.remove(name)
    }

    /// Takes an option that only the wrapper gives, so that no caller is told of it.
    pub fn take_internal(&mut self, name: &str) -> Option<Value> {
        self.given.remove(name)
    }

    /// Accepts options that the wrapper has read already.
    pub fn skip(&mut self, names: &[&str]) {
        names.iter().for_each(|name| drop(self.take(name)));
    }

    pub fn text(&mut self, name: &str) -> Result<Option<String>, CallFailure> {
        let Some(value) = self.take(name) else { return Ok(None) };
        string(&value).map(Some).ok_or_else(|| not(name, "a string", &value))
    }

    pub fn strings(&mut self, name: &str) -> Result<Vec<String>, CallFailure> {
        self.take(name).map(|value| strings(name, &value)).transpose().map(Option::unwrap_or_default)
    }

    pub fn mode(&mut self) -> Result<Mode, CallFailure> {
        Ok(self.take("mode").map(|value| mode(&value)).transpose()?.unwrap_or_default())
    }

    /// One version, with the conditions.
    pub fn target(&mut self) -> Result<NodeTarget, CallFailure> {
        let conditions = self.strings("conditions")?;
        Ok(NodeTarget { version: self.version()?, conditions })
    }

    /// One version.
    pub fn version(&mut self) -> Result<NodeVersion, CallFailure> {
        Ok(self.take("node").map(|value| node(&value)).transpose()?.unwrap_or_default())
    }

    /// One version or several, with the conditions.
    pub fn targets(&mut self) -> Result<Options, CallFailure> {
        let nodes = self.nodes()?;
        Ok(Options::of_nodes(nodes, self.strings("conditions")?))
    }

    /// One version, or several, or none.
    pub fn versions(&mut self) -> Result<Vec<NodeVersion>, CallFailure> {
        self.nodes()
    }

    /// One version, or several.
    fn nodes(&mut self) -> Result<Vec<NodeVersion>, CallFailure> {
        match self.take("node") {
            None => Ok(Vec::new()),
            Some(Value::Array(versions)) if versions.is_empty() => {
                Err(CallFailure::invalid_argument("\"node\" must name at least one version of Node.js"))
            }
            Some(Value::Array(versions)) => versions.iter().map(node).collect(),
            Some(version) => Ok(vec![node(&version)?]),
        }
    }

    pub fn packing(&mut self) -> Result<PackOptions, CallFailure> {
        let default = PackOptions::default();
        let manager = self.take("pm").map(|value| manager(&value)).transpose()?;
        let timeout = self.take("packTimeout").map(|value| seconds(&value)).transpose()?;
        Ok(PackOptions { manager, timeout: timeout.unwrap_or(default.timeout), ..default })
    }

    /// Refuses what is left: an option that nobody reads is a slip of the pen.
    pub fn finish(self) -> Result<(), CallFailure> {
        let Some(unknown) = self.given.keys().next() else { return Ok(()) };
        let accepted = self.accepted.join(", ");
        Err(CallFailure::invalid_argument(format!("unknown option {unknown:?}; accepted are {accepted}")))
    }
}

pub(super) fn strings(name: &str, value: &Value) -> Result<Vec<String>, CallFailure> {
    let strings = value.as_array().and_then(|all| all.iter().map(string).collect());
    strings.ok_or_else(|| not(name, "an array of strings", value))
}

pub(super) fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn node(value: &Value) -> Result<NodeVersion, CallFailure> {
    let text = value.as_u64().map(|major| major.to_string()).or_else(|| string(value));
    let text = text.ok_or_else(|| not("node", "a version of Node.js such as 22 or \"22.11.0\"", value))?;
    text.parse().map_err(|error: InvalidNodeVersion| CallFailure::invalid_argument(error.to_string()))
}

pub(super) fn mode(value: &Value) -> Result<Mode, CallFailure> {
    let named = value.as_str().and_then(|name| name.parse().ok());
    named.ok_or_else(|| not("mode", "\"import\" or \"require\"", value))
}

pub(super) fn manager(value: &Value) -> Result<Manager, CallFailure> {
    let named = value.as_str().and_then(|name| name.parse().ok());
    named.ok_or_else(|| not("pm", "\"npm\", \"pnpm\", \"yarn\" or \"bun\"", value))
}

fn seconds(value: &Value) -> Result<Duration, CallFailure> {
    let seconds = value.as_f64().filter(|seconds| *seconds > 0.0);
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    // What is added to the present must not pass the end of time.
    let duration = duration.filter(|duration| *duration <= Duration::from_secs(u32::MAX.into()));
    duration.ok_or_else(|| not("packTimeout", "a number of seconds, more than 0", value))
}

pub(super) fn not(name: &str, accepted: &str, value: &Value) -> CallFailure {
    CallFailure::invalid_argument(format!("{name:?} must be {accepted}, not {value}"))
}
