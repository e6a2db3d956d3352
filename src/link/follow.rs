//! Follows one request of a module to the file that it leads to, as Node does, or as bundlers do where Node never comes.

use std::sync::Arc;

use crate::{
    link::{
        bundler,
        fault::{Fault, FaultKind},
        graph::{Destination, Edge, ReachedBy, mode_of},
        of_dependency::at_its_cause,
        request_faults::{
            Harm, attribute_fault, harm, made_at_installation, specifier_of, unloadable, unresolved,
        },
        scan::{Scanner, is_module_name, owner},
    },
    manifest::{Manifest, dependencies::DependencyKind},
    module::{ModuleRequest, When},
    path::PackagePath,
    resolve::{Mode, Reach, Resolved, error::ResolveError},
};

/// The number of modules of other packages that are read; what lies behind is unknown.
const MOST_BESIDE: usize = 20_000;

impl Scanner<'_> {
    pub(super) fn edge(
        &mut self,
        referrer: &PackagePath,
        request: Arc<ModuleRequest>,
        faults: &mut Vec<Fault>,
    ) -> Edge {
        if referrer.is_outside() && !matters_beside(&request) {
            return Edge { request, destination: Destination::External };
        }
        if let Some(destination) = self.found_by_bundlers_alone(referrer, &request) {
            return Edge { request, destination };
        }
        let destination =
            self.follow(referrer, &request).or_else(|fault| self.as_bundlers_do(referrer, &request, fault));
        let destination = destination.unwrap_or_else(|fault| {
            if let Some(by) = self.made_beside(&fault) {
                faults.push(Fault { kind: FaultKind::MadeAtInstallation { by }, ..*fault });
                return Destination::External;
            }
            faults.push(self.unless_made_at_installation(&request, *fault));
            Destination::Nowhere
        });
        Edge { request, destination }
    }

    /// Follows a request by a path that code puts together. What is not found is a missing asset, which is said as such.
    pub(super) fn joined_edge(&mut self, referrer: &PackagePath, request: ModuleRequest) -> Option<Edge> {
        if referrer.is_outside() {
            return None;
        }
        let destination = self.follow(referrer, &request).ok()?;
        let request = Arc::new(request);
        matches!(destination, Destination::Module(_)).then_some(Edge { request, destination })
    }

    /// Returns the words for what may make a missing file of another package: its install script as it is written, or the tool that
    /// writes a folder whose name begins with a dot.
    fn made_beside(&self, fault: &Fault) -> Option<String> {
        let missing = fault.missing.as_deref().filter(|_| fault.at.file.is_outside())?;
        if matches!(fault.kind, FaultKind::MissingExport { .. }) {
            return None;
        }
        let script = || self.package.install_script_beside(owner(&fault.at.file)).map(str::to_owned);
        let tool = missing.strip_prefix('.').and_then(|rest| rest.split('/').find(|name| !name.is_empty()));
        script().or_else(|| tool.map(str::to_owned))
    }

    /// Changes the fault if an install script may make the missing file.
    fn unless_made_at_installation(&self, request: &ModuleRequest, fault: Fault) -> Fault {
        let made = match &fault.kind {
            FaultKind::Unresolved(error) => {
                made_at_installation(self.package, error, &request.specifier.value)
            }
            // `../../.prisma/client`: a folder beside the package.
            FaultKind::OutsidePackage => {
                let beside = fault.missing.as_deref().and_then(|path| path.strip_prefix("/node_modules/"));
                beside.and_then(|path| self.package.made_at_installation(path, path))
            }
            _ => return fault,
        };
        match made.filter(|_| owner(&fault.at.file).is_empty()) {
            Some(by) => Fault { kind: FaultKind::MadeAtInstallation { by }, ..fault },
            None => fault,
        }
    }

    /// Returns what [`Self::as_bundlers_do`] would find, for modules that Node never loads and specifiers for
    /// which Node would find nothing. It is a short way: Node's error takes long to find out, and no one asks
    /// for it.
    fn found_by_bundlers_alone(
        &mut self,
        referrer: &PackagePath,
        request: &ModuleRequest,
    ) -> Option<Destination> {
        use crate::module::RequestKind::{DynamicImport, ExportFrom, Import};
        let is_import = matches!(request.kind, Import | ExportFrom | DynamicImport);
        let specifier = &request.specifier.value;
        if self.reached_by == ReachedBy::Node || !is_import || !self.import.lacks_file(referrer, specifier) {
            return None;
        }
        let path = bundler::resolve(self.package, referrer, specifier)?;
        (!bundler::is_for_loader(specifier)).then(|| self.mentioned(&path))
    }

    /// Resolves as bundlers do. A module that Node never loads may be written for bundlers: only a request
    /// that they would refuse, too, is a fault.
    fn as_bundlers_do(
        &mut self,
        referrer: &PackagePath,
        request: &ModuleRequest,
        fault: Box<Fault>,
    ) -> Result<Destination, Box<Fault>> {
        if self.reached_by == ReachedBy::Node {
            return Err(fault);
        }
        let specifier = &request.specifier.value;
        let is_missing = matches!(fault.kind, FaultKind::Unresolved(_) | FaultKind::OutsidePackage);
        // Styles, pictures and JSON without its attribute, which Node finds and does not load, are for
        // bundlers to load.
        if !is_missing || bundler::is_for_loader(specifier) {
            return Ok(Destination::External);
        }
        let is_relative = specifier.starts_with("./")
            || specifier.starts_with("../")
            || [".", ".."].contains(&specifier.as_str());
        match bundler::resolve(self.package, referrer, specifier).filter(|_| is_relative) {
            Some(path) => Ok(self.mentioned(&path)),
            // A bare name may be an alias in a bundler's configuration; a relative path that is missing is
            // missing for all.
            None if is_relative => Err(fault),
            None => Ok(Destination::External),
        }
    }

    fn follow(&mut self, referrer: &PackagePath, request: &ModuleRequest) -> Result<Destination, Box<Fault>> {
        let mode = mode_of(request.kind);
        let specifier = specifier_of(request);
        // The resolvers are shared by all requests, so each says anew how far they may look.
        let reach = self.reach(referrer, request);
        self.import.look_into(reach);
        self.require.look_into(reach);
        if reach == Reach::Package && self.is_external(referrer, &specifier) {
            return Ok(Destination::External);
        }
        match self.resolver(mode).resolve_from(referrer, &specifier) {
            Ok(Resolved::File(path)) => self.follow_file(referrer, request, &path),
            Err(error) if harm(request.kind, &error) == Harm::None => Ok(Destination::External),
            Err(error) if harm(request.kind, &error) == Harm::Later => {
                Err(Box::new(Fault { when: When::Deferred, ..unresolved(referrer, request, error) }))
            }
            Ok(Resolved::Builtin(name)) => Ok(Destination::Builtin(name)),
            Ok(Resolved::Data(_) | Resolved::Unknown) => Ok(Destination::External),
            Err(ResolveError::PackageNotFound { package, .. })
                if self.declared(referrer, &package).is_installed() =>
            {
                Ok(Destination::External)
            }
            Err(ResolveError::PackageNotFound { package, loader, message }) => {
                let declared = self.declared(referrer, &package);
                let error = ResolveError::PackageNotFound { package: package.clone(), loader, message };
                let fault = unresolved(referrer, request, error);
                Err(Box::new(Fault { kind: FaultKind::Undeclared { package, declared }, ..fault }))
            }
            Err(error) => {
                let fault = unresolved(referrer, request, error);
                Err(Box::new(at_its_cause(fault, request, self.package)))
            }
        }
    }

    /// Returns the packages that a request may lead to: others only for what Node certainly loads.
    fn reach(&self, referrer: &PackagePath, request: &ModuleRequest) -> Reach {
        let is_asked = self.package.beside().is_some() && self.reached_by == ReachedBy::Node;
        let matters = is_certain(request) || referrer.is_outside() && matters_beside(request);
        if is_asked && matters && !self.is_of_host(referrer, &request.specifier.value) {
            Reach::Beside
        } else {
            Reach::Package
        }
    }

    /// Tells whether a bare specifier certainly leads out of the package, to a package that will be
    /// installed. The answer is remembered where it is the same for nearly all modules.
    fn is_external(&mut self, referrer: &PackagePath, specifier: &str) -> bool {
        if specifier.starts_with(['.', '/', '#']) {
            return false;
        }
        let is_usual = owner(referrer).is_empty() && self.import.asks_plainly(referrer);
        if let Some(known) = self.external.get(specifier).filter(|_| is_usual) {
            return *known;
        }
        let absent = self.import.absent_package(referrer, specifier);
        let is_external = absent.is_some_and(|package| self.declared(referrer, package).is_installed());
        if is_usual {
            self.external.insert(specifier.to_owned(), is_external);
        }
        is_external
    }

    fn follow_file(
        &mut self,
        referrer: &PackagePath,
        request: &ModuleRequest,
        path: &PackagePath,
    ) -> Result<Destination, Box<Fault>> {
        use crate::module::RequestKind::{ImportMetaResolve, RequireResolve, Url};
        if path.is_outside() && self.beside >= MOST_BESIDE {
            return Ok(Destination::External);
        }
        // A file that is only named has no format to be wrong: it may be a style, a picture or an addon.
        if matches!(request.kind, RequireResolve | ImportMetaResolve | Url) {
            return Ok(self.mentioned(path));
        }
        let mode = mode_of(request.kind);
        let format =
            self.format(path, mode).map_err(|error| Box::new(unloadable(referrer, request, error)))?;
        if mode == Mode::Import
            && let Some(fault) =
                attribute_fault(referrer, request, path, format, self.profile.attribute_errors)
        {
            return Err(Box::new(fault));
        }
        Ok(Destination::Module(self.add_as(path, format)))
    }

    /// Returns the destination of a request for a file that does not load it: a module, if the file has a
    /// module's extension.
    fn mentioned(&mut self, path: &PackagePath) -> Destination {
        match is_module_name(path).then(|| self.add(path, Mode::Import)) {
            Some(Ok(id)) => Destination::Module(id),
            _ => Destination::External,
        }
    }

    /// Returns how the package that a file belongs to declares another one. A package in a packed
    /// `node_modules` has its own manifest.
    fn declared(&self, referrer: &PackagePath, name: &str) -> DependencyKind {
        let Some(manifest) = self.manifest_of(referrer) else { return DependencyKind::Nowhere };
        match manifest.declared(name) {
            DependencyKind::DevOnly | DependencyKind::Nowhere if manifest.is_given_by_host(name) => {
                DependencyKind::OptionalPeer
            }
            declared => declared,
        }
    }

    fn manifest_of(&self, referrer: &PackagePath) -> Option<&Manifest> {
        // A folder of a packed `node_modules` without a package.json is judged by the package's own.
        self.package.manifest_in(owner(referrer)).or_else(|| self.package.manifest())
    }

    /// Tells whether a host gives what is asked for, so that the package of that name on the disk says nothing about it.
    fn is_of_host(&self, referrer: &PackagePath, specifier: &str) -> bool {
        let name = specifier.split('/').next().unwrap_or_default();
        self.manifest_of(referrer).is_some_and(|manifest| manifest.is_given_by_host(name))
    }
}

/// Tells whether a request of another package matters: what is certainly loaded, if only by one of several arms.
fn matters_beside(request: &ModuleRequest) -> bool {
    is_certain(request) || request.arm.is_some()
}

/// Tells whether Node certainly loads what is asked for.
fn is_certain(request: &ModuleRequest) -> bool {
    use crate::module::RequestKind::{ImportMetaResolve, RequireResolve, Url};
    let loads = !matches!(request.kind, RequireResolve | ImportMetaResolve | Url);
    loads && matches!(request.when, When::Link | When::Eager)
}
