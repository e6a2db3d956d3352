//! The options of each function, which JavaScript passes as JSON text.

use serde_json::Value;

use crate::{
    bindings::{
        deps::{choice, one_choice},
        failure::CallFailure,
        given::{GivenOptions, not},
        names::camel_case,
    },
    budget::{self, SizeBudget},
    deps::DepsChoice,
    options::{Options, ShownSuggestions, TypesChoice},
    pack::PackOptions,
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, Referrer, typescript::TypesMode},
    rules,
    tarball::Limits,
    trace::{TraceOptions, paths::joined},
};

/// The circumstances in which one specifier is resolved.
#[derive(Debug)]
pub(super) struct ResolveQuestion {
    pub mode: Mode,
    pub node: NodeTarget,
    pub from: Referrer,
}

/// The options that opening a package has.
#[derive(Debug)]
pub(super) struct OpenOptions {
    pub limits: Limits,
    pub packing: PackOptions,
    /// The tarball of its package of types.
    pub types_package: Option<String>,
}

/// The options of `open`.
pub(super) fn open(json: &str) -> Result<OpenOptions, CallFailure> {
    let mut given = GivenOptions::read(json)?;
    let limits = given.take("limits").map(limits).transpose()?.unwrap_or_default();
    let packing = given.packing()?;
    let types_package = given.text("typesPackage")?;
    given.skip(&["signal"]);
    given.finish()?;
    Ok(OpenOptions { limits, packing, types_package })
}

/// The options of `pack`.
pub(super) fn pack(json: &str) -> Result<PackOptions, CallFailure> {
    let mut given = GivenOptions::read(json)?;
    let packing = given.packing()?;
    given.skip(&["signal"]);
    given.finish()?;
    Ok(packing)
}

/// The options of `check`.
pub(super) fn check(json: &str) -> Result<(Options, DepsChoice), CallFailure> {
    checked(GivenOptions::read(json)?)
}

/// Reads the options of `check` from an object.
pub(super) fn checked(mut given: GivenOptions) -> Result<(Options, DepsChoice), CallFailure> {
    // Asked first, as `targets` takes the option.
    let by_engines = !given.has("node");
    let default = given.targets()?;
    let options = Options {
        by_engines,
        ignore: given.strings("ignore")?,
        strict: given
            .take("strict")
            .map(|value| flag("strict", &value))
            .transpose()?
            .unwrap_or(default.strict),
        suggestions: given.take("suggestions").map(suggestions).transpose()?.unwrap_or(default.suggestions),
        types: given.take("types").map(types_choice).transpose()?.unwrap_or(default.types),
        budget: SizeBudget {
            packed: size(&mut given, "maxPacked")?,
            unpacked: size(&mut given, "maxUnpacked")?,
            files: count(&mut given, "maxFiles")?,
        },
        ..default
    };
    let deps = choice(&mut given)?;
    given.finish()?;
    match options.ignore.iter().find(|name| rules::find(name).is_none()) {
        Some(unknown) => Err(unknown_rule(unknown)),
        None => Ok((options, deps)),
    }
}

/// A size: bytes, or a text such as `200 kB`.
pub(super) fn size(given: &mut GivenOptions, name: &str) -> Result<Option<u64>, CallFailure> {
    let read = |value: Value| {
        let bytes = value.as_u64().or_else(|| budget::size(value.as_str()?).ok());
        bytes.ok_or_else(|| not(name, "bytes or a text such as \"200 kB\"", &value))
    };
    given.take(name).map(read).transpose()
}

/// A number of files.
pub(super) fn count(given: &mut GivenOptions, name: &str) -> Result<Option<u64>, CallFailure> {
    let read = |value: Value| value.as_u64().ok_or_else(|| not(name, "a whole number, 0 or more", &value));
    given.take(name).map(read).transpose()
}

fn types_choice(value: Value) -> Result<TypesChoice, CallFailure> {
    match value.as_str() {
        Some("off") => Ok(TypesChoice::Off),
        Some("auto") => Ok(TypesChoice::Auto),
        Some("required") => Ok(TypesChoice::Required),
        _ => Err(not("types", "\"off\", \"auto\" or \"required\"", &value)),
    }
}

/// The options of `resolve`.
pub(super) fn resolution(json: &str, package: &Package) -> Result<ResolveQuestion, CallFailure> {
    let mut given = GivenOptions::read(json)?;
    let mode = given.mode()?;
    let conditions = given.strings("conditions")?;
    let from = given.take("from").map(|value| referrer(&value, package)).transpose()?;
    let node = NodeTarget { version: given.version()?, conditions };
    given.finish()?;
    Ok(ResolveQuestion { mode, node, from: from.unwrap_or(Referrer::Consumer) })
}

/// The options of `exportsOf`.
pub(super) fn names(json: &str) -> Result<(Mode, NodeTarget, DepsChoice), CallFailure> {
    let mut given = GivenOptions::read(json)?;
    let asked = (given.mode()?, given.target()?, one_choice(&mut given)?);
    given.finish()?;
    Ok(asked)
}

/// The options of `typesOf`.
pub(super) fn types(json: &str) -> Result<(TypesMode, NodeTarget), CallFailure> {
    let mut given = GivenOptions::read(json)?;
    let mode = given.text("mode")?.map(|name| name.parse::<TypesMode>()).transpose();
    let mode = mode.map_err(|error| CallFailure::invalid_argument(error.to_string()))?;
    let asked = (mode.unwrap_or(TypesMode::Node16Esm), given.target()?);
    given.finish()?;
    Ok(asked)
}

/// The options of `link`.
pub(super) fn statement(json: &str) -> Result<(Vec<NodeTarget>, DepsChoice), CallFailure> {
    let mut given = GivenOptions::read(json)?;
    let asked = (given.targets()?.targets(), one_choice(&mut given)?);
    given.finish()?;
    Ok(asked)
}

/// The options of `surface`.
pub(super) fn statement_options(json: &str) -> Result<Options, CallFailure> {
    let mut given = GivenOptions::read(json)?;
    let options = given.targets()?;
    given.finish()?;
    Ok(options)
}

/// The options of `trace`.
pub(super) fn trace(json: &str) -> Result<TraceOptions, CallFailure> {
    let mut given = GivenOptions::read(json)?;
    given.skip(&["tarball"]);
    let options = traced(&mut given)?;
    given.skip(&["limits", "signal"]);
    given.finish()?;
    Ok(options)
}

/// The options of a trace, from an object with others.
pub(super) fn traced(given: &mut GivenOptions) -> Result<TraceOptions, CallFailure> {
    let build_script = given.text("buildScript")?;
    let maps = given.take("map").map(|value| maps(&value)).transpose()?;
    let version = given.version()?;
    let node = NodeTarget { version, conditions: given.strings("conditions")? };
    Ok(TraceOptions { node, build_script, maps: maps.unwrap_or_default() })
}

/// Source folders and where each is compiled to.
fn maps(value: &Value) -> Result<Vec<(String, String)>, CallFailure> {
    let refused = || not("map", "an object of folders, as in { src: 'dist' }", value);
    let folder = |path: &str| joined("", path).filter(|path| !path.is_empty());
    let pair = |(from, to): (&String, &Value)| Some((folder(from)?, folder(to.as_str()?)?));
    value.as_object().and_then(|all| all.iter().map(pair).collect()).ok_or_else(refused)
}

/// A path as package.json may write it, as it is packed.
pub(super) fn packed_path(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

fn flag(name: &str, value: &Value) -> Result<bool, CallFailure> {
    value.as_bool().ok_or_else(|| not(name, "true or false", value))
}

fn suggestions(value: Value) -> Result<ShownSuggestions, CallFailure> {
    let is_shown = flag("suggestions", &value)?;
    Ok(if is_shown { ShownSuggestions::All } else { ShownSuggestions::No })
}

fn referrer(value: &Value, package: &Package) -> Result<Referrer, CallFailure> {
    let path = value.as_str().map(packed_path);
    let packed = path.filter(|path| package.files().get(path).is_some()).and_then(PackagePath::new);
    packed.map(Referrer::File).ok_or_else(|| not("from", "the path of a packed file", value))
}

fn limits(value: Value) -> Result<Limits, CallFailure> {
    if !value.is_object() {
        return Err(not("limits", "an object", &value));
    }
    let mut given = GivenOptions::of(value)?;
    let mut limits = Limits::default();
    for limit in Limits::TABLE {
        let name = camel_case(limit.name);
        let Some(value) = given.take(&name) else { continue };
        let what = || not(&format!("limits.{name}"), "a whole number, 0 or more", &value);
        let value = value.as_u64().ok_or_else(what)?;
        if let Some(field) = limits.get_mut(limit.name) {
            *field = value;
        }
    }
    given.finish()?;
    Ok(limits)
}

fn unknown_rule(name: &str) -> CallFailure {
    let known: Vec<_> = rules::RULES.iter().map(|rule| rule.name).collect();
    CallFailure::invalid_argument(format!(
        "\"ignore\": no rule is named {name:?}; the rules are {}",
        known.join(", ")
    ))
}
