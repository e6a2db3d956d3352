//! The bins of the package, run with `--help` and with `--version`.

use std::path::PathBuf;

use crate::{
    report::smoke::{BinRun, Ending, NodeError, NodeStatus, NodeVerdict, code},
    smoke::{
        ask::Asker,
        nodes::NodeBinary,
        process::{NotRun, Ran},
    },
};

/// The arguments that a bin is tried with. It works if it exits with 0 and prints something for one of the
/// two: not every command has both.
const ARGUMENTS: [&str; 2] = ["--help", "--version"];

impl Asker<'_> {
    /// Runs a bin through its link, as a consumer does, or its file if there is no link.
    pub fn bin(
        &self,
        node: &NodeBinary,
        package: &str,
        name: &str,
        path: &str,
    ) -> Result<NodeVerdict, NotRun> {
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
        // pnpm writes shell scripts in place of links; they run the file.
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

/// The number of lines that are kept of the output of a bin or script.
const KEPT: usize = 12;

/// Returns the last [`KEPT`] lines of a text.
pub fn last_lines(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().collect();
    lines.get(lines.len().saturating_sub(KEPT)..).unwrap_or_default().join("\n")
}
