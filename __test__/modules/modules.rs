//! For comparing with real Node: reads paths, one a line, and writes what packproof makes of each file, as JSON lines.

use std::{
    fs,
    io::{self, BufRead, Write},
};

use packproof::{
    module::{Detected, ModuleRequest, ReadError, detect, pool, read_commonjs, read_es},
    node::{NodeVersion, Profile},
};
use rayon::prelude::*;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let version = std::env::args().nth(1).unwrap_or_else(|| "22".to_owned());
    let profile = version.parse::<NodeVersion>()?.profile();
    let paths: Vec<String> = io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let answer = || paths.par_iter().map(|path| answers(path, &profile)).collect::<Vec<_>>();
    let lines = pool().map_or_else(Vec::new, |pool| pool.install(answer));
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn answers(path: &str, profile: &Profile) -> Value {
    let Ok(source) = fs::read(path) else { return json!({ "path": path }) };
    let (module, details) = match read_es(&source, profile) {
        Ok(module) => {
            let specifiers: Vec<_> = module.requests.iter().map(|it| &it.specifier.value).collect();
            let mut exports: Vec<_> = module.local_exports.iter().map(|it| &it.name.value).collect();
            exports.extend(module.indirect_exports.iter().map(|it| &it.name.value));
            exports.sort();
            (
                Value::Null,
                json!({ "requests": specifiers, "exports": exports, "tla": module.top_level_await.is_some() }),
            )
        }
        Err(error) => (failure(&error), Value::Null),
    };
    let (commonjs, calls) = match read_commonjs(&source, profile) {
        Ok(module) => {
            let tell = |it: &ModuleRequest| {
                json!([format!("{:?}", it.when), format!("{:?}", it.kind), it.specifier.value])
            };
            (Value::Null, module.requests.iter().map(|it| tell(it)).collect())
        }
        Err(error) => (failure(&error), Value::Null),
    };
    let detected = detect(&source, profile) == Detected::Module;
    json!({ "path": path, "module": module, "commonjs": commonjs, "detected": detected, "record": details, "calls": calls })
}

fn failure(error: &ReadError) -> Value {
    Value::String(error.to_string())
}
