//! Asks the Nodes, unless a dependency was refused.

use crate::{
    package::Package,
    report::{
        Report,
        smoke::{Dependencies, HeldBy, NodeError, NodeStatus, NodeVerdict, OwnRun, ScriptRun, asked, code},
    },
    smoke::{
        ask::{Asker, CONSUMER, CONSUMER_FILE},
        failure::SmokeFailure,
        install::Scripts,
        lifecycle::Lifecycle,
        nodes::NodeBinary,
        options::{SmokeOptions, SmokeProgress},
        own,
        provide::refuse_escape,
        room::write,
        sources::Refused,
        work::Work,
    },
};

/// All that the Nodes said.
pub(super) struct NodeAnswers {
    pub verdicts: Vec<NodeVerdict>,
    pub scripts: Vec<ScriptRun>,
    pub runs: Vec<OwnRun>,
    pub containment: Vec<HeldBy>,
}

impl NodeAnswers {
    /// The answers where the dependencies were refused: no Node is asked.
    pub fn none(package: &Package, report: &Report, refused: &Refused) -> Self {
        Self {
            verdicts: vec![not_asked(refused); asked(report).len()],
            scripts: Lifecycle::refused(package),
            runs: Vec::new(),
            containment: Vec::new(),
        }
    }

    pub fn of(
        package: &Package,
        options: &SmokeOptions,
        dependencies: &Dependencies,
        nodes: Vec<NodeBinary>,
        report: &Report,
        asker: &Asker<'_>,
        tell: &mut dyn FnMut(SmokeProgress<'_>),
    ) -> Result<Self, SmokeFailure> {
        let nodes = asker.held(nodes)?;
        let scripts = run_scripts(package, options, dependencies, asker, &nodes)?;
        let consumer = asker.room.consumer().join(CONSUMER_FILE);
        write(&consumer, CONSUMER.as_bytes()).map_err(SmokeFailure::Temporary)?;
        let own = own::prepare(&options.run, &options.import, &options.directory, asker.room)?;
        let (verdicts, runs) = Work { package, report, nodes: &nodes, own: &own, asker }.done(tell)?;
        Ok(Self { verdicts, scripts, runs, containment: asker.holding(&nodes) })
    }
}

/// Runs the scripts of the installation, and sees that they leave no link that leads out of the room.
fn run_scripts(
    package: &Package,
    options: &SmokeOptions,
    dependencies: &Dependencies,
    asker: &Asker<'_>,
    nodes: &[NodeBinary],
) -> Result<Vec<ScriptRun>, SmokeFailure> {
    let Some(node) = nodes.first() else { return Ok(Vec::new()) };
    let manager = dependencies.manager.as_deref();
    let scripts = Lifecycle { package, asker, manager, deps: options.deps }.scripts(options.scripts, node)?;
    if options.scripts == Scripts::On {
        refuse_escape(options, asker.room)?;
    }
    Ok(scripts)
}

/// Returns the verdict on every question if nothing is run because a dependency was not fetched.
fn not_asked(refused: &Refused) -> NodeVerdict {
    let error = NodeError {
        code: code::REFUSED.to_owned(),
        message: "a dependency is not fetched, so nothing is run".to_owned(),
        denied: Some(refused.words()),
        ..NodeError::default()
    };
    NodeVerdict { status: NodeStatus::Broken, error: Some(error), ..NodeVerdict::default() }
}
