//! The question whether another version of Node could judge a package differently, asked of the graph that one version made.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeSet,
};

use crate::{
    entry_points::promise::promise,
    facts::node_facts::NodeFacts,
    hash::HashMap,
    link::{
        LexedExports,
        graph::{Destination, Edge, Module, ReachedBy, mode_of},
    },
    module::{EsModule, ImportName, ReadingSwitch},
    node::{NodeVersion, Profile, builtin_exports, is_builtin},
    package::Package,
    path::PackagePath,
    resolve::{Mode, NodeTarget, format::Format},
};

/// The answer whether package.json promises `require` of an ES module, which is the same for all versions that are asked.
#[derive(Debug, Default)]
pub(super) struct PromisedRequire(OnceCell<bool>);

/// The ways in which a version may differ from the one that made the graph.
pub(super) struct VersionDifference<'f> {
    asked: Asked<'f>,
    is_everywhere: bool,
}

impl<'f> VersionDifference<'f> {
    pub fn of(
        package: &'f Package,
        base: &'f NodeFacts,
        version: NodeVersion,
        promised: &PromisedRequire,
    ) -> Self {
        let (here, there) = (base.node.version.profile(), version.profile());
        let there_target = NodeTarget { version, conditions: base.node.conditions.clone() };
        let lexed = RefCell::new(LexedTwice {
            here: LexedExports::new(package, &base.node),
            there: LexedExports::new(package, &there_target),
            known: HashMap::default(),
        });
        let asked = Asked { package, base, version, here, there, lexed };
        let is_everywhere = asked.differs_by_declaration(promised);
        Self { asked, is_everywhere }
    }

    /// True if what package.json declares may be another thing, whatever the modules hold.
    pub fn is_everywhere(&self) -> bool {
        self.is_everywhere
    }

    /// Tells whether the version could judge anything otherwise.
    pub fn is_possible(&self) -> bool {
        let is_possible = |module: &Module| {
            self.asked.differs(module) || self.names(module).any(|known| known == Some(false))
        };
        self.is_everywhere || self.modules().any(is_possible)
    }

    /// Tells whether the version could judge anything otherwise, also by what the oldest maintained line has in common with those before
    /// it.
    pub fn is_possible_in_little(&self) -> bool {
        self.modules().any(|module| self.may_be_in(module))
    }

    /// Tells whether a name is imported of a built-in module of which it is not known that the version has it.
    pub fn is_uncertain(&self) -> bool {
        self.modules().any(|module| self.names(module).any(|known| known.is_none()))
    }

    /// Tells whether one module could be judged otherwise, also by what makes no version be asked by itself.
    pub fn may_be_in(&self, module: &Module) -> bool {
        self.asked.differs(module)
            || self.asked.differs_in_little(module)
            || self.names(module).any(|known| known != Some(true))
    }

    /// Tells whether the versions find different names in CommonJS.
    pub fn names_differ(&self, commonjs: &PackagePath) -> bool {
        let asked = &self.asked;
        asked.reads_names_otherwise() && asked.lexed.borrow_mut().differ(commonjs)
    }

    fn modules(&self) -> impl Iterator<Item = &'f Module> {
        let all = self.asked.base.linkage.graph.iter().map(|(_, module)| module);
        all.filter(|module| module.reached_by == ReachedBy::Node)
    }

    /// For each name that a module imports from built-in ones, the answer whether the version has it, as far as that is known.
    fn names(&self, module: &Module) -> impl Iterator<Item = Option<bool>> {
        let asked = module.es().into_iter().flat_map(imported_names);
        asked.filter_map(|(request, name)| match module.destination(request) {
            // A module whose names were not measured would be uncertain in every version, and leave no range to suggest.
            Destination::Builtin(builtin) => {
                let known = builtin_exports(builtin, name, self.asked.version);
                (known.is_some() || builtin_names_are_known(builtin)).then_some(known)
            }
            _ => None,
        })
    }
}

/// Tells whether the names of a built-in module were measured at all.
fn builtin_names_are_known(builtin: &str) -> bool {
    builtin_exports(builtin, "default", NodeVersion::default()).is_some()
}

/// The names that an ES module imports or re-exports, each with the index of its request.
fn imported_names(es: &EsModule) -> impl Iterator<Item = (usize, &str)> {
    let imports = es.imports.iter().map(|entry| (entry.request, &entry.name));
    let exports = es.indirect_exports.iter().map(|entry| (entry.request, &entry.import));
    imports.chain(exports).filter_map(|(request, name)| match name {
        ImportName::Name(name) => Some((request, name.value.as_str())),
        ImportName::Namespace => None,
    })
}

/// The requests by which an ES module takes names from another one; by `export *` it takes all for those who import it.
fn named_requests(module: &Module) -> BTreeSet<usize> {
    let Some(es) = module.es() else { return BTreeSet::new() };
    // Every CommonJS module has a default, whatever the lexer finds.
    let named = imported_names(es).filter(|(_, name)| *name != "default").map(|(request, _)| request);
    named.chain(es.star_exports.iter().map(|star| star.request)).collect()
}

/// One version, asked about what another one has read.
struct Asked<'f> {
    package: &'f Package,
    base: &'f NodeFacts,
    version: NodeVersion,
    here: Profile,
    there: Profile,
    lexed: RefCell<LexedTwice<'f>>,
}

/// The names that `import` finds in CommonJS by the lexers of both versions.
struct LexedTwice<'f> {
    here: LexedExports<'f>,
    there: LexedExports<'f>,
    /// The answers for files that were asked about: many modules may import from one that has many names.
    known: HashMap<PackagePath, bool>,
}

impl LexedTwice<'_> {
    /// Tells whether the lexers find different names in a file, or in those that it re-exports.
    fn differ(&mut self, path: &PackagePath) -> bool {
        if let Some(known) = self.known.get(path) {
            return *known;
        }
        let differ = self.here.of(path) != self.there.of(path);
        self.known.insert(path.clone(), differ);
        differ
    }
}

impl Asked<'_> {
    /// Tells whether `require` of an ES module that package.json promises could fail.
    fn differs_by_declaration(&self, promised: &PromisedRequire) -> bool {
        self.here.require_esm != self.there.require_esm && *promised.0.get_or_init(|| self.promises_require())
    }

    fn promises_require(&self) -> bool {
        let mut required = self.base.linkage.verdicts.iter().filter(|verdict| {
            verdict.mode == Mode::Require
                && verdict.format == Some(Format::Module)
                && verdict.causes.is_empty()
        });
        let says_module_sync = || {
            let text = self.package.files().contents("package.json").unwrap_or_default();
            // A search of the text is enough, as a wrong yes only links the package for one more version.
            memchr::memmem::find(text, b"\"module-sync\"").is_some()
        };
        let is_promised = |entry: usize| {
            let entry = self.base.entry_points.get(entry);
            entry.is_some_and(|entry| promise(self.package, entry, Mode::Require, &self.base.node).is_some())
        };
        says_module_sync() || required.any(|verdict| is_promised(verdict.entry))
    }

    fn differs(&self, module: &Module) -> bool {
        let (here, there) = (self.here, self.there);
        // Switches are compared first, as lexing a file by both lexers, or searching it, costs much more.
        let is_module = module.format == Format::Module;
        is_module && !module.is_declared && here.detect_module != there.detect_module
            || module.format == Format::Wasm && here.import_wasm != there.import_wasm
            || module
                .requests
                .iter()
                .enumerate()
                .any(|(nth, edge)| self.differs_at(module, nth, &edge.destination))
            || self.reads_names_otherwise() && self.takes_other_names(module)
            || here.with_syntax != there.with_syntax && has_attributes(module)
            || here.regexp_v_flag != there.regexp_v_flag && self.has_v_flag(module)
            || module.effects.newer_uses.iter().any(|it| self.has_only_one(it.name))
    }

    /// Tells whether one of the versions has a builtin of the language, and the other one lacks it.
    fn has_only_one(&self, builtin: &str) -> bool {
        self.base.node.version.lacks_builtin(builtin) != self.version.lacks_builtin(builtin)
    }

    fn reads_names_otherwise(&self) -> bool {
        self.here.lexer != self.there.lexer || self.here.import_strips_bom != self.there.import_strips_bom
    }

    /// Tells whether the versions differ in anything else that a module may be about.
    fn differs_in_little(&self, module: &Module) -> bool {
        let Self { package, here, there, .. } = self;
        let text = package.contents(&module.path).unwrap_or_default();
        let extension = module.path.extension();
        let requires = |target: Format| {
            module
                .requests
                .iter()
                .filter_map(Edge::module)
                .any(|id| self.base.linkage.graph.get(id).is_some_and(|module| module.format == target))
        };
        !package.readings().are_alike(&module.path, text, here, there)
            || extension.is_empty() && loads_extensionless(here) != loads_extensionless(there)
            || extension == ".node" && here.import_addon != there.import_addon
            || here.import_strips_bom != there.import_strips_bom && text.starts_with(b"\xef\xbb\xbf")
            || here.trailing_slash_is_root != there.trailing_slash_is_root
                && module.requests.iter().any(|edge| edge.request.specifier.value.ends_with('/'))
            || here.require_wasm != there.require_wasm && requires(Format::Wasm)
            || cycles(here) != cycles(there) && module.format == Format::CommonJs && requires(Format::Module)
            || here.namespace_star_conflict != there.namespace_star_conflict
                && module.es().is_some_and(|es| es.star_exports.len() > 1)
    }

    /// Tells whether a request could end differently.
    fn differs_at(&self, module: &Module, request: usize, destination: &Destination) -> bool {
        match destination {
            Destination::Builtin(name) => {
                !is_builtin(name.strip_prefix("node:").unwrap_or(name), self.version)
            }
            Destination::Module(id) if self.here.require_esm != self.there.require_esm => {
                let is_required = module
                    .requests
                    .get(request)
                    .is_some_and(|edge| mode_of(edge.request.kind) == Mode::Require);
                let graph = &self.base.linkage.graph;
                is_required && graph.get(*id).is_some_and(|target| target.format == Format::Module)
            }
            _ => false,
        }
    }

    /// Tells whether names are imported from CommonJS of which the two lexers find different ones.
    fn takes_other_names(&self, module: &Module) -> bool {
        let graph = &self.base.linkage.graph;
        let mut asked = named_requests(module).into_iter().filter_map(|request| {
            let Destination::Module(id) = module.destination(request) else { return None };
            graph.get(*id).filter(|it| it.format == Format::CommonJs)
        });
        asked.any(|commonjs| self.lexed.borrow_mut().differ(&commonjs.path))
    }

    /// Tells whether the text may hold a regular expression with the flag `v`.
    fn has_v_flag(&self, module: &Module) -> bool {
        let text = self.package.files().contents(module.path.as_str()).unwrap_or_default();
        ReadingSwitch::RegexpVFlag.may_be_met_in(text)
    }
}

fn loads_extensionless(profile: &Profile) -> (bool, bool) {
    (profile.import_extensionless, profile.require_extensionless_by_type)
}

/// The switches about circles of `require` and ES modules.
fn cycles(profile: &Profile) -> [bool; 3] {
    [profile.cycle_before_async, profile.refuses_waiting_module, profile.waiting_module_crash]
}

/// Tells whether a module imports with attributes: `with { type: "json" }`.
fn has_attributes(module: &Module) -> bool {
    module.requests.iter().any(|edge| edge.request.attributes.as_ref().is_none_or(|it| !it.is_empty()))
}
