//! Prints, for each archive named on the command line, one line of JSON: its files as npm lays them out.

use std::{env, fs, process};

use packproof::tarball::{self, Limits, Tarball};
use serde_json::{Value, json};

fn main() {
    let mut status = 0;
    for path in env::args().skip(1) {
        let answer = fs::read(&path).map_err(|error| error.to_string()).map(|packed| list(&packed));
        status |= i32::from(answer.is_err());
        println!(
            "{}",
            answer.unwrap_or_else(|error| json!({ "archive": path, "error": { "message": error } }))
        );
    }
    process::exit(status);
}

fn list(packed: &[u8]) -> Value {
    match tarball::open(packed, &Limits::default()) {
        Ok(opened) => json!({ "files": files(&opened), "hazards": hazards(&opened), "error": null }),
        Err(error) => {
            json!({ "files": [], "hazards": [], "error": { "code": error.code(), "message": error.to_string() } })
        }
    }
}

fn files(opened: &Tarball) -> Value {
    let file = |(path, file): (&packproof::path::PackagePath, &packproof::files::InstalledFile)| {
        let contents = opened.files.contents(path.as_str()).unwrap_or_default();
        json!({ "path": path, "size": file.size(), "mode": format!("{:o}", file.mode), "sha1": tarball::shasum(contents) })
    };
    opened.files.iter().map(file).collect()
}

fn hazards(opened: &Tarball) -> Value {
    let hazards = opened.files.hazards().iter();
    hazards
        .map(|hazard| json!({ "kind": hazard.kind.name(), "entry": hazard.entry, "message": hazard.message }))
        .collect()
}
