//! Expectations of tests about a package: each holds, or there are words that end the search.
//!
//! Each expectation is asked both ways: where it holds, its words are for those who expected that it does not.

mod answer;
mod contain_files;
mod export_names;
mod importable;
mod installable;
mod keep_surface;
mod link;
mod match_surface;
mod pass;
mod reason;
mod required_names;
mod resolve;
mod ship_source;
mod smaller_than;
mod types;
mod verdict;

pub use answer::ExpectationAnswer;
pub use installable::AskedInstallers;
pub use keep_surface::OlderRelease;
pub use match_surface::RecordedSurface;
pub use ship_source::Shipped;
pub use verdict::{ExpectationVerdict, Misuse};

use crate::{
    budget::SizeBudget,
    diff::DiffOptions,
    options::Options,
    render::terminal::Terminal,
    resolve::{Mode, NodeTarget, typescript::TypesMode},
    session::Session,
};

/// An expectation of a test. A subpath is `.`, `./sub`, or what a consumer writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// These files are packed.
    ContainFiles(Vec<String>),
    /// The subpath leads to a packed file, perhaps to a certain one.
    Resolve { subpath: String, to: Option<String>, mode: Mode, node: NodeTarget },
    /// The subpath, or every entry point, resolves and links: in one mode, or in all that it is meant for.
    Importable { subpath: Option<String>, mode: Option<Mode>, options: Options },
    /// Nothing that it declares keeps these package managers from installing it.
    Installable(AskedInstallers),
    /// It weighs less.
    SmallerThan(SizeBudget),
    /// These names can be imported from the subpath.
    ExportNames { subpath: String, names: Vec<String>, mode: Mode, node: NodeTarget },
    /// The statement links.
    Link { statement: String, options: Options },
    /// The check finds nothing wrong.
    Pass(Options),
    /// TypeScript finds declarations for the subpath, or for every entry point, and they are true; with names, these are
    /// declared.
    HaveTypes { subpath: Option<String>, names: Vec<String>, mode: Option<TypesMode>, node: NodeTarget },
    /// The release takes nothing away from those who have an older one that its version does not announce.
    KeepSurface { old: OlderRelease, options: DiffOptions },
    /// The surface is the recorded one.
    MatchSurface { recorded: RecordedSurface, options: Options },
    /// The source module reaches those who import the package.
    ShipSource(Box<Shipped>),
}

/// Asks whether a package meets an expectation.
///
/// # Errors
/// The expectation has nothing to do with the package.
pub fn judge<'a>(
    session: &'a Session,
    expected: &'a Expectation,
    terminal: Terminal,
) -> Result<ExpectationAnswer<'a>, Misuse> {
    Ok(match expected {
        Expectation::ContainFiles(paths) => contain_files::answer(session, paths, terminal),
        Expectation::Resolve { subpath, to, mode, node } => resolve::answer(
            session,
            resolve::ResolveExpectation { subpath, to: to.as_deref(), mode: *mode, node },
            terminal,
        ),
        Expectation::Importable { subpath, mode, options } => {
            importable::answer(session, subpath.as_deref(), *mode, options, terminal)
        }
        Expectation::Installable(asked) => installable::answer(session, asked, terminal),
        Expectation::SmallerThan(budget) => smaller_than::answer(session, budget, terminal),
        Expectation::ExportNames { subpath, names, mode, node } => export_names::answer(
            session,
            export_names::NamesExpectation { subpath, names, mode: *mode, node },
            terminal,
        ),
        Expectation::Link { statement, options } => link::answer(session, statement, options, terminal)?,
        Expectation::Pass(options) => pass::answer(session, options, terminal),
        Expectation::HaveTypes { subpath, names, mode, node } => types::answer(
            session,
            types::TypesExpectation { subpath: subpath.as_deref(), names, mode: *mode, node },
            terminal,
        ),
        Expectation::KeepSurface { old, options } => keep_surface::answer(session, old, options, terminal),
        Expectation::MatchSurface { recorded, options } => {
            match_surface::answer(session, recorded, options, terminal)
        }
        Expectation::ShipSource(asked) => ship_source::answer(session, asked, terminal)?,
    })
}
