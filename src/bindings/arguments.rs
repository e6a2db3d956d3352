//! What JavaScript passes as options, as JSON text: checked, with a word on what is accepted.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::{
    bindings::failure::Failure,
    node::NodeVersion,
    options::Options,
    pack::{Manager, Packing},
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer},
    rules,
    tarball::Limits,
    trace::{TraceOptions, script::joined},
};

/// How one specifier is resolved.
#[derive(Debug)]
pub(super) struct Asked {
    pub mode: Mode,
    pub node: NodeTarget,
    pub from: Referrer,
}

/// How a package is opened.
#[derive(Debug)]
pub(super) struct OpenOptions {
    pub limits: Limits,
    pub packing: Packing,
}

/// The options of `open`.
pub(super) fn open(json: &str) -> Result<OpenOptions, Failure> {
    let mut given = Given::read(json)?;
    let limits = given.take("limits").map(limits).transpose()?.unwrap_or_default();
    let packing = given.packing()?;
    given.finish(&["limits", "pm", "packTimeout", "signal"])?;
    Ok(OpenOptions { limits, packing })
}

/// The options of `pack`.
pub(super) fn pack(json: &str) -> Result<Packing, Failure> {
    let mut given = Given::read(json)?;
    let packing = given.packing()?;
    given.finish(&["pm", "packTimeout", "signal"])?;
    Ok(packing)
}

/// The options of `check`.
pub(super) fn check(json: &str) -> Result<Options, Failure> {
    checked(Given::read(json)?)
}

/// The same, once they are an object.
pub(super) fn checked(mut given: Given) -> Result<Options, Failure> {
    let default = Options::default();
    let options = Options {
        nodes: given.nodes()?.unwrap_or(default.nodes),
        conditions: given.strings("conditions")?,
        ignore: given.strings("ignore")?,
        strict: given.take("strict").map(strict).transpose()?.unwrap_or(default.strict),
    };
    given.finish(&["node", "conditions", "ignore", "strict"])?;
    match options.ignore.iter().find(|name| rules::find(name).is_none()) {
        Some(unknown) => Err(unknown_rule(unknown)),
        None => Ok(options),
    }
}

/// The options of `resolve`.
pub(super) fn resolution(json: &str, package: &Package) -> Result<Asked, Failure> {
    let mut given = Given::read(json)?;
    let asked = Asked {
        mode: given.mode()?,
        node: given.target()?,
        from: given
            .take("from")
            .map(|value| referrer(&value, package))
            .transpose()?
            .unwrap_or(Referrer::Consumer),
    };
    given.finish(&["mode", "conditions", "from", "node"])?;
    Ok(asked)
}

/// The options of `exportsOf`.
pub(super) fn names(json: &str) -> Result<(Mode, NodeTarget), Failure> {
    let mut given = Given::read(json)?;
    let asked = (given.mode()?, given.target()?);
    given.finish(&["mode", "conditions", "node"])?;
    Ok(asked)
}

/// The options of `link`.
pub(super) fn statement(json: &str) -> Result<Vec<NodeTarget>, Failure> {
    let mut given = Given::read(json)?;
    let options = given.targets()?;
    given.finish(&["node", "conditions"])?;
    Ok(options.targets())
}

/// The options of `trace`.
pub(super) fn trace(json: &str) -> Result<TraceOptions, Failure> {
    let mut given = Given::read(json)?;
    let options = traced(&mut given)?;
    given.finish(&["tarball", "buildScript", "map", "node", "conditions", "limits", "signal"])?;
    Ok(options)
}

/// What is asked of a trace.
pub(super) fn traced(given: &mut Given) -> Result<TraceOptions, Failure> {
    Ok(TraceOptions {
        node: given.target()?,
        build_script: given.text("buildScript")?,
        maps: given.take("map").map(|value| maps(&value)).transpose()?.unwrap_or_default(),
    })
}

/// Source folders and where each is compiled to.
fn maps(value: &Value) -> Result<Vec<(String, String)>, Failure> {
    let refused = || not("map", "an object of folders, as in { src: 'dist' }", value);
    let folder = |path: &str| joined("", path).filter(|path| !path.is_empty());
    let pair = |(from, to): (&String, &Value)| Some((folder(from)?, folder(to.as_str()?)?));
    value.as_object().and_then(|all| all.iter().map(pair).collect()).ok_or_else(refused)
}

/// A path as package.json may write it, as it is packed.
pub(super) fn packed_path(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// `unpacked_bytes` to `unpackedBytes`.
pub(super) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |so_far, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        so_far + &initial.to_ascii_uppercase() + rest
    })
}

/// An object of options, emptied while it is read.
pub(super) struct Given(Map<String, Value>);

impl Given {
    pub fn of(options: Value) -> Result<Self, Failure> {
        match options {
            Value::Object(given) => Ok(Self(given)),
            other => Err(not("options", "an object", &other)),
        }
    }

    pub fn read(json: &str) -> Result<Self, Failure> {
        match serde_json::from_str(json) {
            Ok(value) => Self::of(value),
            Err(error) => Err(Failure::invalid_argument(format!("options cannot be read: {error}"))),
        }
    }

    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    pub fn text(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let Some(value) = self.take(name) else { return Ok(None) };
        string(&value).map(Some).ok_or_else(|| not(name, "a string", &value))
    }

    pub fn strings(&mut self, name: &str) -> Result<Vec<String>, Failure> {
        let Some(value) = self.take(name) else { return Ok(Vec::new()) };
        let strings = value.as_array().and_then(|all| all.iter().map(string).collect());
        strings.ok_or_else(|| not(name, "an array of strings", &value))
    }

    pub fn mode(&mut self) -> Result<Mode, Failure> {
        Ok(self.take("mode").map(|value| mode(&value)).transpose()?.unwrap_or(Mode::Import))
    }

    /// One version, with the conditions.
    pub fn target(&mut self) -> Result<NodeTarget, Failure> {
        let version = self.take("node").map(|value| node(&value)).transpose()?.unwrap_or_default();
        Ok(NodeTarget { version, conditions: self.strings("conditions")? })
    }

    /// One version or several, with the conditions.
    pub fn targets(&mut self) -> Result<Options, Failure> {
        let default = Options::default();
        let nodes = self.nodes()?.unwrap_or(default.nodes);
        Ok(Options { nodes, conditions: self.strings("conditions")?, ..Options::default() })
    }

    /// One version, or several.
    fn nodes(&mut self) -> Result<Option<Vec<NodeVersion>>, Failure> {
        let nodes = match self.take("node") {
            None => return Ok(None),
            Some(Value::Array(versions)) if versions.is_empty() => {
                return Err(Failure::invalid_argument("\"node\" must name at least one version of Node.js"));
            }
            Some(Value::Array(versions)) => versions.iter().map(node).collect::<Result<_, _>>()?,
            Some(version) => vec![node(&version)?],
        };
        Ok(Some(nodes))
    }

    fn packing(&mut self) -> Result<Packing, Failure> {
        let default = Packing::default();
        let timeout = self.take("packTimeout").map(|value| seconds(&value)).transpose()?;
        Ok(Packing {
            manager: self.take("pm").map(|value| manager(&value)).transpose()?,
            timeout: timeout.unwrap_or(default.timeout),
            ..default
        })
    }

    /// Nothing may be left: an option that nobody reads is a slip of the pen.
    pub fn finish(self, accepted: &[&str]) -> Result<(), Failure> {
        let Some(unknown) = self.0.keys().next() else { return Ok(()) };
        let accepted = accepted.join(", ");
        Err(Failure::invalid_argument(format!("unknown option {unknown:?}; accepted are {accepted}")))
    }
}

pub(super) fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn strict(value: Value) -> Result<bool, Failure> {
    value.as_bool().ok_or_else(|| not("strict", "true or false", &value))
}

fn node(value: &Value) -> Result<NodeVersion, Failure> {
    let text = value.as_u64().map(|major| major.to_string()).or_else(|| string(value));
    let text = text.ok_or_else(|| not("node", "a version of Node.js such as 22 or \"22.11.0\"", value))?;
    text.parse()
        .map_err(|error: crate::node::InvalidNodeVersion| Failure::invalid_argument(error.to_string()))
}

pub(super) fn mode(value: &Value) -> Result<Mode, Failure> {
    match value.as_str() {
        Some("import") => Ok(Mode::Import),
        Some("require") => Ok(Mode::Require),
        _ => Err(not("mode", "\"import\" or \"require\"", value)),
    }
}

fn manager(value: &Value) -> Result<Manager, Failure> {
    let named = value.as_str().and_then(|name| name.parse().ok());
    named.ok_or_else(|| not("pm", "\"npm\", \"pnpm\", \"yarn\" or \"bun\"", value))
}

fn seconds(value: &Value) -> Result<Duration, Failure> {
    let seconds = value.as_f64().filter(|seconds| *seconds > 0.0);
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    // What is added to the present must not pass the end of time.
    let duration = duration.filter(|duration| *duration <= Duration::from_secs(u32::MAX.into()));
    duration.ok_or_else(|| not("packTimeout", "a number of seconds, more than 0", value))
}

fn referrer(value: &Value, package: &Package) -> Result<Referrer, Failure> {
    let path = value.as_str().map(packed_path);
    let packed = path.filter(|path| package.files().get(path).is_some()).and_then(PackagePath::new);
    packed.map(Referrer::File).ok_or_else(|| not("from", "the path of a packed file", value))
}

fn limits(value: Value) -> Result<Limits, Failure> {
    let Value::Object(given) = value else { return Err(not("limits", "an object", &value)) };
    let mut given = Given(given);
    let mut limits = Limits::default();
    let names: Vec<String> = Limits::TABLE.iter().map(|limit| camel_case(limit.name)).collect();
    for (limit, name) in Limits::TABLE.iter().zip(&names) {
        let Some(value) = given.take(name) else { continue };
        let what = || not(&format!("limits.{name}"), "a whole number, 0 or more", &value);
        let value = value.as_u64().ok_or_else(what)?;
        if let Some(field) = limits.get_mut(limit.name) {
            *field = value;
        }
    }
    given.finish(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(limits)
}

fn unknown_rule(name: &str) -> Failure {
    let known: Vec<_> = rules::RULES.iter().map(|rule| rule.name).collect();
    Failure::invalid_argument(format!(
        "\"ignore\": no rule is named {name:?}; the rules are {}",
        known.join(", ")
    ))
}

pub(super) fn not(name: &str, accepted: &str, value: &Value) -> Failure {
    Failure::invalid_argument(format!("{name:?} must be {accepted}, not {value}"))
}
