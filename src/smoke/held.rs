//! The strongest containment under which each Node starts. It is tried before the package runs: first with
//! everything that the system may have, then with less.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use crate::{
    report::smoke::{Ending, HeldBy},
    smoke::{
        ask::Asker,
        containment::{Containment, can_contain},
        failure::SmokeFailure,
        keeper::System,
        nodes::NodeBinary,
        process::NotRun,
    },
};

fn is_script(file: &Path) -> bool {
    let mut first = [0; 2];
    File::open(file).is_ok_and(|mut file| file.read_exact(&mut first).is_ok()) && first == *b"#!"
}

impl Asker<'_> {
    /// Returns each Node with the strongest containment that it starts under.
    pub fn held(&self, nodes: Vec<NodeBinary>) -> Result<Vec<NodeBinary>, SmokeFailure> {
        nodes.into_iter().map(|node| self.tried(node)).collect()
    }

    fn tried(&self, node: NodeBinary) -> Result<NodeBinary, SmokeFailure> {
        let mut node = NodeBinary { file: self.program_of(&node)?, ..node };
        for system in self.keeper.systems(self.limits.containment == Containment::Contained) {
            node.system = system;
            if !system.keeper || self.said(&node, "1")?.as_deref() == Some("1") {
                break;
            }
        }
        Ok(node)
    }

    /// Returns Node's own file: a version manager may have put a program in its place that looks for Node.
    fn program_of(&self, node: &NodeBinary) -> Result<PathBuf, SmokeFailure> {
        let is_program = fs::canonicalize(&node.file).is_ok_and(|file| {
            // The `node` of Volta is a link to its `volta-shim`; nodenv and asdf have scripts in its place.
            let is_node = file.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("node"));
            is_node && !is_script(&file)
        });
        if is_program {
            return Ok(node.file.clone());
        }
        let said = self.said(node, "process.execPath")?.map(PathBuf::from);
        Ok(said.filter(|file| file.is_file()).unwrap_or_else(|| node.file.clone()))
    }

    /// Evaluates an expression of packproof's in Node and returns what it prints; `None` if Node does not
    /// start.
    fn said(&self, node: &NodeBinary, expression: &str) -> Result<Option<String>, SmokeFailure> {
        // The flag takes the place of the file.
        let mut program = self.node(node, "-p".into(), &[expression]);
        program.directory = self.room.work();
        match program.run(self.stop) {
            Ok(ran) => Ok(Some(ran.out.trim().to_owned()).filter(|_| ran.ending == Ending::Exit(0))),
            Err(NotRun::Stopped) => Err(SmokeFailure::Stopped),
            Err(NotRun::Io(_)) => Ok(None),
        }
    }

    /// Returns the containment on each Node, for the report.
    pub fn holding(&self, nodes: &[NodeBinary]) -> Vec<HeldBy> {
        let held = |node: &NodeBinary| {
            let System { landlock, seccomp, keeper } = node.system;
            let permissions = self.limits.containment == Containment::Contained && can_contain(node.version);
            HeldBy {
                node: node.version.to_string(),
                permissions,
                landlock,
                seccomp,
                ends_with_packproof: keeper,
            }
        };
        nodes.iter().map(held).collect()
    }
}
