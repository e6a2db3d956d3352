//! The graph of declarations: every file that entry points lead to, read once, and where each request goes.

use std::sync::Arc;

use crate::{
    beside::{BesidePackage, types_package},
    declarations::{
        DeclarationBody, DeclarationModule, ExportOrigin, LocalAlias, TypeRequest, TypeRequestKind,
        read_declarations,
    },
    hash::{HashMap, HashSet},
    limits::LimitReached,
    module::in_parallel,
    node::{NodeVersion, is_builtin_without_scheme},
    package::Package,
    path::{PackagePath, beside},
    resolve::{
        Mode, parse_package_name,
        typescript::{TypeScriptResolver, TypesPass, TypesReferrer, is_relative},
    },
    text::Spanned,
    types::{
        ambient_modules::AmbientModules,
        distinct_texts::DistinctTexts,
        family::TypesFamily,
        globals::is_library,
        kind::{ModuleKind, is_typescript},
    },
};

/// A file in one family of modes.
#[derive(Debug)]
pub struct TypesFile {
    pub path: PackagePath,
    pub family: TypesFamily,
    pub kind: Option<ModuleKind>,
    pub module: Arc<DeclarationModule>,
    /// The destination of each request of the module.
    pub edges: Vec<TypesEdge>,
    /// The module that each `declare module "…"` of a module adds to.
    pub augments: Vec<TypesEdge>,
}

/// The destination of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypesEdge {
    File(usize),
    /// JSON, or an ambient module of which nothing is known.
    Untyped,
    /// The module that a file alone declares by `declare module "…"`, at that place in it.
    Ambient(usize, usize),
    /// JavaScript that no declarations stand beside.
    JavaScript,
    /// Another package, of which nothing is known.
    External,
    /// A part of another package that TypeScript does not find there.
    MissingBeside,
    /// JavaScript of another package that has no declarations.
    UntypedBeside,
    Missing,
}

/// The declarations that entry points lead to.
pub struct TypesGraph<'p> {
    package: &'p Package,
    resolver: &'p TypeScriptResolver<'p>,
    pub files: Vec<TypesFile>,
    place_of: HashMap<(PackagePath, TypesFamily), usize>,
    modules: HashMap<PackagePath, Arc<DeclarationModule>>,
    bytes: u64,
    ambient: AmbientModules,
}

/// The number of files that is worth a thread.
const GRAIN: usize = 4;

/// The steps that each byte of a file takes.
const STEPS_PER_BYTE: u64 = 5;

impl<'p> TypesGraph<'p> {
    pub fn new(package: &'p Package, resolver: &'p TypeScriptResolver<'p>) -> Self {
        Self {
            package,
            resolver,
            files: Vec::new(),
            place_of: HashMap::default(),
            modules: HashMap::default(),
            bytes: 0,
            ambient: AmbientModules::default(),
        }
    }

    pub fn package(&self) -> &'p Package {
        self.package
    }

    /// The file that a request leads to.
    pub fn file_of(&self, from: &TypesFile, request: &TypeRequest) -> Option<PackagePath> {
        let syntax = syntax(&from.path, from.family, from.kind, request);
        let referrer = TypesReferrer::File(&from.path);
        let (specifier, mode) = (request.specifier.value.as_str(), from.family.mode());
        self.resolver.resolve(referrer, specifier, mode, syntax, TypesPass::Types).file
    }

    /// The package beside this one that a specifier names.
    pub fn package_beside(&self, specifier: &str) -> Option<BesidePackage> {
        let name = parse_package_name(specifier)?.name;
        let manifest =
            PackagePath::beside(&format!("{}/package.json", self.package.types_beside()?.nearest(name)?));
        self.package.owner(&manifest?)
    }

    pub fn place(&self, path: &PackagePath, family: TypesFamily) -> Option<usize> {
        self.place_of.get(&(path.clone(), family)).copied()
    }

    /// The limit that kept files from being read.
    pub fn cut(&self) -> Option<LimitReached> {
        let limit = self.package.limits().steps();
        let place = "reading the declarations took more steps, and the rest was not read";
        (self.bytes.saturating_mul(STEPS_PER_BYTE) > limit.value).then(|| limit.reached(place.to_owned()))
    }

    /// Reads these files and all that they lead to: level by level, each level in parallel.
    pub fn scan(&mut self, roots: Vec<(PackagePath, TypesFamily)>) {
        let mut level: Vec<usize> =
            roots.into_iter().filter_map(|(path, family)| self.add(path, family)).collect();
        while !level.is_empty() {
            self.read(&level);
            let mut next = Vec::new();
            for place in level {
                next.extend(self.follow(place));
            }
            level = next;
        }
        // At the end, as the last file may declare a module that the first one asks for.
        self.forgive_ambient();
    }

    /// Adds a file; `None` if it is known already.
    fn add(&mut self, path: PackagePath, family: TypesFamily) -> Option<usize> {
        let place = self.files.len();
        if self.place_of.contains_key(&(path.clone(), family)) {
            return None;
        }
        self.place_of.insert((path.clone(), family), place);
        let kind = ModuleKind::of(self.package, &path);
        let module = Arc::default();
        let (edges, augments) = Default::default();
        self.files.push(TypesFile { path, family, kind, module, edges, augments });
        Some(place)
    }

    fn read(&mut self, level: &[usize]) {
        let mut wanted: Vec<PackagePath> = Vec::new();
        let mut seen: HashSet<&PackagePath> = HashSet::default();
        for place in level {
            let Some(file) = self.files.get(*place) else { continue };
            if self.modules.contains_key(&file.path) || !seen.insert(&file.path) || self.cut().is_some() {
                continue;
            }
            // What is read beside the package has limits of its own.
            self.bytes += self.package.files().get(file.path.as_str()).map_or(0, |(_, file)| file.size());
            wanted.push(file.path.clone());
        }
        let texts = DistinctTexts::of(self.package, wanted);
        let (package, most) = (self.package, self.package.limits().javascript_bytes);
        let modules = in_parallel(&texts.first, GRAIN, |path| {
            let bytes = package.contents(path).unwrap_or_default();
            if bytes.len() as u64 > most {
                DeclarationModule { is_unread: true, ..DeclarationModule::default() }
            } else {
                read_declarations(path.as_str(), bytes)
            }
        });
        let modules: Vec<_> = modules.into_iter().map(Arc::new).collect();
        for (path, module) in texts.first.into_iter().zip(&modules) {
            self.modules.insert(path, Arc::clone(module));
        }
        for (path, at) in texts.twins {
            self.modules.extend(modules.get(at).map(|module| (path, Arc::clone(module))));
        }
    }

    /// Resolves the requests of a file, and returns the files that were not known.
    fn follow(&mut self, place: usize) -> Vec<usize> {
        let Some(file) = self.files.get(place) else { return Vec::new() };
        let unread = || Arc::new(DeclarationModule { is_unread: true, ..DeclarationModule::default() });
        let module = self.modules.get(&file.path).cloned().unwrap_or_else(unread);
        let (path, family, kind) = (file.path.clone(), file.family, file.kind);
        let place_of = |request: &TypeRequest| self.destination(&path, family, kind, request);
        let edges: Vec<_> = if path.is_outside() {
            let named = names_lead_to(&module);
            let requests = module.requests.iter().enumerate();
            requests
                .map(
                    |(at, request)| {
                        if named.contains(&at) { place_of(request) } else { Err(TypesEdge::Untyped) }
                    },
                )
                .collect()
        } else {
            module.requests.iter().map(place_of).collect()
        };
        // In a file that is no module, they declare modules.
        let ambient = module.ambient.iter().filter(|_| module.is_module && !path.is_outside());
        let by_name = |(name, _): &(Spanned<String>, DeclarationBody)| {
            self.found(&path, family, &name.value, plain_syntax(&path, family, kind))
        };
        let augments: Vec<_> = ambient.map(by_name).collect();
        let mut new = Vec::new();
        let edges = edges.into_iter().map(|to| self.edge(to, family, &mut new)).collect();
        let augments = augments.into_iter().map(|to| self.edge(to, family, &mut new)).collect();
        if let Some(file) = self.files.get_mut(place) {
            (file.module, file.edges, file.augments) = (module, edges, augments);
        }
        new
    }

    /// Adds the file that a request leads to.
    fn edge(
        &mut self,
        to: Result<PackagePath, TypesEdge>,
        family: TypesFamily,
        new: &mut Vec<usize>,
    ) -> TypesEdge {
        match to {
            Ok(to) => {
                new.extend(self.add(to.clone(), family));
                self.place(&to, family).map_or(TypesEdge::Untyped, TypesEdge::File)
            }
            Err(edge) => edge,
        }
    }

    fn destination(
        &self,
        path: &PackagePath,
        family: TypesFamily,
        kind: Option<ModuleKind>,
        request: &TypeRequest,
    ) -> Result<PackagePath, TypesEdge> {
        let specifier = request.specifier.value.as_str();
        match request.kind {
            TypeRequestKind::ReferencePath => self.referenced(path, specifier),
            TypeRequestKind::ReferenceLib if is_library(specifier) => Err(TypesEdge::Untyped),
            TypeRequestKind::ReferenceLib => Err(TypesEdge::Missing),
            TypeRequestKind::ReferenceTypes if !is_relative(specifier) => {
                self.types_of_own(path, family, specifier)
            }
            _ => self.found(path, family, specifier, syntax(path, family, kind, request)),
        }
    }

    /// `/// <reference types="…" />` of the package itself. Those of others are a matter of their own.
    fn types_of_own(
        &self,
        path: &PackagePath,
        family: TypesFamily,
        specifier: &str,
    ) -> Result<PackagePath, TypesEdge> {
        if specifier.starts_with('#') || !self.is_own(specifier) || path.is_outside() {
            return Err(TypesEdge::External);
        }
        let found = [Mode::Import, Mode::Require].map(|mode| self.found(path, family, specifier, mode));
        let is_missing = found.iter().all(|found| *found == Err(TypesEdge::Missing));
        let mut files = found.into_iter().flatten();
        files.next().ok_or(if is_missing { TypesEdge::Missing } else { TypesEdge::External })
    }

    fn found(
        &self,
        path: &PackagePath,
        family: TypesFamily,
        specifier: &str,
        syntax: Mode,
    ) -> Result<PackagePath, TypesEdge> {
        let referrer = TypesReferrer::File(path);
        let found = self.resolver.resolve(referrer, specifier, family.mode(), syntax, TypesPass::Types).file;
        match found {
            // The types of Node come before those of a package of the same name.
            Some(file) if file.is_outside() && is_of_node(specifier) => Err(TypesEdge::External),
            Some(file) if is_typescript(&file) => Ok(file),
            Some(file) if !ModuleKind::is_script(&file) => Err(TypesEdge::Untyped),
            Some(_) if self.is_own(specifier) => Err(TypesEdge::JavaScript),
            Some(file) if file.is_outside() => Err(TypesEdge::UntypedBeside),
            Some(_) => Err(TypesEdge::Untyped),
            None if path.is_outside() => Err(TypesEdge::External),
            None if self.is_own(specifier) => Err(TypesEdge::Missing),
            None if self.is_beside(specifier) => Err(TypesEdge::MissingBeside),
            None => Err(TypesEdge::External),
        }
    }

    /// `/// <reference path="…" />`
    fn referenced(&self, path: &PackagePath, to: &str) -> Result<PackagePath, TypesEdge> {
        let joined = beside(path.directory(), &to.replace('\\', "/")).ok_or(TypesEdge::External)?;
        // TypeScript lets such a path do without its extension.
        let names = ["", ".ts", ".tsx", ".d.ts"].map(|extension| format!("{joined}{extension}"));
        let mut found = names.iter().filter_map(|name| self.package.files().get(name));
        found.next().map(|(path, _)| path.clone()).ok_or(TypesEdge::Missing)
    }

    /// Tells whether a specifier can lead to this package only.
    fn is_own(&self, specifier: &str) -> bool {
        let is_name = || parse_package_name(specifier).is_some_and(|bare| bare.name == self.package.name());
        is_relative(specifier) || specifier.starts_with('#') || is_name()
    }

    /// Tells whether a specifier that leads nowhere names a package that is surely there.
    fn is_beside(&self, specifier: &str) -> bool {
        let name = parse_package_name(specifier).map(|bare| bare.name);
        name.is_some_and(|name| !is_of_node(specifier) && self.resolver.is_certain_of(name))
    }

    /// The module that a family of modes has by `declare module "…"`.
    fn ambient_edge(&self, family: TypesFamily, specifier: &str) -> TypesEdge {
        let place = self.ambient.place(family, specifier);
        place.map_or(TypesEdge::Untyped, |(file, at)| TypesEdge::Ambient(file, at))
    }

    /// The module that a specifier leads to, where its file is no module, and declares it.
    pub fn ambient_of(&self, place: usize, specifier: &str) -> Option<TypesEdge> {
        let file = self.files.get(place).filter(|file| !file.module.is_module)?;
        let edge = self.ambient_edge(file.family, specifier);
        matches!(edge, TypesEdge::Ambient(other, _) if other == place).then_some(edge)
    }

    /// A module that some file declares is there, wherever its file would be.
    fn forgive_ambient(&mut self) {
        let open = self.packages_read_in_part();
        let is_open = |specifier: &str| {
            let name = parse_package_name(specifier).map(|bare| bare.name);
            name.is_some_and(|name| open.contains(name) || open.contains(types_package(name).as_str()))
        };
        let mut files = std::mem::take(&mut self.files);
        for (place, file) in files.iter().enumerate() {
            self.ambient.add(place, file.family, &file.module);
        }
        self.ambient.settle();
        for file in &mut files {
            for (edge, request) in file.edges.iter_mut().zip(&file.module.requests) {
                let specifier = request.specifier.value.as_str();
                let is_declared = match edge {
                    // A module of that very name comes before a file.
                    TypesEdge::File(_) => !is_relative(specifier) && self.ambient.has_exactly(specifier),
                    TypesEdge::MissingBeside => is_open(specifier) || self.ambient.has(specifier),
                    _ => self.ambient.has(specifier),
                };
                if is_declared && is_open(specifier) {
                    *edge = TypesEdge::Untyped;
                } else if is_declared {
                    *edge = self.ambient_edge(file.family, specifier);
                }
            }
        }
        self.files = files;
    }

    /// The packages beside this one of which a file leads to another one that is not read, and may declare modules.
    fn packages_read_in_part(&self) -> HashSet<String> {
        let leads_on = |request: &TypeRequest| {
            matches!(request.kind, TypeRequestKind::SideEffect | TypeRequestKind::ReferencePath)
        };
        let outside = self.files.iter().filter(|file| file.path.is_outside());
        let in_part = outside.filter(|file| file.module.requests.iter().any(leads_on));
        in_part.filter_map(|file| Some(self.package.owner(&file.path)?.name)).collect()
    }

    /// Tells whether a file of declarations is no module, so that nothing can be imported by this specifier (TS2306).
    pub fn is_no_module(&self, place: usize, specifier: &str) -> bool {
        let Some(file) = self.files.get(place) else { return false };
        let module = &file.module;
        // Other packages may declare the module; the types of Node do not.
        let is_open = |(edge, request): (&TypesEdge, &TypeRequest)| {
            *edge == TypesEdge::External && request.specifier.value != "node"
        };
        let is_script = !module.is_module && !module.is_unread && module.error.is_none();
        // A file of comments alone leaves the names to others, such as a plugin that writes `declare module "p"`.
        let has_code =
            !module.body.locals.is_empty() || !module.ambient.is_empty() || !module.requests.is_empty();
        let is_empty = || self.package.contents(&file.path).unwrap_or_default().trim_ascii().is_empty();
        is_script
            && file.path.as_str().contains(".d.")
            && (has_code || is_empty())
            && !self.ambient.has(specifier)
            && !file.edges.iter().zip(&module.requests).any(is_open)
    }
}

/// Tells whether a specifier is for a runtime: its modules have no place on disk.
pub(super) fn is_of_node(specifier: &str) -> bool {
    specifier.contains(':') || is_builtin_without_scheme(specifier, NodeVersion::default())
}

/// The requests that exported names of a module lead to: of other packages, nothing else is followed.
fn names_lead_to(module: &DeclarationModule) -> HashSet<usize> {
    let body = &module.body;
    let of_local = |name: &str| match body.locals.get(name).and_then(|local| local.alias.as_ref()) {
        Some(LocalAlias::Import { request, .. }) => Some(*request),
        _ => None,
    };
    let of_exports = body.exports.iter().filter_map(|export| match &export.origin {
        ExportOrigin::Request { request, .. } => Some(*request),
        ExportOrigin::Local(name) => of_local(name),
        ExportOrigin::Declared { .. } => None,
    });
    let equals = body.export_equals.iter().filter_map(|(entity, _)| of_local(entity.first()?));
    let exported = body.locals.iter().filter(|(_, local)| local.is_exported || body.exports_all);
    let of_locals = exported.filter_map(|(name, _)| of_local(name));
    let stars = body.stars.iter().map(|(request, _)| *request);
    stars.chain(of_exports).chain(equals).chain(of_locals).collect()
}

/// `getModeForUsageLocation`
fn syntax(path: &PackagePath, family: TypesFamily, kind: Option<ModuleKind>, request: &TypeRequest) -> Mode {
    match (request.resolution_mode, request.kind) {
        (Some(true), _) => Mode::Import,
        (Some(false), _) | (_, TypeRequestKind::Require) => Mode::Require,
        _ => plain_syntax(path, family, kind),
    }
}

/// The mode of an import that has no word on it.
fn plain_syntax(path: &PackagePath, family: TypesFamily, kind: Option<ModuleKind>) -> Mode {
    let is_import = match family {
        TypesFamily::Node => kind == Some(ModuleKind::Module),
        // To the other modes all imports are those of ES modules, but for the files that say otherwise by their name.
        _ => path.extension() != ".cts",
    };
    if is_import { Mode::Import } else { Mode::Require }
}
