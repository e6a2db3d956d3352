//! Runs the caller's own scripts and statements, as a consumer's.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    module::{Detected, detect},
    report::smoke::{Ending, OwnRun},
    smoke::{
        ask::Asker,
        bins::last_lines,
        failure::SmokeFailure,
        nodes::NodeBinary,
        process::NotRun,
        room::{Room, write},
    },
};

/// A script or statement of the caller's, ready to run.
#[derive(Clone, Debug)]
pub struct Own {
    /// The script's path, or the statement, as the caller gave it.
    pub source: String,
    file: PathBuf,
}

/// Copies the scripts and writes the statements into the consumer's project, each into a folder of its own,
/// so that they find the package.
pub fn prepare(
    scripts: &[PathBuf],
    statements: &[String],
    directory: &Path,
    room: &Room,
) -> Result<Vec<Own>, SmokeFailure> {
    let mut all = Vec::new();
    for script in scripts {
        let read = |error| SmokeFailure::Read { file: script.clone(), error };
        let bytes = fs::read(directory.join(script)).map_err(read)?;
        let name = script.file_name().map(PathBuf::from).unwrap_or_default();
        all.push((script.display().to_string(), name, bytes));
    }
    for statement in statements {
        let name = match detect(statement.as_bytes(), &crate::node::NodeVersion::default().profile()) {
            Detected::Module => "statement.mjs",
            Detected::CommonJs => "statement.cjs",
        };
        all.push((statement.clone(), name.into(), statement.clone().into_bytes()));
    }
    let place = |(at, (source, name, bytes)): (usize, (String, PathBuf, Vec<u8>))| {
        let file = room.consumer().join("run").join((at + 1).to_string()).join(name);
        write(&file, &bytes).map_err(SmokeFailure::Temporary)?;
        Ok(Own { source, file })
    };
    all.into_iter().enumerate().map(place).collect()
}

impl Asker<'_> {
    /// Runs a script or statement to its end.
    pub fn own(&self, node: &NodeBinary, own: &Own) -> Result<OwnRun, NotRun> {
        let ran = self.node(node, own.file.clone(), &[]).run(self.stop)?;
        let printed = self.room.strip(&format!("{}{}", ran.out, ran.err));
        Ok(OwnRun {
            source: own.source.clone(),
            version: node.version.to_string(),
            ok: ran.ending == Ending::Exit(0),
            ending: ran.ending,
            output: last_lines(&printed),
        })
    }
}
