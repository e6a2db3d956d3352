//! Exports that are another kind of thing than before, where the syntax of both releases tells.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use memchr::memmem;

use crate::{
    diff::{
        commonjs::CommonJsExports,
        foreign::ForeignNames,
        required_names::{RequiredNames, RequiredSearch},
        touched::TouchedModules,
    },
    facts::NodeFacts,
    hash::{HashMap, HashSet},
    link::{
        LexedExports, RequiredFile,
        graph::{Edge, Module, ModuleId},
        namespaces::{Namespace, namespaces},
        origins::{NameMaker, makers},
    },
    module::{ExportValue, ExportedShapes, ValueShape},
    path::PackagePath,
    report::OutcomeReport,
    resolve::{NodeTarget, format::Format},
    session::Session,
};

/// The kinds of what both releases export.
pub(super) struct ComparedKinds<'s> {
    pub old: ReleaseKinds<'s>,
    pub new: ReleaseKinds<'s>,
    touched: TouchedModules,
}

impl<'s> ComparedKinds<'s> {
    pub fn new(old: &'s Session, new: &'s Session, node: &NodeTarget) -> Self {
        let (before, after) = (old.facts(node), new.facts(node));
        Self {
            touched: TouchedModules::of((old, &before), (new, &after)),
            old: ReleaseKinds::new(old, before, node),
            new: ReleaseKinds::new(new, after, node),
        }
    }

    /// Tells whether an outcome leads to a module that is what it was, and so is all that it loads.
    pub fn are_same(&self, old: &OutcomeReport, new: &OutcomeReport) -> bool {
        let id = self.old.module_of(old).filter(|_| old.target == new.target && old.format == new.format);
        id.is_some_and(|id| !self.touched.has(id))
    }

    /// Tells whether a module of the newer release is that of the older one, and so is all that it loads.
    pub fn is_same_module(&self, old: ModuleId, new: ModuleId) -> bool {
        !self.touched.has(old) && self.old.path(old) == self.new.path(new)
    }

    /// Tells whether the text of the module that an outcome leads to is what it was, and says itself what it exports.
    pub fn have_same_text(&mut self, old: &OutcomeReport, new: &OutcomeReport) -> bool {
        let id = self.old.module_of(old).filter(|_| old.target == new.target && old.format == new.format);
        id.is_some_and(|id| self.touched.is_same_text(id)) && !self.old.gives_required_member(old)
    }
}

/// The kinds of what one release exports, found when they are first asked for.
pub(super) struct ReleaseKinds<'s> {
    session: &'s Session,
    node: NodeTarget,
    facts: Arc<NodeFacts>,
    /// The module that each entry point leads to, by its file, and whether it is an ES module.
    entries: HashMap<(String, bool), ModuleId>,
    /// The module that makes each name, and its name there, by the module that offers it; of those that re-export.
    makers: Option<HashMap<ModuleId, BTreeMap<String, NameMaker>>>,
    /// The names behind namespaces.
    namespaces: Option<HashMap<ModuleId, Arc<Namespace>>>,
    /// The shapes of the names that each ES module makes.
    made: HashMap<ModuleId, HashMap<String, ValueShape>>,
    lexed: LexedExports<'s>,
    commonjs: CommonJsExports<'s>,
    /// The names that modules get from others.
    foreign: Option<ForeignNames>,
}

impl<'s> ReleaseKinds<'s> {
    fn new(session: &'s Session, facts: Arc<NodeFacts>, node: &NodeTarget) -> Self {
        let entry = |id: ModuleId| {
            let module = facts.linkage.graph.get(id)?;
            Some(((module.path.as_str().to_owned(), module.es().is_some()), id))
        };
        let entries = facts.linkage.verdicts.iter().filter_map(|verdict| entry(verdict.module?)).collect();
        Self {
            session,
            node: node.clone(),
            entries,
            facts,
            makers: None,
            namespaces: None,
            made: HashMap::default(),
            lexed: LexedExports::new(session.package(), node),
            commonjs: CommonJsExports::new(session, node),
            foreign: None,
        }
    }

    pub fn module_of(&self, outcome: &OutcomeReport) -> Option<ModuleId> {
        let is_es = outcome.format.as_deref() == Some(Format::Module.name());
        self.entries.get(&(outcome.target.clone()?, is_es)).copied()
    }

    /// The shape of a name that an outcome of `import` offers.
    pub fn of_outcome(&mut self, outcome: &OutcomeReport, name: &str) -> ValueShape {
        match (&outcome.target, &outcome.format) {
            (Some(file), Some(format)) => self.of(file, format, name),
            _ => ValueShape::Unknown,
        }
    }

    fn of(&mut self, file: &str, format: &str, name: &str) -> ValueShape {
        match (format, name) {
            ("commonjs", name) => match (self.shapes(file), name) {
                (Some(shapes), "default") => match &shapes.required_member {
                    Some(member) => self.of_required(file, member).unwrap_or_default(),
                    None => self.required(file, &shapes),
                },
                (Some(shapes), name) => shapes.named.get(name).copied().unwrap_or_default(),
                (None, _) => ValueShape::Unknown,
            },
            ("module", name) => self.of_es(file, name).unwrap_or_default(),
            _ => ValueShape::Unknown,
        }
    }

    /// Tells whether an outcome leads to a file that gives a member of what it requires, and nothing else.
    fn gives_required_member(&mut self, outcome: &OutcomeReport) -> bool {
        let shapes = outcome.target.as_deref().and_then(|file| self.shapes(file));
        shapes.is_some_and(|shapes| shapes.required_member.is_some())
    }

    /// The shape of what `require` gives of a file.
    fn required(&mut self, file: &str, shapes: &ExportedShapes) -> ValueShape {
        if shapes.module_exports != ValueShape::Unknown {
            return shapes.module_exports;
        }
        PackagePath::new(file).map(|path| self.given(path)).unwrap_or_default()
    }

    /// The shape that `module.exports` of a file has, whichever way its code takes.
    fn given(&mut self, path: PackagePath) -> ValueShape {
        let (mut open, mut seen) = (vec![path.clone()], HashSet::from_iter([path]));
        let mut shapes = Vec::new();
        while let Some(path) = open.pop() {
            let written = self.commonjs.writes(&path);
            let Some(values) = written.as_ref().and_then(|it| it.values.as_ref()) else {
                return ValueShape::Unknown;
            };
            for value in values {
                match value {
                    ExportValue::Kept => shapes.push(ValueShape::Object),
                    ExportValue::Shape(shape) => shapes.push(*shape),
                    ExportValue::Required(specifier) => match self.lexed.required(&path, specifier) {
                        RequiredFile::Script(file) if seen.insert(file.clone()) => open.push(file),
                        RequiredFile::Script(_) | RequiredFile::Missing => {}
                        RequiredFile::Outside | RequiredFile::Unread => return ValueShape::Unknown,
                    },
                }
            }
        }
        common(&shapes)
    }

    /// The shape of a member of the CommonJS that a module requires, which loads nothing else.
    fn of_required(&mut self, file: &str, member: &str) -> Option<ValueShape> {
        let graph = &self.facts.linkage.graph;
        let id = self.entries.get(&(file.to_owned(), false)).copied()?;
        let required = graph.get(id)?.requests.iter().find_map(Edge::module)?;
        let required = graph.get(required).filter(|module| module.format == Format::CommonJs)?;
        let path = required.path.as_str().to_owned();
        self.shapes(&path)?.named.get(member).copied()
    }

    fn shapes(&mut self, file: &str) -> Option<Arc<ExportedShapes>> {
        self.commonjs.shapes(&PackagePath::new(file)?)
    }

    fn of_es(&mut self, file: &str, name: &str) -> Option<ValueShape> {
        let id = self.entries.get(&(file.to_owned(), true)).copied()?;
        let es = self.facts.linkage.graph.get(id)?.es()?;
        // What it makes itself wins over what it re-exports.
        let is_own = es.indirect_exports.is_empty() && es.star_exports.is_empty();
        let own = self.made(id).get(name).copied();
        if is_own || own.is_some() {
            return own;
        }
        let (maker, name) = self.makers().get(&id)?.get(name).cloned()?;
        self.made(maker).get(&name).copied()
    }

    fn makers(&mut self) -> &HashMap<ModuleId, BTreeMap<String, NameMaker>> {
        let (facts, session, node) = (&self.facts, self.session, &self.node);
        self.makers.get_or_insert_with(|| {
            let graph = &facts.linkage.graph;
            let re_exports = |id: &ModuleId| {
                let es = graph.get(*id).and_then(Module::es);
                es.is_some_and(|es| !es.indirect_exports.is_empty() || !es.star_exports.is_empty())
            };
            let modules: BTreeSet<ModuleId> = self.entries.values().copied().filter(re_exports).collect();
            let modules: Vec<ModuleId> = modules.into_iter().collect();
            let found = makers(graph, session.package(), node, &modules);
            modules.into_iter().zip(found).collect()
        })
    }

    /// The names of a module that an entry point leads to, or that a namespace is of; `None` where no module exports a namespace.
    pub fn namespace(&mut self, id: ModuleId) -> Option<Arc<Namespace>> {
        let (facts, session, node, entries) = (&self.facts, self.session, &self.node, &self.entries);
        let found = self.namespaces.get_or_insert_with(|| {
            let roots: BTreeSet<ModuleId> = entries.values().copied().collect();
            let found = namespaces(&facts.linkage.graph, session.package(), node, roots);
            found.into_iter().map(|(id, namespace)| (id, Arc::new(namespace))).collect()
        });
        found.get(&id).cloned()
    }

    /// The file of a module.
    pub fn path(&self, id: ModuleId) -> Option<String> {
        Some(self.facts.linkage.graph.get(id)?.path.as_str().to_owned())
    }

    fn made(&mut self, id: ModuleId) -> &HashMap<String, ValueShape> {
        let es = self.facts.linkage.graph.get(id).and_then(Module::es);
        self.made.entry(id).or_insert_with(|| {
            let exports = es.into_iter().flat_map(|es| &es.local_exports);
            exports.map(|export| (export.name.value.clone(), export.shape)).collect()
        })
    }

    /// Tells whether an outcome leads to CommonJS that a compiler made of an ES module; if it does, whether it has a
    /// default export. `None` where that is not known.
    pub fn compiled_default(&mut self, outcome: &OutcomeReport) -> Option<bool> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        let path = PackagePath::new(file)?;
        let source = self.session.package().files().contents(file)?;
        if memmem::find(source, b"__esModule").is_none() || hands_exports_over(source) {
            return None;
        }
        let found = self.lexed.of(&path);
        let is_compiled = found.complete && found.names.contains("__esModule");
        is_compiled.then(|| self.has_lexed_default(&path))
    }

    /// Tells whether the lexer finds a `default` among the names of CommonJS; `None` where its names are not known.
    pub fn lexed_default(&mut self, outcome: &OutcomeReport) -> Option<bool> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        Some(self.has_lexed_default(&PackagePath::new(file)?))
    }

    /// Tells whether a file has a `default` of its own, or does nothing but give what another one has: helpers that give all
    /// names of a module leave its `default` out.
    fn has_lexed_default(&mut self, path: &PackagePath) -> bool {
        let is_required = self.shapes(path.as_str()).is_some_and(|shapes| shapes.is_required);
        let own = self.lexed.own(path);
        own.exports.iter().any(|name| name == "default")
            || is_required && self.lexed.of(path).names.contains("default")
    }
}

impl ReleaseKinds<'_> {
    /// All names that `require` gives of an outcome, where the syntax of its file says them.
    pub fn members(&mut self, outcome: &OutcomeReport) -> Option<Vec<String>> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        let path = PackagePath::new(file)?;
        let members = self.shapes(file)?.members.clone()?;
        self.foreign(&[path], outcome)?.is_empty().then_some(members)
    }

    /// The names that files get from other modules that an outcome loads; `None` where code makes them.
    fn foreign(&mut self, files: &[PackagePath], outcome: &OutcomeReport) -> Option<BTreeSet<String>> {
        let (facts, root) = (&self.facts, self.module_of(outcome));
        let found = self.foreign.get_or_insert_with(|| ForeignNames::of(facts));
        found.get(files, root, facts, &mut self.commonjs)
    }

    /// The JSON that `require` gives of an outcome: its file is CommonJS that does nothing but require it.
    pub fn data_behind(&mut self, outcome: &OutcomeReport) -> Option<PackagePath> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        let path = PackagePath::new(file)?;
        self.shapes(file).filter(|shapes| shapes.is_required)?;
        self.lexed.data(&path)
    }

    /// All names that `require` gives of an outcome that is CommonJS.
    pub fn required_names(&mut self, outcome: &OutcomeReport) -> Option<RequiredNames> {
        let file = outcome.target.as_deref().filter(|_| outcome.format.as_deref() == Some("commonjs"))?;
        let (commonjs, lexed) = (&mut self.commonjs, &mut self.lexed);
        let mut found = RequiredSearch { commonjs, lexed }.of(&PackagePath::new(file)?);
        match self.foreign(&found.files, outcome) {
            Some(foreign) => {
                let known = found.any.iter_mut().chain(&mut found.sure);
                known.for_each(|names| names.extend(foreign.iter().cloned()));
            }
            None => found.any = None,
        }
        Some(found)
    }
}

/// The shape that all of these have.
fn common(shapes: &[ValueShape]) -> ValueShape {
    match shapes.split_first() {
        Some((first, others)) if others.iter().all(|shape| shape == first) => *first,
        _ => ValueShape::Unknown,
    }
}

/// Tells whether an ES module says itself what `require` of it gives.
pub(super) fn gives_itself(outcome: &OutcomeReport) -> bool {
    let exports = || outcome.exports.iter().any(|name| name == "module.exports");
    outcome.format.as_deref() == Some("module") && exports()
}

/// Tells whether code gives `exports` to a function other than `Object.defineProperty`, which the lexer does not follow.
fn hands_exports_over(source: &[u8]) -> bool {
    let count = |text: &str| memmem::find_iter(source, text).count();
    count("(exports,") > count("defineProperty(exports,")
}
