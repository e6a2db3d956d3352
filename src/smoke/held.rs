//! What holds the package, found out before it is asked: each Node is started once with all that may be had.

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
        nodes::Node,
        process::NotRun,
    },
};

fn is_script(file: &Path) -> bool {
    let mut first = [0; 2];
    File::open(file).is_ok_and(|mut file| file.read_exact(&mut first).is_ok()) && first == *b"#!"
}

impl Asker<'_> {
    /// Each Node with the most that it starts under.
    pub fn held(&self, nodes: Vec<Node>) -> Result<Vec<Node>, SmokeFailure> {
        nodes.into_iter().map(|node| self.tried(node)).collect()
    }

    fn tried(&self, node: Node) -> Result<Node, SmokeFailure> {
        let mut node = Node { file: self.program_of(&node)?, ..node };
        for system in self.keeper.systems(self.limits.containment == Containment::Contained) {
            node.system = system;
            if !system.keeper || self.said(&node, "1")?.as_deref() == Some("1") {
                break;
            }
        }
        Ok(node)
    }

    /// The file itself, where a version manager's is a program that looks for it.
    fn program_of(&self, node: &Node) -> Result<PathBuf, SmokeFailure> {
        let is_program = fs::canonicalize(&node.file).is_ok_and(|file| {
            let is_node = file.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("node"));
            is_node && !is_script(&file)
        });
        if is_program {
            return Ok(node.file.clone());
        }
        let said = self.said(node, "process.execPath")?.map(PathBuf::from);
        Ok(said.filter(|file| file.is_file()).unwrap_or_else(|| node.file.clone()))
    }

    /// What Node prints of an expression of ours; none where it does not start.
    fn said(&self, node: &Node, expression: &str) -> Result<Option<String>, SmokeFailure> {
        let mut program = self.node(node, "-p".into(), &[expression]);
        program.directory = self.room.work();
        match program.run(self.stop) {
            Ok(ran) => Ok(Some(ran.out.trim().to_owned()).filter(|_| ran.ending == Ending::Exit(0))),
            Err(NotRun::Stopped) => Err(SmokeFailure::Stopped),
            Err(NotRun::Io(_)) => Ok(None),
        }
    }

    /// The same, for the report.
    pub fn holding(&self, nodes: &[Node]) -> Vec<HeldBy> {
        let held = |node: &Node| {
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
