//! Follows every request of every module, from the entry points on.

use std::collections::BTreeSet;

use crate::{
    hash::HashMap,
    limits::LimitReached,
    link::{
        ahead::Ahead,
        bundler, computed,
        fault::FaultKind,
        fault_room::FaultRoom,
        graph::{Module, ModuleGraph, ModuleId, ReachedBy, Record},
        load::Loaded,
    },
    module::{AssetVerb, Effects, ModuleRequest, OWN_FILE, Phase, RequestKind, RequestTime},
    node::Profile,
    package::Package,
    path::{PackagePath, package_folder},
    resolve::{
        Mode, NodeTarget, Resolver,
        format::{Format, FormatError},
    },
    text::Spanned,
};

/// Builds the graph of one package for one version of Node.
pub(super) struct Scanner<'p> {
    pub(super) package: &'p Package,
    pub(super) profile: Profile,
    pub(super) import: Resolver<'p>,
    pub(super) require: Resolver<'p>,
    seen: HashMap<PackagePath, Seen>,
    /// True if a bare specifier of the package's own modules certainly leads out of it, to a package that
    /// will be installed.
    pub(super) external: HashMap<String, bool>,
    graph: ModuleGraph,
    ahead: Ahead<'p>,
    /// The modules whose text has not been read yet.
    unread: Vec<ModuleId>,
    room: FaultRoom,
    /// The number of modules that were read, or would have been without the limit.
    modules: u64,
    /// The reader that gets to the modules that are being added.
    pub(super) reached_by: ReachedBy,
    /// The number of modules of other packages.
    pub(super) beside: usize,
}

/// The number of computed folders, and of files in them, that are looked at.
const MOST_COMPUTED: usize = 500_000;

/// The formats and modules of a file, as far as they are known.
#[derive(Default)]
struct Seen {
    /// The format in each mode: imported, then required.
    formats: [Option<Result<Format, FormatError>>; 2],
    /// The modules that the file is, one for each format.
    modules: Vec<(Format, ModuleId)>,
}

impl Seen {
    fn module(&self, format: Format) -> Option<ModuleId> {
        self.modules.iter().find(|(other, _)| *other == format).map(|(_, id)| *id)
    }
}

impl<'p> Scanner<'p> {
    pub(super) fn new(package: &'p Package, node: &NodeTarget) -> Self {
        Self {
            package,
            profile: node.version.profile(),
            import: Resolver::new(package, Mode::Import, node),
            require: Resolver::new(package, Mode::Require, node),
            seen: HashMap::default(),
            external: HashMap::default(),
            graph: ModuleGraph::default(),
            ahead: Ahead::new(package, node.version.profile()),
            unread: Vec::new(),
            room: FaultRoom::new(package.limits()),
            modules: 0,
            reached_by: ReachedBy::Node,
            beside: 0,
        }
    }

    /// Adds the module that a file is when it is loaded in this mode.
    pub(super) fn add(&mut self, path: &PackagePath, mode: Mode) -> Result<ModuleId, FormatError> {
        let format = self.format(path, mode)?;
        Ok(self.add_as(path, format))
    }

    pub(super) fn add_as(&mut self, path: &PackagePath, format: Format) -> ModuleId {
        if let Some(id) = self.seen.get(path).and_then(|seen| seen.module(format)) {
            return id;
        }
        self.beside += usize::from(path.is_outside());
        let id = ModuleId(self.graph.modules.len());
        let is_declared = format == Format::Module && self.import.is_declared_module(path);
        self.graph.modules.push(Module::unread(path.clone(), format, is_declared, self.reached_by));
        self.seen.entry(path.clone()).or_default().modules.push((format, id));
        self.unread.push(id);
        id
    }

    /// Reads every module of the package at once. The walk shows afterwards which of them are reached.
    pub(super) fn read_ahead(&mut self) {
        let most = usize::try_from(self.package.limits().modules).unwrap_or(usize::MAX);
        let own: Vec<_> = own_modules(self.package).take(most).collect();
        self.ahead.read_all(&own, &self.import);
    }

    /// Reads every module that was added, and every module that they lead to.
    pub(super) fn run(&mut self) {
        while !self.unread.is_empty() {
            let mut round = std::mem::take(&mut self.unread);
            self.modules = self.modules.saturating_add(round.len() as u64);
            let over = self.modules.saturating_sub(self.package.limits().modules);
            // The modules of this round that are over the limit stay unread. `finish` reports the limit.
            round.truncate(round.len().saturating_sub(usize::try_from(over).unwrap_or(usize::MAX)));
            let modules = round.iter().filter_map(|id| self.graph.get(*id));
            let modules: Vec<_> = modules.map(|module| (module.path.clone(), module.format)).collect();
            for (id, loaded) in round.into_iter().zip(self.ahead.take(&modules)) {
                self.place(id, loaded);
            }
        }
    }

    /// Adds the modules that computed paths lead to, those that bundlers get to, and then every other module
    /// of the package, since each must be able to resolve its requests.
    pub(super) fn run_others(&mut self) {
        self.run_computed();
        self.reached_by = ReachedBy::Bundlers;
        self.add_all(bundler::roots(self.package));
        let others = own_modules(self.package).cloned().collect();
        let has_exports = self.package.manifest().and_then(|manifest| manifest.get("exports")).is_some();
        self.reached_by = if has_exports { ReachedBy::NoOne } else { ReachedBy::Path };
        self.add_all(others);
    }

    /// Adds the modules of the folders that modules load by computed paths, and the modules that those load
    /// in the same way.
    fn run_computed(&mut self) {
        // Computed paths can reach nothing more, and to search every text for them would take long.
        if own_modules(self.package).all(|path| self.seen.contains_key(path)) {
            return;
        }
        self.reached_by = ReachedBy::Computed;
        let mut added = BTreeSet::new();
        let (mut next, mut steps) = (0, 0);
        // By index, as the graph grows on the way: a module that is loaded by a computed path may load others
        // in the same way.
        while let Some(module) = self.graph.modules.get(next).filter(|_| steps < MOST_COMPUTED) {
            let path = module.path.clone();
            let text = self.package.files().contents(path.as_str()).unwrap_or_default();
            let is_code = is_module_name(&path) && owner(&path).is_empty();
            let text = std::str::from_utf8(text).ok().filter(|_| is_code).unwrap_or_default();
            for folder in computed::folders(self.package.files(), &path, text) {
                if added.insert(folder.clone()) {
                    let files: Vec<_> = folder.files(self.package.files()).cloned().collect();
                    steps += files.len();
                    self.add_all(files);
                }
                // A folder without files is a step, too: many modules may name many folders.
                steps += 1;
                self.graph.computed.push((ModuleId(next), folder));
            }
            next += 1;
        }
    }

    fn add_all(&mut self, paths: Vec<PackagePath>) {
        for path in paths.iter().filter(|path| is_module_name(path)) {
            // A file that is in the graph in one format is not added in another.
            let is_known = |seen: &Seen| {
                [Format::Module, Format::CommonJs].iter().any(|format| seen.module(*format).is_some())
            };
            if !self.seen.get(path).is_some_and(is_known) {
                let _ = self.add(path, Mode::Import);
            }
        }
        self.run();
    }

    /// Returns the graph, and the limits that kept modules out of it.
    pub(super) fn finish(self) -> (ModuleGraph, Vec<LimitReached>) {
        let place = || "there are more modules, which were not read".to_owned();
        let cut = self.package.limits().modules().check(self.modules, place).err();
        (self.graph, cut.into_iter().chain(self.ahead.cut()).chain(self.room.cut()).collect())
    }

    fn place(&mut self, id: ModuleId, loaded: Loaded) {
        let Some((path, format)) = self.graph.get(id).map(|module| (module.path.clone(), module.format))
        else {
            return;
        };
        let Loaded { mut record, requests, mut faults, effects, steps: _ } = loaded;
        let mut set_aside = Vec::new();
        if self.reached_by != ReachedBy::Node {
            // How the file is evaluated depends on who loads it, which is not known.
            set_aside = std::mem::take(&mut faults);
        }
        if path.is_outside() {
            // What is too large to be read says nothing about that package.
            faults.retain(|fault| fault.is_certain() && !matches!(fault.kind, FaultKind::Limit(_)));
        }
        let mut requests: Vec<_> =
            requests.into_iter().map(|request| self.edge(&path, request, &mut faults)).collect();
        if self.reached_by != ReachedBy::Node && format == Format::Wasm {
            // Other platforms give the compiled module as its default, and look for none of its imports.
            record = Record::Opaque;
            faults.clear();
        }
        // Behind the record's own, whose places in the list are their numbers. Of CommonJS the order is that of evaluation.
        let own = requests.len();
        requests.extend(joined_requests(&effects).filter_map(|request| self.joined_edge(&path, request)));
        if format == Format::CommonJs && requests.len() > own {
            requests.sort_by_key(|edge| edge.request.span.start);
        }
        if let Some(module) = self.graph.modules.get_mut(id.0) {
            module.record = record;
            module.requests = requests;
            module.faults = self.room.take(faults);
            module.set_aside = set_aside;
            module.effects = effects;
        }
    }

    pub(super) fn format(&mut self, path: &PackagePath, mode: Mode) -> Result<Format, FormatError> {
        let known = |seen: &Seen| seen.formats.get(mode as usize).cloned().flatten();
        if let Some(known) = self.seen.get(path).and_then(known) {
            return known;
        }
        // `ahead` knows the formats of imports. A file that has no name of a module may have been read for
        // `require`.
        let imported = self.ahead.format(path).filter(|_| mode == Mode::Import && is_module_name(path));
        let format = imported.map_or_else(|| self.format_by_rule(path, mode), Ok);
        let seen = self.seen.entry(path.clone()).or_default();
        seen.formats.get_mut(mode as usize).into_iter().for_each(|known| *known = Some(format.clone()));
        format
    }

    fn format_by_rule(&mut self, path: &PackagePath, mode: Mode) -> Result<Format, FormatError> {
        match self.resolver(mode).declared_format_of(path)? {
            Some(format) => Ok(format),
            None => Ok(self.ahead.detected(path)),
        }
    }

    pub(super) fn resolver(&mut self, mode: Mode) -> &mut Resolver<'p> {
        match mode {
            Mode::Import => &mut self.import,
            Mode::Require => &mut self.require,
        }
    }
}

/// Returns the requests by paths that code puts together of parts that are all known: `require(join(__dirname, 'a'))`.
fn joined_requests(effects: &Effects) -> impl Iterator<Item = ModuleRequest> {
    effects.assets.iter().filter_map(|used| {
        let kind = match used.verb {
            AssetVerb::Require => RequestKind::Require,
            AssetVerb::Import => RequestKind::DynamicImport,
            _ => return None,
        };
        let is_own = used.path.starts_with('/') && !used.path.contains(OWN_FILE);
        let specifier = Spanned { value: format!(".{}", used.path), span: used.span };
        is_own.then(|| ModuleRequest {
            specifier,
            kind,
            when: used.when,
            begins_try: false,
            arm: None,
            is_unset: false,
            is_awaited: false,
            time: RequestTime::last(),
            attributes: Some(Vec::new()),
            phase: Phase::Evaluation,
            span: used.span,
        })
    })
}

/// Returns the modules of the package itself, without those of packages in a packed `node_modules`.
fn own_modules(package: &Package) -> impl Iterator<Item = &PackagePath> {
    let paths = package.files().iter().map(|(path, _)| path);
    paths.filter(|path| is_module_name(path) && owner(path).is_empty())
}

/// Returns the folder of the package that a file belongs to: the root, or one below a packed `node_modules`.
pub(super) fn owner(path: &PackagePath) -> &str {
    package_folder(path.as_str())
}

/// Tells whether a file has the extension of a JavaScript module.
pub(super) fn is_module_name(path: &PackagePath) -> bool {
    matches!(path.extension(), ".js" | ".mjs" | ".cjs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_belong_to_the_innermost_package() {
        for (path, expected) in [
            ("lib/a.js", ""),
            ("node_modules/a/b.js", "node_modules/a"),
            ("node_modules/@s/a/lib/b.js", "node_modules/@s/a"),
            ("node_modules/a/node_modules/b/c.js", "node_modules/a/node_modules/b"),
            ("my_node_modules/a/b.js", ""),
        ] {
            assert_eq!(owner(&PackagePath::new(path).unwrap()), expected, "{path}");
        }
    }
}
