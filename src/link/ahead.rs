//! Reads modules before they are reached: all at once, in parallel, and each text once.
//!
//! In which order modules are reached shows only when they are read. So every module of the package, which all of them
//! are asked for in the end, is read first, and the graph is walked afterwards.

use crate::{
    hash::HashMap,
    link::load::{Loaded, load, load_undeclared},
    module::in_parallel,
    node::Profile,
    package::Package,
    path::PackagePath,
    resolve::{Resolver, format::Format},
};

/// Modules that were read, until they are asked for.
pub(super) struct Ahead<'p> {
    package: &'p Package,
    profile: Profile,
    read: HashMap<PackagePath, Read>,
}

struct Read {
    format: Format,
    /// `None` once it was taken.
    loaded: Option<Loaded>,
}

impl<'p> Ahead<'p> {
    pub(super) fn new(package: &'p Package, profile: Profile) -> Self {
        Self { package, profile, read: HashMap::default() }
    }

    /// Reads these files, each in the format that it has when it is imported.
    pub(super) fn read_all(&mut self, paths: &[&PackagePath], resolver: &Resolver<'p>) {
        let (package, profile) = (self.package, &self.profile);
        let formats = paths.iter().filter_map(|path| Some((*path, resolver.declared_format_of(path).ok()?)));
        let formats: Vec<_> = formats.collect();
        let read = |(path, format): &(&PackagePath, Option<Format>)| match format {
            Some(format) => (*format, load(package, path, *format, profile)),
            None => load_undeclared(package, path, profile),
        };
        let read = in_parallel(&formats, 1, read).into_iter().zip(formats);
        self.read.extend(
            read.map(|((format, loaded), (path, _))| (path.clone(), Read { format, loaded: Some(loaded) })),
        );
    }

    /// The format that a file with a module's name has when it is imported, if it was read.
    pub(super) fn format(&self, path: &PackagePath) -> Option<Format> {
        self.read.get(path).map(|read| read.format)
    }

    /// The format of a file that only its syntax tells.
    pub(super) fn detected(&mut self, path: &PackagePath) -> Format {
        if let Some(read) = self.read.get(path) {
            return read.format;
        }
        let (format, loaded) = load_undeclared(self.package, path, &self.profile);
        self.read.insert(path.clone(), Read { format, loaded: Some(loaded) });
        format
    }

    /// What these modules are, in their order.
    pub(super) fn take(&mut self, modules: &[(PackagePath, Format)]) -> Vec<Loaded> {
        let known: Vec<_> = modules.iter().map(|(path, format)| self.known(path, *format)).collect();
        let (package, profile) = (self.package, &self.profile);
        let unknown: Vec<_> = modules.iter().zip(&known).filter(|(_, known)| known.is_none()).collect();
        let mut loaded =
            in_parallel(&unknown, 1, |((path, format), _)| load(package, path, *format, profile)).into_iter();
        known.into_iter().map(|known| known.or_else(|| loaded.next()).unwrap_or_default()).collect()
    }

    fn known(&mut self, path: &PackagePath, format: Format) -> Option<Loaded> {
        self.read.get_mut(path).filter(|read| read.format == format)?.loaded.take()
    }
}
