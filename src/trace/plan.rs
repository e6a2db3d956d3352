//! The plan of a build: its steps in order, and the files that each writes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    json::{self, JsonNode},
    path::join,
    text::Span,
    trace::{
        disk::{BuildDisk, BuildWrite, WriteKind},
        paths::{relative, with_extension},
        script::{
            command::{ScriptCommand, ScriptPlace},
            runs,
        },
        source_path::SourcePath,
        source_tree::SourceTree,
        tools::{
            self,
            effect::{BuildTool, BundleEntry, CommandEffect, CommandReading, SkipReason, SkippedSource},
        },
        unread::{UnreadPart, UnreadReason},
    },
};

/// The plan of a build, as far as its script can be read.
#[derive(Debug)]
pub struct BuildPlan<'t> {
    /// The script that was read.
    pub script: Option<String>,
    pub steps: Vec<BuildStep>,
    pub removals: Vec<BuildRemoval>,
    /// The folders that commands make, with the calls of scripts that lead to these.
    pub made: Vec<(String, Vec<ScriptPlace>)>,
    pub unread: Vec<UnreadPart>,
    pub disk: BuildDisk<'t>,
}

/// A step of the build: a command that writes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildStep {
    pub tool: BuildTool,
    pub command: String,
    pub script: String,
    pub span: Option<Span>,
    /// The calls of scripts that lead to it, the outermost first, and its own place.
    pub calls: Vec<ScriptPlace>,
    pub from: Vec<String>,
    pub to: Option<String>,
    pub bundles: Vec<BundleEntry>,
    /// The files that it leaves out although it looks where they are.
    pub skipped: Vec<SkippedSource>,
    /// It runs at the same time as the step before it.
    pub is_beside: bool,
    /// The folder that it runs in.
    pub directory: String,
    pub words: Vec<String>,
}

/// A command that takes files away before it writes any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildRemoval {
    pub command: String,
    /// The calls of scripts that lead to it, the outermost first, and its own place.
    pub calls: Vec<ScriptPlace>,
    pub paths: Vec<String>,
    /// It is a step that writes, too.
    pub is_step: bool,
}

/// Reads the build of a project.
pub fn plan<'t>(tree: &'t SourceTree, script: Option<&str>, maps: &[(String, String)]) -> BuildPlan<'t> {
    let mut plan = BuildPlan {
        script: None,
        steps: Vec::new(),
        removals: Vec::new(),
        made: Vec::new(),
        unread: Vec::new(),
        disk: BuildDisk::new(tree),
    };
    let source = tree.text("package.json").unwrap_or_default().trim_start_matches('\u{feff}');
    let manifest = json::parse(source).ok();
    if let Some(manifest) = &manifest {
        plan.read_scripts(manifest, source, script);
    }
    for (from, to) in maps {
        plan.add_map(from, to);
    }
    plan.disk.work.end();
    plan
}

/// The scripts that npm runs by itself before it packs.
const LIFECYCLE: [&str; 2] = ["prepack", "prepare"];

/// The parts that are told of those that are not read.
const MOST_UNREAD: usize = 1_000;

impl BuildPlan<'_> {
    /// The sources that steps leave out although they look where these are, each with the first reason.
    pub fn skips(&self) -> BTreeMap<&SourcePath, &SkipReason> {
        // From the last to the first, as the map keeps what is put in last.
        let skipped = self.steps.iter().rev().flat_map(|step| step.skipped.iter().rev());
        skipped.map(|skipped| (&skipped.file, &skipped.reason)).collect()
    }

    fn read_scripts(&mut self, manifest: &JsonNode, source: &str, wanted: Option<&str>) {
        let has = |name: &str| manifest.get("scripts").is_some_and(|scripts| scripts.get(name).is_some());
        let name = wanted.unwrap_or("build");
        let mut done = Vec::new();
        if has(name) {
            self.script = Some(name.to_owned());
            self.read_script(manifest, source, name, &mut done);
        }
        for other in LIFECYCLE.iter().filter(|other| wanted.is_none() && has(other)) {
            if self.script.is_none() {
                self.script = Some((*other).to_owned());
            }
            self.read_script(manifest, source, other, &mut done);
        }
    }

    fn read_script(
        &mut self,
        manifest: &JsonNode,
        source: &str,
        name: &str,
        done: &mut Vec<(Option<Span>, String)>,
    ) {
        let (runs, unread) = {
            let tree = self.disk.tree;
            runs(manifest, source, name, &|folder| tree.contains(&join(folder, "package.json")))
        };
        for part in unread {
            self.know_not(part);
        }
        for run in runs {
            // `prepare` often runs `build` once more.
            let key = (run.span, run.command.clone());
            let is_again = name != self.script.as_deref().unwrap_or(name) && done.contains(&key);
            if !is_again {
                done.push(key);
                self.add(&run);
            }
        }
    }

    fn add(&mut self, run: &ScriptCommand) {
        let reading = tools::read(run, &self.disk);
        let reading =
            if self.disk.work.is_spent() { CommandReading::Unknown(UnreadReason::TooMuch) } else { reading };
        match reading {
            CommandReading::Nothing => {}
            // A build that goes well does not come to this command.
            CommandReading::Unknown(_) if run.is_otherwise => {}
            CommandReading::Unknown(why) => {
                self.know_not(UnreadPart::of_command(run.command.clone(), why, run.span));
            }
            CommandReading::Does(effect) => self.take(run, *effect),
        }
    }

    fn take(&mut self, run: &ScriptCommand, effect: CommandEffect) {
        // A bundler of known entries that writes to an unknown place is a step, too.
        let is_unplaced = !effect.unread.is_empty() && !effect.from.is_empty();
        let is_step =
            !effect.writes.is_empty() || !effect.bundles.is_empty() || effect.to.is_some() || is_unplaced;
        for path in &effect.removes {
            self.disk.remove(path, Some(self.removals.len()));
        }
        for path in &effect.empties {
            self.disk.empty(path, self.removals.len());
        }
        if !effect.removes.is_empty() || !effect.empties.is_empty() {
            let (command, calls) = (run.command.clone(), run.calls.clone());
            let paths = effect.removes.into_iter().chain(effect.empties).collect();
            self.removals.push(BuildRemoval { command, calls, paths, is_step });
        }
        self.made.extend(effect.makes.iter().map(|path| (path.clone(), run.calls.clone())));
        for path in &effect.makes {
            self.disk.make(path);
        }
        for part in effect.unread {
            self.know_not(part);
        }
        if is_step {
            if !self.disk.apply(self.steps.len(), &effect.writes) {
                return self.unread.push(too_much(run.command.clone(), run.span));
            }
            let folders: BTreeSet<&String> = effect.bundles.iter().map(|bundle| &bundle.directory).collect();
            for folder in folders {
                self.disk.bring_back(folder);
            }
            self.steps.push(BuildStep {
                tool: effect.tool,
                command: run.command.clone(),
                script: run.script.clone(),
                span: run.span,
                calls: run.calls.clone(),
                from: effect.from,
                to: effect.to,
                bundles: effect.bundles,
                skipped: effect.skipped,
                is_beside: run.is_beside,
                directory: run.directory.clone(),
                words: run.arguments().iter().map(ToString::to_string).collect(),
            });
        }
        for path in &effect.removes_after {
            self.disk.remove(path, None);
        }
    }

    /// Remembers a part of the build that is not read, once.
    fn know_not(&mut self, part: UnreadPart) {
        let is_telling = part.is_command && !self.is_uncertain();
        if is_telling || (self.unread.len() < MOST_UNREAD && !self.unread.contains(&part)) {
            self.unread.push(part);
        }
    }

    /// True where something that is not read may have written anything.
    pub fn is_uncertain(&self) -> bool {
        self.unread.iter().any(|unread| unread.is_command)
    }

    /// Adds a mapping that the project declares: all below one folder goes below another.
    fn add_map(&mut self, from: &str, to: &str) {
        let writes: Vec<BuildWrite> = self
            .disk
            .tree
            .under(from)
            .map(|path| {
                let output = join(to, relative(from, path));
                BuildWrite {
                    source: path.into(),
                    output: compiled_name(&output).into(),
                    how: WriteKind::Compiled,
                }
            })
            .collect();
        if !self.disk.apply(self.steps.len(), &writes) {
            return self.unread.push(too_much(format!("{from} → {to}"), None));
        }
        self.steps.push(BuildStep {
            tool: BuildTool::Map,
            command: format!("{from} → {to}"),
            script: String::new(),
            span: None,
            calls: Vec::new(),
            from: vec![from.to_owned()],
            to: Some(to.to_owned()),
            bundles: Vec::new(),
            skipped: Vec::new(),
            is_beside: false,
            directory: String::new(),
            words: Vec::new(),
        });
    }
}

/// A command that writes more than any build does: it may write anything.
fn too_much(what: String, span: Option<Span>) -> UnreadPart {
    UnreadPart::of_command(what, UnreadReason::TooMuch, span)
}

/// `a.ts` to `a.js`.
pub fn compiled_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_declaration = [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| path.ends_with(ending));
    let extension = match crate::path::extension(name) {
        _ if is_declaration => return path.to_owned(),
        ".ts" | ".tsx" | ".jsx" => ".js",
        ".mts" => ".mjs",
        ".cts" => ".cjs",
        _ => return path.to_owned(),
    };
    with_extension(path, extension)
}
