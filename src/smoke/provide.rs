//! Puts the package and its dependencies where a consumer has them.

use std::collections::BTreeSet;

use crate::{
    pack::{PackOptions, Stop},
    package::Package,
    report::smoke::{Dependencies, Deps},
    smoke::{
        containment::Containment,
        escape::escape,
        failure::SmokeFailure,
        install::{self, Peers, Settings},
        layout, link,
        options::SmokeOptions,
        room::Room,
        sources::Refused,
    },
};

/// The dependencies that lie beside the package.
#[derive(Default)]
pub(super) struct Provided {
    pub dependencies: Dependencies,
    /// The names of the packages that the package's modules can find.
    pub present: BTreeSet<String>,
    /// A dependency that was not fetched; if there is one, nothing is run.
    pub refused: Option<Refused>,
}

/// Puts the package and its dependencies into the consumer's node_modules.
pub(super) fn provide(
    package: &Package,
    options: &SmokeOptions,
    room: &Room,
    stop: &Stop,
) -> Result<Provided, SmokeFailure> {
    let mut dependencies = Dependencies { mode: options.deps, ..Dependencies::default() };
    let present = match options.deps {
        Deps::Install => {
            let packing = PackOptions { manager: None, timeout: options.install_time, stop: stop.clone() };
            let settings =
                Settings { manager: options.manager, peers: options.peers, allowed: options.allowed };
            let installed = match install::install(package, settings, room, &packing)? {
                Ok(installed) => installed,
                Err(refused) => {
                    return Ok(Provided { dependencies, refused: Some(refused), ..Provided::default() });
                }
            };
            dependencies.optional_peers = options.peers == Peers::All;
            dependencies.manager = Some(installed.manager);
            dependencies.installed = installed.present.len();
            installed.present
        }
        Deps::Link => {
            layout::lay_out(package, room).map_err(SmokeFailure::Temporary)?;
            let linked = link::link(package, &options.project, room)?;
            dependencies.installed = linked.installed;
            dependencies.unmet = linked.unmet;
            linked.present
        }
        Deps::None => {
            layout::lay_out(package, room).map_err(SmokeFailure::Temporary)?;
            BTreeSet::new()
        }
    };
    refuse_escape(options, room)?;
    Ok(Provided { dependencies, present, refused: None })
}

/// Fails if a link leads out of the room: Node's permissions follow every link.
pub(super) fn refuse_escape(options: &SmokeOptions, room: &Room) -> Result<(), SmokeFailure> {
    if options.containment == Containment::Contained
        && let Some(escape) = escape(room.root()).map_err(SmokeFailure::Temporary)?
    {
        return Err(SmokeFailure::Escape(escape));
    }
    Ok(())
}
