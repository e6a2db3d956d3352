//! Bins, asked for help and for their version.

use std::path::PathBuf;

use crate::{
    report::smoke::{BinRun, Ending, NodeError, NodeStatus, NodeVerdict, code},
    smoke::{
        ask::Asker,
        nodes::Node,
        process::{NotRun, Ran},
    },
};

/// A bin works when it ends well and prints something for one of the two: not every command has both.
const ARGUMENTS: [&str; 2] = ["--help", "--version"];

impl Asker<'_> {
    /// Runs a bin: by its link, as a consumer does, or by its file where there is none.
    pub fn bin(&self, node: &Node, package: &str, name: &str, path: &str) -> Result<NodeVerdict, NotRun> {
        let file = self.bin_file(package, name, path);
        let mut runs = Vec::new();
        let mut failures = Vec::new();
        for argument in ARGUMENTS {
            let ran = self.node(node, file.clone(), &[argument]).run(self.stop)?;
            let run = self.told(argument, &ran);
            if !(run.ending == Ending::Exit(0) && run.prints) {
                failures.push(self.failure(argument, &ran, &run));
            }
            runs.push(run);
        }
        let failed = failures.len() == runs.len();
        let mut verdict = match failures.into_iter().next().filter(|_| failed) {
            Some(failure) => failure,
            None => NodeVerdict { status: NodeStatus::Ok, ..NodeVerdict::default() },
        };
        verdict.runs = runs;
        Ok(verdict)
    }

    fn bin_file(&self, package: &str, name: &str, path: &str) -> PathBuf {
        let link = self.room.node_modules().join(".bin").join(name);
        // pnpm writes scripts for the shell, which run the file.
        if link.is_symlink() { link } else { self.room.package(package).join(path) }
    }

    fn told(&self, argument: &'static str, ran: &Ran) -> BinRun {
        let printed = format!("{}{}", ran.out, ran.err);
        let printed = self.room.strip(&printed);
        BinRun {
            argument,
            ending: ran.ending,
            prints: !printed.trim().is_empty(),
            output: last_lines(&printed),
        }
    }

    fn failure(&self, argument: &str, ran: &Ran, run: &BinRun) -> NodeVerdict {
        if run.ending != Ending::Exit(0) {
            let mut verdict = self.ended(ran);
            if let Some(error) = verdict.error.as_mut().filter(|error| error.code == code::EXIT) {
                code::STATUS.clone_into(&mut error.code);
                error.message = format!("{argument}: {}", error.message);
            }
            return verdict;
        }
        self.failed(NodeError {
            code: code::SILENT.to_owned(),
            message: format!("{argument}: it prints nothing"),
            ..NodeError::default()
        })
    }
}

/// So many lines are kept of what is printed.
const KEPT: usize = 12;

/// The end of a text.
pub fn last_lines(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().collect();
    lines.get(lines.len().saturating_sub(KEPT)..).unwrap_or_default().join("\n")
}
