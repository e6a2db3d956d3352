//! The fate of a source module: the stage at which it is lost, with the reason; or the ways by which it arrives.

use crate::{
    link::{
        LinkCause,
        fault::{Fault, FaultKind},
    },
    path::PackagePath,
    trace::{
        meant::MeantBy,
        older::OlderOutput,
        outputs::BuildOutput,
        packing::ExcludedBy,
        source_path::SourcePath,
        stage::{Mapping, Stage},
        tools::effect::{BuildTool, SkipReason},
    },
};

/// A source module on its way to those who import the package.
#[derive(Clone, Debug)]
pub struct TracedModule {
    pub source: SourcePath,
    pub mapping: Mapping,
    /// The files that the build writes of it.
    pub outputs: Vec<BuildOutput>,
    /// The outputs that are packed; and the source, where it is packed as it is.
    pub packed_as: Vec<PackagePath>,
    /// The commands of the package that work and load it.
    pub bins: Vec<String>,
    /// The evidence that it is meant to reach those who use the package.
    pub meant_by: Option<MeantBy>,
    /// An overwritten output would have led to it.
    pub cut_off_by: Option<Overwriting>,
    pub fate: ModuleFate,
}

/// The fate of a source module: a variant for each stage.
#[derive(Clone, Debug)]
pub enum ModuleFate {
    NotCompiled(NotCompiledReason),
    Overwritten(Overwriting),
    NotPacked(NotPackedReason),
    Unreachable {
        packed: PackagePath,
        /// The commands of the package that load it, but do not run.
        broken_bins: Vec<String>,
    },
    Broken {
        /// The exports that reach it: none of them imports, or each loads it later, which fails.
        specifiers: Vec<String>,
        is_later: bool,
        causes: Vec<LinkCause>,
    },
    Importable {
        /// The exports that import and reach it; or its paths, where every path may be imported.
        specifiers: Vec<String>,
        /// Its names by the specifiers that offer them.
        imports: Vec<OfferedNames>,
    },
}

/// The names of a module that can be imported from one specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedNames {
    pub specifier: String,
    pub names: Vec<String>,
}

/// The reason why the build writes nothing of a source. Groups are sorted by it, so the order of the variants shows in
/// reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotCompiledReason {
    /// A step looks where the source is, and leaves it out.
    Skipped(SkipReason),
    /// No entry of this bundler imports the source.
    NoEntry(BuildTool),
    /// No step takes the source.
    NoStep,
    /// No step that can be read takes the source; this command, which cannot be read, may take it.
    UnreadCommand(String),
    /// The project has no build, and the source is not packed as it is.
    NoBuild,
    /// A bundle, made by this tool as far as it is known, takes in the source, but no source map lists it: nothing in it is
    /// used, or it has no code.
    Unused(Option<BuildTool>),
}

/// A later step writes another source to the place of an output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overwriting {
    /// The step that writes first, by its place in the plan.
    pub first: usize,
    pub output: SourcePath,
    /// The step that writes later, by its place in the plan.
    pub then: usize,
    /// The source that is written over the output.
    pub source: SourcePath,
}

/// The reason why an output is not in the tarball.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPackedReason {
    /// A rule keeps the output out.
    Excluded { output: SourcePath, by: ExcludedBy },
    /// No rule keeps the output out: the tarball is from another build, or this one writes something else.
    NotWritten(SourcePath),
    /// A later step of the build removes the output.
    Removed(SourcePath),
    /// The output, or the bundle that it should be in, is from another build.
    Older(OlderOutput),
}

/// The part of a fate that the modules of one group share. Groups are sorted by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharedFate<'m> {
    NotCompiled(&'m NotCompiledReason),
    Overwritten(&'m Overwriting),
    Excluded(&'m ExcludedBy),
    NotWritten,
    /// An output is older than the sources.
    Older(&'m SourcePath),
    Removed,
    NoEntryPoint,
    /// An overwritten output would have led there.
    CutOff(&'m Overwriting),
    Bin(&'m str),
    BrokenBin(&'m str),
    /// The first cause.
    Broken(Option<SharedFault<'m>>),
    /// The first specifier.
    Importable(Option<&'m str>),
}

/// A fault, told from others by the thing to mend.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharedFault<'m> {
    /// A path or package is missing, with Node's code. Many modules may ask for it.
    Missing(&'static str, &'m str),
    /// A module has no such export, or two of them.
    Export { provider: &'m str, name: &'m str },
    /// Node refuses this place, with Node's code.
    Place { code: &'static str, file: &'m PackagePath, start: u32 },
}

impl<'m> SharedFault<'m> {
    fn of(fault: &'m Fault) -> Self {
        match (&fault.kind, &fault.missing) {
            (
                FaultKind::MissingExport { name, provider, .. }
                | FaultKind::AmbiguousExport { name, provider },
                _,
            ) => Self::Export { provider, name },
            (_, Some(missing)) => Self::Missing(fault.code, missing),
            (_, None) => Self::Place { code: fault.code, file: &fault.at.file, start: fault.at.span.start },
        }
    }
}

impl TracedModule {
    pub fn stage(&self) -> Stage {
        match &self.fate {
            ModuleFate::NotCompiled(_) => Stage::NotCompiled,
            ModuleFate::Overwritten(_) => Stage::Overwritten,
            ModuleFate::NotPacked(_) => Stage::NotPacked,
            ModuleFate::Unreachable { .. } => Stage::Unreachable,
            ModuleFate::Broken { .. } => Stage::Broken,
            ModuleFate::Importable { .. } => Stage::Importable,
        }
    }

    /// It gets to those who import the package, or run its commands.
    pub fn arrives(&self) -> bool {
        matches!(self.fate, ModuleFate::Importable { .. }) || !self.bins.is_empty()
    }

    /// It is meant to arrive, and does not. Nobody misses what a bundler found unused.
    pub fn is_lost(&self) -> bool {
        let is_unused = matches!(self.fate, ModuleFate::NotCompiled(NotCompiledReason::Unused(_)));
        let is_asked = self.meant_by.is_some() && !matches!(self.meant_by, Some(MeantBy::TakenIn(_)));
        is_asked && !self.arrives() && !is_unused
    }

    /// A command that is not read may have taken it in, and nothing says that it has not.
    pub fn is_unknown(&self) -> bool {
        let is_unread = matches!(self.fate, ModuleFate::NotCompiled(NotCompiledReason::UnreadCommand(_)));
        is_unread && !self.is_lost()
    }

    /// The part of its fate that it shares with the other modules of its group.
    pub fn shared_fate(&self) -> SharedFate<'_> {
        match &self.fate {
            ModuleFate::NotCompiled(reason) => SharedFate::NotCompiled(reason),
            ModuleFate::Overwritten(overwriting) => SharedFate::Overwritten(overwriting),
            ModuleFate::NotPacked(NotPackedReason::Excluded { by, .. }) => SharedFate::Excluded(by),
            ModuleFate::NotPacked(NotPackedReason::NotWritten(_)) => SharedFate::NotWritten,
            ModuleFate::NotPacked(NotPackedReason::Removed(_)) => SharedFate::Removed,
            ModuleFate::NotPacked(NotPackedReason::Older(older)) => SharedFate::Older(&older.output),
            ModuleFate::Unreachable { broken_bins, .. } => match (self.bins.first(), broken_bins.first()) {
                (Some(bin), _) => SharedFate::Bin(bin),
                (None, Some(bin)) => SharedFate::BrokenBin(bin),
                (None, None) => self.cut_off_by.as_ref().map_or(SharedFate::NoEntryPoint, SharedFate::CutOff),
            },
            ModuleFate::Broken { causes, .. } => {
                SharedFate::Broken(causes.first().map(|cause| SharedFault::of(&cause.fault)))
            }
            ModuleFate::Importable { specifiers, .. } => {
                SharedFate::Importable(specifiers.first().map(String::as_str))
            }
        }
    }

    /// The exports that import and reach it.
    pub fn specifiers(&self) -> &[String] {
        match &self.fate {
            ModuleFate::Importable { specifiers, .. } => specifiers,
            _ => &[],
        }
    }

    /// Its names by the specifiers that offer them.
    pub fn imports(&self) -> &[OfferedNames] {
        match &self.fate {
            ModuleFate::Importable { imports, .. } => imports,
            _ => &[],
        }
    }

    /// The causes that keep the exports that reach it from being imported.
    pub fn causes(&self) -> &[LinkCause] {
        match &self.fate {
            ModuleFate::Broken { causes, .. } => causes,
            _ => &[],
        }
    }

    pub fn overwriting(&self) -> Option<&Overwriting> {
        match &self.fate {
            ModuleFate::Overwritten(overwriting) => Some(overwriting),
            _ => None,
        }
    }

    /// The output that a rule keeps out of the tarball, and the rule.
    pub fn excluded(&self) -> Option<(&SourcePath, &ExcludedBy)> {
        match &self.fate {
            ModuleFate::NotPacked(NotPackedReason::Excluded { output, by }) => Some((output, by)),
            _ => None,
        }
    }
}
