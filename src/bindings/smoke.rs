//! The options of `smoke`.

use std::{env, path::PathBuf, time::Duration};

use serde_json::Value;

use crate::{
    bindings::{
        failure::CallFailure,
        given::{GivenOptions, manager, not, strings},
    },
    report::smoke::Deps,
    smoke::{
        SmokeOptions,
        containment::Containment,
        install::{Peers, Scripts},
        keeper::Keeper,
        room::Keep,
        sources::AllowedSources,
    },
};

pub(super) fn options(json: &str) -> Result<SmokeOptions, CallFailure> {
    let mut given = GivenOptions::read(json)?;
    let default = SmokeOptions::default();
    let directory = env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    // What the wrapper was given to open: the project, where it is a folder.
    let target = given.take_internal("target").map(|value| text("target", &value)).transpose()?;
    let target = target.filter(|target| !target.is_empty() && directory.join(target).is_dir());
    let node = given.take("node").map(|value| nodes(&value)).transpose()?;
    let conditions = given.strings("conditions")?;
    let deps = given.take("deps").map(|value| deps(&value)).transpose()?;
    let manager = given.take("pm").map(|value| manager(&value)).transpose()?;
    let project = given.take("project").map(|value| text("project", &value)).transpose()?;
    let options = SmokeOptions {
        node: node.unwrap_or_default(),
        conditions,
        deps: deps.unwrap_or_default(),
        manager: manager.unwrap_or(default.manager),
        peers: if is_set(&mut given, "optionalPeers")? { Peers::All } else { Peers::Required },
        scripts: if is_set(&mut given, "scripts")? { Scripts::On } else { Scripts::Off },
        install_time: default.install_time,
        allowed: AllowedSources {
            git: is_set(&mut given, "allowGit")?,
            remote: is_set(&mut given, "allowRemote")?,
            file: is_set(&mut given, "allowFile")?,
            directory: is_set(&mut given, "allowDirectory")?,
        },
        keeper: Keeper::of(keeper(&mut given)?),
        containment: if is_set(&mut given, "unsafe")? { Containment::Unsafe } else { Containment::Contained },
        time: seconds(&mut given)?.unwrap_or(default.time),
        memory: memory(&mut given)?.unwrap_or(default.memory),
        run: given.strings("run")?.into_iter().map(PathBuf::from).collect(),
        import: given.strings("import")?,
        keep: Keep::Remove,
        project: directory.join(project.or(target).unwrap_or_default()),
        directory,
    };
    given.finish()?;
    Ok(options)
}

/// One version or path, or several.
fn nodes(value: &Value) -> Result<Vec<String>, CallFailure> {
    let one = |value: &Value| match value {
        Value::Number(major) => Ok(major.to_string()),
        value => text("node", value),
    };
    match value {
        Value::Array(all) => all.iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

fn text(name: &str, value: &Value) -> Result<String, CallFailure> {
    value.as_str().map(str::to_owned).ok_or_else(|| not(name, "a string", value))
}

fn deps(value: &Value) -> Result<Deps, CallFailure> {
    let named = value.as_str().and_then(|name| name.parse().ok());
    named.ok_or_else(|| not("deps", "\"install\", \"link\" or \"none\"", value))
}

/// The command that comes back to packproof, as the wrapper knows it.
fn keeper(given: &mut GivenOptions) -> Result<Vec<String>, CallFailure> {
    let command = given.take_internal("keeper");
    command.map(|value| strings("keeper", &value)).transpose().map(Option::unwrap_or_default)
}

fn is_set(given: &mut GivenOptions, name: &str) -> Result<bool, CallFailure> {
    let Some(value) = given.take(name) else { return Ok(false) };
    value.as_bool().ok_or_else(|| not(name, "true or false", &value))
}

fn seconds(given: &mut GivenOptions) -> Result<Option<Duration>, CallFailure> {
    let Some(value) = given.take("timeout") else { return Ok(None) };
    let seconds = value.as_f64().filter(|seconds| (0.001..=86_400.0).contains(seconds));
    let seconds = seconds.ok_or_else(|| not("timeout", "a number of seconds, up to 86400", &value))?;
    Ok(Some(Duration::from_secs_f64(seconds)))
}

fn memory(given: &mut GivenOptions) -> Result<Option<u32>, CallFailure> {
    let Some(value) = given.take("memory") else { return Ok(None) };
    let mebibytes = value.as_u64().and_then(|value| u32::try_from(value).ok()).filter(|value| *value >= 16);
    mebibytes.map(Some).ok_or_else(|| not("memory", "a whole number of MiB, 16 or more", &value))
}
