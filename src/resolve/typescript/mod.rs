//! TypeScript's module resolution over a package, its mistakes included.
//!
//! The functions follow those of `moduleNameResolver.ts` (TypeScript 5.9). There is no specification: the compiler itself is
//! asked by `__test__/declarations`, path for path.

mod directory;
mod disk;
mod exports;
mod files;
mod lookup;
mod packages;
mod profile;
mod stars;
mod versions;
mod wanted;

use std::cell::OnceCell;

use crate::{
    hash::HashSet,
    package::Package,
    path::PackagePath,
    resolve::{
        mode::Mode,
        typescript::{
            disk::{TypesDisk, TypesSight},
            files::normalized,
            lookup::{KnownExpandingKeys, TypesLookup},
            wanted::{TYPES, VALUES, Wanted, is_typescript},
        },
    },
};

pub use profile::{InvalidTypesMode, TypesMode, TypesPass, TypesReach};
pub use stars::{StarMatch, StarTexts};

/// The file that TypeScript takes, if any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypesResolution {
    pub file: Option<PackagePath>,
    /// A condition that matched came to nothing, and a later one was taken: Node would not go on.
    pub fell_back: bool,
    /// A condition before it holds and leads to `null`, where TypeScript 6 and newer stop.
    pub is_past_null: bool,
    /// The file that runs is the same: a package was asked for, and neither declarations nor a condition of types are in
    /// sight, or they were looked for in vain.
    pub is_what_runs: bool,
    pub reach: TypesReach,
}

/// The file in which a specifier stands.
#[derive(Clone, Copy, Debug)]
pub enum TypesReferrer<'a> {
    Consumer,
    File(&'a PackagePath),
}

/// Resolves specifiers in one package as TypeScript does.
#[derive(Debug)]
pub struct TypeScriptResolver<'p> {
    disk: TypesDisk<'p>,
    expanding: KnownExpandingKeys,
    /// The names of the package and of each package.json in it.
    names: OnceCell<HashSet<&'p str>>,
}

impl<'p> TypeScriptResolver<'p> {
    pub fn new(package: &'p Package) -> Self {
        let (expanding, names) = Default::default();
        Self { disk: TypesDisk::new(package), expanding, names }
    }

    /// Resolves one specifier; `syntax` is the mode of the request that it stands in.
    pub fn resolve(
        &self,
        referrer: TypesReferrer<'_>,
        specifier: &str,
        mode: TypesMode,
        syntax: Mode,
        pass: TypesPass,
    ) -> TypesResolution {
        let (directory, sight) = match referrer {
            TypesReferrer::Consumer => (self.disk.consumer().to_owned(), TypesSight::Own),
            TypesReferrer::File(path) if path.is_outside() => (self.disk.folder_of(path), TypesSight::All),
            TypesReferrer::File(path) => (self.disk.folder_of(path), TypesSight::Declared),
        };
        self.disk.look_as(sight);
        // Without packages beside it, the look-up of another package would ask in every folder above and find
        // nothing.
        if sight == TypesSight::Declared && self.is_elsewhere(specifier) {
            return TypesResolution::default();
        }
        let (features, conditions) = mode.profile(syntax, pass);
        let mut lookup = TypesLookup {
            disk: &self.disk,
            expanding: &self.expanding,
            features,
            conditions,
            fell_back: false,
            met_null: false,
            met_types: false,
            by_exports: false,
            met_syntax: false,
            met_node: false,
            depth: 0,
        };
        let wanted = if pass == TypesPass::Types { TYPES } else { VALUES };
        let found = lookup.resolve(specifier, &directory, wanted, mode);
        let file = found.and_then(|path| self.disk.packed(&path)).cloned();
        let is_package = !is_relative(specifier) && !specifier.starts_with(['#', '/']);
        let is_alone = matches!(referrer, TypesReferrer::Consumer) && self.disk.is_alone();
        // "exports" lead to a file that declarations were looked for beside first.
        let is_plain = || {
            let is_script = file.as_ref().is_some_and(|file| !is_typescript(file.as_str()));
            is_alone && lookup.by_exports && is_script
        };
        let is_what_runs = is_package && !lookup.met_types && (!self.disk.has_typed() || is_plain());
        let is_past_null = lookup.met_null && file.is_some();
        let fell_back = lookup.fell_back && file.is_some();
        let reach = if is_alone { lookup.reach() } else { TypesReach::Mode };
        TypesResolution { fell_back, is_past_null, file, is_what_runs, reach }
    }

    /// Tells whether the package declares another one that is installed, so that the last answer about it is certain.
    pub fn is_certain_of(&self, name: &str) -> bool {
        !self.disk.is_unsure() && self.disk.is_there(name)
    }

    /// Tells whether a specifier names another package that is surely not packed along.
    fn is_elsewhere(&self, specifier: &str) -> bool {
        let package = self.disk.package();
        let is_bare = !is_relative(specifier) && !specifier.starts_with(['#', '/']);
        is_bare && !package.holds_packages() && package.types_beside().is_none() && !self.is_named(specifier)
    }

    /// Tells whether a package.json of the package has the name that a specifier begins with. There may be a thousand of them.
    fn is_named(&self, specifier: &str) -> bool {
        let names = self.names.get_or_init(|| {
            let package = self.disk.package();
            let inner = package.manifests().filter_map(|manifest| manifest.get("name")?.as_str());
            inner.chain([package.name()]).collect()
        });
        let slashes = specifier.match_indices('/').map(|(at, _)| at);
        let mut begins = slashes.chain([specifier.len()]).filter_map(|end| specifier.get(..end));
        begins.any(|begin| names.contains(begin))
    }
}

/// Tells whether a specifier is a path from the file that it stands in.
pub fn is_relative(specifier: &str) -> bool {
    let rest = specifier.strip_prefix("..").or_else(|| specifier.strip_prefix('.'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl TypesLookup<'_, '_> {
    /// The modes that "exports" tells the same. Their targets are taken as they stand, in an ES module and elsewhere.
    fn reach(&self) -> TypesReach {
        match (self.by_exports && !self.met_node, self.met_syntax) {
            (false, _) => TypesReach::Mode,
            (true, true) => TypesReach::Syntax,
            (true, false) => TypesReach::All,
        }
    }

    /// `nodeModuleNameResolverWorker`
    fn resolve(
        &mut self,
        specifier: &str,
        directory: &str,
        wanted: Wanted,
        mode: TypesMode,
    ) -> Option<String> {
        match mode {
            TypesMode::Node10 => {
                let typed = self.try_resolve(specifier, directory, wanted.typed());
                typed.or_else(|| self.try_resolve(specifier, directory, wanted.untyped()))
            }
            _ => self.try_resolve(specifier, directory, wanted),
        }
    }

    /// `tryResolve`
    fn try_resolve(&mut self, specifier: &str, directory: &str, wanted: Wanted) -> Option<String> {
        if is_relative(specifier) || specifier.starts_with('/') {
            let path = files::relative(directory, specifier)?;
            return self.by_relative_name(wanted, &path, true);
        }
        if self.features.imports && specifier.starts_with('#') {
            let found = self.load_from_imports(wanted, specifier, directory);
            if found.is_some() {
                return found;
            }
        }
        if self.features.exports {
            let found = self.load_from_own_name(wanted, specifier, directory);
            if found.is_some() {
                return found;
            }
        }
        // TypeScript takes a name with a colon for a URL (`node:fs`), and looks for no file.
        if specifier.contains(':') {
            return None;
        }
        self.load_from_nearest(wanted, specifier, &normalized(directory))
    }
}

#[cfg(test)]
mod tests;
